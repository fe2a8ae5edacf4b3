// SPDX-License-Identifier: GPL-3.0-or-later
//! `station enrol` against a registry that checks what it is sent.

use jiff::Timestamp;

use crate::maker::{FACILITY, maker};
use crate::registry::{CODE, Registry};
use crate::station::Station;

#[test]
fn a_code_makes_a_station_with_its_first_data() {
    let acme = maker();
    let registry = Registry::start(&acme, Some(acme.bundle(7, Timestamp::now())));
    let station = Station::new(&registry.url, "");
    let answer = station.run(&["enrol", "--code", CODE]);
    assert_eq!(answer.status, 0, "{}", answer.stderr);
    assert!(answer.stdout.contains("dock-3") && answer.stdout.contains("signed data 7"), "{}", answer.stdout);
    let identity = station.identity();
    let enrolment = identity.enrolment().expect("kept");
    assert_eq!((enrolment.facility.as_str(), enrolment.root.brand.as_str()), (FACILITY, "acme"));
    let installed = station.state().bundles().unwrap().load(&enrolment.root).unwrap();
    assert_eq!(installed.bundle.trusted().sequence, 7);

    let again = station.run(&["enrol", "--code", CODE]);
    assert!(again.status == 1 && again.stderr.contains("--force"), "{}", again.stderr);
    let forced = station.run(&["enrol", "--code", CODE, "--force"]);
    assert_eq!(forced.status, 0, "{}", forced.stderr);
    assert_eq!(station.identity().public_key(), identity.public_key(), "the key stays");
}

#[test]
fn a_wrong_code_leaves_the_station_unknown() {
    let acme = maker();
    let registry = Registry::start(&acme, None);
    let station = Station::new(&registry.url, "");
    let answer = station.run(&["enrol", "--code", "WRONG"]);
    assert_eq!((answer.status, answer.stdout.as_str()), (1, ""));
    assert!(answer.stderr.contains("the code is unknown or used"), "{}", answer.stderr);
    assert!(!station.state().enrolment().exists());
}

#[test]
fn data_that_is_not_there_yet_is_no_reason_to_fail() {
    let acme = maker();
    let registry = Registry::start(&acme, None);
    let station = Station::new("http://127.0.0.1:9", "");
    let answer = station.run(&["enrol", "--code", CODE, "--registry", &registry.url]);
    assert_eq!(answer.status, 0, "{}", answer.stderr);
    assert!(answer.stderr.contains("nothing was published yet"), "{}", answer.stderr);
    assert!(answer.stderr.contains("still names another registry"), "{}", answer.stderr);
    assert!(station.identity().enrolment().is_some());
}

#[test]
fn a_registry_that_is_away_is_named() {
    let station = Station::new("http://127.0.0.1:9", "");
    let answer = station.run(&["enrol", "--code", CODE]);
    assert!(answer.status == 1 && answer.stderr.contains("http://127.0.0.1:9"), "{}", answer.stderr);
    let plain = Station::new("http://registry.example", "");
    let refused = plain.run(&["enrol", "--code", CODE]);
    assert!(refused.status == 1 && refused.stderr.contains("not encrypted"), "{}", refused.stderr);
}
