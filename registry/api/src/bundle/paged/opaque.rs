// SPDX-License-Identifier: MIT OR Apache-2.0
//! The `opaque` object: serials of the brand's own, as a sorted table of 56-bit keys.
//!
//! A page holds as many entries as fit: keys less the page's first as Elias-Fano code, the place of each
//! unit's block record (its class), and statuses other than active as a list of gaps like a block's. The first
//! key of every page stands in a directory after the entries.

use std::io::{self, Write};

use super::bits::{BitReader, BitWriter};
use super::bytes::{Cursor, Malformed};
use super::exceptions::{self, KIND_BITS, ListCosts, PAGE_BITS, status_in};
use super::object::{Header, ObjectKind, PAGE_BYTES};
use super::pages::{Checked, PageError, Pages};
use super::sink::{PageWriter, Written};
use crate::fact::Status;

/// Bytes before the bits of a page of entries.
const PAGE_HEAD: usize = 8;
/// Keys in a page of the directory.
const KEYS_PER_PAGE: usize = PAGE_BYTES / 8;

/// One imported unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OpaqueEntry {
    pub(super) key: u64,
    /// Place of its block's record.
    pub(super) class: u32,
    pub(super) status: Status,
}

/// Bits that hold any of `classes` places.
pub(super) fn class_bits(classes: u64) -> u32 {
    64 - classes.saturating_sub(1).leading_zeros()
}

/// Collects entries into pages.
pub(super) struct PageFiller {
    class_bits: u32,
    entries: Vec<OpaqueEntry>,
    costs: ListCosts,
    exceptions: u64,
    next_exception: u64,
}

impl PageFiller {
    pub(super) fn new(class_bits: u32) -> Self {
        let (entries, costs) = (Vec::new(), ListCosts::new());
        Self { class_bits, entries, costs, exceptions: 0, next_exception: 0 }
    }

    /// Takes the next entry, and gives a page that became full before it with its first key.
    pub(super) fn add(&mut self, entry: OpaqueEntry) -> Option<(u64, Vec<u8>)> {
        let full = if self.bits_with(entry.key) > PAGE_BITS { self.take_page() } else { None };
        if entry.status != Status::Active {
            let index = self.entries.len() as u64;
            self.costs.add(index - self.next_exception);
            self.next_exception = index + 1;
            self.exceptions += 1;
        }
        self.entries.push(entry);
        full
    }

    /// Upper bound of the page's bits with one more entry, an exception.
    fn bits_with(&self, key: u64) -> u64 {
        let Some(first) = self.entries.first() else { return 0 };
        let count = self.entries.len() as u64 + 1;
        let span = key.saturating_sub(first.key);
        let low = low_bits(span, count);
        let upper = count + (span >> low) + 1;
        let mut costs = self.costs;
        costs.add(count - 1 - self.next_exception);
        let list = costs.best().1 + u64::from(KIND_BITS) * (self.exceptions + 1);
        PAGE_HEAD as u64 * 8 + upper + count * u64::from(low + self.class_bits) + list
    }

    /// The page so far, if it has entries.
    pub(super) fn take_page(&mut self) -> Option<(u64, Vec<u8>)> {
        let first = self.entries.first()?.key;
        let page = encode_page(&self.entries, self.class_bits);
        *self = Self::new(self.class_bits);
        Some((first, page))
    }
}

fn low_bits(span: u64, count: u64) -> u32 {
    (span / count).checked_ilog2().unwrap_or(0)
}

fn encode_page(entries: &[OpaqueEntry], class_bits: u32) -> Vec<u8> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return vec![0; PAGE_BYTES] };
    let low = low_bits(last.key - first.key, entries.len() as u64);
    let mut bits = BitWriter::default();
    let mut upper = 0;
    for entry in entries {
        let high = (entry.key - first.key) >> low;
        bits.unary(high - upper);
        upper = high;
    }
    let upper_bits = bits.bits();
    entries.iter().for_each(|entry| bits.put(entry.key - first.key, low));
    entries.iter().for_each(|entry| bits.put(u64::from(entry.class), class_bits));
    let list: Vec<_> =
        entries.iter().enumerate().filter(|(_, entry)| entry.status != Status::Active).collect();
    let list: Vec<_> = list.into_iter().map(|(index, entry)| (index as u16, entry.status)).collect();
    let (coded, rice) = exceptions::encode(&list);
    bits.append(&coded);
    let mut page = Vec::with_capacity(PAGE_BYTES);
    for number in [entries.len() as u16, upper_bits as u16, list.len() as u16] {
        page.extend_from_slice(&number.to_le_bytes());
    }
    page.extend_from_slice(&[low as u8, rice as u8]);
    page.extend_from_slice(&bits.into_bytes());
    page.resize(PAGE_BYTES, 0);
    page
}

/// A page of entries, opened.
struct OpaquePage<'a> {
    bytes: &'a [u8; PAGE_BYTES],
    count: usize,
    upper_bits: usize,
    exceptions: u16,
    low: u32,
    rice: u8,
    class_bits: u32,
}

const BROKEN: Malformed = Malformed("a page of imported serials does not fit its counts");

impl<'a> OpaquePage<'a> {
    fn open(bytes: &'a [u8; PAGE_BYTES], class_bits: u32) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(bytes);
        let (count, upper_bits) = (usize::from(cursor.u16()?), usize::from(cursor.u16()?));
        let (exceptions, low, rice) = (cursor.u16()?, u32::from(cursor.u8()?), cursor.u8()?);
        let page = Self { bytes, count, upper_bits, exceptions, low, rice, class_bits };
        let fits = low < 56 && u32::from(rice) <= exceptions::MAX_RICE && page.list_at() as u64 <= PAGE_BITS;
        if fits && usize::from(exceptions) <= count { Ok(page) } else { Err(BROKEN) }
    }

    fn lows_at(&self) -> usize {
        PAGE_HEAD * 8 + self.upper_bits
    }

    fn classes_at(&self) -> usize {
        self.lows_at() + self.count * self.low as usize
    }

    fn list_at(&self) -> usize {
        self.classes_at() + self.count * self.class_bits as usize
    }

    fn low_of(&self, place: usize) -> Result<u64, Malformed> {
        let at = self.lows_at() + place * self.low as usize;
        BitReader::new(self.bytes, at).take(self.low).ok_or(BROKEN)
    }

    fn entry(&self, place: usize, key: u64) -> Result<OpaqueEntry, Malformed> {
        let at = self.classes_at() + place * self.class_bits as usize;
        let class = BitReader::new(self.bytes, at).take(self.class_bits).ok_or(BROKEN)? as u32;
        let list = self.list_at() as u64;
        let status = status_in(self.bytes, list, self.exceptions, self.rice, place as u16)?;
        Ok(OpaqueEntry { key, class, status: status.unwrap_or(Status::Active) })
    }

    /// Finds a key, given what it is above the first of the page.
    fn find(&self, above: u64, key: u64) -> Result<Option<OpaqueEntry>, Malformed> {
        let wanted = above >> self.low;
        let mut bits = BitReader::new(self.bytes, PAGE_HEAD * 8);
        let (mut place, mut high) = bits.skip_zeros(wanted, self.count);
        // Entries that share their high part stand side by side.
        while place < self.count && high == wanted {
            if self.low_of(place)? | high << self.low == above {
                return self.entry(place, key).map(Some);
            }
            place += 1;
            if place < self.count {
                high += bits.unary().ok_or(BROKEN)?;
            }
        }
        Ok(None)
    }

    /// All entries, rising.
    fn entries(&self, first: u64) -> Result<Vec<OpaqueEntry>, Malformed> {
        let mut bits = BitReader::new(self.bytes, PAGE_HEAD * 8);
        let mut high = 0;
        let entry = |place| {
            high += bits.unary().ok_or(BROKEN)?;
            let key = (high << self.low | self.low_of(place)?).checked_add(first).ok_or(BROKEN)?;
            self.entry(place, key)
        };
        (0..self.count).map(entry).collect()
    }
}

/// Reads every entry of a page.
pub(super) fn read_page(
    page: &[u8; PAGE_BYTES],
    first: u64,
    class_bits: u32,
) -> Result<Vec<OpaqueEntry>, Malformed> {
    OpaquePage::open(page, class_bits)?.entries(first)
}

/// Writes the object.
pub(super) struct OpaqueWriter<W> {
    pages: PageWriter<W>,
    filler: PageFiller,
    directory: Vec<u64>,
    entries: u64,
}

impl<W: Write> OpaqueWriter<W> {
    pub(super) fn new(out: W, class_bits: u32) -> Self {
        let pages = PageWriter::new(ObjectKind::Opaque, out);
        Self { pages, filler: PageFiller::new(class_bits), directory: Vec::new(), entries: 0 }
    }

    pub(super) fn put(&mut self, entry: OpaqueEntry) -> io::Result<()> {
        self.entries += 1;
        let full = self.filler.add(entry);
        self.page(full)
    }

    fn page(&mut self, full: Option<(u64, Vec<u8>)>) -> io::Result<()> {
        let Some((first, page)) = full else { return Ok(()) };
        self.directory.push(first);
        self.pages.put(&page)
    }

    pub(super) fn finish(mut self) -> io::Result<Written<W>> {
        let last = self.filler.take_page();
        self.page(last)?;
        for first in &self.directory {
            self.pages.put(&first.to_le_bytes())?;
        }
        let mut header = Header::new(ObjectKind::Opaque, self.entries);
        header.extra[0] = self.directory.len() as u64;
        header.extra[1] = u64::from(self.filler.class_bits);
        self.pages.finish(header)
    }
}

/// The object as a reader holds it.
pub(super) struct OpaqueTable<P> {
    pages: Checked<P>,
    /// First key of each page of entries: 8 bytes of memory for about 660 units.
    directory: Vec<u64>,
    class_bits: u32,
}

impl<P: Pages> OpaqueTable<P> {
    pub(super) fn open(pages: Checked<P>) -> Result<Self, PageError> {
        let header = pages.header()?;
        let [count, class_bits, ..] = header.extra;
        if class_bits > 32 || count > header.len / PAGE_BYTES as u64 {
            return Err(pages.malformed(BROKEN));
        }
        let mut directory = Vec::new();
        for n in 0..(count as usize).div_ceil(KEYS_PER_PAGE) {
            let page = pages.page(count + n as u64)?;
            let left = (count as usize - directory.len()).min(KEYS_PER_PAGE);
            directory.extend(page.chunks_exact(8).take(left).map(super::bytes::narrow));
        }
        if !directory.is_sorted() {
            return Err(pages.malformed(Malformed("its directory is not in order")));
        }
        Ok(Self { pages, directory, class_bits: class_bits as u32 })
    }

    pub(super) fn find(&self, key: u64) -> Result<Option<OpaqueEntry>, PageError> {
        let after = self.directory.partition_point(|first| *first <= key);
        let Some(at) = after.checked_sub(1) else { return Ok(None) };
        let page = self.pages.page(at as u64)?;
        let open = OpaquePage::open(page, self.class_bits);
        let found = open.and_then(|page| page.find(key - self.directory[at], key));
        found.map_err(|what| self.pages.malformed(what))
    }

    pub(super) fn pages(&self) -> &Checked<P> {
        &self.pages
    }
}
