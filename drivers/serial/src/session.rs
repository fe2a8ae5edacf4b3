// SPDX-License-Identifier: GPL-3.0-or-later
//! The life of a line: open, read, close on any fault, open again by path.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use drivers_api::{DeviceId, Monotonic, Sink};
use tokio::io::AsyncReadExt;
use tokio::time::{sleep, timeout};
use tokio_serial::{SerialPort, SerialPortBuilder, SerialStream};
use tracing::{debug, info};

use crate::config::{DataBits, FlowControl, Parity, SerialConfig, StopBits};
use crate::framer::Framer;
use crate::line::Line;

/// Bytes taken from the line at once.
const READ_BYTES: usize = 4096;
/// First pause before a line is opened again; doubled up to [`LAST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Longest pause: an operator who plugs a scanner in again waits no longer.
const LAST_PAUSE: Duration = Duration::from_secs(5);
/// A line that lived this long earns a quick first try again.
const SETTLED: Duration = Duration::from_secs(5);
/// How often a silent line is looked up by its path. Some drivers never wake a reader after an unplug.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Reads the scanner for as long as the program runs; never returns.
///
/// Every read fault, an end of file included, closes the line at once, because a descriptor kept open makes
/// a USB scanner come back under another name. Then the path is tried again after 0.25 s up to 5 s. Settings
/// that [`SerialConfig::check`] refuses are told as health and never tried.
///
/// Needs a tokio runtime with I/O and time enabled.
pub async fn run(device: DeviceId, config: SerialConfig, sink: Arc<dyn Sink>) {
    let mut line = Line::new(device, &config, sink);
    if let Err(wrong) = config.check() {
        line.down(format!("The settings of this scanner cannot work: {wrong}."));
        return std::future::pending().await;
    }
    let mut pause = FIRST_PAUSE;
    loop {
        let started = Instant::now();
        let reason = match open(&config).await {
            Ok(port) => {
                info!(device = %line.device(), path = %config.path.display(), "scanner connected");
                read(port, &config, &mut line).await
            }
            Err(error) => cannot_open(&config.path, &error),
        };
        line.down(reason);
        if started.elapsed() >= SETTLED {
            pause = FIRST_PAUSE;
        }
        sleep(pause).await;
        pause = (pause * 2).min(LAST_PAUSE);
    }
}

/// Opens the line away from the async threads: a USB adapter may take its time to answer.
async fn open(config: &SerialConfig) -> io::Result<SerialStream> {
    let builder = builder(config);
    let opened = tokio::task::spawn_blocking(move || SerialStream::open(&builder)).await;
    let mut port = opened.map_err(io::Error::other)?.map_err(io::Error::from)?;
    // Many scanners send only while DTR and RTS are raised; a pseudo terminal has no such lines.
    let raised = port.write_data_terminal_ready(true).and_then(|()| port.write_request_to_send(true));
    if let Err(error) = raised {
        debug!(path = %config.path.display(), %error, "modem lines not set; going on without");
    }
    Ok(port)
}

fn builder(config: &SerialConfig) -> SerialPortBuilder {
    tokio_serial::new(config.path.to_string_lossy(), config.baud)
        .data_bits(match config.data_bits {
            DataBits::Seven => tokio_serial::DataBits::Seven,
            DataBits::Eight => tokio_serial::DataBits::Eight,
        })
        .stop_bits(match config.stop_bits {
            StopBits::One => tokio_serial::StopBits::One,
            StopBits::Two => tokio_serial::StopBits::Two,
        })
        .parity(match config.parity {
            Parity::None => tokio_serial::Parity::None,
            Parity::Even => tokio_serial::Parity::Even,
            Parity::Odd => tokio_serial::Parity::Odd,
        })
        .flow_control(match config.flow_control {
            FlowControl::None => tokio_serial::FlowControl::None,
            FlowControl::Hardware => tokio_serial::FlowControl::Hardware,
            FlowControl::Software => tokio_serial::FlowControl::Software,
        })
}

/// Reads until the line is gone and says why, in a sentence for the panel.
async fn read(mut port: SerialStream, config: &SerialConfig, line: &mut Line) -> String {
    let Ok(mut framer) = Framer::new(&config.framing) else { return String::new() };
    line.up();
    listen(&mut port, &mut framer, config, line).await;
    info!(device = %line.device(), dropped_bytes = framer.dropped_bytes(), "scanner disconnected");
    let path = config.path.display();
    format!("The scanner at {path} went away. Check its cable and power; it is taken up again by itself.")
}

async fn listen(port: &mut SerialStream, framer: &mut Framer, config: &SerialConfig, line: &mut Line) {
    let opened = identity(&config.path);
    let idle_gap = config.framing.idle_gap_ms.map(|ms| Duration::from_millis(ms.into()));
    let mut buffer = vec![0; READ_BYTES];
    loop {
        let gap = idle_gap.filter(|_| framer.is_open());
        match timeout(gap.unwrap_or(LOOK_EVERY), port.read(&mut buffer)).await {
            Ok(Ok(0)) => return,
            Ok(Ok(count)) => {
                let captured = Monotonic::now();
                framer.push(&buffer[..count]).for_each(|frame| line.take(frame, captured));
            }
            Ok(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(Err(error)) => return debug!(device = %line.device(), %error, "scanner cannot be read"),
            Err(_) if gap.is_some() => framer.idle().into_iter().for_each(|f| line.take(f, Monotonic::now())),
            Err(_) if identity(&config.path) != opened => return,
            Err(_) => {}
        }
    }
}

/// Which device the path leads to; `None` when it leads nowhere.
fn identity(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().map(|found| found.rdev())
}

fn cannot_open(path: &Path, error: &io::Error) -> String {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => format!("No scanner at {path}. Plug it in, or correct its path."),
        io::ErrorKind::PermissionDenied => {
            format!("No right to open the scanner at {path}. Add the station's user to the group dialout.")
        }
        _ => format!(
            "The scanner at {path} cannot be opened ({error}). Check that it is a serial port and that no other program uses it."
        ),
    }
}
