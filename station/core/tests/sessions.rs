// SPDX-License-Identifier: GPL-3.0-or-later
//! What a run of scans and taps comes to, in each of the four jobs.

#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use drivers_api::Beep;
use registry_api::epcis::Act;
use registry_api::fact::Status;
use station_api::{Action, CardId, Intent, Role, Route, Screen, VerdictKind};
use station_core::{JournalEntry, Step};
use support::*;

fn acts(step: &Step) -> Vec<Act> {
    step.decision.events.iter().map(|event| event.act).collect()
}

fn kind(desk: &Desk) -> VerdictKind {
    match desk.session.screen(&desk.ground()) {
        Screen::Verdict(card) | Screen::ReturnsQuestion(card) => card.verdict.kind(),
        other => panic!("no card: {other:?}"),
    }
}

fn shown(desk: &Desk) -> station_api::Card {
    match desk.session.screen(&desk.ground()) {
        Screen::Verdict(card) | Screen::ReturnsQuestion(card) => card,
        other => panic!("no card: {other:?}"),
    }
}

fn tap(desk: &mut Desk, action: Action) -> Step {
    let intent = Intent { card: shown(desk).id, action };
    let step = desk.session.tap(intent, &desk.now()).unwrap();
    desk.session.commit(step.effect.clone());
    step
}

fn tally(desk: &Desk) -> station_api::Tally {
    match desk.session.screen(&desk.ground()) {
        Screen::Idle(idle) => idle.tally,
        other => panic!("not idle: {other:?}"),
    }
}

fn let_go(desk: &mut Desk) {
    desk.wait(60);
    assert!(desk.session.tick(desk.mono).is_some());
}

#[test]
fn each_role_reports_its_own_act_for_a_pass() {
    let expected = [
        (Role::Dock, Act::DockVerified),
        (Role::Counter, Act::CounterChecked),
        (Role::Returns, Act::ReturnReceived),
        (Role::LineEnd, Act::LineEndPassed),
    ];
    for (role, act) in expected {
        let mut desk = Desk::new(role, Maker::new());
        let step = desk.scan(&label(unit(0).as_str()));
        assert_eq!(acts(&step), [act], "{role}");
        assert_eq!(step.decision.events[0].serial, unit(0).as_str());
        assert_eq!(step.decision.events[0].offset_min, 60);
    }
}

#[test]
fn a_dock_run_counts_against_its_shipment() {
    let mut desk = Desk::new(Role::Dock, Maker::new().expecting(&[0, 1, 2]));
    assert_eq!(tally(&desk).expected, 3);
    assert_eq!(desk.session.context(&desk.ground()), "4500128");
    let first = desk.scan(&label(unit(0).as_str()));
    assert_eq!(acts(&first), [Act::DockVerified]);
    let document = first.decision.events[0].transaction.as_ref().unwrap();
    assert_eq!((document.kind.as_str(), document.number.as_str()), ("desadv", "4500128"));
    assert_eq!(acts(&desk.scan(&label(unit(1).as_str()))), [Act::DockVerified]);
    let again = desk.scan(&label(unit(0).as_str()));
    assert_eq!((kind(&desk), acts(&again)), (VerdictKind::Attention, vec![]), "a duplicate is no new act");
    tap(&mut desk, Action::Dismiss);
    assert_eq!(acts(&desk.scan(&label(unit(5).as_str()))), [Act::DockUnlisted]);
    assert_eq!(acts(&tap(&mut desk, Action::SetAside)), [], "the scan already said where it is held");
    let tally = tally(&desk);
    assert_eq!((tally.expected, tally.verified, tally.twice, tally.unlisted), (3, 2, 1, 1));
}

#[test]
fn a_held_label_is_one_scan() {
    let mut desk = Desk::new(Role::Dock, Maker::new());
    let text = label(unit(0).as_str());
    desk.scan(&text);
    desk.mono = drivers_api::Monotonic(desk.mono.0 - 9_500_000);
    let echo = desk.scan(&text);
    assert_eq!((kind(&desk), acts(&echo)), (VerdictKind::Genuine, vec![]));
    let_go(&mut desk);
    assert_eq!(tally(&desk).verified, 1);
}

#[test]
fn nobody_is_accused_on_one_read() {
    let mut desk = Desk::new(Role::Counter, Maker::new());
    let forged = label(&format!("{}000000000000", &unit(0).as_str()[..8]));
    let first = desk.scan(&forged);
    assert_eq!((kind(&desk), acts(&first)), (VerdictKind::Indeterminate, vec![]));
    let second = desk.scan(&forged);
    assert_eq!((kind(&desk), acts(&second)), (VerdictKind::NotVerified, vec![Act::HeldUnknown]));
    tap(&mut desk, Action::SetAside);
    let third = desk.scan(&forged);
    assert_eq!((kind(&desk), acts(&third)), (VerdictKind::Indeterminate, vec![]), "settled: asked anew");
}

#[test]
fn a_misread_is_cleared_by_a_good_second_read() {
    let mut desk = Desk::new(Role::Counter, Maker::new());
    desk.scan(&label(&format!("{}000000000000", &unit(0).as_str()[..8])));
    desk.scan(&label(unit(0).as_str()));
    assert_eq!(kind(&desk), VerdictKind::Genuine);
}

#[test]
fn an_old_failure_does_not_count_as_the_first_read() {
    let mut desk = Desk::new(Role::Counter, Maker::new());
    let forged = label(&format!("{}000000000000", &unit(0).as_str()[..8]));
    desk.scan(&forged);
    desk.wait(600);
    desk.scan(&forged);
    assert_eq!(kind(&desk), VerdictKind::Indeterminate);
}

#[test]
fn no_scan_can_dismiss_a_card_that_waits() {
    let mut desk = Desk::new(Role::Dock, Maker::new().status(0, Status::Recalled));
    desk.scan(&label(unit(0).as_str()));
    let waiting = shown(&desk).id;
    let refused = desk.scan(&label(unit(1).as_str()));
    assert!(matches!(&refused.decision.entry, JournalEntry::Refused(entry) if entry.waiting == waiting));
    assert_eq!((refused.decision.signal.beep, acts(&refused)), (Beep::Refused, vec![]));
    assert_eq!(shown(&desk).id, waiting);
    desk.wait(3600);
    assert!(desk.session.tick(desk.mono).is_none(), "time does not dismiss it either");
    tap(&mut desk, Action::SetAside);
    desk.scan(&label(unit(1).as_str()));
    assert_eq!(kind(&desk), VerdictKind::Genuine);
}

#[test]
fn a_pass_goes_by_itself() {
    let mut desk = Desk::new(Role::Dock, Maker::new());
    desk.scan(&label(unit(0).as_str()));
    assert_eq!(kind(&desk), VerdictKind::Genuine);
    let_go(&mut desk);
    assert_eq!(tally(&desk).verified, 1);
}

#[test]
fn a_late_or_foreign_tap_is_ignored() {
    let mut desk = Desk::new(Role::Dock, Maker::new().status(0, Status::Recalled));
    desk.scan(&label(unit(0).as_str()));
    let card = shown(&desk).id;
    let stale = Intent { card: CardId(card.0 + 1), action: Action::SetAside };
    assert!(desk.session.tap(stale, &desk.now()).is_none());
    let not_offered = Intent { card, action: Action::Sell };
    assert!(desk.session.tap(not_offered, &desk.now()).is_none());
}

#[test]
fn a_returned_unit_is_asked_about_and_routed() {
    for (action, route, act) in [
        (Action::Refurbish, Route::Refurbish, Act::SentToRefurbish),
        (Action::Scrap, Route::Scrap, Act::Scrapped),
    ] {
        let mut desk = Desk::new(Role::Returns, Maker::new().status(0, Status::Sold));
        assert_eq!(acts(&desk.scan(&label(unit(0).as_str()))), [Act::ReturnReceived]);
        assert!(matches!(desk.session.screen(&desk.ground()), Screen::ReturnsQuestion(_)));
        assert_eq!(acts(&tap(&mut desk, action)), [act]);
        let Screen::Routed(routed) = desk.session.screen(&desk.ground()) else { panic!("routed") };
        assert_eq!((routed.route, routed.count), (route, 1));
        desk.scan(&label(unit(1).as_str()));
        assert!(matches!(desk.session.screen(&desk.ground()), Screen::ReturnsQuestion(_)));
    }
}

#[test]
fn a_second_return_can_be_taken_by_decision() {
    let mut desk = Desk::new(Role::Returns, Maker::new().status(0, Status::Returned));
    assert_eq!(acts(&desk.scan(&label(unit(0).as_str()))), [Act::HeldOther]);
    assert_eq!(acts(&tap(&mut desk, Action::Accept)), [Act::ReturnReceived]);
    assert_eq!(acts(&tap(&mut desk, Action::Refurbish)), [Act::SentToRefurbish]);
}

#[test]
fn a_sale_is_reported_only_when_it_happens() {
    let mut desk = Desk::new(Role::Counter, Maker::new());
    assert_eq!(acts(&desk.scan(&label(unit(0).as_str()))), [Act::CounterChecked]);
    assert_eq!(acts(&tap(&mut desk, Action::Sell)), [Act::Sold]);
}

#[test]
fn what_could_not_be_recorded_is_never_accepted() {
    let mut desk = Desk::new(Role::Dock, Maker::new());
    let text = label(unit(0).as_str());
    let step = desk.session.scan(&scan_of(&text), &desk.ground(), &desk.now());
    drop(step);
    let signal = desk.session.not_recorded(&scan_of(&text), &desk.now());
    assert_eq!(shown(&desk).verdict.reason(), "not_recorded");
    assert_ne!(signal.green, drivers_api::Light::Steady);
    tap(&mut desk, Action::Dismiss);
    assert_eq!(tally(&desk).verified, 0);
    assert_eq!(acts(&desk.scan(&text)), [Act::DockVerified], "it can be scanned again");
}

#[test]
fn garbage_is_answered_and_journalled() {
    let mut desk = Desk::new(Role::Dock, Maker::new());
    let step = desk.scan("\u{1b}[2J\0garbage");
    let JournalEntry::Scan(entry) = &step.decision.entry else { panic!("a scan") };
    assert_eq!(entry.verdict.reason(), "unreadable");
    assert_eq!(entry.payload_hex, "1b5b324a0067617262616765");
    assert!(!shown(&desk).facts.code.chars().any(char::is_control));
}

#[test]
fn a_stale_pass_waits_for_a_person() {
    let mut desk = Desk::new(Role::Dock, Maker::new());
    desk.age = jiff::SignedDuration::from_hours(96);
    assert_eq!(acts(&desk.scan(&label(unit(0).as_str()))), [Act::DockVerified]);
    assert_eq!(kind(&desk), VerdictKind::GenuineStale);
    assert_eq!(shown(&desk).actions, [Action::Accept, Action::SetAside]);
    assert_eq!(acts(&tap(&mut desk, Action::SetAside)), [Act::HeldOther]);
}
