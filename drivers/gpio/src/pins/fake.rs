// SPDX-License-Identifier: GPL-3.0-or-later
//! Pins that write down what they are told, and can fail.

use std::sync::{Arc, Mutex};

use super::Pins;
use crate::error::{Pin, PinError};

/// One thing a pin was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Set(Pin, bool),
    Tone(Option<u16>),
}

impl Told {
    /// Which pin was told.
    pub(crate) fn pin(self) -> Pin {
        match self {
            Self::Set(pin, _) => pin,
            Self::Tone(_) => Pin::Buzzer,
        }
    }
}

#[derive(Debug, Default)]
struct State {
    told: Vec<Told>,
    broken: Option<Pin>,
    refused: usize,
}

/// A handle on the pins; clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct FakePins(Arc<Mutex<State>>);

impl FakePins {
    /// From now on `pin` fails; none does with `None`.
    pub(crate) fn break_pin(&self, pin: Option<Pin>) {
        self.0.lock().unwrap().broken = pin;
    }

    /// Everything told since the last call.
    pub(crate) fn take(&self) -> Vec<Told> {
        std::mem::take(&mut self.0.lock().unwrap().told)
    }

    /// How often `what` was told so far.
    pub(crate) fn count(&self, what: Told) -> usize {
        self.0.lock().unwrap().told.iter().filter(|told| **told == what).count()
    }

    /// How often a broken pin was told something.
    pub(crate) fn refused(&self) -> usize {
        self.0.lock().unwrap().refused
    }

    fn tell(&self, pin: Pin, what: Told) -> Result<(), PinError> {
        let mut state = self.0.lock().unwrap();
        if state.broken == Some(pin) {
            state.refused += 1;
            return Err(PinError::new(pin, "the wire is cut"));
        }
        state.told.push(what);
        Ok(())
    }
}

impl Pins for FakePins {
    fn set(&mut self, pin: Pin, on: bool) -> Result<(), PinError> {
        self.tell(pin, Told::Set(pin, on))
    }

    fn tone(&mut self, hertz: Option<u16>) -> Result<(), PinError> {
        self.tell(Pin::Buzzer, Told::Tone(hertz))
    }
}
