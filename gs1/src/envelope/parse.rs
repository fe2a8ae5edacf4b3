// SPDX-License-Identifier: MIT OR Apache-2.0
//! Opens an envelope: its formats one after the other, then the rules that hold for all of them.

use super::fields::{read_data_identifier, read_text_element};
use super::{END_OF_TRANSMISSION, Envelope, Format, HEAD, RECORD_SEPARATOR};
use crate::associations::{self, Strictness};
use crate::element_string::{self, MAX_ELEMENTS, Placed};
use crate::error::{ErrorCode, ParseError};
use crate::message::Element;
use crate::profile::GROUP_SEPARATOR;

/// Digits of a format indicator.
const INDICATOR: usize = 2;
/// Formats whose data may hold separators of its own, so that only the last one ends them: a whole EDI message
/// and binary data.
const OPAQUE: [u8; 2] = [2, 9];

/// What has been read so far.
#[derive(Default)]
struct Opened {
    formats: Vec<Format>,
    /// The elements of format 05 with their places in the data.
    placed: Vec<Placed>,
    elements: usize,
}

pub(super) fn message(data: &[u8], lenient: bool) -> Result<Envelope, ParseError> {
    if !data.starts_with(HEAD) {
        return Err(ParseError::new(ErrorCode::EnvelopeFormat, 0));
    }
    let mut opened = Opened::default();
    let mut at = HEAD.len();
    loop {
        let indicator = indicator(data, at)?;
        let end = end_of_format(data, at + INDICATOR, indicator)?;
        let format = opened.format(indicator, &data[at + INDICATOR..end], at + INDICATOR)?;
        opened.formats.push(format);
        match data.get(end + 1..) {
            None | Some([] | [END_OF_TRANSMISSION]) => break,
            Some([END_OF_TRANSMISSION, ..]) => {
                return Err(ParseError::new(ErrorCode::EnvelopeTrailer, end + 2));
            }
            Some(_) => at = end + 1,
        }
    }
    let strictness = if lenient { Strictness::WithoutRequired } else { Strictness::Full };
    associations::check(&opened.placed, strictness)?;
    Ok(Envelope { formats: opened.formats })
}

fn indicator(data: &[u8], at: usize) -> Result<u8, ParseError> {
    match data.get(at..at + INDICATOR) {
        Some([tens, units]) if tens.is_ascii_digit() && units.is_ascii_digit() => {
            Ok((tens - b'0') * 10 + (units - b'0'))
        }
        _ if data.len() == at => Err(ParseError::new(ErrorCode::EmptyData, at)),
        _ => Err(ParseError::new(ErrorCode::EnvelopeFormat, at)),
    }
}

/// Where the data of a format ends: at its separator, or at the end of data that lost its trailers.
fn end_of_format(data: &[u8], start: usize, indicator: u8) -> Result<usize, ParseError> {
    let rest = &data[start..];
    let end = if OPAQUE.contains(&indicator) {
        rest.iter().rposition(|b| *b == RECORD_SEPARATOR)
    } else {
        rest.iter().position(|b| matches!(*b, RECORD_SEPARATOR | END_OF_TRANSMISSION))
    };
    match end {
        Some(end) if rest[end] == END_OF_TRANSMISSION => {
            Err(ParseError::new(ErrorCode::EnvelopeTrailer, start + end))
        }
        Some(end) => Ok(start + end),
        None => Ok(data.len()),
    }
}

impl Opened {
    /// Reads the data of one format, which stands at `at`.
    fn format(&mut self, indicator: u8, data: &[u8], at: usize) -> Result<Format, ParseError> {
        match indicator {
            5 => {
                let placed = element_string::parse(fields(data, at)?).map_err(|e| e.shifted(at + 1))?;
                self.count(placed.len(), at)?;
                let elements = placed.iter().map(|one| one.element.clone()).collect();
                self.placed.extend(placed.into_iter().map(|one| Placed { at: one.at + at + 1, ..one }));
                Ok(Format::ApplicationIdentifiers(elements))
            }
            6 => self.fields(data, at, read_data_identifier).map(Format::DataIdentifiers),
            12 => self.fields(data, at, read_text_element).map(Format::TextElements),
            _ => {
                self.count(1, at)?;
                Ok(Format::Other { indicator, data: String::from_utf8_lossy(data).into_owned() })
            }
        }
    }

    fn fields(
        &mut self,
        data: &[u8],
        at: usize,
        read: fn(&str) -> Result<Element, ParseError>,
    ) -> Result<Vec<Element>, ParseError> {
        let fields = fields(data, at)?;
        let mut at = at + 1;
        // As in element strings, a superfluous separator at the end is tolerated.
        let fields = fields.strip_suffix(&[GROUP_SEPARATOR]).unwrap_or(fields);
        let mut elements = Vec::new();
        for field in fields.split(|b| *b == GROUP_SEPARATOR) {
            self.count(1, at)?;
            let text = std::str::from_utf8(field).map_err(|error| {
                ParseError::new(ErrorCode::DataIdentifier, at + error.valid_up_to())
                    .with(crate::data_identifier::quoted(field))
            })?;
            elements.push(read(text).map_err(|error| error.shifted(at))?);
            at += field.len() + 1;
        }
        Ok(elements)
    }

    fn count(&mut self, more: usize, at: usize) -> Result<(), ParseError> {
        self.elements += more;
        if self.elements > MAX_ELEMENTS {
            return Err(ParseError::new(ErrorCode::TooManyElements, at).with(MAX_ELEMENTS.to_string()));
        }
        Ok(())
    }
}

/// The data after the separator that follows the indicator of a format of fields.
fn fields(data: &[u8], at: usize) -> Result<&[u8], ParseError> {
    match data {
        [GROUP_SEPARATOR] => Err(ParseError::new(ErrorCode::EmptyData, at + 1)),
        [GROUP_SEPARATOR, fields @ ..] => Ok(fields),
        _ => Err(ParseError::new(ErrorCode::EnvelopeFormat, at)),
    }
}
