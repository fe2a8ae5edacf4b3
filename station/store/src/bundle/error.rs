// SPDX-License-Identifier: GPL-3.0-or-later
//! Why a bundle was not installed or not loaded.

use std::path::PathBuf;

use registry_api::bundle::TrustError;

use crate::StoreError;

/// Why a bundle was not installed. The one before stays in use.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// It failed a trust step.
    #[error("the bundle is not trusted and was not installed (step {})", source.step())]
    Untrusted {
        /// The step.
        #[source]
        source: TrustError,
    },
    /// Another bundle with the number of the installed one, signed before it.
    #[error(
        "the bundle was not installed: it has sequence {sequence} like the installed one, but was signed before it"
    )]
    SignedBefore {
        /// The number both have.
        sequence: u64,
    },
    /// It could not be written.
    #[error("the bundle was not installed: it could not be written")]
    Store {
        /// What failed.
        #[source]
        source: StoreError,
    },
}

/// Why no bundle could be loaded.
#[derive(Debug, thiserror::Error)]
pub enum BundleLoadError {
    /// None was ever installed.
    #[error("no bundle is installed in {}; let the station reach its registry, or run `station bundle install`", dir.display())]
    Missing {
        /// The directory.
        dir: PathBuf,
    },
    /// It is there and failed a trust step, and so did the one before.
    #[error("the installed bundle is not trusted (step {}); install a newer one", source.step())]
    Untrusted {
        /// The step.
        #[source]
        source: TrustError,
    },
    /// It cannot be read, and neither can the one before.
    #[error("the installed bundle cannot be read ({detail}); install it again")]
    Unreadable {
        /// What is wrong.
        detail: String,
    },
}

impl BundleLoadError {
    /// The trust step that failed, or the word for what is missing.
    pub fn step(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Untrusted { source } => source.step(),
            Self::Unreadable { .. } => "unreadable",
        }
    }
}
