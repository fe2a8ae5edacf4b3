// SPDX-License-Identifier: GPL-3.0-or-later
//! `station doctor`.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::maker::maker;
use crate::program::{Answer, station};
use crate::registry::{CODE, Registry};
use crate::station::{Station, files};

/// Check by name: state and everything else of its line.
fn checks(answer: &Answer) -> BTreeMap<String, (String, Value)> {
    let line = |line: Value| {
        let word = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        assert!(line["todo"].is_null() == (line["state"] == "ok"), "{line}");
        (word("check"), (word("state"), line.clone()))
    };
    answer.json().into_iter().map(line).collect()
}

fn state<'a>(checks: &'a BTreeMap<String, (String, Value)>, name: &str) -> &'a str {
    checks.get(name).map_or("absent", |(state, _)| state.as_str())
}

#[test]
fn a_station_in_order_has_no_failure() {
    let acme = maker();
    let registry = Registry::start(&acme, Some(acme.bundle(7, Timestamp::now())));
    let station = Station::new(&registry.url, "");
    assert_eq!(station.run(&["enrol", "--code", CODE]).status, 0);
    let before = files(station.state().root());
    let answer = station.run(&["doctor", "--json"]);
    assert_eq!(answer.status, 0, "{}", answer.stdout);
    let checks = checks(&answer);
    for name in [
        "configuration",
        "state folder",
        "enrolment",
        "outbox",
        "signed data",
        "clock",
        "registry",
        "registry data",
        "camera",
    ] {
        assert_eq!(state(&checks, name), "ok", "{name}: {}", answer.stdout);
    }
    assert_eq!(state(&checks, "station"), "warn", "it is not running");
    assert_eq!(files(station.state().root()), before, "it only looks");
}

#[test]
fn what_fails_says_what_to_do() {
    let devices = "[[device]]\nname = \"scanner\"\ndriver = \"serial\"\npath = \"/dev/no-such-scanner\"\n\
                   [[device]]\nname = \"plug\"\ndriver = \"serial\"\npath = \"/etc/hostname\"\n\
                   [[device]]\nname = \"lamp\"\ndriver = \"recorded_lamp\"\npath = \"/no/such/folder/lamp\"\n";
    let station = Station::new("http://127.0.0.1:9", devices);
    let answer = station.run(&["doctor", "--json"]);
    assert_eq!(answer.status, 1);
    let found = checks(&answer);
    for name in ["state folder", "enrolment", "signed data", "scanner", "plug", "lamp"] {
        assert_eq!(state(&found, name), "fail", "{name}: {}", answer.stdout);
    }
    assert_eq!(state(&found, "registry"), "warn", "a station works without it");
    assert!(found["scanner"].1["todo"].as_str().unwrap().contains("/dev/serial/by-id"));
    assert!(!station.state().root().exists(), "it makes nothing");

    let shown = station.run(&["doctor"]);
    assert_eq!(shown.status, 1);
    let copied = |word: &str| word.chars().count() > 58;
    for line in shown.stdout.lines().filter(|line| !line.split_whitespace().any(copied)) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(shown.stdout.contains("FAIL  scanner"), "{}", shown.stdout);
}

#[test]
fn old_data_and_a_wrong_clock_are_told_apart() {
    let acme = maker();
    let old = Station::enrolled(&acme);
    old.install(&acme, 7, Timestamp::now() - SignedDuration::from_hours(24 * 30));
    let found = checks(&old.run(&["doctor", "--json"]));
    assert_eq!((state(&found, "signed data"), state(&found, "clock")), ("fail", "ok"));

    let ahead = Station::enrolled(&acme);
    ahead.install(&acme, 7, Timestamp::now() + SignedDuration::from_hours(5));
    let found = checks(&ahead.run(&["doctor", "--json"]));
    assert_eq!((state(&found, "signed data"), state(&found, "clock")), ("fail", "fail"));
}

#[test]
fn a_registry_that_does_not_know_the_station_is_a_failure() {
    let acme = maker();
    let registry = Registry::start(&acme, None);
    let station = Station::new(&registry.url, "");
    station.enrol(&acme);
    let found = checks(&station.run(&["doctor", "--json"]));
    assert_eq!((state(&found, "registry"), state(&found, "registry data")), ("ok", "fail"));
}

#[test]
fn a_configuration_that_cannot_be_read_is_the_first_finding() {
    let answer = station(["doctor", "--json", "--config", "/no/such/station.toml"]);
    assert_eq!(answer.status, 1);
    let line = answer.one();
    assert_eq!((line["check"].as_str(), line["state"].as_str()), (Some("configuration"), Some("fail")));
}
