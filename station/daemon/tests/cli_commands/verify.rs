// SPDX-License-Identifier: GPL-3.0-or-later
//! `station verify`: one case for each verdict and each way in which the data can fail.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::maker::{FAKE, FRESH, GTIN, ISSUED, Maker, label, maker};
use crate::program::{Answer, fed, station};
use crate::station::Station;

fn exported(maker: &Maker) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    maker.export(dir.path());
    dir
}

fn verify(dir: &Path, at: &str, more: &[&str]) -> Answer {
    let head = ["verify", "--json", "--bundle", dir.to_str().unwrap(), "--at", at];
    station(head.into_iter().chain(more.iter().copied()))
}

/// Verdict and reason of one code.
fn words(answer: &Answer) -> (String, String) {
    let line = answer.one();
    let word = |key: &str| line[key].as_str().unwrap().to_owned();
    (word("verdict"), word("reason"))
}

fn pair(verdict: &str, reason: &str) -> (String, String) {
    (verdict.to_owned(), reason.to_owned())
}

#[test]
fn a_genuine_unit_in_every_form_of_its_code() {
    let acme = maker();
    let dir = exported(&acme);
    let serial = acme.serial(1, 0);
    let codes = [
        label(serial.as_str()),
        format!("https://id.gs1.org/01/{GTIN}/21/{serial}"),
        format!("(01){GTIN}(21){serial}"),
        serial.to_string(),
    ];
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let answer = verify(dir.path(), FRESH, &codes);
    assert_eq!(answer.status, 0, "{}{}", answer.stdout, answer.stderr);
    let lines = answer.json();
    assert_eq!(lines.len(), 4);
    for (line, code) in lines.iter().zip(codes) {
        assert_eq!(
            (&line["in"], &line["verdict"], &line["reason"]),
            (&json!(code), &json!("genuine"), &json!("ok"))
        );
        assert_eq!(line["bundle"], json!({ "version": 7, "age_s": 86_400 }));
        assert_eq!(line["unit"]["product"], "Torque sensor");
        assert!(!line["evidence"].as_array().unwrap().is_empty());
    }
}

#[test]
fn each_verdict_has_its_word_and_its_exit_status() {
    let acme = maker();
    let dir = exported(&acme);
    let one = |at: &str, code: &str, status: i32| {
        let answer = verify(dir.path(), at, &[code]);
        assert_eq!(answer.status, status, "{code}: {}", answer.stdout);
        words(&answer)
    };
    let good = acme.label(1, 0);
    assert_eq!(one("2026-11-10T00:00:00Z", &good, 0), pair("genuine_stale", "old_bundle"));
    assert_eq!(one("2026-11-16", &good, 1), pair("indeterminate", "bundle_too_old"));
    assert_eq!(one("2026-10-31", &good, 1), pair("indeterminate", "clock_untrusted"));
    assert_eq!(one(FRESH, &acme.label(1, 1), 1), pair("attention", "recalled"));
    assert_eq!(one(FRESH, &acme.label(1, 2), 1), pair("reported", "stolen"));
    assert_eq!(one(FRESH, &acme.label(1, 3), 1), pair("attention", "already_returned"));
    assert_eq!(one(FRESH, &acme.label(2, 0), 1), pair("attention", "expired"));
    assert_eq!(one(FRESH, &label(FAKE), 1), pair("reported", "counterfeit"));
    assert_eq!(one(FRESH, &label(&acme.forged(1, 0)), 1), pair("not_verified", "check_failed"));
    assert_eq!(one(FRESH, &acme.label(3, 0), 1), pair("not_verified", "never_issued"));
    assert_eq!(one(FRESH, &acme.label(1, 9), 1), pair("not_verified", "never_issued"));
    assert_eq!(one(FRESH, &label("SN42"), 1), pair("not_verified", "not_a_serial"));
    assert_eq!(one(FRESH, &acme.label(4, 0), 1), pair("indeterminate", "not_covered_yet"));
    assert_eq!(one(FRESH, &acme.label(9, 0), 1), pair("indeterminate", "not_covered_yet"));
    assert_eq!(one(FRESH, &format!("]d201{GTIN}"), 1), pair("indeterminate", "no_serial"));
    assert_eq!(one(FRESH, "]d20104006381333931", 1), pair("indeterminate", "unknown_product"));
    assert_eq!(one(FRESH, "scribble", 1), pair("indeterminate", "unreadable"));
    assert_eq!(one(FRESH, &format!("{good}\u{1d}10OTHER"), 1), pair("attention", "wrong_lot"));
}

#[test]
fn the_market_counts_only_where_it_is_given() {
    let acme = maker();
    let dir = exported(&acme);
    let good = acme.label(1, 0);
    assert_eq!(verify(dir.path(), FRESH, &["--market", "de", &good]).status, 0);
    let abroad = verify(dir.path(), FRESH, &["--market", "US", &good]);
    assert_eq!((abroad.status, words(&abroad)), (1, pair("attention", "wrong_market")));
    assert_eq!(abroad.one()["detail"], json!({ "made_for": ["DE"], "here": "US" }));
    assert_eq!(verify(dir.path(), FRESH, &["--market", "Germany", &good]).status, 2);
    assert_eq!(verify(dir.path(), "yesterday", &[&good]).status, 2);
}

#[test]
fn one_bad_unit_among_good_ones_is_a_no() {
    let acme = maker();
    let dir = exported(&acme);
    let answer = verify(dir.path(), FRESH, &[&acme.label(1, 0), &acme.label(1, 1), &acme.label(1, 4)]);
    assert_eq!((answer.status, answer.json().len()), (1, 3));
}

#[test]
fn lines_of_stdin_are_answered_in_json() {
    let acme = maker();
    let dir = exported(&acme);
    let input = format!("{}\nnonsense\n", json!(acme.label(1, 0)));
    let args = ["verify", "--jsonl", "--bundle", dir.path().to_str().unwrap(), "--at", FRESH];
    let answer = fed(args, input.as_bytes());
    assert_eq!(answer.status, 1);
    let lines = answer.json();
    assert_eq!((&lines[0]["verdict"], &lines[1]["reason"]), (&json!("genuine"), &json!("unreadable")));
    assert_eq!(lines[1]["detail"]["error"], "not-json-string");
}

#[test]
fn people_get_one_line_for_each_code() {
    let acme = maker();
    let dir = exported(&acme);
    let codes = [acme.label(1, 0), acme.label(1, 1), "evil\u{1b}[2J".to_owned()];
    let head = ["verify", "--bundle", dir.path().to_str().unwrap(), "--at", FRESH];
    let answer = station(head.into_iter().chain(codes.iter().map(String::as_str)));
    let lines: Vec<&str> = answer.stdout.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("GENUINE ") && lines[0].contains("Torque sensor"), "{}", lines[0]);
    assert!(lines[1].starts_with("ATTENTION ") && lines[1].contains("recalled"), "{}", lines[1]);
    assert!(lines[2].starts_with("CANNOT SAY") && !lines[2].contains('\u{1b}'), "{}", lines[2]);
}

/// Everything but trusted data gives this verdict, names its step and is never a pass.
fn assert_untrusted(dir: &Path, code: &str, reason: &str, step: &str) -> Value {
    let answer = verify(dir, FRESH, &[code]);
    assert_eq!((answer.status, words(&answer)), (1, pair("indeterminate", reason)), "{step}");
    let line = answer.one();
    let named = line["evidence"].as_array().unwrap().iter().any(|evidence| evidence["code"] == step);
    assert!(named, "{step}: {line}");
    assert_eq!(line["bundle"], json!({ "version": 0, "age_s": null }));
    assert!(answer.stderr.contains(step), "{}", answer.stderr);
    line
}

#[test]
fn data_that_fails_a_step_gives_no_verdict_and_names_the_step() {
    let acme = maker();
    let good = acme.label(1, 0);
    let dir = exported(&acme);
    let file = dir.path().join("current.bundle");
    let root = dir.path().join("root.json");
    let bytes = std::fs::read(&file).unwrap();

    std::fs::write(&file, [bytes.as_slice(), b" "].concat()).unwrap();
    assert_untrusted(dir.path(), &good, "bundle_untrusted", "content");
    let text = String::from_utf8(bytes.clone()).unwrap();
    std::fs::write(&file, text.replacen("\"sequence\":7", "\"sequence\":8", 1)).unwrap();
    assert_untrusted(dir.path(), &good, "bundle_untrusted", "signature");
    std::fs::write(&file, Maker::named("acme", 2).bundle(7, ISSUED.parse().unwrap())).unwrap();
    assert_untrusted(dir.path(), &good, "bundle_untrusted", "key");
    std::fs::write(&file, Maker::named("other", 1).bundle(7, ISSUED.parse().unwrap())).unwrap();
    assert_untrusted(dir.path(), &good, "bundle_untrusted", "brand");
    std::fs::write(&file, b"hello").unwrap();
    assert_untrusted(dir.path(), &good, "bundle_untrusted", "form");
    std::fs::write(&file, &bytes).unwrap();
    assert_eq!(verify(dir.path(), FRESH, &[&good]).status, 0, "whole again");
    std::fs::write(&root, b"{}").unwrap();
    assert_untrusted(dir.path(), &good, "bundle_untrusted", "unreadable");
    std::fs::remove_file(&root).unwrap();
    assert_untrusted(dir.path(), &good, "bundle_missing", "missing");
    assert_untrusted(&dir.path().join("nowhere"), &good, "bundle_missing", "missing");
}

#[test]
fn no_changed_byte_of_a_bundle_makes_a_pass() {
    let acme = maker();
    let forged = label(&acme.forged(1, 0));
    let dir = exported(&acme);
    let file = dir.path().join("current.bundle");
    let bytes = std::fs::read(&file).unwrap();
    for at in (0..bytes.len()).step_by(bytes.len() / 12) {
        let mut bad = bytes.clone();
        bad[at] ^= 1;
        std::fs::write(&file, bad).unwrap();
        let answer = verify(dir.path(), FRESH, &[&acme.label(1, 0), &forged]);
        assert_eq!(answer.status, 1);
        assert!(answer.json().iter().all(|line| line["verdict"] == "indeterminate"), "byte {at}");
    }
}

#[test]
fn a_stations_own_folder_serves_as_well() {
    let acme = maker();
    let station = Station::enrolled(&acme);
    station.install(&acme, 7, ISSUED.parse().unwrap());
    let good = acme.label(1, 0);
    for dir in [station.state().bundle(), station.state().root().to_owned()] {
        let answer = verify(&dir, FRESH, &[&good]);
        assert_eq!((answer.status, words(&answer)), (0, pair("genuine", "ok")), "{}", answer.stderr);
    }
    std::fs::remove_file(station.state().enrolment()).unwrap();
    assert_untrusted(&station.state().bundle(), &good, "bundle_untrusted", "root");
}

#[test]
fn a_damaged_bundle_gives_way_to_the_one_before_and_says_so() {
    let acme = maker();
    let station = Station::enrolled(&acme);
    station.install(&acme, 6, "2026-10-31T00:00:00Z".parse().unwrap());
    station.install(&acme, 7, ISSUED.parse().unwrap());
    let newest = std::fs::read_dir(station.state().bundle()).unwrap().map(|entry| entry.unwrap().path());
    let newest = newest.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("7-"));
    std::fs::write(newest.last().unwrap(), b"torn").unwrap();
    let answer = verify(&station.state().bundle(), FRESH, &[&acme.label(1, 0)]);
    let line = answer.one();
    assert_eq!((&line["verdict"], &line["bundle"]["version"]), (&json!("genuine"), &json!(6)));
    let codes: Vec<_> = line["evidence"].as_array().unwrap().iter().map(|e| e["code"].clone()).collect();
    assert!(codes.contains(&json!("fallback")), "{codes:?}");
}
