// SPDX-License-Identifier: MIT OR Apache-2.0
//! The fields of the formats: an identifier and a value each, told apart in three ways.

use crate::element_string::{MAX_ELEMENTS, check_whole_value};
use crate::error::{ErrorCode, ParseError};
use crate::message::Element;
use crate::{data_identifier, table};

/// Characters of a text element identifier (ATA Spec 2000, chapter 9).
const TEXT_ELEMENT: usize = 3;

/// Text element identifiers that name an item, with their titles; others are kept without one.
const TEXT_ELEMENTS: [(&str, &str); 13] = [
    ("CAG", "CAGE CODE"),
    ("DUN", "DUNS NUMBER"),
    ("EUC", "EUROPEAN COMPANY CODE"),
    ("MFR", "MANUFACTURER"),
    ("PNO", "ORIGINAL PART NUMBER"),
    ("PNR", "PART NUMBER"),
    ("SEQ", "SERIAL NUMBER WITHIN PART"),
    ("SER", "SERIAL NUMBER"),
    ("SPL", "SUPPLIER"),
    ("UCN", "UNIQUE COMPONENT NUMBER"),
    ("UID", "UNIQUE ITEM IDENTIFIER"),
    ("USN", "UNIVERSAL SERIAL NUMBER"),
    ("UST", "UNIVERSAL SERIAL TRACKING NUMBER"),
];

/// Reads a field of format 06. Places of errors count from its start.
pub(super) fn read_data_identifier(field: &str) -> Result<Element, ParseError> {
    match data_identifier::split(field) {
        Some((identifier, value)) => {
            data_identifier(identifier, value).map_err(|error| error.shifted(identifier.len()))
        }
        None => Err(no_identifier(field)),
    }
}

/// Reads a field of format 12: three capitals or digits, a space that some makers leave out, the value.
pub(super) fn read_text_element(field: &str) -> Result<Element, ParseError> {
    match field.split_at_checked(TEXT_ELEMENT) {
        Some((identifier, rest)) if is_text_element(identifier) => {
            let value = rest.strip_prefix(' ').unwrap_or(rest);
            text_element(identifier, value).map_err(|error| error.shifted(field.len() - value.len()))
        }
        _ => Err(no_identifier(field)),
    }
}

fn no_identifier(field: &str) -> ParseError {
    ParseError::new(ErrorCode::DataIdentifier, 0).with(data_identifier::quoted(field.as_bytes()))
}

fn is_text_element(identifier: &str) -> bool {
    identifier.len() == TEXT_ELEMENT
        && identifier.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && identifier.starts_with(|c: char| c.is_ascii_uppercase())
}

pub(super) fn application_identifier(ai: &str, value: &str) -> Result<Element, ParseError> {
    let Some(entry) = table::exact(ai) else {
        return Err(ParseError::new(ErrorCode::UnknownAi, 0).with(data_identifier::quoted(ai.as_bytes())));
    };
    check_whole_value(entry, value.as_bytes()).map_err(|error| error.of_ai(ai))?;
    Ok(Element::new(ai, value))
}

pub(super) fn data_identifier(identifier: &str, value: &str) -> Result<Element, ParseError> {
    if !data_identifier::split(identifier).is_some_and(|(_, rest)| rest.is_empty()) {
        return Err(no_identifier(identifier));
    }
    data_identifier::check(identifier, value)
        .map_err(|fault| ParseError::new(fault.code, fault.at).of_ai(identifier))?;
    Ok(Element::named(identifier, value, data_identifier::title(identifier)))
}

pub(super) fn text_element(identifier: &str, value: &str) -> Result<Element, ParseError> {
    if !is_text_element(identifier) {
        return Err(no_identifier(identifier));
    }
    let fault = |code, at| ParseError::new(code, at).of_ai(identifier);
    if value.is_empty() {
        return Err(fault(ErrorCode::ValueEmpty, 0));
    }
    if let Some((at, _)) = value.char_indices().find(|(_, c)| c.is_control()) {
        return Err(fault(ErrorCode::CharacterNotAllowed, at));
    }
    let title = TEXT_ELEMENTS.iter().find(|(known, _)| *known == identifier).map_or("", |(_, title)| title);
    Ok(Element::named(identifier, value, title))
}

/// Makes the fields of a format out of pairs; the place of an error is the number of the pair.
pub(super) fn of_pairs(
    pairs: &[(&str, &str)],
    field: fn(&str, &str) -> Result<Element, ParseError>,
) -> Result<Vec<Element>, ParseError> {
    if pairs.len() > MAX_ELEMENTS {
        return Err(ParseError::new(ErrorCode::TooManyElements, MAX_ELEMENTS).with(MAX_ELEMENTS.to_string()));
    }
    let one = |(at, (identifier, value)): (usize, &(&str, &str))| {
        field(identifier, value).map_err(|error| error.placed(at))
    };
    pairs.iter().enumerate().map(one).collect()
}
