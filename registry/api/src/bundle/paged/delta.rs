// SPDX-License-Identifier: MIT OR Apache-2.0
//! The `delta` object: everything that came after a base, in one piece that replaces the delta before.

use super::base::Stored;
use super::bytes::{Cursor, Malformed};
use super::catalogue::Catalogue;
use super::exceptions::{KIND_BITS, decode_changes, status_of};
use super::object::{HEADER_BYTES, Header, ObjectKind, PAGE_BYTES};
use super::opaque::{OpaqueEntry, read_page};
use super::record::{BlockFlags, BlockRecord, RECORD_BYTES};
use crate::Digest;
use crate::fact::Status;

/// A delta as a reader holds it: what changes in memory is small, fingerprints stay as they came.
pub(super) struct Delta {
    records: Vec<BlockRecord>,
    lots: Vec<u8>,
    words: Vec<u8>,
    /// `rank * 8 + kind`, rising.
    changes: Vec<u64>,
    /// Flags of blocks of the base, by number.
    flags: Vec<(u32, BlockFlags)>,
    /// By key.
    imported: Vec<OpaqueEntry>,
}

/// What a delta says of its base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DeltaBase {
    /// Hash of the `leaves` object.
    pub(super) leaves: Digest,
    /// Units.
    pub(super) ranks: u64,
    /// Blocks.
    pub(super) blocks: u64,
}

impl Delta {
    /// Reads the object, whose hash the caller has checked, and adds its products and profiles.
    pub(super) fn decode(
        bytes: &[u8],
        base: &DeltaBase,
        catalogue: &mut Catalogue,
    ) -> Result<Self, Malformed> {
        let header = Header::read(bytes, ObjectKind::Delta, bytes.len() as u64)?;
        let mut cursor = Cursor::new(&bytes[HEADER_BYTES..]);
        let leaves = Digest::from(cursor.array::<32>()?);
        if (DeltaBase { leaves, ranks: header.extra[0], blocks: header.extra[1] }) != *base {
            return Err(Malformed("it belongs to another base"));
        }
        catalogue.extend(&mut cursor)?;
        let records = read_records(&mut cursor)?;
        let lots = read_bytes(&mut cursor, 1)?.to_vec();
        let words = read_bytes(&mut cursor, 4)?.to_vec();
        let changes = decode_changes(read_bytes(&mut cursor, 1)?)?;
        let flags = read_flags(&mut cursor)?;
        let imported = read_imported(&mut cursor)?;
        cursor.end()?;
        if records.len() as u64 != header.items {
            return Err(Malformed("its header counts other blocks"));
        }
        Ok(Self { records, lots, words, changes, flags, imported })
    }

    pub(super) fn record(&self, number: u32) -> Option<&BlockRecord> {
        let at = self.records.binary_search_by_key(&number, |record| record.number).ok()?;
        self.records.get(at)
    }

    pub(super) fn last(&self) -> Option<u32> {
        self.records.last().map(|record| record.number)
    }

    /// Record of an imported block by what its class is above the base's.
    pub(super) fn record_at(&self, above: u64) -> Option<&BlockRecord> {
        self.records.get(usize::try_from(above).ok()?)
    }

    /// The fingerprint of a unit of one of its blocks.
    pub(super) fn stored(&self, record: &BlockRecord, index: u16) -> Result<Stored, Malformed> {
        let start = usize::try_from(record.word(index) * 4).unwrap_or(usize::MAX);
        Stored::read(self.words.get(start..).unwrap_or_default(), record)
    }

    pub(super) fn lot(&self, at: u32) -> Result<&str, Malformed> {
        let rest = self.lots.get(at as usize..).unwrap_or_default();
        Cursor::new(rest).short_text()
    }

    /// The status a unit has now, if it changed since the base.
    pub(super) fn change(&self, rank: u64) -> Option<Status> {
        let at = self.changes.binary_search_by_key(&rank, |change| change >> KIND_BITS).ok()?;
        self.changes.get(at).and_then(|change| status_of(change & 7))
    }

    pub(super) fn flags(&self, number: u32) -> Option<BlockFlags> {
        let at = self.flags.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        self.flags.get(at).map(|(_, flags)| *flags)
    }

    pub(super) fn imported(&self, key: u64) -> Option<OpaqueEntry> {
        let at = self.imported.binary_search_by_key(&key, |entry| entry.key).ok()?;
        self.imported.get(at).copied()
    }
}

fn read_bytes<'a>(cursor: &mut Cursor<'a>, size: usize) -> Result<&'a [u8], Malformed> {
    let count = cursor.count(size)?;
    cursor.take(count * size)
}

fn read_records(cursor: &mut Cursor<'_>) -> Result<Vec<BlockRecord>, Malformed> {
    let bytes = read_bytes(cursor, RECORD_BYTES)?;
    let (records, _) = bytes.as_chunks();
    let records = records.iter().map(BlockRecord::read).collect::<Result<Vec<_>, _>>()?;
    if records.is_sorted_by(|a, b| a.number < b.number) {
        Ok(records)
    } else {
        Err(Malformed("its blocks are not in order"))
    }
}

fn read_flags(cursor: &mut Cursor<'_>) -> Result<Vec<(u32, BlockFlags)>, Malformed> {
    let entry = |chunk: &[u8]| {
        let mut cursor = Cursor::new(chunk);
        Ok((cursor.u32()?, BlockFlags::from_bits(cursor.u16()?)?))
    };
    let flags = read_bytes(cursor, 6)?.chunks_exact(6).map(entry).collect::<Result<Vec<_>, _>>()?;
    if flags.is_sorted_by(|a, b| a.0 < b.0) {
        Ok(flags)
    } else {
        Err(Malformed("its flags are not in order"))
    }
}

fn read_imported(cursor: &mut Cursor<'_>) -> Result<Vec<OpaqueEntry>, Malformed> {
    let class_bits = u32::from(cursor.u8()?);
    if class_bits > 32 {
        return Err(Malformed("its imported serials have too wide a class"));
    }
    let count = cursor.count(PAGE_BYTES + 8)?;
    let firsts = (0..count).map(|_| cursor.u64()).collect::<Result<Vec<_>, _>>()?;
    let mut entries = Vec::new();
    for first in firsts {
        entries.extend(read_page(&cursor.array()?, first, class_bits)?);
    }
    let rising = entries.is_sorted_by(|a: &OpaqueEntry, b| a.key < b.key);
    if rising { Ok(entries) } else { Err(Malformed("its imported serials are not in order")) }
}
