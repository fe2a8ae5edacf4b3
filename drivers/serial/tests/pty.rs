// SPDX-License-Identifier: GPL-3.0-or-later
//! The driver on real pseudo terminals.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::future::Future;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use driver_serial::{Framing, SerialConfig, run};
use drivers_api::{Carrier, DeviceHealth, DeviceId, DeviceState, Full, MAX_SCAN_BYTES, RawScan, Sink};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::task::JoinHandle;
use tokio_serial::{SerialPort, SerialStream};

/// Far above what any step takes, for machines under load.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Desk {
    scans: Mutex<Vec<RawScan>>,
    health: Mutex<Vec<DeviceHealth>>,
    full: Mutex<bool>,
}

impl Sink for Desk {
    fn scan(&self, scan: RawScan) -> Result<(), Full> {
        if *self.full.lock().unwrap() {
            return Err(Full);
        }
        self.scans.lock().unwrap().push(scan);
        Ok(())
    }

    fn health(&self, health: DeviceHealth) {
        self.health.lock().unwrap().push(health);
    }
}

impl Desk {
    fn codes(&self) -> Vec<Vec<u8>> {
        self.scans.lock().unwrap().iter().map(|scan| scan.payload.as_bytes().to_vec()).collect()
    }

    fn states(&self) -> Vec<DeviceState> {
        self.health.lock().unwrap().iter().map(|health| health.state).collect()
    }

    fn detail(&self) -> String {
        self.health.lock().unwrap().last().map_or_else(String::new, |health| health.detail.clone())
    }
}

/// A scanner on a pseudo terminal whose name stays the same when it is plugged in again.
struct Scanner {
    folder: TempDir,
    line: Option<(SerialStream, SerialStream)>,
    desk: Arc<Desk>,
    driver: JoinHandle<()>,
}

impl Scanner {
    fn start(framing: Framing) -> Self {
        let folder = TempDir::new().unwrap();
        let desk = Arc::new(Desk::default());
        let config = SerialConfig { framing, ..SerialConfig::at(folder.path().join("scanner")) };
        let driver = tokio::spawn(run(DeviceId::new("scanner").unwrap(), config, desk.clone()));
        Self { folder, line: None, desk, driver }
    }

    async fn plugged(framing: Framing) -> Self {
        let mut scanner = Self::start(framing);
        scanner.plug().await;
        scanner
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("scanner")
    }

    async fn plug(&mut self) {
        let ups = self.ups();
        let (master, slave) = SerialStream::pair().unwrap();
        symlink(Path::new(&slave.name().unwrap()), self.path()).unwrap();
        self.line = Some((master, slave));
        eventually("up", || self.ups() > ups).await;
    }

    fn unplug(&mut self) {
        std::fs::remove_file(self.path()).unwrap();
        self.line = None;
    }

    fn ups(&self) -> usize {
        self.desk.states().iter().filter(|state| **state == DeviceState::Up).count()
    }

    async fn send(&mut self, bytes: &[u8]) {
        let (master, _) = self.line.as_mut().unwrap();
        within("write", master.write_all(bytes)).await.unwrap();
    }

    async fn expect(&self, codes: &[&str]) {
        eventually("codes", || self.desk.codes().len() >= codes.len()).await;
        let found: Vec<_> =
            self.desk.codes().iter().map(|code| String::from_utf8_lossy(code).into_owned()).collect();
        assert_eq!(found, codes);
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

async fn within<F: Future>(what: &str, work: F) -> F::Output {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| panic!("{what} took too long"))
}

async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    within(what, async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn codes_arrive_as_scans_however_they_are_written() {
    let mut scanner = Scanner::plugged(Framing::default()).await;
    scanner.send(b"]d20109501101530003\x1d21A\r\n").await;
    scanner.send(b"spl").await;
    tokio::task::yield_now().await;
    scanner.send(b"it\rtwo\rat once\r").await;
    scanner.expect(&["]d20109501101530003\u{1d}21A", "split", "two", "at once"]).await;
    let scan = scanner.desk.scans.lock().unwrap()[0].clone();
    assert_eq!((scan.device.as_str(), scan.carrier, scan.symbology), ("scanner", Carrier::Scanner, None));
    assert_eq!(scanner.desk.states(), [DeviceState::Up]);
}

#[tokio::test]
async fn noise_without_an_end_is_told_once_and_the_next_code_is_read() {
    let mut scanner = Scanner::plugged(Framing::default()).await;
    scanner.send(&[b'A'; 64 * 1024]).await;
    scanner.send(b"\rgood\r").await;
    scanner.expect(&["good"]).await;
    eventually("up again", || scanner.ups() == 2).await;
    assert_eq!(scanner.desk.states(), [DeviceState::Up, DeviceState::Degraded, DeviceState::Up]);
}

#[tokio::test]
async fn garbage_is_told_and_dropped() {
    let mut scanner = Scanner::plugged(Framing::default()).await;
    scanner.send(b"\0\xff\0\xff\r\x80\x81\r").await;
    eventually("degraded", || scanner.desk.states() == [DeviceState::Up, DeviceState::Degraded]).await;
    assert!(scanner.desk.detail().contains("9600 baud"), "{}", scanner.desk.detail());
    scanner.send(b"good\r").await;
    scanner.expect(&["good"]).await;
}

#[tokio::test]
async fn silence_ends_a_code_where_it_was_asked_for() {
    let framing = Framing { terminators: vec![], idle_gap_ms: Some(200), ..Framing::default() };
    let mut scanner = Scanner::plugged(framing).await;
    scanner.send(b"no end mark").await;
    scanner.expect(&["no end mark"]).await;
    scanner.send(&vec![b'A'; MAX_SCAN_BYTES + 1]).await;
    eventually("degraded", || scanner.desk.states().last() == Some(&DeviceState::Degraded)).await;
}

#[tokio::test]
async fn an_unplugged_scanner_is_taken_up_again_at_its_path() {
    let mut scanner = Scanner::plugged(Framing::default()).await;
    scanner.send(b"one\rhalf").await;
    scanner.expect(&["one"]).await;
    scanner.unplug();
    eventually("down", || scanner.desk.states().last() == Some(&DeviceState::Down)).await;
    assert!(scanner.desk.detail().contains("scanner"), "{}", scanner.desk.detail());
    scanner.plug().await;
    scanner.send(b"two\r").await;
    scanner.expect(&["one", "two"]).await;
}

#[tokio::test]
async fn a_path_that_leads_elsewhere_is_noticed_on_a_silent_line() {
    let mut scanner = Scanner::plugged(Framing::default()).await;
    std::fs::remove_file(scanner.path()).unwrap();
    eventually("down", || scanner.desk.states().last() == Some(&DeviceState::Down)).await;
    scanner.plug().await;
    scanner.send(b"two\r").await;
    scanner.expect(&["two"]).await;
}

#[tokio::test]
async fn a_missing_scanner_says_what_to_do_and_is_found_later() {
    let mut scanner = Scanner::start(Framing::default());
    eventually("down", || scanner.desk.states() == [DeviceState::Down]).await;
    assert!(scanner.desk.detail().contains("Plug it in"), "{}", scanner.desk.detail());
    scanner.plug().await;
}

#[tokio::test]
async fn what_is_no_serial_port_is_refused_without_end() {
    let scanner = Scanner::start(Framing::default());
    std::fs::write(scanner.path(), "not a device").unwrap();
    eventually("refused", || scanner.desk.detail().contains("cannot be opened")).await;
    assert!(!scanner.driver.is_finished());
}

#[tokio::test]
async fn settings_that_cannot_work_are_told_and_not_tried() {
    let scanner = Scanner::start(Framing { terminators: vec![], ..Framing::default() });
    eventually("down", || scanner.desk.states() == [DeviceState::Down]).await;
    assert!(scanner.desk.detail().contains("framing ends no code"), "{}", scanner.desk.detail());
    assert!(!scanner.driver.is_finished());
}

#[tokio::test]
async fn a_busy_station_drops_scans_and_the_line_goes_on() {
    let mut scanner = Scanner::plugged(Framing::default()).await;
    *scanner.desk.full.lock().unwrap() = true;
    scanner.send(b"lost\r\0\r").await;
    eventually("read past it", || scanner.desk.states().last() == Some(&DeviceState::Degraded)).await;
    *scanner.desk.full.lock().unwrap() = false;
    scanner.send(b"taken\r").await;
    scanner.expect(&["taken"]).await;
}
