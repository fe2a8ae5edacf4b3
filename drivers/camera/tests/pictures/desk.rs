// SPDX-License-Identifier: GPL-3.0-or-later
//! A station's end that remembers everything.

use std::sync::Mutex;

use drivers_api::{DeviceHealth, DeviceState, Full, RawScan, Sink};

#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) scans: Mutex<Vec<RawScan>>,
    pub(crate) full: Mutex<bool>,
    health: Mutex<Vec<DeviceHealth>>,
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
    pub(crate) fn texts(&self) -> Vec<String> {
        let text = |scan: &RawScan| String::from_utf8_lossy(scan.payload.as_bytes()).into_owned();
        self.scans.lock().unwrap().iter().map(text).collect()
    }

    pub(crate) fn state(&self) -> Option<DeviceState> {
        self.health.lock().unwrap().last().map(|health| health.state)
    }

    pub(crate) fn detail(&self) -> String {
        self.health.lock().unwrap().last().map_or_else(String::new, |health| health.detail.clone())
    }

    pub(crate) fn told(&self) -> usize {
        self.health.lock().unwrap().len()
    }
}
