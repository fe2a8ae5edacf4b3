// SPDX-License-Identifier: GPL-3.0-or-later
//! Requests and answers: issuing, verifying, stations, events, pages.

use crate::support::{GTIN, Server, Station, enrol, event, wait_for};
use registry_api::epcis::Act;
use registry_api::fact::Status;
use registry_api::http::{BatchAnswer, History, IssueAnswer, RowOutcome, VerifyAnswer};
use serde_json::{Value, json};

fn forge(serial: &str) -> String {
    let last = if serial.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &serial[..19])
}

#[test]
fn issuing_is_idempotent_over_http_and_command_line() {
    let server = Server::start();
    let admin = server.admin();
    let order = json!({ "batch": "B1", "gtin": GTIN, "count": 4100, "facility": "9521321000018",
                        "place": "Pune", "line": "4" });
    let first: IssueAnswer = admin.json("POST", "/v1/batches", &order).json();
    let again: IssueAnswer = admin.json("POST", "/v1/batches", &order).json();
    assert_eq!((first.units.len(), &first), (4100, &again));
    assert_eq!(server.issue("B1", 4100), first.units);

    let mut other = order.clone();
    other["count"] = json!(4099);
    admin.json("POST", "/v1/batches", &other).problem(409, "batch-conflict");
    other["gtin"] = json!("4006381333932");
    assert!(admin.json("POST", "/v1/batches", &other).problem(400, "invalid").contains("check digit"));
    (other["gtin"], other["batch"]) = (json!("96385074"), json!("B2"));
    admin.json("POST", "/v1/batches", &other).problem(422, "unknown-product");
    other["colour"] = json!("red");
    assert!(admin.json("POST", "/v1/batches", &other).problem(400, "bad-body").contains("colour"));
    let mut stranger = server.client();
    stranger.json("POST", "/v1/batches", &order).problem(401, "admin-token");
    let token = admin.headers[0].1.clone();
    for wrong in
        [token.replace("Bearer ", "Basic "), format!("{token}A"), "Bearer ".into(), token[..49].into()]
    {
        stranger.headers = vec![("authorization".into(), wrong)];
        stranger.json("POST", "/v1/batches", &order).problem(401, "admin-token");
    }
}

#[test]
fn a_serial_is_verified_and_a_forged_one_is_not() {
    let server = Server::start();
    let client = server.client();
    let serial = server.issue("B1", 2)[1].serial.to_string();
    let known: VerifyAnswer = client.get(&format!("/v1/serials/{}", serial.to_lowercase())).json();
    assert_eq!((known.serial.as_str(), known.issued, known.status), (&*serial, true, Some(Status::Active)));
    assert_eq!((known.product.as_deref(), known.gtin.as_deref()), (Some("Pump <P2>"), Some(GTIN)));
    let forged = client.get(&format!("/v1/serials/{}", forge(&serial)));
    assert_eq!(forged.status, 200);
    let forged: VerifyAnswer = forged.json();
    assert_eq!((forged.issued, forged.status, forged.product), (false, None, None));
    assert!(client.get("/v1/serials/U").problem(400, "bad-serial").contains("20 characters"));

    server.ok(&["report-fake", &forge(&serial)]);
    let reported: VerifyAnswer = client.get(&format!("/v1/serials/{}", forge(&serial))).json();
    assert!(reported.alerts[0].contains("counterfeits"), "{:?}", reported.alerts);
    let refused = server.run(&["report-fake", &serial], "");
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("was issued here") && refused.out.is_empty(), "{}", refused.err);
}

#[test]
fn a_station_is_enrolled_once() {
    let server = Server::start();
    let station = Station::enrol(&server, 1);
    assert_eq!((station.root.brand.as_str(), station.root.publish_keys.len()), ("acme", 1));
    let client = server.client();
    enrol(&client, "ABCD-EFGH-IJKL", 2).problem(403, "enrol-code");
    let code = server.ok(&["enrol-code", "--facility", "F2"]);
    assert_eq!(enrol(&client, code.trim(), 2).status, 201);
    assert_eq!(enrol(&client, code.trim(), 2).status, 201, "the same station may ask again");
    enrol(&client, code.trim(), 3).problem(403, "enrol-code");
    let next = server.ok(&["enrol-code", "--facility", "F2"]);
    assert!(enrol(&client, next.trim(), 2).problem(409, "key-enrolled").contains("S0002"));
}

#[test]
fn events_are_stored_once_and_forks_gaps_and_thieves_are_refused() {
    let server = Server::start();
    let serial = server.issue("B1", 1)[0].serial.to_string();
    let mut station = Station::enrol(&server, 1);
    let batch =
        station.batch(&[event(Act::DockVerified, &serial), "nonsense".into(), event(Act::Sold, &serial)]);
    let mut copy = station.twin(1);
    let answer: BatchAnswer = station.send(&batch).json();
    assert_eq!(answer.acked_seq, 3);
    assert_eq!((&answer.rows[0], &answer.rows[2]), (&RowOutcome::Stored, &RowOutcome::Stored));
    assert!(matches!(&answer.rows[1], RowOutcome::Quarantined { reason } if reason.contains("not JSON")));
    let again: BatchAnswer = station.send(&batch).json();
    assert_eq!(
        (again.acked_seq, &again.rows[0], &again.rows[2]),
        (3, &RowOutcome::Duplicate, &RowOutcome::Duplicate)
    );

    let more = station.batch(&[event(Act::ReturnReceived, &serial)]);
    station.send(&more);
    let fork = copy.send(&copy.twin(1).batch(&[event(Act::Scrapped, &serial)]));
    assert!(fork.problem(409, "chain-fork").contains("acked_seq 4"));
    copy.batch(&[event(Act::Sold, "X"), event(Act::Sold, "X"), event(Act::Sold, "X")]);
    let gap = copy.send(&copy.twin(1).batch(&[event(Act::Sold, "X")]));
    assert!(gap.problem(409, "chain-gap").contains("acked_seq 4"));

    let stolen = station.twin(7).batch(&[event(Act::Scrapped, &serial)]);
    station.send(&stolen).problem(401, "bad-signature");
    let mut changed = station.batch(&[event(Act::Sold, &serial)]);
    changed.rows[0].body.push(' ');
    station.send(&changed).problem(400, "bad-chain");
    changed.station = "S0404".into();
    station.send(&changed).problem(401, "unknown-station");

    let known: VerifyAnswer = server.client().get(&format!("/v1/serials/{serial}")).json();
    assert_eq!(known.status, Some(Status::Returned));
    let path = format!("/v1/serials/{serial}/events");
    let history: History = server.admin().get(&path).json();
    assert_eq!(history.events.iter().map(|e| e.seq).collect::<Vec<_>>(), [1, 3, 4]);
    server.client().get(&path).problem(401, "admin-token");
}

#[test]
fn what_is_too_long_is_refused_without_being_read() {
    let server = Server::start();
    let client = server.client();
    let long = vec![b' '; 17 * 1024 * 1024];
    assert_eq!(client.send("POST", "/v1/events", &long).status, 413);
    assert_eq!(client.send("POST", "/v1/stations", &long[..2 * 1024 * 1024]).status, 413);
    assert_eq!(client.get("/healthz").text(), "ok\n");
}

#[test]
fn statuses_and_shipments_are_set_over_http() {
    let server = Server::start();
    let admin = server.admin();
    let units = server.issue("B1", 3);
    let serials: Vec<_> = units.iter().map(|unit| unit.serial.to_string()).collect();
    let path = |serial: &str| format!("/v1/serials/{serial}/status");
    let change = json!({ "status": "stolen", "reason": "van" });
    assert_eq!(admin.json("PUT", &path(&serials[0]), &change).status, 204);
    let known: VerifyAnswer = admin.get(&format!("/v1/serials/{}", serials[0])).json();
    assert_eq!((known.status, known.alerts.len()), (Some(Status::Stolen), 1));
    admin.json("PUT", &path(&forge(&serials[0])), &change).problem(404, "unknown-serial");
    let wrong = json!({ "status": "lost", "reason": "van" });
    admin.json("PUT", &path(&serials[0]), &wrong).problem(400, "bad-body");
    server.client().json("PUT", &path(&serials[0]), &change).problem(401, "admin-token");

    let shipment = json!({ "facility": "F1", "serials": serials });
    assert_eq!(admin.json("PUT", "/v1/shipments/45%2F1", &shipment).status, 204);
    let wrong = json!({ "facility": "F1", "serials": [forge(&serials[0])] });
    admin.json("PUT", "/v1/shipments/46", &wrong).problem(404, "unknown-serial");
    let station = Station::enrol(&server, 1);
    wait_for("the shipment in the bundle", || {
        let bundle = station.bundle(None).body;
        let opened = registry_api::bundle::plain::PlainBundle::open(&bundle, &station.root, 0).unwrap();
        let shipments = &opened.content().shipments;
        (shipments.len() == 1 && shipments[0].number == "45/1" && shipments[0].serials.len() == 3)
            .then_some(())
    });
}

#[test]
fn pages_are_safe_and_one_form_answers_known_and_unknown() {
    let server = Server::start();
    let client = server.client();
    let serial = server.issue("B1", 1)[0].serial.to_string();
    let known = client.get(&format!("/01/4006381333931/21/{serial}"));
    assert_eq!(known.status, 200);
    let text = known.text();
    assert!(text.contains("GENUINE RECORD") && text.contains("Pump &lt;P2&gt;") && !text.contains("<P2>"));
    let policy = known.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
    for path in [
        format!("/01/96385074/21/{serial}"),
        format!("/01/{GTIN}/21/{}", forge(&serial)),
        format!("/serial-{}", forge(&serial)),
        "/serial-%3Cscript%3Ealert(1)%3C%2Fscript%3E".into(),
        "/serial-%3Cimg%20src=x%20onerror=alert(1)%3E".into(),
        "/01/%22%3E%3Cb%3E/21/%FF%FE".into(),
        "/check?serial=%3Cscript%3E".into(),
        "/check".into(),
    ] {
        let page = client.get(&path);
        let text = page.text();
        assert_eq!(
            (page.status, page.header("content-type")),
            (200, Some("text/html; charset=utf-8")),
            "{path}"
        );
        assert!(text.contains("NOT FOUND") && !text.contains("Pump"), "{path}: {text}");
        assert!(
            !text.contains("<script") && !text.contains("<img") && !text.contains("<b>\""),
            "{path}: {text}"
        );
    }
    server.ok(&["status", &serial, "recalled", "--reason", "burns"]);
    assert!(client.get(&format!("/01/{GTIN}/10/L7/21/{serial}")).text().contains("RECALLED"));
    assert!(client.get("/").text().contains("<form"));
    client.get("/nothing").problem(404, "not-found");
    client.send("DELETE", "/healthz", b"").problem(405, "wrong-method");
}

#[test]
fn the_description_is_the_committed_one() {
    let server = Server::start();
    let printed = server.ok(&["openapi"]);
    let committed = include_str!("../../openapi.json");
    assert!(printed == committed, "run `registry openapi > registry/server/openapi.json`");
    let described: Value = serde_json::from_str(committed).unwrap();
    assert!(described["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(described["paths"].as_object().unwrap().len(), 9);
}
