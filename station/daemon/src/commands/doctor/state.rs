// SPDX-License-Identifier: GPL-3.0-or-later
//! The station's own files: folder, room, identity, outbox, signed data.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use registry_api::bundle::{Freshness, freshness};
use rustix::fs::{Access, access, statvfs};
use station_store::StateDir;

use super::check::Check;
use crate::commands::bundle::{age, span};
use crate::commands::ground::{self, Found};

/// Free room under which journalling is about to stop, in bytes.
const SCARCE: u64 = 64 * 1024 * 1024;
/// Free room that is worth a look, in bytes: two large bundles and a month of scans.
const TIGHT: u64 = 1024 * 1024 * 1024;
/// How long records may wait before somebody looks.
const LONG_WAIT: SignedDuration = SignedDuration::from_hours(24);
const ONLINE: &str =
    "Bring the station online, or bring the data on a USB stick: station bundle install FILE";

/// Whether the folder is there, ours, and closed to others.
pub(super) fn folder(state: &StateDir) -> Check {
    let (name, path) = ("state folder", state.root());
    let shown = path.display();
    let Ok(meta) = fs::metadata(path) else {
        let make = format!("Make it for the station's user: sudo install -d -m 700 -o assay-station {shown}");
        return Check::fail(name, format!("{shown} is not there or closed to this user"), make);
    };
    if !meta.is_dir() {
        return Check::fail(name, format!("{shown} is no folder"), "Correct state_dir in the configuration.");
    }
    if access(path, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK).is_err() {
        let todo = "Run this as the station's own user (sudo -u assay-station station doctor), or give it the folder: \
                    sudo chown -R assay-station";
        return Check::fail(name, format!("this user may not write to {shown}"), format!("{todo} {shown}"));
    }
    let mode = meta.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let todo = format!("Close it: sudo chmod 700 {shown}");
        return Check::warn(name, format!("{shown} is open to other users (mode {mode:o})"), todo);
    }
    Check::ok(name, format!("{shown} is ours"))
}

/// How much room there is.
pub(super) fn space(state: &StateDir) -> Check {
    let name = "disk";
    // Before the folder is made, the room of the place it will be in counts.
    let place = state.root().ancestors().find(|place| place.exists()).unwrap_or(Path::new("/"));
    let free = match free_bytes(place) {
        Ok(free) => free,
        Err(error) => {
            let todo = "Look at the disk: df -h";
            return Check::warn(name, format!("free room is not known: {error}"), todo);
        }
    };
    let detail = format!("{} MB free", free / 1_000_000);
    let todo =
        "Make room: export and remove old logs (sudo journalctl --vacuum-size=200M), or take a larger card.";
    match free {
        0..SCARCE => {
            Check::fail(name, format!("{detail}; scans will soon not be recorded or accepted"), todo)
        }
        SCARCE..TIGHT => Check::warn(name, detail, todo),
        _ => Check::ok(name, detail),
    }
}

fn free_bytes(path: &Path) -> rustix::io::Result<u64> {
    let stat = statvfs(path)?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}

/// Whether the registry knows the station.
pub(super) fn enrolment(state: &StateDir) -> Check {
    let name = "enrolment";
    let known = ground::enrolled(state);
    match known.as_ref().map(|(identity, _)| identity.enrolment()) {
        Ok(Some(enrolment)) => {
            let brand = &enrolment.root.brand;
            Check::ok(name, format!("{} of {brand} at facility {}", enrolment.station, enrolment.facility))
        }
        Ok(None) => Check::fail(name, "not enrolled", ENROL),
        Err(error) => Check::fail(name, format!("{error:#}"), ENROL),
    }
}

const ENROL: &str = "Ask the registry's administrator for a code, then: \
                     sudo -u assay-station station enrol --code CODE";

/// What waits for the registry and what it put aside.
pub(super) fn outbox(state: &StateDir) -> Check {
    let name = "outbox";
    if !state.database().exists() {
        return Check::ok(name, "nothing was scanned yet");
    }
    let status = match state.reader().and_then(|reader| reader.outbox_status()) {
        Ok(status) => status,
        Err(error) => {
            let error = anyhow::Error::new(error);
            let todo = "Keep a copy of the state folder and call support.";
            return Check::fail(name, format!("{error:#}"), todo);
        }
    };
    let waits = status.oldest.map(|oldest| Timestamp::now().duration_since(oldest));
    let waiting = format!("{} record(s) wait", status.waiting);
    if status.parked > 0 {
        let todo = "A supervisor must look at them: station outbox status";
        return Check::warn(
            name,
            format!("the registry put {} record(s) aside; {waiting}", status.parked),
            todo,
        );
    }
    match waits {
        Some(waits) if waits > LONG_WAIT => {
            let detail = format!("{waiting}, the oldest for {}", span(waits));
            Check::warn(name, detail, "Bring the station online.")
        }
        _ => Check::ok(name, waiting),
    }
}

/// Whether signed data is there, trusted and fresh.
pub(super) fn bundle(state: &StateDir) -> Check {
    let name = "signed data";
    match ground::open(&state.bundle(), None) {
        Ok(Found { problem: Some(problem), .. }) => Check::warn(name, problem, ONLINE),
        Ok(found) => aged(name, &found),
        Err(unfit) if unfit.step == "missing" => Check::fail(name, unfit.message, ONLINE),
        Err(unfit) => {
            Check::fail(name, format!("not trusted, step {}: {}", unfit.step, unfit.message), ONLINE)
        }
    }
}

fn aged(name: &str, found: &Found) -> Check {
    let (trusted, now) = (found.bundle.trusted(), Timestamp::now());
    let detail = age(&found.root.brand, trusted, now);
    match freshness(trusted, now) {
        Freshness::Fresh => Check::ok(name, detail),
        Freshness::Stale => Check::warn(name, detail, ONLINE),
        Freshness::TooOld => Check::fail(name, detail, ONLINE),
        Freshness::ClockBehind => Check::fail(name, detail, "Set the clock right, see below."),
    }
}

/// The newest signed time the station has seen.
pub(super) fn newest_signed(state: &StateDir) -> Option<Timestamp> {
    let of_bundle = ground::open(&state.bundle(), None).ok().map(|found| found.clock_floor);
    let known = state.database().exists();
    let of_database = known.then(|| state.reader().ok()?.clock_floor().ok()?).flatten();
    of_bundle.max(of_database)
}
