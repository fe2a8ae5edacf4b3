// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writing a base: products, then blocks in rising order, then imported serials.
//!
//! Units pass through and are not kept. What stays in memory is the leaf of each page (32 bytes per 1,024
//! units), products, profiles and 8 bytes per block. The same input gives the same bytes.

use std::io::Write;

use super::alerts::Alerts;
use super::bytes::put_short_text;
use super::catalogue::{Catalogue, MAX_LIST, Sheet};
use super::draft::{BlockDraft, BuildError, begin_record, io_error, write_units};
use super::exceptions::ExceptionWriter;
use super::fingerprint::Salt;
use super::leaves::Leaves;
use super::manifest::Manifest;
use super::object::{Header, MAX_WHOLE_BYTES, ObjectKind, ObjectRef};
use super::opaque::{OpaqueEntry, OpaqueWriter, class_bits};
use super::record::{BlockFlags, BlockRecord, MAX_40};
use super::sink::{ObjectSink, PageWriter, Written};
use crate::Digest;
use crate::fact::Status;
use crate::serial::Serial;

/// Writes the objects of a base.
pub struct Builder<S: ObjectSink> {
    shelf: Shelf<S>,
    salt: Salt,
    catalogue: Catalogue,
    blocks: PageWriter<S::Out>,
    lots: PageWriter<S::Out>,
    words: PageWriter<S::Out>,
    exceptions: ExceptionWriter<S::Out>,
    imported: Vec<(u32, bool)>,
    last_lot: Option<(String, u32)>,
    first: u32,
    last: Option<u32>,
    ranks: u64,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Built<S> {
    /// Where it went.
    pub sink: S,
    /// Every object, for the signed publication.
    pub objects: Vec<ObjectRef>,
    /// Units with a locator.
    pub units: u64,
    /// Blocks.
    pub blocks: u64,
}

/// The sink with what went into it.
struct Shelf<S> {
    sink: S,
    objects: Vec<ObjectRef>,
    leaves: Vec<(ObjectKind, Vec<Digest>)>,
}

impl<S: ObjectSink> Shelf<S> {
    fn begin(&mut self, kind: ObjectKind) -> Result<S::Out, BuildError> {
        self.sink.create(kind).map_err(io_error(kind))
    }

    fn paged(&mut self, kind: ObjectKind) -> Result<PageWriter<S::Out>, BuildError> {
        Ok(PageWriter::new(kind, self.begin(kind)?))
    }

    fn keep(&mut self, written: Written<S::Out>) -> Result<(), BuildError> {
        let object = written.object;
        self.leaves.push((object.kind, written.leaves));
        self.objects.push(object);
        self.sink.done(&object, written.out).map_err(io_error(object.kind))
    }

    fn whole(&mut self, kind: ObjectKind, bytes: &[u8]) -> Result<(), BuildError> {
        if bytes.len() as u64 > MAX_WHOLE_BYTES {
            return Err(BuildError::TooMany { what: kind.as_str(), limit: MAX_WHOLE_BYTES });
        }
        let object = ObjectRef::of(kind, bytes);
        let mut out = self.begin(kind)?;
        out.write_all(bytes).and_then(|()| out.flush()).map_err(io_error(kind))?;
        self.objects.push(object);
        self.sink.done(&object, out).map_err(io_error(kind))
    }
}

impl<S: ObjectSink> Builder<S> {
    /// Begins a base under a new salt.
    ///
    /// # Errors
    /// [`BuildError::Io`] when an object cannot be begun.
    pub fn new(sink: S, salt: Salt) -> Result<Self, BuildError> {
        let mut shelf = Shelf { sink, objects: Vec::new(), leaves: Vec::new() };
        Ok(Self {
            blocks: shelf.paged(ObjectKind::Blocks)?,
            lots: shelf.paged(ObjectKind::Lots)?,
            words: shelf.paged(ObjectKind::Fingerprints)?,
            exceptions: ExceptionWriter::new(shelf.begin(ObjectKind::Exceptions)?),
            shelf,
            salt,
            catalogue: Catalogue::default(),
            imported: Vec::new(),
            last_lot: None,
            first: 0,
            last: None,
            ranks: 0,
        })
    }

    /// Adds a product; blocks of it come after.
    ///
    /// # Errors
    /// [`BuildError::TwiceProduct`], [`BuildError::TooMany`].
    pub fn product(&mut self, sheet: Sheet) -> Result<(), BuildError> {
        add_product(&mut self.catalogue, sheet)
    }

    /// Adds a block with its units in index order; an open or imported one has none.
    ///
    /// # Errors
    /// [`BuildError`] says what does not fit; the objects begun are then of no use.
    pub fn block(
        &mut self,
        draft: &BlockDraft<'_>,
        units: impl IntoIterator<Item = (Serial, Status)>,
    ) -> Result<(), BuildError> {
        let number = draft.facts.number.get();
        if self.last.is_some_and(|last| last >= number) {
            return Err(BuildError::BlockOrder { number });
        }
        let mut record = begin_record(&mut self.catalogue, draft)?;
        record.lot = self.lot(draft.facts.lot.as_deref())?;
        self.units(&mut record, units)?;
        self.blocks.put_together(&record.to_bytes()).map_err(io_error(ObjectKind::Blocks))?;
        self.imported.push((number, record.flags.has(BlockFlags::IMPORTED)));
        self.first = if self.last.is_none() { number } else { self.first };
        self.last = Some(number);
        Ok(())
    }

    fn units(
        &mut self,
        record: &mut BlockRecord,
        units: impl IntoIterator<Item = (Serial, Status)>,
    ) -> Result<(), BuildError> {
        if record.flags.has(BlockFlags::STRONG) && !self.words.position().is_multiple_of(8) {
            self.words.put(&[0; 4]).map_err(io_error(ObjectKind::Fingerprints))?;
        }
        record.first_rank = self.ranks;
        record.first_word = self.words.position() / 4;
        let words = &mut self.words;
        let list = write_units(record, &self.salt, units, |bytes| words.put(bytes))?;
        self.ranks += u64::from(record.count);
        if self.ranks > MAX_40 || self.words.position() / 4 > MAX_40 {
            return Err(BuildError::TooMany { what: "the bundle", limit: MAX_40 });
        }
        if !list.is_empty() {
            let place = self.exceptions.put(&list).map_err(io_error(ObjectKind::Exceptions))?;
            (record.exceptions_at, record.rice) = (place.at, place.rice);
            record.exceptions = list.len() as u16;
        }
        Ok(())
    }

    /// Place of a lot's text; consecutive blocks of one lot share it.
    fn lot(&mut self, lot: Option<&str>) -> Result<u32, BuildError> {
        let Some(lot) = lot else { return Ok(0) };
        if let Some((_, at)) = self.last_lot.as_ref().filter(|(last, _)| last == lot) {
            return Ok(*at);
        }
        let mut text = Vec::new();
        put_short_text(&mut text, lot)?;
        let at = self.lots.put_together(&text).map_err(io_error(ObjectKind::Lots))?;
        let field = u32::try_from(at + 1);
        let field = field.map_err(|_| BuildError::TooMany { what: "lots", limit: u64::from(u32::MAX) })?;
        self.last_lot = Some((lot.to_owned(), field));
        Ok(field)
    }

    /// Writes the imported serials, after all blocks: key ([`Salt::imported_key`]), number of the block,
    /// status; by rising key.
    ///
    /// # Errors
    /// [`BuildError::KeyOrder`], [`BuildError::NotImported`], [`BuildError::Io`].
    pub fn imported(
        &mut self,
        units: impl IntoIterator<Item = (u64, u32, Status)>,
    ) -> Result<(), BuildError> {
        let io = |source: std::io::Error| BuildError::Io { object: ObjectKind::Opaque, source };
        let out = self.shelf.begin(ObjectKind::Opaque)?;
        let mut writer = OpaqueWriter::new(out, class_bits(self.imported.len() as u64));
        let mut last = None;
        for (key, number, status) in units {
            if last.is_some_and(|last| last >= key) {
                return Err(BuildError::KeyOrder(key));
            }
            last = Some(key);
            let class = class_of(&self.imported, number)?;
            writer.put(OpaqueEntry { key, class, status }).map_err(io)?;
        }
        let written = writer.finish().map_err(io)?;
        self.shelf.keep(written)
    }

    /// Writes the shipments expected at a facility.
    ///
    /// # Errors
    /// [`BuildError::TooMany`], [`BuildError::Text`], [`BuildError::Io`].
    pub fn manifest(&mut self, manifest: &Manifest) -> Result<(), BuildError> {
        let bytes = encode_manifest(manifest, &self.salt)?;
        self.shelf.whole(ObjectKind::Manifest, &bytes)
    }

    /// Ends the base.
    ///
    /// # Errors
    /// [`BuildError::Text`], [`BuildError::TooMany`], [`BuildError::Io`].
    pub fn finish(self, alerts: &Alerts) -> Result<Built<S>, BuildError> {
        let blocks = self.imported.len() as u64;
        let mut header = Header::new(ObjectKind::Blocks, blocks);
        header.extra = [u64::from(self.first), u64::from(self.last.unwrap_or(0)), self.ranks, 0, 0];
        let words = Header::new(ObjectKind::Fingerprints, self.words.position() / 4);
        let lots = Header::new(ObjectKind::Lots, self.lots.position());
        let mut shelf = self.shelf;
        shelf.keep(self.blocks.finish(header).map_err(io_error(ObjectKind::Blocks))?)?;
        shelf.keep(self.lots.finish(lots).map_err(io_error(ObjectKind::Lots))?)?;
        shelf.keep(self.words.finish(words).map_err(io_error(ObjectKind::Fingerprints))?)?;
        shelf.keep(self.exceptions.finish().map_err(io_error(ObjectKind::Exceptions))?)?;
        shelf.whole(ObjectKind::Products, &self.catalogue.encode()?)?;
        shelf.whole(ObjectKind::Alerts, &alerts.encode()?)?;
        let leaves = Leaves::new(std::mem::take(&mut shelf.leaves)).encode();
        shelf.whole(ObjectKind::Leaves, &leaves)?;
        Ok(Built { sink: shelf.sink, objects: shelf.objects, units: self.ranks, blocks })
    }
}

/// Adds a product after a look at its lists.
pub(super) fn add_product(catalogue: &mut Catalogue, sheet: Sheet) -> Result<(), BuildError> {
    if sheet.certifications.len().max(sheet.texts.len()) > MAX_LIST {
        return Err(BuildError::TooMany { what: "a list of a product", limit: MAX_LIST as u64 });
    }
    let gtin = sheet.product.gtin.clone();
    catalogue.add_sheet(sheet).map(|_| ()).ok_or(BuildError::TwiceProduct(gtin))
}

/// Place of an imported block among all of them, given in rising order.
pub(super) fn class_of(blocks: &[(u32, bool)], number: u32) -> Result<u32, BuildError> {
    let at = blocks.binary_search_by_key(&number, |(number, _)| *number);
    at.ok().filter(|at| blocks[*at].1).map(|at| at as u32).ok_or(BuildError::NotImported(number))
}

/// The object of a manifest, after a look at its lists.
///
/// # Errors
/// [`BuildError::TooMany`], [`BuildError::Text`].
pub fn encode_manifest(manifest: &Manifest, salt: &Salt) -> Result<Vec<u8>, BuildError> {
    let limit = usize::from(u16::MAX);
    let mut units = manifest.shipments.iter().flat_map(|shipment| &shipment.units);
    if units.any(|unit| unit.tag_keys.len() > limit) {
        return Err(BuildError::TooMany { what: "the tag keys of a unit", limit: limit as u64 });
    }
    Ok(manifest.encode(salt)?)
}
