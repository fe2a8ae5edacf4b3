// SPDX-License-Identifier: MIT OR Apache-2.0
//! Dates and times (GS1 General Specifications, section 3.4).

use super::{Fault, Verdict, ensure};
use crate::error::ErrorCode;
use crate::values::days_in_month;

/// YYMMDD.
pub(super) fn date(data: &[u8]) -> Verdict {
    short_date(data, 1)
}

/// YYMMDD, where day 00 stands for the whole month.
pub(super) fn date_or_month(data: &[u8]) -> Verdict {
    short_date(data, 0)
}

/// YYYYMMDD.
pub(super) fn long_date(data: &[u8]) -> Verdict {
    let [y0, y1, rest @ ..] = data else { return ensure(false, ErrorCode::Date, 0) };
    let century = pair(&[*y0, *y1], ErrorCode::Date)?;
    let year = i16::from(century) * 100 + i16::from(pair(rest, ErrorCode::Date)?);
    day_of(year, rest, 1).map_err(|fault| Fault { at: fault.at + 2, ..fault })
}

fn short_date(data: &[u8], first_day: u8) -> Verdict {
    // Every century a label can mean has its leap years at the multiples of four: 2000 is one, and 1900 and
    // 2100 lie outside the window.
    day_of(2000 + i16::from(pair(data, ErrorCode::Date)?), data, first_day)
}

/// Checks month and day of six digits YYMMDD in a year.
fn day_of(year: i16, yymmdd: &[u8], first_day: u8) -> Verdict {
    ensure(yymmdd.len() == 6, ErrorCode::Date, 0)?;
    let month = pair(&yymmdd[2..], ErrorCode::Date)?;
    ensure((1..=12).contains(&month), ErrorCode::Date, 2)?;
    let day = pair(&yymmdd[4..], ErrorCode::Date)?;
    ensure((first_day..=days_in_month(year, month)).contains(&day), ErrorCode::Date, 4)
}

/// HH.
pub(super) fn hour(data: &[u8]) -> Verdict {
    below(data, 24)
}

/// MI.
pub(super) fn minute(data: &[u8]) -> Verdict {
    below(data, 60)
}

/// SS.
pub(super) fn second(data: &[u8]) -> Verdict {
    below(data, 60)
}

/// HHMI.
pub(super) fn hour_minute(data: &[u8]) -> Verdict {
    let (hours, minutes) = data.split_at_checked(2).ok_or(Fault { code: ErrorCode::Time, at: 0 })?;
    hour(hours)?;
    minute(minutes).map_err(|fault| Fault { at: fault.at + 2, ..fault })
}

fn below(data: &[u8], limit: u8) -> Verdict {
    let value = pair(data, ErrorCode::Time)?;
    ensure(data.len() == 2 && value < limit, ErrorCode::Time, 0)
}

/// The number that the first two digits make.
fn pair(data: &[u8], code: ErrorCode) -> Result<u8, Fault> {
    match data {
        [tens, units, ..] if tens.is_ascii_digit() && units.is_ascii_digit() => {
            Ok((tens - b'0') * 10 + (units - b'0'))
        }
        _ => Err(Fault { code, at: 0 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_and_clock() {
        assert!(date(b"240229").is_ok() && date(b"000229").is_ok() && date(b"230229").is_err());
        assert!(date(b"230200").is_err() && date_or_month(b"230200").is_ok());
        assert_eq!(date(b"231301").unwrap_err().at, 2);
        assert_eq!(date(b"230132").unwrap_err().at, 4);
        assert!(date(b"23013").is_err() && date(b"2301311").is_err() && date(b"2x0131").is_err());
        assert!(long_date(b"20000229").is_ok() && long_date(b"21000229").is_err());
        assert_eq!(long_date(b"20230132").unwrap_err().at, 6);
        assert!(long_date(b"2").is_err());
        assert!(
            hour(b"23").is_ok() && hour(b"24").is_err() && minute(b"60").is_err() && second(b"59").is_ok()
        );
        assert!(hour_minute(b"2359").is_ok());
        assert_eq!(hour_minute(b"2360").unwrap_err().at, 2);
        assert!(hour_minute(b"2").is_err());
    }
}
