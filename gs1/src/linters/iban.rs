// SPDX-License-Identifier: MIT OR Apache-2.0
//! International bank account numbers (ISO 13616-1).

use super::{Verdict, ensure, fault, lists};
use crate::error::ErrorCode;

/// The shortest IBAN the check accepts; national forms are not told apart.
const MIN_CHARACTERS: usize = 11;
/// The longest IBAN of the standard.
const MAX_CHARACTERS: usize = 34;

/// A country, upper-case letters and digits, and the mod-97 check of ISO/IEC 7064.
pub(super) fn check(data: &[u8]) -> Verdict {
    let allowed = MIN_CHARACTERS..=MAX_CHARACTERS;
    ensure(allowed.contains(&data.len()), ErrorCode::Iban, 0)?;
    let (head, account) = data.split_at(4);
    ensure(lists::is_country_letters(&head[..2]), ErrorCode::Iban, 0)?;
    let mut remainder = 0;
    for (at, b) in account.iter().chain(head).enumerate() {
        remainder = match b {
            b'0'..=b'9' => remainder * 10 + u32::from(b - b'0'),
            b'A'..=b'Z' => remainder * 100 + u32::from(b - b'A') + 10,
            _ => return fault(ErrorCode::Iban, (at + 4) % data.len()),
        } % 97;
    }
    ensure(remainder == 1, ErrorCode::Iban, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers() {
        assert!(check(b"DE91100000000123456789").is_ok());
        assert!(check(b"GB98MIDL07009312345678").is_ok());
        assert_eq!(check(b"BE71096123456760").unwrap_err().at, 2);
        assert!(check(b"XX361234567890").is_err());
        assert_eq!(check(b"LC14BOSLxx3456789012345678901230").unwrap_err().at, 8);
        assert!(check(b"BE71").is_err() && check(b"").is_err());
        assert!(check(b"MTXXMALT011000012345MTLCAST001SABCD").is_err());
    }
}
