// SPDX-License-Identifier: MIT OR Apache-2.0
//! How a device is.

use serde::{Deserialize, Serialize};

use crate::DeviceId;

/// Whether a device can do its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// Open and working.
    Up,
    /// Working, but something needs a look (garbage on the line, a picture that cannot be read).
    Degraded,
    /// Not there, or refused.
    Down,
}

/// What a device says of itself when that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceHealth {
    /// Which device.
    pub device: DeviceId,
    /// Its state.
    pub state: DeviceState,
    /// One sentence: what is wrong and what to do; empty when up.
    pub detail: String,
}

impl DeviceHealth {
    /// The device works.
    pub fn up(device: &DeviceId) -> Self {
        Self { device: device.clone(), state: DeviceState::Up, detail: String::new() }
    }

    /// The device works, but look at `detail`.
    pub fn degraded(device: &DeviceId, detail: impl Into<String>) -> Self {
        Self { device: device.clone(), state: DeviceState::Degraded, detail: detail.into() }
    }

    /// The device is away for the reason in `detail`.
    pub fn down(device: &DeviceId, detail: impl Into<String>) -> Self {
        Self { device: device.clone(), state: DeviceState::Down, detail: detail.into() }
    }
}
