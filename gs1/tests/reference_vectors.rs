// SPDX-License-Identifier: MIT OR Apache-2.0
//! Holds the parser against answers of the GS1 reference engine, where that material lies beside the workspace.
#![allow(clippy::expect_used, reason = "a broken reference file must fail the test")]

use std::path::PathBuf;

use gs1::{Message, Options, ParseError};
use serde_json::Value;

/// How many disagreements are printed.
const SHOWN: usize = 20;

fn vectors() -> Option<Vec<Value>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/gs1/vectors.jsonl");
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()),
        Err(error) => {
            println!("skipped: no reference answers at {}: {error}", path.display());
            None
        }
    }
}

fn parse(vector: &Value, lenient: bool) -> Result<Message, ParseError> {
    let scan = vector["in"].as_str().expect("an input");
    gs1::parse(scan.as_bytes(), &Options { lenient, ..Options::default() })
}

fn agrees(vector: &Value) -> bool {
    let strict = parse(vector, false);
    let verdict = match &strict {
        Ok(message) => {
            vector["ok"] == true
                && message.bracketed().as_deref() == vector["ai"].as_str()
                && (vector["dl"].is_null() || message.digital_link().as_deref() == vector["dl"].as_str())
        }
        Err(_) => vector["ok"] == false,
    };
    let only_missing = vector["only_missing_required_ai"] == true;
    let lenient = !only_missing
        || parse(vector, true).is_ok_and(|message| message.bracketed().as_deref() == vector["ai"].as_str());
    verdict && lenient
}

#[test]
fn agrees_with_the_reference_engine() {
    let Some(vectors) = vectors() else { return };
    assert!(!vectors.is_empty());
    let misses: Vec<_> = vectors.iter().filter(|vector| !agrees(vector)).collect();
    for miss in misses.iter().take(SHOWN) {
        let ours = parse(miss, false).map(|message| (message.bracketed(), message.digital_link()));
        println!("{miss}\n  ours: {ours:?}");
    }
    assert!(misses.is_empty(), "{} of {} disagree", misses.len(), vectors.len());
}

/// Where the engine misses only a required AI, so must we, and not for another reason.
#[test]
fn missing_partners_are_named_as_such() {
    let Some(vectors) = vectors() else { return };
    for vector in vectors.iter().filter(|v| v["only_missing_required_ai"] == true) {
        let error = parse(vector, false).expect_err("refused");
        assert_eq!(error.code, gs1::ErrorCode::AiRequired, "{vector}");
        assert!(error.at < vector["in"].as_str().unwrap_or_default().len(), "{vector}");
    }
}
