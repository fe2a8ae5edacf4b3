// SPDX-License-Identifier: GPL-3.0-or-later
//! The tour of `make demo SCRIPT=tour HEADLESS=1`, played with the binaries under test.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tests::rig::binary;

#[test]
fn the_tour_shows_and_draws_each_kind_of_verdict() {
    let dir = tempfile::tempdir().unwrap();
    let mut demo = Command::new(binary("demo").unwrap());
    demo.args(["--script", "tour", "--headless", "1", "--dir"]).arg(dir.path().join("demo"));
    let output = demo.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let lines: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect();
    let kinds: BTreeSet<_> = lines.iter().map(|line| line["verdict"].as_str().unwrap()).collect();
    let all = ["attention", "genuine", "genuine_stale", "indeterminate", "not_verified", "reported"];
    assert_eq!(kinds, BTreeSet::from(all));
    for line in &lines {
        let png = Path::new(line["png"].as_str().unwrap());
        let (width, height) = image::image_dimensions(png).unwrap();
        assert_eq!((width, height), (1280, 800), "{}", png.display());
    }
}
