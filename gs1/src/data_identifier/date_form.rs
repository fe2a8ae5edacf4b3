// SPDX-License-Identifier: MIT OR Apache-2.0
//! Dates in the many orders that labels outside GS1 write them.

use crate::error::ErrorCode;
use crate::linters::{Verdict, ensure, fault};
use crate::values::{Date, days_in_month};

/// How the digits of a date stand: `Y` year, `C` the century before a two-digit year (ISBT 128: 0 is 20, 9 is
/// 19), `M` month, `D` day, `d` day or 00 for the whole month, `J` day of the year, `W` week, `H` hour, `N`
/// minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateForm(pub(crate) &'static str);

impl DateForm {
    /// Checks length, digits, calendar and clock.
    pub(crate) fn check(self, data: &[u8]) -> Verdict {
        ensure(data.len() >= self.0.len(), ErrorCode::ValueTooShort, data.len())?;
        ensure(data.len() == self.0.len(), ErrorCode::ValueTooLong, self.0.len())?;
        if let Some(at) = data.iter().position(|b| !b.is_ascii_digit()) {
            return fault(ErrorCode::DigitExpected, at);
        }
        // A leap year where the label leaves the year open, so that no real day is refused.
        let year = self.year(data, None).unwrap_or(2000);
        let month = self.field('M', data);
        let days = month.map_or(31, |month| u16::from(days_in_month(year, small(month))));
        self.within('M', data, 1..=12, ErrorCode::Date)?;
        self.within('D', data, 1..=days, ErrorCode::Date)?;
        self.within('d', data, 0..=days, ErrorCode::Date)?;
        self.within('J', data, 1..=days_in_year(year), ErrorCode::Date)?;
        self.within('W', data, 1..=53, ErrorCode::Date)?;
        self.within('H', data, 0..=23, ErrorCode::Time)?;
        self.within('N', data, 0..=59, ErrorCode::Time)
    }

    /// The calendar date, hours left out; `None` for weeks, for a year of one digit and for text that fails the
    /// check.
    pub(crate) fn read(self, text: &str, reference_year: i16) -> Option<Date> {
        let data = text.as_bytes();
        self.check(data).ok()?;
        let year = self.year(data, Some(reference_year))?;
        if let Some(day) = self.field('J', data) {
            return nth_day(year, day);
        }
        let month = small(self.field('M', data)?);
        let day = self.field('D', data).or_else(|| self.field('d', data)).map_or(0, small);
        (day <= days_in_month(year, month)).then_some(Date { year, month, day })
    }

    /// The year with its century. Without a reference year two digits are of this century, which settles leap
    /// years as every century within reach of a label does.
    fn year(self, data: &[u8], reference_year: Option<i16>) -> Option<i16> {
        let digits = i16::try_from(self.field('Y', data)?).ok()?;
        match (self.0.matches('Y').count(), self.field('C', data), reference_year) {
            (4, ..) => Some(digits),
            (2, Some(9), _) => Some(1900 + digits),
            (2, Some(century), _) => Some(2000 + 100 * i16::try_from(century).ok()? + digits),
            (2, None, None) => Some(2000 + digits),
            (2, None, Some(year)) => Date::new(&format!("{digits:02}0101"), year).ok().map(|date| date.year),
            _ => None,
        }
    }

    fn within(
        self,
        letter: char,
        data: &[u8],
        range: std::ops::RangeInclusive<u16>,
        code: ErrorCode,
    ) -> Verdict {
        match self.field(letter, data) {
            Some(value) => ensure(range.contains(&value), code, self.0.find(letter).unwrap_or(0)),
            None => Ok(()),
        }
    }

    /// The number that a letter's digits make; at most four of them.
    fn field(self, letter: char, data: &[u8]) -> Option<u16> {
        self.0.contains(letter).then(|| {
            let of_letter = self.0.chars().zip(data).filter(|(form, _)| *form == letter);
            of_letter.fold(0, |number, (_, digit)| number * 10 + u16::from(digit.saturating_sub(b'0').min(9)))
        })
    }
}

/// Months and days have at most two digits.
fn small(number: u16) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

fn days_in_year(year: i16) -> u16 {
    (1..=12).map(|month| u16::from(days_in_month(year, month))).sum()
}

fn nth_day(year: i16, mut day: u16) -> Option<Date> {
    for month in 1..=12 {
        let days = u16::from(days_in_month(year, month));
        if day <= days {
            return Some(Date { year, month, day: small(day) });
        }
        day -= days;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &'static str, text: &str) -> Option<String> {
        DateForm(form).read(text, 2026).map(|date| date.to_string())
    }

    #[test]
    fn every_order_gives_the_same_day() {
        for (form, text) in [
            ("YYMMDD", "280229"),
            ("DDMMYY", "290228"),
            ("MMDDYY", "022928"),
            ("YYJJJ", "28060"),
            ("YYJJJHH", "2806023"),
            ("YYYYMMDD", "20280229"),
            ("DDMMYYYY", "29022028"),
            ("YYYYMMDDHHNN", "202802292359"),
            ("CYYJJJ", "028060"),
            ("CYYJJJHHNN", "0280600000"),
        ] {
            assert_eq!(read(form, text).as_deref(), Some("2028-02-29"), "{form}");
        }
        assert_eq!(read("MMYY", "0228").as_deref(), Some("2028-02"));
        assert_eq!(read("YYMMdd", "280200").as_deref(), Some("2028-02"));
        assert_eq!(read("CYYJJJ", "999365").as_deref(), Some("1999-12-31"));
        assert_eq!(read("YYYYMM", "202802").as_deref(), Some("2028-02"));
    }

    #[test]
    fn what_names_no_day_is_none() {
        for (form, text) in [("YYWW", "2801"), ("YJJJ", "8060"), ("YYMMDD", "270229"), ("YYMMDD", "28022")] {
            assert_eq!(read(form, text), None, "{form}");
        }
    }

    #[test]
    fn faults_are_placed() {
        let fault = |form, text: &str| DateForm(form).check(text.as_bytes()).map_err(|f| (f.code, f.at));
        assert_eq!(fault("YYMMDD", "28"), Err((ErrorCode::ValueTooShort, 2)));
        assert_eq!(fault("YYMMDD", "2802291"), Err((ErrorCode::ValueTooLong, 6)));
        assert_eq!(fault("YYMMDD", "2802x9"), Err((ErrorCode::DigitExpected, 4)));
        assert_eq!(fault("YYMMDD", "281301"), Err((ErrorCode::Date, 2)));
        assert_eq!(fault("YYMMDD", "280200"), Err((ErrorCode::Date, 4)));
        assert_eq!(fault("YYJJJHH", "2736600"), Err((ErrorCode::Date, 2)));
        assert_eq!(fault("YYJJJHH", "2736524"), Err((ErrorCode::Time, 5)));
        assert_eq!(fault("YYWW", "2754"), Err((ErrorCode::Date, 2)));
        assert_eq!(fault("YJJJ", "7366"), Ok(()));
    }
}
