// SPDX-License-Identifier: MIT OR Apache-2.0
//! The pair of check characters of alphanumeric keys (GS1 General Specifications, section 7.9.5).

use super::{Verdict, ensure, fault};
use crate::error::ErrorCode;

/// CSET 82 in the order of its values.
const CSET82: &[u8] = b"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
/// CSET 32 in the order of its values: no look-alikes.
const CSET32: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// The weights: the first primes, one for each data character from the right. The longest value that carries
/// a pair has 23 data characters.
const WEIGHTS: [u32; 28] = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107,
];
/// The prime the weighted sum is reduced by.
const MODULUS: u32 = 1021;

/// The last two characters are the check characters of those before them.
pub(super) fn check(data: &[u8]) -> Verdict {
    let Some((body, given)) = data.split_last_chunk::<2>() else {
        return fault(ErrorCode::CheckCharacters, 0);
    };
    ensure(body.len() <= WEIGHTS.len(), ErrorCode::ValueTooLong, WEIGHTS.len())?;
    let mut sum = 0;
    for (at, b) in body.iter().enumerate() {
        let Some(value) = CSET82.iter().position(|c| c == b).and_then(|v| u32::try_from(v).ok()) else {
            return fault(ErrorCode::CharacterNotAllowed, at);
        };
        sum += value * WEIGHTS[body.len() - 1 - at];
    }
    ensure(*given == characters(sum % MODULUS), ErrorCode::CheckCharacters, body.len())
}

/// The two characters that stand for a sum below the modulus: its upper and lower five bits.
fn characters(sum: u32) -> [u8; 2] {
    [sum >> 5, sum & 31].map(|half| CSET32[half as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_and_its_neighbours() {
        assert!(check(b"1987654Ad4X4bL5ttr2310c2K").is_ok());
        assert!(check(b"1987654Ad4X4bL5ttr2310cXK").is_err());
        assert!(check(b"1987654Ad4X4bL5ttr2310c2X").is_err());
        assert!(check(b"1987654Ad4X4bL5ttr2301c2K").is_err());
        assert!(check(b"22").is_ok() && check(b"33").is_err());
        assert!(check(b"2").is_err() && check(b"").is_err());
        assert!(check(b"a b22").is_err());
        assert!(check(&[b'1'; 40]).is_err());
    }
}
