// SPDX-License-Identifier: GPL-3.0-or-later
//! Real processes, real interfaces.

mod bins;
mod http;
pub mod label;
mod panel;
mod process;
mod pty;
mod registry;
mod station;

pub use bins::binary;
pub use http::{Reply, get, request};
pub use panel::{Panel, verdict_of};
pub use process::Process;
pub use pty::{SerialLine, feed};
pub use registry::{Issue, RegistryRig, Unit, free_port};
pub use station::{StationPlan, StationRig};

use std::time::{Duration, Instant};

/// How long a loaded machine may take for anything that is waited for.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Asks again and again until there is an answer.
///
/// # Errors
/// When [`PATIENCE`] is over; `what` says what was waited for.
pub fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> anyhow::Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return Ok(answer);
        }
        if Instant::now() > deadline {
            anyhow::bail!("waited {} s in vain for {what}", PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(30));
    }
}
