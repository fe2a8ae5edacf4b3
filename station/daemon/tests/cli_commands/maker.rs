// SPDX-License-Identifier: GPL-3.0-or-later
//! A maker with serials of every kind and the key that signs its bundles.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gs1::Gtin;
use jiff::{SignedDuration, Timestamp};
use registry_api::bundle::plain::{Block, Content, Head, fingerprint, publish};
use registry_api::bundle::{Shipment, TrustRoot};
use registry_api::fact::{BlockFacts, Product, Status};
use registry_api::serial::{BlockNumber, IssueKey, Locator, Serial, TagInput};
use registry_api::{PublicKey, Signature};
use ring::signature::{Ed25519KeyPair, KeyPair};

pub(crate) const GTIN: &str = "09521321000018";
pub(crate) const FAKE: &str = "ZZZZZZZZZZZZZZZZZZZZ";
pub(crate) const FACILITY: &str = "9521321000018";
/// When the bundle of the tests was signed; it is fresh for three days.
pub(crate) const ISSUED: &str = "2026-11-01T00:00:00Z";
/// A moment at which it is fresh.
pub(crate) const FRESH: &str = "2026-11-02T00:00:00Z";
const SALT: &str = "salt";

pub(crate) struct Maker {
    brand: String,
    key: Ed25519KeyPair,
    issue: IssueKey,
}

pub(crate) fn maker() -> Maker {
    Maker::named("acme", 1)
}

impl Maker {
    pub(crate) fn named(brand: &str, seed: u8) -> Self {
        let key = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        Self { brand: brand.into(), key, issue: IssueKey::from_bytes(&[9; 32]) }
    }

    fn public(&self) -> PublicKey {
        PublicKey::from_bytes(self.key.public_key().as_ref().try_into().unwrap())
    }

    pub(crate) fn root(&self) -> TrustRoot {
        TrustRoot { version: 1, brand: self.brand.clone(), publish_keys: vec![self.public()] }
    }

    /// The serial of a unit, issued or not.
    pub(crate) fn serial(&self, block: u32, index: u16) -> Serial {
        let facts = facts(block);
        let input =
            TagInput { brand: "acme", facility: &facts.facility, line: &facts.line, made_at: facts.made_at };
        self.issue.mint(&input, Locator { block: facts.number, index }).unwrap()
    }

    /// The same unit with a guessed check part.
    pub(crate) fn forged(&self, block: u32, index: u16) -> String {
        format!("{}000000000000", &self.serial(block, index).as_str()[..8])
    }

    /// Its label as scan data.
    pub(crate) fn label(&self, block: u32, index: u16) -> String {
        label(self.serial(block, index).as_str())
    }

    fn block(&self, number: u32, units: u16, statuses: &[(u16, Status)]) -> Block {
        let fingerprints = (0..units).map(|i| fingerprint(SALT, &self.serial(number, i))).collect();
        let statuses = statuses.iter().copied().collect::<BTreeMap<_, _>>();
        Block { facts: facts(number), open: false, fingerprints, statuses }
    }

    /// Block 1: unit 0 good, 1 recalled, 2 stolen, 3 returned. Block 2 expired. Block 3 was never issued.
    /// Block 4 is still open.
    pub(crate) fn content(&self) -> Content {
        let statuses = [(1, Status::Recalled), (2, Status::Stolen), (3, Status::Returned)];
        let blocks = vec![
            self.block(1, 6, &statuses),
            self.block(2, 1, &[]),
            Block { open: true, ..self.block(4, 0, &[]) },
        ];
        let name = "Torque sensor".to_owned();
        let products = vec![Product { gtin: Gtin::new(GTIN).unwrap(), name, warranty_months: Some(24) }];
        let shipments = Vec::<Shipment>::new();
        let reported_fakes = BTreeSet::from([Serial::parse(FAKE).unwrap()]);
        Content { salt: SALT.into(), products, blocks, reported_fakes, shipments }
    }

    /// A bundle signed at `issued`, fresh for three days.
    pub(crate) fn bundle(&self, sequence: u64, issued: Timestamp) -> Vec<u8> {
        let head = |content_sha256, content_len| Head {
            brand: self.brand.clone(),
            sequence,
            issued,
            expires: issued + SignedDuration::from_hours(72),
            content_sha256,
            content_len,
            key: self.public().id(),
        };
        publish(&self.content(), head, |bytes| {
            Signature::from_bytes(self.key.sign(bytes).as_ref().try_into().unwrap())
        })
        .unwrap()
    }

    /// A folder as `registry bundle build --out DIR` leaves it.
    pub(crate) fn export(&self, dir: &Path) {
        std::fs::write(dir.join("root.json"), serde_json::to_vec(&self.root()).unwrap()).unwrap();
        std::fs::write(dir.join("current.bundle"), self.bundle(7, ISSUED.parse().unwrap())).unwrap();
    }
}

/// A GS1 DataMatrix of a unit of the product.
pub(crate) fn label(serial: &str) -> String {
    format!("]d201{GTIN}21{serial}")
}

fn facts(number: u32) -> BlockFacts {
    BlockFacts {
        number: BlockNumber::new(number).unwrap(),
        gtin: Gtin::new(GTIN).unwrap(),
        facility: FACILITY.into(),
        place: "Pune".into(),
        line: "4".into(),
        made_at: "2026-03-15T08:00:00Z".parse().unwrap(),
        lot: Some("88123".into()),
        expiry: (number == 2).then(|| "2026-10-31".parse().unwrap()),
        markets: vec!["DE".into()],
    }
}
