// SPDX-License-Identifier: GPL-3.0-or-later
//! The touch kiosk: draws the station's [`station_api::Snapshot`], hands taps back as
//! [`station_api::Intent`].
//!
//! It is a process of its own, so that a hung renderer never stops scanning. It keeps nothing: whatever it
//! shows comes from one snapshot, and a restart redraws the same panel.
//!
//! The way of a snapshot: [`link`] (socket, own thread) → [`latest`] (one place, newest wins) → [`session`]
//! → [`present`] (pure) → [`adapter`] (Slint) → a window or a picture.

pub mod adapter;
mod cli;
pub mod guard;
mod headless;
pub mod latest;
pub mod link;
pub mod painter;
pub mod picture;
pub mod present;
mod replay;
pub mod session;
mod window;

pub use cli::{Args, PanelSize};

/// What the process finds around itself; read once, in `main`.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Whether an X server is named.
    pub display: bool,
    /// Where the panel hangs.
    pub zone: jiff::tz::TimeZone,
}

/// Runs the panel until it is closed, or with `--once` until the first snapshot is drawn.
///
/// # Errors
/// When no display can be opened, a picture cannot be written or a recording cannot be read. A station that
/// does not answer is no error: the panel says so and tries again for ever.
pub fn run(args: &Args, around: Surroundings) -> anyhow::Result<()> {
    match &args.png {
        Some(file) => headless::run(args, file, around.zone),
        None => window::run(args, around),
    }
}
