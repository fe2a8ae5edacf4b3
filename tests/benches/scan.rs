// SPDX-License-Identifier: GPL-3.0-or-later
//! What a scan costs before it is written: each piece beside its peer, in the same run.
//!
//! `target/release/ratios` reads the results and prints one line per pair.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use registry_api::bundle::plain::{Block, Content, Head, PlainBundle, fingerprint, publish};
use registry_api::bundle::{Lookup, TrustRoot};
use registry_api::fact::{BlockFacts, Product};
use registry_api::serial::{BlockNumber, IssueKey, Locator, MAX_BLOCK_UNITS, Serial, TagInput};
use registry_api::{PublicKey, Signature};
use ring::signature::{Ed25519KeyPair, KeyPair};
use rusqlite::Connection;

/// Units in the bundle and in the peer's table.
const BLOCKS: u32 = 25;

struct Maker {
    issue: IssueKey,
    sign: Ed25519KeyPair,
    serials: Vec<Serial>,
}

fn facts(number: u32) -> BlockFacts {
    BlockFacts {
        number: BlockNumber::new(number).unwrap(),
        gtin: gs1::Gtin::new("09521321000018").unwrap(),
        facility: "9521321000018".into(),
        place: "Pune".into(),
        line: "4".into(),
        made_at: "2026-03-15T08:00:00Z".parse().unwrap(),
        lot: Some("88123".into()),
        expiry: None,
        markets: vec![],
    }
}

fn input(facts: &BlockFacts) -> TagInput<'_> {
    TagInput { brand: "acme", facility: &facts.facility, line: &facts.line, made_at: facts.made_at }
}

impl Maker {
    fn new() -> Self {
        let issue = IssueKey::from_bytes(&[5; 32]);
        let serials = (1..=BLOCKS)
            .flat_map(|block| (0..MAX_BLOCK_UNITS).map(move |index| (block, index)))
            .map(|(block, index)| {
                let locator = Locator { block: BlockNumber::new(block).unwrap(), index };
                issue.mint(&input(&facts(block)), locator).unwrap()
            })
            .collect();
        Self { issue, sign: Ed25519KeyPair::from_seed_unchecked(&[6; 32]).unwrap(), serials }
    }

    fn bundle(&self) -> PlainBundle {
        let blocks =
            self.serials.chunks(usize::from(MAX_BLOCK_UNITS)).zip(1..).map(|(serials, number)| Block {
                facts: facts(number),
                open: false,
                fingerprints: serials.iter().map(|s| fingerprint("salt", s)).collect(),
                statuses: BTreeMap::new(),
            });
        let content = Content {
            salt: "salt".into(),
            products: vec![Product {
                gtin: gs1::Gtin::new("09521321000018").unwrap(),
                name: "Infusion pump P2".into(),
                warranty_months: Some(24),
            }],
            blocks: blocks.collect(),
            reported_fakes: BTreeSet::new(),
            shipments: vec![],
        };
        let public = PublicKey::from_bytes(self.sign.public_key().as_ref().try_into().unwrap());
        let head = |content_sha256, content_len| Head {
            brand: "acme".into(),
            sequence: 1,
            issued: "2026-11-01T00:00:00Z".parse().unwrap(),
            expires: "2026-11-04T00:00:00Z".parse().unwrap(),
            content_sha256,
            content_len,
            key: public.id(),
        };
        let sign = |bytes: &[u8]| Signature::from_bytes(self.sign.sign(bytes).as_ref().try_into().unwrap());
        let file = publish(&content, head, sign).unwrap();
        let root = TrustRoot { version: 1, brand: "acme".into(), publish_keys: vec![public] };
        PlainBundle::open(&file, &root, 0).unwrap()
    }

    /// The same serials as a table keyed by serial, as a station without a bundle would hold them.
    fn table(&self) -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE unit(serial TEXT PRIMARY KEY, block INTEGER, status INTEGER) WITHOUT ROWID",
            )
            .unwrap();
        let all = connection.transaction().unwrap();
        for serial in &self.serials {
            let block = serial.locator().block.get();
            all.execute("INSERT INTO unit VALUES(?1, ?2, 0)", (serial.as_str(), block)).unwrap();
        }
        all.commit().unwrap();
        connection
    }
}

/// The next serial in an order that no cache can foresee.
fn stroll(serials: &[Serial], at: &mut usize) -> Serial {
    *at = (*at + 7919) % serials.len();
    serials[*at]
}

fn lookup(c: &mut Criterion) {
    let maker = Maker::new();
    let mut group = c.benchmark_group("lookup");
    let (bundle, mut at) = (maker.bundle(), 0);
    group.bench_function(BenchmarkId::from_parameter("ours"), |b| {
        b.iter(|| bundle.find(black_box(&stroll(&maker.serials, &mut at))));
    });
    let (table, mut at) = (maker.table(), 0);
    let mut find = table.prepare("SELECT block, status FROM unit WHERE serial = ?1").unwrap();
    group.bench_function(BenchmarkId::from_parameter("SQLite WITHOUT ROWID"), |b| {
        b.iter(|| {
            let serial = stroll(&maker.serials, &mut at);
            find.query_row([black_box(serial.as_str())], |row| {
                Ok((row.get::<_, u32>(0)?, row.get::<_, u8>(1)?))
            })
            .unwrap()
        });
    });
    group.finish();
}

fn mint(c: &mut Criterion) {
    let maker = Maker::new();
    let facts = facts(1);
    let locator = maker.serials[0].locator();
    let message = input(&facts).message(locator);
    let mut group = c.benchmark_group("mint");
    group.bench_function(BenchmarkId::from_parameter("ours"), |b| {
        b.iter(|| maker.issue.mint(&input(&facts), black_box(locator)).unwrap());
    });
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &[5; 32]);
    group.bench_function(BenchmarkId::from_parameter("bare HMAC-SHA256 (the limit)"), |b| {
        b.iter(|| ring::hmac::sign(&key, black_box(&message)));
    });
    group.finish();
}

fn verdict(c: &mut Criterion) {
    let maker = Maker::new();
    let bundle = maker.bundle();
    let link = format!("]Q1https://id.gs1.org/01/09521321000018/21/{}", maker.serials[5]);
    let trust = station_core::BundleTrust::Trusted(bundle.trusted().clone());
    let now = "2026-11-02T00:00:00Z".parse().unwrap();
    let scan = drivers_api::RawScan {
        device: drivers_api::DeviceId::new("scanner").unwrap(),
        carrier: drivers_api::Carrier::Scanner,
        symbology: None,
        payload: drivers_api::Payload::new(link.clone().into_bytes()).unwrap(),
        tag_uid: vec![],
        captured: drivers_api::Monotonic(0),
    };
    let mut group = c.benchmark_group("label to verdict");
    group.bench_function(BenchmarkId::from_parameter("ours"), |b| {
        b.iter(|| {
            let item = station_core::reading::read(black_box(&scan), &gs1::Options::default()).unwrap();
            let ground = station_core::Ground { lookup: Some(&bundle), trust: &trust };
            station_core::verdict::judge(&item, &ground, &station_core::verdict::Place::default(), now)
        });
    });
    group.bench_function(BenchmarkId::from_parameter("reading alone"), |b| {
        b.iter(|| gs1::parse(black_box(link.as_bytes()), &gs1::Options::default()).unwrap());
    });
    group.finish();
}

criterion_group!(benches, lookup, mint, verdict);
criterion_main!(benches);
