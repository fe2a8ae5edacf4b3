// SPDX-License-Identifier: MIT OR Apache-2.0
//! Messages of ISO/IEC 15434, and which identifier system beside GS1 a scan belongs to.

mod fields;
mod parse;
mod print;
mod roles;

pub(crate) use roles::{date_form, gtin, lot, serial};

use crate::error::ParseError;
use crate::message::{Element, Kind, Message};
use crate::{hibc, isbt128};

/// How a message begins: its compliance indicator and a record separator (clause 4.1.1).
const HEAD: &[u8] = b"[)>\x1e";
/// Ends a format (clause 4.2).
const RECORD_SEPARATOR: u8 = 0x1e;
/// Ends a message (clause 4.1.2).
const END_OF_TRANSMISSION: u8 = 0x04;

/// The system a scan's data belongs to, when its beginning says so.
pub(crate) fn recognise(data: &[u8]) -> Option<Kind> {
    match data {
        _ if data.starts_with(HEAD) => Some(Kind::Iso15434),
        _ if hibc::begins_like(data) => Some(Kind::Hibc),
        _ if isbt128::begins_like(data) => Some(Kind::Isbt128),
        _ => None,
    }
}

/// Reads data of a recognised system; `None` when `kind` is none of them.
pub(crate) fn read(kind: Kind, data: &[u8], lenient: bool) -> Option<Result<Message, ParseError>> {
    match kind {
        Kind::Iso15434 => Some(Envelope::parse(data, lenient).map(|envelope| envelope.message(text(data)))),
        Kind::Hibc => Some(hibc::Hibc::parse(data).map(|code| code.message(text(data)))),
        Kind::Isbt128 => Some(isbt128::Isbt128::parse(data).map(|code| code.message())),
        _ => None,
    }
}

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// One ISO/IEC 15434 message: an envelope around one format or several.
///
/// Every format ends with a record separator (1E) and the message with an end of transmission (04). Two
/// endings short of that are read, because transports strip trailing control characters and nothing of the
/// data can be lost with them unseen: the last 04 may be missing, and so may the last 1E together with it. A 04
/// that no 1E stands before, and anything after the 04, is an error.
///
/// ```
/// let envelope = gs1::Envelope::parse(b"[)>\x1e06\x1d9N112097776020\x1dS4963\x1e\x04", false)?;
/// assert_eq!(envelope.to_text(), "[)>\u{1e}06\u{1d}9N112097776020\u{1d}S4963\u{1e}\u{4}");
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    formats: Vec<Format>,
}

/// One format of an envelope.
///
/// ```
/// let parts = gs1::Format::data_identifiers(&[("P", "84161234"), ("12V", "123456789"), ("1T", "L7")])?;
/// let envelope = gs1::Envelope::new(vec![parts], false)?;
/// assert_eq!(envelope.to_text(), "[)>\u{1e}06\u{1d}P84161234\u{1d}12V123456789\u{1d}1TL7\u{1e}\u{4}");
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Format 05: GS1 Application Identifiers.
    ApplicationIdentifiers(Vec<Element>),
    /// Format 06: data identifiers of MH10.8.2.
    DataIdentifiers(Vec<Element>),
    /// Format 12: text elements of the air transport industry.
    TextElements(Vec<Element>),
    /// Any other, as it stands.
    Other {
        /// The two digits of the format.
        indicator: u8,
        /// Everything after them, up to the separator that ends the format.
        data: String,
    },
}

impl Format {
    /// Format 05 of AIs and values. The rules between AIs hold for all formats of an envelope together, so
    /// [`Envelope::new`] checks them.
    ///
    /// ```
    /// assert!(gs1::Format::application_identifiers(&[("01", "04006381333931"), ("21", "A")]).is_ok());
    /// ```
    ///
    /// # Errors
    /// [`ParseError`], whose place is the number of the pair, from 0.
    pub fn application_identifiers(pairs: &[(&str, &str)]) -> Result<Self, ParseError> {
        fields::of_pairs(pairs, fields::application_identifier).map(Self::ApplicationIdentifiers)
    }

    /// Format 06 of data identifiers and values.
    ///
    /// # Errors
    /// [`ParseError`], whose place is the number of the pair, from 0.
    pub fn data_identifiers(pairs: &[(&str, &str)]) -> Result<Self, ParseError> {
        fields::of_pairs(pairs, fields::data_identifier).map(Self::DataIdentifiers)
    }

    /// Format 12 of text element identifiers and values.
    ///
    /// ```
    /// let format = gs1::Format::text_elements(&[("MFR", "98897"), ("SER", "786950")])?;
    /// assert_eq!(format.indicator(), 12);
    /// # Ok::<(), gs1::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`ParseError`], whose place is the number of the pair, from 0.
    pub fn text_elements(pairs: &[(&str, &str)]) -> Result<Self, ParseError> {
        fields::of_pairs(pairs, fields::text_element).map(Self::TextElements)
    }

    /// The two digits of the format.
    #[must_use]
    pub fn indicator(&self) -> u8 {
        match self {
            Self::ApplicationIdentifiers(_) => 5,
            Self::DataIdentifiers(_) => 6,
            Self::TextElements(_) => 12,
            Self::Other { indicator, .. } => *indicator,
        }
    }

    fn elements(&self) -> Vec<Element> {
        match self {
            Self::ApplicationIdentifiers(elements)
            | Self::DataIdentifiers(elements)
            | Self::TextElements(elements) => elements.clone(),
            Self::Other { indicator, data } => {
                vec![Element::named(&format!("FORMAT {indicator:02}"), data, "OTHER FORMAT")]
            }
        }
    }
}

impl Envelope {
    /// Reads one message, without an AIM identifier. `lenient` leaves out the check that an AI of format 05 is
    /// accompanied by those it requires.
    ///
    /// # Errors
    /// [`ParseError`] with the rule that is broken and the place in `data`.
    pub fn parse(data: &[u8], lenient: bool) -> Result<Self, ParseError> {
        parse::message(data, lenient)
    }

    /// Puts a message together and checks it as [`Envelope::parse`] does.
    ///
    /// # Errors
    /// [`ParseError`] with the rule that is broken, placed in the text that would have been written.
    pub fn new(formats: Vec<Format>, lenient: bool) -> Result<Self, ParseError> {
        print::checked(Self { formats }, lenient)
    }

    /// The formats in the order of the label.
    #[must_use]
    pub fn formats(&self) -> &[Format] {
        &self.formats
    }

    /// The message for a symbol, with both trailers.
    #[must_use]
    pub fn to_text(&self) -> String {
        print::text(self)
    }

    /// The message that [`crate::parse`] makes of this envelope.
    ///
    /// ```
    /// let format = gs1::Format::data_identifiers(&[("P", "84161234"), ("S", "A7")])?;
    /// let message = gs1::Envelope::new(vec![format], false)?.to_message();
    /// assert_eq!(message.serial().map(String::from).as_deref(), Some("A7"));
    /// # Ok::<(), gs1::ParseError>(())
    /// ```
    #[must_use]
    pub fn to_message(&self) -> Message {
        self.message(self.to_text())
    }

    fn message(&self, text: String) -> Message {
        let elements = self.formats.iter().flat_map(Format::elements).collect();
        Message::of_elements(Kind::Iso15434, elements).with_text(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings() {
        assert_eq!(recognise(b"[)>\x1e06\x1d9N112097776020\x1e\x04"), Some(Kind::Iso15434));
        assert_eq!(recognise(b"+A123BJC5D6E71G"), Some(Kind::Hibc));
        assert_eq!(recognise(b"=<E2512V00"), Some(Kind::Isbt128));
        assert_eq!(recognise(b"[)>06"), None);
        assert_eq!(recognise(b"+44 lower case"), None);
        assert_eq!(recognise(b"=1"), None);
        assert_eq!(recognise(b""), None);
    }
}
