// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading and writing the bytes of signed objects: fixed order, little-endian, no optional spelling.

use jiff::Timestamp;

use crate::Digest;

/// Longest text in bytes.
pub(super) const MAX_TEXT_BYTES: usize = 64;

/// What is wrong, said without values of the unread object.
pub(super) type Wrong = &'static str;

/// Takes one field after the other; every length is checked before anything is taken.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&mut self, count: usize) -> Result<&'a [u8], Wrong> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or("it ends too early")?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Wrong> {
        let mut array = [0; N];
        array.copy_from_slice(self.bytes(N)?);
        Ok(array)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Wrong> {
        self.array().map(u8::from_le_bytes)
    }

    pub(super) fn u16(&mut self) -> Result<u16, Wrong> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Wrong> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Wrong> {
        self.array().map(u64::from_le_bytes)
    }

    pub(super) fn digest(&mut self) -> Result<Digest, Wrong> {
        self.array::<32>().map(Digest::from)
    }

    /// Whole seconds since 1970, UTC.
    pub(super) fn time(&mut self) -> Result<Timestamp, Wrong> {
        let seconds = i64::try_from(self.u64()?).map_err(|_| "a time is out of range")?;
        Timestamp::from_second(seconds).map_err(|_| "a time is out of range")
    }

    /// One byte of length, then UTF-8 without control characters.
    pub(super) fn text(&mut self) -> Result<&'a str, Wrong> {
        let length = usize::from(self.u8()?);
        if length > MAX_TEXT_BYTES {
            return Err("a text is longer than 64 bytes");
        }
        let text = std::str::from_utf8(self.bytes(length)?).map_err(|_| "a text is not UTF-8")?;
        if text.chars().any(char::is_control) { Err("a text holds a control character") } else { Ok(text) }
    }

    /// A brand: a text that is not empty.
    pub(super) fn brand(&mut self) -> Result<String, Wrong> {
        match self.text()? {
            "" => Err("the brand is empty"),
            brand => Ok(brand.to_owned()),
        }
    }

    pub(super) fn end(self) -> Result<(), Wrong> {
        if self.0.is_empty() { Ok(()) } else { Err("bytes follow its end") }
    }
}

/// Puts one field after the other.
///
/// Lengths that do not fit their field are cut here and refused when the result is read back, which every
/// encoder does ([`super::Signed`]).
#[derive(Default)]
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn u8(&mut self, value: u8) -> &mut Self {
        self.bytes(&[value])
    }

    pub(super) fn u16(&mut self, value: u16) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    pub(super) fn u32(&mut self, value: u32) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    pub(super) fn u64(&mut self, value: u64) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    /// A time before 1970 becomes one that no reader takes.
    pub(super) fn time(&mut self, time: Timestamp) -> &mut Self {
        self.u64(u64::try_from(time.as_second()).unwrap_or(u64::MAX))
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.u8(u8::try_from(text.len()).unwrap_or(u8::MAX)).bytes(text.as_bytes())
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// A count as it is written; one that does not fit is refused when the result is read back.
pub(super) fn count_u8(count: usize) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}

/// The same in two bytes.
pub(super) fn count_u16(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
