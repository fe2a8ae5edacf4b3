// SPDX-License-Identifier: GPL-3.0-or-later
//! The units a run has accepted.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use drivers_api::Monotonic;
use registry_api::serial::Serial;

/// Units remembered in a run; four of the largest shipments.
const MAX_SEEN: usize = 100_000;
/// A scanner repeats a held label about every 400 ms; a shorter window would call it a duplicate.
const ECHO: Duration = Duration::from_secs(2);

/// Accepted units and when each was seen last.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    last: BTreeMap<Serial, Monotonic>,
    order: VecDeque<Serial>,
}

impl Seen {
    /// Takes a unit in; beyond [`MAX_SEEN`] the oldest is forgotten.
    pub(super) fn remember(&mut self, serial: Serial, now: Monotonic) {
        if self.last.insert(serial, now).is_some() {
            return;
        }
        self.order.push_back(serial);
        if self.order.len() > MAX_SEEN
            && let Some(oldest) = self.order.pop_front()
        {
            self.last.remove(&oldest);
        }
    }

    /// Seen so recently that the scanner is just repeating it.
    pub(super) fn is_echo(&self, serial: &Serial, now: Monotonic) -> bool {
        self.last.get(serial).is_some_and(|last| now.since(*last) <= ECHO)
    }

    /// Seen before, and not just repeated.
    pub(super) fn is_repeat(&self, serial: &Serial, now: Monotonic) -> bool {
        self.last.contains_key(serial) && !self.is_echo(serial, now)
    }
}
