// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whether a bundle may be believed, and how fresh it is.
//!
//! Roles and rules follow The Update Framework's specification 1.0 (detailed client workflow, clause 5);
//! each refusal names its step. Age never refuses: it weakens the verdict.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::PublicKey;

/// What a station believes before it has seen any bundle; handed to it when it is enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustRoot {
    /// Version of this root, rising.
    pub version: u64,
    /// The brand whose bundles it covers.
    pub brand: String,
    /// Keys that may sign a bundle.
    pub publish_keys: Vec<PublicKey>,
}

/// What was established about a bundle that passed every step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trusted {
    /// Sequence number, rising with every publication.
    pub sequence: u64,
    /// When it was signed.
    pub issued: Timestamp,
    /// Until when it counts as fresh.
    pub expires: Timestamp,
}

/// The step at which a bundle failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// Longer than a station reads.
    #[error("size: the bundle has {0} bytes, more than the limit")]
    TooLarge(usize),
    /// Not in the form of a bundle.
    #[error("form: {0}")]
    Form(String),
    /// Signed by nobody in the root.
    #[error("key: signed with key {0}, which the trust root does not name")]
    UnknownKey(String),
    /// The signature does not fit the head.
    #[error("signature: it does not match the head")]
    BadSignature,
    /// A bundle of somebody else.
    #[error("brand: made for {found:?}, this station trusts {expected:?}")]
    WrongBrand {
        /// Brand in the bundle.
        found: String,
        /// Brand of the root.
        expected: String,
    },
    /// The content is not the one that was signed.
    #[error("content: its hash or length is not the one that was signed")]
    WrongContent,
    /// Older than one that was trusted before.
    #[error("rollback: sequence {found} is below the trusted {trusted}")]
    Rollback {
        /// Sequence in the bundle.
        found: u64,
        /// Highest sequence trusted so far.
        trusted: u64,
    },
}

impl TrustError {
    /// The stable word of the failing step.
    pub fn step(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "size",
            Self::Form(_) => "form",
            Self::UnknownKey(_) => "key",
            Self::BadSignature => "signature",
            Self::WrongBrand { .. } => "brand",
            Self::WrongContent => "content",
            Self::Rollback { .. } => "rollback",
        }
    }
}

/// How much the age of a bundle lets a station say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Not expired.
    Fresh,
    /// Expired, but within [`STALE_LIMIT`] of its signing: a pass is shown with its date.
    Stale,
    /// Beyond [`STALE_LIMIT`]: no pass any more.
    TooOld,
    /// The clock stands before the signing time by more than [`CLOCK_TOLERANCE`]: ages mean nothing.
    ClockBehind,
}

/// Longest age of evidence that still lets a station say "genuine as of", counted from signing.
pub const STALE_LIMIT: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How far the clock may stand before the signing time; two clocks are never equal.
pub const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

/// How fresh a trusted bundle is at `now`.
pub fn freshness(bundle: &Trusted, now: Timestamp) -> Freshness {
    let age = now.duration_since(bundle.issued);
    if age < -CLOCK_TOLERANCE {
        Freshness::ClockBehind
    } else if now <= bundle.expires {
        Freshness::Fresh
    } else if age <= STALE_LIMIT {
        Freshness::Stale
    } else {
        Freshness::TooOld
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_weakens_step_by_step() {
        let issued: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
        let bundle = Trusted { sequence: 1, issued, expires: issued + SignedDuration::from_hours(72) };
        let at = |hours| freshness(&bundle, issued + SignedDuration::from_hours(hours));
        assert_eq!(at(0), Freshness::Fresh);
        assert_eq!(at(72), Freshness::Fresh);
        assert_eq!(at(73), Freshness::Stale);
        assert_eq!(at(14 * 24), Freshness::Stale);
        assert_eq!(at(14 * 24 + 1), Freshness::TooOld);
        assert_eq!(freshness(&bundle, issued - SignedDuration::from_mins(9)), Freshness::Fresh);
        assert_eq!(at(-1), Freshness::ClockBehind);
    }
}
