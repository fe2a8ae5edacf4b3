// SPDX-License-Identifier: MIT OR Apache-2.0
//! The messages a device can give or take.
//!
//! A driver turns bytes into a [`RawScan`] and says how it is ([`DeviceHealth`]); it takes a [`Signal`].
//! It knows neither what a scan means nor why a signal is shown.
//!
//! **Invariant:** nothing here interprets a payload, and every payload is bounded.

mod health;
mod scan;
mod signal;
mod sink;

pub use health::{DeviceHealth, DeviceState};
pub use scan::{
    Carrier, DeviceId, InvalidDeviceId, MAX_SCAN_BYTES, Monotonic, Payload, PayloadTooLong, RawScan,
};
pub use signal::{Annunciator, Beep, Light, Signal, SignalError};
pub use sink::{Full, Sink};
