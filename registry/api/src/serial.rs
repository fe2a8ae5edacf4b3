// SPDX-License-Identifier: MIT OR Apache-2.0
//! The serial codec: 20 characters, 8 of locator in clear and 12 of keyed tag.
//!
//! ```text
//! BBBBBBII TTTTTTTTTTTT      base 32, alphabet 0-9 A-Z without I L O U
//! 28 bits block, 12 bits index in the block, 60 bits tag, most significant first
//! ```
//! The tag is the first 60 bits of HMAC-SHA256 (RFC 2104, FIPS 198-1) under a key that only the registry's
//! issuing process holds, over brand, facility, line, production timestamp, block and index
//! ([`TagInput::message`]). The length fits GS1 AI (21), 20 characters of CSET 82.
//!
//! The locator says where to look and proves nothing; the tag proves and says nothing.

use std::fmt;

use jiff::Timestamp;
use ring::hmac;
use serde::{Deserialize, Serialize};

/// Characters of a serial.
pub const SERIAL_CHARS: usize = 20;
/// Characters of its locator.
const LOCATOR_CHARS: usize = 8;
/// Units in a block at most: 12 bits of index.
pub const MAX_BLOCK_UNITS: u16 = 4096;
/// Blocks of a brand at most: 28 bits of number.
pub const MAX_BLOCKS: u32 = 1 << 28;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Number of a block of serials issued together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct BlockNumber(u32);

impl BlockNumber {
    /// Checks and takes a number below [`MAX_BLOCKS`].
    ///
    /// # Errors
    /// [`SerialError::BlockRange`].
    pub fn new(number: u32) -> Result<Self, SerialError> {
        if number < MAX_BLOCKS { Ok(Self(number)) } else { Err(SerialError::BlockRange) }
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for BlockNumber {
    type Error = SerialError;
    fn try_from(number: u32) -> Result<Self, Self::Error> {
        Self::new(number)
    }
}

impl From<BlockNumber> for u32 {
    fn from(number: BlockNumber) -> Self {
        number.0
    }
}

/// Where a serial stands: its block and its index in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locator {
    /// The block.
    pub block: BlockNumber,
    /// Index in the block, below [`MAX_BLOCK_UNITS`].
    pub index: u16,
}

/// A serial in its one canonical form: upper case, no look-alike characters.
///
/// That a text has this form says nothing of whether it was ever issued.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Serial([u8; SERIAL_CHARS]);

/// Why a text is no serial of this codec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SerialError {
    /// Not 20 characters.
    #[error("a serial has {SERIAL_CHARS} characters, this has {0}")]
    Length(usize),
    /// A character outside the alphabet.
    #[error("character {0} of the serial is not one of 0-9 A-Z without U")]
    Character(usize),
    /// A block number of 2^28 or more.
    #[error("block number is 2^28 or more")]
    BlockRange,
    /// An index of 4,096 or more.
    #[error("index in the block is {MAX_BLOCK_UNITS} or more")]
    IndexRange,
}

impl Serial {
    /// Reads a serial as printed or typed: lower case is folded up, `O` read as `0`, `I` and `L` as `1`.
    ///
    /// # Errors
    /// [`SerialError::Length`] or [`SerialError::Character`] (position counted from 1).
    pub fn parse(text: &str) -> Result<Self, SerialError> {
        let count = text.chars().count();
        if count != SERIAL_CHARS {
            return Err(SerialError::Length(count));
        }
        let mut chars = [0; SERIAL_CHARS];
        for (position, (slot, given)) in chars.iter_mut().zip(text.chars()).enumerate() {
            *slot = fold(given).ok_or(SerialError::Character(position + 1))?;
        }
        Ok(Self(chars))
    }

    /// The text, 20 ASCII characters.
    pub fn as_str(&self) -> &str {
        // The alphabet is ASCII, so this never takes the empty branch.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Where it says it stands.
    pub fn locator(&self) -> Locator {
        let bits = self.0[..LOCATOR_CHARS].iter().fold(0_u64, |bits, c| (bits << 5) | value_of(*c));
        let block = BlockNumber((bits >> 12) as u32 & (MAX_BLOCKS - 1));
        Locator { block, index: (bits & 0xfff) as u16 }
    }

    fn assemble(locator: Locator, tag: u64) -> Self {
        let head = (u64::from(locator.block.0) << 12) | u64::from(locator.index);
        let mut chars = [0; SERIAL_CHARS];
        write_base32(&mut chars[..LOCATOR_CHARS], head);
        write_base32(&mut chars[LOCATOR_CHARS..], tag);
        Self(chars)
    }
}

fn fold(given: char) -> Option<u8> {
    let upper = u8::try_from(given.to_ascii_uppercase()).ok()?;
    let folded = match upper {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.contains(&folded).then_some(folded)
}

fn value_of(canonical: u8) -> u64 {
    ALPHABET.iter().position(|c| *c == canonical).unwrap_or(0) as u64
}

fn write_base32(into: &mut [u8], mut bits: u64) {
    for slot in into.iter_mut().rev() {
        *slot = ALPHABET[(bits & 31) as usize];
        bits >>= 5;
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Serial({self})")
    }
}

impl TryFrom<String> for Serial {
    type Error = SerialError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Serial> for String {
    fn from(serial: Serial) -> Self {
        serial.as_str().to_owned()
    }
}

/// What the tag of a serial covers besides its locator: the facts of its block at issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagInput<'a> {
    /// Brand the serials belong to.
    pub brand: &'a str,
    /// Facility code.
    pub facility: &'a str,
    /// Line identifier.
    pub line: &'a str,
    /// Production timestamp of the block; whole seconds count.
    pub made_at: Timestamp,
}

impl TagInput<'_> {
    /// The bytes under the HMAC: `assay-serial-1`, then each text as a two-byte big-endian length and its
    /// UTF-8, then the timestamp in Unix seconds (8 bytes), block (4) and index (2), big-endian.
    ///
    /// Lengths stand before the texts so that no two inputs share bytes.
    pub fn message(&self, locator: Locator) -> Vec<u8> {
        let mut message = b"assay-serial-1".to_vec();
        for text in [self.brand, self.facility, self.line] {
            let bytes = &text.as_bytes()[..text.len().min(usize::from(u16::MAX))];
            message.extend_from_slice(&(bytes.len() as u16).to_be_bytes());
            message.extend_from_slice(bytes);
        }
        message.extend_from_slice(&self.made_at.as_second().to_be_bytes());
        message.extend_from_slice(&locator.block.0.to_be_bytes());
        message.extend_from_slice(&locator.index.to_be_bytes());
        message
    }
}

/// The key that makes serials. It lives in the registry's issuing process and nowhere else.
pub struct IssueKey(hmac::Key);

impl IssueKey {
    /// Takes 32 secret random bytes.
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// Makes the serial of one unit.
    ///
    /// # Errors
    /// [`SerialError::IndexRange`] for an index of [`MAX_BLOCK_UNITS`] or more.
    pub fn mint(&self, input: &TagInput<'_>, locator: Locator) -> Result<Serial, SerialError> {
        if locator.index >= MAX_BLOCK_UNITS {
            return Err(SerialError::IndexRange);
        }
        let mac = hmac::sign(&self.0, &input.message(locator));
        let mut first = [0; 8];
        first.copy_from_slice(&mac.as_ref()[..8]);
        Ok(Serial::assemble(locator, u64::from_be_bytes(first) >> 4))
    }

    /// Whether `serial` is the one this key makes at its locator; compared in constant time, so that
    /// the time of an answer tells nothing of how much was right.
    pub fn is_genuine(&self, input: &TagInput<'_>, serial: &Serial) -> bool {
        match self.mint(input, serial.locator()) {
            Ok(made) => made.0.iter().zip(serial.0).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0,
            Err(_) => false,
        }
    }
}

impl fmt::Debug for IssueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IssueKey(..)")
    }
}

#[cfg(test)]
mod tests;
