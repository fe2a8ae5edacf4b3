// SPDX-License-Identifier: GPL-3.0-or-later
//! The daemon: tasks, channels, time and wiring.

mod bundle_loop;
mod clock;
mod daemon;
mod delivery_loop;
mod devices;
mod kiosk_socket;
mod lamp;
mod scan_loop;
mod sink;
mod watchdog;
mod watched;

pub use daemon::{client, run};
