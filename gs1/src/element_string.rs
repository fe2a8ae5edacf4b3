// SPDX-License-Identifier: MIT OR Apache-2.0
//! Concatenated element strings (GS1 General Specifications, section 7.8): split by the table, checked part
//! by part.

use crate::charset;
use crate::error::{ErrorCode, ParseError};
pub(crate) use crate::found::Placed;
use crate::found::{Found, Slot};
use crate::linters;
use crate::profile::GROUP_SEPARATOR;
use crate::table::{self, Entry, Row};

/// Most elements in one message; no label comes near it.
pub const MAX_ELEMENTS: usize = 64;

/// Splits element strings and copies the elements.
pub(crate) fn parse(data: &[u8]) -> Result<Vec<Placed>, ParseError> {
    let mut found = Found::new();
    find(data, 0, &mut found)?;
    Ok(found.placed(data))
}

/// Splits element strings from the offset `at` on. The leading FNC1 is not part of `data`; later ones are group
/// separators, which are needed only after values without a predefined length and tolerated once after any
/// value, the last included.
pub(crate) fn find(data: &[u8], mut at: usize, found: &mut Found) -> Result<(), ParseError> {
    if at == data.len() {
        return Err(ParseError::new(ErrorCode::EmptyData, at));
    }
    while at < data.len() {
        let end = one(data, at, found)?;
        at = if data.get(end) == Some(&GROUP_SEPARATOR) { end + 1 } else { end };
    }
    Ok(())
}

/// Reads the element at `at` and gives the offset after its value.
fn one(data: &[u8], at: usize, found: &mut Found) -> Result<usize, ParseError> {
    let Some(row) = table::prefix(&data[at..]) else {
        found.room(at)?;
        return Err(ParseError::new(ErrorCode::UnknownAi, at).quoting(&data[at..]));
    };
    let start = at + row.ai.len();
    let field = &data[start..];
    let length = match common_value(row, field) {
        Some(length) => length,
        None => {
            found.room(at)?;
            any_value(row, field).map_err(|error| error.shifted(start).of_ai(row.ai))?
        }
    };
    found.add(Slot::new(row, at, start..start + length, length))?;
    Ok(start + length)
}

/// The length of a right value of one part: what most are. `None` for every other value, right or wrong.
fn common_value(row: &Row, field: &[u8]) -> Option<usize> {
    let [part] = row.parts else { return None };
    let most = &field[..field.len().min(usize::from(part.max))];
    let length = charset::first_of(row.barred, most).unwrap_or(most.len());
    let ended = match field.get(length) {
        None | Some(&GROUP_SEPARATOR) => true,
        Some(_) => row.predefined && length == usize::from(part.max),
    };
    let right =
        ended && length >= usize::from(part.min) && linters::check_content(part, &field[..length]).is_ok();
    right.then_some(length)
}

/// The length of any right value, and what is wrong with a wrong one. Offsets of errors count from the start of
/// `field`.
fn any_value(row: &Row, field: &[u8]) -> Result<usize, ParseError> {
    // One byte beyond the longest value is enough to tell that it does not end there.
    let field = &field[..field.len().min(usize::from(row.max) + 1)];
    let field = &field[..field.iter().position(|b| *b == GROUP_SEPARATOR).unwrap_or(field.len())];
    let length = check_value(row, field)?;
    if !row.predefined && length < field.len() {
        return Err(ParseError::new(ErrorCode::ValueTooLong, length));
    }
    Ok(length)
}

/// Checks the parts of a value one after the other and gives how many bytes they take. Offsets of errors
/// count from the start of `field`.
fn check_value(entry: &Entry, field: &[u8]) -> Result<usize, ParseError> {
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
pub(crate) fn check_whole_value(row: &Row, value: &[u8]) -> Result<(), ParseError> {
    if common_value(row, value) == Some(value.len()) {
        return Ok(());
    }
    let (min, max) = (usize::from(row.min), usize::from(row.max));
    let (code, at) = match value.len() {
        0 => (ErrorCode::ValueEmpty, 0),
        length if length < min => (ErrorCode::ValueTooShort, length),
        length if length > max => (ErrorCode::ValueTooLong, max),
        length => match check_value(row, value)? {
            taken if taken < length => (ErrorCode::ValueTooLong, taken),
            _ => return Ok(()),
        },
    };
    Err(ParseError::new(code, at))
}
