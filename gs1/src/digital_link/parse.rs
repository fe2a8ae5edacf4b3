// SPDX-License-Identifier: MIT OR Apache-2.0
//! From a Digital Link URI to its elements: key and qualifiers from the path, attributes from the query.

use std::ops::Range;

use super::{percent, sequence, uri};
use crate::charset;
use crate::element::MAX_VALUE_BYTES;
use crate::element_string;
use crate::error::{ErrorCode, ParseError};
use crate::found::{Found, Placed, Slot};
use crate::table::{self, Row};

/// Lengths of the GTINs that a query may carry without leading zeros.
const SHORT_GTINS: [usize; 3] = [8, 12, 13];
/// Digits of a whole GTIN.
const GTIN_DIGITS: usize = 14;

/// Most pairs of AI and value that one look back along the path remembers. No key has more qualifiers.
const REMEMBERED_PAIRS: usize = 8;

/// An AI and its value.
#[derive(Clone, Default)]
struct Pair {
    ai: Range<usize>,
    value: Range<usize>,
}

/// A part of the address that holds values: the path, or the query.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Path,
    Query,
}

/// A web address that is being read.
struct Reader<'a> {
    data: &'a [u8],
    /// Whether any character may stand for another.
    is_coded: bool,
    found: &'a mut Found,
}

/// Reads a Digital Link and copies its elements.
pub(crate) fn parse(data: &[u8]) -> Result<Vec<Placed>, ParseError> {
    let mut found = Found::new();
    find(data, &mut found)?;
    Ok(found.placed(data))
}

/// Reads a Digital Link. Host and the path before the key say nothing and are not kept; the rightmost primary
/// key of the path counts.
pub(crate) fn find(data: &[u8], found: &mut Found) -> Result<(), ParseError> {
    let layout = uri::layout(data)?;
    let mut reader = Reader { data, is_coded: layout.is_coded, found };
    reader.path(layout.path)?;
    let in_path = reader.found.slots().len();
    if !layout.query.is_empty() {
        reader.query(layout.query)?;
    }
    let (path, query) = found.slots().split_at(in_path);
    check_places(path, query)
}

impl Reader<'_> {
    /// Walks the pairs from the end of the path back to the first primary key, then reads them in order.
    fn path(&mut self, path: Range<usize>) -> Result<(), ParseError> {
        let mut pairs: [Pair; REMEMBERED_PAIRS] = Default::default();
        let mut count = 0;
        let mut end = path.end;
        loop {
            let Some((pair, is_key)) = self.last_pair(path.start, end) else {
                return Err(ParseError::new(ErrorCode::UriNoKey, path.start));
            };
            end = pair.ai.start - 1;
            if let Some(place) = pairs.get_mut(count) {
                *place = pair;
            }
            count += 1;
            if is_key {
                break;
            }
        }
        match pairs.get(..count) {
            Some(pairs) => pairs.iter().rev().try_for_each(|pair| self.add(pair, Side::Path)),
            None => self.long_path(end + 1, path.end),
        }
    }

    /// The last pair before `end` in a path that begins with the `/` at `start`, and whether it is a primary key;
    /// `None` when no AI stands there.
    fn last_pair(&self, start: usize, end: usize) -> Option<(Pair, bool)> {
        let last_slash =
            |end: usize| Some(start + self.data.get(start..end)?.iter().rposition(|b| *b == b'/')?);
        let value = last_slash(end)?;
        let ai = last_slash(value)?;
        let row = table::exact(&self.data[ai + 1..value])?;
        Some((Pair { ai: ai + 1..value, value: value + 1..end }, row.qualifiers.is_some()))
    }

    /// Reads more pairs than are remembered, from the key on.
    fn long_path(&mut self, mut at: usize, end: usize) -> Result<(), ParseError> {
        let mut segments = self.data[at..end].split(|b| *b == b'/');
        while let (Some(ai), Some(value)) = (segments.next(), segments.next()) {
            let start = at + ai.len() + 1;
            let pair = Pair { ai: at..at + ai.len(), value: start..start + value.len() };
            at = pair.value.end + 1;
            self.add(&pair, Side::Path)?;
        }
        Ok(())
    }

    /// Reads the parameters, but not those that are not GS1's: without a value, or with a name that is not all
    /// digits.
    fn query(&mut self, query: Range<usize>) -> Result<(), ParseError> {
        let mut at = query.start;
        for text in self.data[query].split(|b| *b == b'&') {
            let end = at + text.len();
            let equals = at + text.iter().take_while(|b| b.is_ascii_digit()).count();
            if equals > at && self.data[equals..end].first() == Some(&b'=') {
                self.add(&Pair { ai: at..equals, value: equals + 1..end }, Side::Query)?;
            }
            at = end + 1;
        }
        Ok(())
    }

    fn add(&mut self, pair: &Pair, side: Side) -> Result<(), ParseError> {
        let (ai, at) = (&self.data[pair.ai.clone()], pair.ai.start);
        let Some(row) = table::exact(ai) else {
            return Err(ParseError::new(ErrorCode::UriUnknownAi, at).quoting(ai));
        };
        // Inside a value the place in the decoded text says nothing about the address, so its start is given.
        let length = self
            .length_of(row, &self.data[pair.value.clone()], side)
            .map_err(|code| ParseError::new(code, pair.value.start).of_ai(row.ai))?;
        self.found.add(Slot::new(row, at, pair.value.clone(), length))
    }

    /// Decodes a value, checks it by the rules of its AI and gives its length.
    fn length_of(&self, row: &Row, text: &[u8], side: Side) -> Result<usize, ErrorCode> {
        let short_gtin = side == Side::Query && row.ai.as_bytes() == b"01";
        let is_coded = self.is_coded && charset::all(text) & charset::CODED != 0;
        if !is_coded && !short_gtin {
            return checked(row, text);
        }
        // One byte more than any value has, so that a longer one stays too long.
        let mut decoded = [0; MAX_VALUE_BYTES + 1];
        let length =
            percent::decode_into(text, side == Side::Query, &mut decoded).ok_or(ErrorCode::UriZeroByte)?;
        let value = &decoded[..length.min(decoded.len())];
        if short_gtin && SHORT_GTINS.contains(&value.len()) {
            padded(row, value)
        } else {
            checked(row, value)
        }
    }
}

fn checked(row: &Row, value: &[u8]) -> Result<usize, ErrorCode> {
    element_string::check_whole_value(row, value).map(|()| value.len()).map_err(|error| error.code)
}

/// A GTIN in the query may come with its leading zeros left out.
fn padded(row: &Row, value: &[u8]) -> Result<usize, ErrorCode> {
    let mut gtin = [b'0'; GTIN_DIGITS];
    gtin[GTIN_DIGITS - value.len()..].copy_from_slice(value);
    checked(row, &gtin)
}

/// Checks that key and qualifiers are in order and that each attribute may stand in the query.
fn check_places(path: &[Slot], query: &[Slot]) -> Result<(), ParseError> {
    let Some((key, qualifiers)) = path.split_first() else {
        return Err(ParseError::new(ErrorCode::UriKeyOrder, 0));
    };
    let qualifiers = qualifiers.iter().map(Slot::row);
    if !sequence::is_valid(key.row(), &qualifiers) {
        return Err(ParseError::new(ErrorCode::UriKeyOrder, key.at()));
    }
    for (i, one) in query.iter().enumerate() {
        let row = one.row();
        let mut before = path.iter().chain(&query[..i]);
        let code = if before.any(|earlier| earlier.row() == row) {
            ErrorCode::UriRepeated
        } else if !row.attribute {
            ErrorCode::UriNotAttribute
        } else if sequence::could_join(key.row(), &qualifiers, row) {
            ErrorCode::UriBelongsInPath
        } else {
            continue;
        };
        return Err(ParseError::new(code, one.at()).of_ai(row.ai));
    }
    Ok(())
}
