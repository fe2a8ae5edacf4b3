// SPDX-License-Identifier: GPL-3.0-or-later
//! Times and numbers as people say them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The panel's idea of time: an input like any other, so that a picture can be drawn twice.
#[derive(Debug, Clone)]
pub struct Clock {
    /// Now.
    pub now: Timestamp,
    /// Where the panel hangs.
    pub zone: TimeZone,
}

impl Clock {
    fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    /// `14:05`.
    pub(super) fn time(&self, at: Timestamp) -> String {
        self.local(at).strftime("%H:%M").to_string()
    }

    /// `09:40 today`, or `19 Nov, 17:20`, with the year when it is another one.
    pub(super) fn moment(&self, at: Timestamp) -> String {
        let (at, now) = (self.local(at), self.local(self.now));
        let form = match () {
            () if at.date() == now.date() => "%H:%M today",
            () if at.year() == now.year() => "%-d %b, %H:%M",
            () => "%-d %b %Y, %H:%M",
        };
        at.strftime(form).to_string()
    }

    /// Seconds from `at` until now, 0 when `at` is ahead.
    pub(super) fn seconds_since(&self, at: Timestamp) -> i64 {
        self.now.as_second().saturating_sub(at.as_second()).max(0)
    }
}

/// `15 Mar 2026`.
pub(super) fn date(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// A label's YYMMDD as a date; day 00 is the end of the month (GS1 General Specifications 3.4.3), shown
/// without a day. Anything else is shown as it stands. The century is that of AI (17) for the years this
/// product can meet, 2000 to 2099.
pub(super) fn label_date(yymmdd: &str) -> String {
    let parsed = || {
        let part = |range| yymmdd.get(range).and_then(|digits: &str| digits.parse::<i8>().ok());
        if yymmdd.len() != 6 {
            return None;
        }
        let (year, month, day) = (2000 + i16::from(part(0..2)?), part(2..4)?, part(4..6)?);
        match day {
            0 => Some(Date::new(year, month, 1).ok()?.strftime("%b %Y").to_string()),
            _ => Some(self::date(Date::new(year, month, day).ok()?)),
        }
    };
    parsed().unwrap_or_else(|| yymmdd.to_owned())
}

/// `25 min`, `3 h`, `3 d 20 h`: two units at most, the second only where it matters.
pub(super) fn span(seconds: i64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => "under 1 min".to_owned(),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) if hours < 3 && minutes % 60 > 0 => format!("{hours} h {} min", minutes % 60),
        (0, hours, _) => format!("{hours} h"),
        (days, hours, _) if days < 7 && hours % 24 > 0 => format!("{days} d {} h", hours % 24),
        (days, _, _) => format!("{days} d"),
    }
}

/// `4 d`, `3 h`, `25 min`: one unit, for a chip.
pub(super) fn short_span(seconds: i64) -> String {
    let long = span(seconds);
    let second_unit = long.match_indices(' ').nth(1).map(|(at, _)| at);
    if long.starts_with("under") {
        "1 min".to_owned()
    } else {
        long[..second_unit.unwrap_or(long.len())].to_owned()
    }
}

/// `12,480`.
pub(super) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// At most `limit` characters, with an ellipsis where something was left out.
pub(super) fn clip(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(limit.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> Clock {
        Clock { now: "2026-11-23T14:05:09Z".parse().unwrap(), zone: TimeZone::fixed(jiff::tz::offset(1)) }
    }

    #[test]
    fn moments_name_the_day_only_when_it_is_another() {
        let clock = clock();
        assert_eq!(clock.moment("2026-11-23T08:40:00Z".parse().unwrap()), "09:40 today");
        assert_eq!(clock.moment("2026-11-22T23:30:00Z".parse().unwrap()), "00:30 today");
        assert_eq!(clock.moment("2026-11-19T16:20:00Z".parse().unwrap()), "19 Nov, 17:20");
        assert_eq!(clock.moment("2025-11-19T16:20:00Z".parse().unwrap()), "19 Nov 2025, 17:20");
        assert_eq!(clock.time(clock.now), "15:05");
    }

    #[test]
    fn spans_are_short() {
        let spans = [20, 1_500, 3_900, 10_800, 331_200, 345_600, 900_000].map(span);
        assert_eq!(spans, ["under 1 min", "25 min", "1 h 5 min", "3 h", "3 d 20 h", "4 d", "10 d"]);
        assert_eq!([20, 3_900, 331_200].map(short_span), ["1 min", "1 h", "3 d"]);
    }

    #[test]
    fn label_dates_that_are_none_stay_as_they_are() {
        let dates = ["261231", "261200", "269931", "2612", "éé1231", ""].map(label_date);
        assert_eq!(dates, ["31 Dec 2026", "Dec 2026", "269931", "2612", "éé1231", ""]);
    }

    #[test]
    fn numbers_have_separators_and_long_text_an_ellipsis() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(clip("Küche und Bad", 7), "Küche…");
        assert_eq!(clip("kurz", 7), "kurz");
    }
}
