// SPDX-License-Identifier: GPL-3.0-or-later
//! The tag reader, asked through its own driver.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use driver_nfc::NfcConfig;
use drivers_api::{DeviceHealth, DeviceId, DeviceState, Full, RawScan, Sink};

use super::check::Check;

/// How long the driver may take to find a reader; the card service is started by the first request.
const PATIENCE: Duration = Duration::from_secs(3);
/// Reports of one driver within that time at most; more are dropped.
const MAX_REPORTS: usize = 64;

/// Runs the driver for a moment and repeats what it says.
pub(super) fn check(device: &DeviceId, config: &NfcConfig) -> Check {
    let (reports, said) = sync_channel(MAX_REPORTS);
    let stop = Arc::new(AtomicBool::new(false));
    let (name, config, seen) = (device.clone(), config.clone(), stop.clone());
    let started = thread::Builder::new()
        .name("tag reader".to_owned())
        .spawn(move || driver_nfc::run_until(name, config, Arc::new(Ear(reports)), &seen));
    let last = listen(&said);
    // Not joined: a reader that hangs would keep the doctor, and the process ends soon.
    stop.store(true, Ordering::Relaxed);
    let name = device.as_str();
    match (started, last) {
        (Err(error), _) => {
            Check::fail(name, format!("no thread for its driver: {error}"), "Restart the machine.")
        }
        (Ok(_), Some(health)) if health.state == DeviceState::Up => Check::ok(name, "a tag reader is there"),
        (Ok(_), Some(health)) => Check::fail(name, health.detail, INSTALL),
        (Ok(_), None) => Check::fail(name, "the card service does not answer", INSTALL),
    }
}

const INSTALL: &str = "Plug the reader in. The service: sudo apt install pcscd, then \
                       sudo systemctl enable --now pcscd.socket";

/// The last report; at once when the reader is up.
fn listen(said: &Receiver<DeviceHealth>) -> Option<DeviceHealth> {
    let end = Instant::now() + PATIENCE;
    let mut last: Option<DeviceHealth> = None;
    while last.as_ref().is_none_or(|health| health.state != DeviceState::Up) {
        match said.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(health) => last = Some(health),
            Err(_) => break,
        }
    }
    last
}

/// Hears the driver's health and takes no scan.
struct Ear(SyncSender<DeviceHealth>);

impl Sink for Ear {
    fn scan(&self, _: RawScan) -> Result<(), Full> {
        Err(Full)
    }

    fn health(&self, health: DeviceHealth) {
        // A full queue means the newest states are no news any more.
        let _ = self.0.try_send(health);
    }
}
