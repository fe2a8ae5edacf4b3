// SPDX-License-Identifier: GPL-3.0-or-later
//! Lamps and buzzers on a thread of their own, so that a slow pin never holds up a scan.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use drivers_api::{Annunciator, DeviceHealth, DeviceId, Signal, Sink};
use tracing::{error, warn};

/// Signals waiting at most; when full the newest is dropped, because the lamp is hanging anyway.
const SIGNAL_QUEUE: usize = 16;
/// Pause before a lamp that is not there is tried again.
const REOPEN_AFTER: Duration = Duration::from_secs(5);

/// The end the scan loop holds.
#[derive(Clone, Default)]
pub(crate) struct Lamps(Vec<SyncSender<Signal>>);

impl Lamps {
    /// Adds a lamp; returns what its thread has to run. A lamp that cannot be opened is tried again.
    pub(crate) fn add(
        &mut self,
        device: DeviceId,
        open: impl Fn() -> Result<Box<dyn Annunciator>, String> + Send + 'static,
        sink: Arc<dyn Sink>,
    ) -> impl FnOnce() + Send + 'static {
        let (sender, signals) = sync_channel(SIGNAL_QUEUE);
        self.0.push(sender);
        move || {
            if let Some(lamp) = opened(&device, open, &signals, &*sink) {
                drive(&device, lamp, &signals, &*sink);
            }
        }
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

/// Opens a lamp, again and again; `None` when the station stops first.
fn opened(
    device: &DeviceId,
    open: impl Fn() -> Result<Box<dyn Annunciator>, String>,
    signals: &Receiver<Signal>,
    sink: &dyn Sink,
) -> Option<Box<dyn Annunciator>> {
    loop {
        match open() {
            Ok(lamp) => return Some(lamp),
            Err(reason) => sink.health(DeviceHealth::down(device, reason)),
        }
        let again = Instant::now() + REOPEN_AFTER;
        // Signals meanwhile are for nobody; an old one must not light up when the lamp comes.
        while let Some(left) = again.checked_duration_since(Instant::now()) {
            if signals.recv_timeout(left) == Err(RecvTimeoutError::Disconnected) {
                return None;
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
            Err(error) => {
                error!(%device, %error, "the lamp refused a signal");
                sink.health(DeviceHealth::down(device, error.to_string()));
                failing = true;
                continue;
            }
        }
        failing = false;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, Ordering};

    use driver_virtual::RecordingLamp;
    use drivers_api::{DeviceState, Full, Light, RawScan};

    use super::*;

    #[derive(Default)]
    struct Heard(Mutex<Vec<DeviceState>>);

    impl Sink for Heard {
        fn scan(&self, _: RawScan) -> Result<(), Full> {
            Ok(())
        }

        fn health(&self, health: DeviceHealth) {
            self.0.lock().unwrap().push(health.state);
        }
    }

    #[test]
    fn a_lamp_that_comes_late_shows_only_what_comes_after_it() {
        let (heard, there) = (Arc::new(Heard::default()), Arc::new(AtomicBool::new(false)));
        let lamp = RecordingLamp::new(4);
        let (last, lamp) = (lamp.last(), Mutex::new(Some(lamp)));
        let mut lamps = Lamps::default();
        let plugged = there.clone();
        let open = move || match plugged.load(Ordering::SeqCst) {
            true => Ok(Box::new(lamp.lock().unwrap().take().unwrap()) as Box<dyn Annunciator>),
            false => Err("no chip".to_owned()),
        };
        let run = lamps.add(DeviceId::new("lamp").unwrap(), open, heard.clone());
        let green = Signal { green: Light::Steady, ..Signal::default() };
        lamps.show(Signal::default());
        let thread = std::thread::spawn(run);
        there.store(true, Ordering::SeqCst);
        while heard.0.lock().unwrap().last() != Some(&DeviceState::Up) {
            std::thread::yield_now();
        }
        lamps.show(green);
        drop(lamps);
        thread.join().unwrap();
        assert_eq!(last().last(), Some(&green));
    }
}
