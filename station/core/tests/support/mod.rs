// SPDX-License-Identifier: GPL-3.0-or-later
//! A made-up maker behind the `Lookup` trait, and scans of its labels.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;

use drivers_api::{Carrier, DeviceId, Monotonic, Payload, RawScan};
use gs1::Gtin;
use jiff::{SignedDuration, Timestamp};
use registry_api::bundle::{Finding, Lookup, Shipment, Trusted};
use registry_api::fact::{BlockFacts, Fact, Product, Status};
use registry_api::serial::{BlockNumber, IssueKey, Locator, Serial, TagInput};
use station_api::{CardId, Role};
use station_core::{BundleTrust, ClockConfidence, Ground, Now, Session, Site, Stamp, Step};

pub const GTIN: &str = "09521321000018";
pub const OTHER_GTIN: &str = "09521321000025";
pub const FOREIGN_GTIN: &str = "04006381333931";

pub fn issued() -> Timestamp {
    "2026-11-20T09:40:00Z".parse().unwrap()
}

pub struct Maker {
    pub facts: BTreeMap<Serial, Fact>,
    pub fakes: Vec<Serial>,
    pub shipments: Vec<Shipment>,
    products: Vec<Product>,
}

/// Units 0 to 9 of block 1, each as the test wants it.
impl Maker {
    pub fn new() -> Self {
        let product = |gtin: &str, name: &str| Product {
            gtin: Gtin::new(gtin).unwrap(),
            name: name.into(),
            warranty_months: Some(24),
        };
        let products = vec![product(GTIN, "Infusion pump P2"), product(OTHER_GTIN, "Torque sensor TS-40")];
        let facts = (0..10).map(|i| (unit(i), fact(&products[0]))).collect();
        Self { facts, fakes: vec![], shipments: vec![], products }
    }

    pub fn set(mut self, index: u16, change: impl FnOnce(&mut Fact)) -> Self {
        change(self.facts.get_mut(&unit(index)).unwrap());
        self
    }

    pub fn status(self, index: u16, status: Status) -> Self {
        self.set(index, |fact| fact.status = status)
    }

    pub fn expecting(mut self, units: &[u16]) -> Self {
        let serials = units.iter().map(|i| unit(*i)).collect();
        self.shipments.push(Shipment { number: "4500128".into(), facility: "dock".into(), serials });
        self
    }
}

fn fact(product: &Product) -> Fact {
    Fact {
        product: product.clone(),
        block: BlockFacts {
            number: BlockNumber::new(1).unwrap(),
            gtin: product.gtin.clone(),
            facility: "9521321000018".into(),
            place: "Pune".into(),
            line: "1".into(),
            made_at: "2026-03-15T08:00:00Z".parse().unwrap(),
            lot: Some("88123".into()),
            expiry: None,
            markets: vec!["DE".into()],
        },
        status: Status::Active,
    }
}

impl Lookup for Maker {
    fn find(&self, serial: &Serial) -> Finding {
        if self.fakes.contains(serial) {
            return Finding::ReportedFake;
        }
        let locator = serial.locator();
        match self.facts.get(serial) {
            Some(fact) => Finding::Issued(Box::new(fact.clone())),
            None if locator.block.get() > 1 => Finding::NotCoveredYet,
            None if locator.block.get() == 1 && locator.index < 10 => {
                Finding::CheckFailed(Box::new(fact(&self.products[0])))
            }
            None => Finding::NeverIssued,
        }
    }

    fn product(&self, gtin: &Gtin) -> Option<&Product> {
        self.products.iter().find(|p| p.gtin == *gtin)
    }

    fn shipments(&self, facility: &str) -> Vec<&Shipment> {
        self.shipments.iter().filter(|s| s.facility == facility).collect()
    }
}

pub fn serial_at(block: u32, index: u16) -> Serial {
    let key = IssueKey::from_bytes(&[3; 32]);
    let made_at = "2026-03-15T08:00:00Z".parse().unwrap();
    let input = TagInput { brand: "acme", facility: "9521321000018", line: "1", made_at };
    key.mint(&input, Locator { block: BlockNumber::new(block).unwrap(), index }).unwrap()
}

pub fn unit(index: u16) -> Serial {
    serial_at(1, index)
}

pub fn label(serial: &str) -> String {
    format!("https://id.gs1.org/01/{GTIN}/21/{serial}")
}

pub fn scan_of(text: &str) -> RawScan {
    RawScan {
        device: DeviceId::new("scanner").unwrap(),
        carrier: Carrier::Scanner,
        symbology: None,
        payload: Payload::new(text.as_bytes().to_vec()).unwrap(),
        tag_uid: vec![],
        captured: Monotonic(0),
    }
}

pub fn site(role: Role) -> Site {
    Site {
        role,
        facility: "dock".into(),
        market: Some("DE".into()),
        shipment: None,
        reading: gs1::Options::default(),
    }
}

/// A station at work: a session, a maker, and a clock the test turns.
pub struct Desk {
    pub session: Session,
    pub maker: Maker,
    pub trust: BundleTrust,
    pub age: SignedDuration,
    pub mono: Monotonic,
}

impl Desk {
    pub fn new(role: Role, maker: Maker) -> Self {
        let issued = issued();
        let expires = issued + SignedDuration::from_hours(72);
        Self {
            session: Session::new(site(role), CardId(1)),
            maker,
            trust: BundleTrust::Trusted(Trusted { sequence: 7, issued, expires }),
            age: SignedDuration::from_mins(25),
            mono: Monotonic(1_000_000),
        }
    }

    pub fn now(&self) -> Now {
        let stamp = Stamp { at: issued() + self.age, clock: ClockConfidence::Plausible, offset_min: 60 };
        Now { stamp, mono: self.mono }
    }

    pub fn ground(&self) -> Ground<'_> {
        let lookup = matches!(self.trust, BundleTrust::Trusted(_)).then_some(&self.maker as &dyn Lookup);
        Ground { lookup, trust: &self.trust }
    }

    pub fn wait(&mut self, seconds: u64) {
        self.mono = Monotonic(self.mono.0 + seconds * 1_000_000);
    }

    /// Scans, commits, and lets ten seconds pass.
    pub fn scan(&mut self, text: &str) -> Step {
        let step = self.session.scan(&scan_of(text), &self.ground(), &self.now());
        self.session.commit(step.effect.clone());
        self.wait(10);
        step
    }
}
