// SPDX-License-Identifier: GPL-3.0-or-later
//! Pins through the kernel's GPIO character device.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use gpiocdev::Request;
use gpiocdev::chip::Chip;
use gpiocdev::line::Value;

use super::Pins;
use super::resolve::{ChipFacts, LineFacts, Place, resolve};
use crate::config::GpioConfig;
use crate::error::{GpioError, Pin, PinError};

/// How the lines are shown by `gpioinfo`.
const CONSUMER: &str = "assay stack light";

/// Most lines of one chip that are looked at; the largest known has a few hundred.
const MAX_LINES: u32 = 1024;

/// One request per line, so that a line that fails takes no other with it.
pub(super) struct ChardevPins {
    lines: Vec<(Pin, Request)>,
}

impl ChardevPins {
    /// Finds the lines and takes them as outputs, all off.
    pub(super) fn open(config: &GpioConfig) -> Result<Self, GpioError> {
        let survey = survey()?;
        let places = resolve(config, &survey.chips).map_err(|error| survey.explain(error))?;
        let lines = places
            .into_iter()
            .map(|place| request(&place, config.lines.active_low).map(|request| (place.pin, request)))
            .collect::<Result<_, _>>()?;
        Ok(Self { lines })
    }
}

impl Pins for ChardevPins {
    fn set(&mut self, pin: Pin, on: bool) -> Result<(), PinError> {
        let Some((_, request)) = self.lines.iter().find(|(wired, _)| *wired == pin) else {
            return Ok(());
        };
        let value = if on { Value::Active } else { Value::Inactive };
        request.set_lone_value(value).map_err(|source| PinError::new(pin, source))
    }
}

/// The chips of this machine, and the one that may not be opened.
struct Survey {
    chips: Vec<ChipFacts>,
    closed: Option<PathBuf>,
}

impl Survey {
    /// What is not found may be on the chip that could not be looked into.
    fn explain(&self, error: GpioError) -> GpioError {
        match (&error, &self.closed) {
            (GpioError::NoChip { .. } | GpioError::NoLine { .. }, Some(path)) => {
                GpioError::NoPermission { path: path.clone() }
            }
            _ => error,
        }
    }
}

fn survey() -> Result<Survey, GpioError> {
    let paths = gpiocdev::chip::chips().map_err(|source| GpioError::Chip { path: "/dev".into(), source })?;
    let mut survey = Survey { chips: Vec::new(), closed: None };
    for path in paths {
        match Chip::from_path(&path).and_then(|chip| facts(&path, &chip)) {
            Ok(facts) => survey.chips.push(facts),
            Err(error) if is_denied(&error) => survey.closed = Some(path),
            // An odd expander must not take the header's chip with it; a chip that is wanted is missed below.
            Err(error) => tracing::warn!(path = %path.display(), %error, "GPIO chip skipped"),
        }
    }
    Ok(survey)
}

fn facts(path: &Path, chip: &Chip) -> gpiocdev::Result<ChipFacts> {
    let info = chip.info()?;
    let lines = (0..info.num_lines.min(MAX_LINES)).map(|offset| chip.line_info(offset).map(line_facts));
    Ok(ChipFacts { path: path.into(), label: info.label, lines: lines.collect::<gpiocdev::Result<_>>()? })
}

fn line_facts(info: gpiocdev::line::Info) -> LineFacts {
    let consumer = match info.consumer.as_str() {
        "" => "the kernel".to_owned(),
        name => name.to_owned(),
    };
    LineFacts { name: info.name, consumer: info.used.then_some(consumer) }
}

fn is_denied(error: &gpiocdev::Error) -> bool {
    matches!(error, gpiocdev::Error::Os(code)
        if std::io::Error::from_raw_os_error(code.0).kind() == ErrorKind::PermissionDenied)
}

fn request(place: &Place, active_low: bool) -> Result<Request, GpioError> {
    let mut builder = Request::builder();
    builder.on_chip(&place.chip).with_consumer(CONSUMER).with_line(place.offset);
    if active_low {
        builder.as_active_low();
    }
    let requested = builder.as_output(Value::Inactive).request();
    requested.map_err(|source| taken_meanwhile(place, source))
}

/// A line that was free when looked at may be another's when asked for.
fn taken_meanwhile(place: &Place, source: gpiocdev::Error) -> GpioError {
    let info = Chip::from_path(&place.chip).and_then(|chip| chip.line_info(place.offset));
    match info.map(line_facts) {
        Ok(LineFacts { consumer: Some(consumer), .. }) => {
            GpioError::Busy { pin: place.pin, line: place.offset.to_string(), consumer }
        }
        _ => GpioError::Chip { path: place.chip.clone(), source },
    }
}
