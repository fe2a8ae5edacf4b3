// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writes an envelope.

use super::{END_OF_TRANSMISSION, Envelope, Format, HEAD, RECORD_SEPARATOR};
use crate::error::{ErrorCode, ParseError};
use crate::message::Element;
use crate::profile::GROUP_SEPARATOR;

/// Writes the envelope and reads it back, so that no value can pass for another field or format.
pub(super) fn checked(envelope: Envelope, lenient: bool) -> Result<Envelope, ParseError> {
    let read = Envelope::parse(text(&envelope).as_bytes(), lenient)?;
    if read == envelope { Ok(envelope) } else { Err(ParseError::new(ErrorCode::EnvelopeFormat, HEAD.len())) }
}

pub(super) fn text(envelope: &Envelope) -> String {
    let mut out: String = HEAD.iter().copied().map(char::from).collect();
    for format in &envelope.formats {
        out.push_str(&format!("{:02}", format.indicator()));
        match format {
            Format::ApplicationIdentifiers(elements) | Format::DataIdentifiers(elements) => {
                fields(&mut out, elements, "");
            }
            Format::TextElements(elements) => fields(&mut out, elements, " "),
            Format::Other { data, .. } => out.push_str(data),
        }
        out.push(char::from(RECORD_SEPARATOR));
    }
    out.push(char::from(END_OF_TRANSMISSION));
    out
}

/// A separator before every field. Format 05 needs none after a value of predefined length, and allows it.
fn fields(out: &mut String, elements: &[Element], between: &str) {
    for element in elements {
        out.push(char::from(GROUP_SEPARATOR));
        out.extend([element.ai(), between, element.value()]);
    }
}
