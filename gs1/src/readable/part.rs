// SPDX-License-Identifier: MIT OR Apache-2.0
//! The parts of a value, each written by what the table checks in it.

use crate::digital_link::percent_decode;
use crate::linters::Check;
use crate::table::Part;
use crate::values::{Amount, Date, Gtin};

/// What a part is, as far as it decides what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Plain,
    Date,
    Time,
    Place,
    Country,
    Piece,
}

/// Digits after the point of a latitude or longitude.
const POSITION_DECIMALS: u8 = 7;
const ONE_DEGREE: i64 = 10_000_000;

/// Writes the parts of a checked value.
pub(super) fn joined(parts: &[Part], value: &str, reference_year: i16) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut last = None;
    for part in parts {
        let length = rest.len().min(usize::from(part.max));
        let Some((piece, after)) = rest.split_at_checked(length).filter(|(piece, _)| !piece.is_empty())
        else {
            continue;
        };
        let (sort, text) = written(part, piece, reference_year);
        out.push_str(last.map_or("", |last| separator(last, sort)));
        out.push_str(&text);
        (last, rest) = (Some(sort), after);
    }
    out
}

fn separator(before: Sort, after: Sort) -> &'static str {
    match (before, after) {
        (Sort::Date, Sort::Date) => " to ",
        (Sort::Date, Sort::Time) | (Sort::Country, Sort::Plain) => " ",
        (Sort::Time, Sort::Time) => ":",
        (Sort::Place, Sort::Place) | (Sort::Country, Sort::Country) => ", ",
        (_, Sort::Piece) => ", piece ",
        _ => "",
    }
}

fn written(part: &Part, piece: &str, reference_year: i16) -> (Sort, String) {
    let has = |check: Check| part.checks.contains(&check);
    let (sort, text) = if has(Check::Date) || has(Check::DateOrMonth) {
        (Sort::Date, Date::new(piece, reference_year).ok().map(|date| date.to_string()))
    } else if has(Check::LongDate) {
        (Sort::Date, split(piece, &[4, 2, 2]).map(|parts| parts.join("-")))
    } else if has(Check::HourMinute) {
        (Sort::Time, split(piece, &[2, 2]).map(|parts| parts.join(":")))
    } else if has(Check::Hour) || has(Check::Minute) || has(Check::Second) {
        (Sort::Time, None)
    } else if has(Check::Latitude) {
        (Sort::Place, position(piece, |number| number - 90 * ONE_DEGREE))
    } else if has(Check::Longitude) {
        (Sort::Place, position(piece, eastward))
    } else if has(Check::CountryNumber) || has(Check::CountryNumberOr999) {
        (Sort::Country, None)
    } else if has(Check::PieceOfTotal) {
        (Sort::Piece, piece_of_total(piece))
    } else {
        (Sort::Plain, plain(part, piece))
    };
    (sort, text.unwrap_or_else(|| piece.to_owned()))
}

fn plain(part: &Part, piece: &str) -> Option<String> {
    let has = |check: Check| part.checks.contains(&check);
    if has(Check::CompanyPrefixSecond) && piece.len() == 14 {
        return Gtin::new(piece).ok().map(|gtin| gtin.short_form().to_owned());
    }
    if has(Check::YesNo) {
        return Some(if piece == "1" { "yes" } else { "no" }.to_owned());
    }
    if has(Check::Sex) {
        let word = match piece {
            "1" => "male",
            "2" => "female",
            "9" => "not applicable",
            _ => "not known",
        };
        return Some(word.to_owned());
    }
    if has(Check::PercentEncoding) { decoded(piece) } else { None }
}

/// The text behind percent-encoding, where `+` stands for a space; nothing that would upset a line.
fn decoded(piece: &str) -> Option<String> {
    let text = String::from_utf8(percent_decode(piece.as_bytes(), true)?).ok()?;
    (!text.contains(char::is_control)).then_some(text)
}

/// Splits digits into pieces of the lengths given, which must use all of them up.
fn split<'a>(digits: &'a str, lengths: &[usize]) -> Option<Vec<&'a str>> {
    let mut rest = digits;
    let mut pieces = Vec::new();
    for length in lengths {
        let (piece, after) = rest.split_at_checked(*length)?;
        pieces.push(piece);
        rest = after;
    }
    rest.is_empty().then_some(pieces)
}

/// Piece and total are each half of the digits.
fn piece_of_total(piece: &str) -> Option<String> {
    let (piece, total) = piece.split_at_checked(piece.len() / 2)?;
    Some(format!("{} of {}", piece.trim_start_matches('0'), total.trim_start_matches('0')))
}

/// Longitudes west of Greenwich are written as 360 degrees less.
fn eastward(number: i64) -> i64 {
    if number > 180 * ONE_DEGREE { number - 360 * ONE_DEGREE } else { number }
}

fn position(piece: &str, degrees: impl Fn(i64) -> i64) -> Option<String> {
    let number = degrees(piece.parse().ok()?);
    let size = Amount { digits: number.unsigned_abs(), decimals: POSITION_DECIMALS };
    Some(format!("{}{size}", if number < 0 { "-" } else { "" }))
}
