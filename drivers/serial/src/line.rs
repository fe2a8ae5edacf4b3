// SPDX-License-Identifier: GPL-3.0-or-later
//! What the station is told of one line: its scans and, when it changes, its health.

use std::sync::Arc;

use drivers_api::{Carrier, DeviceHealth, DeviceId, Monotonic, Payload, RawScan, Sink};
use tracing::warn;

use crate::config::SerialConfig;
use crate::framer::Frame;

/// The station's end of one serial line.
pub(crate) struct Line {
    device: DeviceId,
    sink: Arc<dyn Sink>,
    told: Option<DeviceHealth>,
    settings: String,
}

impl Line {
    pub(crate) fn new(device: DeviceId, config: &SerialConfig, sink: Arc<dyn Sink>) -> Self {
        let settings = format!("{} baud", config.baud);
        Self { device, sink, told: None, settings }
    }

    pub(crate) fn device(&self) -> &DeviceId {
        &self.device
    }

    pub(crate) fn up(&mut self) {
        self.tell(DeviceHealth::up(&self.device));
    }

    pub(crate) fn down(&mut self, detail: String) {
        self.tell(DeviceHealth::down(&self.device, detail));
    }

    /// Hands over one frame that was complete at `captured`.
    pub(crate) fn take(&mut self, frame: Frame, captured: Monotonic) {
        match frame {
            Frame::Data(bytes) => self.scan(bytes, captured),
            Frame::TooLong { dropped } => {
                warn!(device = %self.device, dropped_bytes = dropped, "scanner sent no end mark; bytes dropped");
                self.degraded(format!(
                    "The scanner sends without an end mark. Set it to end each code with the configured mark \
                     (usually CR) and check its speed ({}).",
                    self.settings
                ));
            }
            Frame::Garbage { dropped } => {
                warn!(device = %self.device, dropped_bytes = dropped, "scanner sent unreadable bytes; dropped");
                self.degraded(format!(
                    "The scanner sends unreadable bytes. Check its cable and that it is set to {} with the \
                     configured parity.",
                    self.settings
                ));
            }
        }
    }

    fn scan(&mut self, bytes: Vec<u8>, captured: Monotonic) {
        // The framer's bound is never above that of a payload, so nothing is lost here.
        let Ok(payload) = Payload::new(bytes) else { return };
        let scan = RawScan {
            device: self.device.clone(),
            carrier: Carrier::Scanner,
            symbology: None,
            payload,
            tag_uid: Vec::new(),
            captured,
        };
        if self.sink.scan(scan).is_err() {
            warn!(device = %self.device, "scan dropped because the station is busy");
        }
        self.up();
    }

    fn degraded(&mut self, detail: String) {
        self.tell(DeviceHealth::degraded(&self.device, detail));
    }

    /// Repeats are kept from the station: noise on a line would otherwise flood it.
    fn tell(&mut self, health: DeviceHealth) {
        if self.told.as_ref() != Some(&health) {
            self.sink.health(health.clone());
            self.told = Some(health);
        }
    }
}
