// SPDX-License-Identifier: MIT OR Apache-2.0
//! Concatenated element strings (GS1 General Specifications, section 7.8): split by the table, checked part
//! by part.

use crate::error::{ErrorCode, ParseError};
use crate::linters;
use crate::message::Element;
use crate::profile::GROUP_SEPARATOR;
use crate::table::{self, Entry};

/// Most elements in one message; no label comes near it.
pub const MAX_ELEMENTS: usize = 64;

/// How many bytes of unknown data an error quotes.
const QUOTED_BYTES: usize = 4;

/// An element and where its AI stands in the data.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) element: Element,
    /// Offset in bytes.
    pub(crate) at: usize,
}

/// Splits element strings. The leading FNC1 is not part of `data`; later ones are group separators, which are
/// needed only after values without a predefined length and tolerated once after any value, the last included.
pub(crate) fn parse(data: &[u8]) -> Result<Vec<Placed>, ParseError> {
    if data.is_empty() {
        return Err(ParseError::new(ErrorCode::EmptyData, 0));
    }
    let mut elements = Vec::new();
    let mut at = 0;
    while at < data.len() {
        if elements.len() == MAX_ELEMENTS {
            return Err(ParseError::new(ErrorCode::TooManyElements, at).with(MAX_ELEMENTS.to_string()));
        }
        let (placed, end) = one(data, at)?;
        elements.push(placed);
        at = if data.get(end) == Some(&GROUP_SEPARATOR) { end + 1 } else { end };
    }
    Ok(elements)
}

/// Reads the element at `at` and gives the offset after its value.
fn one(data: &[u8], at: usize) -> Result<(Placed, usize), ParseError> {
    let Some((ai, entry)) = table::prefix(&data[at..]) else { return Err(unknown(data, at)) };
    let start = at + ai.len();
    let field = &data[start..];
    let field = &field[..field.iter().position(|b| *b == GROUP_SEPARATOR).unwrap_or(field.len())];
    let located = |error: ParseError| error.shifted(start).of_ai(ai);
    let length = check_value(entry, field).map_err(located)?;
    if !entry.predefined && length < field.len() {
        return Err(located(ParseError::new(ErrorCode::ValueTooLong, length)));
    }
    // Every character set is ASCII, so a checked value is text.
    let value = std::str::from_utf8(&field[..length])
        .map_err(|_| located(ParseError::new(ErrorCode::CharacterNotAllowed, 0)))?;
    Ok((Placed { element: Element::new(ai, value), at }, start + length))
}

fn unknown(data: &[u8], at: usize) -> ParseError {
    let quoted = &data[at..data.len().min(at + QUOTED_BYTES)];
    ParseError::new(ErrorCode::UnknownAi, at).with(quoted.escape_ascii().to_string())
}

/// Checks the parts of a value one after the other and gives how many bytes they take. Offsets of errors
/// count from the start of `field`.
pub(crate) fn check_value(entry: &Entry, field: &[u8]) -> Result<usize, ParseError> {
    if field.is_empty() {
        return Err(ParseError::new(ErrorCode::ValueEmpty, 0));
    }
    let mut taken = 0;
    for part in entry.parts {
        let rest = &field[taken..];
        let part_data = &rest[..rest.len().min(usize::from(part.max))];
        if part.optional && part_data.is_empty() {
            continue;
        }
        if part_data.len() < usize::from(part.min) {
            return Err(ParseError::new(ErrorCode::ValueTooShort, taken + part_data.len()));
        }
        linters::check(part, part_data).map_err(|fault| ParseError::new(fault.code, taken + fault.at))?;
        taken += part_data.len();
    }
    Ok(taken)
}

/// Checks a value that stands by itself: its whole length first, because a wrong check digit in a value of
/// wrong length would mislead, then its parts. Offsets of errors count from the start of `value`.
pub(crate) fn check_whole_value(entry: &Entry, value: &[u8]) -> Result<(), ParseError> {
    let (code, at) = match value.len() {
        0 => (ErrorCode::ValueEmpty, 0),
        length if length < entry.min_length() => (ErrorCode::ValueTooShort, length),
        length if length > entry.max_length() => (ErrorCode::ValueTooLong, entry.max_length()),
        length => match check_value(entry, value)? {
            taken if taken < length => (ErrorCode::ValueTooLong, taken),
            _ => return Ok(()),
        },
    };
    Err(ParseError::new(code, at))
}
