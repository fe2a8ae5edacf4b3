// SPDX-License-Identifier: GPL-3.0-or-later
//! The driver in a process of its own, because the tag service's address is read once per process.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use driver_nfc::NfcConfig;
use driver_nfc::emulator::VirtualReader;
use drivers_api::{DeviceHealth, DeviceId, DeviceState, Full, RawScan, Sink};
use serde::{Deserialize, Serialize};

/// Longest wait for one thing to happen on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Name of the variable that turns the test program into the driver.
const ROLE: &str = "DRIVER_NFC_TEST_CONFIG";

/// Marks the driver's lines among those of the test runner.
const MARK: &str = "@event ";

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    Scan(RawScan),
    Health(DeviceHealth),
    Stopped,
}

struct Print;

impl Print {
    fn event(event: &Event) {
        // The leading line break: the test runner leaves its own line open.
        println!("\n{MARK}{}", serde_json::to_string(event).unwrap());
    }
}

impl Sink for Print {
    fn scan(&self, scan: RawScan) -> Result<(), Full> {
        Self::event(&Event::Scan(scan));
        Ok(())
    }

    fn health(&self, health: DeviceHealth) {
        Self::event(&Event::Health(health));
    }
}

/// Runs the driver until standard input ends. Does nothing unless [`Driver::start`] started this process.
pub(crate) fn be_the_driver() {
    let Ok(config) = std::env::var(ROLE) else { return };
    let config: NfcConfig = serde_json::from_str(&config).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let stopper = Arc::clone(&stop);
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        stopper.store(true, Ordering::Relaxed);
    });
    driver_nfc::run_until(DeviceId::new("tag").unwrap(), config, Arc::new(Print), &stop);
    Print::event(&Event::Stopped);
}

/// A running driver process and what it said.
pub(crate) struct Driver {
    child: Child,
    stdin: Option<ChildStdin>,
    events: Receiver<Event>,
    pub(crate) scans: Vec<RawScan>,
    pub(crate) health: Vec<DeviceHealth>,
    stopped: bool,
}

impl Driver {
    pub(crate) fn start(reader: &VirtualReader) -> Self {
        Self::start_with(reader, &NfcConfig { reader: Some(reader.reader_name()) })
    }

    pub(crate) fn start_with(reader: &VirtualReader, config: &NfcConfig) -> Self {
        let (name, value) = reader.environment();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["the_driver_process", "--exact", "--ignored", "--nocapture"])
            .env(name, value)
            .env(ROLE, serde_json::to_string(config).unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, events) = channel();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(event) = line.strip_prefix(MARK) {
                    let _ = sender.send(serde_json::from_str(event).unwrap());
                }
            }
        });
        let stdin = child.stdin.take();
        Self { child, stdin, events, scans: Vec::new(), health: Vec::new(), stopped: false }
    }

    /// Takes events until `done`, or panics with all that was said.
    #[track_caller]
    fn until(&mut self, what: &str, mut done: impl FnMut(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !done(self) {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(event) = self.events.recv_timeout(left) else {
                panic!("waited for {what}; scans {:#?}, health {:#?}", self.scans, self.health);
            };
            match event {
                Event::Scan(scan) => self.scans.push(scan),
                Event::Health(health) => self.health.push(health),
                Event::Stopped => self.stopped = true,
            }
        }
    }

    /// Waits for scan number `count` in all, and gives it.
    #[track_caller]
    pub(crate) fn scan(&mut self, count: usize) -> RawScan {
        self.until(&format!("scan {count}"), |driver| driver.scans.len() >= count);
        self.scans[count - 1].clone()
    }

    /// Waits until the newest health is `state` and its detail holds `words`.
    #[track_caller]
    pub(crate) fn is(&mut self, state: DeviceState, words: &str) {
        self.until(&format!("{state:?} {words:?}"), |driver| {
            driver.health.last().is_some_and(|health| health.state == state && health.detail.contains(words))
        });
    }

    /// Asks the driver to stop and waits until it has.
    #[track_caller]
    pub(crate) fn stop(&mut self) {
        self.stdin = None;
        self.until("the driver to stop", |driver| driver.stopped);
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
