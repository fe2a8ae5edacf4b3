// SPDX-License-Identifier: MIT OR Apache-2.0
//! Data identifiers of ANSI MH10.8.2 (ISO/IEC 15418): up to three digits and a letter that say what a value is.

mod date_form;
mod ppn;
mod table;

pub(crate) use date_form::DateForm;
pub use ppn::Ppn;

use crate::checksum::has_check_digit;
use crate::error::ErrorCode;
use crate::linters::{Fault, Verdict, ensure, fault};
use table::{Content, Entry};

/// Most digits before the letter.
const MAX_DIGITS: usize = 3;
/// How many bytes of unknown data an error quotes.
const QUOTED_BYTES: usize = 4;

/// The facts about one data identifier.
///
/// ```
/// let facts = gs1::di_facts("16D").unwrap();
/// assert_eq!((facts.title(), facts.length()), ("PRODUCTION DATE", (8, Some(8))));
/// assert_eq!(facts.date_form(), Some("YYYYMMDD"));
/// assert!(gs1::di_facts("999Z").is_none());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct DiFacts(&'static Entry);

/// Every data identifier of the table, by letter and number. The table holds those of parts, pharmacy and
/// transport; others are read all the same, without a title.
///
/// ```
/// assert!(gs1::di_table().any(|facts| facts.identifier() == "12V"));
/// ```
pub fn di_table() -> impl Iterator<Item = DiFacts> {
    table::ENTRIES.iter().map(DiFacts)
}

/// The facts about a data identifier; `None` when the table lacks it.
///
/// ```
/// assert_eq!(gs1::di_facts("1T").unwrap().title(), "LOT (SUPPLIER)");
/// ```
#[must_use]
pub fn di_facts(identifier: &str) -> Option<DiFacts> {
    entry(identifier).map(DiFacts)
}

impl DiFacts {
    /// The identifier, such as `1P`.
    #[must_use]
    pub fn identifier(&self) -> &'static str {
        self.0.identifier
    }

    /// A short title, such as `SERIAL NUMBER`.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.0.title
    }

    /// Fewest and most characters of the value; no upper bound where the standard sets none.
    #[must_use]
    pub fn length(&self) -> (usize, Option<usize>) {
        match self.0.content {
            Content::Date(form) => (form.0.len(), Some(form.0.len())),
            _ => (usize::from(self.0.min), (self.0.max > 0).then_some(usize::from(self.0.max))),
        }
    }

    /// For a date, the order of its digits: `Y`, `M`, `D`, `J` for the day of the year, `W` for the week, `d` for
    /// a day that may be 00.
    #[must_use]
    pub fn date_form(&self) -> Option<&'static str> {
        match self.0.content {
            Content::Date(form) => Some(form.0),
            _ => None,
        }
    }
}

fn entry(identifier: &str) -> Option<&'static Entry> {
    table::ENTRIES.iter().find(|entry| entry.identifier == identifier)
}

/// The title of a data identifier; empty when the table lacks it.
pub(crate) fn title(identifier: &str) -> &'static str {
    entry(identifier).map_or("", |entry| entry.title)
}

/// The form of a data identifier that is a date.
pub(crate) fn date_form(identifier: &str) -> Option<DateForm> {
    match entry(identifier)?.content {
        Content::Date(form) => Some(form),
        _ => None,
    }
}

/// Splits a field into its data identifier and its value.
pub(crate) fn split(field: &str) -> Option<(&str, &str)> {
    let digits = field.bytes().take(MAX_DIGITS + 1).take_while(u8::is_ascii_digit).count();
    let letter = field.as_bytes().get(digits).is_some_and(u8::is_ascii_uppercase);
    if digits > MAX_DIGITS || !letter { None } else { field.split_at_checked(digits + 1) }
}

/// The start of a field that has no identifier, for an error.
pub(crate) fn quoted(field: &[u8]) -> String {
    field[..field.len().min(QUOTED_BYTES)].escape_ascii().to_string()
}

/// Checks a value: those of unknown identifiers for control characters alone, because nothing else is known.
pub(crate) fn check(identifier: &str, value: &str) -> Verdict {
    ensure(!value.is_empty(), ErrorCode::ValueEmpty, 0)?;
    if let Some((at, _)) = value.char_indices().find(|(_, c)| c.is_control()) {
        return fault(ErrorCode::CharacterNotAllowed, at);
    }
    match entry(identifier) {
        Some(entry) => check_known(entry, value.as_bytes()),
        None => Ok(()),
    }
}

fn check_known(entry: &Entry, data: &[u8]) -> Verdict {
    match entry.content {
        Content::Date(form) => return form.check(data),
        Content::Ppn => return ppn::check(data),
        _ => {}
    }
    ensure(data.len() >= usize::from(entry.min), ErrorCode::ValueTooShort, data.len())?;
    let max = usize::from(entry.max);
    ensure(max == 0 || data.len() <= max, ErrorCode::ValueTooLong, max)?;
    let digits_alone = matches!(entry.content, Content::Digits | Content::Gtin);
    let code = if digits_alone { ErrorCode::DigitExpected } else { ErrorCode::CharacterNotAllowed };
    if let Some(at) = data.iter().position(|b| !allowed(entry.content, *b)) {
        return Err(Fault { code, at });
    }
    let gtin = entry.content != Content::Gtin || has_check_digit(data);
    ensure(gtin, ErrorCode::CheckDigit, data.len().saturating_sub(1))
}

fn allowed(content: Content, b: u8) -> bool {
    match content {
        Content::Digits | Content::Gtin | Content::Date(_) => b.is_ascii_digit(),
        Content::Decimal => b.is_ascii_digit() || b == b'.',
        Content::Letters => b.is_ascii_uppercase(),
        Content::Capitals => b.is_ascii_uppercase() || b.is_ascii_digit(),
        Content::Cage => b.is_ascii_uppercase() || b.is_ascii_digit() || b"-/".contains(&b),
        Content::Text | Content::Ppn => (b' '..=b'~').contains(&b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_in_order_and_well_formed() {
        let key = |entry: &Entry| {
            let (number, letter) = entry.identifier.split_at(entry.identifier.len() - 1);
            (letter.to_owned(), number.parse::<u16>().unwrap_or(0))
        };
        assert!(table::ENTRIES.is_sorted_by(|a, b| key(a) < key(b)));
        for entry in table::ENTRIES {
            let field = format!("{}X", entry.identifier);
            assert_eq!(split(&field), Some((entry.identifier, "X")));
            assert!(!entry.title.is_empty() && (entry.max == 0 || entry.min <= entry.max), "{field}");
        }
    }

    #[test]
    fn fields_are_split() {
        assert_eq!(split("P123"), Some(("P", "123")));
        assert_eq!(split("123Pé"), Some(("123P", "é")));
        for bad in ["", "123", "1234P", "p1", "+1", "é"] {
            assert_eq!(split(bad), None, "{bad}");
        }
    }

    #[test]
    fn values_are_checked() {
        let fault = |di, value| check(di, value).map_err(|f| (f.code, f.at));
        assert_eq!(fault("12V", "123456789"), Ok(()));
        assert_eq!(fault("12V", "12345678"), Err((ErrorCode::ValueTooShort, 8)));
        assert_eq!(fault("12V", "12345678x"), Err((ErrorCode::DigitExpected, 8)));
        assert_eq!(fault("17V", "1ABC234"), Err((ErrorCode::ValueTooLong, 5)));
        assert_eq!(fault("1J", "UN123abc"), Err((ErrorCode::CharacterNotAllowed, 5)));
        assert_eq!(fault("8P", "04006381333932"), Err((ErrorCode::CheckDigit, 13)));
        assert_eq!(fault("D", "290331"), Ok(()));
        assert_eq!(fault("D", "290332"), Err((ErrorCode::Date, 4)));
        assert_eq!(fault("9N", "112097776021"), Err((ErrorCode::CheckCharacters, 10)));
        assert_eq!(fault("S", ""), Err((ErrorCode::ValueEmpty, 0)));
        assert_eq!(fault("S", "A\u{1f}"), Err((ErrorCode::CharacterNotAllowed, 1)));
        // Unknown identifiers are kept with whatever text they carry.
        assert_eq!(fault("999Z", "ünknown"), Ok(()));
        assert_eq!(fault("999Z", "a\tb"), Err((ErrorCode::CharacterNotAllowed, 1)));
    }
}
