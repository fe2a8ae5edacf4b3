// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is said of a block before its units are written, and why it may be refused.

use std::io;

use gs1::Gtin;

use super::bytes::TextTooLong;
use super::catalogue::{Catalogue, MAX_LIST, Profile, ValueClass, WarrantyRule};
use super::fingerprint::{PackedSerial, Salt};
use super::object::ObjectKind;
use super::pages::PageError;
use super::record::{BlockFlags, BlockRecord, MAX_40, expiry_field};
use crate::fact::{BlockFacts, Status};
use crate::serial::{MAX_BLOCK_UNITS, Serial};

/// A block to be written.
#[derive(Debug, Clone, Copy)]
pub struct BlockDraft<'a> {
    /// Its facts. Of the production timestamp whole seconds are kept.
    pub facts: &'a BlockFacts,
    /// What is said of it as a whole. [`BlockFlags::STRONG`] is set besides where the product's value class asks.
    pub flags: BlockFlags,
    /// Warranty of its units.
    pub warranty: WarrantyRule,
    /// Number of the key that signs its labels; 0 = none.
    pub label_key: u32,
}

impl<'a> BlockDraft<'a> {
    /// A closed block with nothing special about it.
    pub fn closed(facts: &'a BlockFacts) -> Self {
        Self { facts, flags: BlockFlags::NONE, warranty: WarrantyRule::AsProduct, label_key: 0 }
    }
}

/// Why an object was not written.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The sink refused.
    #[error("could not write {object}")]
    Io {
        /// The object.
        object: ObjectKind,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A block is not above the one before.
    #[error("block {number} comes after a block of the same or a higher number")]
    BlockOrder {
        /// Its number.
        number: u32,
    },
    /// A block says something that cannot be written.
    #[error("block {number}: {what}")]
    Block {
        /// Its number.
        number: u32,
        /// What is wrong.
        what: &'static str,
    },
    /// A block of a product that was not added before.
    #[error("block {number} is of product {gtin}, which was not added")]
    UnknownProduct {
        /// Number of the block.
        number: u32,
        /// Its product.
        gtin: Gtin,
    },
    /// Two sheets with one GTIN.
    #[error("product {0} was added twice")]
    TwiceProduct(Gtin),
    /// A serial that does not stand where it says.
    #[error("serial {serial} comes as unit {index} of block {number}")]
    WrongPlace {
        /// The serial.
        serial: Serial,
        /// Block in which it came.
        number: u32,
        /// Place in which it came.
        index: usize,
    },
    /// An imported serial out of order, or with the key of another: try again under another salt.
    #[error("imported key {0:#x} is not above the one before")]
    KeyOrder(u64),
    /// An imported serial of a block that is not there or not imported.
    #[error("an imported serial is of block {0}, which is not an imported block of this bundle")]
    NotImported(u32),
    /// A list longer than its place.
    #[error("{what} has more than {limit} entries or bytes")]
    TooMany {
        /// The list.
        what: &'static str,
        /// How many it may have.
        limit: u64,
    },
    /// A text longer than its place.
    #[error("a text does not fit")]
    Text(#[from] TextTooLong),
    /// A change of a unit that the base does not know.
    #[error("serial {0} is not in the base of this delta")]
    UnknownSerial(Serial),
    /// The base could not be read.
    #[error("could not read the base of this delta")]
    Base(#[from] PageError),
}

/// Ties an I/O error to the object.
pub(super) fn io_error(object: ObjectKind) -> impl FnOnce(io::Error) -> BuildError {
    move |source| BuildError::Io { object, source }
}

/// Begins a record: everything that does not depend on its units.
pub(super) fn begin_record(
    catalogue: &mut Catalogue,
    draft: &BlockDraft<'_>,
) -> Result<BlockRecord, BuildError> {
    let facts = draft.facts;
    let number = facts.number.get();
    let refuse = |what| BuildError::Block { number, what };
    let unknown = || BuildError::UnknownProduct { number, gtin: facts.gtin.clone() };
    let product = catalogue.find(&facts.gtin).ok_or_else(unknown)?;
    let strong = catalogue.sheet(product).is_some_and(|sheet| sheet.value_class == ValueClass::High);
    let bare = draft.flags.has(BlockFlags::NO_FINGERPRINTS);
    let flags = draft.flags.with(BlockFlags::STRONG, strong && !bare);
    BlockFlags::from_bits(flags.bits()).map_err(|_| refuse("its flags do not go together"))?;
    let made_at = u64::try_from(facts.made_at.as_second()).ok().filter(|second| *second <= MAX_40);
    let made_at = made_at.ok_or_else(|| refuse("it was made before 1970"))?;
    let expiry = expiry_field(facts.expiry).ok_or_else(|| refuse("it expired before the year 1"))?;
    if facts.markets.len() > MAX_LIST {
        return Err(BuildError::TooMany { what: "the market set of a block", limit: MAX_LIST as u64 });
    }
    let profile = catalogue.profile_at(Profile {
        facility: facts.facility.clone(),
        place: facts.place.clone(),
        line: facts.line.clone(),
        markets: facts.markets.clone(),
        warranty: draft.warranty,
        label_key: draft.label_key,
    });
    Ok(BlockRecord {
        number,
        count: 0,
        flags,
        product,
        profile,
        lot: 0,
        made_at,
        expiry,
        first_rank: 0,
        first_word: 0,
        exceptions_at: 0,
        exceptions: 0,
        rice: 0,
    })
}

/// Writes the fingerprints of a block's units, counts them, and collects the statuses that are not active.
pub(super) fn write_units(
    record: &mut BlockRecord,
    salt: &Salt,
    units: impl IntoIterator<Item = (Serial, Status)>,
    mut put: impl FnMut(&[u8]) -> io::Result<()>,
) -> Result<Vec<(u16, Status)>, BuildError> {
    let (number, flags) = (record.number, record.flags);
    let mut exceptions = Vec::new();
    for (index, (serial, status)) in units.into_iter().enumerate() {
        let packed = PackedSerial::of(&serial);
        if packed.block() != number || usize::from(packed.index()) != index || index >= MAX_UNITS {
            return Err(BuildError::WrongPlace { serial, number, index });
        }
        let fingerprint = salt.fingerprint(&serial);
        let put = match flags.words_per_unit() {
            0 => Ok(()),
            1 => put(&fingerprint.ordinary()),
            _ => put(&fingerprint.strong()),
        };
        put.map_err(io_error(ObjectKind::Fingerprints))?;
        if status != Status::Active {
            exceptions.push((packed.index(), status));
        }
        record.count = packed.index() + 1;
    }
    if record.count > 0 && (flags.has(BlockFlags::OPEN) || flags.has(BlockFlags::IMPORTED)) {
        return Err(BuildError::Block { number, what: "an open or imported block has no units of its own" });
    }
    Ok(exceptions)
}

const MAX_UNITS: usize = MAX_BLOCK_UNITS as usize;
