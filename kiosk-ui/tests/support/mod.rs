// SPDX-License-Identifier: GPL-3.0-or-later
//! Snapshots as a station would send them, with a clock that stands still.

#![allow(dead_code, reason = "each test binary takes what it needs")]

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::{TimeZone, offset};
use kiosk_ui::present::Clock;
use serde_json::json;
use station_api::{
    Action, AttentionReason, BundleLine, BundleState, Card, CardId, Cause, DeviceChip, Evidence, Facts, Idle,
    Link, NotVerifiedReason, Notice, NoticeLevel, Recent, ReportedReason, Role, Route, Routed, Screen,
    Snapshot, Tally, Verdict, VerdictKind,
};

/// 14:05 at the panel.
pub(crate) fn now() -> Timestamp {
    "2026-11-23T13:05:09Z".parse().unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn clock() -> Clock {
    Clock { now: now(), zone: TimeZone::fixed(offset(1)) }
}

pub(crate) fn device(name: &str, kind: &str, state: &str, detail: &str) -> DeviceChip {
    serde_json::from_value(json!({ "name": name, "kind": kind, "state": state, "detail": detail })).unwrap()
}

fn devices() -> Vec<DeviceChip> {
    vec![
        device("scanner", "scanner", "up", ""),
        device("camera", "camera", "up", ""),
        device("tag reader", "tag", "up", ""),
    ]
}

pub(crate) fn snapshot(role: Role, screen: Screen) -> Snapshot {
    let (station, context) = match role {
        Role::Dock => ("Dock 3", "Shipment 4500128"),
        Role::Counter => ("Counter 1", ""),
        Role::Returns => ("Returns 2", ""),
        Role::LineEnd => ("Line 4", "Order 77120"),
    };
    Snapshot {
        seq: 1,
        station: station.to_owned(),
        role,
        context: context.to_owned(),
        now: now(),
        devices: devices(),
        link: Link::default(),
        bundle: BundleLine {
            state: BundleState::Fresh,
            version: 812,
            issued: Some(at("2026-11-23T12:40:00Z")),
        },
        notices: vec![],
        screen,
    }
}

pub(crate) fn offline(mut snapshot: Snapshot) -> Snapshot {
    snapshot.link = Link { offline_since: Some(at("2026-11-19T16:25:00Z")), waiting: 812, parked: 0 };
    snapshot.bundle.state = BundleState::Stale;
    snapshot.bundle.issued = Some(at("2026-11-19T16:20:00Z"));
    snapshot
}

pub(crate) fn notice(level: NoticeLevel, code: &str, text: &str) -> Notice {
    Notice { level, code: code.to_owned(), text: text.to_owned() }
}

pub(crate) fn facts() -> Facts {
    Facts {
        code: "(01)09506000134352(21)7GK2M4XQ9RB30TWN5HVC".to_owned(),
        product: Some("Infusion pump P2".to_owned()),
        gtin: Some("09506000134352".to_owned()),
        serial: Some("7GK2M4XQ9RB30TWN5HVC".to_owned()),
        lot: Some("L-88123".to_owned()),
        expiry: Some(date(2028, 10, 31)),
        made_on: Some(date(2026, 11, 2)),
        made_at: Some("Pune, line 1".to_owned()),
        markets: vec!["DE".to_owned(), "FR".to_owned(), "NL".to_owned()],
        warranty_until: Some(date(2028, 11, 2)),
        status: Some("active".to_owned()),
    }
}

pub(crate) fn card(verdict: Verdict, evidence: &[&str], actions: &[Action]) -> Card {
    Card {
        id: CardId(208),
        verdict,
        facts: facts(),
        evidence: evidence
            .iter()
            .map(|text| Evidence { code: "rule".to_owned(), text: (*text).to_owned() })
            .collect(),
        as_of: Some(at("2026-11-23T08:40:00Z")),
        data_age_s: Some(25 * 60),
        scanned_at: now(),
        support_code: "7F2K".to_owned(),
        actions: actions.to_vec(),
    }
}

fn recent(kind: VerdictKind, reason: &str, title: &str, tail: &str, second: u8) -> Recent {
    Recent {
        kind,
        reason: reason.to_owned(),
        title: title.to_owned(),
        serial_tail: tail.to_owned(),
        at: at(&format!("2026-11-23T13:04:{second:02}Z")),
    }
}

pub(crate) fn idle(tally: Tally) -> Screen {
    let recent = vec![
        recent(VerdictKind::Genuine, "ok", "Infusion pump P2", "WN5HVC", 58),
        recent(VerdictKind::Genuine, "ok", "Infusion pump P2", "8KQ2R0", 51),
        recent(VerdictKind::Attention, "duplicate", "Infusion pump P2", "8KQ2R0", 47),
        recent(VerdictKind::GenuineStale, "old_bundle", "Torque sensor TS-40", "41XZ7M", 31),
        recent(VerdictKind::NotVerified, "never_issued", "Infusion pump P2", "000001", 22),
        recent(VerdictKind::Indeterminate, "unreadable", "]d2010950600013", "", 9),
    ];
    Screen::Idle(Idle { tally, recent })
}

pub(crate) fn dock_tally() -> Tally {
    Tally { expected: 480, verified: 207, unlisted: 1, twice: 2, aside: 1, ..Tally::default() }
}

/// Every reason the station knows, with the buttons it offers.
pub(crate) fn every_verdict() -> Vec<(Verdict, Vec<Action>)> {
    use Action::{Accept, Dismiss, SetAside};
    let attention = |reason| Verdict::Attention { reason };
    let cannot = |cause| Verdict::Indeterminate { cause };
    let text = str::to_owned;
    let stopped = [
        Verdict::NotVerified { reason: NotVerifiedReason::NeverIssued },
        Verdict::NotVerified { reason: NotVerifiedReason::CheckFailed },
        Verdict::NotVerified { reason: NotVerifiedReason::WrongProduct { record: text("09506000199999") } },
        Verdict::NotVerified { reason: NotVerifiedReason::NotASerial },
        Verdict::Reported { reason: ReportedReason::Counterfeit },
        Verdict::Reported { reason: ReportedReason::Stolen },
    ];
    let unsure = [
        Cause::ReadAgain,
        Cause::NotCoveredYet,
        Cause::Unreadable {
            error: text("check_digit"),
            message: text("The check digit of (01) is 3, not 2."),
        },
        Cause::NoSerial,
        Cause::UnknownProduct,
        Cause::BundleMissing,
        Cause::BundleUntrusted { step: text("publish signature") },
        Cause::BundleTooOld { as_of: at("2026-10-02T10:00:00Z") },
        Cause::ClockUntrusted,
    ];
    let act = vec![SetAside, Accept];
    let many = ["US", "CA", "MX", "BR", "AR", "CL"].map(str::to_owned).to_vec();
    let mut all = vec![
        (Verdict::Genuine, vec![]),
        (Verdict::GenuineStale { as_of: at("2026-11-19T16:20:00Z") }, vec![Accept, SetAside]),
        (attention(AttentionReason::Recalled), vec![SetAside]),
        (attention(AttentionReason::Expired), vec![SetAside]),
        (
            attention(AttentionReason::WrongMarket { made_for: vec![text("US")], here: text("DE") }),
            act.clone(),
        ),
        (attention(AttentionReason::WrongMarket { made_for: many, here: text("DE") }), act.clone()),
        (attention(AttentionReason::NotOnManifest), act.clone()),
        (attention(AttentionReason::Duplicate), vec![Dismiss]),
        (attention(AttentionReason::AlreadyReturned), act.clone()),
        (attention(AttentionReason::Scrapped), vec![Dismiss]),
        (
            attention(AttentionReason::WrongLot { label: text("L-88124"), record: text("L-88123") }),
            act.clone(),
        ),
        (attention(AttentionReason::WrongExpiry { label: text("291231"), record: text("281031") }), act),
        (attention(AttentionReason::NotRecorded), vec![Dismiss]),
    ];
    all.extend(stopped.map(|verdict| (verdict, vec![SetAside])));
    all.extend(unsure.map(|cause| (cannot(cause), vec![Dismiss])));
    all
}

pub(crate) const ROLES: [Role; 4] = [Role::Dock, Role::Counter, Role::Returns, Role::LineEnd];

pub(crate) fn routed(route: Route) -> Screen {
    Screen::Routed(Routed {
        card: CardId(208),
        route,
        product: "Torque sensor TS-40".to_owned(),
        serial_tail: "41XZ7M".to_owned(),
        count: 17,
        support_code: "8L5N".to_owned(),
    })
}

pub(crate) fn question(verdict: Verdict) -> Screen {
    Screen::ReturnsQuestion(card(verdict, &[], &[Action::Refurbish, Action::Scrap, Action::SetAside]))
}

/// The screens of the golden pictures, by name.
pub(crate) fn scenes() -> Vec<(&'static str, Snapshot)> {
    use Action::{Accept, Dismiss, Sell, SetAside};
    let verdict =
        |verdict, evidence: &[&str], actions: &[Action]| Screen::Verdict(card(verdict, evidence, actions));
    let stale = Verdict::GenuineStale { as_of: at("2026-11-19T16:20:00Z") };
    let market = AttentionReason::WrongMarket { made_for: vec!["US".to_owned()], here: "DE".to_owned() };
    let mut trouble = snapshot(Role::Dock, idle(Tally { expected: 480, verified: 479, ..dock_tally() }));
    trouble.devices[1] =
        device("camera", "camera", "down", "Nothing answers at the camera's place. Check its cable.");
    trouble.link.parked = 2;
    trouble.notices = vec![notice(
        NoticeLevel::Stop,
        "disk_full",
        "The disk is full. No scan is accepted until a supervisor has made room.",
    )];
    let mut stale_card = card(stale, &[], &[Accept, SetAside]);
    stale_card.as_of = Some(at("2026-11-19T16:20:00Z"));
    stale_card.data_age_s = Some(331_200);
    vec![
        ("dock-idle", snapshot(Role::Dock, idle(dock_tally()))),
        ("dock-trouble", trouble),
        (
            "counter-idle",
            snapshot(
                Role::Counter,
                Screen::Idle(Idle { tally: Tally { verified: 31, ..Tally::default() }, recent: vec![] }),
            ),
        ),
        ("genuine", snapshot(Role::Counter, verdict(Verdict::Genuine, &[], &[Sell, Dismiss]))),
        ("genuine-as-of", offline(snapshot(Role::Dock, Screen::Verdict(stale_card)))),
        (
            "check",
            snapshot(
                Role::Dock,
                verdict(
                    Verdict::Attention { reason: market },
                    &["The serial was issued by the maker.", "Somebody must act: wrong market."],
                    &[SetAside, Accept],
                ),
            ),
        ),
        (
            "stop",
            snapshot(
                Role::Counter,
                verdict(
                    Verdict::NotVerified { reason: NotVerifiedReason::NeverIssued },
                    &["No unit with this number was ever issued."],
                    &[SetAside],
                ),
            ),
        ),
        (
            "reported",
            snapshot(
                Role::Dock,
                verdict(
                    Verdict::Reported { reason: ReportedReason::Stolen },
                    &["The serial was issued by the maker.", "The maker's data says: stolen."],
                    &[SetAside],
                ),
            ),
        ),
        (
            "scan-again",
            snapshot(
                Role::Counter,
                verdict(
                    Verdict::Indeterminate { cause: Cause::ReadAgain },
                    &["First read: no match."],
                    &[Dismiss],
                ),
            ),
        ),
        (
            "cannot-say",
            snapshot(
                Role::LineEnd,
                verdict(Verdict::Indeterminate { cause: Cause::NotCoveredYet }, &[], &[Dismiss]),
            ),
        ),
        ("returns-question", snapshot(Role::Returns, question(Verdict::Genuine))),
        ("returns-refurbish", snapshot(Role::Returns, routed(Route::Refurbish))),
    ]
}
