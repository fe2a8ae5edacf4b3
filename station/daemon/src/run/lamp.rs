// SPDX-License-Identifier: GPL-3.0-or-later
//! Lamps and buzzers on a thread of their own, so that a slow pin never holds up a scan.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use drivers_api::{Annunciator, DeviceHealth, DeviceId, Signal, Sink};
use std::sync::Arc;
use tracing::{error, warn};

/// Signals waiting at most; when full the newest is dropped, because the lamp is hanging anyway.
const SIGNAL_QUEUE: usize = 16;

/// The end the scan loop holds.
#[derive(Clone, Default)]
pub(crate) struct Lamps(Vec<SyncSender<Signal>>);

impl Lamps {
    /// Adds a lamp; returns what its thread has to run.
    pub(crate) fn add(
        &mut self,
        device: DeviceId,
        lamp: Box<dyn Annunciator>,
        sink: Arc<dyn Sink>,
    ) -> impl FnOnce() + Send + 'static {
        let (sender, signals) = sync_channel(SIGNAL_QUEUE);
        self.0.push(sender);
        move || drive(&device, lamp, &signals, &*sink)
    }

    /// Shows a signal on every lamp, without waiting.
    pub(crate) fn show(&self, signal: Signal) {
        for lamp in &self.0 {
            if let Err(TrySendError::Full(_)) = lamp.try_send(signal) {
                warn!("a lamp does not keep up; this signal was not shown");
            }
        }
    }
}

fn drive(device: &DeviceId, mut lamp: Box<dyn Annunciator>, signals: &Receiver<Signal>, sink: &dyn Sink) {
    let mut failing = false;
    sink.health(DeviceHealth::up(device));
    while let Ok(signal) = signals.recv() {
        match lamp.show(&signal) {
            Ok(()) if failing => sink.health(DeviceHealth::up(device)),
            Ok(()) => {}
            Err(ref error) => {
                error!(%device, %error, "the lamp refused a signal");
                sink.health(DeviceHealth::down(device, error.to_string()));
                failing = true;
                continue;
            }
        }
        failing = false;
    }
}
