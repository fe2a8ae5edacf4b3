// SPDX-License-Identifier: GPL-3.0-or-later
//! The process: its files, its exit statuses, its ends.

use std::os::unix::fs::PermissionsExt;

use crate::support::{GTIN, Server, Station, event};
use registry_api::epcis::Act;
use registry_api::http::{BatchAnswer, History};
use serde_json::Value;

#[test]
fn nothing_acknowledged_is_lost_when_it_is_killed() {
    let mut server = Server::start();
    let serial = server.issue("B0", 1)[0].serial.to_string();
    let mut station = Station::enrol(&server, 1);
    let mut issued = Vec::new();
    let mut acked = 0;
    for round in 0..4 {
        let batch =
            station.batch(&[event(Act::CounterChecked, &serial), event(Act::CounterChecked, &serial)]);
        acked = station.send(&batch).json::<BatchAnswer>().acked_seq;
        issued.extend(server.issue(&format!("B{}", round + 1), 2));
        server.kill();
        server.restart();
        station.client = server.client();
    }
    assert_eq!(acked, 8);
    let history: History = server.admin().get(&format!("/v1/serials/{serial}/events")).json();
    assert_eq!(history.events.iter().map(|e| e.seq).collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
    for unit in &issued {
        let known: Value = server.client().get(&format!("/v1/serials/{}", unit.serial)).json();
        assert_eq!(known["issued"], true, "{}", unit.serial);
    }
}

#[test]
fn it_stops_when_asked_and_takes_its_address_along() {
    let mut server = Server::start();
    assert_eq!(server.client().get("/healthz").status, 200);
    assert_eq!(server.stop(), Some(0));
    assert!(!server.state("listen.addr").exists());
    server.restart();
    assert_eq!(server.client().get("/healthz").status, 200);
}

#[test]
fn a_second_registry_does_not_serve_the_same_folder() {
    let server = Server::start();
    let refused = server.run(&["serve"], "");
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("already"), "{}", refused.err);
    assert_eq!(server.client().get("/healthz").status, 200);
}

#[test]
fn secrets_are_private_and_refused_when_they_are_not() {
    let mut server = Server::start();
    for file in ["issue.key", "publish.key", "admin.token", "registry.db", "registry.db-wal"] {
        let mode = std::fs::metadata(server.state(file)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{file}");
    }
    server.stop();
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(server.state("issue.key"), open).unwrap();
    for args in [&["serve"][..], &["issue", "--product", GTIN, "--count", "1"]] {
        let refused = server.run(args, "");
        assert_eq!((refused.code, refused.out.as_str()), (Some(1), ""));
        assert!(refused.err.contains("chmod 600") && refused.err.contains("issue.key"), "{}", refused.err);
    }
}

#[test]
fn a_lost_key_is_not_made_anew() {
    let mut server = Server::start();
    server.stop();
    std::fs::remove_file(server.state("issue.key")).unwrap();
    let refused = server.run(&["serve"], "");
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("put it back from the backup"), "{}", refused.err);
}

#[test]
fn issued_units_are_one_object_a_line_with_everything_a_label_needs() {
    let server = Server::start();
    let args = [
        "issue",
        "--product",
        "4006381333931",
        "--count",
        "2",
        "--lot",
        "L7",
        "--expiry",
        "2028-02-29",
        "--market",
        "de",
        "--json",
    ];
    let out = server.ok(&args);
    assert_eq!(out.lines().count(), 2);
    for line in out.lines() {
        let unit: Value = serde_json::from_str(line).unwrap();
        let serial = unit["serial"].as_str().unwrap();
        assert_eq!(unit["element_string"], format!("(01){GTIN}(21){serial}(10)L7(17)280229"));
        assert_eq!(unit["digital_link"], format!("https://id.gs1.org/01/{GTIN}/10/L7/21/{serial}?17=280229"));
        assert_eq!(unit["url"], format!("https://check.example/01/{GTIN}/21/{serial}"));
        let known: Value = server.client().get(&format!("/v1/serials/{serial}")).json();
        assert_eq!(
            (&known["markets"][0], &known["expiry"]),
            (&Value::from("DE"), &Value::from("2028-02-29"))
        );
    }
    let plain = server.ok(&["issue", "--product", GTIN, "--count", "1"]);
    assert_eq!(plain.trim_end().split('\t').map(str::len).next(), Some(20));
}

#[test]
fn wrong_use_is_told_apart_from_a_no() {
    let server = Server::start();
    let code = |args: &[&str]| server.run(args, "").code;
    assert_eq!(code(&["issue", "--product", GTIN]), Some(2));
    assert_eq!(code(&["issue", "--product", GTIN, "--count", "0"]), Some(2));
    assert_eq!(code(&["frobnicate"]), Some(2));
    assert_eq!(code(&["status", "00000400000000000000", "lost", "--reason", "x"]), Some(2));
    assert_eq!(code(&["status", "00000400000000000000", "sold", "--reason", "x"]), Some(1));
    assert_eq!(code(&["issue", "--product", "96385074", "--count", "1"]), Some(1));
    for command in ["serve", "issue", "product", "status", "report-fake", "shipment", "enrol-code"] {
        let help = server.run(&[command, "--help"], "");
        assert!(help.code == Some(0) && help.out.contains("Usage: registry"), "{command}");
    }
}

#[test]
fn a_wrong_configuration_is_told_with_its_line() {
    let mut server = Server::start();
    server.stop();
    let path = server.folder.path().join("registry.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("database = \"postgres://db/registry\"\n{text}")).unwrap();
    let refused = server.run(&["serve"], "");
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("line 1") && refused.err.contains("not supported yet"), "{}", refused.err);
    std::fs::remove_file(&path).unwrap();
    assert!(server.run(&["serve"], "").err.contains("could not read the configuration"));
}
