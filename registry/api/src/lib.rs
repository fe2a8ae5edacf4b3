// SPDX-License-Identifier: MIT OR Apache-2.0
//! The language station and registry share: serials, facts, bundles, custody events, HTTP bodies.
//!
//! Both sides import this crate and nothing of each other. It has no network, disk or clock: bytes and
//! times come in as arguments.
//!
//! **Invariant:** nothing is parsed before its signature or hash was checked, and every size is bounded.

pub mod bundle;
pub mod chain;
mod digest;
pub mod epcis;
pub mod fact;
pub mod http;
mod keys;
pub mod label;
pub mod problem;
pub mod serial;

pub use digest::{Digest, InvalidDigest};
pub use keys::{InvalidKey, KeyId, PublicKey, Signature};
