// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a stack light and a buzzer can be told.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One lamp of a stack light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Dark.
    #[default]
    Off,
    /// On.
    Steady,
    /// On and off twice a second.
    Blinking,
}

/// What the buzzer plays once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beep {
    /// Nothing.
    #[default]
    Silent,
    /// Two short tones, the second higher.
    RisingPair,
    /// One middle tone, twice.
    MiddleTwice,
    /// One low tone of a second and a half.
    LowLong,
    /// One short low tone: the scan was not taken.
    Refused,
}

/// Everything the lamp and the buzzer show for one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Signal {
    /// Red lamp.
    pub red: Light,
    /// Amber lamp.
    pub amber: Light,
    /// Green lamp.
    pub green: Light,
    /// White or blue lamp, where the stack has one.
    pub white: Light,
    /// The tone, played once.
    pub beep: Beep,
}

/// The lamp or buzzer could not be driven.
#[derive(Debug)]
pub struct SignalError(
    /// What failed and what to do.
    pub String,
);

impl fmt::Display for SignalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SignalError {}

/// Something that can show a [`Signal`]: pins, or a recording.
pub trait Annunciator: Send {
    /// Shows the lamps and starts the tone; returns without waiting for the tone to end.
    ///
    /// # Errors
    /// [`SignalError`] when the device refused; the station goes on and shows the fault.
    fn show(&mut self, signal: &Signal) -> Result<(), SignalError>;
}
