// SPDX-License-Identifier: MIT OR Apache-2.0
//! The one entry: from the bytes of a scan to a message, by the kind of carrier the identifier names.

use crate::aim::{AimId, Carriage};
use crate::associations::{self, Strictness};
use crate::checksum::has_check_digit;
use crate::element_string::Placed;
use crate::error::{ErrorCode, ParseError, cause};
use crate::message::{Element, Kind, Message};
use crate::profile::{Options, Profile};
use crate::{digital_link, element_string, envelope};

/// Longest scan accepted, in bytes; the largest QR Code holds 7,089 digits.
pub const MAX_SCAN_BYTES: usize = 8191;

/// What separates an EAN or UPC number from its composite component (ISO/IEC 24723).
const COMPOSITE: &[u8] = b"|]e0";

/// Reads one scan: its AIM symbology identifier and the data after it, group separators as byte 1D.
///
/// # Errors
/// [`ParseError`] with the rule that is broken, the place in `scan`, and the likely cause.
pub fn parse(scan: &[u8], options: &Options) -> Result<Message, ParseError> {
    dispatch(scan, options).map_err(|error| {
        let cause = cause::likely(error.code, scan);
        error.because(cause)
    })
}

fn dispatch(scan: &[u8], options: &Options) -> Result<Message, ParseError> {
    if scan.len() > MAX_SCAN_BYTES {
        let error = ParseError::new(ErrorCode::ScanTooLong, MAX_SCAN_BYTES);
        return Err(error.with(MAX_SCAN_BYTES.to_string()));
    }
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
    let data = options.profile.with_separators(data);
    checked(Kind::Gs1, element_string::parse(&data)?, options.lenient)
}

/// Makes a message of elements that pass the rules between them.
pub(crate) fn checked(kind: Kind, elements: Vec<Placed>, lenient: bool) -> Result<Message, ParseError> {
    let strictness = if lenient { Strictness::WithoutRequired } else { Strictness::Full };
    associations::check(&elements, strictness)?;
    Ok(Message::of_elements(kind, elements.into_iter().map(|placed| placed.element).collect()))
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
    checked(Kind::DigitalLink, digital_link::parse(data)?, options.lenient)
}

fn by_url_pattern(data: &[u8], profile: &Profile) -> Option<Message> {
    let url = std::str::from_utf8(data).ok()?;
    let serial = profile.url_patterns.iter().find_map(|pattern| pattern.serial(url))?;
    Some(Message::of_text(Kind::Plain, url.to_owned()).with_serial(serial))
}

fn ean(data: &[u8], digits: usize, options: &Options) -> Result<Message, ParseError> {
    let (number, composite) = match data.get(digits..) {
        Some([]) => (data, None),
        Some(rest) if rest.starts_with(COMPOSITE) => (&data[..digits], Some(&rest[COMPOSITE.len()..])),
        _ => {
            return Err(
                ParseError::new(ErrorCode::EanLength, data.len().min(digits)).with(digits.to_string())
            );
        }
    };
    let item = ean_element(number)?;
    let Some(composite) = composite else { return Ok(Message::of_elements(Kind::Ean, vec![item])) };
    let start = digits + COMPOSITE.len();
    let composite = options.profile.with_separators(composite);
    let mut all = vec![Placed { element: item, at: 0 }];
    for placed in element_string::parse(&composite).map_err(|error| error.shifted(start))? {
        all.push(Placed { at: placed.at + start, ..placed });
    }
    checked(Kind::Gs1, all, options.lenient)
}

fn ean_element(number: &[u8]) -> Result<Element, ParseError> {
    if let Some(at) = number.iter().position(|b| !b.is_ascii_digit()) {
        return Err(ParseError::new(ErrorCode::DigitExpected, at).of_ai("01"));
    }
    if !has_check_digit(number) {
        return Err(ParseError::new(ErrorCode::CheckDigit, number.len() - 1).of_ai("01"));
    }
    Ok(Element::new("01", &format!("{:0>14}", text(number))))
}

fn foreign(id: AimId, at: usize) -> ParseError {
    let place = at.saturating_sub(id.as_str().len());
    ParseError::new(ErrorCode::UnsupportedIdentifier, place).with(id.as_str())
}

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}
