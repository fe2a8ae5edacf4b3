// SPDX-License-Identifier: GPL-3.0-or-later
//! One picture file at once, for the command line.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cpu::CpuTime;
use crate::decode::{Decoder, Symbol};
use crate::formats::Formats;
use crate::frame::SourceError;
use crate::picture::load_picture;
use crate::protocol::Decoded;
use crate::worker::{WorkerError, WorkerHandle};

/// What one picture file holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StillAnswer {
    /// Processor time of decoding in milliseconds, from grey buffer to answer, loading left out.
    pub ms: f64,
    /// The symbols.
    pub symbols: Vec<Symbol>,
}

impl From<Decoded> for StillAnswer {
    fn from(decoded: Decoded) -> Self {
        Self { ms: Duration::from_micros(decoded.cpu_us).as_secs_f64() * 1e3, symbols: decoded.symbols }
    }
}

/// Why a picture file has no answer.
#[derive(Debug, thiserror::Error)]
pub enum StillError {
    /// The file could not be read.
    #[error(transparent)]
    Picture(#[from] SourceError),
    /// The decoder failed on it.
    #[error("decoding {file}")]
    Worker {
        /// The file.
        file: String,
        /// What went wrong.
        source: WorkerError,
    },
}

/// Decodes a picture file on this thread, for as long as that takes. For pictures from outside use
/// [`decode_file_with`], which has a deadline.
///
/// # Errors
/// [`StillError::Picture`] when the file cannot be read.
pub fn decode_file(path: &Path, formats: Formats) -> Result<StillAnswer, StillError> {
    let frame = load_picture(path)?;
    let cpu = CpuTime::start();
    let symbols = Decoder::default().decode(&frame, formats);
    Ok(Decoded::new(symbols, cpu.elapsed()).into())
}

/// Decodes a picture file in a worker process, the way of camera frames.
///
/// # Errors
/// [`StillError`] when the file cannot be read or the worker failed on it.
pub fn decode_file_with(
    path: &Path,
    worker: &mut WorkerHandle,
    deadline: Duration,
) -> Result<StillAnswer, StillError> {
    let frame = load_picture(path)?;
    let decoded = worker.decode(&frame, deadline);
    decoded
        .map(StillAnswer::from)
        .map_err(|source| StillError::Worker { file: path.display().to_string(), source })
}
