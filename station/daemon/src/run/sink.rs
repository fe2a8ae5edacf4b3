// SPDX-License-Identifier: GPL-3.0-or-later
//! The bounded way from drivers into the scan loop.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use drivers_api::{DeviceHealth, DeviceId, Full, RawScan, Sink};
use tokio::sync::{Notify, mpsc};
use tracing::warn;

/// Scans waiting for a decision at most; a person scans one a second, a line twenty.
pub(crate) const SCAN_QUEUE: usize = 64;

/// What the scan loop reads from.
pub(crate) struct Inbox {
    /// Scans in order of arrival.
    pub(crate) scans: mpsc::Receiver<RawScan>,
    /// Devices whose state changed.
    pub(crate) health: Arc<HealthBoard>,
}

/// The newest state of each device. A map and not a queue: only the newest counts, so it cannot overflow.
#[derive(Default)]
pub(crate) struct HealthBoard {
    changed: Mutex<BTreeMap<DeviceId, DeviceHealth>>,
    notify: Notify,
}

impl HealthBoard {
    /// Waits until some device has something to say.
    pub(crate) async fn changed(&self) {
        self.notify.notified().await;
    }

    /// Takes what changed since the last call.
    pub(crate) fn take(&self) -> Vec<DeviceHealth> {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *changed).into_values().collect()
    }

    /// Puts the state of a device up.
    pub(crate) fn put(&self, health: DeviceHealth) {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        changed.insert(health.device.clone(), health);
        drop(changed);
        self.notify.notify_one();
    }
}

/// The end the drivers hold.
pub(crate) struct Intake {
    scans: mpsc::Sender<RawScan>,
    health: Arc<HealthBoard>,
    /// Scans dropped since the start, by device that is still behind.
    behind: Mutex<BTreeMap<DeviceId, u64>>,
}

/// A sink for the drivers and the inbox behind it.
pub(crate) fn channel() -> (Arc<Intake>, Inbox) {
    let (sender, scans) = mpsc::channel(SCAN_QUEUE);
    let health = Arc::new(HealthBoard::default());
    (
        Arc::new(Intake { scans: sender, health: health.clone(), behind: Mutex::default() }),
        Inbox { scans, health },
    )
}

impl Intake {
    fn behind(&self) -> MutexGuard<'_, BTreeMap<DeviceId, u64>> {
        self.behind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn dropped(&self, device: &DeviceId) {
        let dropped = *self.behind().entry(device.clone()).and_modify(|n| *n += 1).or_insert(1);
        warn!(%device, dropped, "scan dropped: the station is busy");
        let text = "Scans arrive faster than the station can record them. Pause and scan again.";
        self.health.put(DeviceHealth::degraded(device, text));
    }
}

impl Sink for Intake {
    fn scan(&self, scan: RawScan) -> Result<(), Full> {
        let device = scan.device.clone();
        if self.scans.try_send(scan).is_err() {
            self.dropped(&device);
            return Err(Full);
        }
        if self.behind().remove(&device).is_some() {
            self.health.put(DeviceHealth::up(&device));
        }
        Ok(())
    }

    fn health(&self, health: DeviceHealth) {
        self.health.put(health);
    }
}

#[cfg(test)]
mod tests {
    use drivers_api::{Carrier, DeviceState, Monotonic, Payload};

    use super::*;

    fn scan() -> RawScan {
        RawScan {
            device: DeviceId::new("scanner").unwrap(),
            carrier: Carrier::Scanner,
            symbology: None,
            payload: Payload::default(),
            tag_uid: vec![],
            captured: Monotonic(0),
        }
    }

    #[test]
    fn a_flood_is_dropped_aloud_and_passes() {
        let (intake, mut inbox) = channel();
        for _ in 0..SCAN_QUEUE {
            intake.scan(scan()).unwrap();
        }
        assert_eq!(intake.scan(scan()), Err(Full));
        assert_eq!(inbox.health.take()[0].state, DeviceState::Degraded);
        inbox.scans.try_recv().unwrap();
        intake.scan(scan()).unwrap();
        assert_eq!(inbox.health.take()[0].state, DeviceState::Up);
    }
}
