// SPDX-License-Identifier: GPL-3.0-or-later
//! The table from evidence to verdict, row by row.

#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use jiff::SignedDuration;
use registry_api::fact::Status;
use station_api::{Role, Verdict, VerdictKind};
use station_core::reading::{Item, read};
use station_core::verdict::{Place, judge};
use station_core::{BundleTrust, Ground};
use support::*;

const PLACE: Place<'static> = Place { market: Some("DE"), on_manifest: None, seen_before: false };

fn item(text: &str) -> Item {
    read(&scan_of(text), &gs1::Options::default()).unwrap()
}

fn verdict(desk: &Desk, text: &str, place: &Place<'_>) -> Verdict {
    judge(&item(text), &desk.ground(), place, desk.now().stamp.at).verdict
}

fn word(desk: &Desk, text: &str) -> (VerdictKind, &'static str) {
    let verdict = verdict(desk, text, &PLACE);
    (verdict.kind(), verdict.reason())
}

fn desk(maker: Maker) -> Desk {
    Desk::new(Role::Counter, maker)
}

#[test]
fn an_issued_unit_with_fresh_evidence_is_genuine() {
    assert_eq!(word(&desk(Maker::new()), &label(unit(0).as_str())), (VerdictKind::Genuine, "ok"));
}

#[test]
fn every_status_has_its_verdict() {
    let expected = [
        (Status::Active, VerdictKind::Genuine, "ok"),
        (Status::Sold, VerdictKind::Genuine, "ok"),
        (Status::Refurbished, VerdictKind::Genuine, "ok"),
        (Status::Returned, VerdictKind::Attention, "already_returned"),
        (Status::Scrapped, VerdictKind::Attention, "scrapped"),
        (Status::Recalled, VerdictKind::Attention, "recalled"),
        (Status::Stolen, VerdictKind::Reported, "stolen"),
        (Status::Counterfeit, VerdictKind::Reported, "counterfeit"),
    ];
    for (status, kind, reason) in expected {
        let desk = desk(Maker::new().status(0, status));
        assert_eq!(word(&desk, &label(unit(0).as_str())), (kind, reason), "{status}");
    }
}

#[test]
fn what_was_never_issued_is_not_verified_and_what_is_newer_cannot_be_said() {
    let desk = desk(Maker::new());
    let forged = format!("{}000000000000", &unit(0).as_str()[..8]);
    assert_eq!(word(&desk, &label(&forged)), (VerdictKind::NotVerified, "check_failed"));
    assert_eq!(word(&desk, &label(serial_at(1, 4000).as_str())), (VerdictKind::NotVerified, "never_issued"));
    assert_eq!(
        word(&desk, &label(serial_at(2, 0).as_str())),
        (VerdictKind::Indeterminate, "not_covered_yet")
    );
    assert_eq!(word(&desk, &label("ABC-1")), (VerdictKind::NotVerified, "not_a_serial"));
}

#[test]
fn a_label_that_disagrees_with_the_record_is_told_apart() {
    let desk = desk(Maker::new().set(0, |f| f.block.expiry = Some("2027-03-31".parse().unwrap())));
    let serial = unit(0);
    let link = |gtin: &str| format!("https://id.gs1.org/01/{gtin}/21/{serial}");
    assert_eq!(word(&desk, &link(OTHER_GTIN)), (VerdictKind::NotVerified, "wrong_product"));
    assert_eq!(word(&desk, &link(FOREIGN_GTIN)), (VerdictKind::Indeterminate, "unknown_product"));
    let element = |rest: &str| format!("]d201{GTIN}21{serial}\u{1d}{rest}");
    assert_eq!(word(&desk, &element("1088124")), (VerdictKind::Attention, "wrong_lot"));
    assert_eq!(word(&desk, &element("17270401")), (VerdictKind::Attention, "wrong_expiry"));
    assert_eq!(word(&desk, &element("17270331")), (VerdictKind::Genuine, "ok"));
    assert_eq!(word(&desk, &element("17270300")), (VerdictKind::Genuine, "ok"), "day 00 is the whole month");
}

#[test]
fn market_expiry_manifest_and_duplicates_ask_for_attention() {
    let desk = desk(Maker::new().set(1, |f| f.block.expiry = Some("2026-11-19".parse().unwrap())));
    let unit0 = label(unit(0).as_str());
    let at = |place: Place<'static>| verdict(&desk, &unit0, &place).reason();
    assert_eq!(at(Place { market: Some("US"), ..PLACE }), "wrong_market");
    assert_eq!(at(Place { on_manifest: Some(false), ..PLACE }), "not_on_manifest");
    assert_eq!(at(Place { on_manifest: Some(true), ..PLACE }), "ok");
    assert_eq!(at(Place { seen_before: true, ..PLACE }), "duplicate");
    assert_eq!(word(&desk, &label(unit(1).as_str())), (VerdictKind::Attention, "expired"));
}

#[test]
fn age_weakens_a_pass_and_nothing_else() {
    let mut desk = desk(Maker::new().status(1, Status::Recalled).status(2, Status::Stolen));
    let words = |desk: &Desk| [0, 1, 2, 4000].map(|i| word(desk, &label(unit(i).as_str())).1);
    assert_eq!(words(&desk), ["ok", "recalled", "stolen", "never_issued"]);
    desk.age = SignedDuration::from_hours(96);
    assert_eq!(words(&desk), ["old_bundle", "recalled", "stolen", "never_issued"]);
    desk.age = SignedDuration::from_hours(24 * 15);
    assert_eq!(words(&desk), ["bundle_too_old", "recalled", "stolen", "never_issued"]);
    desk.age = SignedDuration::from_hours(-1);
    assert_eq!(words(&desk), ["clock_untrusted", "recalled", "stolen", "never_issued"]);
}

#[test]
fn without_a_bundle_nothing_is_said() {
    let mut desk = desk(Maker::new());
    desk.trust = BundleTrust::Missing;
    assert_eq!(word(&desk, &label(unit(0).as_str())), (VerdictKind::Indeterminate, "bundle_missing"));
    desk.trust = BundleTrust::Untrusted { step: "signature".into() };
    assert_eq!(word(&desk, &label(unit(0).as_str())), (VerdictKind::Indeterminate, "bundle_untrusted"));
    let lookup_without_trust = Ground { lookup: Some(&desk.maker), trust: &BundleTrust::Missing };
    let judged = judge(&item(&label(unit(0).as_str())), &lookup_without_trust, &PLACE, issued());
    assert_eq!(judged.verdict.kind(), VerdictKind::Indeterminate);
}

#[test]
fn a_code_without_a_serial_is_no_accusation() {
    let desk = desk(Maker::new());
    assert_eq!(word(&desk, &format!("]d201{GTIN}")), (VerdictKind::Indeterminate, "no_serial"));
    assert_eq!(word(&desk, &format!("]d201{FOREIGN_GTIN}")), (VerdictKind::Indeterminate, "unknown_product"));
}

#[test]
fn a_maker_address_is_read_where_its_pattern_is_configured() {
    let pattern = gs1::UrlPattern::new("https://verify.acme.example/serial-{serial}").unwrap();
    let mut options = gs1::Options::default();
    options.profile.url_patterns.push(pattern);
    let text = format!("https://verify.acme.example/serial-{}", unit(0));
    let item = read(&scan_of(&text), &options).unwrap();
    let desk = desk(Maker::new());
    let judged = judge(&item, &desk.ground(), &PLACE, desk.now().stamp.at);
    assert_eq!(judged.verdict, Verdict::Genuine);
}
