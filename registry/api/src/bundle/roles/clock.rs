// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a station knows of the time.

use jiff::{SignedDuration, Timestamp};

use super::root::Root;

/// The wall clock, and whether it can be relied on. It is read once per update (TUF 5.1: fixed start time).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// What it shows.
    pub now: Timestamp,
    /// Whether something stands behind it: a time server that was reached since the last start, a clock chip
    /// with a good battery, a person. A clock that starts at 1970 or at the last switch-off is not sure.
    pub sure: bool,
}

/// The signed times a clock is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    clock: Clock,
    /// Newest signed time that was trusted; it cannot be earlier than this.
    floor: Timestamp,
    tolerance: SignedDuration,
    leap: SignedDuration,
}

impl Clock {
    /// A clock that something stands behind.
    pub fn sure(now: Timestamp) -> Self {
        Self { now, sure: true }
    }

    /// A clock that may show anything.
    pub fn unsure(now: Timestamp) -> Self {
        Self { now, sure: false }
    }
}

impl Times {
    pub(super) fn new(clock: Clock, floor: Timestamp, root: &Root) -> Self {
        let seconds = |count: u32| SignedDuration::from_secs(i64::from(count));
        let policy = root.clock;
        Self { clock, floor, tolerance: seconds(policy.tolerance_s), leap: seconds(policy.leap_s) }
    }

    /// Whether the clock may be used: it claims to be sure, and what was signed does not prove it slow.
    pub(super) fn is_usable(&self) -> bool {
        self.clock.sure && self.floor.duration_since(self.clock.now) <= self.tolerance
    }

    /// The latest time that is certainly reached.
    pub(super) fn reached(&self) -> Timestamp {
        if self.is_usable() { self.clock.now.max(self.floor) } else { self.floor }
    }

    /// The latest time at which a head may say it was signed.
    ///
    /// A clock that is not usable cannot refuse a head, or a station that lay in store could never take one
    /// again; the leap still bounds what a stolen head key can do to it.
    pub(super) fn latest_signing(&self) -> Timestamp {
        let ahead = if self.is_usable() { self.tolerance } else { self.leap };
        self.reached().checked_add(ahead).unwrap_or(Timestamp::MAX)
    }
}
