// SPDX-License-Identifier: MIT OR Apache-2.0
//! A base with its delta, opened.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use gs1::Gtin;

use super::alerts::{AlertList, Pattern, PatternField};
use super::base::{Base, Sources};
use super::catalogue::{Catalogue, Sheet};
use super::contents::{Contents, OpenError, Parts, malformed};
use super::delta::{Delta, DeltaBase};
use super::fingerprint::Salt;
use super::manifest::{Expected, Manifests};
use super::object::ObjectKind;
use super::pages::{PageError, Pages};
use super::record::BlockFlags;
use crate::bundle::{Finding, Lookup, Shipment, Trusted};
use crate::fact::Product;
use crate::serial::Serial;

/// A paged bundle whose publication was trusted.
///
/// Small objects are checked whole when it is opened, pages of the large ones when they are first read. The
/// base is shared by every bundle made from it with [`Self::renewed`], verified pages included.
pub struct PagedBundle<P> {
    pub(super) base: Arc<Base<P>>,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) alerts: AlertList,
    pub(super) delta: Option<Delta>,
    manifests: Manifests,
    trusted: Trusted,
    unanswered: AtomicU64,
}

impl<P: Pages> PagedBundle<P> {
    /// Opens the objects that a trusted publication names.
    ///
    /// # Errors
    /// [`OpenError`] names the object that is missing, another one, or malformed.
    pub fn open(trusted: Trusted, contents: &Contents, parts: Parts<P>) -> Result<Self, OpenError> {
        contents.check(ObjectKind::Leaves, &parts.leaves)?;
        contents.check(ObjectKind::Products, &parts.products)?;
        let catalogue = Catalogue::decode(&parts.products).map_err(malformed(ObjectKind::Products))?;
        let sources = Sources {
            blocks: parts.blocks,
            lots: parts.lots,
            fingerprints: parts.fingerprints,
            exceptions: parts.exceptions,
            opaque: parts.opaque,
        };
        let base = Arc::new(Base::open(contents, sources, &parts.leaves, catalogue)?);
        let light = Light { alerts: parts.alerts, manifests: parts.manifests, delta: parts.delta };
        Self::over(base, trusted, contents, &light)
    }

    /// The same base under a newer publication with another delta, other alerts and manifests.
    ///
    /// # Errors
    /// As [`Self::open`]; [`OpenError::NotNamed`] with `leaves` where the publication has another base.
    pub fn renewed(&self, trusted: Trusted, contents: &Contents, light: &Light) -> Result<Self, OpenError> {
        let same = contents.one(ObjectKind::Leaves)?.sha256 == self.base.binding.leaves;
        if !same || contents.salt != self.base.salt {
            return Err(OpenError::NotNamed(ObjectKind::Leaves));
        }
        Self::over(self.base.clone(), trusted, contents, light)
    }

    fn over(
        base: Arc<Base<P>>,
        trusted: Trusted,
        contents: &Contents,
        light: &Light,
    ) -> Result<Self, OpenError> {
        contents.check(ObjectKind::Alerts, &light.alerts)?;
        let alerts = AlertList::decode(&light.alerts).map_err(malformed(ObjectKind::Alerts))?;
        let manifests = open_manifests(contents, &light.manifests)?;
        let mut catalogue = base.catalogue.clone();
        let delta = open_delta(contents, light.delta.as_deref(), &base.binding, &mut catalogue)?;
        let unanswered = AtomicU64::new(0);
        Ok(Self { base, catalogue: Arc::new(catalogue), alerts, delta, manifests, trusted, unanswered })
    }

    /// What was established about it.
    pub fn trusted(&self) -> &Trusted {
        &self.trusted
    }

    /// What is known of a serial.
    ///
    /// # Errors
    /// [`PageError`] where a page that the answer needs cannot be believed. Then nothing is known.
    pub fn try_find(&self, serial: &Serial) -> Result<Finding, PageError> {
        self.finding(serial, false)
    }

    /// What is known of a serial whose label carries a signature that was checked and found good.
    ///
    /// In a block with signed labels it stands for the fingerprint, unless the block's label key was revoked;
    /// elsewhere it counts for nothing.
    ///
    /// # Errors
    /// As [`Self::try_find`].
    pub fn try_find_signed(&self, serial: &Serial) -> Result<Finding, PageError> {
        self.finding(serial, true)
    }

    /// What is known of a product by its sheet.
    pub fn sheet(&self, gtin: &Gtin) -> Option<&Sheet> {
        self.catalogue.find(gtin).and_then(|at| self.catalogue.sheet(at))
    }

    /// All products, in the order they were added.
    pub fn sheets(&self) -> &[Sheet] {
        self.catalogue.sheets()
    }

    /// Whether a unit is expected here, and the keys of its tag.
    pub fn expected(&self, serial: &Serial) -> Option<Expected<'_>> {
        self.manifests.expected(self.base.salt.fingerprint(serial).expected())
    }

    /// A known counterfeit pattern that a text of a label fits.
    pub fn pattern(&self, field: PatternField, text: &str) -> Option<&Pattern> {
        self.alerts.pattern(field, text)
    }

    /// Whether a label key is revoked for a block.
    pub fn is_label_key_revoked(&self, label_key: u32, block: u32) -> bool {
        self.alerts.is_revoked(label_key, block)
    }

    /// Reads and verifies the small paged objects (blocks, lots, exceptions: 0.1 bytes per unit), after
    /// which a lookup has one page at most still to verify.
    ///
    /// # Errors
    /// [`PageError`] names the first page that cannot be believed.
    pub fn warm(&self) -> Result<(), PageError> {
        self.base.warm()
    }

    /// Reads and verifies every page.
    ///
    /// # Errors
    /// [`PageError`] names the first page that cannot be believed.
    pub fn verify_all(&self) -> Result<(), PageError> {
        self.base.verify_all()
    }

    /// Pages verified so far.
    pub fn verified_pages(&self) -> u64 {
        self.base.verified_pages()
    }

    /// How often [`Lookup::find`] had to say "not covered yet" because a page could not be believed. Above 0
    /// the bundle is damaged: the station must show it and fetch anew.
    pub fn unanswered(&self) -> u64 {
        self.unanswered.load(Ordering::Relaxed)
    }

    /// Salt of the epoch.
    pub fn salt(&self) -> &Salt {
        &self.base.salt
    }

    /// Units with a locator in the base.
    pub fn base_units(&self) -> u64 {
        self.base.binding.ranks
    }

    pub(super) fn base_catalogue(&self) -> &Catalogue {
        &self.base.catalogue
    }

    pub(super) fn binding(&self) -> DeltaBase {
        self.base.binding
    }

    /// Rank of a unit of the base, by its locator.
    pub(super) fn base_rank(&self, serial: &Serial) -> Result<Option<u64>, PageError> {
        let locator = serial.locator();
        let found = self.base.record(locator.block.get())?.map(|(_, record)| record);
        let found = found.filter(|record| locator.index < record.count);
        Ok(found.map(|record| record.first_rank + u64::from(locator.index)))
    }

    /// Place of an imported block of the base.
    pub(super) fn base_class(&self, number: u32) -> Result<Option<u32>, PageError> {
        let found = self.base.record(number)?;
        Ok(found.filter(|(_, record)| record.flags.has(BlockFlags::IMPORTED)).map(|(at, _)| at as u32))
    }
}

/// The objects that change between two publications of one base.
#[derive(Debug, Clone, Default)]
pub struct Light {
    /// What is known of counterfeits.
    pub alerts: Vec<u8>,
    /// Shipments expected here.
    pub manifests: Vec<Vec<u8>>,
    /// What came after the base, where the publication names it.
    pub delta: Option<Vec<u8>>,
}

fn open_manifests(contents: &Contents, manifests: &[Vec<u8>]) -> Result<Manifests, OpenError> {
    let mut opened = Manifests::default();
    for bytes in manifests {
        let mut named = contents.objects.iter().filter(|object| object.kind == ObjectKind::Manifest);
        if !named.any(|object| object.names(bytes)) {
            return Err(OpenError::WrongContent(ObjectKind::Manifest));
        }
        opened.add(bytes).map_err(malformed(ObjectKind::Manifest))?;
    }
    Ok(opened)
}

fn open_delta(
    contents: &Contents,
    bytes: Option<&[u8]>,
    base: &DeltaBase,
    catalogue: &mut Catalogue,
) -> Result<Option<Delta>, OpenError> {
    if !contents.names_any(ObjectKind::Delta) {
        return Ok(None);
    }
    // Without it, recalls would be missed: a publication with a delta is nothing without.
    let bytes = bytes.ok_or(OpenError::Missing(ObjectKind::Delta))?;
    contents.check(ObjectKind::Delta, bytes)?;
    Delta::decode(bytes, base, catalogue).map(Some).map_err(malformed(ObjectKind::Delta))
}

impl<P: Pages> Lookup for PagedBundle<P> {
    /// As [`PagedBundle::try_find`]; a page that cannot be believed makes the answer "not covered yet", which
    /// is neither a pass nor an accusation, and counts in [`PagedBundle::unanswered`].
    fn find(&self, serial: &Serial) -> Finding {
        self.try_find(serial).unwrap_or_else(|_| {
            self.unanswered.fetch_add(1, Ordering::Relaxed);
            Finding::NotCoveredYet
        })
    }

    fn product(&self, gtin: &Gtin) -> Option<&Product> {
        self.sheet(gtin).map(|sheet| &sheet.product)
    }

    /// Shipments whose serials are in clear; [`PagedBundle::expected`] knows the others too.
    fn shipments(&self, facility: &str) -> Vec<&Shipment> {
        self.manifests.shipments(facility)
    }
}
