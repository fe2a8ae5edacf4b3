// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a scan says, once it has passed every check.

use std::borrow::Cow;

pub use crate::element::Element;
use crate::profile::GROUP_SEPARATOR;
use crate::values::{Date, Gtin, Lot, SerialNumber, Sscc};
use crate::{digital_link, envelope};

/// The kind of data a scan carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// GS1 element strings.
    Gs1,
    /// A GS1 Digital Link URI.
    DigitalLink,
    /// A bare EAN or UPC number.
    Ean,
    /// Text of no known structure.
    Plain,
    /// An ISO/IEC 15434 message.
    Iso15434,
    /// A Health Industry Bar Code (ANSI/HIBC 2).
    Hibc,
    /// An ISBT 128 data structure.
    Isbt128,
}

impl Kind {
    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gs1 => "gs1",
            Self::DigitalLink => "digital_link",
            Self::Ean => "ean",
            Self::Plain => "plain",
            Self::Iso15434 => "iso15434",
            Self::Hibc => "hibc",
            Self::Isbt128 => "isbt128",
        }
    }
}

/// What a scan says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    kind: Kind,
    elements: Vec<Element>,
    text: Option<String>,
    /// Found by a maker's URL pattern instead of AI 21.
    url_serial: Option<SerialNumber>,
}

impl Message {
    pub(crate) fn of_elements(kind: Kind, elements: Vec<Element>) -> Self {
        Self { kind, elements, text: None, url_serial: None }
    }

    pub(crate) fn of_text(kind: Kind, text: String) -> Self {
        Self { kind, elements: Vec::new(), text: Some(text), url_serial: None }
    }

    pub(crate) fn with_text(mut self, text: String) -> Self {
        self.text = Some(text);
        self
    }

    pub(crate) fn with_serial(mut self, serial: SerialNumber) -> Self {
        self.url_serial = Some(serial);
        self
    }

    /// The kind of data.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The elements in the order of the label; of an EAN or UPC number, the one element (01).
    #[must_use]
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// The value of an AI, a data identifier or another field; of several the first.
    #[must_use]
    pub fn get(&self, ai: &str) -> Option<&str> {
        self.elements.iter().find(|element| element.ai() == ai).map(Element::value)
    }

    /// The GTIN of the item itself (AI 01, data identifier 8P), or the NTIN that stands for a PZN in GS1 (see
    /// [`crate::Ppn::ntin`]); a GTIN of contents (02) is not one.
    #[must_use]
    pub fn gtin(&self) -> Option<Gtin> {
        match self.get("01") {
            Some(value) => Gtin::new(value).ok(),
            None => envelope::gtin(self),
        }
    }

    /// The serial number (AI 21, data identifier S, and where other systems have it), or the one that a maker's
    /// URL pattern found. `None` also for one that is longer than GS1 allows; [`Message::get`] has it then.
    #[must_use]
    pub fn serial(&self) -> Option<SerialNumber> {
        match envelope::serial(self) {
            Some(value) => SerialNumber::new(value).ok(),
            None => self.url_serial.clone(),
        }
    }

    /// The batch or lot number (AI 10, data identifiers 1T and T, and where other systems have it).
    #[must_use]
    pub fn lot(&self) -> Option<Lot> {
        Lot::new(envelope::lot(self)?).ok()
    }

    /// The number of a logistic unit (AI 00).
    #[must_use]
    pub fn sscc(&self) -> Option<Sscc> {
        Sscc::new(self.get("00")?).ok()
    }

    /// The date in an AI of six digits, such as 17, or in a date field of another system, such as 16D, seen from
    /// `reference_year` (see [`Date::new`]).
    #[must_use]
    pub fn date(&self, ai: &str, reference_year: i16) -> Option<Date> {
        let value = self.get(ai)?;
        match envelope::date_form(ai) {
            Some(form) => form.read(value, reference_year),
            None => Date::new(value, reference_year).ok(),
        }
    }

    /// The text as scanned, of every kind that is not made of GS1 elements alone; bytes that are no UTF-8 are
    /// replaced.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The elements with an AI; `None` where the kind has none, and in an ISO/IEC 15434 message without format 05.
    fn gs1_elements(&self) -> Option<Cow<'_, [Element]>> {
        match self.kind {
            Kind::Gs1 | Kind::DigitalLink => Some(Cow::Borrowed(&self.elements)),
            Kind::Iso15434 => {
                let some: Vec<_> = self.elements.iter().filter(|e| e.row().is_some()).cloned().collect();
                (!some.is_empty()).then_some(Cow::Owned(some))
            }
            _ => None,
        }
    }

    /// The elements as `(01)…(21)…`, a `(` inside a value written `\(`; of an ISO/IEC 15434 message those of format
    /// 05. `None` for an EAN or UPC number and where there are no AIs.
    #[must_use]
    pub fn bracketed(&self) -> Option<String> {
        let elements = self.gs1_elements()?;
        let mut out = Vec::with_capacity(written_length(&elements, 2));
        for element in elements.iter() {
            out.push(b'(');
            out.extend_from_slice(element.ai().as_bytes());
            out.push(b')');
            push_escaped(&mut out, element.bytes());
        }
        String::from_utf8(out).ok()
    }

    /// The elements as concatenated element strings for a barcode, group separators (1D) where FNC1 must stand
    /// between two elements; the leading FNC1 belongs to the symbol. `None` where [`Message::bracketed`] is.
    #[must_use]
    pub fn element_string(&self) -> Option<String> {
        let elements = self.gs1_elements()?;
        let mut out = Vec::with_capacity(written_length(&elements, 1));
        let mut open_ended = false;
        for element in elements.iter() {
            if open_ended {
                out.push(GROUP_SEPARATOR);
            }
            out.extend_from_slice(element.ai().as_bytes());
            out.extend_from_slice(element.bytes());
            open_ended = !element.row().is_some_and(|row| row.predefined);
        }
        String::from_utf8(out).ok()
    }

    /// The canonical GS1 Digital Link `https://id.gs1.org/…` of the elements; `None` where
    /// [`Message::bracketed`] is, where no element is a primary key, or where one may not stand in a link.
    #[must_use]
    pub fn digital_link(&self) -> Option<String> {
        digital_link::canonical(&self.gs1_elements()?)
    }
}

/// Bytes of all AIs and values, with so many more for each element.
fn written_length(elements: &[Element], more: usize) -> usize {
    elements.iter().map(|element| element.ai().len() + element.bytes().len() + more).sum()
}

/// Writes a value with a backslash before each `(`, which would begin the next element.
fn push_escaped(out: &mut Vec<u8>, value: &[u8]) {
    if !value.contains(&b'(') {
        out.extend_from_slice(value);
        return;
    }
    for b in value {
        if *b == b'(' {
            out.push(b'\\');
        }
        out.push(*b);
    }
}
