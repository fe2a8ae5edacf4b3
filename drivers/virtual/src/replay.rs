// SPDX-License-Identifier: GPL-3.0-or-later
//! Reading a recording and playing it again.

use std::io::{BufRead, Read};
use std::time::{Duration, Instant};

use drivers_api::{Monotonic, RawScan, Sink};
use serde::de::DeserializeOwned;

use crate::record::{Header, MAX_LINE_BYTES, MAX_SCANS, RecordingError};
use crate::stop::Stop;

/// Reads a recording line by line, so that its length costs no memory. After an error it is at its end.
pub struct Recording<R: BufRead> {
    input: R,
    line: u64,
    broken: bool,
}

impl<R: BufRead> Recording<R> {
    /// Opens a recording: reads and checks its header.
    ///
    /// # Errors
    /// [`RecordingError`] when the first line is no header or one of another version.
    pub fn open(input: R) -> Result<Self, RecordingError> {
        let mut recording = Self { input, line: 0, broken: false };
        let header: Option<Header> = recording.next_line()?;
        let checked = header.ok_or_else(|| "the file is empty".to_owned()).and_then(|header| header.check());
        checked.map_err(|problem| RecordingError::Line { line: 1, problem })?;
        Ok(recording)
    }

    /// The next line that is not empty; `None` at the end.
    fn next_line<T: DeserializeOwned>(&mut self) -> Result<Option<T>, RecordingError> {
        loop {
            self.line += 1;
            let line = self.line;
            let bytes = self.bytes().map_err(|source| RecordingError::Io { line, source })?;
            let Some(bytes) = bytes else { return Ok(None) };
            if bytes.len() > MAX_LINE_BYTES {
                return Err(self.wrong(format!("it is longer than {MAX_LINE_BYTES} bytes")));
            }
            if line > MAX_SCANS + 1 {
                return Err(RecordingError::Full);
            }
            if !bytes.trim_ascii().is_empty() {
                let parsed = serde_json::from_slice(&bytes);
                return parsed.map(Some).map_err(|error| self.wrong(plain(&error)));
            }
        }
    }

    /// The bytes of the next line with its end; a few more than allowed where it is too long.
    fn bytes(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        let most = MAX_LINE_BYTES as u64 + 1;
        self.input.by_ref().take(most).read_until(b'\n', &mut bytes)?;
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    fn wrong(&self, problem: String) -> RecordingError {
        RecordingError::Line { line: self.line, problem }
    }
}

/// Without the position, which would name line 1 of the line itself.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((problem, _)) => format!("{problem} at column {}", error.column()),
        None => text,
    }
}

impl<R: BufRead> Iterator for Recording<R> {
    type Item = Result<RawScan, RecordingError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.broken {
            return None;
        }
        let next = self.next_line().transpose();
        self.broken = !matches!(next, Some(Ok(_)));
        next
    }
}

/// How fast a recording is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Speed {
    /// As it was recorded.
    #[default]
    Original,
    /// One scan after the other without a pause.
    Full,
}

/// What became of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replayed {
    /// Scans the station took.
    pub taken: u64,
    /// Scans it had no room for; they are dropped as a driver would.
    pub dropped: u64,
}

/// Plays scans into the sink until they or the patience of whoever holds `stop` end.
///
/// Each scan is stamped anew as it is played. At [`Speed::Original`] the spaces between the scans are kept; a
/// scan dated before the one it follows comes without a pause.
///
/// # Errors
/// The first [`RecordingError`]; what came before it has been played.
pub fn replay(
    scans: impl IntoIterator<Item = Result<RawScan, RecordingError>>,
    speed: Speed,
    sink: &dyn Sink,
    stop: &Stop,
) -> Result<Replayed, RecordingError> {
    let mut replayed = Replayed::default();
    let mut beginning = None;
    for scan in scans {
        let scan = scan?;
        let (started, first) = *beginning.get_or_insert_with(|| (Instant::now(), scan.captured));
        let space = if speed == Speed::Full { Duration::ZERO } else { scan.captured.since(first) };
        // A time beyond the clock's end is never reached: it waits for the stop.
        if stop.wait_until(started.checked_add(space)) {
            break;
        }
        match sink.scan(RawScan { captured: Monotonic::now(), ..scan }) {
            Ok(()) => replayed.taken += 1,
            Err(_) => replayed.dropped += 1,
        }
    }
    Ok(replayed)
}
