// SPDX-License-Identifier: MIT OR Apache-2.0
//! The way of one lookup: alerts, block, fingerprint, status, facts.

use gs1::Gtin;
use jiff::Timestamp;

use super::alerts::PatternField;
use super::base::Stored;
use super::bytes::Malformed;
use super::catalogue::{Profile, WarrantyRule};
use super::delta::Delta;
use super::fingerprint::{chars, place_of};
use super::object::ObjectKind;
use super::pages::{PageError, Pages};
use super::read::PagedBundle;
use super::record::{BlockFlags, BlockRecord};
use crate::bundle::Finding;
use crate::fact::{BlockFacts, Fact, Product, Status};
use crate::serial::{BlockNumber, Serial};

/// What a bundle says of a serial, without the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// As [`Finding::Issued`], with the unit's status.
    Issued(Status),
    /// As [`Finding::CheckFailed`].
    CheckFailed,
    /// As [`Finding::NeverIssued`].
    NeverIssued,
    /// As [`Finding::NotCoveredYet`].
    NotCoveredYet,
    /// As [`Finding::ReportedFake`].
    ReportedFake,
}

/// A unit that has a place in the bundle.
struct Unit {
    record: BlockRecord,
    in_delta: bool,
    genuine: bool,
    status: Status,
}

enum Place {
    Unit(Unit),
    NeverIssued,
    NotCoveredYet,
    ReportedFake,
}

impl<P: Pages> PagedBundle<P> {
    /// As [`Self::try_find`] without the facts of product and block, for counting many at once.
    ///
    /// # Errors
    /// As [`Self::try_find`].
    pub fn probe(&self, serial: &Serial) -> Result<Probe, PageError> {
        Ok(match self.place(serial, false)? {
            Place::Unit(unit) if unit.genuine => Probe::Issued(unit.status),
            Place::Unit(_) if self.is_patterned(serial) => Probe::ReportedFake,
            Place::Unit(_) => Probe::CheckFailed,
            Place::NeverIssued if self.is_patterned(serial) => Probe::ReportedFake,
            Place::NeverIssued => Probe::NeverIssued,
            Place::NotCoveredYet => Probe::NotCoveredYet,
            Place::ReportedFake => Probe::ReportedFake,
        })
    }

    pub(super) fn finding(&self, serial: &Serial, signed: bool) -> Result<Finding, PageError> {
        Ok(match self.place(serial, signed)? {
            Place::Unit(unit) if unit.genuine => Finding::Issued(Box::new(self.fact(&unit)?)),
            Place::Unit(_) if self.is_patterned(serial) => Finding::ReportedFake,
            Place::Unit(unit) => Finding::CheckFailed(Box::new(self.fact(&unit)?)),
            Place::NeverIssued if self.is_patterned(serial) => Finding::ReportedFake,
            Place::NeverIssued => Finding::NeverIssued,
            Place::NotCoveredYet => Finding::NotCoveredYet,
            Place::ReportedFake => Finding::ReportedFake,
        })
    }

    /// A pattern is never held against a serial that was issued: workshops copy genuine ones as well.
    fn is_patterned(&self, serial: &Serial) -> bool {
        self.alerts.pattern(PatternField::SerialPrefix, serial.as_str()).is_some()
    }

    #[inline]
    fn place(&self, serial: &Serial, signed: bool) -> Result<Place, PageError> {
        let chars = chars(serial);
        let (block, index) = place_of(&chars);
        if self.alerts.is_fake(&chars) {
            return Ok(Place::ReportedFake);
        }
        let Some((record, in_delta)) = self.record(block)? else {
            let last = self.base.last.max(self.delta.as_ref().and_then(Delta::last));
            let newer = last.is_none_or(|last| block > last);
            return Ok(if newer { Place::NotCoveredYet } else { Place::NeverIssued });
        };
        if record.flags.has(BlockFlags::OPEN) {
            return Ok(Place::NotCoveredYet);
        }
        if index >= record.count {
            return Ok(Place::NeverIssued);
        }
        // All that comes from far memory is asked for before the hash is computed, which takes as long.
        let stored = self.stored(&record, in_delta, index, signed)?;
        let status = self.status(&record, in_delta, index)?;
        let genuine = stored.is_none_or(|stored| stored.is(&self.base.salt.fingerprint_of(&chars)));
        Ok(Place::Unit(Unit { record, in_delta, genuine, status }))
    }

    /// The newest record of a block, and whether the delta brought it.
    #[inline]
    fn record(&self, number: u32) -> Result<Option<(BlockRecord, bool)>, PageError> {
        let Some(delta) = &self.delta else {
            return Ok(self.base.record(number)?.map(|(_, record)| (record, false)));
        };
        if let Some(record) = delta.record(number) {
            return Ok(Some((*record, true)));
        }
        let Some((_, record)) = self.base.record(number)? else { return Ok(None) };
        Ok(Some((with_flags(record, delta.flags(number)), false)))
    }

    /// The fingerprint to compare with; `None` where a signature stands for it.
    #[inline]
    fn stored(
        &self,
        record: &BlockRecord,
        in_delta: bool,
        index: u16,
        signed: bool,
    ) -> Result<Option<Stored>, PageError> {
        if signed && self.believes_signature(record) {
            return Ok(None);
        }
        if record.flags.has(BlockFlags::NO_FINGERPRINTS) {
            return Err(PageError::SignatureNeeded);
        }
        match self.delta.as_ref().filter(|_| in_delta) {
            Some(delta) => delta.stored(record, index).map_err(delta_malformed),
            None => self.base.stored(record, index),
        }
        .map(Some)
    }

    fn believes_signature(&self, record: &BlockRecord) -> bool {
        let key = self.catalogue.profile(record.profile).map(|profile| profile.label_key);
        record.flags.has(BlockFlags::SIGNED_LABELS)
            && key.is_some_and(|key| !self.alerts.is_revoked(key, record.number))
    }

    #[inline]
    fn status(&self, record: &BlockRecord, in_delta: bool, index: u16) -> Result<Status, PageError> {
        let rank = record.first_rank + u64::from(index);
        let changed = self.delta.as_ref().and_then(|delta| delta.change(rank));
        let own = match changed {
            Some(status) => status,
            None if in_delta => Status::Active,
            None => self.base.status(record, index)?,
        };
        Ok(as_block(own, record.flags))
    }

    fn fact(&self, unit: &Unit) -> Result<Fact, PageError> {
        let record = &unit.record;
        let malformed = |what| PageError::Malformed { object: ObjectKind::Blocks, what: Malformed(what) };
        let sheet = self.catalogue.sheet(record.product);
        let sheet = sheet.ok_or_else(|| malformed("a block is of a product that is not there"))?;
        let profile = self.catalogue.profile(record.profile);
        let profile = profile.ok_or_else(|| malformed("a block has a profile that is not there"))?;
        let number = BlockNumber::new(record.number).map_err(|_| malformed("a block number is too high"))?;
        let made_at = i64::try_from(record.made_at).ok().and_then(|s| Timestamp::from_second(s).ok());
        let made_at = made_at.ok_or_else(|| malformed("a production time is too late"))?;
        let expiry = record.expiry_date().map_err(|what| malformed(what.0))?;
        let lot = self.lot(record, unit.in_delta)?.map(str::to_owned);
        let block = BlockFacts {
            number,
            gtin: sheet.product.gtin.clone(),
            facility: profile.facility.clone(),
            place: profile.place.clone(),
            line: profile.line.clone(),
            made_at,
            lot,
            expiry,
            markets: profile.markets.clone(),
        };
        Ok(Fact { product: product_of(&sheet.product, profile), block, status: unit.status })
    }

    fn lot(&self, record: &BlockRecord, in_delta: bool) -> Result<Option<&str>, PageError> {
        let Some(at) = record.lot.checked_sub(1) else { return Ok(None) };
        match self.delta.as_ref().filter(|_| in_delta) {
            Some(delta) => delta.lot(at).map_err(delta_malformed),
            None => self.base.lot(at),
        }
        .map(Some)
    }

    /// What is known of an imported serial: one that the brand made by its own rules.
    ///
    /// Such a serial does not say when it was issued, so one that is newer than the bundle is
    /// [`Finding::NeverIssued`] like any other that is not there.
    ///
    /// # Errors
    /// As [`Self::try_find`].
    pub fn try_find_imported(&self, gtin: &Gtin, serial: &str) -> Result<Finding, PageError> {
        let key = self.base.salt.imported_key(gtin, serial);
        let newer = self.delta.as_ref().and_then(|delta| delta.imported(key));
        let entry = match newer {
            Some(entry) => Some(entry),
            None => self.base.imported(key)?,
        };
        let Some(entry) = entry else { return Ok(Finding::NeverIssued) };
        let (record, in_delta) = self.class(entry.class)?;
        let status = as_block(entry.status, record.flags);
        let fact = self.fact(&Unit { record, in_delta, genuine: true, status })?;
        Ok(if fact.product.gtin == *gtin { Finding::Issued(Box::new(fact)) } else { Finding::NeverIssued })
    }

    fn class(&self, class: u32) -> Result<(BlockRecord, bool), PageError> {
        let (class, blocks) = (u64::from(class), self.base.binding.blocks);
        let delta = self.delta.as_ref();
        if class < blocks {
            let record = self.base.record_at(class)?;
            let flags = delta.and_then(|delta| delta.flags(record.number));
            return Ok((with_flags(record, flags), false));
        }
        let record = delta.and_then(|delta| delta.record_at(class - blocks));
        let record = record.ok_or(delta_malformed(Malformed("an imported serial is of no block")))?;
        Ok((*record, true))
    }
}

fn delta_malformed(what: Malformed) -> PageError {
    PageError::Malformed { object: ObjectKind::Delta, what }
}

/// A record with its flags changed, but for those that say how its fingerprints lie.
fn with_flags(record: BlockRecord, changed: Option<BlockFlags>) -> BlockRecord {
    const LAID: [BlockFlags; 3] = [BlockFlags::STRONG, BlockFlags::NO_FINGERPRINTS, BlockFlags::IMPORTED];
    let Some(changed) = changed else { return record };
    let flags =
        LAID.into_iter().fold(changed.without(&LAID), |flags, laid| flags.with(laid, record.flags.has(laid)));
    BlockRecord { flags, ..record }
}

/// The status of a unit in a block that may be called back as a whole. What is worse than a recall stays.
fn as_block(own: Status, flags: BlockFlags) -> Status {
    let milder = matches!(own, Status::Active | Status::Sold | Status::Returned | Status::Refurbished);
    if milder && flags.has(BlockFlags::RECALLED) { Status::Recalled } else { own }
}

fn product_of(product: &Product, profile: &Profile) -> Product {
    let product = product.clone();
    match profile.warranty {
        WarrantyRule::AsProduct => product,
        WarrantyRule::Own(warranty_months) => Product { warranty_months, ..product },
    }
}
