// SPDX-License-Identifier: GPL-3.0-or-later
//! Starts the driver of each configured device.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use driver_camera::WorkerCommand;
use driver_virtual::RecordingLamp;
use drivers_api::{Annunciator, Sink};

use super::lamp::Lamps;
use super::watched::Watched;
use crate::config::{DeviceConfig, DriverConfig};

/// Signals a recorded lamp keeps in memory; its file keeps them all.
const KEPT_SIGNALS: usize = 16;

/// Starts all of them; a device that is not there is shown as down and tried again by its driver.
///
/// # Errors
/// Only when the operating system refuses a thread.
pub(crate) fn start(
    devices: &[DeviceConfig],
    sink: &Arc<dyn Sink>,
    watched: &mut Watched,
) -> anyhow::Result<Lamps> {
    let mut lamps = Lamps::default();
    for device in devices {
        start_one(device.clone(), sink, watched, &mut lamps)
            .with_context(|| format!("starting the device {}", device.name))?;
    }
    Ok(lamps)
}

fn start_one(
    device: DeviceConfig,
    sink: &Arc<dyn Sink>,
    watched: &mut Watched,
    lamps: &mut Lamps,
) -> anyhow::Result<()> {
    let (name, sink) = (device.name, sink.clone());
    match device.driver {
        DriverConfig::Serial(config) => watched.task("serial scanner", async move {
            driver_serial::run(name, config, sink).await;
            Ok(())
        }),
        DriverConfig::Camera(config) => {
            // The station itself, under its hidden subcommand.
            let worker = WorkerCommand::this_program(["decode-worker"]);
            watched.thread("camera", move || driver_camera::run(name, config, worker, sink))?;
        }
        #[cfg(feature = "nfc")]
        DriverConfig::Nfc(config) => {
            watched.thread("tag reader", move || driver_nfc::run(name, config, sink))?;
        }
        #[cfg(feature = "gpio")]
        DriverConfig::Gpio(config) => {
            let open = move || driver_gpio::open(&config).map_err(|error| error.to_string());
            watched.thread("lamp", lamps.add(name, open, sink))?;
        }
        DriverConfig::RecordedLamp { path } => {
            watched.thread("lamp", lamps.add(name, move || recorded_lamp(&path), sink))?;
        }
    }
    Ok(())
}

fn recorded_lamp(path: &Path) -> Result<Box<dyn Annunciator>, String> {
    let lamp = RecordingLamp::appending(path, KEPT_SIGNALS);
    Ok(Box::new(lamp.map_err(|error| format!("opening the lamp's record {}: {error}", path.display()))?))
}
