// SPDX-License-Identifier: GPL-3.0-or-later
//! The loop around everything: the tag service comes and goes, readers come and go, tags are read.

use std::ffi::CString;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use drivers_api::{DeviceId, Sink};
use pcsc::{Context, Error, PNP_NOTIFICATION, ReaderState, Scope, State};

use crate::NfcConfig;
use crate::reader::Readers;
use crate::report::Report;

/// First pause after the service was not there; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// Longest pause between two looks for the service.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Longest wait for a change: bounds how late a stop or a lost plug notification is seen.
const WAIT: Duration = Duration::from_secs(1);

/// Wait while a tag is to be tried again.
const SHORT_WAIT: Duration = Duration::from_millis(100);

/// Pause after an answer that changed nothing, so that a confused service cannot make the loop spin.
const SPIN_PAUSE: Duration = Duration::from_millis(50);

/// Slice of a pause: how fast a stop is seen.
const PAUSE_SLICE: Duration = Duration::from_millis(100);

/// Watches the readers and hands scans and health to `sink`; does not return. Give it a thread of its own.
pub fn run(device: DeviceId, config: NfcConfig, sink: Arc<dyn Sink>) {
    run_until(device, config, sink, &AtomicBool::new(false));
}

/// As [`run`], until `stop` is set; returns within about a second, later when a reader hangs in a call.
pub fn run_until(device: DeviceId, config: NfcConfig, sink: Arc<dyn Sink>, stop: &AtomicBool) {
    let report = Report::new(device, sink);
    let finished = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let guard = scope.spawn(|| report.guard(&finished));
        Service { config, report: &report, stop, reader_seen: false }.keep_connected();
        finished.store(true, Ordering::Relaxed);
        guard.thread().unpark();
    });
}

struct Service<'a> {
    config: NfcConfig,
    report: &'a Report,
    stop: &'a AtomicBool,
    /// A matching reader was there once: its absence is an unplugging, not a missing installation.
    reader_seen: bool,
}

impl Service<'_> {
    fn keep_connected(&mut self) {
        let mut pause = FIRST_PAUSE;
        while !self.is_stopped() {
            self.report.beat();
            let lost = match Context::establish(Scope::System) {
                Ok(context) => self.watch(&context, &mut pause),
                Err(error) => Err(error),
            };
            if let Err(error) = lost {
                tracing::debug!(%error, "tag service lost");
                self.report.down(service_trouble(error));
                self.rest(pause);
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }

    /// Watches until the service is lost or the driver is stopped. A service that answers resets `pause`.
    fn watch(&mut self, context: &Context, pause: &mut Duration) -> Result<(), Error> {
        let mut readers = Readers::default();
        let mut plug = Some(ReaderState::new(PNP_NOTIFICATION(), State::UNAWARE));
        while !self.is_stopped() {
            self.report.beat();
            let names = match list_readers(context) {
                Err(Error::InsufficientBuffer) => continue,
                listed => listed?,
            };
            *pause = FIRST_PAUSE;
            let present = self.choose(&names);
            readers.keep(&present);
            self.report_presence(&present, &names, readers.is_troubled());
            let timeout = if readers.is_pending() { SHORT_WAIT } else { WAIT };
            match readers.wait(context, &mut plug, timeout) {
                Ok(true) | Err(Error::Timeout) => readers.serve(context, self.report),
                Ok(false) | Err(Error::UnknownReader | Error::ReaderUnavailable | Error::Cancelled) => {
                    self.rest(SPIN_PAUSE);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn choose(&self, names: &[CString]) -> Vec<CString> {
        names.iter().filter(|name| self.config.wants(&name.to_string_lossy())).cloned().collect()
    }

    fn report_presence(&mut self, present: &[CString], all: &[CString], troubled: bool) {
        if !present.is_empty() {
            self.reader_seen = true;
            self.report.settle(troubled);
        } else if self.reader_seen {
            self.report.down("tag reader unplugged; plug it in again");
        } else {
            self.report.down(missing_reader(self.config.reader.as_deref(), all));
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Sleeps, staying stoppable and alive to the guard.
    fn rest(&self, time: Duration) {
        let end = Instant::now() + time;
        while !self.is_stopped() {
            self.report.beat();
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            std::thread::sleep(left.min(PAUSE_SLICE));
        }
    }
}

/// The readers there are; none is an empty list.
fn list_readers(context: &Context) -> Result<Vec<CString>, Error> {
    match context.list_readers_owned() {
        Err(Error::NoReadersAvailable) => Ok(Vec::new()),
        listed => listed,
    }
}

fn missing_reader(wanted: Option<&str>, all: &[CString]) -> String {
    let names: Vec<_> = all.iter().map(|name| name.to_string_lossy()).collect();
    match wanted {
        Some(wanted) if !names.is_empty() => {
            format!("no tag reader with {wanted:?} in its name; there are: {}", names.join(", "))
        }
        Some(wanted) => format!("no tag reader with {wanted:?} in its name; plug it in"),
        None => "no tag reader found; plug one in".into(),
    }
}

/// What is wrong with the service and what to do.
fn service_trouble(error: Error) -> String {
    match error {
        Error::NoService
        | Error::ServiceStopped
        | Error::Shutdown
        | Error::InvalidHandle
        | Error::CommError => {
            "tag service (pcscd) is not running; start it with: systemctl start pcscd.socket".into()
        }
        Error::SecurityViolation | Error::NoAccess => {
            "no permission for the tag service (pcscd); allow this user org.debian.pcsc-lite.access_pcsc and \
             access_card in a polkit rule"
                .into()
        }
        other => format!("tag service (pcscd) refused: {other}; restart it with: systemctl restart pcscd"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_reader_is_named_with_what_there_is() {
        let all = [CString::new("Contact Reader 00 00").unwrap()];
        assert!(missing_reader(Some("ACR"), &all).ends_with("there are: Contact Reader 00 00"));
        assert!(missing_reader(Some("ACR"), &[]).contains("plug it in"));
        assert!(missing_reader(None, &[]).contains("plug one in"));
    }

    #[test]
    fn every_trouble_says_what_to_do() {
        assert!(service_trouble(Error::NoService).contains("systemctl start"));
        assert!(service_trouble(Error::SecurityViolation).contains("polkit"));
        assert!(service_trouble(Error::NoMemory).contains("restart"));
    }
}
