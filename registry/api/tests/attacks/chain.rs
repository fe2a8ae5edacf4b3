// SPDX-License-Identifier: MIT OR Apache-2.0
//! The chain of roots.

use registry_api::bundle::roles::{Clock, Root, TrustState};

use crate::maker::*;

fn version(number: u64) -> Root {
    Root { version: number, ..root() }
}

#[test]
fn root_skips_a_version() {
    let skipped = sign_root(&version(3));
    assert_eq!(enrolled().rotate(&[&skipped]).unwrap_err().step(), "root-version");
    let (second, third) = (sign_root(&version(2)), sign_root(&version(3)));
    assert_eq!(enrolled().rotate(&[&third, &second]).unwrap_err().step(), "root-version");
    assert_eq!(enrolled().rotate(&[&second, &third]).unwrap().root().version, 3);
}

#[test]
fn root_rollback() {
    let state = enrolled().rotate(&[&sign_root(&version(2)), &sign_root(&version(3))]).unwrap();
    assert_eq!(state.rotate(&[&sign_root(&version(2))]).unwrap_err().step(), "root-version");
    assert_eq!(state.rotate(&[&sign_root(&version(1))]).unwrap_err().step(), "root-version");
    assert_eq!(state.rotate(&[&sign_root(&version(3))]).unwrap(), state, "the trusted one is passed over");
}

#[test]
fn another_root_of_the_trusted_version() {
    let other = Root { head: role(1, &[NEW_HEAD_KEY]), ..root() };
    assert_eq!(enrolled().rotate(&[&sign_root(&other)]).unwrap_err().step(), "root-version");
}

#[test]
fn root_of_the_last_version() {
    let last = version(u64::MAX);
    let state = TrustState::enrol(&sign_root(&last)).unwrap();
    assert_eq!(state.rotate(&[&sign_root(&version(1))]).unwrap_err().step(), "root-version");
}

/// The new root must be signed by the old keys and by its own: a typing error must not hand the brand to a key
/// nobody holds.
#[test]
fn root_signed_by_one_side_only() {
    let changed = Root { root: role(2, &[4, 5, 6]), ..version(2) };
    let signed = |seeds: &[u8]| sign(changed.to_statement().unwrap(), seeds);
    let step = |seeds: &[u8]| enrolled().rotate(&[&signed(seeds)]).unwrap_err().step();
    assert_eq!(step(&[1, 2]), "root-threshold");
    assert_eq!(step(&[4, 5]), "root-threshold");
    assert_eq!(step(&[1, 4]), "root-threshold");
    assert_eq!(step(&[1, 2, 4]), "root-threshold");
    assert_eq!(enrolled().rotate(&[&signed(&[1, 2, 4, 5])]).unwrap().root().version, 2);
}

#[test]
fn revoked_root_keys_sign_on() {
    let changed = Root { root: role(2, &[4, 5, 6]), ..version(2) };
    let state = enrolled().rotate(&[&sign(changed.to_statement().unwrap(), &[1, 2, 4, 5])]).unwrap();
    let by_thief = sign_root(&version(3));
    assert_eq!(state.rotate(&[&by_thief]).unwrap_err().step(), "root-threshold");
}

/// A station that lay in store follows the whole chain, whose old links have expired.
#[test]
fn expired_roots_in_between_do_not_matter() {
    let aged = |number: u64, first_day: i64| Root {
        issued: hour(first_day * 24),
        expires: hour((first_day + 365) * 24),
        ..version(number)
    };
    let chain: Vec<Vec<u8>> =
        [(2, 300), (3, 600), (4, 900)].map(|(number, day)| sign_root(&aged(number, day))).into();
    let chain: Vec<&[u8]> = chain.iter().map(Vec::as_slice).collect();
    let fresh = bundle(7);
    let fresh = with_head(&fresh, &head(7, 1000 * 24, &fresh.publish), &[HEAD_KEY]);
    let now = Clock::sure(hour(1000 * 24));
    let (state, _) = enrolled().accept(&chain, &fresh.head, &fresh.publish, now).unwrap();
    assert_eq!(state.root().version, 4);
    let stopped = enrolled().accept(&chain[..1], &fresh.head, &fresh.publish, now).unwrap_err();
    assert_eq!(stopped.step(), "root-expiry");
}
