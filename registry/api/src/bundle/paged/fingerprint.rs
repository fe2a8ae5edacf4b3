// SPDX-License-Identifier: MIT OR Apache-2.0
//! Fingerprints of serials, and the short form of a serial.

use data_encoding::{BASE64URL_NOPAD, DecodeError};
use gs1::Gtin;
use serde::{Deserialize, Serialize};

use crate::Digest;
use crate::serial::{MAX_BLOCK_UNITS, SERIAL_CHARS, Serial};

/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;
/// Bits of the key of an imported serial.
pub(super) const KEY_BITS: u32 = 56;

/// The salt of one epoch. It dies with its base, and so does every label ground against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Salt([u8; SALT_BYTES]);

/// Text that is no salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a salt of {SALT_BYTES} bytes in unpadded base64url")]
pub struct InvalidSalt;

impl From<DecodeError> for InvalidSalt {
    fn from(_: DecodeError) -> Self {
        Self
    }
}

impl TryFrom<String> for Salt {
    type Error = InvalidSalt;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes())?;
        bytes.try_into().map(Self).map_err(|_| InvalidSalt)
    }
}

impl From<Salt> for String {
    fn from(salt: Salt) -> Self {
        BASE64URL_NOPAD.encode(&salt.0)
    }
}

impl Salt {
    /// Takes 16 random bytes.
    pub const fn from_bytes(bytes: [u8; SALT_BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; SALT_BYTES] {
        &self.0
    }

    /// The fingerprint of a serial: SHA-256 over salt and the 20 characters.
    ///
    /// Never bits of the tag: a bundle must not hand over what a forger has to guess.
    pub fn fingerprint(&self, serial: &Serial) -> Fingerprint {
        self.fingerprint_of(&chars(serial))
    }

    #[inline]
    pub(super) fn fingerprint_of(&self, serial: &[u8; SERIAL_CHARS]) -> Fingerprint {
        let mut message = [0; SALT_BYTES + SERIAL_CHARS];
        message[..SALT_BYTES].copy_from_slice(&self.0);
        message[SALT_BYTES..].copy_from_slice(serial);
        Fingerprint(*Digest::of(&message).as_bytes())
    }

    /// The key of an imported serial: the first 56 bits, most significant first, of SHA-256 over salt, the
    /// 14 digits of the GTIN and the serial. The brand's serials are its own, so one may occur under two GTINs.
    pub fn imported_key(&self, gtin: &Gtin, serial: &str) -> u64 {
        let digest = Digest::of_parts(&[&self.0, gtin.as_str().as_bytes(), serial.as_bytes()]);
        let mut first = [0; 8];
        first.copy_from_slice(&digest.as_bytes()[..8]);
        u64::from_be_bytes(first) >> (64 - KEY_BITS)
    }
}

/// The salted hash of a serial, of which a bundle holds the first 4, 8 or 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The first 4 bytes, as every unit has them.
    pub fn ordinary(&self) -> [u8; 4] {
        self.prefix()
    }

    /// The first 8 bytes, for blocks that ask for them.
    pub fn strong(&self) -> [u8; 8] {
        self.prefix()
    }

    /// The first 16 bytes, for expected shipments.
    pub fn expected(&self) -> [u8; 16] {
        self.prefix()
    }

    fn prefix<const N: usize>(&self) -> [u8; N] {
        let mut first = [0; N];
        first.copy_from_slice(&self.0[..N]);
        first
    }
}

/// A serial as a number of 100 bits, its first character most significant; 13 bytes in objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackedSerial(u128);

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The characters of a serial.
#[inline]
pub(super) fn chars(serial: &Serial) -> [u8; SERIAL_CHARS] {
    // A serial has 20 characters, so the array of zeros, which is no serial, is never taken.
    serial.as_str().as_bytes().first_chunk().copied().unwrap_or([0; SERIAL_CHARS])
}

/// The number that up to 12 characters stand for.
#[inline]
fn number(chars: &[u8]) -> u64 {
    chars.iter().fold(0, |bits, c| (bits << 5) | u64::from(VALUES[usize::from(*c)]))
}

/// Block number and index in the block.
#[inline]
pub(super) fn place_of(chars: &[u8; SERIAL_CHARS]) -> (u32, u16) {
    let locator = number(&chars[..8]);
    ((locator >> 12) as u32, locator as u16 & (MAX_BLOCK_UNITS - 1))
}

/// Value of each character; a table, because a lookup reads its locator before anything else.
const VALUES: [u8; 256] = {
    let mut values = [0; 256];
    let mut value = 0;
    while value < 32 {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

impl PackedSerial {
    /// Packs a serial.
    pub fn of(serial: &Serial) -> Self {
        Self::of_chars(&chars(serial))
    }

    pub(super) fn of_chars(chars: &[u8; SERIAL_CHARS]) -> Self {
        // Two halves of 50 bits: cheaper than twenty steps on 128.
        let (first, second) = chars.split_at(SERIAL_CHARS / 2);
        Self((u128::from(number(first)) << 50) | u128::from(number(second)))
    }

    /// The serial, or `None` for a number of more than 100 bits.
    pub fn unpack(self) -> Option<Serial> {
        if self.0 >> (5 * SERIAL_CHARS) != 0 {
            return None;
        }
        let digit = |place: usize| ALPHABET[(self.0 >> (5 * place)) as usize & 31] as char;
        let text: String = (0..SERIAL_CHARS).rev().map(digit).collect();
        Serial::parse(&text).ok()
    }

    /// Number of the block in the serial.
    pub fn block(self) -> u32 {
        (self.0 >> 72) as u32
    }

    /// Index in the block.
    pub fn index(self) -> u16 {
        (self.0 >> 60) as u16 & (MAX_BLOCK_UNITS - 1)
    }

    pub(super) fn from_bits(bits: u128) -> Self {
        Self(bits)
    }

    pub(super) fn bits(self) -> u128 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_keeps_the_serial_and_its_locator() {
        for text in ["0123456789ABCDEFGHJK", "ZZZZZZZZZZZZZZZZZZZZ", "0000010Z000000000001"] {
            let serial = Serial::parse(text).unwrap();
            let packed = PackedSerial::of(&serial);
            assert_eq!(packed.unpack(), Some(serial));
            let locator = serial.locator();
            assert_eq!((packed.block(), packed.index()), (locator.block.get(), locator.index));
        }
        assert_eq!(PackedSerial::from_bits(u128::MAX).unpack(), None);
    }

    #[test]
    fn a_salt_changes_the_fingerprint_and_its_lengths_agree() {
        let serial = Serial::parse("0123456789ABCDEFGHJK").unwrap();
        let one = Salt::from_bytes([1; 16]).fingerprint(&serial);
        assert_ne!(one, Salt::from_bytes([2; 16]).fingerprint(&serial));
        assert_eq!(one.ordinary(), one.strong()[..4]);
        assert_eq!(one.strong(), one.expected()[..8]);
        let text = String::from(Salt::from_bytes([1; 16]));
        assert_eq!(Salt::try_from(text), Ok(Salt::from_bytes([1; 16])));
        assert_eq!(Salt::try_from("AAAA".to_owned()), Err(InvalidSalt));
    }

    /// 28 bits of block, so the cast above never cuts one.
    #[test]
    fn the_highest_block_fits() {
        let top = PackedSerial::of(&Serial::parse("ZZZZZZZZZZZZZZZZZZZZ").unwrap());
        assert_eq!(top.block(), crate::serial::MAX_BLOCKS - 1);
    }
}
