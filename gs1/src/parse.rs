// SPDX-License-Identifier: MIT OR Apache-2.0
//! The one entry: from the bytes of a scan to a message, by the kind of carrier the identifier names.

use crate::aim::{AimId, Carriage};
use crate::associations::{self, Strictness};
use crate::checksum::has_check_digit;
use crate::error::{ErrorCode, ParseError, cause};
use crate::found::{Found, Placed, Slot};
use crate::message::{Kind, Message};
use crate::profile::{Options, Profile};
use crate::{digital_link, element_string, envelope, table};

/// Longest scan accepted, in bytes; the largest QR Code holds 7,089 digits.
pub const MAX_SCAN_BYTES: usize = 8191;

/// Digits of a GTIN in its one stored form.
const GTIN_DIGITS: usize = 14;

/// What separates an EAN or UPC number from its composite component (ISO/IEC 24723).
const COMPOSITE: &[u8] = b"|]e0";

/// Reads one scan: its AIM symbology identifier and the data after it, group separators as byte 1D.
///
/// # Errors
/// [`ParseError`] with the rule that is broken, the place in `scan`, and the likely cause.
pub fn parse(scan: &[u8], options: &Options) -> Result<Message, ParseError> {
    if scan.len() > MAX_SCAN_BYTES {
        return Err(ParseError::new(ErrorCode::ScanTooLong, MAX_SCAN_BYTES).with(MAX_SCAN_BYTES));
    }
    let meant = options.profile.as_meant(scan);
    dispatch(&meant, options).map_err(|error| {
        let cause = cause::likely(error.code, error.at, scan);
        let place = options.profile.place(scan, error.at);
        error.placed(place).because(cause)
    })
}

fn dispatch(scan: &[u8], options: &Options) -> Result<Message, ParseError> {
    if let Some(kind) = bare_envelope(scan) {
        return enveloped(kind, scan, options);
    }
    let Some((id, data, at)) = options.profile.split(scan) else {
        return Err(ParseError::new(ErrorCode::MissingIdentifier, 0));
    };
    match id.carriage() {
        Carriage::ElementString => elements(data, options),
        Carriage::Plain => plain(data, options),
        Carriage::Ean(digits) => ean(data, digits, options),
        Carriage::Foreign => match envelope::recognise(data) {
            Some(kind) => enveloped(kind, data, options),
            None => return Err(foreign(id, at)),
        },
    }
    .map_err(|error| error.shifted(at))
}

/// An identifier system that tells itself apart even without a symbology identifier.
fn bare_envelope(scan: &[u8]) -> Option<Kind> {
    if AimId::split(scan).is_some() { None } else { envelope::recognise(scan) }
}

/// Reads data of an identifier system beside GS1.
fn enveloped(kind: Kind, data: &[u8], options: &Options) -> Result<Message, ParseError> {
    envelope::read(kind, data, options.lenient).unwrap_or_else(|| Ok(Message::of_text(kind, text(data))))
}

fn elements(data: &[u8], options: &Options) -> Result<Message, ParseError> {
    let data = options.profile.with_separators(data, 0);
    let mut found = Found::new();
    element_string::find(&data, 0, &mut found)?;
    found_message(Kind::Gs1, &data, &found, options)
}

/// Makes a message of elements that pass the rules between them.
pub(crate) fn checked(kind: Kind, elements: Vec<Placed>, lenient: bool) -> Result<Message, ParseError> {
    associations::check(&elements, Strictness::lenient(lenient))?;
    Ok(Message::of_elements(kind, elements.into_iter().map(|placed| placed.element).collect()))
}

/// As [`checked`], of elements that are not copied unless they pass.
fn found_message(kind: Kind, data: &[u8], found: &Found, options: &Options) -> Result<Message, ParseError> {
    let same_value = |one: &Slot, other: &Slot| one.element(data) == other.element(data);
    associations::check_slots(found.slots(), Strictness::lenient(options.lenient), same_value)?;
    Ok(Message::of_elements(kind, found.elements(data)))
}

fn plain(data: &[u8], options: &Options) -> Result<Message, ParseError> {
    if let Some(kind) = envelope::recognise(data) {
        return enveloped(kind, data, options);
    }
    if !digital_link::has_scheme(data) {
        return Ok(by_url_pattern(data, &options.profile)
            .unwrap_or_else(|| Message::of_text(Kind::Plain, text(data))));
    }
    link(data, options).or_else(|error| by_url_pattern(data, &options.profile).ok_or(error))
}

fn link(data: &[u8], options: &Options) -> Result<Message, ParseError> {
    let mut found = Found::new();
    digital_link::find(data, &mut found)?;
    found_message(Kind::DigitalLink, data, &found, options)
}

fn by_url_pattern(data: &[u8], profile: &Profile) -> Option<Message> {
    let url = std::str::from_utf8(data).ok()?;
    let serial = profile.url_patterns.iter().find_map(|pattern| pattern.serial(url))?;
    Some(Message::of_text(Kind::Plain, url.to_owned()).with_serial(serial))
}

fn ean(data: &[u8], digits: usize, options: &Options) -> Result<Message, ParseError> {
    let composite = match data.get(digits..) {
        Some([]) => None,
        Some(rest) if rest.starts_with(COMPOSITE) => Some(digits + COMPOSITE.len()),
        _ => return Err(ParseError::new(ErrorCode::EanLength, data.len().min(digits)).with(digits)),
    };
    let mut found = Found::new();
    found.add(ean_number(&data[..digits])?)?;
    let Some(start) = composite else {
        return Ok(Message::of_elements(Kind::Ean, found.elements(data)));
    };
    let data = options.profile.with_separators(data, start);
    element_string::find(&data, start, &mut found)?;
    found_message(Kind::Gs1, &data, &found, options)
}

/// A GTIN written without its leading zeros.
fn ean_number(number: &[u8]) -> Result<Slot, ParseError> {
    let fault = |code, at| Err(ParseError::new(code, at).of_ai("01"));
    if let Some(at) = number.iter().position(|b| !b.is_ascii_digit()) {
        return fault(ErrorCode::DigitExpected, at);
    }
    match table::exact("01") {
        Some(gtin) if has_check_digit(number) => Ok(Slot::new(gtin, 0, 0..number.len(), GTIN_DIGITS)),
        _ => fault(ErrorCode::CheckDigit, number.len() - 1),
    }
}

fn foreign(id: AimId, at: usize) -> ParseError {
    let place = at.saturating_sub(id.as_str().len());
    ParseError::new(ErrorCode::UnsupportedIdentifier, place).with(id)
}

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}
