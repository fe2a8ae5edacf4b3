// SPDX-License-Identifier: GPL-3.0-or-later
//! What the driver tells the station: scans, and its health whenever that changes.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use drivers_api::{Carrier, DeviceHealth, DeviceId, DeviceState, Monotonic, RawScan, Sink};

use crate::tag::TagRead;

/// How long advice about a tag that is gone stays up.
const ADVICE_SHOWN: Duration = Duration::from_secs(10);

/// A call into the tag service that takes longer is reported: readers give up on a tag after about a second.
const STALL_LIMIT: Duration = Duration::from_secs(5);

/// How often the guard looks.
const GUARD_INTERVAL: Duration = Duration::from_millis(250);

const STALLED: &str = "the tag reader does not answer; take the tag away, and if this message stays, unplug \
                       the reader and plug it in again";

/// The driver's side of the [`Sink`]; shared between the reading loop and its guard.
pub(crate) struct Report {
    device: DeviceId,
    sink: Arc<dyn Sink>,
    last: Mutex<Option<(DeviceHealth, Instant)>>,
    beat: AtomicU64,
}

impl Report {
    pub(crate) fn new(device: DeviceId, sink: Arc<dyn Sink>) -> Self {
        Self { device, sink, last: Mutex::new(None), beat: AtomicU64::new(Monotonic::now().0) }
    }

    pub(crate) fn up(&self) {
        self.set(DeviceHealth::up(&self.device));
    }

    pub(crate) fn degraded(&self, detail: impl Into<String>) {
        self.set(DeviceHealth::degraded(&self.device, detail));
    }

    pub(crate) fn down(&self, detail: impl Into<String>) {
        self.set(DeviceHealth::down(&self.device, detail));
    }

    /// Hands over what a tag held.
    pub(crate) fn scan(&self, read: TagRead) {
        let scan = RawScan {
            device: self.device.clone(),
            carrier: Carrier::Tag,
            symbology: None,
            payload: read.payload,
            tag_uid: read.uid,
            captured: Monotonic::now(),
        };
        if let Err(full) = self.sink.scan(scan) {
            tracing::warn!(device = %self.device, reason = %full, "tag dropped");
        }
    }

    /// A reader is there: up, unless advice about a tag is still worth showing.
    ///
    /// `troubled`: a tag that could not be read still lies on a reader.
    pub(crate) fn settle(&self, troubled: bool) {
        let keep = match &*self.lock() {
            Some((health, since)) if health.state == DeviceState::Degraded => {
                troubled || since.elapsed() < ADVICE_SHOWN
            }
            _ => false,
        };
        if !keep {
            self.up();
        }
    }

    /// The reading loop made progress.
    pub(crate) fn beat(&self) {
        self.beat.store(Monotonic::now().0, Ordering::Relaxed);
    }

    /// Watches for a call that does not come back, until `finished`.
    ///
    /// The service's calls on a tag cannot be given a deadline, and a reader that hangs would otherwise leave
    /// the station believing that all is well.
    pub(crate) fn guard(&self, finished: &AtomicBool) {
        while !finished.load(Ordering::Relaxed) {
            std::thread::park_timeout(GUARD_INTERVAL);
            let beat = Monotonic(self.beat.load(Ordering::Relaxed));
            if Monotonic::now().since(beat) > STALL_LIMIT {
                self.degraded(STALLED);
            }
        }
    }

    fn set(&self, health: DeviceHealth) {
        let mut last = self.lock();
        let changed = last.as_ref().is_none_or(|(before, _)| *before != health);
        *last = Some((health.clone(), Instant::now()));
        if changed {
            tracing::info!(device = %self.device, state = ?health.state, detail = health.detail, "tag reader");
            self.sink.health(health);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(DeviceHealth, Instant)>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use drivers_api::Full;

    use super::*;

    #[derive(Default)]
    struct Record(Mutex<Vec<DeviceHealth>>);

    impl Sink for Record {
        fn scan(&self, _: RawScan) -> Result<(), Full> {
            Err(Full)
        }

        fn health(&self, health: DeviceHealth) {
            self.0.lock().unwrap().push(health);
        }
    }

    fn report() -> (Report, Arc<Record>) {
        let record = Arc::new(Record::default());
        (Report::new(DeviceId::new("tag").unwrap(), record.clone()), record)
    }

    #[test]
    fn only_changes_are_told() {
        let (report, record) = report();
        report.up();
        report.settle(false);
        report.down("gone");
        report.down("gone");
        report.settle(false);
        let states: Vec<_> = record.0.lock().unwrap().iter().map(|h| h.state).collect();
        assert_eq!(states, [DeviceState::Up, DeviceState::Down, DeviceState::Up]);
    }

    #[test]
    fn advice_outlives_the_next_look_and_the_next_good_read_clears_it() {
        let (report, record) = report();
        report.degraded("hold still");
        report.settle(false);
        report.settle(true);
        assert_eq!(record.0.lock().unwrap().len(), 1);
        report.up();
        assert_eq!(record.0.lock().unwrap().last().unwrap().state, DeviceState::Up);
    }

    #[test]
    fn a_full_station_is_survived() {
        let (report, _) = report();
        report.scan(TagRead { uid: vec![1], payload: drivers_api::Payload::default() });
    }

    #[test]
    fn a_loop_that_stops_is_noticed_and_the_guard_ends() {
        let (report, record) = report();
        report.beat.store(0, Ordering::Relaxed);
        let finished = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| report.guard(&finished));
            // The process clock starts near zero: past the limit only after that long.
            let deadline = Instant::now() + Duration::from_secs(60);
            while record.0.lock().unwrap().is_empty() && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(50));
            }
            finished.store(true, Ordering::Relaxed);
        });
        assert_eq!(record.0.lock().unwrap()[0].state, DeviceState::Degraded);
    }
}
