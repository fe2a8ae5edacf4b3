// SPDX-License-Identifier: GPL-3.0-or-later
//! Scripts, recordings and replay into a sink.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::Cursor;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use driver_virtual::{
    MAX_LINE_BYTES, Recorder, Recording, RecordingError, Replayed, Script, ScriptError, ScriptedScanner,
    Speed, Step, Stop, replay,
};
use drivers_api::{Carrier, DeviceHealth, DeviceId, DeviceState, Full, Monotonic, Payload, RawScan, Sink};

/// Far above what any step takes, for machines under load.
const PATIENCE: Duration = Duration::from_secs(60);

/// Takes `room` scans and then no more.
struct Desk {
    room: usize,
    scans: Mutex<Vec<RawScan>>,
    health: Mutex<Vec<DeviceHealth>>,
}

impl Desk {
    fn new(room: usize) -> Arc<Self> {
        Arc::new(Self { room, scans: Mutex::default(), health: Mutex::default() })
    }

    fn codes(&self) -> Vec<String> {
        let text = |scan: &RawScan| String::from_utf8_lossy(scan.payload.as_bytes()).into_owned();
        self.scans.lock().unwrap().iter().map(text).collect()
    }

    fn states(&self) -> Vec<DeviceState> {
        let mut states: Vec<_> = self.health.lock().unwrap().iter().map(|health| health.state).collect();
        states.dedup();
        states
    }
}

impl Sink for Desk {
    fn scan(&self, scan: RawScan) -> Result<(), Full> {
        let mut scans = self.scans.lock().unwrap();
        if scans.len() >= self.room {
            return Err(Full);
        }
        scans.push(scan);
        Ok(())
    }

    fn health(&self, health: DeviceHealth) {
        self.health.lock().unwrap().push(health);
    }
}

fn device() -> DeviceId {
    DeviceId::new("scanner").unwrap()
}

fn script(json: &str) -> Script {
    serde_json::from_str(json).unwrap()
}

fn scan(code: &str, at_us: u64) -> RawScan {
    RawScan {
        device: device(),
        carrier: Carrier::Tag,
        symbology: Some("]Q1".into()),
        payload: Payload::new(code.into()).unwrap(),
        tag_uid: vec![4, 0xff],
        captured: Monotonic(at_us),
    }
}

fn recorded(scans: &[RawScan]) -> String {
    let mut recorder = Recorder::begin(Vec::new()).unwrap();
    scans.iter().for_each(|scan| recorder.add(scan).unwrap());
    String::from_utf8(recorder.into_inner()).unwrap()
}

fn played(text: &str, speed: Speed, desk: &Desk) -> Result<Replayed, RecordingError> {
    replay(Recording::open(Cursor::new(text))?, speed, desk, &Stop::new())
}

#[test]
fn a_script_is_played_with_all_its_faults() {
    let desk = Desk::new(100);
    let script = script(
        r#"{"steps": [{"scan": "]d201095\u001d1"}, {"pause_ms": 1}, {"garbage": 40}, {"scan": "two"}, "unplug",
            {"scan": "lost"}, {"stall_ms": 1}, "plug", {"flood": {"n": 3}}]}"#,
    );
    ScriptedScanner::start(device(), script, desk.clone()).unwrap().join();
    assert_eq!(desk.codes(), ["]d201095\u{1d}1", "two", "FLOOD-1", "FLOOD-2", "FLOOD-3"]);
    use DeviceState::{Degraded, Down, Up};
    assert_eq!(desk.states(), [Up, Degraded, Up, Down, Up]);
    let scans = desk.scans.lock().unwrap();
    assert_eq!(
        (scans[0].carrier, &scans[0].symbology, scans[0].device.as_str()),
        (Carrier::Scanner, &None, "scanner")
    );
    assert!(scans.is_sorted_by_key(|scan| scan.captured));
}

#[test]
fn a_flood_on_a_full_station_ends() {
    let desk = Desk::new(5);
    let flood = Script { steps: vec![Step::Flood { n: 10_000 }], repeat: false };
    ScriptedScanner::start(device(), flood, desk.clone()).unwrap().join();
    assert_eq!(desk.codes().len(), 5);
}

#[test]
fn a_script_that_repeats_or_stalls_stops_when_dropped() {
    let desk = Desk::new(usize::MAX);
    let again = script(r#"{"repeat": true, "steps": [{"scan": "x"}, {"pause_ms": 1}]}"#);
    let scanner = ScriptedScanner::start(device(), again, desk.clone()).unwrap();
    let started = Instant::now();
    while desk.codes().len() < 3 {
        assert!(started.elapsed() < PATIENCE);
        thread::sleep(Duration::from_millis(1));
    }
    assert!(!scanner.is_finished());
    drop(scanner);
    let count = desk.codes().len();
    let stalled = script(r#"{"steps": [{"stall_ms": 86400000}, {"scan": "never"}]}"#);
    drop(ScriptedScanner::start(device(), stalled, desk.clone()).unwrap());
    assert_eq!(desk.codes().len(), count);
}

#[test]
fn scripts_that_cannot_be_played_are_refused() {
    let long = "x".repeat(5_000);
    let wrong = [
        (Script::default(), ScriptError::Steps(0)),
        (Script { steps: vec![Step::Plug; 10_001], repeat: false }, ScriptError::Steps(10_001)),
        (Script { steps: vec![Step::Plug, Step::PauseMs(0)], repeat: true }, ScriptError::Breathless),
    ];
    for (script, error) in wrong {
        assert_eq!(script.check(), Err(error));
    }
    for step in [Step::Scan(long), Step::PauseMs(86_400_001), Step::Flood { n: 1_000_001 }] {
        let script = Script { steps: vec![Step::Plug, step], repeat: false };
        assert!(matches!(script.check(), Err(ScriptError::Step { number: 2, .. })), "{script:?}");
        assert!(ScriptedScanner::start(device(), script, Desk::new(1)).is_err());
    }
    assert!(serde_json::from_str::<Script>(r#"{"steps": [{"explode": 1}]}"#).is_err());
}

#[test]
fn a_recording_gives_back_what_was_recorded() {
    let scans = [scan("one", 5), scan("]d2\u{1d}two", 1_000_005)];
    let text = recorded(&scans);
    assert_eq!(text.lines().next(), Some(r#"{"format":"assay-scans","version":1}"#));
    let read: Vec<_> = Recording::open(Cursor::new(&text)).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(read, scans);
}

#[test]
fn replay_keeps_the_spaces_or_leaves_them_out() {
    let hours = 3_600_000_000;
    let desk = Desk::new(2);
    let text = recorded(&[scan("a", hours), scan("b", 9 * hours), scan("c", 0)]);
    assert_eq!(played(&text, Speed::Full, &desk).unwrap(), Replayed { taken: 2, dropped: 1 });
    assert_eq!(desk.codes(), ["a", "b"]);
    let stamps: Vec<_> = desk.scans.lock().unwrap().iter().map(|scan| scan.captured).collect();
    assert!(stamps[0].0 < hours && stamps[0] <= stamps[1]);

    let desk = Desk::new(9);
    let text = recorded(&[scan("a", hours), scan("b", hours + 50_000), scan("back", 0)]);
    assert_eq!(played(&text, Speed::Original, &desk).unwrap(), Replayed { taken: 3, dropped: 0 });
    let scans = desk.scans.lock().unwrap();
    assert!(scans[1].captured.since(scans[0].captured) >= Duration::from_millis(50), "{scans:?}");
    assert_eq!(scans[0].tag_uid, [4, 0xff]);
}

#[test]
fn replay_can_be_stopped_in_a_long_pause() {
    let desk = Desk::new(9);
    let stop = Stop::new();
    let text = recorded(&[scan("a", 0), scan("b", u64::MAX)]);
    let player = thread::spawn({
        let (desk, stop) = (desk.clone(), stop.clone());
        move || replay(Recording::open(Cursor::new(text)).unwrap(), Speed::Original, &*desk, &stop)
    });
    let started = Instant::now();
    while desk.codes().is_empty() {
        assert!(started.elapsed() < PATIENCE);
        thread::sleep(Duration::from_millis(1));
    }
    stop.stop();
    assert_eq!(player.join().unwrap().unwrap(), Replayed { taken: 1, dropped: 0 });
}

#[test]
fn bad_recordings_are_refused_by_line() {
    let good = recorded(&[scan("a", 0)]);
    let line = good.lines().nth(1).unwrap();
    let long = format!("{good}{}", "x".repeat(100 * MAX_LINE_BYTES));
    let cases = [
        (String::new(), 1, "empty"),
        ("{\"format\":\"tape\",\"version\":1}\n".into(), 1, "no recording"),
        (good.replace(":1}\n", ":2}\n"), 1, "version 2"),
        (line.to_owned(), 1, "unknown field"),
        (format!("{good}\n{}", &line[..40]), 4, "at column"),
        (good.replace("\"61\"", "\"6\""), 2, "hexadecimal"),
        (good.replace("scanner", "Sc anner"), 2, "device name"),
        (long, 3, "longer than"),
        (format!("{good}\u{0}\n"), 3, "expected value"),
    ];
    for (text, line, words) in cases {
        let error = played(&text, Speed::Full, &Desk::new(9)).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("line {line} of the recording")) && error.contains(words),
            "{error}"
        );
    }
}

#[test]
fn what_comes_before_a_bad_line_is_played() {
    let desk = Desk::new(9);
    let text = format!("{}nonsense\n{}", recorded(&[scan("a", 0), scan("b", 1)]), recorded(&[scan("c", 2)]));
    assert!(played(&text, Speed::Full, &desk).is_err());
    assert_eq!(desk.codes(), ["a", "b"]);
}

#[test]
fn a_recording_that_cannot_be_written_says_where() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let error = Recorder::begin(full).err().unwrap().to_string();
    assert!(error.contains("line 1"), "{error}");
}
