// SPDX-License-Identifier: MIT OR Apache-2.0
//! What reading and writing of compressed links share: fields of values, widths, alphabets, codes for AIs that
//! stand together (GS1 Digital Link Standard, Compression).

use crate::charset::CharSet;
use crate::table::Entry;

/// The six-bit characters, in the order of their values.
pub(super) const SIX_BIT: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Bits of the mark of a text encoding.
pub(super) const ENCODING_BITS: u32 = 3;
/// Bits of the length of a name or value that is not GS1's.
pub(super) const FOREIGN_LENGTH_BITS: u32 = 7;
/// The half byte that a name and value which are not GS1's begin with.
pub(super) const FOREIGN_MARK: u64 = 0xf;

/// One field of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// So many digits.
    Digits(usize),
    /// Up to so many digits.
    DigitsUpTo(usize),
    /// So many characters.
    Text(usize),
    /// Up to so many characters.
    TextUpTo(usize),
}

/// The fields of an AI's value. Neighbouring parts of one character set make one field, except that digits of
/// fixed number and digits that may be left out stay apart.
pub(super) fn fields(entry: &Entry) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for part in entry.parts {
        let most = usize::from(part.max);
        let fixed = part.min == part.max && !part.optional;
        let next = match (part.set == CharSet::Numeric, fixed) {
            (true, true) => Field::Digits(most),
            (true, false) => Field::DigitsUpTo(most),
            (false, true) => Field::Text(most),
            (false, false) => Field::TextUpTo(most),
        };
        match fields.last().and_then(|last| joined(*last, next)) {
            Some(one) => {
                fields.pop();
                fields.push(one);
            }
            None => fields.push(next),
        }
    }
    fields
}

fn joined(first: Field, second: Field) -> Option<Field> {
    match (first, second) {
        (Field::Digits(a), Field::Digits(b)) => Some(Field::Digits(a + b)),
        (Field::DigitsUpTo(a), Field::DigitsUpTo(b)) => Some(Field::DigitsUpTo(a + b)),
        (Field::Text(a), Field::Text(b)) => Some(Field::Text(a + b)),
        (Field::Text(a) | Field::TextUpTo(a), Field::Text(b) | Field::TextUpTo(b)) => {
            Some(Field::TextUpTo(a + b))
        }
        _ => None,
    }
}

/// How text is written, chosen by the characters it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// One number.
    Digits,
    /// Hexadecimal digits in lower case.
    LowerHex,
    /// Hexadecimal digits in upper case.
    UpperHex,
    /// Six bits each.
    SixBit,
    /// Seven bits each.
    Ascii,
}

impl Encoding {
    const ALL: [Self; 5] = [Self::Digits, Self::LowerHex, Self::UpperHex, Self::SixBit, Self::Ascii];

    pub(super) fn of_mark(mark: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.mark() == mark)
    }

    pub(super) fn mark(self) -> u64 {
        self as u64
    }

    /// The encoding the standard prescribes for a text.
    pub(super) fn for_text(text: &[u8]) -> Self {
        const PREFERENCE: [Encoding; 4] =
            [Encoding::Digits, Encoding::UpperHex, Encoding::LowerHex, Encoding::SixBit];
        let fits =
            |encoding: &Encoding| !text.is_empty() && text.iter().all(|b| encoding.value(*b).is_some());
        PREFERENCE.into_iter().find(fits).unwrap_or(Self::Ascii)
    }

    /// Bits of one character; of [`Encoding::Digits`], which has no such width, zero.
    pub(super) fn width(self) -> u32 {
        match self {
            Self::Digits => 0,
            Self::LowerHex | Self::UpperHex => 4,
            Self::SixBit => 6,
            Self::Ascii => 7,
        }
    }

    /// The number a character is written as.
    pub(super) fn value(self, b: u8) -> Option<u8> {
        match self {
            Self::Digits => b.is_ascii_digit().then(|| b - b'0'),
            Self::LowerHex | Self::UpperHex => (0..16).find(|value| self.character(*value) == Some(b)),
            Self::SixBit => SIX_BIT.iter().position(|c| *c == b).and_then(|at| u8::try_from(at).ok()),
            Self::Ascii => b.is_ascii().then_some(b),
        }
    }

    /// The character a number stands for.
    pub(super) fn character(self, value: u8) -> Option<u8> {
        match (self, value) {
            (_, 0..=9) if matches!(self, Self::Digits | Self::LowerHex | Self::UpperHex) => {
                Some(b'0' + value)
            }
            (Self::LowerHex, 10..=15) => Some(b'a' + value - 10),
            (Self::UpperHex, 10..=15) => Some(b'A' + value - 10),
            (Self::SixBit, _) => SIX_BIT.get(usize::from(value)).copied(),
            (Self::Ascii, 0..=127) => Some(value),
            _ => None,
        }
    }
}

/// Bits of a number of so many digits. The standard's formula adds a hundredth before it rounds up, which gives
/// one bit for no digits and one too many for 59; both must be kept.
pub(super) fn number_bits(digits: usize) -> usize {
    const BITS_PER_DIGIT: usize = 3_321_928_095;
    const UNIT: usize = 1_000_000_000;
    (digits * BITS_PER_DIGIT + UNIT / 100).div_ceil(UNIT)
}

/// Bits of a length of at most `most`.
pub(super) fn length_bits(most: usize) -> u32 {
    usize::BITS - most.leading_zeros()
}

/// AIs that one code stands for, in the order the standard lists them.
pub(super) struct Sequence {
    pub(super) code: u8,
    pub(super) ais: &'static [&'static str],
}

impl Sequence {
    /// Whether the order in which the standard lists the AIs differs from the ascending one, in which its
    /// reference program writes and reads them.
    pub(super) fn is_disputed(&self) -> bool {
        !self.ais.is_sorted()
    }
}

const fn pair(code: u8, ais: &'static [&'static str]) -> Sequence {
    Sequence { code, ais }
}

/// The codes for AIs that often stand together.
pub(super) const SEQUENCES: &[Sequence] = &[
    pair(0x0a, &["01", "22"]),
    pair(0x0b, &["01", "10"]),
    pair(0x0c, &["01", "21"]),
    pair(0x0d, &["01", "17"]),
    pair(0x0e, &["01", "7003"]),
    pair(0x0f, &["01", "30"]),
    pair(0x1a, &["01", "10", "21", "17"]),
    pair(0x1b, &["01", "15"]),
    pair(0x1c, &["01", "11"]),
    pair(0x1d, &["01", "16"]),
    pair(0x1e, &["01", "91"]),
    pair(0x1f, &["01", "10", "15"]),
    pair(0x2a, &["01", "3100"]),
    pair(0x2b, &["01", "3101"]),
    pair(0x2c, &["01", "3102"]),
    pair(0x2d, &["01", "3103"]),
    pair(0x2e, &["01", "3104"]),
    pair(0x2f, &["01", "3105"]),
    pair(0x3a, &["01", "3200"]),
    pair(0x3b, &["01", "3201"]),
    pair(0x3c, &["01", "3202"]),
    pair(0x3d, &["01", "3203"]),
    pair(0x3e, &["01", "3204"]),
    pair(0x3f, &["01", "3205"]),
    pair(0x9a, &["8010", "8011"]),
    pair(0x9b, &["8017", "8019"]),
    pair(0x9c, &["8018", "8019"]),
    pair(0x9d, &["414", "254"]),
    pair(0xa0, &["01", "3920"]),
    pair(0xa1, &["01", "3921"]),
    pair(0xa2, &["01", "3922"]),
    pair(0xa3, &["01", "3923"]),
    pair(0xa4, &["01", "3924"]),
    pair(0xa5, &["01", "3925"]),
    pair(0xa6, &["01", "3926"]),
    pair(0xa7, &["01", "3927"]),
    pair(0xa8, &["01", "3928"]),
    pair(0xa9, &["01", "3929"]),
    pair(0xc0, &["255", "3900"]),
    pair(0xc1, &["255", "3901"]),
    pair(0xc2, &["255", "3902"]),
    pair(0xc3, &["255", "3903"]),
    pair(0xc4, &["255", "3904"]),
    pair(0xc5, &["255", "3905"]),
    pair(0xc6, &["255", "3906"]),
    pair(0xc7, &["255", "3907"]),
    pair(0xc8, &["255", "3908"]),
    pair(0xc9, &["255", "3909"]),
    pair(0xca, &["255", "3940"]),
    pair(0xcb, &["255", "3941"]),
    pair(0xcc, &["255", "3942"]),
    pair(0xcd, &["255", "3943"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table;

    fn of(ai: &str) -> Vec<Field> {
        fields(table::exact(ai).unwrap())
    }

    #[test]
    fn parts_join_as_the_standard_has_them() {
        use Field::{Digits, DigitsUpTo, Text, TextUpTo};
        assert_eq!(of("8006"), [Digits(18)]);
        assert_eq!(of("8001"), [Digits(14)]);
        assert_eq!(of("7003"), [Digits(10)]);
        assert_eq!(of("8008"), [Digits(8), DigitsUpTo(4)]);
        assert_eq!(of("7007"), [Digits(6), DigitsUpTo(6)]);
        assert_eq!(of("423"), [Digits(3), DigitsUpTo(12)]);
        assert_eq!(of("253"), [Digits(13), TextUpTo(17)]);
        assert_eq!(of("8003"), [Digits(14), TextUpTo(16)]);
        assert_eq!(of("7230"), [TextUpTo(30)]);
        assert_eq!(of("7040"), [Digits(1), Text(3)]);
        assert_eq!(of("3912"), [Digits(3), DigitsUpTo(15)]);
    }

    #[test]
    fn widths_follow_the_formulas() {
        for digits in 0..=90usize {
            let formula = (digits as f64 * std::f64::consts::LOG2_10 + 0.01).ceil();
            assert!((number_bits(digits) as f64 - formula).abs() < 0.5, "{digits}");
        }
        assert_eq!((number_bits(0), number_bits(14), number_bits(59)), (1, 47, 197));
        for most in 1..=90usize {
            let formula = ((most as f64).log2() + 0.01).ceil();
            assert!((f64::from(length_bits(most)) - formula).abs() < 0.5, "{most}");
        }
    }

    #[test]
    fn texts_choose_their_encoding() {
        for (text, encoding) in [
            ("123", Encoding::Digits),
            ("1AB", Encoding::UpperHex),
            ("1ab", Encoding::LowerHex),
            ("1aB", Encoding::SixBit),
            ("a&b", Encoding::Ascii),
            ("", Encoding::Ascii),
        ] {
            assert_eq!(Encoding::for_text(text.as_bytes()), encoding, "{text}");
            assert_eq!(Encoding::of_mark(encoding.mark()), Some(encoding));
        }
        assert_eq!(Encoding::of_mark(5), None);
    }

    #[test]
    fn sequences_are_of_known_ais_and_codes_that_no_ai_begins_with() {
        let mut codes: Vec<u8> = SEQUENCES.iter().map(|sequence| sequence.code).collect();
        assert!(codes.iter().all(|code| code >> 4 > 9 || code & 15 > 9));
        assert!(SEQUENCES.iter().flat_map(|s| s.ais).all(|ai| table::exact(ai).is_some()));
        let disputed: Vec<u8> = SEQUENCES.iter().filter(|s| s.is_disputed()).map(|s| s.code).collect();
        assert_eq!(disputed, [0x1a, 0x9d]);
        codes.dedup();
        assert!(codes.is_sorted() && codes.len() == SEQUENCES.len());
    }
}
