// SPDX-License-Identifier: MIT OR Apache-2.0
//! A root and a head for the tests beside the code; signatures are tested from outside.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{ClockPolicy, Head, Role, Root};
use crate::{Digest, PublicKey};

fn key(number: u8) -> PublicKey {
    PublicKey::from_bytes([number; 32])
}

pub(super) fn root() -> Root {
    let issued = "2026-10-01T00:00:00Z".parse().unwrap();
    Root {
        version: 1,
        issued,
        expires: issued + SignedDuration::from_hours(365 * 24),
        brand: "acme".into(),
        era: 0,
        clock: ClockPolicy::default(),
        root: Role { threshold: 2, keys: BTreeSet::from([key(1), key(2), key(3)]) },
        publish: Role::single(key(4)),
        head: Role::single(key(5)),
    }
}

pub(super) fn head(issued: Timestamp) -> Head {
    Head {
        brand: "acme".into(),
        era: 0,
        sequence: 1,
        issued,
        expires: issued + SignedDuration::from_hours(72),
        publish: Digest::ZERO,
        publish_len: 0,
        previous: Digest::ZERO,
        checkpoint: Vec::new(),
    }
}
