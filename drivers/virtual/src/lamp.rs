// SPDX-License-Identifier: GPL-3.0-or-later
//! A stack light that writes down what it was told.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use drivers_api::{Annunciator, Monotonic, Signal, SignalError};
use serde::Serialize;

/// Makes a [`RecordingLamp`] fail, from any thread.
#[derive(Debug, Clone, Default)]
pub struct FailSwitch(Arc<AtomicBool>);

impl FailSwitch {
    /// From now on the lamp refuses every signal, or takes them again.
    pub fn set(&self, failing: bool) {
        self.0.store(failing, Ordering::SeqCst);
    }

    fn is_on(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Takes the place of a stack light and buzzer.
///
/// Each signal becomes one JSON line `{"at_us":…,"signal":{…}}`, `at_us` being [`Monotonic`]; the last few are
/// kept in memory as well.
pub struct RecordingLamp {
    file: Option<File>,
    last: Arc<Mutex<VecDeque<Signal>>>,
    keep: usize,
    switch: FailSwitch,
}

#[derive(Serialize)]
struct Line<'a> {
    at_us: u64,
    signal: &'a Signal,
}

impl RecordingLamp {
    /// Most signals kept in memory, however many are asked for.
    pub const MAX_KEPT: usize = 10_000;

    /// A lamp that keeps the last `keep` signals in memory only.
    pub fn new(keep: usize) -> Self {
        let keep = keep.min(Self::MAX_KEPT);
        Self { file: None, last: Arc::default(), keep, switch: FailSwitch::default() }
    }

    /// A lamp that appends to this file as well, which is made when it is missing.
    ///
    /// # Errors
    /// The file cannot be opened for appending.
    pub fn appending(path: &Path, keep: usize) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self { file: Some(file), ..Self::new(keep) })
    }

    /// The switch that makes this lamp fail.
    pub fn fail_switch(&self) -> FailSwitch {
        self.switch.clone()
    }

    /// A view of the last signals, oldest first, that stays valid when the lamp itself is given away.
    pub fn last(&self) -> impl Fn() -> Vec<Signal> + Send + Sync + use<> {
        let last = self.last.clone();
        move || last.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }
}

impl Annunciator for RecordingLamp {
    fn show(&mut self, signal: &Signal) -> Result<(), SignalError> {
        if self.switch.is_on() {
            return Err(SignalError("The lamp was told to fail. Switch the fault off.".into()));
        }
        if let Some(file) = &mut self.file {
            append(file, signal).map_err(|error| {
                SignalError(format!("The lamp's record cannot be written ({error}). Check the disk."))
            })?;
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.push_back(*signal);
        while last.len() > self.keep {
            last.pop_front();
        }
        Ok(())
    }
}

/// In one write, so that somebody who follows the file never sees half a line.
fn append(file: &mut File, signal: &Signal) -> io::Result<()> {
    let mut line = serde_json::to_vec(&Line { at_us: Monotonic::now().0, signal })?;
    line.push(b'\n');
    file.write_all(&line)
}

#[cfg(test)]
mod tests {
    use drivers_api::{Beep, Light};

    use super::*;

    fn signal(green: Light) -> Signal {
        Signal { green, beep: Beep::RisingPair, ..Signal::default() }
    }

    #[test]
    fn signals_are_appended_and_the_last_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lamp.jsonl");
        std::fs::write(&path, "{}\n").unwrap();
        let mut lamp = RecordingLamp::appending(&path, 2).unwrap();
        let last = lamp.last();
        for light in [Light::Off, Light::Steady, Light::Blinking] {
            lamp.show(&signal(light)).unwrap();
        }
        assert_eq!(last(), [signal(Light::Steady), signal(Light::Blinking)]);
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(
            (&lines[2]["signal"]["green"], &lines[2]["signal"]["beep"]),
            (&"steady".into(), &"rising_pair".into())
        );
        assert!(lines[1]["at_us"].as_u64() <= lines[3]["at_us"].as_u64());
    }

    #[test]
    fn a_lamp_fails_when_told_and_recovers() {
        let mut lamp = RecordingLamp::new(9);
        let (switch, last) = (lamp.fail_switch(), lamp.last());
        switch.set(true);
        let refused = lamp.show(&signal(Light::Steady)).unwrap_err();
        assert!(refused.to_string().contains("told to fail"));
        assert_eq!(last(), []);
        switch.set(false);
        lamp.show(&signal(Light::Steady)).unwrap();
        assert_eq!(last(), [signal(Light::Steady)]);
    }

    #[test]
    fn a_record_that_cannot_be_written_is_told() {
        assert!(RecordingLamp::appending(Path::new("/nowhere/lamp.jsonl"), 1).is_err());
        // Every write to this device fails as on a full disk.
        let mut lamp = RecordingLamp::appending(Path::new("/dev/full"), 1).unwrap();
        assert!(lamp.show(&signal(Light::Steady)).unwrap_err().to_string().contains("Check the disk"));
    }
}
