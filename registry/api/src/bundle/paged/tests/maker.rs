// SPDX-License-Identifier: MIT OR Apache-2.0
//! A maker whose units go into both forms of bundle.

use std::collections::{BTreeMap, BTreeSet};

use ring::signature::{Ed25519KeyPair, KeyPair};

use crate::bundle::paged::*;
use crate::bundle::plain::{self, Block, Content, Head, PlainBundle};
use crate::bundle::{Shipment, TrustRoot, Trusted};
use crate::fact::{BlockFacts, Product, Status};
use crate::serial::{BlockNumber, IssueKey, Locator, Serial, TagInput};
use crate::{PublicKey, Signature};

pub(super) const SALT: Salt = {
    // The bytes only have to differ from the plain form's text.
    Salt::from_bytes(*b"sixteen byte sal")
};

pub(super) const GTINS: [&str; 3] = ["09521321000018", "04012345678901", "00012345678905"];

/// One block of a made-up maker.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) number: u32,
    pub(super) units: u16,
    pub(super) statuses: BTreeMap<u16, Status>,
    pub(super) open: bool,
    pub(super) product: usize,
    pub(super) lot: Option<String>,
    pub(super) line: u8,
    pub(super) expiry_days: Option<u32>,
    pub(super) markets: Vec<String>,
    pub(super) strong: bool,
    pub(super) recalled: bool,
}

impl Made {
    pub(super) fn simple(number: u32, units: u16) -> Self {
        Self {
            number,
            units,
            statuses: BTreeMap::new(),
            open: false,
            product: 0,
            lot: Some(format!("L{}", number / 2)),
            line: 4,
            expiry_days: None,
            markets: vec!["DE".into()],
            strong: false,
            recalled: false,
        }
    }

    pub(super) fn facts(&self) -> BlockFacts {
        let epoch = jiff::civil::date(2026, 1, 1);
        BlockFacts {
            number: BlockNumber::new(self.number).unwrap(),
            gtin: gs1::Gtin::new(GTINS[self.product]).unwrap(),
            facility: "9521321000018".into(),
            place: "Pune".into(),
            line: self.line.to_string(),
            made_at: jiff::Timestamp::from_second(1_770_000_000 + i64::from(self.number % 100_000)).unwrap(),
            lot: self.lot.clone(),
            expiry: self.expiry_days.map(|days| epoch + jiff::Span::new().days(days)),
            markets: self.markets.clone(),
        }
    }

    pub(super) fn serial(&self, index: u16) -> Serial {
        let facts = self.facts();
        let input =
            TagInput { brand: "acme", facility: &facts.facility, line: &facts.line, made_at: facts.made_at };
        let key = IssueKey::from_bytes(&[9; 32]);
        key.mint(&input, Locator { block: facts.number, index }).unwrap()
    }

    pub(super) fn draft<'a>(&self, facts: &'a BlockFacts) -> BlockDraft<'a> {
        let flag = |set, flag| if set { flag } else { BlockFlags::NONE };
        let flags = flag(self.open, BlockFlags::OPEN)
            | flag(self.strong, BlockFlags::STRONG)
            | flag(self.recalled, BlockFlags::RECALLED);
        BlockDraft { flags, ..BlockDraft::closed(facts) }
    }

    /// Units as both builders take them; an open block has none yet.
    pub(super) fn units(&self) -> Vec<(Serial, Status)> {
        let count = if self.open { 0 } else { self.units };
        let status = |index| self.statuses.get(&index).copied().unwrap_or(Status::Active);
        (0..count).map(|index| (self.serial(index), status(index))).collect()
    }

    /// What the plain form, which has no recall of a whole block, says of each unit.
    fn plain_statuses(&self) -> BTreeMap<u16, Status> {
        let worse = |s: &Status| matches!(s, Status::Scrapped | Status::Stolen | Status::Counterfeit);
        let mut statuses = self.statuses.clone();
        if self.recalled {
            let kept = |index: &u16| self.statuses.get(index).is_some_and(worse);
            (0..self.units).filter(|index| !kept(index)).for_each(|index| {
                statuses.insert(index, Status::Recalled);
            });
        }
        statuses.retain(|_, status| *status != Status::Active);
        statuses
    }
}

/// Everything a maker says.
#[derive(Debug, Clone, Default)]
pub(super) struct World {
    pub(super) blocks: Vec<Made>,
    pub(super) fakes: BTreeSet<Serial>,
    pub(super) shipments: Vec<Shipment>,
}

pub(super) fn products() -> Vec<Product> {
    let product = |(at, gtin): (usize, &&str)| Product {
        gtin: gs1::Gtin::new(gtin).unwrap(),
        name: format!("Pump {at} für Übung"),
        warranty_months: [Some(24), None, Some(0)][at],
    };
    GTINS.iter().enumerate().map(product).collect()
}

pub(super) fn trusted() -> Trusted {
    Trusted {
        sequence: 7,
        issued: "2026-11-01T00:00:00Z".parse().unwrap(),
        expires: "2026-11-04T00:00:00Z".parse().unwrap(),
    }
}

/// The plain form of a world.
pub(super) fn plain(world: &World) -> PlainBundle {
    let key = Ed25519KeyPair::from_seed_unchecked(&[1; 32]).unwrap();
    let public = PublicKey::from_bytes(key.public_key().as_ref().try_into().unwrap());
    let block = |made: &Made| Block {
        facts: made.facts(),
        open: made.open,
        fingerprints: made.units().iter().map(|(serial, _)| plain::fingerprint("salt", serial)).collect(),
        statuses: made.plain_statuses(),
    };
    let content = Content {
        salt: "salt".into(),
        products: products(),
        blocks: world.blocks.iter().map(block).collect(),
        reported_fakes: world.fakes.clone(),
        shipments: world.shipments.clone(),
    };
    let head = |content_sha256, content_len| Head {
        brand: "acme".into(),
        sequence: 7,
        issued: trusted().issued,
        expires: trusted().expires,
        content_sha256,
        content_len,
        key: public.id(),
    };
    let sign = |bytes: &[u8]| Signature::from_bytes(key.sign(bytes).as_ref().try_into().unwrap());
    let file = plain::publish(&content, head, sign).unwrap();
    let root = TrustRoot { version: 1, brand: "acme".into(), publish_keys: vec![public] };
    PlainBundle::open(&file, &root, 0).unwrap()
}

pub(super) type Objects = (Contents, Parts<Memory>);

pub(super) fn builder() -> Builder<MemorySink> {
    let mut builder = Builder::new(MemorySink::default(), SALT).unwrap();
    products().into_iter().for_each(|product| builder.product(product.into()).unwrap());
    builder
}

/// Ends a base with alerts.
pub(super) fn objects(builder: Builder<MemorySink>, alerts: &Alerts) -> Objects {
    let mut built = builder.finish(alerts).unwrap();
    let contents = Contents { salt: SALT, objects: built.objects };
    let mut one = |kind| built.sink.take(kind).pop();
    let mut pages = |kind| one(kind).map(Memory::new);
    let (blocks, lots) = (pages(ObjectKind::Blocks).unwrap(), pages(ObjectKind::Lots).unwrap());
    let fingerprints = pages(ObjectKind::Fingerprints).unwrap();
    let exceptions = pages(ObjectKind::Exceptions).unwrap();
    let opaque = pages(ObjectKind::Opaque);
    let (leaves, products) = (one(ObjectKind::Leaves).unwrap(), one(ObjectKind::Products).unwrap());
    let alerts = one(ObjectKind::Alerts).unwrap();
    let manifests = built.sink.take(ObjectKind::Manifest);
    let parts = Parts {
        blocks,
        lots,
        fingerprints,
        exceptions,
        opaque,
        leaves,
        products,
        alerts,
        manifests,
        delta: None,
    };
    (contents, parts)
}

pub(super) fn alerts(world: &World) -> Alerts {
    Alerts { reported_fakes: world.fakes.clone(), ..Alerts::default() }
}

/// The paged form of a world.
pub(super) fn paged(world: &World) -> Objects {
    let mut builder = builder();
    for made in &world.blocks {
        builder.block(&made.draft(&made.facts()), made.units()).unwrap();
    }
    manifests(world).iter().for_each(|manifest| builder.manifest(manifest).unwrap());
    objects(builder, &alerts(world))
}

pub(super) fn manifests(world: &World) -> Vec<Manifest> {
    let facilities: BTreeSet<_> = world.shipments.iter().map(|shipment| &shipment.facility).collect();
    let unit = |serial: &Serial| ExpectedUnit { serial: *serial, tag_keys: vec![7; 3] };
    let shipment = |shipment: &Shipment| ExpectedShipment {
        number: shipment.number.clone(),
        named: true,
        units: shipment.serials.iter().map(unit).collect(),
    };
    let manifest = |facility: &String| Manifest {
        facility: facility.clone(),
        shipments: world.shipments.iter().filter(|s| s.facility == *facility).map(shipment).collect(),
    };
    facilities.into_iter().map(manifest).collect()
}

pub(super) fn open((contents, parts): &Objects) -> PagedBundle<Memory> {
    PagedBundle::open(trusted(), contents, parts.clone()).unwrap()
}

/// The serial with another tag.
pub(super) fn forge(serial: &Serial) -> Serial {
    let text = serial.as_str();
    let last = if text.ends_with('0') { "1" } else { "0" };
    Serial::parse(&format!("{}{last}", &text[..19])).unwrap()
}

/// A serial at a locator, with a tag of zeros.
pub(super) fn at(block: u32, index: u16) -> Serial {
    let facts = Made::simple(block, 1);
    let minted = IssueKey::from_bytes(&[3; 32]);
    let facts = facts.facts();
    let input = TagInput { brand: "x", facility: "y", line: "z", made_at: facts.made_at };
    minted.mint(&input, Locator { block: facts.number, index }).unwrap()
}
