// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a scan says, once it has passed every check.

use crate::digital_link;
use crate::profile::GROUP_SEPARATOR;
use crate::table::{self, Entry};
use crate::values::{Date, Gtin, Lot, SerialNumber, Sscc};

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

/// One Application Identifier with its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Element {
    ai: String,
    value: String,
}

impl Element {
    pub(crate) fn new(ai: &str, value: &str) -> Self {
        Self { ai: ai.to_owned(), value: value.to_owned() }
    }

    /// The Application Identifier, 2 to 4 digits.
    #[must_use]
    pub fn ai(&self) -> &str {
        &self.ai
    }

    /// The value, checked by every rule of its AI.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The data title, such as `SERIAL`; empty for the few AIs that have none.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.entry().map_or("", |entry| entry.title)
    }

    pub(crate) fn entry(&self) -> Option<&'static Entry> {
        table::exact(&self.ai)
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

    /// The value of an AI.
    #[must_use]
    pub fn get(&self, ai: &str) -> Option<&str> {
        self.elements.iter().find(|e| e.ai == ai).map(Element::value)
    }

    /// The GTIN of the item itself (AI 01); a GTIN of contents (02) is not one.
    #[must_use]
    pub fn gtin(&self) -> Option<Gtin> {
        Gtin::new(self.get("01")?).ok()
    }

    /// The serial number (AI 21), or the one that a maker's URL pattern found.
    #[must_use]
    pub fn serial(&self) -> Option<SerialNumber> {
        match self.get("21") {
            Some(value) => SerialNumber::new(value).ok(),
            None => self.url_serial.clone(),
        }
    }

    /// The batch or lot number (AI 10).
    #[must_use]
    pub fn lot(&self) -> Option<Lot> {
        Lot::new(self.get("10")?).ok()
    }

    /// The number of a logistic unit (AI 00).
    #[must_use]
    pub fn sscc(&self) -> Option<Sscc> {
        Sscc::new(self.get("00")?).ok()
    }

    /// The date in an AI of six digits, such as 17, seen from `reference_year` (see [`Date::new`]).
    #[must_use]
    pub fn date(&self, ai: &str, reference_year: i16) -> Option<Date> {
        Date::new(self.get(ai)?, reference_year).ok()
    }

    /// The text as scanned, of every kind that is not made of elements; bytes that are no UTF-8 are replaced.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The elements as `(01)…(21)…`, a `(` inside a value written `\(`. `None` for an EAN or UPC number and for
    /// every kind that is not made of elements.
    #[must_use]
    pub fn bracketed(&self) -> Option<String> {
        if !matches!(self.kind, Kind::Gs1 | Kind::DigitalLink) {
            return None;
        }
        let one = |e: &Element| format!("({}){}", e.ai, e.value.replace('(', "\\("));
        Some(self.elements.iter().map(one).collect())
    }

    /// The elements as concatenated element strings for a barcode, group separators (1D) where FNC1 must stand
    /// between two elements; the leading FNC1 belongs to the symbol. `None` where [`Message::bracketed`] is.
    #[must_use]
    pub fn element_string(&self) -> Option<String> {
        if !matches!(self.kind, Kind::Gs1 | Kind::DigitalLink) {
            return None;
        }
        let mut out = String::new();
        let mut open_ended = false;
        for element in &self.elements {
            if open_ended {
                out.push(char::from(GROUP_SEPARATOR));
            }
            out.extend([element.ai(), element.value()]);
            open_ended = !element.entry().is_some_and(|entry| entry.predefined);
        }
        Some(out)
    }

    /// The canonical GS1 Digital Link `https://id.gs1.org/…` of the elements; `None` where
    /// [`Message::bracketed`] is, where no element is a primary key, or where one may not stand in a link.
    #[must_use]
    pub fn digital_link(&self) -> Option<String> {
        match self.kind {
            Kind::Gs1 | Kind::DigitalLink => digital_link::canonical(&self.elements),
            _ => None,
        }
    }
}
