// SPDX-License-Identifier: MIT OR Apache-2.0
//! From elements to the characters of a compressed link.

use super::compressed_fields::{
    ENCODING_BITS, Encoding, Field, SEQUENCES, SIX_BIT, Sequence, fields, length_bits, number_bits,
};
use crate::bits::BitWriter;
use crate::message::Element;

/// Writes elements, each AI of which stands once: with `pairs` those first that one code stands for, then the
/// rest in the order of their AIs.
pub(super) fn encode(elements: &[&Element], pairs: bool) -> String {
    let mut left = elements.to_vec();
    left.sort_by_key(|element| element.ai());
    let mut bits = BitWriter::default();
    while let Some(sequence) = best(&left).filter(|_| pairs) {
        bits.push(u64::from(sequence.code), 8);
        for ai in sequence.ais {
            if let Some(at) = left.iter().position(|element| element.ai() == *ai) {
                push_value(&mut bits, left.remove(at));
            }
        }
    }
    for element in left {
        for digit in element.ai().bytes() {
            bits.push(u64::from(digit & 15), 4);
        }
        push_value(&mut bits, element);
    }
    bits.pad_to_multiple_of(6);
    bits.groups(6).filter_map(|value| SIX_BIT.get(usize::from(value))).map(|b| char::from(*b)).collect()
}

/// The sequence that saves most digits of AIs; the first of equals.
fn best(elements: &[&Element]) -> Option<&'static Sequence> {
    let is_there = |ai: &&str| elements.iter().any(|element| element.ai() == *ai);
    let digits = |sequence: &Sequence| sequence.ais.iter().map(|ai| ai.len()).sum::<usize>();
    let usable = SEQUENCES.iter().filter(|s| !s.is_disputed() && s.ais.iter().all(is_there));
    usable.rev().max_by_key(|sequence| digits(sequence))
}

fn push_value(bits: &mut BitWriter, element: &Element) {
    let Some(entry) = element.entry() else { return };
    let mut rest = element.value().as_bytes();
    for field in fields(entry) {
        // Invariant: a checked value is long enough for its fixed fields, and at most one field is not fixed.
        let length = match field {
            Field::Digits(length) | Field::Text(length) => length.min(rest.len()),
            Field::DigitsUpTo(_) | Field::TextUpTo(_) => rest.len(),
        };
        let (text, after) = rest.split_at(length);
        rest = after;
        match field {
            Field::Digits(_) => push_number(bits, text),
            Field::DigitsUpTo(most) => {
                bits.push(length as u64, length_bits(most));
                push_number(bits, text);
            }
            Field::Text(_) => push_text(bits, text, 0),
            Field::TextUpTo(most) => push_text(bits, text, length_bits(most)),
        }
    }
}

fn push_text(bits: &mut BitWriter, text: &[u8], length_bits: u32) {
    let encoding = Encoding::for_text(text);
    bits.push(encoding.mark(), ENCODING_BITS);
    bits.push(text.len() as u64, length_bits);
    if encoding == Encoding::Digits {
        return push_number(bits, text);
    }
    for value in text.iter().filter_map(|b| encoding.value(*b)) {
        bits.push(u64::from(value), encoding.width());
    }
}

/// Writes digits as one number, however many they are.
fn push_number(bits: &mut BitWriter, text: &[u8]) {
    let mut digits: Vec<u8> = text.iter().map(|b| b & 15).collect();
    let mut reversed = Vec::with_capacity(number_bits(text.len()));
    for _ in 0..number_bits(text.len()) {
        let mut remainder = 0;
        for digit in &mut digits {
            let value = remainder * 10 + *digit;
            (*digit, remainder) = (value / 2, value % 2);
        }
        reversed.push(remainder);
    }
    for bit in reversed.into_iter().rev() {
        bits.push(u64::from(bit), 1);
    }
}
