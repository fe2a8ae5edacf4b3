// SPDX-License-Identifier: MIT OR Apache-2.0
//! The words the station speaks: what it decided, what it shows, what a person may ask of it.
//!
//! The kiosk, tests and remote support see only this crate. It holds no rule and draws nothing.
//!
//! **Invariant:** a [`Snapshot`] is complete: whoever gets one can draw the whole panel without an earlier one.

mod card;
pub mod frame;
mod intent;
mod role;
mod snapshot;
mod verdict;

pub use drivers_api::DeviceState;

pub use card::{Card, CardId, Evidence, Facts};
pub use intent::{Action, Intent, Route};
pub use role::{Role, UnknownRole};
pub use snapshot::{
    BundleLine, BundleState, DeviceChip, DeviceKind, Idle, Link, Notice, NoticeLevel, Recent, Routed, Screen,
    Snapshot, Tally,
};
pub use verdict::{AttentionReason, Cause, NotVerifiedReason, ReportedReason, Verdict, VerdictKind};
