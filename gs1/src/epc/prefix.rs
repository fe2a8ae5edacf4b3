// SPDX-License-Identifier: MIT OR Apache-2.0
//! How a tag divides its number between company prefix and reference (EPC Tag Data Standard, section 14.3).

use super::EpcError;

/// Digits of the shortest and the longest company prefix a tag can carry.
pub(super) const MIN_DIGITS: usize = 6;
pub(super) const MAX_DIGITS: usize = 12;

/// Bits of the company prefix by partition: partition 0 is a prefix of 12 digits, 6 one of 6.
const PREFIX_BITS: [u32; 7] = [40, 37, 34, 30, 27, 24, 20];

/// The division of one tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Partition {
    /// The three bits that name it.
    pub(super) value: u64,
    pub(super) prefix_digits: usize,
    pub(super) prefix_bits: u32,
}

impl Partition {
    /// The division for a company prefix of so many digits.
    pub(super) fn of_digits(prefix_digits: usize) -> Result<Self, EpcError> {
        let fault = EpcError::CompanyPrefix { found: prefix_digits };
        let at = MAX_DIGITS.checked_sub(prefix_digits).ok_or(fault.clone())?;
        let prefix_bits = *PREFIX_BITS.get(at).ok_or(fault)?;
        Ok(Self { value: at as u64, prefix_digits, prefix_bits })
    }

    /// The division that three bits name.
    pub(super) fn of_value(value: u64) -> Result<Self, EpcError> {
        let at = usize::try_from(value).unwrap_or(usize::MAX);
        let prefix_bits = *PREFIX_BITS.get(at).ok_or(EpcError::Partition)?;
        Ok(Self { value, prefix_digits: MAX_DIGITS - at, prefix_bits })
    }
}

/// A number as so many digits; `None` when it does not fit them.
pub(super) fn padded(value: u64, digits: usize) -> Option<String> {
    // A field of no digits is always zero and is written as nothing.
    let text = if digits == 0 && value == 0 { String::new() } else { format!("{value:0>digits$}") };
    (text.len() == digits).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_agree() {
        for digits in MIN_DIGITS..=MAX_DIGITS {
            let partition = Partition::of_digits(digits).unwrap();
            assert_eq!(Partition::of_value(partition.value), Ok(partition));
            assert!(10u64.pow(u32::try_from(digits).unwrap()) <= 1 << partition.prefix_bits);
        }
        assert_eq!(Partition::of_digits(5).unwrap_err().code(), "company-prefix");
        assert_eq!(Partition::of_digits(13).unwrap_err().code(), "company-prefix");
        assert_eq!(Partition::of_value(7), Err(EpcError::Partition));
    }

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(padded(7, 3).as_deref(), Some("007"));
        assert_eq!(padded(1000, 3), None);
        assert_eq!(padded(0, 0).as_deref(), Some(""));
        assert_eq!(padded(1, 0), None);
    }
}
