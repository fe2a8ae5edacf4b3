// SPDX-License-Identifier: MIT OR Apache-2.0
//! The record of a block: 48 bytes, 85 to a page.

use std::fmt;
use std::ops::BitOr;

use jiff::civil::Date;

use super::bytes::Malformed;
use super::exceptions::MAX_RICE;
use super::object::PAGE_BYTES;
use crate::serial::{MAX_BLOCK_UNITS, MAX_BLOCKS};

/// Bytes of a record.
pub(super) const RECORD_BYTES: usize = 48;
/// Records in a page; the rest of it is zero.
pub(super) const RECORDS_PER_PAGE: u64 = (PAGE_BYTES / RECORD_BYTES) as u64;

/// What is said of a whole block.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct BlockFlags(u16);

impl BlockFlags {
    /// None.
    pub const NONE: Self = Self(0);
    /// Still being issued when the bundle was made; it has no units here.
    pub const OPEN: Self = Self(1);
    /// Called back as a whole: units that would be active, sold, returned or refurbished are recalled.
    pub const RECALLED: Self = Self(1 << 1);
    /// Labels carry a signature that proves the unit without its fingerprint.
    pub const SIGNED_LABELS: Self = Self(1 << 2);
    /// Fingerprints have 64 bits.
    pub const STRONG: Self = Self(1 << 3);
    /// There are no fingerprints; only with [`Self::SIGNED_LABELS`].
    pub const NO_FINGERPRINTS: Self = Self(1 << 4);
    /// Units carry serials of the brand's own, which are in the `opaque` object.
    pub const IMPORTED: Self = Self(1 << 5);

    const KNOWN: u16 = (1 << 6) - 1;

    /// Whether all of `flags` are set.
    pub fn has(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }

    pub(super) fn bits(self) -> u16 {
        self.0
    }

    /// A flag of a later version might mean a recall, so none is passed over.
    #[inline]
    pub(super) fn from_bits(bits: u16) -> Result<Self, Malformed> {
        let flags = Self(bits);
        if bits & !Self::KNOWN != 0 {
            return Err(Malformed("a block has a flag of a later version: update this reader"));
        }
        if flags.has(Self::NO_FINGERPRINTS) && (!flags.has(Self::SIGNED_LABELS) || flags.has(Self::STRONG)) {
            return Err(Malformed("a block without fingerprints has no signed labels, or strong ones"));
        }
        Ok(flags)
    }

    pub(super) fn with(self, flags: Self, set: bool) -> Self {
        if set { self | flags } else { self }
    }

    pub(super) fn without(self, flags: &[Self]) -> Self {
        Self(flags.iter().fold(self.0, |bits, flag| bits & !flag.0))
    }

    /// Words of 32 bits that the fingerprint of one unit takes.
    #[inline]
    pub(super) fn words_per_unit(self) -> u64 {
        if self.has(Self::NO_FINGERPRINTS) {
            0
        } else if self.has(Self::STRONG) {
            2
        } else {
            1
        }
    }
}

impl BitOr for BlockFlags {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for BlockFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlockFlags({:#08b})", self.0)
    }
}

/// One block, as it stands in the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BlockRecord {
    pub(super) number: u32,
    /// Units with a locator in this block.
    pub(super) count: u16,
    pub(super) flags: BlockFlags,
    /// Place of the product in `products`.
    pub(super) product: u32,
    /// Place of the profile in `products`.
    pub(super) profile: u32,
    /// One more than the byte of the lot's text in `lots`; 0 = no lot.
    pub(super) lot: u32,
    /// Unix seconds.
    pub(super) made_at: u64,
    /// See [`expiry_field`]; 0 = none.
    pub(super) expiry: u32,
    /// Units before this block.
    pub(super) first_rank: u64,
    /// Word in `fingerprints` where this block begins.
    pub(super) first_word: u64,
    /// Bit in `exceptions` where this block's list begins.
    pub(super) exceptions_at: u64,
    pub(super) exceptions: u16,
    /// Rice parameter of the list.
    pub(super) rice: u8,
}

/// Longest of the numbers of five bytes.
pub(super) const MAX_40: u64 = (1 << 40) - 1;
/// Longest number of three bytes.
const MAX_24: u32 = (1 << 24) - 1;

impl BlockRecord {
    pub(super) fn to_bytes(self) -> [u8; RECORD_BYTES] {
        let mut bytes = [0; RECORD_BYTES];
        let mut put = |at: usize, width: usize, value: u64| {
            bytes[at..at + width].copy_from_slice(&value.to_le_bytes()[..width]);
        };
        put(0, 4, self.number.into());
        put(4, 2, self.count.into());
        put(6, 2, self.flags.bits().into());
        put(8, 4, self.product.into());
        put(12, 4, self.profile.into());
        put(16, 4, self.lot.into());
        put(20, 5, self.made_at);
        put(25, 3, self.expiry.into());
        put(28, 5, self.first_rank);
        put(33, 5, self.first_word);
        put(38, 5, self.exceptions_at);
        put(43, 2, self.exceptions.into());
        put(45, 1, self.rice.into());
        bytes
    }

    #[inline]
    pub(super) fn read(bytes: &[u8; RECORD_BYTES]) -> Result<Self, Malformed> {
        let record = Self {
            number: u32::from_le_bytes(field::<4, 0>(bytes)),
            count: u16::from_le_bytes(field::<2, 4>(bytes)),
            flags: BlockFlags::from_bits(u16::from_le_bytes(field::<2, 6>(bytes)))?,
            product: u32::from_le_bytes(field::<4, 8>(bytes)),
            profile: u32::from_le_bytes(field::<4, 12>(bytes)),
            lot: u32::from_le_bytes(field::<4, 16>(bytes)),
            made_at: u64::from_le_bytes(field::<8, 20>(bytes)) & MAX_40,
            expiry: u32::from_le_bytes(field::<4, 25>(bytes)) & MAX_24,
            first_rank: u64::from_le_bytes(field::<8, 28>(bytes)) & MAX_40,
            first_word: u64::from_le_bytes(field::<8, 33>(bytes)) & MAX_40,
            exceptions_at: u64::from_le_bytes(field::<8, 38>(bytes)) & MAX_40,
            exceptions: u16::from_le_bytes(field::<2, 43>(bytes)),
            rice: bytes[45],
        };
        record.check()?;
        Ok(record)
    }

    #[inline]
    fn check(&self) -> Result<(), Malformed> {
        let fits = self.number < MAX_BLOCKS && self.count <= MAX_BLOCK_UNITS && self.exceptions <= self.count;
        if !fits || u32::from(self.rice) > MAX_RICE {
            return Err(Malformed("a number in a block's record is out of range"));
        }
        Ok(())
    }

    /// Word of unit `index`.
    pub(super) fn word(&self, index: u16) -> u64 {
        self.first_word + u64::from(index) * self.flags.words_per_unit()
    }

    pub(super) fn expiry_date(&self) -> Result<Option<Date>, Malformed> {
        if self.expiry == 0 {
            return Ok(None);
        }
        let (year, month, day) = (self.expiry >> 9, self.expiry >> 5 & 15, self.expiry & 31);
        let date = Date::new(year as i16, month as i8, day as i8);
        date.map(Some).map_err(|_| Malformed("an expiry date does not exist"))
    }
}

/// `N` bytes from a place that the compiler knows to be inside.
fn field<const N: usize, const AT: usize>(bytes: &[u8; RECORD_BYTES]) -> [u8; N] {
    let mut field = [0; N];
    field.copy_from_slice(&bytes[AT..AT + N]);
    field
}

/// The field of an expiry date: year, 4 bits of month, 5 of day; `None` before the year 1.
pub(super) fn expiry_field(date: Option<Date>) -> Option<u32> {
    let Some(date) = date else { return Some(0) };
    let year = u32::try_from(date.year()).ok().filter(|year| *year > 0)?;
    Some(year << 9 | (date.month() as u32) << 5 | date.day() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_its_bytes() {
        let record = BlockRecord {
            number: MAX_BLOCKS - 1,
            count: 4096,
            flags: BlockFlags::RECALLED | BlockFlags::STRONG,
            product: u32::MAX,
            profile: 7,
            lot: 9,
            made_at: MAX_40,
            expiry: expiry_field(Some(jiff::civil::date(2027, 2, 28))).unwrap(),
            first_rank: MAX_40 - 1,
            first_word: 5,
            exceptions_at: 1 << 39,
            exceptions: 4096,
            rice: MAX_RICE as u8,
        };
        let bytes = record.to_bytes();
        assert_eq!(BlockRecord::read(&bytes), Ok(record));
        assert_eq!(record.expiry_date(), Ok(Some(jiff::civil::date(2027, 2, 28))));
        assert!(BlockRecord { expiry: 2027 << 9 | 2 << 5 | 29, ..record }.expiry_date().is_err());
        assert_eq!(bytes[46..], [0, 0]);
    }

    #[test]
    fn flags_of_later_versions_and_numbers_out_of_range_are_refused() {
        let read = |at: usize, value: u8| {
            let mut bytes = [0; RECORD_BYTES];
            bytes[at] = value;
            BlockRecord::read(&bytes)
        };
        assert!(read(6, 1 << 6).is_err(), "unknown flag");
        assert!(read(6, 1 << 4).is_err(), "no fingerprints and no signed labels");
        assert!(read(5, 0x20).is_err(), "8,192 units");
        assert!(read(3, 0x10).is_err(), "block 2^28");
        assert!(read(43, 1).is_err(), "more exceptions than units");
        assert!(read(45, 13).is_err(), "Rice parameter");
        assert_eq!(expiry_field(None), Some(0));
        assert_eq!(expiry_field(Some(jiff::civil::date(-1, 12, 31))), None);
    }
}
