// SPDX-License-Identifier: GPL-3.0-or-later
//! Pins of a Raspberry Pi through rppal, with a pitch for the buzzer.
//!
//! rppal writes the registers and asks nobody: a line another program holds is taken without a word. The
//! character device is the better choice unless the buzzer needs a pitch.

use std::path::Path;

use rppal::gpio::{Gpio, Level, OutputPin};
use rppal::pwm::{Channel, Polarity, Pwm};
use rppal::system::DeviceInfo;

use super::Pins;
use super::resolve::HEADER_CHIPS;
use crate::config::{GpioConfig, LineRef, Pitch};
use crate::error::{GpioError, Pin, PinError};

/// Register files of Raspberry Pi OS; the second is that of a Pi 5.
const REGISTER_FILES: [&str; 2] = ["/dev/gpiomem", "/dev/gpiomem0"];

/// Share of a period the buzzer is driven: loudest at one half.
const DUTY: f64 = 0.5;

/// Whether this is a Raspberry Pi that offers its registers to users.
pub(super) fn is_offered() -> bool {
    REGISTER_FILES.iter().any(|file| Path::new(file).exists()) && DeviceInfo::new().is_ok()
}

/// Whether the configuration means the header of a Raspberry Pi and nothing else.
pub(super) fn can_take(config: &GpioConfig) -> bool {
    let header = config.chip.as_deref().is_none_or(|label| HEADER_CHIPS.contains(&label));
    header && config.wired().iter().all(|(_, line)| bcm_number(line).is_some())
}

/// The BCM number of a line: the number itself, or that in the names the device tree gives (`GPIO17`).
fn bcm_number(line: &LineRef) -> Option<u8> {
    match line {
        LineRef::Offset(offset) => u8::try_from(*offset).ok(),
        LineRef::Name(name) => name.strip_prefix("GPIO")?.parse().ok(),
    }
}

enum Voice {
    /// Switched on and off.
    Own,
    /// The line is toggled by a thread of rppal.
    Software,
    Hardware(Pwm),
}

/// The pins, held as outputs.
pub(super) struct RaspberryPins {
    lines: Vec<(Pin, OutputPin)>,
    voice: Voice,
    active_low: bool,
}

impl RaspberryPins {
    /// Takes the lines as outputs, all off.
    pub(super) fn open(config: &GpioConfig) -> Result<Self, GpioError> {
        let gpio = Gpio::new().map_err(|source| refusal(source, None))?;
        let active_low = config.lines.active_low;
        let voice = open_voice(config.pitch)?;
        let mut lines = Vec::new();
        for (pin, line) in config.wired() {
            if pin == Pin::Buzzer && matches!(voice, Voice::Hardware(_)) {
                continue;
            }
            let missing =
                || GpioError::NoLine { pin, line: line.to_string(), place: "the Pi's header".into() };
            let number = bcm_number(&line).ok_or_else(missing)?;
            let taken = gpio.get(number).map_err(|source| refusal(source, Some((pin, &line))))?;
            let mut output = if active_low { taken.into_output_high() } else { taken.into_output_low() };
            // An input again, an active-low lamp would glow after the station has ended.
            output.set_reset_on_drop(false);
            lines.push((pin, output));
        }
        Ok(Self { lines, voice, active_low })
    }

    fn line(&mut self, pin: Pin) -> Option<&mut OutputPin> {
        self.lines.iter_mut().find(|(wired, _)| *wired == pin).map(|(_, line)| line)
    }

    fn software_tone(&mut self, hertz: Option<u16>) -> Result<(), PinError> {
        let active_low = self.active_low;
        let Some(line) = self.line(Pin::Buzzer) else { return Ok(()) };
        let done = match hertz {
            Some(hertz) => line.set_pwm_frequency(f64::from(hertz), DUTY),
            None => line.clear_pwm(),
        };
        if hertz.is_none() {
            line.write(level(false, active_low));
        }
        done.map_err(|source| PinError::new(Pin::Buzzer, source))
    }
}

impl Pins for RaspberryPins {
    fn set(&mut self, pin: Pin, on: bool) -> Result<(), PinError> {
        let level = level(on, self.active_low);
        if let Some(line) = self.line(pin) {
            line.write(level);
        }
        Ok(())
    }

    fn tone(&mut self, hertz: Option<u16>) -> Result<(), PinError> {
        match &self.voice {
            Voice::Own => self.set(Pin::Buzzer, hertz.is_some()),
            Voice::Software => self.software_tone(hertz),
            Voice::Hardware(pwm) => match hertz {
                Some(hertz) => pwm.set_frequency(f64::from(hertz), DUTY).and_then(|()| pwm.enable()),
                None => pwm.disable(),
            }
            .map_err(|source| PinError::new(Pin::Buzzer, source)),
        }
    }
}

fn level(on: bool, active_low: bool) -> Level {
    if on == active_low { Level::Low } else { Level::High }
}

fn open_voice(pitch: Pitch) -> Result<Voice, GpioError> {
    let channel = match pitch {
        Pitch::None => return Ok(Voice::Own),
        Pitch::Software => return Ok(Voice::Software),
        Pitch::Pwm0 => Channel::Pwm0,
        Pitch::Pwm1 => Channel::Pwm1,
        Pitch::Pwm2 => Channel::Pwm2,
        Pitch::Pwm3 => Channel::Pwm3,
    };
    // The frequency only serves to set the channel up; it stays disabled until the first tone.
    let pwm = Pwm::with_frequency(channel, 1_000.0, DUTY, Polarity::Normal, false);
    pwm.map(Voice::Hardware).map_err(GpioError::Pwm)
}

fn refusal(source: rppal::gpio::Error, asked: Option<(Pin, &LineRef)>) -> GpioError {
    use rppal::gpio::Error;
    match (source, asked) {
        (Error::UnknownModel, _) => GpioError::NotAPi,
        (Error::PermissionDenied(path), _) => GpioError::NoPermission { path: path.into() },
        (Error::PinUsed(_), Some((pin, line))) => {
            GpioError::Busy { pin, line: line.to_string(), consumer: "this process".into() }
        }
        (Error::PinNotAvailable(_), Some((pin, line))) => {
            GpioError::NoLine { pin, line: line.to_string(), place: "the Pi's header".into() }
        }
        (other, _) => GpioError::Rppal(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_names_are_bcm_numbers() {
        assert_eq!(bcm_number(&LineRef::Offset(17)), Some(17));
        assert_eq!(bcm_number(&LineRef::Name("GPIO27".into())), Some(27));
        for other in ["RELAY", "GPIO", "GPIO300", "GPIO-1", "17"] {
            assert_eq!(bcm_number(&LineRef::Name(other.into())), None, "{other}");
        }
        assert_eq!(bcm_number(&LineRef::Offset(300)), None);
    }

    #[test]
    fn levels_follow_the_wiring() {
        assert_eq!([level(true, false), level(false, false)], [Level::High, Level::Low]);
        assert_eq!([level(true, true), level(false, true)], [Level::Low, Level::High]);
    }

    #[test]
    fn refusals_are_plain() {
        use rppal::gpio::Error;
        let line = LineRef::Offset(99);
        let asked = Some((Pin::Green, &line));
        assert!(matches!(refusal(Error::UnknownModel, None), GpioError::NotAPi));
        let denied = refusal(Error::PermissionDenied("/dev/gpiomem".into()), None).to_string();
        assert!(denied.contains("/dev/gpiomem") && denied.contains("group gpio"), "{denied}");
        assert!(matches!(refusal(Error::PinUsed(99), asked), GpioError::Busy { pin: Pin::Green, .. }));
        assert!(matches!(refusal(Error::PinNotAvailable(99), asked), GpioError::NoLine { .. }));
    }
}
