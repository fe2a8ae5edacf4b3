// SPDX-License-Identifier: MIT OR Apache-2.0
//! Dates of six digits and the window that gives them a century.

use std::fmt;
use std::str::FromStr;

use super::ValueError;

/// A calendar date as GS1 labels carry it.
///
/// Ordered by the calendar; a whole month comes before its first day. The text form is `2027-03-31`, or
/// `2027-03` for a whole month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year with its century.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 31; 0 stands for the whole month.
    pub day: u8,
}

const SIX_DIGITS: &str = "six digits YYMMDD";
const ISO: &str = "YYYY-MM-DD, or YYYY-MM for a whole month";

impl Date {
    /// Reads YYMMDD. The century is the one that puts the year closest to `reference_year`: up to 49 years
    /// ahead, up to 50 back (GS1 General Specifications, section 7.12). Day `00` stands for the whole month.
    ///
    /// # Errors
    /// [`ValueError::Date`] when the text is not six digits or names no day of the calendar.
    pub fn new(yymmdd: &str, reference_year: i16) -> Result<Self, ValueError> {
        let error = ValueError::Date { form: SIX_DIGITS };
        let Some([yy, month, day]) = three_pairs(yymmdd) else { return Err(error) };
        let date = Self { year: with_century(yy, reference_year), month, day };
        if date.is_real() { Ok(date) } else { Err(error) }
    }

    /// The six digits of the label.
    #[must_use]
    pub fn to_yymmdd(&self) -> String {
        format!("{:02}{:02}{:02}", self.year.rem_euclid(100), self.month, self.day)
    }

    /// The last day the date covers: itself, or the last of its month.
    #[must_use]
    pub fn last_day(&self) -> Self {
        Self { day: if self.day == 0 { days_in_month(self.year, self.month) } else { self.day }, ..*self }
    }

    fn is_real(self) -> bool {
        (1..=12).contains(&self.month) && self.day <= days_in_month(self.year, self.month)
    }
}

fn three_pairs(text: &str) -> Option<[u8; 3]> {
    let bytes: [u8; 6] = text.as_bytes().try_into().ok()?;
    if !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let pair = |i: usize| (bytes[i] - b'0') * 10 + (bytes[i + 1] - b'0');
    Some([pair(0), pair(2), pair(4)])
}

fn with_century(yy: u8, reference_year: i16) -> i16 {
    let (century, year_in_century) = (reference_year.div_euclid(100), reference_year.rem_euclid(100));
    let shift = match i16::from(yy) - year_in_century {
        51..=99 => -1,
        -99..=-50 => 1,
        _ => 0,
    };
    century.saturating_add(shift).saturating_mul(100).saturating_add(i16::from(yy))
}

/// Days of a month, 0 when there is no such month.
pub(crate) fn days_in_month(year: i16, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)?;
        if self.day == 0 { Ok(()) } else { write!(f, "-{:02}", self.day) }
    }
}

impl FromStr for Date {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        iso(text).filter(|date| date.is_real()).ok_or(ValueError::Date { form: ISO })
    }
}

fn iso(text: &str) -> Option<Date> {
    let digits = |part: &str, len: usize| {
        (part.len() == len && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.to_owned())
    };
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?.parse().ok()?;
    let month = digits(parts.next()?, 2)?.parse().ok()?;
    let day = match parts.next() {
        // A day of 00 is written by leaving it out, so that each date has one text.
        Some(day) => digits(day, 2)?.parse().ok().filter(|day| *day != 0)?,
        None => 0,
    };
    parts.next().is_none().then_some(Date { year, month, day })
}

impl TryFrom<String> for Date {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, ValueError> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(yy: &str, reference: i16) -> i16 {
        Date::new(&format!("{yy}0101"), reference).unwrap().year
    }

    #[test]
    fn century_window_turns_at_fifty_years() {
        assert_eq!(year("26", 2026), 2026);
        assert_eq!(year("75", 2026), 2075);
        assert_eq!(year("76", 2026), 2076);
        assert_eq!(year("77", 2026), 1977);
        assert_eq!(year("49", 1999), 2049);
        assert_eq!(year("50", 1999), 1950);
        assert_eq!(year("00", 2050), 2100);
        assert_eq!(year("01", 2050), 2001);
    }

    #[test]
    fn calendar() {
        assert_eq!(Date::new("280229", 2026).unwrap().to_string(), "2028-02-29");
        assert!(Date::new("270229", 2026).is_err());
        assert!(Date::new("271301", 2026).is_err());
        assert!(Date::new("270001", 2026).is_err());
        assert!(Date::new("27010", 2026).is_err());
        assert!(Date::new("27010x", 2026).is_err());
        let month = Date::new("280200", 2026).unwrap();
        assert_eq!((month.to_yymmdd().as_str(), month.last_day().day), ("280200", 29));
        assert!(Date::new("000101", i16::MAX).is_ok() && Date::new("990101", i16::MIN).is_ok());
    }

    #[test]
    fn text_form_goes_both_ways() {
        for text in ["2027-03-31", "2027-03"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        for text in ["2027-02-30", "2027-03-00", "2027-3-1", "2027", "2027-03-31-1", "+027-03-31"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
