// SPDX-License-Identifier: MIT OR Apache-2.0
//! The bytes themselves: committed vectors, every flip, and nonsense.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use registry_api::Digest;
use registry_api::bundle::roles::{
    Clock, Head, Kind, Object, Publish, Root, Signed, TrustState, publish_name,
};
use registry_api::label::{BlockRange, LabelKey, LabelKeys};

use crate::maker::*;

fn vectors() -> BTreeMap<&'static str, Vec<u8>> {
    let lines = include_str!("../../vectors/roles.csv").lines().skip(1);
    lines
        .filter_map(|line| line.split_once(','))
        .map(|(name, hex)| (name, HEXLOWER.decode(hex.as_bytes()).unwrap()))
        .collect()
}

fn vector_root() -> Root {
    let issued: Timestamp = "2026-10-01T00:00:00Z".parse().unwrap();
    Root { issued, expires: issued + SignedDuration::from_hours(365 * 24), ..root() }
}

fn vector_publish() -> Publish {
    let digest = |number| Digest::from([number; 32]);
    let range = |first, last| BlockRange::new(first, last).unwrap();
    let key = pair(40).public();
    let label_key = LabelKey { key, blocks: BlockRange::from(0).unwrap(), revoked: vec![range(100, 199)] };
    Publish {
        epoch: 3,
        objects: vec![
            Object {
                kind: 1,
                name: String::new(),
                sha256: digest(1),
                len: 8192,
                leaves: Some((digest(2), 64)),
            },
            Object { kind: 9, name: "9521321000018".into(), sha256: digest(3), len: 32000, leaves: None },
        ],
        label_keys: LabelKeys::new(vec![label_key]).unwrap(),
        ..publish(41)
    }
}

/// Worked by an independent implementation (Python's `struct` and `cryptography`); the key of seed `n` is 32
/// bytes of `n`.
#[test]
fn committed_vectors_hold() {
    let vectors = vectors();
    assert_eq!(sign_root(&vector_root()), vectors["root"]);
    let publish = sign(vector_publish().to_statement().unwrap(), &[PUBLISH_KEY]);
    assert_eq!(publish, vectors["publish"]);
    let (name, len) = publish_name(&publish);
    let head = Head {
        previous: Digest::from([9; 32]),
        checkpoint: b"log\n1".to_vec(),
        publish: name,
        publish_len: len,
        ..head(900, 0, &publish)
    };
    assert_eq!(sign(head.to_statement().unwrap(), &[HEAD_KEY]), vectors["head"]);
    let state = TrustState::enrol(&vectors["root"]).unwrap();
    let accepted = state.accept(&[], &vectors["head"], &publish, Clock::sure(hour(1))).unwrap().1;
    assert_eq!((accepted.head, accepted.publish), (head, vector_publish()));
}

/// Every byte set to every other value would be 256 times as long; each of its bits flipped, and all of them,
/// reaches every field.
fn mutants(good: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    let flips = (0..8).map(|bit| 1_u8 << bit).chain([0xff]);
    (0..good.len()).flat_map(move |at| flips.clone().map(move |flip| (at, flip))).map(|(at, flip)| {
        let mut bad = good.to_vec();
        bad[at] ^= flip;
        (at, bad)
    })
}

#[test]
fn no_flipped_byte_of_a_head_is_believed() {
    let vectors = vectors();
    let state = TrustState::enrol(&vectors["root"]).unwrap();
    for (at, bad) in mutants(&vectors["head"]) {
        let taken = state.accept(&[], &bad, &vectors["publish"], Clock::sure(hour(1)));
        assert!(taken.is_err(), "byte {at}");
    }
}

#[test]
fn no_flipped_byte_of_a_publish_is_believed() {
    let vectors = vectors();
    let state = TrustState::enrol(&vectors["root"]).unwrap();
    for (at, bad) in mutants(&vectors["publish"]) {
        let why = state.accept(&[], &vectors["head"], &bad, Clock::sure(hour(1))).unwrap_err();
        assert_eq!(why.step(), "publish-hash", "byte {at}");
        // Also where a thief of the head key names it.
        let forged = sign(head(901, 0, &bad).to_statement().unwrap(), &[HEAD_KEY]);
        assert!(state.accept(&[], &forged, &bad, Clock::sure(hour(1))).is_err(), "byte {at}");
    }
}

#[test]
fn no_flipped_byte_of_a_root_is_believed() {
    let state = enrolled();
    for (at, bad) in mutants(&sign_root(&next_root())) {
        assert!(state.rotate(&[&bad]).is_err(), "byte {at}");
    }
    for (at, bad) in mutants(&sign_root(&root())) {
        assert!(TrustState::enrol(&bad).is_err(), "byte {at}");
    }
}

/// With a signature to spare a flip may leave enough of them; what is believed is then the same.
#[test]
fn a_flip_beside_a_spare_signature_changes_no_meaning() {
    let good = sign(next_root().to_statement().unwrap(), &ROOT_KEYS);
    let before = enrolled();
    let meant = before.rotate(&[&good]).unwrap();
    let mut taken = 0;
    for (at, bad) in mutants(&good) {
        if let Ok(state) = before.rotate(&[&bad]) {
            assert_eq!(state.root(), meant.root(), "byte {at}");
            taken += 1;
        }
    }
    assert!(taken > 0, "the spare signature did not matter");
}

/// A byte string that reads has one spelling: written again it is the same.
#[test]
fn bytes_between_and_after_are_refused() {
    let vectors = vectors();
    for (name, kind) in [("root", Kind::Root), ("publish", Kind::Publish), ("head", Kind::Head)] {
        let good = &vectors[name];
        assert_eq!(Signed::parse(kind, good).unwrap().to_bytes(), *good);
        assert!(Signed::parse(kind, &[good, &[0][..]].concat()).is_err());
        for length in 0..good.len() {
            assert_eq!(Signed::parse(kind, &good[..length]).unwrap_err().step(), "form", "{name} {length}");
        }
    }
}

#[test]
fn statements_a_station_would_not_read_are_not_made() {
    let step = |made: Result<Signed, registry_api::bundle::roles::Refusal>| made.unwrap_err().step();
    let head = head(1, 0, b"");
    let long = "b".repeat(65);
    for brand in ["", "a\nb", &long, &"b".repeat(300)] {
        assert_eq!(step(Head { brand: brand.into(), ..head.clone() }.to_statement()), "form", "{brand:?}");
    }
    assert_eq!(step(Head { issued: hour(80), ..head.clone() }.to_statement()), "form");
    assert_eq!(
        step(Head { issued: "1969-12-31T00:00:00Z".parse().unwrap(), ..head.clone() }.to_statement()),
        "form"
    );
    assert_eq!(step(Head { checkpoint: vec![0; 4097], ..head.clone() }.to_statement()), "form");
    assert_eq!(step(Head { checkpoint: vec![0; 70_000], ..head.clone() }.to_statement()), "form");
    assert_eq!(step(Head { publish_len: u32::MAX, ..head }.to_statement()), "form");
    let object = |name: &str| Object { name: name.into(), ..publish(1).objects[0].clone() };
    let listing = |objects| step(Publish { objects, ..publish(1) }.to_statement());
    assert_eq!(listing(vec![object("a"), object("a")]), "form");
    assert_eq!(listing(vec![object("b"), object("a")]), "form");
    assert_eq!(listing((0..1025).map(|i| object(&format!("{i:05}"))).collect()), "form");
    assert_eq!(listing(vec![Object { len: (1 << 40) + 1, ..object("a") }]), "form");
}

fn statement(kind: Kind) -> Signed {
    match kind {
        Kind::Root => next_root().to_statement(),
        Kind::Publish => vector_publish().to_statement(),
        Kind::Head => head(1, 0, b"x").to_statement(),
    }
    .unwrap()
}

/// A body under true signatures, as only a thief or a faulty publisher makes one.
fn seal(kind: Kind, body: &[u8], seeds: &[u8]) -> Vec<u8> {
    let framed =
        [&statement(kind).to_bytes()[..5], &u32::try_from(body.len()).unwrap().to_le_bytes(), body, &[0]];
    sign(Signed::parse(kind, &framed.concat()).unwrap(), seeds)
}

/// Each case makes and checks some twenty signatures, so there are fewer than usual.
fn few_cases() -> ProptestConfig {
    // A file of past failures would be left in the source folder.
    ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(few_cases())]

    #[test]
    fn arbitrary_bytes_panic_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let state = enrolled();
        let clock = Clock::sure(hour(12));
        let good = bundle(7);
        prop_assert!(TrustState::enrol(&bytes).is_err());
        prop_assert!(state.rotate(&[&bytes]).is_err());
        prop_assert!(state.accept(&[], &bytes, &good.publish, clock).is_err());
        prop_assert!(state.accept(&[], &good.head, &bytes, clock).is_err());
        prop_assert!(trusting(7).resume(&bytes, &bytes, clock).is_err());
    }

    /// Behind a true signature the bodies are read: nothing there may panic either.
    #[test]
    fn arbitrary_signed_bodies_panic_nothing(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        let state = enrolled();
        let clock = Clock::unsure(hour(12));
        let publish = seal(Kind::Publish, &body, &[PUBLISH_KEY]);
        let named = sign(head(9, 9, &publish).to_statement().unwrap(), &[HEAD_KEY]);
        prop_assert!(state.accept(&[], &named, &publish, clock).is_err());
        let head = seal(Kind::Head, &body, &[HEAD_KEY]);
        prop_assert!(state.accept(&[], &head, &publish, clock).is_err());
        let root = seal(Kind::Root, &body, &ROOT_KEYS);
        prop_assert!(state.rotate(&[&root]).is_err());
        prop_assert!(TrustState::enrol(&root).is_err());
    }

    /// Nearly right bodies reach the deepest checks.
    #[test]
    fn damaged_signed_bodies_panic_nothing(at in any::<prop::sample::Index>(), value: u8, cut in any::<prop::sample::Index>()) {
        let state = enrolled();
        for kind in [Kind::Root, Kind::Publish, Kind::Head] {
            let whole = statement(kind).to_bytes();
            let mut body = whole[9..whole.len() - 1].to_vec();
            let place = at.index(body.len());
            body[place] = value;
            for body in [&body[..], &body[..cut.index(body.len())]] {
                let clock = Clock::unsure(hour(12));
                let publish = seal(Kind::Publish, body, &[PUBLISH_KEY]);
                let named = sign(head(9, 9, &publish).to_statement().unwrap(), &[HEAD_KEY]);
                let _ = state.accept(&[], &named, &publish, clock);
                let _ = state.accept(&[], &seal(Kind::Head, body, &[HEAD_KEY]), &publish, clock);
                let _ = state.rotate(&[&seal(Kind::Root, body, &ROOT_KEYS)]);
            }
        }
    }
}
