// SPDX-License-Identifier: GPL-3.0-or-later
//! `station journal` and `station outbox`.

use drivers_api::Signal;
use jiff::Timestamp;
use registry_api::chain::{Batch, MAX_BATCH_ROWS};
use registry_api::epcis::{Act, CustodyEvent};
use registry_api::http::{BatchAnswer, RowOutcome};
use serde_json::json;
use station_api::{Action, CardId};
use station_core::{ClockConfidence, Decision, JournalEntry, Stamp, TapEntry};
use station_store::{MAX_BATCH_BYTES, Store};

use crate::maker::{FACILITY, FRESH, GTIN, maker};
use crate::station::Station;

fn decision(card: u64) -> Decision {
    let at: Timestamp = FRESH.parse().unwrap();
    let stamp = Stamp { at, clock: ClockConfidence::Plausible, offset_min: 0 };
    let event = CustodyEvent {
        act: Act::DockVerified,
        gtin: gs1::Gtin::new(GTIN).unwrap(),
        serial: format!("SN{card}"),
        at,
        offset_min: 0,
        facility: FACILITY.into(),
        transaction: None,
        verdict: "genuine".into(),
        reason: "ok".into(),
    };
    let entry = JournalEntry::Tap(TapEntry { card: CardId(card), stamp, action: Action::Accept });
    Decision { entry, events: vec![event], signal: Signal::default() }
}

fn store(station: &Station, entries: u64) -> Store {
    let mut store = station.state().store(&station.identity()).unwrap();
    for card in 1..=entries {
        store.record(&decision(card)).unwrap();
    }
    store
}

#[test]
fn a_whole_journal_is_whole_and_comes_out_in_both_forms() {
    let station = Station::enrolled(&maker());
    drop(store(&station, 3));
    let report = station.run(&["journal", "verify", "--json"]);
    assert_eq!(report.status, 0, "{}", report.stderr);
    assert_eq!((&report.one()["ok"], &report.one()["rows"]), (&json!(true), &json!(3)));
    assert!(station.run(&["journal", "verify"]).stdout.contains("3 entries"));

    let lines = station.run(&["journal", "export", "--format", "json"]).json();
    assert_eq!(
        lines.iter().map(|line| line["seq"].clone()).collect::<Vec<_>>(),
        [json!(1), json!(2), json!(3)]
    );
    assert_eq!(lines[2]["entry"]["card"], 3);
    let csv = station.run(&["journal", "export"]);
    assert_eq!(csv.stdout.lines().count(), 4, "a heading and three entries");
    let file = station.path().join("journal.csv");
    let written = station.run(&["journal", "export", "--out", file.to_str().unwrap()]);
    assert_eq!((written.status, written.stdout.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), csv.stdout);
}

#[test]
fn a_changed_entry_is_found_and_named() {
    let station = Station::enrolled(&maker());
    drop(store(&station, 3));
    let path = station.state().database();
    let mut bytes = std::fs::read(&path).unwrap();
    let needle = b"\"card\":2,";
    let at =
        bytes.windows(needle.len()).position(|window| window == needle).expect("the entry is in the file");
    bytes[at + 7] = b'9';
    std::fs::write(&path, bytes).unwrap();
    let answer = station.run(&["journal", "verify", "--json"]);
    assert_eq!((answer.status, &answer.one()["ok"], &answer.one()["seq"]), (1, &json!(false), &json!(2)));
    let shown = station.run(&["journal", "verify"]);
    assert!(shown.status == 1 && shown.stdout.contains("BROKEN at entry 2"), "{}", shown.stdout);
}

#[test]
fn the_outbox_tells_what_waits_and_what_was_put_aside() {
    let station = Station::enrolled(&maker());
    let mut store = store(&station, 3);
    let status = || station.run(&["outbox", "status", "--json"]);
    let waiting = status().one();
    assert_eq!(
        (&waiting["waiting"], &waiting["parked"], &waiting["acked_seq"]),
        (&json!(3), &json!(0), &json!(0))
    );
    assert!(waiting["oldest"].as_str().unwrap().starts_with("2026-11-02"), "{waiting}");

    let batch: Batch = store.next_batch(MAX_BATCH_ROWS, MAX_BATCH_BYTES).unwrap().unwrap();
    let bad = RowOutcome::Quarantined { reason: "unknown unit".into() };
    let answer = BatchAnswer { acked_seq: 3, rows: vec![RowOutcome::Stored, bad, RowOutcome::Stored] };
    store.acknowledge(&batch, &answer).unwrap();
    let after = status().one();
    assert_eq!((&after["waiting"], &after["parked"], &after["oldest"]), (&json!(0), &json!(1), &json!(null)));
    assert_eq!(after["parked_rows"], json!([{ "seq": 2, "problem": "unknown unit" }]));
    let shown = station.run(&["outbox", "status"]);
    assert!(shown.status == 0 && shown.stdout.contains("record 2: unknown unit"), "{}", shown.stdout);
}

#[test]
fn a_station_that_never_ran_has_no_journal() {
    let station = Station::new("http://127.0.0.1:9", "");
    for args in [&["journal", "verify"][..], &["journal", "export"], &["outbox", "status"]] {
        let answer = station.run(args);
        assert_eq!((answer.status, answer.stdout.as_str()), (1, ""));
        assert!(answer.stderr.contains("has not run yet"), "{}", answer.stderr);
    }
    assert!(!station.state().root().exists());
}
