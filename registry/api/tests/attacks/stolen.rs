// SPDX-License-Identifier: MIT OR Apache-2.0
//! Somebody signs who may not, or not this.

use registry_api::bundle::roles::{Head, Publish, Root, Signed, TrustState};

use crate::maker::*;

/// A key nobody trusts.
const STRANGER: u8 = 99;

#[test]
fn a_good_bundle_is_taken() {
    let (state, accepted) = try_accept(&enrolled(), &bundle(7)).unwrap();
    assert_eq!((state.head_sequence(), state.publish_sequence()), (7, 7));
    assert_eq!((accepted.trusted().sequence, accepted.trusted().issued), (7, hour(7)));
    assert!(!accepted.forked);
    accepted.publish.object(1, "").unwrap().check(&content(7)).unwrap();
    assert_eq!(try_accept(&state, &bundle(7)).unwrap().0, state, "the same again is no news");
}

#[test]
fn unknown_publish_key() {
    let forged = bundle_of(&publish(7), 7, &[STRANGER], &[HEAD_KEY]);
    assert_eq!(refused(&enrolled(), &forged), "publish-threshold");
}

#[test]
fn unknown_head_key() {
    let forged = bundle_of(&publish(7), 7, &[PUBLISH_KEY], &[STRANGER]);
    assert_eq!(refused(&enrolled(), &forged), "head-threshold");
}

#[test]
fn unsigned_objects() {
    assert_eq!(refused(&enrolled(), &bundle_of(&publish(7), 7, &[], &[HEAD_KEY])), "publish-threshold");
    assert_eq!(refused(&enrolled(), &bundle_of(&publish(7), 7, &[PUBLISH_KEY], &[])), "head-threshold");
    let unsigned = next_root().to_statement().unwrap().to_bytes();
    assert_eq!(enrolled().rotate(&[&unsigned]).unwrap_err().step(), "root-threshold");
    assert_eq!(TrustState::enrol(&unsigned).unwrap_err().step(), "root-threshold");
}

#[test]
fn signature_of_other_content() {
    let (one, two) = (next_root().to_statement().unwrap(), root().to_statement().unwrap());
    let mut grafted = one.clone();
    assert!(grafted.add(&pair(1).public(), pair(1).sign(&two.message())).is_err(), "the ceremony notices");
    let signed = sign(two, &[1, 2]);
    let bytes = [&one.to_bytes()[..one.to_bytes().len() - 1], &signed[signed.len() - 145..]].concat();
    assert_eq!(enrolled().rotate(&[&bytes]).unwrap_err().step(), "root-threshold");
}

#[test]
fn one_of_three_root_keys() {
    let stolen = sign(next_root().to_statement().unwrap(), &[1]);
    assert_eq!(enrolled().rotate(&[&stolen]).unwrap_err().step(), "root-threshold");
    let with_strangers = sign(next_root().to_statement().unwrap(), &[1, STRANGER, 98]);
    assert_eq!(enrolled().rotate(&[&with_strangers]).unwrap_err().step(), "root-threshold");
}

#[test]
fn one_root_key_signs_twice() {
    let once = sign(next_root().to_statement().unwrap(), &[1]);
    let twice = repeat_last_signature(&once, 1);
    assert_eq!(enrolled().rotate(&[&twice]).unwrap_err().step(), "root-threshold");
    let thrice = repeat_last_signature(&twice, 2);
    assert_eq!(enrolled().rotate(&[&thrice]).unwrap_err().step(), "root-threshold");
    // The doubled signature does no harm where enough others are there.
    let enough = repeat_last_signature(&sign_root(&next_root()), 2);
    assert_eq!(enrolled().rotate(&[&enough]).unwrap().root().version, 2);
}

#[test]
fn a_threshold_of_several_online_keys_counts_keys() {
    let strict = Root { publish: role(2, &[PUBLISH_KEY, 13]), head: role(2, &[HEAD_KEY, 23]), ..root() };
    let state = TrustState::enrol(&sign_root(&strict)).unwrap();
    let both = bundle_of(&publish(7), 7, &[PUBLISH_KEY, 13], &[HEAD_KEY, 23]);
    assert!(try_accept(&state, &both).is_ok());
    assert_eq!(refused(&state, &bundle_of(&publish(7), 7, &[PUBLISH_KEY, 13], &[23])), "head-threshold");
    let half = bundle_of(&publish(7), 7, &[13], &[HEAD_KEY, 23]);
    assert_eq!(refused(&state, &half), "publish-threshold");
    let mut doubled = bundle_of(&publish(7), 7, &[PUBLISH_KEY, 13], &[23]);
    doubled.head = repeat_last_signature(&doubled.head, 1);
    assert_eq!(refused(&state, &doubled), "head-threshold");
}

/// The head key is online, so it is the first to be stolen.
#[test]
fn stolen_head_key_alone_signs_content() {
    let forged = bundle_of(&publish(8), 8, &[HEAD_KEY], &[HEAD_KEY]);
    assert_eq!(refused(&trusting(7), &forged), "publish-threshold");
}

#[test]
fn stolen_head_key_alone_brings_back_an_old_publish() {
    let old = bundle(5);
    let made_new = with_head(&old, &head(8, 8, &old.publish), &[HEAD_KEY]);
    assert_eq!(refused(&trusting(7), &made_new), "publish-rollback");
}

/// All it can do: keep the newest publish looking newest, for 72 hours a signature.
#[test]
fn stolen_head_key_alone_only_delays() {
    let same = bundle(7);
    let renewed = with_head(&same, &head(8, 11, &same.publish), &[HEAD_KEY]);
    assert_eq!(try_accept(&trusting(7), &renewed).unwrap().1.publish.sequence, 7);
    let long = Head { expires: hour(8 + 73), ..head(8, 8, &same.publish) };
    assert_eq!(long.to_statement().unwrap_err().step(), "form", "a head of more than 72 hours is none");
}

#[test]
fn a_key_in_a_role_it_does_not_have() {
    let state = trusting(7);
    let cases = [
        (PUBLISH_KEY, PUBLISH_KEY, "head-threshold"),
        (PUBLISH_KEY, ROOT_KEYS[0], "head-threshold"),
        (ROOT_KEYS[0], HEAD_KEY, "publish-threshold"),
        (HEAD_KEY, HEAD_KEY, "publish-threshold"),
    ];
    for (publisher, header, step) in cases {
        let forged = bundle_of(&publish(8), 8, &[publisher], &[header]);
        assert_eq!(refused(&state, &forged), step, "{publisher} {header}");
    }
    let rooted = sign(next_root().to_statement().unwrap(), &[PUBLISH_KEY, HEAD_KEY]);
    assert_eq!(state.rotate(&[&rooted]).unwrap_err().step(), "root-threshold");
}

#[test]
fn a_signature_of_one_kind_as_another() {
    let bundle = bundle(7);
    let as_head = [&b"SVB1\x03"[..], &bundle.publish[5..]].concat();
    assert_eq!(refused(&enrolled(), &Bundle { head: as_head, ..bundle.clone() }), "head-threshold");
    assert_eq!(refused(&enrolled(), &Bundle { head: bundle.publish.clone(), ..bundle }), "form");
}

#[test]
fn a_root_that_gives_a_key_two_roles_or_no_spare() {
    let step = |root: Root| root.to_statement().unwrap_err().step();
    assert_eq!(step(Root { head: role(1, &[PUBLISH_KEY]), ..root() }), "form");
    assert_eq!(step(Root { head: role(1, &[ROOT_KEYS[1]]), ..root() }), "form");
    assert_eq!(step(Root { root: role(1, &ROOT_KEYS), ..root() }), "form");
    assert_eq!(step(Root { root: role(2, &[1, 2]), ..root() }), "form");
    assert_eq!(step(Root { head: role(0, &[HEAD_KEY]), ..root() }), "form");
    assert_eq!(step(Root { head: role(2, &[HEAD_KEY]), ..root() }), "form");
    assert_eq!(step(Root { head: role(1, &[]), ..root() }), "form");
    assert_eq!(step(Root { expires: hour(400 * 24), ..root() }), "form");
}

#[test]
fn another_brands_objects() {
    let state = trusting(7);
    let foreign = Publish { brand: "other".into(), ..publish(8) };
    assert_eq!(refused(&state, &bundle_of(&foreign, 8, &[PUBLISH_KEY], &[HEAD_KEY])), "brand");
    let good = bundle(8);
    let foreign = Head { brand: "other".into(), ..head(8, 8, &good.publish) };
    assert_eq!(refused(&state, &with_head(&good, &foreign, &[HEAD_KEY])), "brand");
    let foreign = sign_root(&Root { brand: "other".into(), ..next_root() });
    assert_eq!(state.rotate(&[&foreign]).unwrap_err().step(), "brand");
}

/// Parts of one signed object put into the envelope of another.
#[test]
fn a_ceremony_passes_the_root_round() {
    let first = sign(next_root().to_statement().unwrap(), &[2]);
    let kind = registry_api::bundle::roles::Kind::Root;
    let second = sign(Signed::parse(kind, &first).unwrap(), &[3]);
    assert_eq!(enrolled().rotate(&[&second]).unwrap().root().version, 2);
}
