// SPDX-License-Identifier: GPL-3.0-or-later
//! Starts the driver of each configured device.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use driver_camera::WorkerCommand;
use driver_virtual::RecordingLamp;
#[cfg(feature = "gpio")]
use drivers_api::DeviceHealth;
use drivers_api::{Annunciator, DeviceId, Sink};

use super::lamp::Lamps;
use super::watched::Watched;
use crate::config::{DeviceConfig, DriverConfig};

/// Signals a recorded lamp keeps in memory; its file keeps them all.
const KEPT_SIGNALS: usize = 16;

/// Starts all of them; a device that is not there is shown as down and tried again by its driver.
///
/// # Errors
/// Only when the operating system refuses a thread or a lamp's file.
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
        DriverConfig::Gpio(config) => match driver_gpio::open(&config) {
            Ok(lamp) => add_lamp(name, lamp, sink, watched, lamps)?,
            Err(error) => sink.health(DeviceHealth::down(&name, error.to_string())),
        },
        DriverConfig::RecordedLamp { path } => {
            let lamp = recorded_lamp(&path)?;
            add_lamp(name, lamp, sink, watched, lamps)?;
        }
    }
    Ok(())
}

fn add_lamp(
    name: DeviceId,
    lamp: Box<dyn Annunciator>,
    sink: Arc<dyn Sink>,
    watched: &Watched,
    lamps: &mut Lamps,
) -> anyhow::Result<()> {
    Ok(watched.thread("lamp", lamps.add(name, lamp, sink))?)
}

fn recorded_lamp(path: &Path) -> anyhow::Result<Box<dyn Annunciator>> {
    let lamp = RecordingLamp::appending(path, KEPT_SIGNALS);
    Ok(Box::new(lamp.with_context(|| format!("opening the lamp's record {}", path.display()))?))
}
