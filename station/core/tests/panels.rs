// SPDX-License-Identifier: GPL-3.0-or-later
//! The parts of the panel around the middle: devices, notices, evidence.

#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use drivers_api::{DeviceHealth, DeviceId, DeviceState};
use station_api::{BundleState, DeviceKind, Link, Notice, NoticeLevel, Role};
use station_core::{BundleTrust, Panel, PanelInput};
use support::*;

fn panel() -> Panel {
    Panel::new("Dock 3", [("scanner".to_owned(), DeviceKind::Scanner)])
}

fn id(name: &str) -> DeviceId {
    DeviceId::new(name).unwrap()
}

#[test]
fn a_device_is_down_until_it_says_otherwise_and_strangers_are_ignored() {
    let mut panel = panel();
    assert_eq!(panel.devices()[0].state, DeviceState::Down);
    panel.device(&DeviceHealth::up(&id("scanner")));
    panel.device(&DeviceHealth::down(&id("stranger"), "who is that"));
    assert_eq!(panel.devices().len(), 1);
    assert_eq!((panel.devices()[0].state, panel.devices()[0].detail.as_str()), (DeviceState::Up, ""));
}

#[test]
fn the_worst_notice_stands_first() {
    let mut desk = Desk::new(Role::Dock, Maker::new());
    desk.trust = BundleTrust::Missing;
    let info = Notice { level: NoticeLevel::Info, code: "x".into(), text: "Something.".into() };
    let input = PanelInput { link: Link { parked: 2, ..Link::default() }, notices: vec![info] };
    let snapshot = panel().snapshot(&desk.session, &desk.ground(), &input, desk.now().stamp.at);
    let codes: Vec<_> = snapshot.notices.iter().map(|notice| notice.code.as_str()).collect();
    assert_eq!(codes, ["bundle_missing", "parked", "x"]);
    assert!(snapshot.notices[1].text.contains('2'));
}

#[test]
fn the_evidence_line_follows_its_age() {
    let mut desk = Desk::new(Role::Dock, Maker::new());
    let mut panel = panel();
    let mut state = |desk: &Desk| {
        let input = PanelInput::default();
        panel.snapshot(&desk.session, &desk.ground(), &input, desk.now().stamp.at).bundle.state
    };
    for (hours, expected) in [
        (1, BundleState::Fresh),
        (96, BundleState::Stale),
        (400, BundleState::TooOld),
        (-2, BundleState::Stale),
    ] {
        desk.age = jiff::SignedDuration::from_hours(hours);
        assert_eq!(state(&desk), expected, "{hours} h");
    }
    desk.trust = BundleTrust::Untrusted { step: "signature".into() };
    assert_eq!(state(&desk), BundleState::Untrusted);
}

#[test]
fn each_snapshot_has_a_higher_number() {
    let desk = Desk::new(Role::Counter, Maker::new());
    let mut panel = panel();
    let mut next = || panel.snapshot(&desk.session, &desk.ground(), &PanelInput::default(), issued()).seq;
    assert!(next() < next());
}
