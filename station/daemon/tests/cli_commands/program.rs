// SPDX-License-Identifier: GPL-3.0-or-later
//! Runs the real program.

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What came of one call.
pub(crate) struct Answer {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Answer {
    /// Every line of stdout as JSON; anything else there breaks the contract.
    pub(crate) fn json(&self) -> Vec<Value> {
        let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line:?}"));
        self.stdout.lines().map(parse).collect()
    }

    /// The only line of stdout.
    pub(crate) fn one(&self) -> Value {
        let mut lines = self.json();
        assert_eq!(lines.len(), 1, "{}{}", self.stdout, self.stderr);
        lines.remove(0)
    }
}

pub(crate) fn station<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Answer {
    fed(args, b"")
}

/// With these bytes on stdin.
pub(crate) fn fed<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>, input: &[u8]) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_station"));
    command.args(args).env_remove("ASSAY_LOG");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // On a thread of its own: both pipes may be full at once. A program that reads no stdin may be gone.
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    Answer {
        status: output.status.code().expect("the program ended by itself"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
