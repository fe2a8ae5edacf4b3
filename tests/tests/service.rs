// SPDX-License-Identifier: GPL-3.0-or-later
//! The station as the service manager sees it: ready, alive, stopping.

#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::os::unix::net::UnixDatagram;
use std::time::{Duration, Instant};

use support::*;
use tests::rig::{PATIENCE, StationPlan};

/// Reads notifications until all of `wanted` have come.
fn hear(manager: &UnixDatagram, wanted: &[&str]) -> Vec<String> {
    let deadline = Instant::now() + PATIENCE;
    let mut heard: Vec<String> = Vec::new();
    let mut buffer = [0; 4096];
    while wanted.iter().any(|word| !heard.iter().any(|h| h == word)) {
        assert!(Instant::now() < deadline, "waited in vain for {wanted:?}, heard {heard:?}");
        if let Ok(len) = manager.recv(&mut buffer) {
            heard.extend(String::from_utf8_lossy(&buffer[..len]).lines().map(str::to_owned));
        }
    }
    heard
}

#[test]
fn it_says_ready_feeds_the_watchdog_and_says_when_it_stops() {
    let world = World::with_units(1);
    let mut station = world.enrolled(&StationPlan::new("counter"));
    station.stop().unwrap();
    let path = world.path().join("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    station.env("NOTIFY_SOCKET", &path.to_string_lossy());
    station.env("WATCHDOG_USEC", "1000000");
    station.start().unwrap();
    let heard = hear(&manager, &["READY=1", "WATCHDOG=1"]);
    assert_eq!(heard.iter().filter(|word| *word == "READY=1").count(), 1);
    hear(&manager, &["WATCHDOG=1"]);
    station.stop().unwrap();
    hear(&manager, &["STOPPING=1"]);
}
