// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where a driver puts what it has.

use std::fmt;

use crate::{DeviceHealth, RawScan};

/// The queue behind the sink is full; the scan was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the station is busy and did not take this scan; scan it again")
    }
}

impl std::error::Error for Full {}

/// Takes scans and health from a driver, from any thread, without blocking.
///
/// A trait and not a channel, so that drivers need no async runtime to be driven or tested.
pub trait Sink: Send + Sync {
    /// Hands over one scan.
    ///
    /// # Errors
    /// [`Full`] when the bounded queue has no room; the driver drops the scan, the sink counts it.
    fn scan(&self, scan: RawScan) -> Result<(), Full>;

    /// Tells how the device is. Never refused: the newest state of each device is what counts.
    fn health(&self, health: DeviceHealth);
}
