// SPDX-License-Identifier: GPL-3.0-or-later
//! `station parse`.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::json;

use crate::program::{fed, station};

#[test]
fn an_accepted_code_has_every_key_of_the_contract() {
    let answer = station(["parse", "]d2010952132100001821SN42"]);
    assert_eq!(answer.status, 0, "{}", answer.stderr);
    let expected = json!({
        "in": "]d2010952132100001821SN42",
        "ok": true,
        "ai": "(01)09521321000018(21)SN42",
        "dl": "https://id.gs1.org/01/09521321000018/21/SN42",
        "kind": "gs1",
        "elements": [
            { "ai": "01", "title": "GTIN", "value": "09521321000018" },
            { "ai": "21", "title": "SERIAL", "value": "SN42" },
        ],
    });
    assert_eq!(answer.one(), expected);
}

#[test]
fn other_kinds_say_what_they_are() {
    let codes =
        ["]Q1hello", "]E09521321000018", "]d1https://id.gs1.org/01/09521321000018", "+A123BJC5D6E71G"];
    let answer = station(["parse"].into_iter().chain(codes));
    let kinds: Vec<_> = answer.json().iter().map(|line| line["kind"].as_str().map(str::to_owned)).collect();
    let word = |text: &str| Some(text.to_owned());
    assert_eq!(kinds, [word("plain"), word("ean"), word("digital_link"), word("hibc")]);
    let plain = &answer.json()[0];
    assert_eq!((&plain["ai"], &plain["dl"], &plain["text"]), (&json!(null), &json!(null), &json!("hello")));
}

#[test]
fn a_refusal_names_rule_place_and_cause() {
    let answer = station(["parse", "0109521321000018", "]d20109521321000019"]);
    assert_eq!(answer.status, 1);
    let [bare, wrong] = &answer.json()[..] else { panic!("two lines") };
    assert_eq!((&bare["ok"], &bare["error"]["code"]), (&json!(false), &json!("missing-identifier")));
    assert_eq!(bare["error"]["cause"], "identifier-off");
    assert_eq!((&wrong["error"]["code"], &wrong["error"]["at"]), (&json!("check-digit"), &json!(18)));
    assert!(wrong["error"]["message"].as_str().unwrap().len() > 10);
}

#[test]
fn every_line_of_stdin_is_answered_in_order() {
    let input = "\"]d20109521321000018\\u001d21SN\"\nnot json\n\n{\"a\":1}\n\"]Q1x\"";
    let answer = fed(["parse", "--jsonl"], input.as_bytes());
    assert_eq!(answer.status, 1, "a line was refused");
    let codes: Vec<_> = answer.json().iter().map(|line| line["error"]["code"].clone()).collect();
    let bad = json!("not-json-string");
    assert_eq!(codes, [json!(null), bad.clone(), bad.clone(), bad, json!(null)]);
    assert_eq!(answer.json()[1]["in"], "not json");
    assert_eq!(answer.json()[0]["ai"], "(01)09521321000018(21)SN");
}

#[test]
fn thousands_of_lines_pass_through() {
    let input = "\"]d2010952132100001821SN42\"\n".repeat(6000);
    let answer = fed(["parse", "--jsonl"], input.as_bytes());
    assert_eq!((answer.status, answer.stdout.lines().count()), (0, 6000));
}

#[test]
fn an_answer_comes_before_the_next_question() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_station"));
    command.args(["parse", "--jsonl"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut stdout = BufReader::new(stdout);
    for code in ["a", "b"] {
        std::io::Write::write_all(&mut stdin, format!("\"]Q1{code}\"\n").as_bytes()).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.contains(&format!("\"text\":\"{code}\"")), "{line}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn lenient_leaves_out_one_check_alone() {
    let serial_alone = "]d221SN42";
    assert_eq!(station(["parse", serial_alone]).one()["error"]["code"], "ai-required");
    let lenient = station(["parse", "--lenient", serial_alone]);
    assert_eq!((lenient.status, &lenient.one()["ai"]), (0, &json!("(21)SN42")));
    assert_eq!(station(["parse", "--lenient", "]d20109521321000019"]).status, 1);
}

#[test]
fn a_profile_knows_the_scanner() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("scanner.toml");
    let text = "assume = \"]d2\"\ngs_substitutes = [\"~\"]\n\
                url_patterns = [\"https://verify.maker.example/serial-{serial}\"]";
    std::fs::write(&profile, text).unwrap();
    let profile = profile.to_str().unwrap();
    let url = "]Q1https://verify.maker.example/serial-SN42";
    let answer = station(["parse", "--profile", profile, "010952132100001810LOT~21SN42", url]);
    assert_eq!(answer.status, 0, "{}", answer.stdout);
    assert_eq!(answer.json()[0]["ai"], "(01)09521321000018(10)LOT(21)SN42");
    assert_eq!((&answer.json()[1]["serial"], &answer.json()[1]["kind"]), (&json!("SN42"), &json!("plain")));

    std::fs::write(profile, "asume = \"]d2\"").unwrap();
    let wrong = station(["parse", "--profile", profile, "]Q1x"]);
    assert_eq!((wrong.status, wrong.stdout.as_str()), (1, ""));
    assert!(wrong.stderr.contains("asume") && wrong.stderr.contains("scanner.toml"), "{}", wrong.stderr);
}

#[test]
fn wrong_use_is_told_from_a_refusal() {
    for args in [&["parse"][..], &["parse", "--jsonl", "]Q1x"], &["parse", "--nonsense"], &["nonsense"], &[]]
    {
        let answer = station(args);
        assert_eq!(answer.status, 2, "{args:?}");
        assert!(answer.stdout.is_empty() && !answer.stderr.is_empty(), "{args:?}");
    }
    let commands =
        ["run", "enrol", "parse", "decode", "verify", "bundle", "journal", "outbox", "doctor", "replay"];
    for command in commands {
        let help = station([command, "--help"]);
        assert!(help.status == 0 && help.stdout.contains("Usage"), "{command}");
    }
}

#[test]
fn a_station_nobody_knows_does_not_run() {
    let station = crate::station::Station::new("http://127.0.0.1:9", "");
    let answer = station.run(&["run"]);
    assert!(answer.status == 1 && answer.stderr.contains("station enrol"), "{}", answer.stderr);
}

#[test]
fn a_reader_that_leaves_is_no_error_message() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_station"));
    command.args(["parse", "]Q1x"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command.stdout(writer).spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
