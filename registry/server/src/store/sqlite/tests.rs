// SPDX-License-Identifier: GPL-3.0-or-later
//! The use cases against a real file.

use registry_api::chain::{Batch, Row, row_hash};
use registry_api::epcis::{Act, CustodyEvent};
use registry_api::fact::Status;
use registry_api::http::{EnrolRequest, RowOutcome};
use registry_api::serial::Serial;
use registry_api::{Digest, PublicKey, Signature};
use ring::signature::{Ed25519KeyPair, KeyPair};

use super::*;
use crate::store::fixture::{self, Fixture, GTIN, at, forge, request};
use crate::store::{Refusal, Shipped};

fn refusal<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Refusal {
    match result.unwrap_err() {
        StoreError::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

fn order(batch: &str, count: u32) -> Order {
    Order::check(&request(batch, count)).unwrap()
}

fn status(fixture: &Fixture, serial: &Serial) -> Status {
    match fixture.store.verify(serial).unwrap() {
        Standing::Issued(fact) => fact.status,
        other => panic!("{other:?}"),
    }
}

fn sql(fixture: &Fixture, text: &str) -> rusqlite::Result<()> {
    Connection::open(fixture.folder.path().join(DATABASE)).unwrap().execute_batch(text)
}

fn count(fixture: &Fixture, table: &str) -> i64 {
    let conn = Connection::open(fixture.folder.path().join(DATABASE)).unwrap();
    conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[test]
fn blocks_follow_one_another_and_every_unit_is_known() {
    let fixture = fixture::new();
    let first = fixture.issue("b-1", 8200);
    let second = fixture.issue("b-2", 1);
    assert_eq!(first.len(), 8200);
    let places: Vec<_> = first.iter().map(Serial::locator).map(|l| (l.block.get(), l.index)).collect();
    assert_eq!((places[0], places[4095], places[4096]), ((1, 0), (1, 4095), (2, 0)));
    assert_eq!((places[8199], second[0].locator().block.get()), ((3, 7), 4));
    for serial in [first[0], first[8199], second[0]] {
        assert_eq!(status(&fixture, &serial), Status::Active);
    }
}

#[test]
fn the_same_batch_gets_the_same_serials_and_another_order_none() {
    let fixture = fixture::new();
    let first = fixture.issue("b-1", 5000);
    assert_eq!(fixture.issue("b-1", 5000), first);
    assert_eq!(count(&fixture, "unit"), 5000);
    let other = fixture.store.issue_batch(&order("b-1", 5001), at(9));
    assert_eq!(refusal(other), Refusal::BatchConflict("b-1".into()));
    let mut moved = request("b-1", 5000);
    moved.line = "5".into();
    let other = fixture.store.issue_batch(&Order::check(&moved).unwrap(), at(9));
    assert_eq!(refusal(other), Refusal::BatchConflict("b-1".into()));
}

#[test]
fn a_product_nobody_added_is_refused_and_leaves_nothing() {
    let fixture = fixture::new();
    let mut unknown = request("b-1", 1);
    unknown.gtin = "96385074".into();
    let refused = refusal(fixture.store.issue_batch(&Order::check(&unknown).unwrap(), at(1)));
    assert_eq!(refused, Refusal::UnknownProduct("00000096385074".into()));
    assert_eq!((count(&fixture, "batch"), count(&fixture, "block")), (0, 0));
}

#[test]
fn a_production_record_cannot_be_changed_deleted_or_left_out() {
    let fixture = fixture::new();
    fixture.issue("b-1", 2);
    for attack in [
        "UPDATE block SET line = '9'",
        "UPDATE unit SET block = 'x'",
        "DELETE FROM unit; DELETE FROM block",
        "INSERT INTO block SELECT 3, batch, gtin, facility, place, line, made_s, lot, expiry, markets, units FROM block",
    ] {
        assert!(sql(&fixture, &format!("PRAGMA foreign_keys = OFF; {attack}")).is_err(), "{attack}");
    }
    assert_eq!(count(&fixture, "block"), 1);
}

#[test]
fn a_forged_serial_is_not_issued_wherever_it_points() {
    let fixture = fixture::new();
    let serials = fixture.issue("b-1", 2);
    let not_issued = Standing::NotIssued { reported_fake: false };
    for forged in ["00000400000000000000", "00000000000000000000", "ZZZZZZZZZZZZZZZZZZZZ"] {
        assert_eq!(fixture.store.verify(&Serial::parse(forged).unwrap()).unwrap(), not_issued);
    }
    let forged = forge(&serials[0]);
    assert_eq!(fixture.store.verify(&forged).unwrap(), not_issued);
    fixture.store.report_fake(&forged, at(3)).unwrap();
    fixture.store.report_fake(&forged, at(4)).unwrap();
    assert_eq!(fixture.store.verify(&forged).unwrap(), Standing::NotIssued { reported_fake: true });
    assert_eq!(refusal(fixture.store.report_fake(&serials[0], at(5))), Refusal::WasIssued(serials[0]));
}

#[test]
fn what_another_process_issued_is_known_at_once() {
    let fixture = fixture::new();
    fixture.issue("b-1", 2);
    let beside = fixture.beside();
    let issued = beside.issue_batch(&order("b-2", 3), at(2)).unwrap();
    let serial = issued.blocks[0].serials[2];
    assert_eq!(status(&fixture, &serial), Status::Active);
    beside.report_fake(&forge(&serial), at(3)).unwrap();
    let standing = fixture.store.verify(&forge(&serial)).unwrap();
    assert_eq!(standing, Standing::NotIssued { reported_fake: true });
}

#[test]
fn another_key_or_brand_does_not_open_the_database() {
    let fixture = fixture::new();
    fixture.issue("b-1", 1);
    let keys = crate::keys::Keys::open(fixture.folder.path(), false).unwrap();
    let other = SqliteStore::open(fixture.folder.path(), Issuer::new("acmf", keys.issue));
    assert!(other.err().unwrap().to_string().contains("issue.key or brand"));
}

#[test]
fn a_status_is_set_recorded_and_urgent() {
    let fixture = fixture::new();
    let serial = fixture.issue("b-1", 1)[0];
    let before = fixture.store.publication().unwrap();
    fixture.store.set_status(&serial, Status::Recalled, "burns", at(5)).unwrap();
    fixture.store.set_status(&serial, Status::Active, "repaired", at(6)).unwrap();
    assert_eq!(status(&fixture, &serial), Status::Active);
    assert_eq!(count(&fixture, "status_change"), 2);
    assert_eq!(fixture.store.publication().unwrap().urgent_changes, before.urgent_changes + 2);
    let unknown = forge(&serial);
    let refused = fixture.store.set_status(&unknown, Status::Recalled, "x", at(7));
    assert_eq!(refusal(refused), Refusal::UnknownSerial(unknown));
}

#[test]
fn a_shipment_is_replaced_whole_or_refused_whole() {
    let fixture = fixture::new();
    let serials = fixture.issue("b-1", 3);
    fixture.announce("SH-1", "F1", &serials[..2]);
    let wrong = Shipped { facility: "F2".into(), serials: vec![serials[2], forge(&serials[2])] };
    let refused = fixture.store.announce_shipment("SH-1", &wrong, at(3));
    assert_eq!(refusal(refused), Refusal::UnknownSerial(forge(&serials[2])));
    assert_eq!(shipments(&fixture, at(4)), [("SH-1".into(), "F1".into(), serials[..2].to_vec())]);
    fixture.announce("SH-1", "F2", &serials[2..]);
    assert_eq!(shipments(&fixture, at(4)), [("SH-1".into(), "F2".into(), serials[2..].to_vec())]);
    assert!(shipments(&fixture, at(91 * 24 * 3600)).is_empty());
}

fn shipments(fixture: &Fixture, now: Timestamp) -> Vec<(String, String, Vec<Serial>)> {
    let mut found = Vec::new();
    let mut keep = |piece| {
        if let Piece::Shipment(s) = piece {
            found.push((s.number, s.facility, s.serials));
        }
    };
    fixture.store.snapshot_for_bundle(now, &mut keep).unwrap();
    found
}

fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

fn public(seed: u8) -> PublicKey {
    PublicKey::from_bytes(key(seed).public_key().as_ref().try_into().unwrap())
}

fn enrol_request(code: &str, seed: u8) -> EnrolRequest {
    EnrolRequest { code: code.into(), public_key: public(seed), name: "Dock 3".into() }
}

fn new_code(fixture: &Fixture) -> OneTimeCode {
    let code = OneTimeCode::random().unwrap();
    fixture.store.add_enrol_code(&code, "F1", at(0), at(86_400)).unwrap();
    code
}

#[test]
fn a_code_enrols_one_station_once() {
    let fixture = fixture::new();
    let code = new_code(&fixture).reveal();
    let station = fixture.store.enrol(&enrol_request(&code, 1), at(1)).unwrap();
    assert_eq!((station.id.as_str(), station.facility.as_str()), ("S0001", "F1"));
    assert_eq!(fixture.store.enrol(&enrol_request(&code, 1), at(2)).unwrap(), station);
    assert_eq!(refusal(fixture.store.enrol(&enrol_request(&code, 2), at(3))), Refusal::EnrolCode);
    let second = new_code(&fixture).reveal();
    let known = refusal(fixture.store.enrol(&enrol_request(&second, 1), at(4)));
    assert_eq!(known, Refusal::KeyEnrolled("S0001".into()));
    assert_eq!(fixture.store.enrol(&enrol_request(&second, 2), at(5)).unwrap().id, "S0002");
    assert_eq!(fixture.store.station("S0001").unwrap(), Some(station));
    assert_eq!(fixture.store.station("S0009").unwrap(), None);
}

#[test]
fn a_code_runs_out_by_time_and_by_wrong_tries() {
    let fixture = fixture::new();
    let late = new_code(&fixture).reveal();
    assert_eq!(refusal(fixture.store.enrol(&enrol_request(&late, 1), at(86_401))), Refusal::EnrolCode);
    let tried = new_code(&fixture).reveal();
    let wrong = format!("{}{}", &tried[..13], if tried.ends_with('A') { 'B' } else { 'A' });
    for _ in 0..5 {
        assert_eq!(refusal(fixture.store.enrol(&enrol_request(&wrong, 1), at(1))), Refusal::EnrolCode);
    }
    assert_eq!(refusal(fixture.store.enrol(&enrol_request(&tried, 1), at(2))), Refusal::EnrolCode);
    let conn = Connection::open(fixture.folder.path().join(DATABASE)).unwrap();
    let kept: Vec<String> = conn
        .prepare("SELECT id || secret_sha256 FROM enrol_code")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(kept.iter().all(|row| !row.contains(&tried[5..9])), "a code is kept in clear");
}

/// A station that keeps its own chain.
struct Sender {
    station: String,
    head: Digest,
    next: u64,
}

impl Sender {
    fn new(fixture: &Fixture) -> Self {
        let code = new_code(fixture).reveal();
        let station = fixture.store.enrol(&enrol_request(&code, 9), at(0)).unwrap().id;
        Self { station, head: Digest::ZERO, next: 1 }
    }

    fn batch(&mut self, bodies: &[String]) -> Batch {
        let previous = self.head;
        let rows = bodies.iter().map(|body| self.row(body)).collect();
        // The store takes batches whose signature was checked; any will do.
        let signature = Signature::from_bytes([0; 64]);
        Batch { station: self.station.clone(), previous, rows, signature }
    }

    fn row(&mut self, body: &str) -> Row {
        let (seq, boot_id) = (self.next, "boot-1".to_owned());
        let hash = row_hash(&self.head, &self.station, seq, &boot_id, body);
        (self.head, self.next) = (hash, seq + 1);
        Row { seq, boot_id, body: body.to_owned(), hash }
    }
}

fn event(act: Act, serial: &str, second: i64) -> String {
    CustodyEvent {
        act,
        gtin: GTIN.parse().unwrap(),
        serial: serial.into(),
        at: at(second),
        offset_min: 60,
        facility: "F1".into(),
        transaction: None,
        verdict: "genuine".into(),
        reason: "ok".into(),
    }
    .to_json()
    .to_string()
}

#[test]
fn events_are_taken_once_and_change_the_unit() {
    let fixture = fixture::new();
    let serial = fixture.issue("b-1", 1)[0];
    let mut sender = Sender::new(&fixture);
    let batch =
        sender.batch(&[event(Act::DockVerified, serial.as_str(), 10), event(Act::Sold, serial.as_str(), 20)]);
    let first = fixture.store.append_events(&batch, at(30)).unwrap();
    assert_eq!((first.acked_seq, first.rows), (2, vec![RowOutcome::Stored; 2]));
    let again = fixture.store.append_events(&batch, at(31)).unwrap();
    assert_eq!((again.acked_seq, again.rows), (2, vec![RowOutcome::Duplicate; 2]));
    assert_eq!(status(&fixture, &serial), Status::Sold);
    let history = fixture.store.history(&serial).unwrap().events;
    assert_eq!(history.iter().map(|e| e.seq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(history[1].event["bizStep"], "retail_selling");
    assert_eq!((history[0].received_at, history[0].station.as_str()), (at(30), "S0001"));
}

#[test]
fn a_batch_that_overlaps_is_taken_where_it_is_new() {
    let fixture = fixture::new();
    let mut sender = Sender::new(&fixture);
    let bodies: Vec<_> = (0..4).map(|i| event(Act::CounterChecked, "FOREIGN-1", i)).collect();
    let mut whole = sender.batch(&bodies);
    let mut part = whole.clone();
    part.rows.truncate(2);
    fixture.store.append_events(&part, at(1)).unwrap();
    let answer = fixture.store.append_events(&whole, at(2)).unwrap();
    use RowOutcome::{Duplicate, Stored};
    assert_eq!((answer.acked_seq, answer.rows), (4, vec![Duplicate, Duplicate, Stored, Stored]));
    whole.rows.truncate(1);
    assert_eq!(fixture.store.append_events(&whole, at(3)).unwrap().acked_seq, 4);
}

#[test]
fn a_row_that_cannot_be_applied_is_put_aside_and_blocks_nothing() {
    let fixture = fixture::new();
    let serial = fixture.issue("b-1", 1)[0];
    let mut sender = Sender::new(&fixture);
    let batch =
        sender.batch(&["{".into(), "{\"type\":\"Other\"}".into(), event(Act::Sold, serial.as_str(), 1)]);
    let answer = fixture.store.append_events(&batch, at(2)).unwrap();
    assert_eq!(answer.acked_seq, 3);
    assert!(matches!(&answer.rows[0], RowOutcome::Quarantined { reason } if reason.contains("not JSON")));
    assert!(matches!(&answer.rows[1], RowOutcome::Quarantined { reason } if reason.contains("ObjectEvent")));
    assert_eq!((&answer.rows[2], status(&fixture, &serial)), (&RowOutcome::Stored, Status::Sold));
    let again = fixture.store.append_events(&batch, at(3)).unwrap();
    assert_eq!(
        again.rows[0], answer.rows[0],
        "the station must hear of it even if the first answer was lost"
    );
}

#[test]
fn a_second_history_is_refused_and_recorded() {
    let fixture = fixture::new();
    let mut sender = Sender::new(&fixture);
    let twin =
        |sender: &Sender| Sender { station: sender.station.clone(), head: sender.head, next: sender.next };
    let shared = sender.batch(&[event(Act::Sold, "A", 1)]);
    fixture.store.append_events(&shared, at(2)).unwrap();
    let (mut copy, mut longer) = (twin(&sender), twin(&sender));
    let batch = sender.batch(&[event(Act::Sold, "B", 2)]);
    fixture.store.append_events(&batch, at(3)).unwrap();
    let fork = Refusal::ChainFork { station: "S0001".into(), seq: 2, acked_seq: 2 };
    let second = copy.batch(&[event(Act::Sold, "C", 2)]);
    assert_eq!(refusal(fixture.store.append_events(&second, at(4))), fork);
    longer.batch(&[event(Act::Sold, "D", 2)]);
    let behind = longer.batch(&[event(Act::Sold, "E", 3)]);
    assert_eq!(refusal(fixture.store.append_events(&behind, at(5))), fork);
    assert_eq!(count(&fixture, "chain_fork"), 2);
    assert_eq!(count(&fixture, "event"), 2);
}

#[test]
fn a_gap_is_told_with_the_row_to_go_on_from() {
    let fixture = fixture::new();
    let mut sender = Sender::new(&fixture);
    sender.batch(&[event(Act::Sold, "A", 1), event(Act::Sold, "A", 2)]);
    let late = sender.batch(&[event(Act::Sold, "A", 3)]);
    let gap = refusal(fixture.store.append_events(&late, at(4)));
    assert_eq!(gap, Refusal::ChainGap { station: "S0001".into(), first: 3, acked_seq: 0 });
    assert!(gap.to_string().contains("from row 1 (acked_seq 0)"));
}

#[test]
fn an_event_that_comes_late_undoes_nothing_and_a_fast_clock_shuts_nothing_out() {
    let fixture = fixture::new();
    let serials = fixture.issue("b-1", 3);
    let mut sender = Sender::new(&fixture);
    let send = |sender: &mut Sender, act, serial: &Serial, at_s, now_s| {
        let batch = sender.batch(&[event(act, &serial.as_str().to_lowercase(), at_s)]);
        fixture.store.append_events(&batch, at(now_s)).unwrap();
        status(&fixture, serial)
    };
    assert_eq!(send(&mut sender, Act::ReturnReceived, &serials[0], 50, 60), Status::Returned);
    assert_eq!(send(&mut sender, Act::Sold, &serials[0], 40, 61), Status::Returned);
    assert_eq!(send(&mut sender, Act::Sold, &serials[1], 9_000_000, 62), Status::Sold);
    assert_eq!(send(&mut sender, Act::ReturnReceived, &serials[1], 63, 64), Status::Returned);
    fixture.store.set_status(&serials[2], Status::Recalled, "burns", at(1)).unwrap();
    assert_eq!(send(&mut sender, Act::Sold, &serials[2], 70, 71), Status::Recalled);
}

#[test]
fn the_history_of_nothing_is_refused() {
    let fixture = fixture::new();
    let serial = fixture.issue("b-1", 1)[0];
    assert!(fixture.store.history(&serial).unwrap().events.is_empty());
    assert_eq!(refusal(fixture.store.history(&forge(&serial))), Refusal::UnknownSerial(forge(&serial)));
}

#[test]
fn a_bundle_is_not_made_from_a_database_with_holes() {
    let fixture = fixture::new();
    let serials = fixture.issue("b-1", 3);
    sql(&fixture, &format!("DELETE FROM unit WHERE serial = '{}'", serials[1])).unwrap();
    let damaged =
        || matches!(fixture.store.snapshot_for_bundle(at(1), &mut |_| {}), Err(StoreError::Damaged(_)));
    assert!(damaged());
    let extra = "INSERT INTO unit VALUES ('000004030000000000AB', 1, 3, 'active', NULL)";
    sql(&fixture, extra).unwrap();
    assert!(damaged(), "a unit too many does not make up for one that is missing");
    assert!(matches!(fixture.store.verify(&serials[1]), Err(StoreError::Damaged(_))));
}
