// SPDX-License-Identifier: GPL-3.0-or-later
//! Stations, decisions and bundles to test with.

use std::path::Path;

use drivers_api::{Carrier, DeviceId, Signal};
use gs1::Gtin;
use jiff::{SignedDuration, Timestamp};
use registry_api::bundle::TrustRoot;
use registry_api::bundle::plain::{Content, Head, publish};
use registry_api::chain::Batch;
use registry_api::epcis::{Act, CustodyEvent};
use registry_api::http::{BatchAnswer, EnrolAnswer, RowOutcome};
use registry_api::{PublicKey, Signature};
use ring::signature::{Ed25519KeyPair, KeyPair};
use rusqlite::Connection;
use station_api::{CardId, Evidence, Verdict};
use station_core::{ClockConfidence, Decision, JournalEntry, ScanEntry, Stamp};
use station_store::{Identity, StateDir, Store};
use tempfile::TempDir;

pub(crate) const STATION: &str = "ST-1";

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An enrolled station in a directory of its own.
pub(crate) struct Site {
    pub(crate) dir: StateDir,
    pub(crate) identity: Identity,
    _temp: TempDir,
}

impl Site {
    pub(crate) fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let dir = StateDir::new(temp.path().join("state"));
        let identity = enrolled(&dir);
        Self { dir, identity, _temp: temp }
    }

    pub(crate) fn store(&self) -> Store {
        self.dir.store(&self.identity).unwrap()
    }

    /// The raw database, as a fault or a forger would see it.
    pub(crate) fn raw(&self) -> Connection {
        Connection::open(self.dir.database()).unwrap()
    }
}

/// Opens the identity of `dir`, enrolled.
pub(crate) fn enrolled(dir: &StateDir) -> Identity {
    let mut identity = dir.identity().unwrap();
    if identity.enrolment().is_none() {
        identity.enrol(dir, answer(STATION)).unwrap();
    }
    identity
}

pub(crate) fn answer(station: &str) -> EnrolAnswer {
    EnrolAnswer { station: station.into(), facility: "dock".into(), root: Maker::new(1).root() }
}

/// A scan that became card `card` and causes `events` custody events.
pub(crate) fn decision(card: u64, events: u64) -> Decision {
    let at = time("2026-11-23T08:00:00Z") + SignedDuration::from_secs(card.try_into().unwrap());
    let event = |n| CustodyEvent {
        act: Act::DockVerified,
        gtin: Gtin::new("09521321000018").unwrap(),
        serial: format!("S{card}-{n}"),
        at,
        offset_min: 60,
        facility: "dock".into(),
        transaction: None,
        verdict: "genuine".into(),
        reason: "ok".into(),
    };
    let entry = ScanEntry {
        card: CardId(card),
        stamp: Stamp { at, clock: ClockConfidence::Plausible, offset_min: 60 },
        device: DeviceId::new("scanner").unwrap(),
        carrier: Carrier::Scanner,
        symbology: None,
        payload_hex: "5d6432".into(),
        tag_uid_hex: String::new(),
        verdict: Verdict::Genuine,
        evidence: vec![Evidence { code: "block".into(), text: "issued in Pune".into() }],
        bundle: 7,
        support_code: "K7QF".into(),
    };
    Decision {
        entry: JournalEntry::Scan(entry),
        events: (0..events).map(event).collect(),
        signal: Signal::default(),
    }
}

/// Records `count` decisions with one event each.
pub(crate) fn record(store: &mut Store, count: u64) {
    for _ in 0..count {
        let card = store.last_card() + 1;
        store.record(&decision(card, 1)).unwrap();
    }
}

/// The next batch, which must be there and check.
pub(crate) fn batch(store: &Store, identity: &Identity, rows: usize) -> Batch {
    let batch = store.next_batch(rows, usize::MAX).unwrap().unwrap();
    batch.check(&identity.public_key()).unwrap();
    batch
}

/// An answer that took everything.
pub(crate) fn stored(batch: &Batch) -> BatchAnswer {
    let acked_seq = batch.rows.last().unwrap().seq;
    BatchAnswer { acked_seq, rows: vec![RowOutcome::Stored; batch.rows.len()] }
}

/// Somebody who publishes bundles.
pub(crate) struct Maker(Ed25519KeyPair);

impl Maker {
    pub(crate) fn new(seed: u8) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
    }

    fn public(&self) -> PublicKey {
        PublicKey::from_bytes(self.0.public_key().as_ref().try_into().unwrap())
    }

    pub(crate) fn root(&self) -> TrustRoot {
        TrustRoot { version: 1, brand: "acme".into(), publish_keys: vec![self.public()] }
    }

    /// A bundle signed `sequence` hours after the first of November.
    pub(crate) fn bundle(&self, sequence: u32) -> Vec<u8> {
        let issued = time("2026-11-01T00:00:00Z") + SignedDuration::from_hours(sequence.into());
        self.bundle_of(sequence, issued, &format!("salt {sequence}"))
    }

    pub(crate) fn bundle_of(&self, sequence: u32, issued: Timestamp, salt: &str) -> Vec<u8> {
        let content = Content {
            salt: salt.into(),
            products: vec![],
            blocks: vec![],
            reported_fakes: [].into(),
            shipments: vec![],
        };
        let head = |content_sha256, content_len| Head {
            brand: "acme".into(),
            sequence: sequence.into(),
            issued,
            expires: issued + SignedDuration::from_hours(72),
            content_sha256,
            content_len,
            key: self.public().id(),
        };
        let sign = |bytes: &[u8]| Signature::from_bytes(self.0.sign(bytes).as_ref().try_into().unwrap());
        publish(&content, head, sign).unwrap()
    }
}

/// Flips one bit of a file.
pub(crate) fn flip(path: &Path, byte: usize, bit: u8) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[byte] ^= 1 << bit;
    std::fs::write(path, bytes).unwrap();
}
