// SPDX-License-Identifier: GPL-3.0-or-later
//! The one place the station reads a clock for its decisions.

use drivers_api::Monotonic;
use jiff::Timestamp;
use registry_api::bundle::CLOCK_TOLERANCE;
use station_core::{ClockConfidence, Now, Stamp};

/// Reads the clocks. `floor` is the newest signed time the station has seen: a clock before it is wrong.
pub(crate) fn now(floor: Option<Timestamp>, offset_min: i16) -> Now {
    let at = Timestamp::now();
    let behind = floor.is_some_and(|floor| at.duration_since(floor) < -CLOCK_TOLERANCE);
    let clock = if behind { ClockConfidence::Behind } else { ClockConfidence::Plausible };
    Now { stamp: Stamp { at, clock, offset_min }, mono: Monotonic::now() }
}
