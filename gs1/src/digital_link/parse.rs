// SPDX-License-Identifier: MIT OR Apache-2.0
//! From a Digital Link URI to its elements: key and qualifiers from the path, attributes from the query.

use super::{percent, sequence, uri};
use crate::element_string::{self, MAX_ELEMENTS, Placed};
use crate::error::{ErrorCode, ParseError};
use crate::message::Element;
use crate::table::{self, Entry};

/// Lengths of the GTINs that a query may carry without leading zeros.
const SHORT_GTINS: [usize; 3] = [8, 12, 13];

/// A piece of the address and where it stands.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a [u8],
    at: usize,
}

/// A part of the address that holds values: the path, or the query.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Path,
    Query,
}

/// Reads a Digital Link. Host and the path before the key say nothing and are not kept; the rightmost primary
/// key of the path counts.
pub(crate) fn parse(data: &[u8]) -> Result<Vec<Placed>, ParseError> {
    let layout = uri::layout(data)?;
    let mut elements = path_elements(data, layout.path.start, layout.path.end)?;
    let in_path = elements.len();
    let mut at = layout.query.start;
    for text in data[layout.query.clone()].split(|b| *b == b'&') {
        elements.extend(query_element(Piece { text, at })?);
        at += text.len() + 1;
        if elements.len() > MAX_ELEMENTS {
            return Err(ParseError::new(ErrorCode::TooManyElements, at).with(MAX_ELEMENTS.to_string()));
        }
    }
    check_places(&elements, in_path)?;
    Ok(elements)
}

fn path_elements(data: &[u8], start: usize, end: usize) -> Result<Vec<Placed>, ParseError> {
    let mut segments = Vec::new();
    let mut at = start + 1;
    // A path begins with `/`, so the piece before the first one is empty.
    for text in data[start..end].split(|b| *b == b'/').skip(1) {
        segments.push(Piece { text, at });
        at += text.len() + 1;
    }
    let Some(first) = key_segment(&segments) else {
        return Err(ParseError::new(ErrorCode::UriNoKey, start));
    };
    segments[first..].chunks_exact(2).map(|pair| element(pair[0], pair[1], Side::Path)).collect()
}

/// Walks the pairs of AI and value from the end of the path back to the first primary key.
fn key_segment(segments: &[Piece<'_>]) -> Option<usize> {
    let pairs = (0..segments.len().checked_sub(1)?).rev().step_by(2);
    for at in pairs {
        let entry = entry_of(segments[at])?;
        if entry.qualifiers.is_some() {
            return Some(at);
        }
    }
    None
}

fn entry_of(ai: Piece<'_>) -> Option<&'static Entry> {
    table::exact(std::str::from_utf8(ai.text).ok()?)
}

/// Reads a query parameter; `None` for one that is not GS1's: without a value, or with a name that is not all
/// digits.
fn query_element(parameter: Piece<'_>) -> Result<Option<Placed>, ParseError> {
    let Some(equals) = parameter.text.iter().position(|b| *b == b'=') else { return Ok(None) };
    let ai = Piece { text: &parameter.text[..equals], at: parameter.at };
    if ai.text.is_empty() || !ai.text.iter().all(u8::is_ascii_digit) {
        return Ok(None);
    }
    let value = Piece { text: &parameter.text[equals + 1..], at: ai.at + equals + 1 };
    element(ai, value, Side::Query).map(Some)
}

fn element(ai: Piece<'_>, value: Piece<'_>, side: Side) -> Result<Placed, ParseError> {
    let name = String::from_utf8_lossy(ai.text);
    let Some(entry) = table::exact(&name) else {
        return Err(ParseError::new(ErrorCode::UriUnknownAi, ai.at).with(name));
    };
    let located = |error: ParseError| error.shifted(value.at).of_ai(&name);
    let value = decoded(entry, value.text, side).map_err(located)?;
    Ok(Placed { element: Element::new(&name, &value), at: ai.at })
}

/// Decodes a value and checks it by the rules of its AI.
fn decoded(entry: &Entry, text: &[u8], side: Side) -> Result<String, ParseError> {
    let fault = |code| Err(ParseError::new(code, 0));
    if text.is_empty() {
        return fault(ErrorCode::ValueEmpty);
    }
    let Some(value) = percent::decode(text, side == Side::Query) else {
        return fault(ErrorCode::UriZeroByte);
    };
    let value = if side == Side::Query { padded(entry, value) } else { value };
    // Inside a value the place in the decoded text says nothing about the address, so its start is given.
    element_string::check_whole_value(entry, &value).map_err(|error| ParseError::new(error.code, 0))?;
    String::from_utf8(value).or_else(|_| fault(ErrorCode::CharacterNotAllowed))
}

/// A GTIN in the query may come with its leading zeros left out.
fn padded(entry: &Entry, value: Vec<u8>) -> Vec<u8> {
    if entry.stem != "01" || !SHORT_GTINS.contains(&value.len()) {
        return value;
    }
    let mut gtin = vec![b'0'; 14 - value.len()];
    gtin.extend(value);
    gtin
}

/// Checks that key and qualifiers are in order and that each attribute may stand in the query.
fn check_places(elements: &[Placed], in_path: usize) -> Result<(), ParseError> {
    let (path, query) = elements.split_at(in_path);
    let path_ais: Vec<&str> = path.iter().map(|one| one.element.ai()).collect();
    if !sequence::is_valid(path_ais.iter().copied()) {
        return Err(ParseError::new(ErrorCode::UriKeyOrder, path.first().map_or(0, |key| key.at)));
    }
    for (i, one) in query.iter().enumerate() {
        let ai = one.element.ai();
        let fault = |code| Err(ParseError::new(code, one.at).of_ai(ai));
        if elements[..in_path + i].iter().any(|earlier| earlier.element.ai() == ai) {
            return fault(ErrorCode::UriRepeated);
        }
        if !one.element.entry().is_some_and(|entry| entry.attribute) {
            return fault(ErrorCode::UriNotAttribute);
        }
        if sequence::could_join(&path_ais, ai) {
            return fault(ErrorCode::UriBelongsInPath);
        }
    }
    Ok(())
}
