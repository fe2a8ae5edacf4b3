// SPDX-License-Identifier: MIT OR Apache-2.0
//! What every object has in common: its kind, its 64-byte header, its name.

use serde::{Deserialize, Serialize};

use super::bytes::{Cursor, Malformed};
use crate::Digest;

/// Bytes of a page.
pub const PAGE_BYTES: usize = 4096;
/// Bytes of the header.
pub const HEADER_BYTES: usize = 64;
/// First four bytes of every header.
pub const MAGIC: [u8; 4] = *b"SVB1";
/// Version of the form this code reads and writes.
pub const VERSION: u16 = 1;
/// Longest paged object in bytes: fingerprints of 2^36 units.
pub const MAX_PAGED_BYTES: u64 = 1 << 40;
/// Longest object that is read whole, in bytes.
pub const MAX_WHOLE_BYTES: u64 = 256 * 1024 * 1024;

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// One record per block; paged.
    Blocks,
    /// Texts of production lots; paged.
    Lots,
    /// Fingerprints in block order; paged.
    Fingerprints,
    /// Statuses other than active, by block; paged.
    Exceptions,
    /// Imported serials, a sorted table; paged.
    Opaque,
    /// Hashes of the pages of all paged objects.
    Leaves,
    /// Products and the profiles that blocks point at.
    Products,
    /// Reported serials, revoked label keys, known counterfeit patterns.
    Alerts,
    /// Shipments expected at one facility.
    Manifest,
    /// What came after the base.
    Delta,
}

impl ObjectKind {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 10] = [
        Self::Blocks,
        Self::Lots,
        Self::Fingerprints,
        Self::Exceptions,
        Self::Opaque,
        Self::Leaves,
        Self::Products,
        Self::Alerts,
        Self::Manifest,
        Self::Delta,
    ];

    /// The number in headers, from 1.
    pub fn number(self) -> u16 {
        self as u16 + 1
    }

    /// The kind with a number; `None` for one of a later version.
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The word in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocks => "blocks",
            Self::Lots => "lots",
            Self::Fingerprints => "fingerprints",
            Self::Exceptions => "exceptions",
            Self::Opaque => "opaque",
            Self::Leaves => "leaves",
            Self::Products => "products",
            Self::Alerts => "alerts",
            Self::Manifest => "manifest",
            Self::Delta => "delta",
        }
    }

    /// Whether it is read page by page, its header last, instead of whole, its header first.
    pub fn is_paged(self) -> bool {
        matches!(self, Self::Blocks | Self::Lots | Self::Fingerprints | Self::Exceptions | Self::Opaque)
    }
}

impl std::fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An object as a signed publication names it. Its file name is the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectRef {
    /// What it is.
    pub kind: ObjectKind,
    /// SHA-256 of all its bytes.
    pub sha256: Digest,
    /// Its length in bytes.
    pub len: u64,
}

impl ObjectRef {
    /// Names some bytes.
    pub fn of(kind: ObjectKind, bytes: &[u8]) -> Self {
        Self { kind, sha256: Digest::of(bytes), len: bytes.len() as u64 }
    }

    /// Whether `bytes` are the object named.
    pub fn names(&self, bytes: &[u8]) -> bool {
        self.len == bytes.len() as u64 && self.sha256 == Digest::of(bytes)
    }
}

/// The header: the first bytes of a whole object, the last of a paged one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: ObjectKind,
    /// Bytes of the whole object.
    pub(super) len: u64,
    /// What the kind counts.
    pub(super) items: u64,
    /// What the kind says besides; 0 where it says nothing.
    pub(super) extra: [u64; 5],
}

impl Header {
    pub(super) fn new(kind: ObjectKind, items: u64) -> Self {
        Self { kind, len: 0, items, extra: [0; 5] }
    }

    pub(super) fn to_bytes(self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[..4].copy_from_slice(&MAGIC);
        bytes[4..6].copy_from_slice(&self.kind.number().to_le_bytes());
        bytes[6..8].copy_from_slice(&VERSION.to_le_bytes());
        let words = [self.len, self.items].into_iter().chain(self.extra);
        for (slot, word) in bytes[8..].chunks_exact_mut(8).zip(words) {
            slot.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// Reads a header and compares kind and length with what is expected.
    pub(super) fn read(bytes: &[u8], kind: ObjectKind, len: u64) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(bytes);
        if cursor.take(4)? != MAGIC {
            return Err(Malformed("it does not begin with SVB1"));
        }
        if ObjectKind::from_number(cursor.u16()?) != Some(kind) {
            return Err(Malformed("it is an object of another kind"));
        }
        if cursor.u16()? != VERSION {
            return Err(Malformed("its version is not 1: update this reader"));
        }
        if cursor.u64()? != len {
            return Err(Malformed("its header gives another length"));
        }
        let items = cursor.u64()?;
        let mut extra = [0; 5];
        for slot in &mut extra {
            *slot = cursor.u64()?;
        }
        Ok(Self { kind, len, items, extra })
    }
}

/// Puts a whole object together.
pub(super) fn whole(mut header: Header, body: &[u8]) -> Vec<u8> {
    header.len = (HEADER_BYTES + body.len()) as u64;
    let mut bytes = header.to_bytes().to_vec();
    bytes.extend_from_slice(body);
    bytes
}
