// SPDX-License-Identifier: GPL-3.0-or-later
//! One camera: next frame, decode, report, and say how it is.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use drivers_api::{Carrier, DeviceHealth, DeviceId, Full, MAX_SCAN_BYTES, Monotonic, Payload, RawScan, Sink};
use tracing::warn;

use crate::config::CameraConfig;
use crate::decode::Symbol;
use crate::frame::{Frame, FrameSource, SourceError};
use crate::pause::Pause;
use crate::protocol::Decoded;
use crate::view::View;
use crate::worker::{WorkerCommand, WorkerError, WorkerHandle};

/// How long one step waits for a frame.
const FRAME_WAIT: Duration = Duration::from_millis(500);

/// Runs one camera for as long as the program runs; never returns. Give it a thread of its own.
///
/// A code that stays in view of a live camera is one scan until it was out of view for two seconds; a picture
/// file gives each of its codes once. A camera that is away is tried again after 0.25 s up to 5 s. Settings that
/// [`CameraConfig::check`] refuses are told as health and never tried.
pub fn run(device: DeviceId, config: CameraConfig, worker_command: WorkerCommand, sink: Arc<dyn Sink>) {
    if let Err(wrong) = config.check() {
        let detail = format!("The settings of this camera cannot work: {wrong}.");
        sink.health(DeviceHealth::down(&device, detail));
        loop {
            thread::park();
        }
    }
    let mut camera = Camera::new(device, config, worker_command, sink);
    loop {
        camera.step();
    }
}

/// One camera, step by step; [`run`] is the loop around it.
pub struct Camera {
    source: Box<dyn FrameSource>,
    worker: WorkerHandle,
    deadline: Duration,
    view: View,
    pause: Pause,
    desk: Desk,
}

impl Camera {
    /// A camera that nothing has been read from yet.
    pub fn new(
        device: DeviceId,
        config: CameraConfig,
        worker_command: WorkerCommand,
        sink: Arc<dyn Sink>,
    ) -> Self {
        let worker = WorkerHandle::new(worker_command, config.formats);
        let deadline = config.deadline();
        Self::with_source(device, config.open(), worker, deadline, sink)
    }

    /// A camera with any source of frames.
    pub fn with_source(
        device: DeviceId,
        source: Box<dyn FrameSource>,
        worker: WorkerHandle,
        deadline: Duration,
        sink: Arc<dyn Sink>,
    ) -> Self {
        let desk = Desk { device, sink, told: None };
        Self { source, worker, deadline, view: View::default(), pause: Pause::new(), desk }
    }

    /// Waits a short while for a frame and deals with it.
    pub fn step(&mut self) {
        match self.source.next(FRAME_WAIT) {
            Ok(Some(frame)) => {
                self.pause.reset();
                self.picture(&frame);
            }
            Ok(None) => {
                self.pause.reset();
                self.desk.present();
            }
            Err(SourceError::Gone { what }) => self.gone(what),
            Err(error @ SourceError::Picture { .. }) => {
                self.desk
                    .degraded(format!("{}. Save it again or take another.", capital(&error.to_string())));
            }
        }
    }

    fn gone(&mut self, what: String) {
        self.desk.down(what);
        self.view.clear();
        // The worker inherited the camera's open file; held on to, the camera would come back under another name.
        self.worker.stop();
        thread::sleep(self.pause.take());
    }

    fn picture(&mut self, frame: &Frame) {
        match self.decode(frame) {
            Ok(decoded) if self.source.is_live() => self.live(frame, &decoded.symbols),
            Ok(decoded) => self.still(frame, &decoded.symbols),
            Err(error) => self.desk.degraded(undecoded(&error, &frame.source, self.source.is_live())),
        }
    }

    /// A still picture is worth a second worker: the first may have died of something else.
    fn decode(&mut self, frame: &Frame) -> Result<Decoded, WorkerError> {
        match self.worker.decode(frame, self.deadline) {
            Err(WorkerError::Died(_)) if !self.source.is_live() => self.worker.decode(frame, self.deadline),
            answer => answer,
        }
    }

    fn live(&mut self, frame: &Frame, symbols: &[Symbol]) {
        self.desk.up();
        for symbol in self.view.news(symbols, frame.captured) {
            // A code the station had no room for stays news for the next frame.
            if self.desk.scan(symbol, frame).is_ok() {
                self.view.hold(symbol);
            }
        }
    }

    fn still(&mut self, frame: &Frame, symbols: &[Symbol]) {
        if symbols.is_empty() {
            let hint = "Hold the label flat, near and in even light";
            return self.desk.degraded(format!("No code found in the picture {}. {hint}.", frame.source));
        }
        self.desk.up();
        for symbol in View::default().news(symbols, frame.captured) {
            // Dropped; the desk has logged it and the sink counts it.
            let _ = self.desk.scan(symbol, frame);
        }
    }
}

/// The station's end of one camera.
struct Desk {
    device: DeviceId,
    sink: Arc<dyn Sink>,
    told: Option<DeviceHealth>,
}

impl Desk {
    fn scan(&mut self, symbol: &Symbol, frame: &Frame) -> Result<(), Full> {
        let Ok(payload) = Payload::new(symbol.bytes.clone()) else {
            self.degraded(format!(
                "A code in {} holds {} bytes; at most {MAX_SCAN_BYTES} are taken. It is not a product label.",
                frame.source,
                symbol.bytes.len()
            ));
            return Ok(());
        };
        let symbology = Some(symbol.symbology.clone());
        let scan = self.raw_scan(symbology, payload, frame.captured);
        self.sink.scan(scan).inspect_err(
            |_| warn!(device = %self.device, source = frame.source, "scan dropped because the station is busy"),
        )
    }

    fn raw_scan(&self, symbology: Option<String>, payload: Payload, captured: Monotonic) -> RawScan {
        let device = self.device.clone();
        RawScan { device, carrier: Carrier::Camera, symbology, payload, tag_uid: Vec::new(), captured }
    }

    fn up(&mut self) {
        self.tell(DeviceHealth::up(&self.device));
    }

    /// The source is there; what was wrong with the last picture stays told until the next good one.
    fn present(&mut self) {
        let away = self.told.as_ref().is_none_or(|told| told.state == drivers_api::DeviceState::Down);
        if away {
            self.up();
        }
    }

    fn degraded(&mut self, detail: String) {
        self.tell(DeviceHealth::degraded(&self.device, detail));
    }

    fn down(&mut self, detail: String) {
        self.tell(DeviceHealth::down(&self.device, detail));
    }

    fn tell(&mut self, health: DeviceHealth) {
        if self.told.as_ref() != Some(&health) {
            self.sink.health(health.clone());
            self.told = Some(health);
        }
    }
}

fn undecoded(error: &WorkerError, source: &str, live: bool) -> String {
    let picture = if live { format!("A picture of {source}") } else { format!("The picture {source}") };
    let advice = match error {
        WorkerError::Start { .. } => "Install the station again",
        _ if live => "Turn the label a little; call support if this stays",
        _ => "Take another picture; call support if this stays",
    };
    format!("{picture} was not decoded: {error}. {advice}.")
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
