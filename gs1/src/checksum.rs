// SPDX-License-Identifier: MIT OR Apache-2.0
//! Check digits and check characters (GS1 General Specifications, sections 7.9.1 and 7.9.5).

/// The mod-10 check digit for a run of digits that lacks it; `None` when a byte is not a digit.
pub(crate) fn check_digit(body: &[u8]) -> Option<u8> {
    let mut sum = 0u32;
    for (i, b) in body.iter().rev().enumerate() {
        if !b.is_ascii_digit() {
            return None;
        }
        let digit = u32::from(b - b'0');
        sum += if i % 2 == 0 { digit * 3 } else { digit };
    }
    u8::try_from((10 - sum % 10) % 10).ok().map(|d| b'0' + d)
}

/// Whether the last digit is the right mod-10 check digit of those before it.
pub(crate) fn has_check_digit(digits: &[u8]) -> bool {
    match digits.split_last() {
        Some((last, body)) => check_digit(body) == Some(*last),
        None => false,
    }
}
