// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Health Industry Bar Code for suppliers (ANSI/HIBC 2.6): who made it and what it is in the primary data,
//! lot or serial number, expiry and quantity in the secondary data, a check character over all of it.
//!
//! The provider standard (`+/`) is another system and is not read here. Lots and serial numbers are to be
//! letters and digits; labels print `-` and `.` in them too, so every character of Code 39 but `/` is taken.

mod check;
mod parse;
mod print;

pub(crate) use parse::begins_like;

use crate::error::ParseError;
use crate::message::{Element, Kind, Message};
use crate::{data_identifier, data_identifier::DateForm};

/// Field names that elements of a HIBC message carry as their identifier, with their titles.
const FIELDS: [(&str, &str); 7] = [
    ("LIC", "LABELER IDENTIFICATION CODE"),
    ("PCN", "PRODUCT OR CATALOG NUMBER"),
    ("U/M", "UNIT OF MEASURE"),
    ("QTY", "QUANTITY"),
    ("LOT", "LOT NUMBER"),
    ("SERIAL", "SERIAL NUMBER"),
    ("LINK", "LINK CHARACTER"),
];
/// The beginning of the name of an expiry; the form of the date follows.
const EXPIRY: &str = "EXP:";

/// One HIBC supplier code, or two that were joined.
///
/// ```
/// let hibc = gs1::Hibc::parse(b"+A99912345/$$52001510X3/16D20111212/S77DEFG457")?;
/// assert_eq!(hibc.primary.as_ref().map(|primary| primary.product.as_str()), Some("1234"));
/// assert_eq!(hibc.to_text()?, "+A99912345/$$52001510X3/16D20111212/S77DEFG457");
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hibc {
    /// Maker and product; `None` in the second of two symbols.
    pub primary: Option<HibcPrimary>,
    /// Lot or serial number, expiry and quantity.
    pub secondary: Option<HibcSecondary>,
    /// Further data under data identifiers, such as `S` and `16D`.
    pub supplements: Vec<HibcSupplement>,
    /// The check character of the primary symbol, which the second symbol repeats; `None` when one symbol
    /// carries everything.
    pub link: Option<char>,
}

/// The primary data: who made it and what it is.
///
/// ```
/// let primary = gs1::HibcPrimary { labeler: "A123".into(), product: "BJC5D6E7".into(), unit: 1 };
/// let hibc = gs1::Hibc { primary: Some(primary), ..gs1::Hibc::default() };
/// assert_eq!(hibc.to_text()?, "+A123BJC5D6E71G");
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HibcPrimary {
    /// Labeler identification code: a letter and three letters or digits.
    pub labeler: String,
    /// Product or catalogue number, 1 to 18 letters and digits.
    pub product: String,
    /// Unit of measure: 0 for a single unit, 1 to 8 for levels of packaging, 9 for a variable quantity.
    pub unit: u8,
}

/// The secondary data: which one it is.
///
/// ```
/// let hibc = gs1::Hibc::parse(b"+E203PB414109/$$8243280112R00089525J")?;
/// let secondary = hibc.secondary.unwrap_or_default();
/// assert_eq!((secondary.quantity, secondary.batch), (Some(24), Some(gs1::HibcBatch::Lot("R00089525".into()))));
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HibcSecondary {
    /// Quantity, up to 99,999.
    pub quantity: Option<u32>,
    /// Expiry.
    pub expiry: Option<HibcExpiry>,
    /// Lot or serial number.
    pub batch: Option<HibcBatch>,
}

/// A lot number or a serial number, 1 to 18 characters.
///
/// ```
/// assert_eq!(gs1::HibcBatch::Serial("10X3".into()).as_str(), "10X3");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HibcBatch {
    /// Lot or batch.
    Lot(String),
    /// Serial number, under `$+` or `$$+`.
    Serial(String),
}

impl HibcBatch {
    /// The number, of whichever kind.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Lot(text) | Self::Serial(text) => text,
        }
    }
}

/// An expiry as the label writes it.
///
/// ```
/// let expiry = gs1::HibcExpiry { form: gs1::HibcDateForm::YearDay, digits: "20015".into() };
/// assert_eq!(expiry.date(2026).map(|date| date.to_string()).as_deref(), Some("2020-01-15"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HibcExpiry {
    /// The order of the digits.
    pub form: HibcDateForm,
    /// The digits.
    pub digits: String,
}

impl HibcExpiry {
    /// The date, seen from `reference_year` (see [`crate::Date::new`]); the hour is left out. `None` when the
    /// digits name no day.
    #[must_use]
    pub fn date(&self, reference_year: i16) -> Option<crate::Date> {
        DateForm(self.form.as_str()).read(&self.digits, reference_year)
    }
}

/// The orders in which HIBC writes an expiry (ANSI/HIBC 2.6, secondary data structure).
///
/// ```
/// assert_eq!(gs1::HibcDateForm::YearDayHour.as_str(), "YYJJJHH");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HibcDateForm {
    /// MMYY, after no flag.
    MonthYear,
    /// MMDDYY, after flag 2.
    MonthDayYear,
    /// YYMMDD, after flag 3.
    YearMonthDay,
    /// YYMMDDHH, after flag 4.
    YearMonthDayHour,
    /// YYJJJ with the day of the year, after flag 5 and in the form without `$`.
    YearDay,
    /// YYJJJHH, after flag 6.
    YearDayHour,
}

impl HibcDateForm {
    /// Every form.
    pub const ALL: [Self; 6] = [
        Self::MonthYear,
        Self::MonthDayYear,
        Self::YearMonthDay,
        Self::YearMonthDayHour,
        Self::YearDay,
        Self::YearDayHour,
    ];

    /// The order of the digits, `J` for the day of the year.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MonthYear => "MMYY",
            Self::MonthDayYear => "MMDDYY",
            Self::YearMonthDay => "YYMMDD",
            Self::YearMonthDayHour => "YYMMDDHH",
            Self::YearDay => "YYJJJ",
            Self::YearDayHour => "YYJJJHH",
        }
    }

    /// The flag before the digits; a month and year has none and is told by its first digit.
    fn flag(self) -> Option<u8> {
        match self {
            Self::MonthYear => None,
            Self::MonthDayYear => Some(b'2'),
            Self::YearMonthDay => Some(b'3'),
            Self::YearMonthDayHour => Some(b'4'),
            Self::YearDay => Some(b'5'),
            Self::YearDayHour => Some(b'6'),
        }
    }
}

/// Further data: a serial number beside a lot (`S`), a production (`16D`) or expiry date (`14D`), a quantity
/// (`Q`), or anything else under a data identifier.
///
/// ```
/// let serial = gs1::HibcSupplement { identifier: "S".into(), value: "4012".into() };
/// let hibc = gs1::Hibc::parse(b"+J123AQ3451/25330BC34567/S4012X")?;
/// assert_eq!(hibc.supplements, [serial]);
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HibcSupplement {
    /// The data identifier.
    pub identifier: String,
    /// The value.
    pub value: String,
}

impl Hibc {
    /// Reads one code, without an AIM identifier, and verifies its check character.
    ///
    /// # Errors
    /// [`ParseError`] with the rule that is broken and the place in `data`.
    pub fn parse(data: &[u8]) -> Result<Self, ParseError> {
        parse::code(data)
    }

    /// Writes the code with its check character. What is written reads back as the same code.
    ///
    /// # Errors
    /// [`ParseError`] with the rule that a field breaks, placed in the text that would have been written.
    pub fn to_text(&self) -> Result<String, ParseError> {
        print::checked(self)
    }

    /// Joins the primary symbol with the second one of the same label, whose link character must be the check
    /// character of the first.
    ///
    /// ```
    /// let first = gs1::Hibc::parse(b"+A123BJC5D6E71G")?;
    /// let both = first.join(&gs1::Hibc::parse(b"+$$52001510X3GD")?)?;
    /// assert!(both.primary.is_some() && both.secondary.is_some());
    /// # Ok::<(), gs1::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`ParseError`] when the link character is another one, or the two are not a first and a second symbol.
    pub fn join(&self, second: &Self) -> Result<Self, ParseError> {
        parse::join(self, second)
    }

    /// The message that [`crate::parse`] makes of this code; also of a joined one.
    ///
    /// # Errors
    /// As [`Hibc::to_text`].
    pub fn to_message(&self) -> Result<Message, ParseError> {
        Ok(self.message(self.to_text()?))
    }

    pub(crate) fn message(&self, text: String) -> Message {
        Message::of_elements(Kind::Hibc, self.elements()).with_text(text)
    }

    fn elements(&self) -> Vec<Element> {
        let mut elements = Vec::new();
        let mut add = |name: &str, value: &str| elements.push(Element::named(name, value, title(name)));
        if let Some(primary) = &self.primary {
            add("LIC", &primary.labeler);
            add("PCN", &primary.product);
            add("U/M", &primary.unit.to_string());
        }
        if let Some(secondary) = &self.secondary {
            if let Some(quantity) = secondary.quantity {
                add("QTY", &quantity.to_string());
            }
            if let Some(expiry) = &secondary.expiry {
                add(&format!("{EXPIRY}{}", expiry.form.as_str()), &expiry.digits);
            }
            match &secondary.batch {
                Some(HibcBatch::Lot(lot)) => add("LOT", lot),
                Some(HibcBatch::Serial(serial)) => add("SERIAL", serial),
                None => {}
            }
        }
        for supplement in &self.supplements {
            add(&supplement.identifier, &supplement.value);
        }
        if let Some(link) = self.link {
            add("LINK", &link.to_string());
        }
        elements
    }
}

fn title(name: &str) -> &'static str {
    match FIELDS.iter().find(|(field, _)| *field == name) {
        Some((_, title)) => title,
        None if name.starts_with(EXPIRY) => "EXPIRATION DATE",
        None => data_identifier::title(name),
    }
}

/// The form of an element that is an expiry.
pub(crate) fn expiry_form(name: &str) -> Option<DateForm> {
    let form = name.strip_prefix(EXPIRY)?;
    HibcDateForm::ALL.iter().find(|known| known.as_str() == form).map(|known| DateForm(known.as_str()))
}
