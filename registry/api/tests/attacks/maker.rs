// SPDX-License-Identifier: MIT OR Apache-2.0
//! A brand with all its keys, and a station that trusts it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use registry_api::bundle::roles::{
    Accepted, Clock, ClockPolicy, Head, Object, Publish, Refusal, Role, Root, Signed, TrustState,
    publish_name,
};
use registry_api::label::LabelKeys;
use registry_api::{Digest, PublicKey, Signature};
use ring::signature::{Ed25519KeyPair, KeyPair};

/// A private key that somebody holds, rightly or not.
pub(crate) struct Pair(Ed25519KeyPair);

pub(crate) fn pair(seed: u8) -> Pair {
    Pair(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
}

impl Pair {
    pub(crate) fn public(&self) -> PublicKey {
        PublicKey::from_bytes(self.0.public_key().as_ref().try_into().unwrap())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        Signature::from_bytes(self.0.sign(message).as_ref().try_into().unwrap())
    }
}

/// Signs with the keys of some seeds.
pub(crate) fn sign(mut statement: Signed, seeds: &[u8]) -> Vec<u8> {
    for seed in seeds {
        let pair = pair(*seed);
        statement.add(&pair.public(), pair.sign(&statement.message())).unwrap();
    }
    statement.to_bytes()
}

/// Bytes of one signature in the envelope: handle and signature.
const SIGNATURE_BYTES: usize = 72;

/// Puts the last of the `count` signatures of an object there once more.
pub(crate) fn repeat_last_signature(object: &[u8], count: usize) -> Vec<u8> {
    let mut bytes = object.to_vec();
    let counter = bytes.len() - count * SIGNATURE_BYTES - 1;
    assert_eq!(usize::from(bytes[counter]), count, "the object has another number of signatures");
    bytes[counter] += 1;
    bytes.extend_from_slice(&object[object.len() - SIGNATURE_BYTES..]);
    bytes
}

/// Seeds of the keys the brand begins with.
pub(crate) const ROOT_KEYS: [u8; 3] = [1, 2, 3];
pub(crate) const PUBLISH_KEY: u8 = 11;
pub(crate) const HEAD_KEY: u8 = 21;
/// Keys the brand changes to.
pub(crate) const NEW_PUBLISH_KEY: u8 = 12;
pub(crate) const NEW_HEAD_KEY: u8 = 22;

/// The day everything begins.
pub(crate) fn start() -> Timestamp {
    "2026-11-01T00:00:00Z".parse().unwrap()
}

pub(crate) fn hour(hours: i64) -> Timestamp {
    start() + SignedDuration::from_hours(hours)
}

pub(crate) fn role(threshold: u8, seeds: &[u8]) -> Role {
    let keys: BTreeSet<PublicKey> = seeds.iter().map(|seed| pair(*seed).public()).collect();
    Role { threshold, keys }
}

/// The brand's root in its first version.
pub(crate) fn root() -> Root {
    Root {
        version: 1,
        issued: hour(-24),
        expires: hour(364 * 24),
        brand: "acme".into(),
        era: 0,
        clock: ClockPolicy::default(),
        root: role(2, &ROOT_KEYS),
        publish: role(1, &[PUBLISH_KEY]),
        head: role(1, &[HEAD_KEY]),
    }
}

/// The root that follows: later, with new online keys.
pub(crate) fn next_root() -> Root {
    Root {
        version: 2,
        issued: hour(24),
        expires: hour(366 * 24),
        publish: role(1, &[NEW_PUBLISH_KEY]),
        head: role(1, &[NEW_HEAD_KEY]),
        ..root()
    }
}

pub(crate) fn sign_root(root: &Root) -> Vec<u8> {
    sign(root.to_statement().unwrap(), &ROOT_KEYS[..2])
}

/// Content of the one object of every publish.
pub(crate) fn content(sequence: u64) -> Vec<u8> {
    format!("what publish {sequence} says").into_bytes()
}

pub(crate) fn publish(sequence: u64) -> Publish {
    let content = content(sequence);
    let object = Object {
        kind: 1,
        name: String::new(),
        sha256: Digest::of(&content),
        len: content.len() as u64,
        leaves: None,
    };
    Publish {
        brand: "acme".into(),
        era: 0,
        epoch: 1,
        salt: [7; 16],
        sequence,
        objects: vec![object],
        label_keys: LabelKeys::default(),
    }
}

/// A head over the bytes of a publish, signed at an hour.
pub(crate) fn head(sequence: u64, at: i64, publish: &[u8]) -> Head {
    let (publish, publish_len) = publish_name(publish);
    Head {
        brand: "acme".into(),
        era: 0,
        sequence,
        issued: hour(at),
        expires: hour(at + 72),
        publish,
        publish_len,
        previous: Digest::ZERO,
        checkpoint: Vec::new(),
    }
}

/// A head with its publish, as they are fetched.
#[derive(Clone)]
pub(crate) struct Bundle {
    pub(crate) head: Vec<u8>,
    pub(crate) publish: Vec<u8>,
}

/// Head `number` over publish `number`, signed at hour `number` with the first keys.
pub(crate) fn bundle(number: u64) -> Bundle {
    bundle_of(&publish(number), number, &[PUBLISH_KEY], &[HEAD_KEY])
}

pub(crate) fn bundle_of(publish: &Publish, number: u64, publish_keys: &[u8], head_keys: &[u8]) -> Bundle {
    let publish = sign(publish.to_statement().unwrap(), publish_keys);
    let at = i64::try_from(number.min(1_000)).unwrap();
    let head = head(number, at, &publish);
    Bundle { head: sign(head.to_statement().unwrap(), head_keys), publish }
}

/// Signs a changed head over the publish of a bundle.
pub(crate) fn with_head(bundle: &Bundle, head: &Head, keys: &[u8]) -> Bundle {
    Bundle { head: sign(head.to_statement().unwrap(), keys), publish: bundle.publish.clone() }
}

/// A bundle of the keys and the era a recovery brought.
pub(crate) fn recovered_bundle(number: u64, at: i64) -> Bundle {
    let recovered = Publish { era: 1, ..publish(number) };
    let made = bundle_of(&recovered, number, &[NEW_PUBLISH_KEY], &[NEW_HEAD_KEY]);
    with_head(&made, &Head { era: 1, ..head(number, at, &made.publish) }, &[NEW_HEAD_KEY])
}

/// A station that was enrolled with the first root.
pub(crate) fn enrolled() -> TrustState {
    TrustState::enrol(&sign_root(&root())).unwrap()
}

/// A station that trusts the bundle of a number.
pub(crate) fn trusting(number: u64) -> TrustState {
    try_accept(&enrolled(), &bundle(number)).unwrap().0
}

/// A station with a good clock, 12 hours after the start.
pub(crate) fn try_accept(state: &TrustState, bundle: &Bundle) -> Result<(TrustState, Accepted), Refusal> {
    state.accept(&[], &bundle.head, &bundle.publish, Clock::sure(hour(12)))
}

/// The step at which a bundle is refused.
pub(crate) fn refused(state: &TrustState, bundle: &Bundle) -> &'static str {
    try_accept(state, bundle).unwrap_err().step()
}

/// Writes the state as a station does, and reads it as after a start.
pub(crate) fn reboot(state: &TrustState) -> TrustState {
    serde_json::from_str(&serde_json::to_string(state).unwrap()).unwrap()
}
