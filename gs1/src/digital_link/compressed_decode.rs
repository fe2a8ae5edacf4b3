// SPDX-License-Identifier: MIT OR Apache-2.0
//! From the characters of a compressed link to AIs and values.

use super::DecompressError;
use super::compressed_fields::{
    ENCODING_BITS, Encoding, FOREIGN_LENGTH_BITS, FOREIGN_MARK, Field, SEQUENCES, SIX_BIT, fields,
    length_bits, number_bits,
};
use crate::bits::BitReader;
use crate::element_string::MAX_ELEMENTS;
use crate::table;

/// Most bits at the end that may be there only to fill the last character. The standard needs five; programs
/// that fill a whole byte are tolerated.
const MAX_FILL_BITS: usize = 8;

/// The order of AIs behind a code whose order is disputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// As the standard lists them.
    Listed,
    /// Ascending, as the standard's reference program has them.
    Ascending,
}

/// What a compressed part says, before any rule of GS1 is applied.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// AIs and values in the order they come.
    pub(super) values: Vec<(String, String)>,
    /// Names and values that are not GS1's.
    pub(super) pairs: Vec<(String, String)>,
}

/// Whether a text can be a compressed part: at least a code of 8 bits, in six-bit characters alone.
pub(super) fn is_alphabet(text: &[u8]) -> bool {
    text.len() >= 2 && text.iter().all(|b| SIX_BIT.contains(b))
}

/// Reads a compressed part.
pub(super) fn decode(text: &[u8], order: Order) -> Result<Content, DecompressError> {
    let mut bits = BitReader::new(text.iter().filter_map(|b| Encoding::SixBit.value(*b)), 6);
    let mut content = Content::default();
    while !(bits.left() <= MAX_FILL_BITS && bits.rest_is_zero()) {
        if content.values.len() + content.pairs.len() >= MAX_ELEMENTS {
            return Err(DecompressError::TooMany);
        }
        one(&mut bits, order, &mut content)?;
    }
    Ok(content)
}

fn one(bits: &mut BitReader, order: Order, content: &mut Content) -> Result<(), DecompressError> {
    let high = take(bits, 4)?;
    if high == FOREIGN_MARK {
        content.pairs.push(foreign(bits)?);
        return Ok(());
    }
    let low = take(bits, 4)?;
    if high <= 9 && low <= 9 {
        let ai = ai(bits, high, low)?;
        let value = value(bits, &ai)?;
        content.values.push((ai, value));
        return Ok(());
    }
    let code = u8::try_from(high << 4 | low).unwrap_or_default();
    let sequence = SEQUENCES.iter().find(|sequence| sequence.code == code);
    let mut ais = sequence.ok_or(DecompressError::Code { code })?.ais.to_vec();
    if order == Order::Ascending {
        ais.sort_unstable();
    }
    for ai in ais {
        content.values.push((ai.to_owned(), value(bits, ai)?));
    }
    Ok(())
}

/// Reads the rest of an AI; two digits tell how many there are, because no AI is the beginning of another.
fn ai(bits: &mut BitReader, first: u64, second: u64) -> Result<String, DecompressError> {
    let mut ai = format!("{first}{second}");
    while table::exact(&ai).is_none() {
        if ai.len() >= 4 {
            return Err(DecompressError::UnknownAi { ai });
        }
        match take(bits, 4)? {
            digit @ 0..=9 => ai.push_str(&digit.to_string()),
            _ => return Err(DecompressError::UnknownAi { ai }),
        }
    }
    Ok(ai)
}

fn value(bits: &mut BitReader, ai: &str) -> Result<String, DecompressError> {
    let entry = table::exact(ai).ok_or_else(|| DecompressError::UnknownAi { ai: ai.to_owned() })?;
    let mut value = String::new();
    for field in fields(entry) {
        match field {
            Field::Digits(digits) => number(bits, digits, &mut value)?,
            Field::DigitsUpTo(most) => {
                let digits = length(bits, length_bits(most))?;
                number(bits, digits, &mut value)?;
            }
            Field::Text(characters) => {
                let encoding = encoding(bits)?;
                text(bits, encoding, characters, &mut value)?;
            }
            Field::TextUpTo(most) => {
                let encoding = encoding(bits)?;
                let characters = length(bits, length_bits(most))?;
                text(bits, encoding, characters, &mut value)?;
            }
        }
    }
    Ok(value)
}

/// Reads a name and value that are not GS1's; their mark is taken already.
fn foreign(bits: &mut BitReader) -> Result<(String, String), DecompressError> {
    let (mut name, mut value) = (String::new(), String::new());
    let characters = length(bits, FOREIGN_LENGTH_BITS)?;
    text(bits, Encoding::SixBit, characters, &mut name)?;
    let encoding = encoding(bits)?;
    let characters = length(bits, FOREIGN_LENGTH_BITS)?;
    text(bits, encoding, characters, &mut value)?;
    Ok((name, value))
}

fn take(bits: &mut BitReader, width: u32) -> Result<u64, DecompressError> {
    bits.take(width).ok_or(DecompressError::CutShort)
}

fn length(bits: &mut BitReader, width: u32) -> Result<usize, DecompressError> {
    Ok(usize::try_from(take(bits, width)?).unwrap_or(usize::MAX))
}

fn encoding(bits: &mut BitReader) -> Result<Encoding, DecompressError> {
    let mark = take(bits, ENCODING_BITS)?;
    Encoding::of_mark(mark).ok_or(DecompressError::Encoding)
}

fn text(
    bits: &mut BitReader,
    encoding: Encoding,
    characters: usize,
    out: &mut String,
) -> Result<(), DecompressError> {
    if encoding == Encoding::Digits {
        return number(bits, characters, out);
    }
    for _ in 0..characters {
        let value = u8::try_from(take(bits, encoding.width())?).unwrap_or(u8::MAX);
        let b = encoding.character(value).ok_or(DecompressError::Encoding)?;
        out.push(char::from(b));
    }
    Ok(())
}

/// Reads one number and writes it with so many digits, leading zeros included.
fn number(bits: &mut BitReader, digits: usize, out: &mut String) -> Result<(), DecompressError> {
    let width = number_bits(digits);
    if width > bits.left() {
        return Err(DecompressError::CutShort);
    }
    let mut decimal = vec![0u8; digits];
    for _ in 0..width {
        let mut carry = u8::try_from(take(bits, 1)?).unwrap_or_default();
        for digit in decimal.iter_mut().rev() {
            let value = *digit * 2 + carry;
            (*digit, carry) = (value % 10, value / 10);
        }
        if carry != 0 {
            return Err(DecompressError::Overflow);
        }
    }
    out.extend(decimal.into_iter().map(|digit| char::from(b'0' + digit)));
    Ok(())
}
