// SPDX-License-Identifier: GPL-3.0-or-later
//! Shows a recording instead of a station: one snapshot as JSON on each line.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, ensure};
use station_api::Snapshot;
use station_api::frame::MAX_FRAME_BYTES;

use crate::latest::Latest;
use crate::link::News;

/// Snapshots of a recording.
const MAX_SNAPSHOTS: usize = 10_000;
/// Bytes of a recording.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Reads the recording whole, so that a broken one is refused before anything is shown, then plays it.
/// `hold` is how long each snapshot stays; `ended` is called after the last one was taken.
pub(crate) fn start(
    recording: &Path,
    latest: Arc<Latest<News>>,
    hold: Duration,
    wake: impl Fn() + Send + 'static,
    ended: impl FnOnce() + Send + 'static,
) -> anyhow::Result<()> {
    let snapshots = read(recording)?;
    let play = move || {
        for snapshot in snapshots {
            if latest.put(News::Up(Box::new(snapshot))) {
                wake();
            }
            latest.wait_taken();
            thread::sleep(hold);
        }
        ended();
    };
    thread::Builder::new()
        .name("kiosk-replay".to_owned())
        .spawn(play)
        .context("cannot start the recording")?;
    Ok(())
}

fn read(recording: &Path) -> anyhow::Result<Vec<Snapshot>> {
    let name = recording.display();
    let file = File::open(recording).with_context(|| format!("cannot open the recording {name}"))?;
    let mut snapshots = Vec::new();
    for (index, line) in BufReader::new(file.take(MAX_BYTES)).lines().enumerate() {
        let place = || format!("line {} of the recording {name}", index + 1);
        let line = line.with_context(|| format!("cannot read {}", place()))?;
        if line.trim().is_empty() {
            continue;
        }
        ensure!(line.len() <= MAX_FRAME_BYTES as usize, "{} is longer than {MAX_FRAME_BYTES} bytes", place());
        ensure!(
            snapshots.len() < MAX_SNAPSHOTS,
            "{} is beyond the limit of {MAX_SNAPSHOTS} snapshots",
            place()
        );
        snapshots
            .push(serde_json::from_str(&line).with_context(|| format!("{} holds no snapshot", place()))?);
    }
    ensure!(!snapshots.is_empty(), "the recording {name} holds no snapshot");
    Ok(snapshots)
}
