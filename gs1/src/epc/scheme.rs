// SPDX-License-Identifier: MIT OR Apache-2.0
//! The binary codings of a tag (EPC Tag Data Standard, section 14.6).

use std::fmt;

use super::EpcKind;

/// A binary coding of an RFID tag's code.
///
/// ```
/// use gs1::{EpcKind, TagScheme};
///
/// assert_eq!(TagScheme::Sgtin96.as_str(), "sgtin-96");
/// assert_eq!(TagScheme::Grai170.kind(), EpcKind::Grai);
/// assert_eq!(TagScheme::Sgtin198.bits(), 198);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TagScheme {
    /// Trade item with a serial that is a number below 2³⁸.
    Sgtin96,
    /// Trade item with any serial of up to 20 characters.
    Sgtin198,
    /// Logistic unit.
    Sscc96,
    /// Returnable asset with a serial that is a number below 2³⁸.
    Grai96,
    /// Returnable asset with any serial of up to 16 characters.
    Grai170,
    /// Individual asset whose reference is a number.
    Giai96,
    /// Individual asset with any reference.
    Giai202,
}

/// How the serial part is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SerialCoding {
    /// There is none.
    None,
    /// A number of so many bits.
    Number(u32),
    /// Characters of 7 bits, the rest of so many bits zero.
    Characters(u32),
}

impl TagScheme {
    /// Every coding, the short one of a kind before the long one.
    pub const ALL: [Self; 7] = [
        Self::Sgtin96,
        Self::Sgtin198,
        Self::Sscc96,
        Self::Grai96,
        Self::Grai170,
        Self::Giai96,
        Self::Giai202,
    ];

    /// The name in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sgtin96 => "sgtin-96",
            Self::Sgtin198 => "sgtin-198",
            Self::Sscc96 => "sscc-96",
            Self::Grai96 => "grai-96",
            Self::Grai170 => "grai-170",
            Self::Giai96 => "giai-96",
            Self::Giai202 => "giai-202",
        }
    }

    /// The kind of code it carries.
    #[must_use]
    pub fn kind(self) -> EpcKind {
        match self {
            Self::Sgtin96 | Self::Sgtin198 => EpcKind::Sgtin,
            Self::Sscc96 => EpcKind::Sscc,
            Self::Grai96 | Self::Grai170 => EpcKind::Grai,
            Self::Giai96 | Self::Giai202 => EpcKind::Giai,
        }
    }

    /// Its length in bits.
    #[must_use]
    pub fn bits(self) -> usize {
        match self {
            Self::Sgtin96 | Self::Sscc96 | Self::Grai96 | Self::Giai96 => 96,
            Self::Sgtin198 => 198,
            Self::Grai170 => 170,
            Self::Giai202 => 202,
        }
    }

    /// The first byte of a tag.
    #[must_use]
    pub fn header(self) -> u8 {
        match self {
            Self::Sgtin96 => 0x30,
            Self::Sscc96 => 0x31,
            Self::Grai96 => 0x33,
            Self::Giai96 => 0x34,
            Self::Sgtin198 => 0x36,
            Self::Grai170 => 0x37,
            Self::Giai202 => 0x38,
        }
    }

    pub(super) fn of_header(header: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.header() == header)
    }

    /// Bits of company prefix and reference together; of a GIAI, of the company prefix alone.
    pub(super) fn number_bits(self, prefix_bits: u32) -> u32 {
        match self.kind() {
            EpcKind::Sgtin | EpcKind::Grai => 44,
            EpcKind::Sscc => 58,
            EpcKind::Giai => prefix_bits,
        }
    }

    pub(super) fn serial_coding(self, prefix_bits: u32) -> SerialCoding {
        match self {
            Self::Sgtin96 | Self::Grai96 => SerialCoding::Number(38),
            Self::Sgtin198 => SerialCoding::Characters(140),
            Self::Grai170 => SerialCoding::Characters(112),
            Self::Sscc96 => SerialCoding::None,
            Self::Giai96 => SerialCoding::Number(82 - prefix_bits),
            Self::Giai202 => SerialCoding::Characters(188 - prefix_bits),
        }
    }
}

impl fmt::Display for TagScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
