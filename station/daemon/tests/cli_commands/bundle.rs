// SPDX-License-Identifier: GPL-3.0-or-later
//! `station bundle`.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::maker::{FRESH, ISSUED, Maker, maker};
use crate::program::station;
use crate::station::{Station, files};

#[test]
fn inspect_counts_what_is_in_it() {
    let acme = maker();
    let dir = tempfile::tempdir().unwrap();
    acme.export(dir.path());
    for path in [dir.path().to_owned(), dir.path().join("current.bundle")] {
        let answer = station(["bundle", "inspect", "--json", path.to_str().unwrap()]);
        assert_eq!(answer.status, 0, "{}", answer.stderr);
        let summary = answer.one();
        assert_eq!((&summary["brand"], &summary["sequence"]), (&json!("acme"), &json!(7)));
        assert_eq!((&summary["serials"], &summary["open_blocks"]), (&json!(7), &json!(1)));
        assert_eq!(summary["statuses"], json!({ "recalled": 1, "returned": 1, "stolen": 1 }));
    }
    let shown = station(["bundle", "inspect", dir.path().to_str().unwrap()]).stdout;
    assert!(shown.contains("Torque sensor") && shown.contains("acme"), "{shown}");
}

#[test]
fn nothing_of_data_without_trust_is_shown() {
    let acme = maker();
    let dir = tempfile::tempdir().unwrap();
    acme.export(dir.path());
    let file = dir.path().join("current.bundle");
    std::fs::write(&file, Maker::named("acme", 2).bundle(7, ISSUED.parse().unwrap())).unwrap();
    let answer = station(["bundle", "inspect", file.to_str().unwrap()]);
    assert_eq!((answer.status, answer.stdout.as_str()), (1, ""));
    assert!(answer.stderr.contains("step key"), "{}", answer.stderr);
    std::fs::remove_file(dir.path().join("root.json")).unwrap();
    let rootless = station(["bundle", "inspect", file.to_str().unwrap()]);
    assert!(rootless.status == 1 && rootless.stderr.contains("--root"), "{}", rootless.stderr);
}

#[test]
fn check_tells_age_or_the_failing_step() {
    let acme = maker();
    let dir = tempfile::tempdir().unwrap();
    acme.export(dir.path());
    let path = dir.path().to_str().unwrap();
    let check = |at: &str| station(["bundle", "check", "--json", path, "--at", at]);
    let freshness = |at: &str| check(at).one()["freshness"].clone();
    let good = check(FRESH).one();
    assert_eq!(
        (&good["trusted"], &good["version"], &good["age_s"]),
        (&json!(true), &json!(7), &json!(86_400))
    );
    assert_eq!(good["step"], json!(null));
    assert_eq!([freshness("2026-11-09"), freshness("2026-12-01")], [json!("stale"), json!("too_old")]);
    assert_eq!(freshness("2026-10-01"), json!("clock_behind"));
    assert_eq!(check("2026-12-01").status, 0, "age refuses nothing");

    let other = dir.path().join("other.json");
    std::fs::write(&other, serde_json::to_vec(&Maker::named("acme", 3).root()).unwrap()).unwrap();
    let answer = station(["bundle", "check", path, "--json", "--root", other.to_str().unwrap()]);
    assert_eq!((answer.status, &answer.one()["step"]), (1, &json!("key")));
    let shown = station(["bundle", "check", path, "--root", other.to_str().unwrap()]);
    assert!(shown.status == 1 && shown.stdout.contains("step key"), "{}", shown.stdout);
    let nothing = station(["bundle", "check", "--json", dir.path().join("x").to_str().unwrap()]);
    assert_eq!((nothing.status, &nothing.one()["step"]), (1, &json!("missing")));
}

#[test]
fn install_takes_the_newer_and_never_goes_back() {
    let acme = maker();
    let station = Station::enrolled(&acme);
    let now = Timestamp::now();
    let write = |name: &str, bytes: Vec<u8>| {
        let path = station.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let newer = write("8.bundle", acme.bundle(8, now));
    let older = write("7.bundle", acme.bundle(7, now - SignedDuration::from_hours(24)));
    let foreign = write("x.bundle", Maker::named("acme", 2).bundle(9, now));
    let installed = station.run(&["bundle", "install", &newer]);
    assert!(installed.status == 0 && installed.stdout.contains("version 8"), "{}", installed.stderr);
    let before = files(station.state().root());
    for (file, step) in [(&older, "rollback"), (&foreign, "key")] {
        let refused = station.run(&["bundle", "install", file]);
        assert_eq!((refused.status, refused.stdout.as_str()), (1, ""), "{step}");
        assert!(refused.stderr.contains(step), "{}", refused.stderr);
    }
    assert_eq!(files(station.state().root()), before, "a refused bundle changes nothing");
}

#[test]
fn a_station_that_believes_nobody_installs_nothing() {
    let acme = maker();
    let station = Station::new("http://127.0.0.1:9", "");
    let file = station.path().join("b.bundle");
    std::fs::write(&file, acme.bundle(1, Timestamp::now())).unwrap();
    let answer = station.run(&["bundle", "install", file.to_str().unwrap()]);
    assert!(answer.status == 1 && answer.stderr.contains("not enrolled"), "{}", answer.stderr);
    assert!(!station.state().root().exists(), "not even a folder or a key is made");
}
