// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers whose value matters: check digits, zeros, ranges, pieces of a total.

use super::{Verdict, ensure, fault};
use crate::checksum::has_check_digit;
use crate::error::ErrorCode;

/// The largest latitude and longitude in ten digits: degrees from the south pole and from the antimeridian,
/// times ten million (GS1 General Specifications, section 3.7.10).
const MAX_LATITUDE: &[u8] = b"1800000000";
const MAX_LONGITUDE: &[u8] = b"3600000000";

/// The last digit is the mod-10 check digit of the others.
pub(super) fn check_digit(data: &[u8]) -> Verdict {
    ensure(has_check_digit(data), ErrorCode::CheckDigit, data.len().saturating_sub(1))
}

/// Not all zeros.
pub(super) fn non_zero(data: &[u8]) -> Verdict {
    ensure(!is_zero(data), ErrorCode::ZeroNotAllowed, 0)
}

/// All zeros.
pub(super) fn zero(data: &[u8]) -> Verdict {
    ensure(is_zero(data), ErrorCode::ZeroExpected, 0)
}

/// Does not begin with a zero.
pub(super) fn no_leading_zero(data: &[u8]) -> Verdict {
    ensure(data.first() != Some(&b'0'), ErrorCode::LeadingZero, 0)
}

/// At least one character that is no digit.
pub(super) fn has_non_digit(data: &[u8]) -> Verdict {
    ensure(!data.iter().all(u8::is_ascii_digit), ErrorCode::NonDigitExpected, 0)
}

/// Degrees of latitude, ten digits.
pub(super) fn latitude(data: &[u8]) -> Verdict {
    ten_digits_up_to(data, MAX_LATITUDE)
}

/// Degrees of longitude, ten digits.
pub(super) fn longitude(data: &[u8]) -> Verdict {
    ten_digits_up_to(data, MAX_LONGITUDE)
}

fn ten_digits_up_to(data: &[u8], limit: &[u8]) -> Verdict {
    // Digits of equal length compare as their numbers do.
    ensure(data.len() == limit.len() && data <= limit, ErrorCode::Position, 0)
}

/// A piece number and a total, each half of the digits, such as `0103`.
pub(super) fn piece_of_total(data: &[u8]) -> Verdict {
    let (piece, total) = data.split_at(data.len() / 2);
    ensure(piece.len() == total.len(), ErrorCode::PieceOfTotal, 0)?;
    ensure(!is_zero(piece), ErrorCode::PieceOfTotal, 0)?;
    ensure(!is_zero(total), ErrorCode::PieceOfTotal, piece.len())?;
    ensure(piece <= total, ErrorCode::PieceOfTotal, 0)
}

/// A position and an end with a slash between them, such as `1/3`.
pub(super) fn position_in_sequence(data: &[u8]) -> Verdict {
    let mut sides = data.split(|b| *b == b'/');
    let (Some(position), Some(end), None) = (sides.next(), sides.next(), sides.next()) else {
        return fault(ErrorCode::PieceOfTotal, 0);
    };
    let number = |side: &[u8]| !side.is_empty() && side.iter().all(u8::is_ascii_digit);
    ensure(number(position) && number(end), ErrorCode::PieceOfTotal, 0)?;
    no_leading_zero(position)?;
    ensure(end.first() != Some(&b'0'), ErrorCode::LeadingZero, position.len() + 1)?;
    // Without leading zeros the shorter number is the smaller one.
    let ordered = (position.len(), position) <= (end.len(), end);
    ensure(ordered, ErrorCode::PieceOfTotal, 0)
}

fn is_zero(data: &[u8]) -> bool {
    data.iter().all(|b| *b == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_and_positions() {
        for good in ["11", "0103", "0303", "001999"] {
            assert!(piece_of_total(good.as_bytes()).is_ok(), "{good}");
        }
        for bad in ["", "1", "111", "01", "10", "0000", "0302", "21"] {
            assert!(piece_of_total(bad.as_bytes()).is_err(), "{bad}");
        }
        for good in ["1/1", "9/10", "99/99", "1/100"] {
            assert!(position_in_sequence(good.as_bytes()).is_ok(), "{good}");
        }
        for bad in ["", "/", "1", "1/", "/1", "1//2", "x/y", "0/1", "1/0", "1/02", "2/1", "10/9", "1/2/3"] {
            assert!(position_in_sequence(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn ranges_and_zeros() {
        assert!(latitude(b"1800000000").is_ok() && latitude(b"1800000001").is_err());
        assert!(longitude(b"3600000000").is_ok() && longitude(b"3600000001").is_err());
        assert!(latitude(b"180000000").is_err());
        assert!(zero(b"0").is_ok() && zero(b"1").is_err());
        assert!(non_zero(b"0010").is_ok() && non_zero(b"0000").is_err());
        assert!(no_leading_zero(b"10").is_ok() && no_leading_zero(b"01").is_err());
        assert!(has_non_digit(b"1A").is_ok() && has_non_digit(b"11").is_err());
        assert!(check_digit(b"24012345678905").is_ok());
        assert_eq!(check_digit(b"24012345678909").unwrap_err().at, 13);
    }
}
