// SPDX-License-Identifier: MIT OR Apache-2.0
//! After a theft: what the thief did must end with the next root.

use jiff::SignedDuration;
use registry_api::bundle::Freshness;
use registry_api::bundle::roles::{Clock, Head, Publish, Root, TrustState};

use crate::maker::*;

/// The root that ends a theft of both online keys.
fn recovery() -> Vec<u8> {
    sign_root(&Root { era: 1, ..next_root() })
}

/// Both online keys were stolen and used to push every number to its end.
fn fast_forwarded() -> TrustState {
    let pushed = Publish { epoch: u32::MAX, ..publish(u64::MAX) };
    let pushed = bundle_of(&pushed, u64::MAX, &[PUBLISH_KEY], &[HEAD_KEY]);
    let pushed = with_head(&pushed, &head(u64::MAX, 10, &pushed.publish), &[HEAD_KEY]);
    try_accept(&trusting(7), &pushed).unwrap().0
}

#[test]
fn fast_forward_with_both_online_keys() {
    let state = fast_forwarded();
    assert_eq!(refused(&state, &bundle(9)), "head-rollback", "the maker is locked out");
    let clock = Clock::sure(hour(26));
    let first = recovered_bundle(1, 25);
    let (state, _) = state.accept(&[&recovery()], &first.head, &first.publish, clock).unwrap();
    assert_eq!((state.head_sequence(), state.publish_sequence()), (1, 1));
    // And the thief is out.
    let again = Publish { era: 1, ..publish(9) };
    let again = bundle_of(&again, 9, &[PUBLISH_KEY], &[HEAD_KEY]);
    assert_eq!(refused(&state, &again), "head-threshold");
}

/// A root without a new era keeps the numbers: a planned change of keys opens no window for replays.
#[test]
fn planned_rotation_keeps_the_protection_against_rollback() {
    let state = trusting(8).rotate(&[&sign_root(&next_root())]).unwrap();
    assert_eq!(state.head_sequence(), 8);
    let older = bundle_of(&publish(7), 7, &[NEW_PUBLISH_KEY], &[NEW_HEAD_KEY]);
    assert_eq!(refused(&state, &older), "head-rollback");
    let newer = bundle_of(&publish(9), 9, &[NEW_PUBLISH_KEY], &[NEW_HEAD_KEY]);
    let newer = with_head(&newer, &head(9, 25, &newer.publish), &[NEW_HEAD_KEY]);
    assert!(state.accept(&[], &newer.head, &newer.publish, Clock::sure(hour(25))).is_ok());
}

/// After a recovery numbers begin anew; what was signed before it must not count, even by a key that stays.
#[test]
fn replay_from_before_a_recovery() {
    let kept = Root { era: 1, publish: root().publish, head: root().head, ..next_root() };
    let state = trusting(8).rotate(&[&sign_root(&kept)]).unwrap();
    assert_eq!(state.head_sequence(), 0);
    assert_eq!(refused(&state, &bundle(8)), "era");
    let half = bundle_of(&publish(9), 9, &[PUBLISH_KEY], &[HEAD_KEY]);
    let half = with_head(&half, &Head { era: 1, ..head(9, 9, &half.publish) }, &[HEAD_KEY]);
    assert_eq!(refused(&state, &half), "era", "the publish is of the old era");
    let other_half = bundle_of(&Publish { era: 1, ..publish(9) }, 9, &[PUBLISH_KEY], &[HEAD_KEY]);
    assert_eq!(refused(&state, &other_half), "era", "the head is of the old era");
}

#[test]
fn an_era_goes_back() {
    let state = enrolled().rotate(&[&recovery()]).unwrap();
    let back = sign_root(&Root { version: 3, ..next_root() });
    assert_eq!(state.rotate(&[&back]).unwrap_err().step(), "era");
}

/// Somebody keeps the recovery from working by spoiling every head after it: the root counts alone.
#[test]
fn a_spoiled_head_keeps_a_revoked_key_alive() {
    let recovery: &[u8] = &recovery();
    let state = fast_forwarded();
    let spoiled = bundle_of(&publish(9), 9, &[STRANGER], &[STRANGER]);
    let clock = Clock::sure(hour(26));
    assert_eq!(
        state.accept(&[recovery], &spoiled.head, &spoiled.publish, clock).unwrap_err().step(),
        "head-threshold"
    );
    let rotated = reboot(&state.rotate(&[recovery]).unwrap());
    assert_eq!(refused(&rotated, &bundle(9)), "head-threshold", "the revoked key is dead");
}

const STRANGER: u8 = 99;

/// A stolen head key signs a time far ahead. A sure clock refuses it; a station without one can be pushed, as
/// far as the clock policy lets it, until the next root names another key.
#[test]
fn a_leaked_key_fast_forwards_time() {
    let stolen = |days: i64| {
        let issued = hour(days * 24);
        let head = Head {
            issued,
            expires: issued + SignedDuration::from_hours(1),
            ..head(9, 9, &bundle(9).publish)
        };
        with_head(&bundle(9), &head, &[HEAD_KEY])
    };
    let state = trusting(8);
    let take = |bundle: &Bundle, clock| state.accept(&[], &bundle.head, &bundle.publish, clock);
    assert_eq!(take(&stolen(300), Clock::sure(hour(12))).unwrap_err().step(), "head-future");
    assert_eq!(take(&stolen(365), Clock::unsure(hour(12))).unwrap_err().step(), "head-future");
    let pushed = take(&stolen(300), Clock::unsure(hour(12))).unwrap().0;
    assert_eq!(pushed.clock_floor(), hour(300 * 24));

    // Every honest head now looks too old, and none is green or refused for ever: the next root ends it.
    let honest = recovered_bundle(1, 25);
    let (state, accepted) =
        reboot(&pushed).accept(&[&recovery()], &honest.head, &honest.publish, Clock::sure(hour(26))).unwrap();
    assert_eq!(state.clock_floor(), hour(25));
    assert_eq!(accepted.freshness, Freshness::Fresh);
}

/// A station without a clock, pushed 300 days ahead with the stolen head key.
fn pushed_in_time() -> TrustState {
    let issued = hour(300 * 24);
    let expires = issued + SignedDuration::from_hours(1);
    let pushed = Head { issued, expires, ..head(9, 9, &bundle(9).publish) };
    let pushed = with_head(&bundle(9), &pushed, &[HEAD_KEY]);
    trusting(8).accept(&[], &pushed.head, &pushed.publish, Clock::unsure(hour(12))).unwrap().0
}

/// The same without a new era: the time dies with its key alone.
#[test]
fn the_time_of_a_leaked_key_dies_with_it() {
    let rotated = reboot(&pushed_in_time().rotate(&[&sign_root(&next_root())]).unwrap());
    assert_eq!(rotated.clock_floor(), next_root().issued);
}

/// And with a new era even where the key stays, because the registry's own clock was wrong.
#[test]
fn a_wrongly_signed_time_ends_with_its_era() {
    let kept = Root { head: root().head, ..next_root() };
    let state = pushed_in_time().rotate(&[&sign_root(&kept)]).unwrap();
    assert_eq!(state.clock_floor(), hour(300 * 24), "no new era, no forgetting");
    let state = pushed_in_time().rotate(&[&sign_root(&Root { era: 1, ..kept })]).unwrap();
    assert_eq!(state.clock_floor(), next_root().issued);
}
