// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the station decided of one scan: never two-valued, never genuine by default.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The outcome of one scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Issued, status good, evidence fresh.
    Genuine,
    /// Issued, status good, but only as of an old bundle.
    GenuineStale {
        /// When the evidence was signed.
        as_of: Timestamp,
    },
    /// Genuine, but somebody must act.
    Attention {
        /// Why.
        reason: AttentionReason,
    },
    /// The maker's data does not know it, after triage (a second read).
    NotVerified {
        /// Why.
        reason: NotVerifiedReason,
    },
    /// On the list of counterfeit or stolen goods.
    Reported {
        /// Which list.
        reason: ReportedReason,
    },
    /// The station cannot say. Never to be shown as fake or as genuine.
    Indeterminate {
        /// Why not.
        cause: Cause,
    },
}

/// The six families of [`Verdict`], as scripts and the panel tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// Green.
    Genuine,
    /// Amber, tick and clock.
    GenuineStale,
    /// Amber, exclamation mark.
    Attention,
    /// Red, cross.
    NotVerified,
    /// Red, raised hand.
    Reported,
    /// Grey, question mark.
    Indeterminate,
}

/// Why a genuine unit needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AttentionReason {
    /// The maker recalled the unit or its lot.
    Recalled,
    /// Past its expiry date.
    Expired,
    /// Made for other markets.
    WrongMarket {
        /// ISO 3166-1 alpha-2 codes it was made for.
        made_for: Vec<String>,
        /// The market of this site.
        here: String,
    },
    /// Not in the expected shipment.
    NotOnManifest,
    /// Scanned before in this run.
    Duplicate,
    /// Already registered as returned.
    AlreadyReturned,
    /// Registered as scrapped; it should not exist any more.
    Scrapped,
    /// The label names another lot than the maker's record.
    WrongLot {
        /// What the label says.
        label: String,
        /// What the record says.
        record: String,
    },
    /// The label names another expiry than the maker's record.
    WrongExpiry {
        /// What the label says, YYMMDD.
        label: String,
        /// What the record says, YYMMDD.
        record: String,
    },
    /// The scan could not be written to the journal, so it was not accepted.
    NotRecorded,
}

/// Why a serial is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum NotVerifiedReason {
    /// No such block, or the block holds fewer units.
    NeverIssued,
    /// The block exists, the check part does not match: a misread or a forgery.
    CheckFailed,
    /// The serial belongs to another product than the label says.
    WrongProduct {
        /// GTIN-14 of the record.
        record: String,
    },
    /// A known product with a serial that the maker's system cannot have made.
    NotASerial,
}

/// Which list a unit is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ReportedReason {
    /// Reported as counterfeit.
    Counterfeit,
    /// Reported as stolen.
    Stolen,
}

/// Why the station cannot say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Cause {
    /// A first failure: read it again before anybody is accused.
    ReadAgain,
    /// Issued after the bundle was made, or its block was still open.
    NotCoveredYet,
    /// The code could not be understood.
    Unreadable {
        /// The parser's error code.
        error: String,
        /// One sentence for a person.
        message: String,
    },
    /// A readable code that carries no serial number.
    NoSerial,
    /// A product that is not in the maker's list.
    UnknownProduct,
    /// No bundle is installed.
    BundleMissing,
    /// The bundle failed a trust step.
    BundleUntrusted {
        /// The failing step.
        step: String,
    },
    /// The bundle is older than the policy allows to rely on.
    BundleTooOld {
        /// When it was signed.
        as_of: Timestamp,
    },
    /// The clock is behind the newest signed time, so ages mean nothing.
    ClockUntrusted,
}

impl Verdict {
    /// The family.
    pub fn kind(&self) -> VerdictKind {
        match self {
            Self::Genuine => VerdictKind::Genuine,
            Self::GenuineStale { .. } => VerdictKind::GenuineStale,
            Self::Attention { .. } => VerdictKind::Attention,
            Self::NotVerified { .. } => VerdictKind::NotVerified,
            Self::Reported { .. } => VerdictKind::Reported,
            Self::Indeterminate { .. } => VerdictKind::Indeterminate,
        }
    }

    /// The stable word for the reason, e.g. `wrong_market`; `ok` for a plain pass.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Genuine => "ok",
            Self::GenuineStale { .. } => "old_bundle",
            Self::Attention { reason } => reason.as_str(),
            Self::NotVerified { reason } => reason.as_str(),
            Self::Reported { reason: ReportedReason::Counterfeit } => "counterfeit",
            Self::Reported { reason: ReportedReason::Stolen } => "stolen",
            Self::Indeterminate { cause } => cause.as_str(),
        }
    }

    /// Whether the panel must keep it until a person answers: everything but a plain pass and a
    /// grey "read it again", which the next scan answers.
    pub fn must_acknowledge(&self) -> bool {
        !matches!(self, Self::Genuine | Self::Indeterminate { .. })
    }
}

impl VerdictKind {
    /// The word in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Genuine => "genuine",
            Self::GenuineStale => "genuine_stale",
            Self::Attention => "attention",
            Self::NotVerified => "not_verified",
            Self::Reported => "reported",
            Self::Indeterminate => "indeterminate",
        }
    }
}

impl AttentionReason {
    /// The stable word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Recalled => "recalled",
            Self::Expired => "expired",
            Self::WrongMarket { .. } => "wrong_market",
            Self::NotOnManifest => "not_on_manifest",
            Self::Duplicate => "duplicate",
            Self::AlreadyReturned => "already_returned",
            Self::Scrapped => "scrapped",
            Self::WrongLot { .. } => "wrong_lot",
            Self::WrongExpiry { .. } => "wrong_expiry",
            Self::NotRecorded => "not_recorded",
        }
    }
}

impl NotVerifiedReason {
    /// The stable word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NeverIssued => "never_issued",
            Self::CheckFailed => "check_failed",
            Self::WrongProduct { .. } => "wrong_product",
            Self::NotASerial => "not_a_serial",
        }
    }
}

impl Cause {
    /// The stable word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::ReadAgain => "read_again",
            Self::NotCoveredYet => "not_covered_yet",
            Self::Unreadable { .. } => "unreadable",
            Self::NoSerial => "no_serial",
            Self::UnknownProduct => "unknown_product",
            Self::BundleMissing => "bundle_missing",
            Self::BundleUntrusted { .. } => "bundle_untrusted",
            Self::BundleTooOld { .. } => "bundle_too_old",
            Self::ClockUntrusted => "clock_untrusted",
        }
    }
}
