// SPDX-License-Identifier: GPL-3.0-or-later
//! Everything one scan or one tap causes, as data.

use drivers_api::{Carrier, DeviceId, Signal};
use jiff::Timestamp;
use registry_api::epcis::CustodyEvent;
use serde::{Deserialize, Serialize};
use station_api::{Action, CardId, Evidence, Verdict};

/// How far the wall clock may be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockConfidence {
    /// At or after the newest signed time the station has seen.
    Plausible,
    /// Before a signed time: certainly wrong.
    Behind,
}

/// Time as the station stamps it on what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Wall clock, UTC.
    pub at: Timestamp,
    /// How far that is to be believed.
    pub clock: ClockConfidence,
    /// Offset of local time, minutes east of UTC.
    pub offset_min: i16,
}

/// One line of the journal: what came in and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum JournalEntry {
    /// A scan.
    Scan(ScanEntry),
    /// A scan that was not taken, because a card on the panel waits for an answer.
    Refused(RefusedEntry),
    /// A tap on the panel.
    Tap(TapEntry),
}

/// A refused scan as journalled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedEntry {
    /// The card that waits.
    pub waiting: CardId,
    /// When.
    pub stamp: Stamp,
    /// Device that read it.
    pub device: DeviceId,
    /// The bytes as read, hexadecimal.
    pub payload_hex: String,
}

/// A scan as journalled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanEntry {
    /// The card it became.
    pub card: CardId,
    /// When.
    pub stamp: Stamp,
    /// Device that read it.
    pub device: DeviceId,
    /// What carried it.
    pub carrier: Carrier,
    /// AIM identifier where the device gave one apart from the data.
    pub symbology: Option<String>,
    /// The bytes as read, hexadecimal.
    pub payload_hex: String,
    /// Tag identifier, hexadecimal; empty for printed codes.
    pub tag_uid_hex: String,
    /// The outcome.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Why.
    pub evidence: Vec<Evidence>,
    /// Sequence of the bundle it rests on, 0 for none.
    pub bundle: u64,
    /// Support code shown on the panel.
    pub support_code: String,
}

/// A tap as journalled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapEntry {
    /// The card it answers.
    pub card: CardId,
    /// When.
    pub stamp: Stamp,
    /// What was pressed.
    pub action: Action,
}

/// What a scan or a tap causes. Nothing of it happens before [`Decision::entry`] and
/// [`Decision::events`] are committed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// For the journal.
    pub entry: JournalEntry,
    /// For the outbox, in order; empty where custody does not change.
    pub events: Vec<CustodyEvent>,
    /// For lamp and buzzer.
    pub signal: Signal,
}
