// SPDX-License-Identifier: GPL-3.0-or-later
//! Switching pins, whatever drives them.

mod chardev;
#[cfg(test)]
pub(crate) mod fake;
mod raspberry;
mod resolve;

use crate::config::{Backend, GpioConfig, Pitch};
use crate::error::{GpioError, Pin, PinError};

/// Pins that can be switched. A pin without a line takes every command and does nothing.
pub(crate) trait Pins: Send {
    /// Switches one pin.
    fn set(&mut self, pin: Pin, on: bool) -> Result<(), PinError>;

    /// Sounds the buzzer at a pitch in hertz, or silences it. A buzzer with a tone of its own is switched.
    fn tone(&mut self, hertz: Option<u16>) -> Result<(), PinError> {
        self.set(Pin::Buzzer, hertz.is_some())
    }
}

/// Opens the pins with the backend the configuration asks for.
pub(crate) fn open(config: &GpioConfig) -> Result<Box<dyn Pins>, GpioError> {
    match choose(config, raspberry::is_offered) {
        Backend::Rppal => Ok(Box::new(raspberry::RaspberryPins::open(config)?)),
        _ if config.pitch != Pitch::None => Err(GpioError::NoPitch),
        _ => Ok(Box::new(chardev::ChardevPins::open(config)?)),
    }
}

/// Resolves [`Backend::Auto`]: rppal only where the machine offers it and the configuration means the header.
fn choose(config: &GpioConfig, offered: impl FnOnce() -> bool) -> Backend {
    match config.backend {
        Backend::Auto if raspberry::can_take(config) && offered() => Backend::Rppal,
        Backend::Auto => Backend::Chardev,
        asked => asked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> GpioConfig {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn auto_takes_rppal_only_for_the_header_of_a_pi() {
        let header = config("lines.red = 17");
        assert_eq!(choose(&header, || true), Backend::Rppal);
        assert_eq!(choose(&header, || false), Backend::Chardev);
        assert_eq!(choose(&config("chip = \"pinctrl-rp1\"\nlines.red = 17"), || true), Backend::Rppal);
        assert_eq!(choose(&config("chip = \"gpio-sim\"\nlines.red = 1"), || true), Backend::Chardev);
        assert_eq!(choose(&config("lines.red = \"RELAY\""), || true), Backend::Chardev);
        assert_eq!(choose(&config("backend = \"chardev\"\nlines.red = 17"), || true), Backend::Chardev);
        assert_eq!(choose(&config("backend = \"rppal\"\nlines.red = 17"), || false), Backend::Rppal);
    }

    #[test]
    fn rppal_elsewhere_says_so() {
        if !raspberry::is_offered() {
            let error = open(&config("backend = \"rppal\"\nlines.red = 17")).err().unwrap();
            assert!(matches!(error, GpioError::NotAPi), "{error:?}");
        }
    }

    #[test]
    fn a_pitch_needs_rppal() {
        let error = open(&config("backend = \"chardev\"\npitch = \"software\"\nlines.buzzer = 18")).err();
        assert!(matches!(error, Some(GpioError::NoPitch)));
    }
}
