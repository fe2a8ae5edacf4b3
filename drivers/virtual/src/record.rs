// SPDX-License-Identifier: GPL-3.0-or-later
//! Writing down what the devices gave.
//!
//! A recording is a text file of JSON lines: first a [`Header`], then one [`RawScan`] a line, its payload in
//! hexadecimal and its time in microseconds on the clock of the recording station.

use std::io::{self, Write};

use drivers_api::RawScan;
use serde::{Deserialize, Serialize};

/// What the first line of every recording names.
pub const FORMAT: &str = "assay-scans";
/// The form written here; others are refused.
pub const VERSION: u32 = 1;
/// Longest line of a recording, in bytes: the longest payload in hexadecimal and everything beside it.
pub const MAX_LINE_BYTES: usize = 16 * 1024;
/// Most scans of one recording: a day of one a tenth of a second.
pub const MAX_SCANS: u64 = 864_000;

/// The first line of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
}

impl Header {
    fn current() -> Self {
        Self { format: FORMAT.into(), version: VERSION }
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        if self.format != FORMAT {
            return Err(format!("this is {:?} and no recording ({FORMAT:?})", self.format));
        }
        if self.version != VERSION {
            return Err(format!(
                "version {} is not read here, only {VERSION}; record it again",
                self.version
            ));
        }
        Ok(())
    }
}

/// Why a recording cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The file or stream failed.
    #[error("line {line} of the recording")]
    Io {
        /// The line, counted from 1.
        line: u64,
        /// Why.
        source: io::Error,
    },
    /// A line is not what it should be.
    #[error("line {line} of the recording: {problem}")]
    Line {
        /// The line, counted from 1.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// The recording has as many scans as one may have.
    #[error("a recording holds at most {MAX_SCANS} scans; begin another")]
    Full,
}

/// Writes a recording, one scan after another.
pub struct Recorder<W: Write> {
    output: W,
    lines: u64,
}

impl<W: Write> Recorder<W> {
    /// Begins a recording with its header.
    ///
    /// # Errors
    /// [`RecordingError::Io`] when it cannot be written.
    pub fn begin(output: W) -> Result<Self, RecordingError> {
        let mut recorder = Self { output, lines: 0 };
        recorder.line(&Header::current())?;
        Ok(recorder)
    }

    /// Adds one scan and flushes, so that a crash loses no line before it.
    ///
    /// # Errors
    /// [`RecordingError::Io`] when it cannot be written, [`RecordingError::Full`] after [`MAX_SCANS`].
    pub fn add(&mut self, scan: &RawScan) -> Result<(), RecordingError> {
        if self.lines > MAX_SCANS { Err(RecordingError::Full) } else { self.line(scan) }
    }

    /// Ends the recording and gives back what it was written to.
    pub fn into_inner(self) -> W {
        self.output
    }

    fn line(&mut self, content: &impl Serialize) -> Result<(), RecordingError> {
        let line = self.lines + 1;
        let failed = |source: io::Error| RecordingError::Io { line, source };
        let mut json = serde_json::to_vec(content).map_err(|error| failed(error.into()))?;
        json.push(b'\n');
        self.output.write_all(&json).and_then(|()| self.output.flush()).map_err(failed)?;
        self.lines = line;
        Ok(())
    }
}
