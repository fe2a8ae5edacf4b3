// SPDX-License-Identifier: MIT OR Apache-2.0
//! The verification bundle: what a station may believe without a network.
//!
//! [`Lookup`] is what the station asks, [`plain`] is the form it is carried in: one signed file. A larger
//! form can take its place behind the trait without a change above it.

mod lookup;
pub mod paged;
pub mod plain;
pub mod roles;
mod trust;

pub use lookup::{Finding, Lookup, Shipment};
pub use trust::{CLOCK_TOLERANCE, Freshness, STALE_LIMIT, TrustError, TrustRoot, Trusted, freshness};
