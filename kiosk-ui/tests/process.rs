// SPDX-License-Identifier: GPL-3.0-or-later
//! The real process against a station made of a Unix socket: pictures, loss, return, recordings.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod goldens;
mod support;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use kiosk_ui::picture::Picture;
use serde_json::Value;
use station_api::{Role, Screen, Snapshot, Verdict, frame};
use support::{card, dock_tally, idle, scenes, snapshot};

/// Far beyond what a loaded machine needs.
const DEADLINE: Duration = Duration::from_secs(60);
const PASS: [u8; 3] = [0x1b, 0xaf, 0x7a];
const GROUND: [u8; 3] = [0x0f, 0x17, 0x20];

/// A running panel that is stopped with its test.
struct Kiosk {
    child: Child,
    lines: Receiver<Value>,
}

impl Drop for Kiosk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Kiosk {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kiosk-ui"))
            .args(arguments)
            .env_remove("DISPLAY")
            .env("TZ", "<+01>-1")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let _ = sender.send(serde_json::from_str(&line).unwrap());
            }
        });
        Self { child, lines }
    }

    /// Waits for a picture of that screen; the clock may have caused others in between.
    fn draws(&self, screen: &str) -> Value {
        loop {
            let line = self.lines.recv_timeout(DEADLINE).unwrap_or_else(|_| panic!("no picture of {screen}"));
            if line["screen"] == screen {
                return line;
            }
        }
    }

    fn ends(mut self) -> bool {
        self.child.wait().unwrap().success()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn genuine(seq: u64) -> Snapshot {
    let screen = Screen::Verdict(card(Verdict::Genuine, &[], &[]));
    Snapshot { seq, ..snapshot(Role::Dock, screen) }
}

fn send(stream: &mut UnixStream, snapshot: &Snapshot) {
    frame::write(stream, snapshot).unwrap();
}

/// The colour at a place that every verdict fills and no other screen does.
fn field(path: &Path) -> [u8; 3] {
    let picture = Picture::read(path).unwrap();
    let start = (120 * picture.width as usize + 20) * 3;
    picture.rgb[start..start + 3].try_into().unwrap()
}

#[test]
fn one_snapshot_becomes_one_picture() {
    let folder = tempfile::tempdir().unwrap();
    let (socket, png) = (folder.path().join("station.sock"), folder.path().join("kiosk.png"));
    let listener = UnixListener::bind(&socket).unwrap();
    let kiosk =
        Kiosk::start(&["--socket", text(&socket), "--png", text(&png), "--once", "--size", "800x480"]);
    let (mut stream, _) = listener.accept().unwrap();
    send(&mut stream, &genuine(7));
    let line = kiosk.draws("verdict");
    assert_eq!((line["seq"].as_u64(), line["card"].as_u64()), (Some(7), Some(208)));
    assert!(kiosk.ends());
    assert_eq!(field(&png), PASS);
    let picture = Picture::read(&png).unwrap();
    assert_eq!((picture.width, picture.height), (800, 480));
    let files = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 2, "nothing but socket and picture may be left behind");
}

#[test]
fn a_lost_station_is_said_so_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let (socket, png) = (folder.path().join("station.sock"), folder.path().join("kiosk.png"));
    let kiosk = Kiosk::start(&["--socket", text(&socket), "--png", text(&png)]);
    kiosk.draws("waiting");
    let listener = UnixListener::bind(&socket).unwrap();
    let (mut stream, _) = listener.accept().unwrap();
    send(&mut stream, &genuine(1));
    kiosk.draws("verdict");
    assert_eq!(field(&png), PASS);

    drop(stream);
    drop(listener);
    fs::remove_file(&socket).unwrap();
    kiosk.draws("waiting");
    assert_eq!(field(&png), GROUND, "no verdict may outlive the station that vouches for it");

    let listener = UnixListener::bind(&socket).unwrap();
    let (mut stream, _) = listener.accept().unwrap();
    send(&mut stream, &Snapshot { seq: 1, ..snapshot(Role::Dock, idle(dock_tally())) });
    kiosk.draws("idle");
    send(&mut stream, &genuine(2));
    kiosk.draws("verdict");
    assert_eq!(field(&png), PASS);
}

#[test]
fn garbage_from_the_socket_is_not_drawn_and_not_fatal() {
    let folder = tempfile::tempdir().unwrap();
    let (socket, png) = (folder.path().join("station.sock"), folder.path().join("kiosk.png"));
    let listener = UnixListener::bind(&socket).unwrap();
    let kiosk = Kiosk::start(&["--socket", text(&socket), "--png", text(&png)]);
    for garbage in [&b"\xff\xff\xff\xff"[..], b"\x02\x00\x00\x00{}", b"\x09\x00"] {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(garbage).unwrap();
    }
    let (mut stream, _) = listener.accept().unwrap();
    send(&mut stream, &genuine(3));
    assert_eq!(kiosk.draws("verdict")["seq"], 3);
}

/// The first picture of a process is laid out like the hundredth.
#[test]
fn the_first_picture_is_the_committed_one() {
    let folder = tempfile::tempdir().unwrap();
    let (recording, png) = (folder.path().join("day.jsonl"), folder.path().join("kiosk.png"));
    for (name, size) in [("dock-idle", "1280x800"), ("genuine", "800x480")] {
        let (_, snapshot) = scenes().into_iter().find(|(scene, _)| *scene == name).unwrap();
        fs::write(&recording, serde_json::to_string(&snapshot).unwrap()).unwrap();
        let kiosk =
            Kiosk::start(&["--replay", text(&recording), "--png", text(&png), "--once", "--size", size]);
        assert!(kiosk.ends());
        let golden = goldens::folder().join(format!("{name}-{size}.png"));
        goldens::compare(&Picture::read(&png).unwrap(), &golden).unwrap();
    }
}

#[test]
fn a_recording_is_shown_snapshot_by_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let (recording, png) = (folder.path().join("day.jsonl"), folder.path().join("kiosk.png"));
    let lines = [snapshot(Role::Dock, idle(dock_tally())), genuine(2)]
        .map(|snapshot| serde_json::to_string(&snapshot).unwrap());
    fs::write(&recording, lines.join("\n")).unwrap();
    let kiosk = Kiosk::start(&["--replay", text(&recording), "--png", text(&png)]);
    kiosk.draws("idle");
    kiosk.draws("verdict");
    assert!(kiosk.ends());

    fs::write(&recording, format!("{}\n{{\"seq\":", lines[0])).unwrap();
    let refused = Command::new(env!("CARGO_BIN_EXE_kiosk-ui"))
        .args(["--replay", text(&recording), "--png", text(&png)])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("line 2"), "{refused:?}");
}

#[test]
fn a_picture_that_cannot_be_written_ends_the_process_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let recording = folder.path().join("day.jsonl");
    fs::write(&recording, serde_json::to_string(&genuine(1)).unwrap()).unwrap();
    let nowhere = folder.path().join("no/such/folder/kiosk.png");
    let refused = Command::new(env!("CARGO_BIN_EXE_kiosk-ui"))
        .args(["--replay", text(&recording), "--png", text(&nowhere)])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no/such/folder"), "{refused:?}");
}

#[test]
fn without_a_display_the_window_says_what_to_do() {
    let refused = Command::new(env!("CARGO_BIN_EXE_kiosk-ui"))
        .args(["--socket", "/nonexistent"])
        .env_remove("DISPLAY")
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--png"), "{refused:?}");
}
