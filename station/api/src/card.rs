// SPDX-License-Identifier: MIT OR Apache-2.0
//! One verdict with everything a person may ask about it.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{Action, Verdict};

/// Number of a card, rising with every scan; an [`crate::Intent`] names the card it answers, so that a
/// late tap can never answer the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct CardId(pub u64);

/// One checked fact behind a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Stable word for the rule or source, e.g. `block` or `market`.
    pub code: String,
    /// One plain sentence.
    pub text: String,
}

/// What is known of the unit; empty where nothing is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// The code in human-readable form, e.g. `(01)…(21)…`, at most 120 characters.
    pub code: String,
    /// Product name.
    pub product: Option<String>,
    /// GTIN-14.
    pub gtin: Option<String>,
    /// Serial number as labelled.
    pub serial: Option<String>,
    /// Production lot.
    pub lot: Option<String>,
    /// Expiry date.
    pub expiry: Option<Date>,
    /// Production date.
    pub made_on: Option<Date>,
    /// Facility and line, e.g. `Pune, line 4`.
    pub made_at: Option<String>,
    /// Markets it was made for, ISO 3166-1 alpha-2; empty = all.
    pub markets: Vec<String>,
    /// End of warranty by the maker's rule.
    pub warranty_until: Option<Date>,
    /// The registry's status word, e.g. `active`.
    pub status: Option<String>,
}

/// A verdict as the panel shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Which card this is.
    pub id: CardId,
    /// What was decided.
    pub verdict: Verdict,
    /// What is known of the unit.
    pub facts: Facts,
    /// Why, rule by rule.
    pub evidence: Vec<Evidence>,
    /// When the evidence was signed.
    pub as_of: Option<Timestamp>,
    /// Age of the evidence at the scan, in seconds.
    pub data_age_s: Option<i64>,
    /// When the scan happened.
    pub scanned_at: Timestamp,
    /// Four characters to read out over the phone; also in the journal.
    pub support_code: String,
    /// What the person may do, most likely first, at most three.
    pub actions: Vec<Action>,
}
