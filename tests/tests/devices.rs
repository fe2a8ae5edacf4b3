// SPDX-License-Identifier: GPL-3.0-or-later
//! Devices that are unplugged, talk nonsense or are not there at all.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use driver_nfc::emulator::{Tag, VirtualReader};
use station_api::DeviceState;
use support::*;
use tests::rig::{StationPlan, verdict_of};

const TAG_READER: &str = "[[device]]\nname = \"tag\"\ndriver = \"nfc\"\n";

#[test]
fn a_scanner_is_unplugged_and_comes_back() {
    let world = World::with_units(2);
    let (mut station, mut panel) = world.station("counter");
    scan(&mut station, &mut panel, world.link(0));
    station.scanner.unplug();
    let gone =
        panel.until("the scanner to be missed", |s| chip(s, "scanner").state == DeviceState::Down).unwrap();
    assert!(!chip(&gone, "scanner").detail.is_empty(), "says what to do");
    station.scanner.replug().unwrap();
    panel.until("the scanner to be back", |s| chip(s, "scanner").state == DeviceState::Up).unwrap();
    let card = scan(&mut station, &mut panel, world.link(1));
    assert_eq!(verdict_of(&card), ("genuine", "ok"));
}

#[test]
fn garbage_and_an_endless_line_are_survived() {
    let world = World::with_units(1);
    let (mut station, mut panel) = world.station("counter");
    let card = scan(&mut station, &mut panel, "]d2\u{1b}]0;rm -rf\u{7}");
    assert_eq!(verdict_of(&card), ("indeterminate", "unreadable"));
    for _ in 0..64 {
        station.scanner.send(&[b'x'; 1024]).unwrap();
    }
    panel.until("the noise to show", |s| chip(s, "scanner").state == DeviceState::Degraded).unwrap();
    station.scanner.send(b"\r").unwrap();
    let card = scan(&mut station, &mut panel, world.link(0));
    assert_eq!(verdict_of(&card), ("genuine", "ok"));
    panel.until("the scanner to be well again", |s| chip(s, "scanner").state == DeviceState::Up).unwrap();
}

#[test]
fn an_unreadable_picture_is_named_and_the_next_one_read() {
    let world = World::with_units(1);
    let (station, mut panel) = world.station("counter");
    let broken = world.path().join("broken.png");
    std::fs::write(&broken, b"\x89PNG\r\n\x1a\nthis is no picture").unwrap();
    station.show_picture(&broken, "broken.png").unwrap();
    let seen =
        panel.until("the fault to show", |s| chip(s, "camera").state == DeviceState::Degraded).unwrap();
    assert!(chip(&seen, "camera").detail.contains("broken.png"), "{:?}", chip(&seen, "camera"));
    let label = world.path().join("label.png");
    tests::rig::label::qr_picture(world.link(0)).unwrap().save(&label).unwrap();
    let last = last_card(&panel);
    station.show_picture(&label, "label.png").unwrap();
    assert_eq!(verdict_of(&panel.card_after(last).unwrap()), ("genuine", "ok"));
    panel.until("the camera to be well again", |s| chip(s, "camera").state == DeviceState::Up).unwrap();
}

#[test]
fn without_a_tag_service_the_other_devices_work() {
    let world = World::with_units(1);
    let plan = StationPlan { more: TAG_READER.to_owned(), ..StationPlan::new("counter") };
    let mut station = world.enrolled(&plan);
    station.stop().unwrap();
    let nowhere = world.path().join("no-pcscd.sock");
    station.env("PCSCLITE_CSOCK_NAME", &nowhere.to_string_lossy());
    station.start().unwrap();
    let mut panel = station.panel().unwrap();
    let absent = |s: &station_api::Snapshot| {
        chip(s, "tag").state == DeviceState::Down && chip(s, "tag").detail.contains("pcscd")
    };
    panel.until("the tag reader to say why it is down", absent).unwrap();
    panel.until("the rest to work", at_work).unwrap();
    assert_eq!(verdict_of(&scan(&mut station, &mut panel, world.link(0))), ("genuine", "ok"));
}

#[test]
fn a_tag_on_a_real_reader_service_is_a_scan() {
    let world = World::with_units(1);
    let mut reader = VirtualReader::start().unwrap();
    let plan = StationPlan { more: TAG_READER.to_owned(), ..StationPlan::new("counter") };
    let mut station = world.enrolled(&plan);
    station.stop().unwrap();
    let (name, value) = reader.environment();
    station.env(name, &value.to_string_lossy());
    station.start().unwrap();
    let mut panel = station.panel().unwrap();
    panel.until("the tag reader", |s| at_work(s) && chip(s, "tag").state == DeviceState::Up).unwrap();
    let last = last_card(&panel);
    reader.present(Tag::type4(&[4, 0xde, 0x5f, 0x1e, 0xac, 0xc0, 0x40], world.link(0)));
    let card = panel.card_after(last).unwrap_or_else(|e| panic!("{e:#}\n{}", station.log()));
    assert_eq!(verdict_of(&card), ("genuine", "ok"));
    delivered(&mut panel);
    assert_eq!(world.steps(0), ["inspecting"]);
}
