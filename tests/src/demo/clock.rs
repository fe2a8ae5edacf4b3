// SPDX-License-Identifier: GPL-3.0-or-later
//! The demo's clock: the station believes it is later, without a switch in the product for it.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::rig::StationRig;

/// Lets a station's next start run under the demo's clock, where the library for it is installed.
pub(super) fn install(dir: &Path, station: &mut StationRig) -> anyhow::Result<()> {
    let Some(library) = library() else { return Ok(()) };
    set(dir, "+0")?;
    station.env("LD_PRELOAD", &library.to_string_lossy());
    station.env("FAKETIME_TIMESTAMP_FILE", &file(dir).to_string_lossy());
    station.env("FAKETIME_CACHE_DURATION", "1");
    // Timers and scan spacing keep their real pace.
    station.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    Ok(())
}

/// Moves the clock of all stations of this demo, e.g. `+4d`; they notice within a second.
pub(super) fn set(dir: &Path, offset: &str) -> anyhow::Result<()> {
    let part = dir.join("clock.part");
    std::fs::write(&part, offset)?;
    std::fs::rename(&part, file(dir)).context("setting the demo's clock")
}

/// Whether the clock can be moved at all.
pub(super) fn library() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?;
    let place = |folder: std::fs::DirEntry| folder.path().join("faketime/libfaketime.so.1");
    folders.flatten().take(1000).map(place).find(|path| path.is_file())
}

fn file(dir: &Path) -> PathBuf {
    dir.join("clock")
}
