// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a start, a clock without a battery and a changed disk do to trust.

use jiff::Timestamp;
use registry_api::bundle::Freshness;
use registry_api::bundle::roles::{Clock, Root, TrustState};

use crate::maker::*;

/// A board without a clock chip.
fn at_1970() -> Clock {
    Clock::unsure(Timestamp::UNIX_EPOCH)
}

fn overlap() -> Root {
    Root {
        publish: role(1, &[PUBLISH_KEY, NEW_PUBLISH_KEY]),
        head: role(1, &[HEAD_KEY, NEW_HEAD_KEY]),
        ..next_root()
    }
}

#[test]
fn clock_at_1970_after_a_reboot_keeps_the_own_bundle() {
    let state = reboot(&trusting(7));
    let own = bundle(7);
    for clock in [at_1970(), Clock::sure(Timestamp::UNIX_EPOCH)] {
        let accepted = state.resume(&own.head, &own.publish, clock).unwrap();
        assert_eq!(accepted.trusted().sequence, 7);
        assert_eq!(accepted.freshness, Freshness::ClockBehind, "its age is unknown, so it is not fresh");
    }
    let later = state.resume(&own.head, &own.publish, Clock::sure(hour(8))).unwrap();
    assert_eq!(later.freshness, Freshness::Fresh, "and fresh again when the clock is set");
}

#[test]
fn clock_at_1970_takes_a_newer_bundle() {
    let newer = bundle(200);
    let (state, _) = reboot(&trusting(7)).accept(&[], &newer.head, &newer.publish, at_1970()).unwrap();
    assert_eq!(state.clock_floor(), hour(200));
    let enrolled = reboot(&enrolled()).accept(&[], &newer.head, &newer.publish, at_1970());
    assert!(enrolled.is_ok(), "also the first one of its life");
}

#[test]
fn clock_at_1970_lets_no_older_bundle_in() {
    let older = bundle(6);
    let why = reboot(&trusting(7)).accept(&[], &older.head, &older.publish, at_1970()).unwrap_err();
    assert_eq!(why.step(), "head-rollback");
}

/// A clock set back in operation gains nobody anything: what was signed proves it slow.
#[test]
fn clock_set_back() {
    let state = trusting(7);
    let own = bundle(7);
    let back = Clock::sure(hour(-1000));
    assert_eq!(state.resume(&own.head, &own.publish, back).unwrap().freshness, Freshness::ClockBehind);
    assert!(state.accept(&[], &bundle(8).head, &bundle(8).publish, back).is_ok());
    assert_eq!(state.clock_floor(), hour(7));
}

/// A clock set far ahead stops updates and ends no trust: nothing of it is remembered.
#[test]
fn clock_set_ahead() {
    let state = trusting(7);
    let next = bundle(8);
    let ahead = Clock::sure(hour(40_000));
    let why = state.accept(&[], &next.head, &next.publish, ahead).unwrap_err();
    assert_eq!(why.step(), "root-expiry");
    assert!(try_accept(&reboot(&state), &next).is_ok(), "set right again, it goes on");
    let garbage = Clock::unsure(hour(40_000));
    assert!(
        state.accept(&[], &next.head, &next.publish, garbage).is_ok(),
        "a doubtful clock refuses nothing"
    );
}

#[test]
fn reboot_after_a_root_rotation() {
    let newer = bundle_of(&publish(9), 9, &[NEW_PUBLISH_KEY], &[NEW_HEAD_KEY]);
    let newer = with_head(&newer, &head(9, 25, &newer.publish), &[NEW_HEAD_KEY]);
    let clock = Clock::sure(hour(26));
    let rotation: &[u8] = &sign_root(&next_root());
    let (state, _) = trusting(7).accept(&[rotation], &newer.head, &newer.publish, clock).unwrap();
    let started = reboot(&state);
    assert_eq!(started, state);
    assert_eq!(started.root().version, 2);
    assert_eq!(started.root_bytes(), rotation);
    assert!(started.resume(&newer.head, &newer.publish, at_1970()).is_ok());
    assert_eq!(
        enrolled().resume(&newer.head, &newer.publish, clock).unwrap_err().step(),
        "head-threshold",
        "the root of the first day alone would not do"
    );
}

/// Rotating with an overlap loses no bundle between the new root and the first head of the new key.
#[test]
fn reboot_between_root_and_head() {
    let state = reboot(&trusting(7).rotate(&[&sign_root(&overlap())]).unwrap());
    let own = bundle(7);
    assert!(state.resume(&own.head, &own.publish, at_1970()).is_ok());
    let hard = reboot(&trusting(7).rotate(&[&sign_root(&next_root())]).unwrap());
    assert_eq!(hard.resume(&own.head, &own.publish, at_1970()).unwrap_err().step(), "head-threshold");
}

#[test]
fn another_bundle_under_the_pointer() {
    let state = reboot(&trusting(7));
    for other in [bundle(6), bundle(8)] {
        assert_eq!(state.resume(&other.head, &other.publish, at_1970()).unwrap_err().step(), "head-hash");
    }
    let mixed = Bundle { publish: bundle(8).publish, ..bundle(7) };
    assert_eq!(state.resume(&mixed.head, &mixed.publish, at_1970()).unwrap_err().step(), "publish-hash");
    assert_eq!(enrolled().resume(&mixed.head, &mixed.publish, at_1970()).unwrap_err().step(), "head-hash");
}

/// The newest bundle is damaged and the one before is used: never fresh, and what replaces it is held against
/// the newest state.
#[test]
fn damaged_bundle_falls_back_without_forgetting() {
    let (previous, newest) = (trusting(7), trusting(8));
    assert!(newest.is_ahead_of(&previous) && !previous.is_ahead_of(&newest));
    let old = bundle(7);
    let now = Clock::sure(hour(9));
    let used = newest.fall_back(&previous, &old.head, &old.publish, now).unwrap();
    assert_eq!(used.freshness, Freshness::Stale);
    assert_eq!(refused(&newest, &old), "head-rollback");
    let revoked = newest.rotate(&[&sign_root(&next_root())]).unwrap();
    let why = revoked.fall_back(&previous, &old.head, &old.publish, now).unwrap_err();
    assert_eq!(why.step(), "head-threshold", "a key revoked since does not count for the old bundle either");
}

/// Inherent: a station that forgot everything believes what was true once. The registry sees the lower number
/// in its next report, and the answer still says how old the data is.
#[test]
fn deleted_state_and_a_replayed_head() {
    let old = bundle(7);
    let (state, accepted) = enrolled().accept(&[], &old.head, &old.publish, Clock::sure(hour(400))).unwrap();
    assert_eq!(accepted.freshness, Freshness::TooOld);
    assert!(trusting(8).is_ahead_of(&state), "the registry compares what the station reported before");
}

/// Inherent without a counter in hardware, and seen in the same way.
#[test]
fn whole_card_put_back_to_last_week() {
    let last_week = serde_json::to_string(&trusting(7)).unwrap();
    let reported = trusting(12);
    let state: TrustState = serde_json::from_str(&last_week).unwrap();
    assert!(state.head_sequence() < reported.head_sequence());
    assert_ne!(state.head(), reported.head());
    let own = bundle(7);
    let resumed = state.resume(&own.head, &own.publish, Clock::sure(hour(200))).unwrap();
    assert_eq!(resumed.freshness, Freshness::Stale);
}

#[test]
fn damaged_state_is_refused() {
    let good = serde_json::to_string(&trusting(7)).unwrap();
    let read = |text: &str| serde_json::from_str::<TrustState>(text);
    assert!(read(&good).is_ok());
    assert!(read(&good[..good.len() - 1]).is_err());
    assert!(read(&good.replacen("\"root\":\"", "\"root\":\"!", 1)).is_err());
    assert!(read(&good.replacen("\"root\":\"", "\"extra\":1,\"root\":\"", 1)).is_err());
    let unsigned = next_root().to_statement().unwrap().to_bytes();
    let unsigned = data_encoding::BASE64URL_NOPAD.encode(&unsigned);
    let own = data_encoding::BASE64URL_NOPAD.encode(trusting(7).root_bytes());
    assert!(read(&good.replace(&own, &unsigned)).is_err(), "a root nobody signed");
    assert!(good.len() < 4096, "{} bytes: it no longer fits a pointer of one page", good.len());
}
