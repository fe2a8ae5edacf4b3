// SPDX-License-Identifier: GPL-3.0-or-later
//! What a verdict stands on: the installed bundle and how far it is trusted.

use jiff::Timestamp;
use registry_api::bundle::{Freshness, Lookup, Trusted, freshness};
use station_api::{BundleLine, BundleState};

/// Whether there is a bundle to stand on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BundleTrust {
    /// None is installed.
    Missing,
    /// The installed one failed a trust step.
    Untrusted {
        /// Word of the step.
        step: String,
    },
    /// It passed every step.
    Trusted(Trusted),
}

/// The bundle in use.
pub struct Ground<'a> {
    /// Its facts; present exactly when `trust` is [`BundleTrust::Trusted`].
    pub lookup: Option<&'a dyn Lookup>,
    /// How far to believe it.
    pub trust: &'a BundleTrust,
}

impl BundleTrust {
    /// Sequence of the bundle, 0 for none.
    pub fn sequence(&self) -> u64 {
        match self {
            Self::Trusted(trusted) => trusted.sequence,
            Self::Missing | Self::Untrusted { .. } => 0,
        }
    }

    /// When it was signed.
    pub fn issued(&self) -> Option<Timestamp> {
        match self {
            Self::Trusted(trusted) => Some(trusted.issued),
            Self::Missing | Self::Untrusted { .. } => None,
        }
    }

    /// The line the panel shows.
    pub fn line(&self, now: Timestamp) -> BundleLine {
        let state = match self {
            Self::Missing => BundleState::Missing,
            Self::Untrusted { .. } => BundleState::Untrusted,
            Self::Trusted(trusted) => match freshness(trusted, now) {
                Freshness::Fresh => BundleState::Fresh,
                Freshness::Stale | Freshness::ClockBehind => BundleState::Stale,
                Freshness::TooOld => BundleState::TooOld,
            },
        };
        BundleLine { state, version: self.sequence(), issued: self.issued() }
    }
}
