// SPDX-License-Identifier: GPL-3.0-or-later
//! Which pins the lamps and the buzzer are on.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{GpioError, Pin};

/// How the pins are driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// rppal on a Raspberry Pi that offers `/dev/gpiomem`, the character device anywhere else.
    #[default]
    Auto,
    /// The kernel's GPIO character device.
    Chardev,
    /// rppal: registers of a Raspberry Pi.
    Rppal,
}

/// What makes the buzzer's pitch; without one it is switched on and off, and the rhythm alone tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pitch {
    /// The buzzer has a tone of its own.
    #[default]
    None,
    /// rppal toggles the buzzer's line.
    Software,
    /// Hardware PWM channel 0 of a Raspberry Pi; its pin is set in the device tree, `lines.buzzer` is unused.
    Pwm0,
    /// Channel 1.
    Pwm1,
    /// Channel 2 (Raspberry Pi 5).
    Pwm2,
    /// Channel 3 (Raspberry Pi 5).
    Pwm3,
}

/// A line by its number on the chip or by the name the device tree gives it, e.g. `17` or `"GPIO17"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LineRef {
    /// Offset on the chip; on a Raspberry Pi the BCM number.
    Offset(u32),
    /// Line name.
    Name(String),
}

impl fmt::Display for LineRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offset(offset) => write!(f, "{offset}"),
            Self::Name(name) => write!(f, "{name:?}"),
        }
    }
}

/// The line of each lamp and of the buzzer; absent where the stack has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lines {
    /// Red lamp.
    pub red: Option<LineRef>,
    /// Amber lamp.
    pub amber: Option<LineRef>,
    /// Green lamp.
    pub green: Option<LineRef>,
    /// White or blue lamp.
    pub white: Option<LineRef>,
    /// Buzzer.
    pub buzzer: Option<LineRef>,
    /// A line at low level is on, as with most relay boards.
    pub active_low: bool,
}

/// Everything about the stack light.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GpioConfig {
    /// How the pins are driven.
    pub backend: Backend,
    /// Label of the chip as `gpiodetect` shows it, e.g. `pinctrl-bcm2711` or `pinctrl-rp1`. Without one, line
    /// numbers are those of the Raspberry Pi's header, line names are looked for on every chip.
    pub chip: Option<String>,
    /// The lines.
    pub lines: Lines,
    /// What makes the buzzer's pitch; needs rppal.
    pub pitch: Pitch,
}

impl GpioConfig {
    /// The configured lines, in the order of [`Pin::ALL`].
    pub(crate) fn wired(&self) -> Vec<(Pin, LineRef)> {
        let Lines { red, amber, green, white, buzzer, .. } = &self.lines;
        Pin::ALL
            .into_iter()
            .zip([red, amber, green, white, buzzer])
            .filter_map(|(pin, line)| line.clone().map(|line| (pin, line)))
            .collect()
    }

    /// At least one line, and no line twice.
    pub(crate) fn check(&self) -> Result<(), GpioError> {
        let wired = self.wired();
        if wired.is_empty() {
            return Err(GpioError::NoLines);
        }
        for (at, (second, line)) in wired.iter().enumerate() {
            if let Some((first, _)) = wired.iter().take(at).find(|(_, earlier)| earlier == line) {
                return Err(GpioError::SharedLine { first: *first, second: *second, line: line.to_string() });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_by_number_and_by_name() {
        let config: GpioConfig = toml::from_str(
            "chip = \"pinctrl-rp1\"\npitch = \"pwm0\"\n[lines]\nred = 17\nbuzzer = \"GPIO18\"\nactive_low = true",
        )
        .unwrap();
        assert_eq!(config.backend, Backend::Auto);
        assert!(config.lines.active_low);
        assert_eq!(
            config.wired(),
            [(Pin::Red, LineRef::Offset(17)), (Pin::Buzzer, LineRef::Name("GPIO18".into()))]
        );
        assert!(config.check().is_ok());
    }

    #[test]
    fn mistakes_are_refused() {
        for bad in ["backend = \"sysfs\"", "lines.purple = 3", "lines.red = -1", "chips = \"x\""] {
            assert!(toml::from_str::<GpioConfig>(bad).is_err(), "{bad}");
        }
        let shared: GpioConfig = toml::from_str("lines.red = 3\nlines.green = 3").unwrap();
        let error = shared.check().unwrap_err();
        assert_eq!(
            error.to_string(),
            "red lamp and green lamp are both on line 3; give each a line of its own"
        );
    }
}
