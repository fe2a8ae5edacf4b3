// SPDX-License-Identifier: MIT OR Apache-2.0
//! Little-endian numbers and length-prefixed texts, read within their bounds.

use super::fingerprint::PackedSerial;
use crate::serial::SERIAL_CHARS;

/// Verified bytes that are not in their form: an error of whoever published them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(pub(super) &'static str);

const SHORT: Malformed = Malformed("it ends too early");

/// Reads from the front; never past the end.
pub(super) struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(SHORT)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(SHORT)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Malformed> {
        self.array::<1>().map(|bytes| bytes[0])
    }

    pub(super) fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Malformed> {
        self.array().map(u64::from_le_bytes)
    }

    /// UTF-8 behind its length of two bytes.
    pub(super) fn text(&mut self) -> Result<&'a str, Malformed> {
        let len = self.u16()?;
        utf8(self.take(usize::from(len))?)
    }

    /// UTF-8 behind its length of one byte.
    pub(super) fn short_text(&mut self) -> Result<&'a str, Malformed> {
        let len = self.u8()?;
        utf8(self.take(usize::from(len))?)
    }

    /// A packed serial.
    pub(super) fn packed(&mut self) -> Result<PackedSerial, Malformed> {
        let mut wide = [0; 16];
        wide[..PACKED_BYTES].copy_from_slice(self.take(PACKED_BYTES)?);
        let packed = u128::from_le_bytes(wide);
        if packed >> (5 * SERIAL_CHARS) == 0 {
            Ok(PackedSerial::from_bits(packed))
        } else {
            Err(Malformed("a serial is too long"))
        }
    }

    /// A count of things of at least `least` bytes each, which must fit into what is left.
    pub(super) fn count(&mut self, least: usize) -> Result<usize, Malformed> {
        let count = self.u32()? as usize;
        if count.checked_mul(least).is_some_and(|bytes| bytes <= self.0.len()) {
            Ok(count)
        } else {
            Err(SHORT)
        }
    }

    pub(super) fn end(&self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed("it goes on after its end")) }
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, Malformed> {
    std::str::from_utf8(bytes).map_err(|_| Malformed("a text is not UTF-8"))
}

/// Bytes of a packed serial.
pub(super) const PACKED_BYTES: usize = 13;

/// The unsigned little-endian number in up to eight bytes.
pub(super) fn narrow(bytes: &[u8]) -> u64 {
    let mut wide = [0; 8];
    for (slot, byte) in wide.iter_mut().zip(bytes) {
        *slot = *byte;
    }
    u64::from_le_bytes(wide)
}

/// A text that does not fit behind its length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a text of {bytes} bytes is longer than {limit}: it begins {begin:?}")]
pub struct TextTooLong {
    bytes: usize,
    limit: usize,
    begin: String,
}

fn check_text(text: &str, limit: usize) -> Result<(), TextTooLong> {
    if text.len() <= limit {
        return Ok(());
    }
    Err(TextTooLong { bytes: text.len(), limit, begin: text.chars().take(20).collect() })
}

/// Writes a text of up to 65,535 bytes behind its length.
pub(super) fn put_text(into: &mut Vec<u8>, text: &str) -> Result<(), TextTooLong> {
    check_text(text, usize::from(u16::MAX))?;
    into.extend_from_slice(&(text.len() as u16).to_le_bytes());
    into.extend_from_slice(text.as_bytes());
    Ok(())
}

/// Writes a text of up to 255 bytes behind its length.
pub(super) fn put_short_text(into: &mut Vec<u8>, text: &str) -> Result<(), TextTooLong> {
    check_text(text, usize::from(u8::MAX))?;
    into.push(text.len() as u8);
    into.extend_from_slice(text.as_bytes());
    Ok(())
}

/// Writes how many things follow.
pub(super) fn put_count(into: &mut Vec<u8>, count: usize) {
    into.extend_from_slice(&(count as u32).to_le_bytes());
}

/// Writes a packed serial.
pub(super) fn put_packed(into: &mut Vec<u8>, packed: PackedSerial) {
    into.extend_from_slice(&packed.bits().to_le_bytes()[..PACKED_BYTES]);
}
