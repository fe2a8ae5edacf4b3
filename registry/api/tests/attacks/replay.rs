// SPDX-License-Identifier: MIT OR Apache-2.0
//! True objects at the wrong time or in the wrong company.

use jiff::SignedDuration;
use registry_api::Digest;
use registry_api::bundle::Freshness;
use registry_api::bundle::roles::{
    Clock, Head, Kind, OfflineAnswer, Publish, Root, Signed, TrustState, ValueClass, offline_answer,
};

use crate::maker::*;

#[test]
fn rollback_to_an_older_bundle() {
    assert_eq!(refused(&trusting(8), &bundle(7)), "head-rollback");
}

#[test]
fn rollback_of_the_publish_under_a_newer_head() {
    let state = trusting(8);
    let mixed = bundle_of(&publish(7), 9, &[PUBLISH_KEY], &[HEAD_KEY]);
    assert_eq!(refused(&state, &mixed), "publish-rollback");
}

/// A new publish under an old salt would let labels pass that were ground against that salt.
#[test]
fn rollback_of_the_salt_epoch() {
    let later = Publish { epoch: 2, ..publish(7) };
    let state = try_accept(&enrolled(), &bundle_of(&later, 7, &[PUBLISH_KEY], &[HEAD_KEY])).unwrap().0;
    assert_eq!(refused(&state, &bundle(8)), "epoch-rollback");
}

#[test]
fn mix_and_match_of_head_and_publish() {
    let mixed = Bundle { publish: bundle(7).publish, ..bundle(8) };
    assert_eq!(refused(&enrolled(), &mixed), "publish-hash");
    let cut = Bundle { publish: bundle(8).publish[..100].to_vec(), ..bundle(8) };
    assert_eq!(refused(&enrolled(), &cut), "publish-hash");
}

#[test]
fn swapped_object() {
    let accepted = try_accept(&enrolled(), &bundle(7)).unwrap().1;
    let object = accepted.publish.object(1, "").unwrap();
    let mut swapped = content(7);
    swapped[0] ^= 1;
    assert_eq!(object.check(&swapped).unwrap_err().step(), "object-hash");
    assert_eq!(object.check(&content(7)[1..]).unwrap_err().step(), "object-length");
    assert_eq!(accepted.publish.object(2, "").unwrap_err().step(), "object-missing");
    assert_eq!(accepted.publish.object(1, "dock").unwrap_err().step(), "object-missing");
}

/// Nobody brings a new head. The bundle goes on to work, and every answer says how old it is.
#[test]
fn freeze() {
    let (state, accepted) = try_accept(&enrolled(), &bundle(7)).unwrap();
    let at = |hours: i64| state.freshness(&accepted.head, Clock::sure(hour(7 + hours)));
    assert_eq!([at(72), at(73), at(14 * 24 + 1)], [Freshness::Fresh, Freshness::Stale, Freshness::TooOld]);
    let high = |hours, is_red| offline_answer(at(hours), ValueClass::High, is_red);
    assert_eq!(high(15 * 24, false), OfflineAnswer::NoAnswer);
    assert_eq!(high(15 * 24, true), OfflineAnswer::Red);
    // An old bundle on a stick is taken, and is as old as it says.
    let late = enrolled().accept(&[], &bundle(7).head, &bundle(7).publish, Clock::sure(hour(500))).unwrap();
    assert_eq!(late.1.freshness, Freshness::TooOld);
}

/// Nobody brings a new root: a thief of the online keys would like that.
#[test]
fn freeze_of_the_root() {
    let after = Clock::sure(hour(365 * 24));
    let bundle = bundle(7);
    let why = enrolled().accept(&[], &bundle.head, &bundle.publish, after).unwrap_err();
    assert_eq!(why.step(), "root-expiry");
    // With the next root the station goes on.
    let next = Root { publish: root().publish, head: root().head, ..next_root() };
    assert!(enrolled().accept(&[&sign_root(&next)], &bundle.head, &bundle.publish, after).is_ok());
}

/// A clock that is not sure opens no way round the expiry: no head may be signed after it.
#[test]
fn freeze_of_the_root_with_a_slow_clock() {
    let publish = bundle(7).publish;
    let expired = Head { issued: hour(365 * 24), expires: hour(365 * 24 + 1), ..head(8, 8, &publish) };
    let late = with_head(&bundle(7), &expired, &[HEAD_KEY]);
    let why = enrolled().accept(&[], &late.head, &late.publish, Clock::unsure(hour(0))).unwrap_err();
    assert_eq!(why.step(), "head-future");
}

#[test]
fn endless_data() {
    let endless = vec![0; 1 << 20];
    let state = enrolled();
    let good = bundle(7);
    assert_eq!(state.rotate(&[&endless]).unwrap_err().step(), "size");
    assert_eq!(refused(&state, &Bundle { head: endless.clone(), ..good.clone() }), "size");
    let longer = [&good.publish[..], b" "].concat();
    assert_eq!(refused(&state, &Bundle { publish: longer, ..good.clone() }), "size");
    assert_eq!(refused(&state, &Bundle { publish: endless, ..good }), "size");
    let root: &[u8] = &sign_root(&root());
    assert_eq!(state.rotate(&[root; 257]).unwrap_err().step(), "size");
}

#[test]
fn endless_object() {
    let accepted = try_accept(&enrolled(), &bundle(7)).unwrap().1;
    let object = accepted.publish.object(1, "").unwrap();
    let mut intake = object.intake();
    let pieces = std::iter::repeat_n([0; 16], 1000).position(|piece| intake.take(&piece).is_err());
    let signed = usize::try_from(object.len).unwrap();
    assert_eq!(pieces, Some(signed / 16), "given up with the first piece too many");
}

#[test]
fn head_from_the_future() {
    let state = enrolled();
    let publish = bundle(7).publish;
    let signed_at = |seconds| {
        let issued = hour(12) + SignedDuration::from_secs(seconds);
        let head = Head { issued, expires: issued + SignedDuration::from_hours(1), ..head(7, 7, &publish) };
        try_accept(&state, &with_head(&bundle(7), &head, &[HEAD_KEY])).map(|_| ()).map_err(|why| why.step())
    };
    assert_eq!(signed_at(600), Ok(()), "two clocks are never equal");
    assert_eq!(signed_at(601), Err("head-future"));
}

#[test]
fn two_heads_under_one_number() {
    let state = trusting(7);
    let other = Head { checkpoint: b"another history".to_vec(), ..head(7, 7, &bundle(7).publish) };
    assert_eq!(refused(&state, &with_head(&bundle(7), &other, &[HEAD_KEY])), "head-fork");
}

#[test]
fn two_publishes_under_one_number() {
    let other = Publish { salt: [8; 16], ..publish(7) };
    let other = bundle_of(&other, 8, &[PUBLISH_KEY], &[HEAD_KEY]);
    assert_eq!(refused(&trusting(7), &other), "publish-fork");
}

/// Each station sees one story; the next head betrays it to one of them, and the numbers and hashes both
/// report betray it to the registry.
#[test]
fn two_heads_shown_to_two_stations() {
    let here = trusting(7);
    let there_head = Head { checkpoint: b"another history".to_vec(), ..head(7, 7, &bundle(7).publish) };
    let there = try_accept(&enrolled(), &with_head(&bundle(7), &there_head, &[HEAD_KEY])).unwrap().0;
    assert_eq!(here.head_sequence(), there.head_sequence());
    assert_ne!(here.head(), there.head(), "the registry compares these");

    let next = bundle(8);
    let following = Head { previous: here.head().unwrap(), ..head(8, 8, &next.publish) };
    let next = with_head(&next, &following, &[HEAD_KEY]);
    assert!(!try_accept(&here, &next).unwrap().1.forked);
    assert!(try_accept(&there, &next).unwrap().1.forked);
}

#[test]
fn the_chain_of_heads_names_statements() {
    let signed = Signed::parse(Kind::Head, &bundle(7).head).unwrap();
    assert_eq!(trusting(7).head(), Some(signed.statement()));
    assert_ne!(signed.statement(), Digest::ZERO);
    // Signing it again changes no name.
    let again = Signed::parse(Kind::Head, &repeat_last_signature(&bundle(7).head, 1)).unwrap();
    assert_eq!(again.statement(), signed.statement());
}

#[test]
fn a_refusal_changes_nothing() {
    let state = trusting(8);
    let before = state.clone();
    assert!(try_accept(&state, &bundle(7)).is_err());
    assert_eq!(state, before);
    assert!(try_accept(&state, &bundle(9)).is_ok());
    let _: &TrustState = &state;
}
