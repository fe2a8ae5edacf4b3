// SPDX-License-Identifier: GPL-3.0-or-later
//! The real program, and the simplest clients that can speak with it.

mod client;
mod server;
mod station;

pub(crate) use client::{Answer, Client};
pub(crate) use server::{GTIN, Server};
pub(crate) use station::{Station, enrol, event};

use std::time::{Duration, Instant};

/// Longest wait for something that comes soon on an idle machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks until there is an answer.
pub(crate) fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(Instant::now() < until, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
