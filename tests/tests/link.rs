// SPDX-License-Identifier: GPL-3.0-or-later
//! The registry is away, the power fails: every event arrives, and arrives once.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use support::*;
use tests::rig::{StationPlan, verdict_of};

#[test]
fn without_a_registry_at_start_scans_are_answered_and_events_arrive_later() {
    let mut world = World::with_units(1);
    let mut station = world.enrolled(&StationPlan::new("counter"));
    station.stop().unwrap();
    world.registry.stop().unwrap();
    station.start().unwrap();
    let mut panel = station.panel().unwrap();
    panel.until("the scanner", |s| chip(s, "scanner").state == station_api::DeviceState::Up).unwrap();
    let card = scan(&mut station, &mut panel, world.link(0));
    assert_eq!(verdict_of(&card), ("genuine", "ok"));
    panel.until("the event to wait", |s| s.link.waiting == 1 && s.link.offline_since.is_some()).unwrap();
    let status = station.command(&["outbox", "status", "--json"]).unwrap();
    assert!(status.contains(r#""waiting":1"#), "{status}");
    world.registry.start().unwrap();
    delivered(&mut panel);
    assert_eq!(world.steps(0), ["inspecting"]);
}

#[test]
fn the_registry_goes_and_comes_back_in_the_middle_of_a_run() {
    let mut world = World::with_units(3);
    let (mut station, mut panel) = world.station("counter");
    scan(&mut station, &mut panel, world.link(0));
    delivered(&mut panel);
    world.registry.kill();
    for unit in [1, 2] {
        let card = scan(&mut station, &mut panel, world.link(unit));
        assert_eq!(verdict_of(&card), ("genuine", "ok"), "answered without a network");
    }
    panel.until("two events to wait", |s| s.link.waiting == 2).unwrap();
    world.registry.start().unwrap();
    delivered(&mut panel);
    for unit in 0..3 {
        assert_eq!(world.steps(unit), ["inspecting"], "unit {unit}");
    }
}

#[test]
fn a_power_cut_between_journal_and_delivery_loses_and_doubles_nothing() {
    let mut world = World::with_units(6);
    let (mut station, mut panel) = world.station("counter");
    for unit in 0..6 {
        // Half of the cuts come while the registry is away, half while a delivery is under way.
        let away = unit % 2 == 0;
        if away {
            world.registry.kill();
        }
        scan(&mut station, &mut panel, world.link(unit));
        station.kill();
        if away {
            world.registry.start().unwrap();
        }
        station.start().unwrap();
        panel = station.panel().unwrap();
        panel.until("the scanner", |s| chip(s, "scanner").state == station_api::DeviceState::Up).unwrap();
    }
    delivered(&mut panel);
    for unit in 0..6 {
        assert_eq!(world.steps(unit), ["inspecting"], "unit {unit}");
    }
    station.stop().unwrap();
    station.command(&["journal", "verify"]).unwrap();
}

#[test]
fn a_new_status_reaches_a_running_station() {
    let world = World::with_units(1);
    let (mut station, mut panel) = world.station("counter");
    let before = panel.newest().bundle.version;
    world.registry.status(&world.units[0].serial, "stolen").unwrap();
    panel.until("a newer bundle", |s| s.bundle.version > before).unwrap();
    let card = scan(&mut station, &mut panel, world.link(0));
    assert_eq!(verdict_of(&card), ("reported", "stolen"));
}
