// SPDX-License-Identifier: GPL-3.0-or-later
//! Workers that work, hang, die and talk nonsense.

use std::path::Path;
use std::time::Duration;

use driver_camera::{Formats, Frame, WorkerCommand, WorkerError, WorkerHandle, worker_main};

use crate::{labels, real_worker, shell};

/// Far above what a picture takes, for machines under load.
const PATIENCE: Duration = Duration::from_secs(60);

fn label(text: &str) -> Frame {
    labels::frame(labels::qr(text, 4))
}

fn worker(command: WorkerCommand) -> WorkerHandle {
    WorkerHandle::new(command, Formats::all())
}

fn lives(pid: u32) -> bool {
    Path::new(&format!("/proc/{pid}")).exists()
}

#[test]
fn one_worker_reads_frame_after_frame() {
    let mut worker = worker(real_worker());
    assert_eq!(worker.id(), None);
    let first = worker.decode(&label("first"), PATIENCE).unwrap();
    let pid = worker.id().unwrap();
    let second = worker.decode(&label("second"), PATIENCE).unwrap();
    assert_eq!((first.symbols[0].text.as_str(), second.symbols[0].text.as_str()), ("first", "second"));
    assert_eq!(worker.id(), Some(pid));
    let empty = Frame::new(40, 40, vec![255; 1600], "blank").unwrap();
    assert_eq!(worker.decode(&empty, PATIENCE).unwrap().symbols, []);
    drop(worker);
    assert!(!lives(pid));
}

#[test]
fn a_worker_that_hangs_is_killed_at_its_deadline() {
    let mut worker = worker(WorkerCommand::new("sleep", ["1000"]));
    // Larger than what a pipe holds, so that writing hangs as well.
    let large = Frame::new(1920, 1080, vec![255; 1920 * 1080], "large").unwrap();
    for frame in [&label("x"), &large] {
        let error = worker.decode(frame, Duration::from_millis(100)).unwrap_err();
        assert!(matches!(error, WorkerError::Deadline(_)), "{error}");
        assert_eq!(worker.id(), None);
    }
}

#[test]
fn a_worker_that_dies_says_how_and_the_next_one_works() {
    let folder = tempfile::tempdir().unwrap();
    let died_before = folder.path().join("once").display().to_string();
    let script = "mkdir \"$DIED\" 2>/dev/null && exit 3; exec \"$0\" acts_as_worker --exact --nocapture 3>&1 1>/dev/null";
    let mut worker = worker(shell(script).env("DIED", died_before));
    let error = worker.decode(&label("x"), PATIENCE).unwrap_err();
    assert!(matches!(&error, WorkerError::Died(how) if how.contains("exit status: 3")), "{error}");
    assert_eq!(worker.decode(&label("again"), PATIENCE).unwrap().symbols[0].text, "again");
}

#[test]
fn a_worker_that_always_dies_is_told_each_time() {
    let mut worker = worker(WorkerCommand::new("false", [""; 0]));
    for _ in 0..3 {
        let error = worker.decode(&label("x"), PATIENCE).unwrap_err();
        assert!(matches!(error, WorkerError::Died(_)), "{error}");
        assert_eq!(worker.id(), None);
    }
}

#[test]
fn nonsense_is_no_answer() {
    for script in
        ["cat", "echo nonsense nonsense; exec cat >/dev/null", "printf 'ADA1\\377\\377\\377\\377'; exec cat"]
    {
        let mut worker = worker(shell(script));
        let error = worker.decode(&label("x"), PATIENCE).unwrap_err();
        assert!(matches!(error, WorkerError::Garbage(_)), "{script}: {error}");
        assert_eq!(worker.id(), None);
    }
}

#[test]
fn a_worker_that_is_not_there_is_told() {
    let error =
        worker(WorkerCommand::new("/nowhere/station", ["x"])).decode(&label("x"), PATIENCE).unwrap_err();
    assert!(error.to_string().contains("/nowhere/station"), "{error}");
    assert!(matches!(error, WorkerError::Start { .. }));
}

#[test]
fn a_frame_that_lies_about_its_size_is_not_sent() {
    let mut worker = worker(real_worker());
    let lying = Frame { width: 500, ..label("x") };
    assert!(matches!(worker.decode(&lying, PATIENCE), Err(WorkerError::Frame(_))));
    assert_eq!(worker.id(), None);
}

#[test]
fn the_worker_ends_with_its_input() {
    let mut answers = Vec::new();
    worker_main([].as_slice(), &mut answers).unwrap();
    assert!(worker_main(b"ADW1 and then nothing of use".as_slice(), &mut answers).is_err());
    assert_eq!(answers, b"");
}
