// SPDX-License-Identifier: MIT OR Apache-2.0
//! The paged objects of a base, opened: nothing is read of them before it is needed and its page verified.

use super::bytes::{Cursor, Malformed};
use super::catalogue::Catalogue;
use super::contents::{Contents, OpenError, malformed};
use super::delta::DeltaBase;
use super::exceptions::{PAGE_BITS, status_in};
use super::fingerprint::{Fingerprint, Salt};
use super::leaves::Leaves;
use super::object::{HEADER_BYTES, ObjectKind, PAGE_BYTES};
use super::opaque::{OpaqueEntry, OpaqueTable};
use super::pages::{Checked, PageError, Pages};
use super::record::{BlockRecord, RECORD_BYTES, RECORDS_PER_PAGE};
use crate::Digest;
use crate::fact::Status;
use crate::serial::MAX_BLOCKS;

/// The paged sources of a base.
pub(super) struct Sources<P> {
    pub(super) blocks: P,
    pub(super) lots: P,
    pub(super) fingerprints: P,
    pub(super) exceptions: P,
    pub(super) opaque: Option<P>,
}

/// A base.
pub(super) struct Base<P> {
    blocks: Checked<P>,
    lots: Checked<P>,
    words: Checked<P>,
    exceptions: Checked<P>,
    opaque: Option<OpaqueTable<P>>,
    pub(super) catalogue: Catalogue,
    pub(super) salt: Salt,
    pub(super) binding: DeltaBase,
    first: u32,
    /// Highest number; `None` without blocks.
    pub(super) last: Option<u32>,
    /// Numbers below the last that no block has.
    gaps: u64,
}

impl<P: Pages> Base<P> {
    pub(super) fn open(
        contents: &Contents,
        sources: Sources<P>,
        leaves: &[u8],
        catalogue: Catalogue,
    ) -> Result<Self, OpenError> {
        let binding = Digest::of(leaves);
        let mut leaves = Leaves::decode(leaves).map_err(malformed(ObjectKind::Leaves))?;
        let mut open = |kind, pages| checked(contents, &mut leaves, kind, pages);
        let blocks = open(ObjectKind::Blocks, sources.blocks)?;
        let lots = open(ObjectKind::Lots, sources.lots)?;
        let words = open(ObjectKind::Fingerprints, sources.fingerprints)?;
        let exceptions = open(ObjectKind::Exceptions, sources.exceptions)?;
        let named = contents.names_any(ObjectKind::Opaque);
        if named && sources.opaque.is_none() {
            return Err(OpenError::Missing(ObjectKind::Opaque));
        }
        let opaque = sources.opaque.filter(|_| named);
        let opaque =
            opaque.map(|pages| OpaqueTable::open(open(ObjectKind::Opaque, pages)?).map_err(OpenError::from));
        let opaque = opaque.transpose()?;
        let header = blocks.header()?;
        let [first, last, ranks, ..] = header.extra;
        let counts = Counts { first, last, records: header.items };
        let gaps = counts.gaps(header.len).map_err(malformed(ObjectKind::Blocks))?;
        for object in [&lots, &words, &exceptions] {
            object.header()?;
        }
        Ok(Self {
            blocks,
            lots,
            words,
            exceptions,
            opaque,
            catalogue,
            salt: contents.salt,
            binding: DeltaBase { leaves: binding, ranks, blocks: header.items },
            first: first as u32,
            last: (header.items > 0).then_some(last as u32),
            gaps,
        })
    }

    /// The record at a place.
    #[inline]
    pub(super) fn record_at(&self, at: u64) -> Result<BlockRecord, PageError> {
        let page = self.blocks.page(at / RECORDS_PER_PAGE)?;
        let (records, _) = page.as_chunks::<RECORD_BYTES>();
        BlockRecord::read(&records[(at % RECORDS_PER_PAGE) as usize])
            .map_err(|what| self.blocks.malformed(what))
    }

    /// The record of a block, with its place.
    ///
    /// Numbers have few gaps: the record stands where it would without any, or by at most all of them earlier.
    #[inline]
    pub(super) fn record(&self, number: u32) -> Result<Option<(u64, BlockRecord)>, PageError> {
        let Some(ahead) = number.checked_sub(self.first).map(u64::from) else { return Ok(None) };
        let mut low = ahead.saturating_sub(self.gaps);
        let mut high = (ahead + 1).min(self.binding.blocks);
        while low < high {
            let middle = (low + high) / 2;
            let record = self.record_at(middle)?;
            match record.number.cmp(&number) {
                std::cmp::Ordering::Equal => return Ok(Some((middle, record))),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Ok(None)
    }

    /// The fingerprint of unit `index` of a block.
    #[inline]
    pub(super) fn stored(&self, record: &BlockRecord, index: u16) -> Result<Stored, PageError> {
        const PER_PAGE: u64 = PAGE_BYTES as u64 / 4;
        let word = record.word(index);
        let page = self.words.page(word / PER_PAGE)?;
        let stored = &page[(word % PER_PAGE) as usize * 4..];
        Stored::read(stored, record).map_err(|what| self.words.malformed(what))
    }

    /// Status of unit `index` of a block.
    #[inline]
    pub(super) fn status(&self, record: &BlockRecord, index: u16) -> Result<Status, PageError> {
        if record.exceptions == 0 {
            return Ok(Status::Active);
        }
        let page = self.exceptions.page(record.exceptions_at / PAGE_BITS)?;
        let bit = record.exceptions_at % PAGE_BITS;
        let listed = status_in(page, bit, record.exceptions, record.rice, index);
        listed.map(|status| status.unwrap_or(Status::Active)).map_err(|what| self.exceptions.malformed(what))
    }

    /// Text of a lot.
    pub(super) fn lot(&self, at: u32) -> Result<&str, PageError> {
        let at = at as usize;
        let page = self.lots.page((at / PAGE_BYTES) as u64)?;
        Cursor::new(&page[at % PAGE_BYTES..]).short_text().map_err(|what| self.lots.malformed(what))
    }

    pub(super) fn imported(&self, key: u64) -> Result<Option<OpaqueEntry>, PageError> {
        self.opaque.as_ref().map_or(Ok(None), |table| table.find(key))
    }

    /// Verifies the small objects, so that a lookup reads one cold page: that of its fingerprint.
    pub(super) fn warm(&self) -> Result<(), PageError> {
        self.blocks.verify_all()?;
        self.exceptions.verify_all()?;
        self.lots.verify_all()
    }

    /// Verifies every page.
    pub(super) fn verify_all(&self) -> Result<(), PageError> {
        self.warm()?;
        self.words.verify_all()?;
        self.opaque.as_ref().map_or(Ok(()), |table| table.pages().verify_all())
    }

    pub(super) fn verified_pages(&self) -> u64 {
        let opaque = self.opaque.as_ref().map_or(0, |table| table.pages().verified_pages());
        let paged = [&self.blocks, &self.lots, &self.words, &self.exceptions];
        paged.into_iter().map(Checked::verified_pages).sum::<u64>() + opaque
    }
}

/// A fingerprint as a bundle holds it.
pub(super) enum Stored {
    Ordinary([u8; 4]),
    Strong([u8; 8]),
}

impl Stored {
    /// Takes the fingerprint that the bytes begin with.
    #[inline]
    pub(super) fn read(bytes: &[u8], record: &BlockRecord) -> Result<Self, Malformed> {
        const CUT: Malformed = Malformed("a fingerprint is cut off");
        match record.flags.words_per_unit() {
            1 => bytes.first_chunk().map(|stored| Self::Ordinary(*stored)).ok_or(CUT),
            _ => bytes.first_chunk().map(|stored| Self::Strong(*stored)).ok_or(CUT),
        }
    }

    #[inline]
    pub(super) fn is(&self, given: &Fingerprint) -> bool {
        match self {
            Self::Ordinary(stored) => *stored == given.ordinary(),
            Self::Strong(stored) => *stored == given.strong(),
        }
    }
}

struct Counts {
    first: u64,
    last: u64,
    records: u64,
}

impl Counts {
    /// Numbers from first to last that no block has.
    fn gaps(&self, len: u64) -> Result<u64, Malformed> {
        const WRONG: Malformed = Malformed("its counts do not fit together");
        let fits = self.records <= u64::from(MAX_BLOCKS) && self.last < u64::from(MAX_BLOCKS);
        if !fits || paged_bytes(self.records) != len {
            return Err(WRONG);
        }
        if self.records == 0 {
            return Ok(0);
        }
        let numbers = self.last.checked_sub(self.first).ok_or(WRONG)? + 1;
        numbers.checked_sub(self.records).ok_or(WRONG)
    }
}

/// Bytes of the object with so many records.
fn paged_bytes(records: u64) -> u64 {
    let (full, rest) = (records / RECORDS_PER_PAGE, records % RECORDS_PER_PAGE);
    let bytes = full * PAGE_BYTES as u64 + rest * RECORD_BYTES as u64 + HEADER_BYTES as u64;
    bytes.next_multiple_of(PAGE_BYTES as u64)
}

fn checked<P: Pages>(
    contents: &Contents,
    leaves: &mut Leaves,
    kind: ObjectKind,
    pages: P,
) -> Result<Checked<P>, OpenError> {
    let object = contents.one(kind)?;
    let leaves = leaves.take(kind).ok_or(OpenError::NotNamed(kind))?;
    let expected = (leaves.len() as u64).checked_mul(PAGE_BYTES as u64);
    if expected != Some(object.len) || pages.len() != leaves.len() as u64 {
        return Err(OpenError::WrongContent(kind));
    }
    Ok(Checked::new(kind, pages, leaves))
}
