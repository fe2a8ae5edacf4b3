// SPDX-License-Identifier: GPL-3.0-or-later
//! Pictures from file or film to scan, with real worker processes.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod camera;
mod desk;
mod labels;
mod still;
mod worker;

use driver_camera::{WorkerCommand, worker_main};

/// Set in the environment of a test program that is to be a decode worker.
const AS_WORKER: &str = "DRIVER_CAMERA_TEST_AS_WORKER";

/// Not a test but the decode worker of the others: this program, started once more.
#[test]
fn acts_as_worker() {
    if std::env::var_os(AS_WORKER).is_some() {
        let answers = std::fs::OpenOptions::new().write(true).open("/proc/self/fd/3").unwrap();
        let ended = worker_main(std::io::stdin().lock(), answers);
        std::process::exit(i32::from(ended.is_err()));
    }
}

/// A real worker. The test harness writes to standard output, so the answers take descriptor 3.
fn real_worker() -> WorkerCommand {
    shell("exec \"$0\" acts_as_worker --exact --nocapture 3>&1 1>/dev/null")
}

/// A worker that is this shell script; `$0` is the test program.
fn shell(script: &str) -> WorkerCommand {
    let program = std::env::current_exe().unwrap();
    WorkerCommand::new("sh", ["-c".into(), script.into(), program.into_os_string()]).env(AS_WORKER, "1")
}
