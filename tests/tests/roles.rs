// SPDX-License-Identifier: GPL-3.0-or-later
//! The four jobs, from the scanner's line to the registry's database.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use station_api::{Action, Screen, VerdictKind};
use support::*;
use tests::rig::verdict_of;

#[test]
fn a_dock_run_counts_and_reports_each_unit_once() {
    let world = World::expecting(4, 2);
    let (mut station, mut panel) = world.station("dock");
    panel.until("the shipment", |s| s.context == "4500128").unwrap();
    for unit in [0, 1] {
        let card = scan(&mut station, &mut panel, world.link(unit));
        assert_eq!(verdict_of(&card), ("genuine", "ok"));
    }
    let card = scan(&mut station, &mut panel, world.link(2));
    assert_eq!(verdict_of(&card), ("attention", "not_on_manifest"));
    answer(&mut panel, &card, Action::SetAside);
    let snapshot = panel.until("the counters", |s| matches!(s.screen, Screen::Idle(_))).unwrap();
    let Screen::Idle(idle) = snapshot.screen else { unreachable!() };
    assert_eq!((idle.tally.expected, idle.tally.verified, idle.tally.unlisted), (2, 2, 1));
    delivered(&mut panel);
    assert_eq!(world.steps(0), ["inspecting"]);
    let event = &world.registry.events(&world.units[0].serial).unwrap()[0];
    assert_eq!(event["persistentDisposition"]["set"][0], "completeness_verified");
    assert_eq!(world.registry.events(&world.units[2].serial).unwrap()[0]["disposition"], "mismatch_instance");
    assert_eq!(world.steps(3), [""; 0]);
}

#[test]
fn a_counter_checks_and_sells() {
    let world = World::with_units(1);
    let (mut station, mut panel) = world.station("counter");
    let card = scan(&mut station, &mut panel, world.link(0));
    assert_eq!(card.verdict.kind(), VerdictKind::Genuine);
    assert_eq!(card.facts.product.as_deref(), Some("Infusion pump P2"));
    answer(&mut panel, &card, Action::Sell);
    delivered(&mut panel);
    assert_eq!(world.steps(0), ["inspecting", "retail_selling"]);
}

#[test]
fn a_returned_unit_is_asked_about_and_sent_its_way() {
    let world = World::with_units(2);
    let (mut station, mut panel) = world.station("returns");
    for (unit, action, steps) in
        [(0, Action::Refurbish, ["receiving", "repairing"]), (1, Action::Scrap, ["receiving", "destroying"])]
    {
        let card = scan(&mut station, &mut panel, world.link(unit));
        assert!(matches!(panel.newest().screen, Screen::ReturnsQuestion(_)));
        answer(&mut panel, &card, action);
        assert!(matches!(panel.newest().screen, Screen::Routed(_)));
        delivered(&mut panel);
        assert_eq!(world.steps(unit), steps);
    }
    let scrapped = &world.registry.events(&world.units[1].serial).unwrap()[1];
    assert_eq!((&scrapped["action"], &scrapped["disposition"]), (&"DELETE".into(), &"destroyed".into()));
}

#[test]
fn a_line_end_passes_and_fails_units() {
    let recall = |registry: &tests::rig::RegistryRig, units: &[tests::rig::Unit]| {
        registry.status(&units[1].serial, "recalled").unwrap();
    };
    let world = World::founded(2, recall);
    let (mut station, mut panel) = world.station("line_end");
    let passed = scan(&mut station, &mut panel, world.link(0));
    assert_eq!(verdict_of(&passed), ("genuine", "ok"));
    let failed = scan(&mut station, &mut panel, world.link(1));
    assert_eq!(verdict_of(&failed), ("attention", "recalled"));
    delivered(&mut panel);
    let disposition =
        |unit: usize| world.registry.events(&world.units[unit].serial).unwrap()[0]["disposition"].clone();
    assert_eq!((disposition(0), disposition(1)), ("conformant".into(), "non_conformant".into()));
}

#[test]
fn lamp_and_journal_say_what_the_panel_says() {
    let world = World::with_units(1);
    let (mut station, mut panel) = world.station("counter");
    scan(&mut station, &mut panel, world.link(0));
    let lamp =
        tests::rig::eventually("the lamp", || station.lamp().ok().filter(|lines| !lines.is_empty())).unwrap();
    assert!(lamp.last().unwrap().to_string().contains(r#""green":"steady""#), "{lamp:?}");
    station.stop().unwrap();
    station.command(&["journal", "verify"]).unwrap();
    let journal = station.command(&["journal", "export", "--format", "json"]).unwrap();
    assert!(
        journal.contains(r#""verdict":"genuine""#) || journal.contains(r#"\"verdict\":\"genuine\""#),
        "{journal}"
    );
}

#[test]
fn a_picture_of_a_label_is_a_scan() {
    let world = World::with_units(1);
    let (station, mut panel) = world.station("counter");
    let label = world.path().join("label.png");
    tests::rig::label::qr_picture(world.link(0)).unwrap().save(&label).unwrap();
    let last = last_card(&panel);
    station.show_picture(&label, "label.png").unwrap();
    let card = panel.card_after(last).unwrap();
    assert_eq!(verdict_of(&card), ("genuine", "ok"));
    delivered(&mut panel);
    assert_eq!(world.steps(0), ["inspecting"]);
}
