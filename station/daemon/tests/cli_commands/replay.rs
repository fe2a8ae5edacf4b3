// SPDX-License-Identifier: GPL-3.0-or-later
//! `station replay`.

use std::time::Duration;

use driver_virtual::Recorder;
use drivers_api::{Carrier, DeviceId, Monotonic, Payload, RawScan};
use serde_json::json;

use crate::maker::{FRESH, ISSUED, Maker, label, maker};
use crate::station::{Station, files};

/// A recording of these codes, ten seconds apart.
fn record(station: &Station, codes: &[String]) -> String {
    let path = station.path().join("session.jsonl");
    let mut recorder = Recorder::begin(std::fs::File::create(&path).unwrap()).unwrap();
    for (position, code) in codes.iter().enumerate() {
        let captured = Duration::from_secs(1_000 + 10 * position as u64);
        let scan = RawScan {
            device: DeviceId::new("scanner").unwrap(),
            carrier: Carrier::Scanner,
            symbology: None,
            payload: Payload::new(code.clone().into_bytes()).unwrap(),
            tag_uid: vec![],
            captured: Monotonic(captured.as_micros() as u64),
        };
        recorder.add(&scan).unwrap();
    }
    path.to_str().unwrap().to_owned()
}

fn station_of(acme: &Maker) -> Station {
    let station = Station::enrolled(acme);
    station.install(acme, 7, ISSUED.parse().unwrap());
    station
}

#[test]
fn each_scan_gets_the_verdict_of_the_panel() {
    let acme = maker();
    let station = station_of(&acme);
    let forged = label(&acme.forged(1, 5));
    let good = acme.label(1, 0);
    let codes = [good.clone(), acme.label(1, 1), forged.clone(), forged, good, "scribble".to_owned()];
    let file = record(&station, &codes);
    let before = files(station.path());
    let answer = station.run(&["replay", &file, "--at", FRESH]);
    assert_eq!(answer.status, 0, "{}", answer.stderr);
    let lines = answer.json();
    let reasons: Vec<_> = lines.iter().map(|line| line["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["ok", "recalled", "read_again", "check_failed", "duplicate", "unreadable"]);
    assert!(lines.iter().zip(&codes).all(|(line, code)| line["in"] == **code && line["device"] == "scanner"));
    assert_eq!(lines[0]["bundle"], json!({ "version": 7, "age_s": 86_400 }));
    assert_eq!(lines[3]["bundle"]["age_s"], 86_430, "the recorded spaces pass");
    assert_eq!(files(station.path()), before, "nothing is written");
}

#[test]
fn without_trusted_data_nothing_passes() {
    let acme = maker();
    let station = Station::enrolled(&acme);
    let file = record(&station, &[acme.label(1, 0)]);
    let line = station.run(&["replay", &file, "--at", FRESH]).one();
    assert_eq!((&line["verdict"], &line["reason"]), (&json!("indeterminate"), &json!("bundle_missing")));
}

#[test]
fn what_is_no_recording_is_refused_with_its_line() {
    let acme = maker();
    let station = station_of(&acme);
    let file = record(&station, &[acme.label(1, 0)]);
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{whole}{{\"torn\"")).unwrap();
    let torn = station.run(&["replay", &file, "--at", FRESH]);
    assert_eq!((torn.status, torn.json().len()), (1, 1), "what came before is told");
    assert!(torn.stderr.contains("line 3"), "{}", torn.stderr);
    let gone = station.run(&["replay", "/no/such/file"]);
    assert!(gone.status == 1 && gone.stderr.contains("/no/such/file"), "{}", gone.stderr);
}
