// SPDX-License-Identifier: MIT OR Apache-2.0
//! Check digits (GS1 General Specifications, section 7.9.1).

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

/// Whether the last digit is the right mod-10 check digit of those before it: the weights are 1 for itself and 3
/// and 1 by turns from there to the left.
pub(crate) fn has_check_digit(digits: &[u8]) -> bool {
    let (rest, eights) = digits.as_rchunks::<8>();
    let (mut sum, mut others) = (0, u64::from(digits.is_empty()));
    for eight in eights {
        add(digit_values(*eight), &mut sum, &mut others);
    }
    match digits.first_chunk::<8>() {
        // The digits before the eights are those of the first eight that stand in no other.
        Some(first) if !rest.is_empty() => {
            add(digit_values(*first) << (64 - 8 * rest.len()), &mut sum, &mut others);
        }
        Some(_) => {}
        None => {
            let mut eight = [b'0'; 8];
            eight[8 - rest.len()..].copy_from_slice(rest);
            add(digit_values(eight), &mut sum, &mut others);
        }
    }
    others == 0 && sum % 10 == 0
}

/// The values of eight digits, the first in the lowest byte.
fn digit_values(digits: [u8; 8]) -> u64 {
    u64::from_le_bytes(digits) ^ each(b'0')
}

/// Adds the weighted sum of eight values, and what tells that one of them is no digit.
fn add(values: u64, sum: &mut u64, others: &mut u64) {
    // Adding 76 to a byte sets its highest bit when it is above 9.
    *others |= (values.wrapping_add(each(0x76)) | values) & each(0x80);
    let weighted = (values & EACH_SECOND) * 3 + ((values >> 8) & EACH_SECOND);
    // The four sums of two digits come together in the highest 16 bits.
    *sum += weighted.wrapping_mul(0x0001_0001_0001_0001) >> 48;
}

const EACH_SECOND: u64 = 0x00ff_00ff_00ff_00ff;

/// The same byte eight times.
const fn each(b: u8) -> u64 {
    u64::from_le_bytes([b; 8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_count_from_the_right() {
        for good in ["0", "96385074", "614141123452", "4006381333931", "80614141123458", "006141411234567890"]
        {
            assert!(has_check_digit(good.as_bytes()), "{good}");
        }
        for bad in ["", "1", "9638507", "4006381333913", "400638133393x", "\u{e9}"] {
            assert!(!has_check_digit(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn every_byte_but_a_digit_is_refused_wherever_it_stands() {
        for at in 0..18 {
            for b in 0..=255u8 {
                let mut digits = *b"000000000000000000";
                digits[at] = b;
                let weight = if at % 2 == 0 { 3 } else { 1 };
                let right = b.is_ascii_digit() && ((b - b'0') * weight).is_multiple_of(10);
                assert_eq!(has_check_digit(&digits), right, "{b:#04x} at {at}");
                assert_eq!(check_digit(&digits[..17]) == Some(digits[17]), right, "{b:#04x} at {at}");
            }
        }
    }
}
