// SPDX-License-Identifier: MIT OR Apache-2.0
//! Codes of one or few characters that must be in a published list or of a fixed form.

use super::{Verdict, ensure, fault, lists};
use crate::error::ErrorCode;

/// Hyphens alone: the sign of a temperature below zero.
pub(super) fn hyphens(data: &[u8]) -> Verdict {
    let all = !data.is_empty() && data.iter().all(|b| *b == b'-');
    ensure(all, ErrorCode::HyphenExpected, 0)
}

/// The importer index of EU 2018/574: one base64url character.
pub(super) fn importer_index(data: &[u8]) -> Verdict {
    let known = matches!(data, [b] if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    ensure(known, ErrorCode::NotInList, 0)
}

/// Three digits of ISO 3166-1.
pub(super) fn country_number(data: &[u8]) -> Verdict {
    ensure(lists::is_country_number(data), ErrorCode::Country, 0)
}

/// Three digits of ISO 3166-1, or 999 for no single country.
pub(super) fn country_number_or_999(data: &[u8]) -> Verdict {
    if data == b"999" { Ok(()) } else { country_number(data) }
}

/// Two letters of ISO 3166-1.
pub(super) fn country_letters(data: &[u8]) -> Verdict {
    ensure(lists::is_country_letters(data), ErrorCode::Country, 0)
}

/// Three digits of ISO 4217.
pub(super) fn currency(data: &[u8]) -> Verdict {
    ensure(lists::is_currency(data), ErrorCode::Currency, 0)
}

/// Sex by ISO/IEC 5218.
pub(super) fn sex(data: &[u8]) -> Verdict {
    ensure(matches!(data, [b'0' | b'1' | b'2' | b'9']), ErrorCode::NotInList, 0)
}

/// The medium an AIDC mark is on, assigned by ICCBBA: 01 to 10, or 80 to 99 for local use.
pub(super) fn media_type(data: &[u8]) -> Verdict {
    let known = matches!(data, [b'0', b'1'..=b'9'] | [b'1', b'0'] | [b'8' | b'9', b'0'..=b'9']);
    ensure(known, ErrorCode::NotInList, 0)
}

/// A package type code of UN/ECE Recommendation 21 with the additions of GS1.
pub(super) fn package_type(data: &[u8]) -> Verdict {
    ensure(lists::is_package_type(data), ErrorCode::NotInList, 0)
}

/// Every `%` begins a percent-encoded byte (RFC 3986, section 2.1).
pub(super) fn percent_encoding(data: &[u8]) -> Verdict {
    for (at, _) in data.iter().enumerate().filter(|(_, b)| **b == b'%') {
        match data.get(at + 1..at + 3) {
            Some(hex) if hex.iter().all(u8::is_ascii_hexdigit) => {}
            _ => return fault(ErrorCode::PercentEncoding, at),
        }
    }
    Ok(())
}

/// Winding direction of a roll: face out, face in, undefined.
pub(super) fn winding(data: &[u8]) -> Verdict {
    ensure(matches!(data, [b'0' | b'1' | b'9']), ErrorCode::NotInList, 0)
}

/// No or yes.
pub(super) fn yes_no(data: &[u8]) -> Verdict {
    ensure(matches!(data, [b'0' | b'1']), ErrorCode::NotInList, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_know_their_members() {
        assert!(country_number(b"276").is_ok() && country_number(b"999").is_err());
        assert!(country_number(b"000").is_err() && country_number(b"2A6").is_err());
        assert!(country_number_or_999(b"999").is_ok() && country_number_or_999(b"998").is_err());
        assert!(country_letters(b"DE").is_ok() && country_letters(b"XX").is_err());
        assert!(currency(b"978").is_ok() && currency(b"000").is_err());
        assert!(package_type(b"8").is_ok() && package_type(b"PX").is_ok() && package_type(b"TEV").is_ok());
        assert!(package_type(b"0").is_err() && package_type(b"A").is_err() && package_type(b"1A_").is_err());
        for good in [b"01", b"09", b"10", b"80", b"99"] {
            assert!(media_type(good).is_ok());
        }
        for bad in [b"00", b"11", b"79", b"1A"] {
            assert!(media_type(bad).is_err());
        }
    }

    #[test]
    fn single_characters() {
        assert!(sex(b"9").is_ok() && sex(b"3").is_err() && winding(b"9").is_ok() && winding(b"2").is_err());
        assert!(yes_no(b"1").is_ok() && yes_no(b"2").is_err() && yes_no(b"01").is_err());
        assert!(hyphens(b"-").is_ok() && hyphens(b"X").is_err() && hyphens(b"").is_err());
        assert!(
            importer_index(b"_").is_ok() && importer_index(b"+").is_err() && importer_index(b"AA").is_err()
        );
    }

    #[test]
    fn percent_sequences() {
        assert!(percent_encoding(b"a%20b%Ff").is_ok());
        assert_eq!(percent_encoding(b"ab%2").unwrap_err().at, 2);
        assert!(percent_encoding(b"%").is_err() && percent_encoding(b"%fg").is_err());
        assert!(percent_encoding(b"%%20").is_err());
    }
}
