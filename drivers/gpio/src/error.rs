// SPDX-License-Identifier: GPL-3.0-or-later
//! What can go wrong with the pins, in words for the person who wires them.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// What hangs on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pin {
    /// Red lamp.
    Red,
    /// Amber lamp.
    Amber,
    /// Green lamp.
    Green,
    /// White or blue lamp.
    White,
    /// Buzzer.
    Buzzer,
}

impl Pin {
    /// All of them; the lamps first.
    pub(crate) const ALL: [Self; 5] = [Self::Red, Self::Amber, Self::Green, Self::White, Self::Buzzer];
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Red => "red lamp",
            Self::Amber => "amber lamp",
            Self::Green => "green lamp",
            Self::White => "white lamp",
            Self::Buzzer => "buzzer",
        })
    }
}

/// The stack light cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum GpioError {
    /// No lamp and no buzzer has a line.
    #[error("no lamp and no buzzer has a line; set at least one under lines")]
    NoLines,
    /// Two things on one line.
    #[error("{first} and {second} are both on line {line}; give each a line of its own")]
    SharedLine {
        /// One.
        first: Pin,
        /// The other.
        second: Pin,
        /// The line, as configured or found.
        line: String,
    },
    /// No chip with that label.
    #[error("no GPIO chip labelled {wanted}; there is: {found}. Set chip to a label that gpiodetect shows")]
    NoChip {
        /// The label, or the labels that would do.
        wanted: String,
        /// Labels that exist.
        found: String,
    },
    /// The device file is closed to this user.
    #[error(
        "no permission to open {path}; put the station's user into the group gpio and install the udev rule \
         that gives the group this device"
    )]
    NoPermission {
        /// The device file.
        path: PathBuf,
    },
    /// The line is another's.
    #[error("line {line} for the {pin} is in use by {consumer}; free it or choose another line")]
    Busy {
        /// What should hang on it.
        pin: Pin,
        /// The line as configured.
        line: String,
        /// Who has it, as the kernel tells.
        consumer: String,
    },
    /// No such line.
    #[error("no line {line} for the {pin} on {place}; gpioinfo shows the lines there are")]
    NoLine {
        /// What should hang on it.
        pin: Pin,
        /// The line as configured.
        line: String,
        /// Where it was looked for.
        place: String,
    },
    /// The name exists more than once.
    #[error("line {line} for the {pin} exists {count} times; set chip to say which is meant")]
    AmbiguousLine {
        /// What should hang on it.
        pin: Pin,
        /// The name.
        line: String,
        /// How many chips have it.
        count: usize,
    },
    /// rppal was asked for and does not know this machine.
    #[error("this machine is no Raspberry Pi that rppal knows; set backend to \"chardev\"")]
    NotAPi,
    /// A pitch was asked for and the chosen backend has none.
    #[error(
        "the GPIO character device gives the buzzer no pitch; set pitch to \"none\" or backend to \"rppal\""
    )]
    NoPitch,
    /// The character device refused.
    #[error("asking the GPIO chip {path}")]
    Chip {
        /// The device file.
        path: PathBuf,
        /// The kernel's answer.
        #[source]
        source: gpiocdev::Error,
    },
    /// rppal refused.
    #[error("opening the pins of the Raspberry Pi through rppal")]
    Rppal(#[source] rppal::gpio::Error),
    /// The hardware PWM refused.
    #[error("opening the hardware PWM of the Raspberry Pi; enable it in config.txt (dtoverlay=pwm)")]
    Pwm(#[source] rppal::pwm::Error),
    /// No thread.
    #[error("starting the thread of the stack light")]
    Thread(#[source] io::Error),
}

/// One pin could not be switched.
#[derive(Debug, thiserror::Error)]
#[error("switching the {pin}")]
pub(crate) struct PinError {
    pub(crate) pin: Pin,
    #[source]
    pub(crate) source: Box<dyn std::error::Error + Send + Sync>,
}

impl PinError {
    pub(crate) fn new(pin: Pin, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { pin, source: source.into() }
    }

    /// With its cause, for a person.
    pub(crate) fn advice(&self) -> String {
        format!("stack light: {self} failed: {}; check its wiring and restart the station", self.source)
    }
}
