// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where a GS1 Company Prefix must stand (GS1 General Specifications, section 1.4.4).

use super::{Verdict, ensure, fault};
use crate::error::ErrorCode;

/// Digits of the shortest GS1 Company Prefix.
const MIN_DIGITS: usize = 4;

/// The part begins with a GS1 Company Prefix.
pub(super) fn first(data: &[u8]) -> Verdict {
    if let Some([b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9']) = data.first_chunk::<MIN_DIGITS>() {
        return Ok(());
    }
    match data.iter().take(MIN_DIGITS).position(|b| !b.is_ascii_digit()) {
        Some(at) => fault(ErrorCode::CompanyPrefix, at),
        None => ensure(data.len() >= MIN_DIGITS, ErrorCode::CompanyPrefix, data.len()),
    }
}

/// The part carries one from its second character, after an indicator or extension digit.
pub(super) fn second(data: &[u8]) -> Verdict {
    let rest = data.get(1..).unwrap_or_default();
    first(rest).map_err(|mut fault| {
        fault.at += 1;
        fault
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_digits_are_needed() {
        assert!(first(b"0123").is_ok() && first(b"0123A").is_ok());
        assert!(first(b"012").is_err() && first(b"012A").is_err() && first(b"").is_err());
        assert!(second(b"x0123").is_ok());
        assert_eq!(second(b"x01A3").unwrap_err().at, 3);
        assert!(second(b"").is_err());
    }
}
