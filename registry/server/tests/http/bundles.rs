// SPDX-License-Identifier: GPL-3.0-or-later
//! Bundles as stations get them.

use crate::support::{Answer, GTIN, Server, Station, wait_for};
use registry_api::bundle::plain::PlainBundle;
use registry_api::bundle::{Finding, Lookup, TrustRoot};
use registry_api::fact::Status;
use registry_api::http::REQUEST_SKEW_S;
use registry_api::serial::Serial;

fn open(answer: &Answer, root: &TrustRoot) -> PlainBundle {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    PlainBundle::open(&answer.body, root, 0).unwrap()
}

fn status(bundle: &PlainBundle, serial: &Serial) -> Option<Status> {
    match bundle.find(serial) {
        Finding::Issued(fact) => Some(fact.status),
        _ => None,
    }
}

#[test]
fn a_station_gets_the_bundle_and_hears_when_it_has_the_newest() {
    let server = Server::start();
    let serial = server.issue("B1", 3)[2].serial;
    let station = Station::enrol(&server, 1);
    let newest = wait_for("the batch in the bundle", || {
        let answer = station.bundle(None);
        status(&open(&answer, &station.root), &serial).is_some().then_some(answer)
    });
    let etag = newest.header("etag").unwrap();
    assert_eq!(etag, format!("\"{}\"", open(&newest, &station.root).trusted().sequence));
    let again = station.bundle(Some(etag));
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(etag)));
    assert_eq!(station.bundle(Some("\"0\"")).status, 200);
}

#[test]
fn nobody_else_gets_it() {
    let server = Server::start();
    let station = Station::enrol(&server, 1);
    server.client().get("/v1/bundle").problem(401, "signature-missing");
    station.twin(2).bundle(None).problem(401, "bad-signature");
    let mut unknown = station.twin(1);
    unknown.id = "S0404".into();
    unknown.bundle(None).problem(401, "unknown-station");
    let late = jiff::Timestamp::now().as_second() - REQUEST_SKEW_S - 600;
    station.bundle_at(late, None).problem(401, "clock-skew");
}

#[test]
fn a_recall_and_a_report_are_in_the_next_bundle_within_seconds() {
    let server = Server::start();
    let serials: Vec<_> = server.issue("B1", 3).into_iter().map(|unit| unit.serial).collect();
    let station = Station::enrol(&server, 1);
    wait_for("the batch in the bundle", || status(&open(&station.bundle(None), &station.root), &serials[0]));
    server.ok(&["status", serials[0].as_str(), "recalled", "--reason", "burns"]);
    let forged = Serial::parse(&format!("{}{}", &serials[1].as_str()[..8], "0".repeat(12))).unwrap();
    server.ok(&["report-fake", forged.as_str()]);
    let bundle = wait_for("recall and report in the bundle", || {
        let bundle = open(&station.bundle(None), &station.root);
        let recalled = status(&bundle, &serials[0]) == Some(Status::Recalled);
        (recalled && bundle.find(&forged) == Finding::ReportedFake).then_some(bundle)
    });
    assert_eq!(status(&bundle, &serials[1]), Some(Status::Active));
}

#[test]
fn a_bundle_built_by_hand_is_trusted_and_never_overtakes_the_server_for_long() {
    let server = Server::start();
    let serial = server.issue("B1", 1)[0].serial;
    let out = server.folder.path().join("usb/bundle");
    server.ok(&["bundle", "build", "--out", out.to_str().unwrap()]);
    let root: TrustRoot = serde_json::from_slice(&std::fs::read(out.join("root.json")).unwrap()).unwrap();
    let file = std::fs::read(out.join("current.bundle")).unwrap();
    let built = PlainBundle::open(&file, &root, 0).unwrap();
    assert_eq!(status(&built, &serial), Some(Status::Active));
    let station = Station::enrol(&server, 1);
    assert_eq!(station.root, root);
    // A station that installed it by hand must not see a rollback at its next fetch.
    wait_for("a bundle above the one built by hand", || {
        let served = open(&station.bundle(None), &root);
        (served.trusted().sequence > built.trusted().sequence).then_some(())
    });
    let refused = server.run(&["bundle", "build", "--out", "x", "--since", "3"], "");
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("no deltas"), "{}", refused.err);
}

#[test]
fn a_shipment_from_stdin_reaches_its_facility() {
    let server = Server::start();
    let units = server.issue("B1", 2);
    let list = format!("{}\n\n  {}\n", units[0].serial, units[1].serial.as_str().to_lowercase());
    let args = ["shipment", "--number", "4500128", "--facility", "F1"];
    let done = server.run(&args, &list);
    assert_eq!((done.code, done.out.as_str()), (Some(0), ""), "{}", done.err);
    let refused = server.run(&args, &format!("{list}nonsense\n"));
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("line 4 of stdin"), "{}", refused.err);
    let station = Station::enrol(&server, 1);
    wait_for("the shipment in the bundle", || {
        let bundle = open(&station.bundle(None), &station.root);
        let shipments = bundle.shipments("F1");
        (shipments.len() == 1 && shipments[0].serials.len() == 2).then_some(())
    });
    assert!(units[0].element_string.starts_with(&format!("(01){GTIN}(21)")));
}
