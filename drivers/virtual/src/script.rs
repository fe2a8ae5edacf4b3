// SPDX-License-Identifier: GPL-3.0-or-later
//! A scanner that plays a script, faults included.

use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use drivers_api::{Carrier, DeviceHealth, DeviceId, Monotonic, Payload, RawScan, Sink};
use serde::{Deserialize, Serialize};
use tracing::{debug, warn};

use crate::stop::Stop;

/// Most steps of one script.
pub const MAX_STEPS: usize = 10_000;
/// Longest pause or stall, in milliseconds: a day.
pub const MAX_WAIT_MS: u64 = 86_400_000;
/// Most scans of one flood.
pub const MAX_FLOOD: u32 = 1_000_000;

/// What a scripted scanner does, one step after another.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// The steps.
    pub steps: Vec<Step>,
    /// Start again after the last step, until stopped.
    #[serde(default)]
    pub repeat: bool,
}

/// One step of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// One code, as the scanner would send it; its symbology identifier, if any, stands in the data.
    Scan(String),
    /// Nothing for so many milliseconds.
    PauseMs(u64),
    /// The scanner hangs for so many milliseconds and then works again, without a word about it.
    StallMs(u64),
    /// So many bytes of line noise: nothing is scanned, the scanner turns degraded until the next scan.
    Garbage(u32),
    /// The cable is pulled: the scanner is down, and scans are lost until it is plugged in.
    Unplug,
    /// The cable is back.
    Plug,
    /// So many scans at once, of the codes `FLOOD-1`, `FLOOD-2` and so on.
    Flood {
        /// How many.
        n: u32,
    },
}

/// A script that asks for more than a scanner does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// No step at all, or too many.
    #[error("a script has 1 to {MAX_STEPS} steps, not {0}")]
    Steps(usize),
    /// A step that is too long, too many or too large.
    #[error("step {number}: {problem}")]
    Step {
        /// Which step, counted from 1.
        number: usize,
        /// What is wrong and what is allowed.
        problem: String,
    },
    /// It would start again without end and without a pause.
    #[error("a script that repeats needs a pause_ms or stall_ms of at least 1")]
    Breathless,
}

impl Script {
    /// Says whether the script can be played.
    ///
    /// # Errors
    /// [`ScriptError`] with the step and what is allowed.
    pub fn check(&self) -> Result<(), ScriptError> {
        if !(1..=MAX_STEPS).contains(&self.steps.len()) {
            return Err(ScriptError::Steps(self.steps.len()));
        }
        for (index, step) in self.steps.iter().enumerate() {
            step.check().map_err(|problem| ScriptError::Step { number: index + 1, problem })?;
        }
        let breathes = |step: &Step| matches!(step, Step::PauseMs(1..) | Step::StallMs(1..));
        if self.repeat && !self.steps.iter().any(breathes) {
            return Err(ScriptError::Breathless);
        }
        Ok(())
    }
}

impl Step {
    fn check(&self) -> Result<(), String> {
        match self {
            Self::Scan(code) => {
                Payload::new(code.clone().into_bytes()).map(drop).map_err(|error| error.to_string())
            }
            Self::PauseMs(ms) | Self::StallMs(ms) if *ms > MAX_WAIT_MS => {
                Err(format!("{ms} ms is longer than {MAX_WAIT_MS} ms"))
            }
            Self::Flood { n } if *n > MAX_FLOOD => Err(format!("{n} scans are more than {MAX_FLOOD}")),
            _ => Ok(()),
        }
    }
}

/// A scanner that plays a script on a thread of its own.
///
/// Dropping it stops the script.
pub struct ScriptedScanner {
    stop: Stop,
    player: Option<JoinHandle<()>>,
}

impl ScriptedScanner {
    /// Checks the script and begins to play it; the scanner is up from the start.
    ///
    /// # Errors
    /// [`ScriptError`] as an `InvalidInput` error, or the thread could not be started.
    pub fn start(device: DeviceId, script: Script, sink: Arc<dyn Sink>) -> io::Result<Self> {
        script.check().map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let stop = Stop::new();
        let player = Player { device, sink, plugged: true, stop: stop.clone() };
        let player =
            thread::Builder::new().name("scripted-scanner".into()).spawn(move || player.play(&script))?;
        Ok(Self { stop, player: Some(player) })
    }

    /// Whether the script has come to its end.
    pub fn is_finished(&self) -> bool {
        self.player.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Waits for the end of the script; for ever, where it repeats.
    pub fn join(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if let Some(player) = self.player.take()
            && player.join().is_err()
        {
            warn!("scripted scanner panicked; the sink it was given must not");
        }
    }
}

impl Drop for ScriptedScanner {
    fn drop(&mut self) {
        self.stop.stop();
        self.end();
    }
}

struct Player {
    device: DeviceId,
    sink: Arc<dyn Sink>,
    plugged: bool,
    stop: Stop,
}

impl Player {
    fn play(mut self, script: &Script) {
        self.sink.health(DeviceHealth::up(&self.device));
        loop {
            for step in &script.steps {
                self.step(step);
                if self.stop.is_stopped() {
                    return;
                }
            }
            if !script.repeat {
                return;
            }
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Scan(code) => self.scan(code),
            Step::PauseMs(ms) | Step::StallMs(ms) => {
                self.stop.wait(Duration::from_millis(*ms));
            }
            Step::Garbage(bytes) => self.garbage(*bytes),
            Step::Unplug => self.unplug(),
            Step::Plug => self.plug(),
            Step::Flood { n } => self.flood(*n),
        }
    }

    fn scan(&self, code: &str) {
        if !self.plugged {
            return debug!(device = %self.device, "scan lost: the scripted scanner is unplugged");
        }
        // Checked with the script: a code always fits.
        let Ok(payload) = Payload::new(code.into()) else { return };
        let scan = RawScan {
            device: self.device.clone(),
            carrier: Carrier::Scanner,
            symbology: None,
            payload,
            tag_uid: Vec::new(),
            captured: Monotonic::now(),
        };
        if self.sink.scan(scan).is_err() {
            warn!(device = %self.device, "scan dropped because the station is busy");
        }
        self.sink.health(DeviceHealth::up(&self.device));
    }

    fn garbage(&self, bytes: u32) {
        if self.plugged {
            let detail = format!("The scanner sent {bytes} unreadable bytes. Check its cable and its speed.");
            self.sink.health(DeviceHealth::degraded(&self.device, detail));
        }
    }

    fn unplug(&mut self) {
        self.plugged = false;
        let detail = "The scanner went away. Check its cable and power; it is taken up again by itself.";
        self.sink.health(DeviceHealth::down(&self.device, detail));
    }

    fn plug(&mut self) {
        self.plugged = true;
        self.sink.health(DeviceHealth::up(&self.device));
    }

    fn flood(&self, count: u32) {
        for number in 1..=count {
            if self.stop.is_stopped() {
                return;
            }
            self.scan(&format!("FLOOD-{number}"));
        }
    }
}
