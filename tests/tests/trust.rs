// SPDX-License-Identifier: GPL-3.0-or-later
//! A bundle that is missing, tampered with or old; a disk that is full; a kiosk that dies.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::path::Path;
use std::process::Command;

use station_api::Action;
use support::*;
use tests::rig::{Panel, Process, StationPlan, StationRig, binary, eventually, verdict_of};

/// A station that was enrolled and stopped, with the registry gone.
fn stopped(world: &mut World) -> StationRig {
    let (mut station, panel) = world.station("counter");
    drop(panel);
    station.stop().unwrap();
    world.registry.stop().unwrap();
    station
}

fn started(station: &mut StationRig) -> Panel {
    station.start().unwrap();
    let mut panel = station.panel().unwrap();
    panel.until("the scanner", |s| chip(s, "scanner").state == station_api::DeviceState::Up).unwrap();
    panel
}

/// Every file below a folder.
fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn without_a_bundle_the_station_cannot_say() {
    let mut world = World::with_units(1);
    let mut station = stopped(&mut world);
    std::fs::remove_dir_all(station.state().join("bundle")).unwrap();
    let mut panel = started(&mut station);
    let card = scan(&mut station, &mut panel, world.link(0));
    assert_eq!(verdict_of(&card), ("indeterminate", "bundle_missing"));
    world.registry.start().unwrap();
    panel.until("fresh data", at_work).unwrap();
    assert_eq!(verdict_of(&scan(&mut station, &mut panel, world.link(0))), ("genuine", "ok"));
}

#[test]
fn a_tampered_bundle_is_never_believed_and_is_mended_from_the_registry() {
    let mut world = World::with_units(1);
    let mut station = stopped(&mut world);
    for file in files(&station.state().join("bundle")) {
        let mut bytes = std::fs::read(&file).unwrap();
        // The recalled unit would be one letter away from an active one; flip a bit of every bundle file.
        let middle = bytes.len() / 2;
        if bytes.starts_with(b"ASSAY-BUNDLE") {
            bytes[middle] ^= 1;
            std::fs::write(&file, bytes).unwrap();
        }
    }
    let mut panel = started(&mut station);
    let card = scan(&mut station, &mut panel, world.link(0));
    assert_eq!(verdict_of(&card), ("indeterminate", "bundle_untrusted"));
    world.registry.start().unwrap();
    panel.until("fresh data", at_work).unwrap();
    assert_eq!(verdict_of(&scan(&mut station, &mut panel, world.link(0))), ("genuine", "ok"));
}

#[test]
fn an_old_bundle_weakens_a_pass_and_then_ends_it() {
    let Some(library) = fake_clock() else { panic!("libfaketime is missing: install libfaketime") };
    let mut world = World::with_units(1);
    let mut station = stopped(&mut world);
    station.env("LD_PRELOAD", &library.to_string_lossy());
    station.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    for (offset, expected) in [
        ("+4d", ("genuine_stale", "old_bundle")),
        ("+20d", ("indeterminate", "bundle_too_old")),
        ("-3d", ("indeterminate", "clock_untrusted")),
    ] {
        station.env("FAKETIME", offset);
        let mut panel = started(&mut station);
        let card = scan(&mut station, &mut panel, world.link(0));
        assert_eq!(verdict_of(&card), expected, "{offset}");
        station.stop().unwrap();
    }
}

fn fake_clock() -> Option<std::path::PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").unwrap().flatten();
    folders.map(|entry| entry.path().join("faketime/libfaketime.so.1")).find(|path| path.is_file())
}

#[test]
fn a_full_disk_stops_acceptance_and_mends_itself() {
    let world = World::with_units(2);
    let dir = world.path().join("counter");
    std::fs::create_dir_all(dir.join("state")).unwrap();
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=4m", "none"]).arg(dir.join("state"));
    if !mount.status().is_ok_and(|status| status.success()) {
        println!("SKIPPED: mounting a small file system needs root");
        return;
    }
    let _unmount = Unmount(dir.join("state"));
    let (mut station, mut panel) = world.station("counter");
    let filler = station.state().join("filler");
    fill(&filler);
    let card = scan(&mut station, &mut panel, world.link(0));
    assert_eq!(verdict_of(&card), ("attention", "not_recorded"));
    assert!(panel.newest().notices.iter().any(|notice| notice.text.contains("disk is full")));
    std::fs::remove_file(&filler).unwrap();
    answer(&mut panel, &card, Action::Dismiss);
    let card = scan(&mut station, &mut panel, world.link(0));
    assert_eq!(verdict_of(&card), ("genuine", "ok"), "{}", station.log());
    delivered(&mut panel);
    assert_eq!(world.steps(0), ["inspecting"], "only the scan that was recorded");
    station.stop().unwrap();
}

struct Unmount(std::path::PathBuf);

impl Drop for Unmount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Writes until there is no room for another byte.
fn fill(path: &Path) {
    use std::io::Write;
    let mut file = std::fs::File::create(path).unwrap();
    for size in [4096, 1] {
        let block = vec![0_u8; size];
        for _ in 0..8192 {
            if file.write_all(&block).is_err() {
                break;
            }
        }
    }
}

#[test]
fn a_killed_kiosk_stops_nothing_and_redraws() {
    let world = World::with_units(2);
    let (mut station, mut panel) = world.station("counter");
    let (png, log) = (world.path().join("kiosk.png"), world.path().join("kiosk.log"));
    let kiosk = || {
        let mut command = Command::new(binary("kiosk-ui").unwrap());
        command.arg("--socket").arg(station.socket()).arg("--png").arg(&png);
        Process::start("kiosk-ui", command, &log).unwrap()
    };
    let mut first = kiosk();
    let idle = eventually("a picture", || std::fs::read(&png).ok()).unwrap();
    first.kill();
    std::fs::remove_file(&png).unwrap();
    let second = kiosk();
    let card = scan_only(&mut station.scanner, &mut panel, world.link(0));
    assert_eq!(verdict_of(&card), ("genuine", "ok"));
    let redrawn = eventually("the verdict's picture", || std::fs::read(&png).ok().filter(|now| *now != idle));
    assert!(redrawn.is_ok(), "{}", second.log());
}

fn scan_only(line: &mut tests::rig::SerialLine, panel: &mut Panel, code: &str) -> station_api::Card {
    let last = last_card(panel);
    line.scan(code).unwrap();
    panel.card_after(last).unwrap()
}

#[test]
fn a_stopped_plan_says_what_is_wrong() {
    let world = World::with_units(1);
    let dir = world.path().join("new");
    std::fs::create_dir_all(&dir).unwrap();
    let mut station = StationRig::prepare(&dir, &StationPlan::new("counter"), &world.registry.url()).unwrap();
    station.start().unwrap();
    eventually("the station to refuse", || (!station.runs()).then_some(())).unwrap();
    assert!(station.log().contains("not enrolled"), "{}", station.log());
}
