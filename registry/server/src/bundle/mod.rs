// SPDX-License-Identifier: GPL-3.0-or-later
//! Making verification bundles: what they hold comes from the store, their form from a [`Publisher`].

mod plain;
mod press;

use jiff::Timestamp;

pub(crate) use plain::PlainPublisher;
pub(crate) use press::{Bundle, Press};

use crate::store::Piece;

/// A form in which bundles are published. Another form takes its place here and nothing above changes.
pub(crate) trait Publisher: Send + Sync {
    /// Begins a bundle.
    fn begin(&self) -> Result<Box<dyn Edition>, PublishError>;
}

/// A bundle in the making.
pub(crate) trait Edition {
    /// Adds a piece; blocks come in rising order of number.
    fn add(&mut self, piece: Piece);
    /// Signs what was added.
    fn seal(self: Box<Self>, stamp: Stamp) -> Result<Vec<u8>, PublishError>;
}

/// Number and times of a bundle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp {
    /// Sequence number, rising with every publication.
    pub(crate) sequence: u64,
    /// When it is signed.
    pub(crate) issued: Timestamp,
    /// Until when it counts as fresh.
    pub(crate) expires: Timestamp,
}

/// Why a bundle could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PublishError {
    /// No random bytes for the salt.
    #[error("could not make a salt for the bundle")]
    Salt(#[source] crate::keys::KeyError),
    /// It cannot be written in its form.
    #[error("could not write the bundle")]
    Form(#[source] serde_json::Error),
    /// Stations would refuse it.
    #[error(
        "the bundle would have {found} bytes, stations read {limit} at most: this form is too small for the brand"
    )]
    TooLarge {
        /// Bytes it would have.
        found: usize,
        /// Bytes a station reads.
        limit: usize,
    },
}
