// SPDX-License-Identifier: MIT OR Apache-2.0
//! The step at which an update was refused.

use jiff::Timestamp;

use super::signed::Kind;

/// Why nothing was changed. Clause numbers are those of The Update Framework's specification 1.0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Longer than a station reads (5.3.3, 5.4.1: endless data).
    #[error("size: the {what} has {found} bytes, more than {limit}")]
    TooLarge {
        /// The object.
        what: Kind,
        /// Bytes it has.
        found: usize,
        /// Bytes that are read.
        limit: usize,
    },
    /// More roots at once than a station follows (5.3.3).
    #[error("size: {found} roots were handed over at once, {limit} are followed")]
    TooManyRoots {
        /// Roots handed over.
        found: usize,
        /// Roots followed.
        limit: usize,
    },
    /// Not in the one canonical form.
    #[error("form: the {what} is not in its form: {why}")]
    Form {
        /// The object.
        what: Kind,
        /// What is wrong.
        why: &'static str,
    },
    /// Made for another brand.
    #[error("brand: the {what} is made for {found:?}, this station trusts {expected:?}")]
    WrongBrand {
        /// The object.
        what: Kind,
        /// Brand in it.
        found: String,
        /// Brand of the trusted root.
        expected: String,
    },
    /// Not the version that follows the trusted one (5.3.5).
    #[error("root-version: root {found} does not follow root {trusted}; each one in between is needed")]
    RootVersion {
        /// Version of the new root.
        found: u64,
        /// Version of the trusted root.
        trusted: u64,
    },
    /// Signed by too few root keys (5.3.4).
    #[error("root-threshold: {found} of the {needed} signatures needed by root {of} are there")]
    RootThreshold {
        /// Version of the root whose keys were counted.
        of: u64,
        /// Valid signatures.
        found: usize,
        /// Signatures needed.
        needed: usize,
    },
    /// The newest root has expired (5.3.10).
    #[error("root-expiry: root {version} expired at {expires}; the maker has to sign the next one")]
    RootExpired {
        /// Its version.
        version: u64,
        /// When it expired.
        expires: Timestamp,
    },
    /// The head is signed by too few head keys (5.4.2).
    #[error("head-threshold: the head has {found} of {needed} signatures by head keys of the root")]
    HeadThreshold {
        /// Valid signatures.
        found: usize,
        /// Signatures needed.
        needed: usize,
    },
    /// Made before the maker recovered from a stolen key, or for a recovery this station has not seen.
    #[error("era: the {what} is of era {found}, the root of era {trusted}")]
    Era {
        /// The object.
        what: Kind,
        /// Era in it.
        found: u32,
        /// Era of the trusted root.
        trusted: u32,
    },
    /// Signed later than the clock, or the clock policy, allows.
    #[error("head-future: the head was signed at {issued}, later than {latest}")]
    HeadFuture {
        /// When it says it was signed.
        issued: Timestamp,
        /// The latest time allowed.
        latest: Timestamp,
    },
    /// A head older than a trusted one (5.4.3.1).
    #[error("head-rollback: head {found} is below the trusted head {trusted}")]
    HeadRollback {
        /// Its sequence.
        found: u64,
        /// The highest sequence trusted.
        trusted: u64,
    },
    /// Another head under the number of the trusted one.
    #[error("head-fork: another head {sequence} was trusted before; the registry tells two stories")]
    HeadFork {
        /// The number both have.
        sequence: u64,
    },
    /// At start-up: not the head the trust state names.
    #[error("head-hash: this is not the head that was installed")]
    HeadHash,
    /// Not the publish the head names (5.5.2: mix-and-match).
    #[error("publish-hash: this is not the publish the head names")]
    PublishHash,
    /// The publish is signed by too few publish keys (5.6.3).
    #[error("publish-threshold: the publish has {found} of {needed} signatures by publish keys of the root")]
    PublishThreshold {
        /// Valid signatures.
        found: usize,
        /// Signatures needed.
        needed: usize,
    },
    /// A publish older than a trusted one (5.5.5).
    #[error("publish-rollback: publish {found} is below the trusted publish {trusted}")]
    PublishRollback {
        /// Its sequence.
        found: u64,
        /// The highest sequence trusted.
        trusted: u64,
    },
    /// Another publish under the number of the trusted one.
    #[error("publish-fork: another publish {sequence} was trusted before; the registry tells two stories")]
    PublishFork {
        /// The number both have.
        sequence: u64,
    },
    /// Fingerprints under a salt that was given up.
    #[error("epoch-rollback: salt epoch {found} is below the trusted epoch {trusted}")]
    EpochRollback {
        /// Its epoch.
        found: u32,
        /// The highest epoch trusted.
        trusted: u32,
    },
    /// The publish lists no such object (5.7.2).
    #[error("object-missing: the publish lists no object of kind {kind} named {name:?}")]
    ObjectMissing {
        /// Number of the kind asked for.
        kind: u16,
        /// Name asked for.
        name: String,
    },
    /// Longer or shorter than signed (5.7.3: endless data).
    #[error("object-length: an object of kind {kind} has {found} bytes, {signed} were signed")]
    ObjectLength {
        /// Number of its kind.
        kind: u16,
        /// Bytes seen when it was given up.
        found: u64,
        /// Bytes signed.
        signed: u64,
    },
    /// Not the bytes that were signed (5.7.3).
    #[error("object-hash: the content of an object of kind {kind} is not what was signed")]
    ObjectHash {
        /// Number of its kind.
        kind: u16,
    },
}

impl Refusal {
    /// The stable word of the failing step.
    pub fn step(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } | Self::TooManyRoots { .. } => "size",
            Self::Form { .. } => "form",
            Self::WrongBrand { .. } => "brand",
            Self::RootVersion { .. } => "root-version",
            Self::RootThreshold { .. } => "root-threshold",
            Self::RootExpired { .. } => "root-expiry",
            Self::HeadThreshold { .. } => "head-threshold",
            Self::Era { .. } => "era",
            Self::HeadFuture { .. } => "head-future",
            Self::HeadRollback { .. } => "head-rollback",
            Self::HeadFork { .. } => "head-fork",
            Self::HeadHash => "head-hash",
            Self::PublishHash => "publish-hash",
            Self::PublishThreshold { .. } => "publish-threshold",
            Self::PublishRollback { .. } => "publish-rollback",
            Self::PublishFork { .. } => "publish-fork",
            Self::EpochRollback { .. } => "epoch-rollback",
            Self::ObjectMissing { .. } => "object-missing",
            Self::ObjectLength { .. } => "object-length",
            Self::ObjectHash { .. } => "object-hash",
        }
    }
}
