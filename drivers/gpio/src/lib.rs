// SPDX-License-Identifier: GPL-3.0-or-later
//! Stack light and buzzer on GPIO pins.
//!
//! [`open`] gives an [`Annunciator`] that owns a thread: it blinks the lamps and plays the tones, so that
//! showing a signal never waits. The pins are driven through the kernel's GPIO character device, or through
//! rppal on a Raspberry Pi that offers its registers. On drop every lamp goes dark.
//!
//! **Invariant:** every lamp without a line is left out silently, every line that is configured is either
//! driven or reported.

mod config;
mod error;
mod pattern;
mod pins;
mod player;

use drivers_api::Annunciator;

pub use config::{Backend, GpioConfig, LineRef, Lines, Pitch};
pub use error::{GpioError, Pin};

/// Takes the configured lines, all dark, and starts the thread that drives them.
///
/// # Errors
/// [`GpioError`] when no line is configured, or a chip or line is not there, not allowed or in use.
pub fn open(config: &GpioConfig) -> Result<Box<dyn Annunciator>, GpioError> {
    config.check()?;
    let pins = pins::open(config)?;
    Ok(Box::new(player::Player::start(pins)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> GpioConfig {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_chip_that_is_not_there_is_named() {
        for backend in ["auto", "chardev"] {
            let config = config(&format!("backend = \"{backend}\"\nchip = \"no-such-chip\"\nlines.red = 3"));
            let error = open(&config).err().unwrap();
            assert!(matches!(error, GpioError::NoChip { .. }), "{error:?}");
            assert!(error.to_string().contains("no-such-chip"), "{error}");
        }
    }

    #[test]
    fn a_line_that_is_not_there_is_named() {
        let error = open(&config("backend = \"chardev\"\nlines.red = \"NO-SUCH-LINE\"")).err().unwrap();
        assert!(error.to_string().contains("NO-SUCH-LINE"), "{error}");
    }

    #[test]
    fn nothing_configured_is_an_error_not_a_silent_lamp() {
        assert!(matches!(open(&GpioConfig::default()), Err(GpioError::NoLines)));
    }
}
