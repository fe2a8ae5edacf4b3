// SPDX-License-Identifier: GPL-3.0-or-later
//! Words for every verdict in every role.

use jiff::tz::TimeZone;
use serde_json::json;
use station_api::{
    Action, AttentionReason, BundleLine, BundleState, Card, CardId, Cause, DeviceChip, Evidence, Facts, Idle,
    Link, NotVerifiedReason, Notice, NoticeLevel, ReportedReason, Role, Screen, Snapshot, Tally, Verdict,
    VerdictKind,
};

use super::*;

const ROLES: [Role; 4] = [Role::Dock, Role::Counter, Role::Returns, Role::LineEnd];

fn clock() -> Clock {
    Clock { now: "2026-11-23T14:05:09Z".parse().unwrap(), zone: TimeZone::UTC }
}

fn snapshot(role: Role, screen: Screen) -> Snapshot {
    Snapshot {
        seq: 1,
        station: "Dock 3".to_owned(),
        role,
        context: "4500128".to_owned(),
        now: clock().now,
        devices: vec![],
        link: Link::default(),
        bundle: BundleLine { state: BundleState::Fresh, version: 1, issued: None },
        notices: vec![],
        screen,
    }
}

fn card(verdict: Verdict) -> Card {
    Card {
        id: CardId(9),
        verdict,
        facts: Facts {
            product: Some("Pump".to_owned()),
            serial: Some("ABCDEFGH".to_owned()),
            ..Facts::default()
        },
        evidence: vec![],
        as_of: Some("2026-11-23T09:40:00Z".parse().unwrap()),
        data_age_s: Some(1_500),
        scanned_at: clock().now,
        support_code: "7F2K".to_owned(),
        actions: vec![],
    }
}

fn shown(card: Card, role: Role) -> VerdictPage {
    match present(&snapshot(role, Screen::Verdict(card)), &clock()).page {
        Page::Verdict(page) => page,
        other => panic!("{other:?} is no verdict page"),
    }
}

fn unsure() -> Vec<Verdict> {
    let as_of = "2026-10-01T09:40:00Z".parse().unwrap();
    [
        Cause::ReadAgain,
        Cause::NotCoveredYet,
        Cause::Unreadable { error: "x".to_owned(), message: "No digit.".to_owned() },
        Cause::NoSerial,
        Cause::UnknownProduct,
        Cause::BundleMissing,
        Cause::BundleUntrusted { step: "head".to_owned() },
        Cause::BundleTooOld { as_of },
        Cause::ClockUntrusted,
    ]
    .map(|cause| Verdict::Indeterminate { cause })
    .to_vec()
}

fn stopped() -> Vec<Verdict> {
    vec![
        Verdict::NotVerified { reason: NotVerifiedReason::NeverIssued },
        Verdict::NotVerified { reason: NotVerifiedReason::CheckFailed },
        Verdict::NotVerified { reason: NotVerifiedReason::WrongProduct { record: "1".to_owned() } },
        Verdict::NotVerified { reason: NotVerifiedReason::NotASerial },
        Verdict::Reported { reason: ReportedReason::Counterfeit },
        Verdict::Reported { reason: ReportedReason::Stolen },
    ]
}

fn attentions() -> Vec<Verdict> {
    let lots = ("A".to_owned(), "B".to_owned());
    [
        AttentionReason::Recalled,
        AttentionReason::Expired,
        AttentionReason::WrongMarket { made_for: vec!["US".to_owned()], here: "DE".to_owned() },
        AttentionReason::NotOnManifest,
        AttentionReason::Duplicate,
        AttentionReason::AlreadyReturned,
        AttentionReason::Scrapped,
        AttentionReason::WrongLot { label: lots.0.clone(), record: lots.1.clone() },
        AttentionReason::WrongExpiry { label: "261231".to_owned(), record: "261130".to_owned() },
        AttentionReason::NotRecorded,
    ]
    .map(|reason| Verdict::Attention { reason })
    .to_vec()
}

#[test]
fn every_verdict_says_why_and_what_to_do_in_every_role() {
    let mut all = [unsure(), stopped(), attentions()].concat();
    all.push(Verdict::Genuine);
    all.push(Verdict::GenuineStale { as_of: clock().now });
    for role in ROLES {
        let mut said = Vec::new();
        for verdict in &all {
            let page = shown(card(verdict.clone()), role);
            for sentence in [&page.headline, &page.todo] {
                assert!(sentence.ends_with(['.', '?']), "{role} {}: {sentence:?}", verdict.reason());
            }
            assert!(page.headline.len() + page.todo.len() <= 150, "{role} {}: too long", verdict.reason());
            assert!(page.facts.len() <= 3);
            said.push(page.headline);
        }
        let count = said.len();
        said.sort();
        said.dedup();
        assert_eq!(said.len(), count, "two reasons share a sentence");
    }
}

#[test]
fn what_cannot_be_said_never_accuses_and_never_clears() {
    for role in ROLES {
        for verdict in unsure() {
            let page = shown(card(verdict.clone()), role);
            let words = format!("{} {} {}", page.word, page.headline, page.todo).to_lowercase();
            for forbidden in ["fake", "counterfeit", "stolen", "genuine", "stop", "cage", "forge"] {
                assert!(!words.contains(forbidden), "{role} {}: {words}", verdict.reason());
            }
            assert_eq!(page.look, Look::Unsure);
        }
    }
}

#[test]
fn a_stop_names_the_place_and_the_counter_never_sells() {
    for verdict in stopped() {
        let counter = shown(card(verdict.clone()), Role::Counter);
        assert!(counter.todo.starts_with("Do not sell it."), "{}", counter.todo);
        for role in [Role::Dock, Role::Returns, Role::LineEnd] {
            let page = shown(card(verdict.clone()), role);
            assert!(page.todo.to_lowercase().contains("red cage"), "{role}: {}", page.todo);
            assert_eq!(page.word, "STOP");
        }
    }
}

#[test]
fn only_a_plain_pass_looks_like_one() {
    let all = [unsure(), stopped(), attentions()].concat();
    for verdict in all.into_iter().chain([Verdict::GenuineStale { as_of: clock().now }]) {
        assert_ne!(shown(card(verdict), Role::Dock).look, Look::Pass);
    }
    assert_eq!(shown(card(Verdict::Genuine), Role::Dock).look, Look::Pass);
}

#[test]
fn buttons_are_those_of_the_station_in_its_order() {
    let mut offered = card(Verdict::Attention { reason: AttentionReason::NotOnManifest });
    offered.actions = vec![Action::SetAside, Action::Accept];
    let page = shown(offered, Role::Dock);
    let labels: Vec<_> = page.buttons.iter().map(|button| (button.label.as_str(), button.primary)).collect();
    assert_eq!(labels, [("Yellow shelf", true), ("Accept anyway", false)]);
    let mut sold = card(Verdict::GenuineStale { as_of: clock().now });
    sold.actions = vec![Action::Sell, Action::SetAside];
    assert!(shown(sold.clone(), Role::Counter).todo.starts_with("Sell it"));
    sold.actions.clear();
    assert!(!shown(sold, Role::Counter).todo.contains("Sell it on"), "no advice without its button");
}

#[test]
fn small_print_and_evidence_name_age_rule_and_code() {
    let mut stop = card(Verdict::NotVerified { reason: NotVerifiedReason::NeverIssued });
    let rule = |code: &str, text: &str| Evidence { code: code.to_owned(), text: text.to_owned() };
    stop.evidence = vec![rule("bundle", "Signed data 3, 1 h old."), rule("block", "No such number.")];
    let page = shown(stop.clone(), Role::Dock);
    assert_eq!(page.small_print, "Signed data of 09:40 today · 25 min old · code\u{a0}7F2K");
    assert_eq!(page.evidence, "No such number");
    stop.as_of = None;
    assert_eq!(shown(stop, Role::Dock).small_print, "No signed data behind this · code\u{a0}7F2K");
}

#[test]
fn facts_follow_the_reason() {
    let lot = AttentionReason::WrongLot { label: "L1".to_owned(), record: "L2".to_owned() };
    let page = shown(card(Verdict::Attention { reason: lot }), Role::Dock);
    let facts: Vec<_> = page.facts.iter().map(|fact| (fact.label.as_str(), fact.value.as_str())).collect();
    assert_eq!(facts, [("Product", "Pump"), ("Label", "L1"), ("Record", "L2")]);
}

#[test]
fn the_dock_counts_against_its_shipment() {
    let tally = Tally { expected: 480, verified: 207, unlisted: 1, twice: 0, aside: 2, ..Tally::default() };
    let screen = Screen::Idle(Idle { tally, recent: vec![] });
    let Page::Idle(page) = present(&snapshot(Role::Dock, screen), &clock()).page else {
        panic!("no idle page")
    };
    let tiles: Vec<_> =
        page.tiles.iter().map(|tile| (tile.label.as_str(), tile.value.as_str(), tile.tone)).collect();
    assert_eq!(
        tiles,
        [
            ("Missing", "273", Tone::Calm),
            ("Unlisted", "1", Tone::Caution),
            ("Twice", "0", Tone::Calm),
            ("Aside", "2", Tone::Stop)
        ]
    );
    let Hero::Count { value, of, permille, .. } = page.hero else { panic!("no counter") };
    assert_eq!((value.as_str(), of.as_str(), permille), ("207", "of 480", Some(431)));
}

#[test]
fn numbers_beyond_the_shipment_do_not_overflow() {
    let tally = Tally { expected: 1, verified: u64::MAX, ..Tally::default() };
    let screen = Screen::Idle(Idle { tally, recent: vec![] });
    let Page::Idle(page) = present(&snapshot(Role::Dock, screen), &clock()).page else {
        panic!("no idle page")
    };
    assert!(matches!(page.hero, Hero::Count { permille: Some(1_000), .. }));
}

#[test]
fn the_link_says_how_long_and_how_many() {
    let label = |link: Link| {
        let mut shown = snapshot(Role::Dock, Screen::Idle(Idle::default()));
        shown.link = link;
        let chip = present(&shown, &clock()).header.link;
        (chip.label, chip.tone)
    };
    let since = Some("2026-11-19T14:00:00Z".parse().unwrap());
    assert_eq!(label(Link::default()), ("Synced".to_owned(), Tone::Calm));
    assert_eq!(
        label(Link { waiting: 12, ..Link::default() }),
        ("Sending · 12 waiting".to_owned(), Tone::Calm)
    );
    let offline = label(Link { offline_since: since, waiting: 1_812, parked: 1 });
    assert_eq!(offline, ("Offline 4 d · 1,812 waiting".to_owned(), Tone::Caution));
    assert_eq!(label(Link { parked: 2, ..Link::default() }), ("Online · 2 parked".to_owned(), Tone::Caution));
}

fn device(name: &str, state: &str, detail: &str) -> DeviceChip {
    serde_json::from_value(json!({ "name": name, "kind": "camera", "state": state, "detail": detail }))
        .unwrap()
}

#[test]
fn faults_are_named_where_room_is_short() {
    let mut shown = snapshot(Role::Dock, Screen::Idle(Idle::default()));
    shown.devices = vec![device("scanner", "up", ""), device("camera", "down", "Check its cable.")];
    shown.notices = vec![
        Notice {
            level: NoticeLevel::Stop,
            code: "disk_full".to_owned(),
            text: "The disk is full.".to_owned(),
        },
        Notice { level: NoticeLevel::Info, code: "x".to_owned(), text: "A word.".to_owned() },
    ];
    let view = present(&shown, &clock());
    assert_eq!(view.header.short_chips, [Chip { label: "Camera off".to_owned(), tone: Tone::Caution }]);
    assert_eq!(view.header.chips.len(), 2);
    let banners: Vec<_> =
        view.banners.iter().map(|banner| (banner.text.as_str(), banner.more.as_str())).collect();
    assert_eq!(banners, [("The disk is full.", ""), ("A word.", "+1 more")]);
    assert_eq!(view.short_banners.len(), 1);
    assert_eq!(view.short_banners[0].more, "+2 more");
}

#[test]
fn an_absent_station_leaves_no_verdict_and_no_button() {
    let last = snapshot(Role::Dock, Screen::Verdict(card(Verdict::Genuine)));
    let view = present_absent(&Absent { last: Some(&last), for_s: 3, problem: "closed" }, &clock());
    assert!(matches!(&view.page, Page::Waiting(page) if page.title == "Station is not answering"));
    assert!(view.buttons().is_empty() && view.card().is_none());
    let first = present_absent(&Absent { last: None, for_s: 3, problem: "" }, &clock());
    assert!(matches!(&first.page, Page::Waiting(page) if page.title == "Station is starting"));
}

#[test]
fn a_reason_of_a_newer_station_is_still_a_word() {
    assert_eq!(words::reason(VerdictKind::Attention, "under_review"), "under review");
    assert_eq!(words::reason(VerdictKind::Genuine, "ok"), "");
}
