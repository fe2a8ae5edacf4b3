// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writing a delta against an opened base.

use std::collections::BTreeMap;

use super::build::{add_product, class_of};
use super::bytes::{put_count, put_short_text};
use super::catalogue::{Catalogue, Sheet};
use super::draft::{BlockDraft, BuildError, begin_record, write_units};
use super::exceptions::encode_changes;
use super::object::{Header, MAX_WHOLE_BYTES, ObjectKind, ObjectRef, whole};
use super::opaque::{OpaqueEntry, PageFiller, class_bits};
use super::pages::Pages;
use super::read::PagedBundle;
use super::record::{BlockFlags, BlockRecord};
use crate::fact::Status;
use crate::serial::{BlockNumber, Serial};

/// Collects what came after a base. It holds the new fingerprints in memory: 4 bytes per new unit.
pub struct DeltaBuilder<'a, P> {
    base: &'a PagedBundle<P>,
    catalogue: Catalogue,
    records: Vec<BlockRecord>,
    lots: Vec<u8>,
    last_lot: Option<(String, u32)>,
    words: Vec<u8>,
    ranks: u64,
    changes: BTreeMap<u64, Status>,
    flags: BTreeMap<u32, BlockFlags>,
    imported: BTreeMap<u64, (u32, Status)>,
}

impl<'a, P: Pages> DeltaBuilder<'a, P> {
    /// Begins a delta; a delta that `base` carries already counts for nothing.
    pub fn new(base: &'a PagedBundle<P>) -> Self {
        let catalogue = base.base_catalogue().clone();
        Self {
            base,
            catalogue,
            records: Vec::new(),
            lots: Vec::new(),
            last_lot: None,
            words: Vec::new(),
            ranks: base.binding().ranks,
            changes: BTreeMap::new(),
            flags: BTreeMap::new(),
            imported: BTreeMap::new(),
        }
    }

    /// Adds a product that the base has not.
    ///
    /// # Errors
    /// [`BuildError::TwiceProduct`], [`BuildError::TooMany`].
    pub fn product(&mut self, sheet: Sheet) -> Result<(), BuildError> {
        add_product(&mut self.catalogue, sheet)
    }

    /// Adds a block; it takes the place of one of the base with its number, which was open then.
    ///
    /// # Errors
    /// As [`super::Builder::block`].
    pub fn block(
        &mut self,
        draft: &BlockDraft<'_>,
        units: impl IntoIterator<Item = (Serial, Status)>,
    ) -> Result<(), BuildError> {
        let number = draft.facts.number.get();
        if self.records.last().is_some_and(|last| last.number >= number) {
            return Err(BuildError::BlockOrder { number });
        }
        let mut record = begin_record(&mut self.catalogue, draft)?;
        record.lot = self.lot(draft.facts.lot.as_deref())?;
        if record.flags.has(BlockFlags::STRONG) && !self.words.len().is_multiple_of(8) {
            self.words.extend_from_slice(&[0; 4]);
        }
        record.first_rank = self.ranks;
        record.first_word = self.words.len() as u64 / 4;
        let words = &mut self.words;
        let list = write_units(&mut record, self.base.salt(), units, |bytes| {
            words.extend_from_slice(bytes);
            Ok(())
        })?;
        self.ranks += u64::from(record.count);
        let ranked = list.into_iter().map(|(index, status)| (record.first_rank + u64::from(index), status));
        self.changes.extend(ranked);
        self.records.push(record);
        Ok(())
    }

    fn lot(&mut self, lot: Option<&str>) -> Result<u32, BuildError> {
        let Some(lot) = lot else { return Ok(0) };
        if let Some((_, at)) = self.last_lot.as_ref().filter(|(last, _)| last == lot) {
            return Ok(*at);
        }
        let field = self.lots.len() as u32 + 1;
        put_short_text(&mut self.lots, lot)?;
        self.last_lot = Some((lot.to_owned(), field));
        Ok(field)
    }

    /// Says what a unit of the base is now; active as well, if it was something else.
    ///
    /// # Errors
    /// [`BuildError::UnknownSerial`], [`BuildError::Base`].
    pub fn change(&mut self, serial: &Serial, status: Status) -> Result<(), BuildError> {
        let rank = self.base.base_rank(serial)?.ok_or(BuildError::UnknownSerial(*serial))?;
        self.changes.insert(rank, status);
        Ok(())
    }

    /// Says what a block of the base is now as a whole; all its flags anew. Whether it has fingerprints, and
    /// of what length, cannot change: a reader keeps those flags as the base has them.
    pub fn flags(&mut self, block: BlockNumber, flags: BlockFlags) {
        self.flags.insert(block.get(), flags);
    }

    /// Adds an imported serial, or says what one is now: key ([`super::Salt::imported_key`]), number of its
    /// block, status.
    pub fn imported(&mut self, key: u64, block: BlockNumber, status: Status) {
        self.imported.insert(key, (block.get(), status));
    }

    /// Ends the delta.
    ///
    /// # Errors
    /// [`BuildError::Text`], [`BuildError::TooMany`], [`BuildError::NotImported`], [`BuildError::Base`].
    pub fn finish(self) -> Result<(ObjectRef, Vec<u8>), BuildError> {
        let binding = self.base.binding();
        let mut body = binding.leaves.as_bytes().to_vec();
        self.catalogue.encode_from(self.base.base_catalogue().size(), &mut body)?;
        put_count(&mut body, self.records.len());
        self.records.iter().for_each(|record| body.extend_from_slice(&record.to_bytes()));
        put_count(&mut body, self.lots.len());
        body.extend_from_slice(&self.lots);
        put_count(&mut body, self.words.len() / 4);
        body.extend_from_slice(&self.words);
        let changes: Vec<_> = self.changes.iter().map(|(rank, status)| (*rank, *status)).collect();
        let changes = encode_changes(&changes);
        put_count(&mut body, changes.len());
        body.extend_from_slice(&changes);
        put_count(&mut body, self.flags.len());
        for (number, flags) in &self.flags {
            body.extend_from_slice(&number.to_le_bytes());
            body.extend_from_slice(&flags.bits().to_le_bytes());
        }
        self.put_imported(&mut body)?;
        let mut header = Header::new(ObjectKind::Delta, self.records.len() as u64);
        header.extra[..2].copy_from_slice(&[binding.ranks, binding.blocks]);
        let bytes = whole(header, &body);
        if bytes.len() as u64 > MAX_WHOLE_BYTES {
            return Err(BuildError::TooMany { what: "the delta", limit: MAX_WHOLE_BYTES });
        }
        Ok((ObjectRef::of(ObjectKind::Delta, &bytes), bytes))
    }

    fn put_imported(&self, body: &mut Vec<u8>) -> Result<(), BuildError> {
        let base = self.base.binding().blocks;
        let added: Vec<_> =
            self.records.iter().map(|r| (r.number, r.flags.has(BlockFlags::IMPORTED))).collect();
        let width = class_bits(base + added.len() as u64);
        let mut filler = PageFiller::new(width);
        let mut pages = Vec::new();
        for (key, (number, status)) in &self.imported {
            let class = match self.base.base_class(*number)? {
                Some(class) => class,
                None => base as u32 + class_of(&added, *number)?,
            };
            pages.extend(filler.add(OpaqueEntry { key: *key, class, status: *status }));
        }
        pages.extend(filler.take_page());
        body.push(width as u8);
        put_count(body, pages.len());
        pages.iter().for_each(|(first, _)| body.extend_from_slice(&first.to_le_bytes()));
        pages.iter().for_each(|(_, page)| body.extend_from_slice(page));
        Ok(())
    }
}
