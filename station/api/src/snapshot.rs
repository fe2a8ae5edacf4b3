// SPDX-License-Identifier: MIT OR Apache-2.0
//! The whole panel at one moment.

use drivers_api::DeviceState;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Card, CardId, Role, Route, VerdictKind};

/// Everything the panel needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Rises with every change; a reader may skip.
    pub seq: u64,
    /// Name of the station, e.g. `Dock 3`.
    pub station: String,
    /// Its job.
    pub role: Role,
    /// What it works on, e.g. the shipment; empty when nothing.
    pub context: String,
    /// The station's own time.
    pub now: Timestamp,
    /// Its devices in configuration order.
    pub devices: Vec<DeviceChip>,
    /// Its link to the registry.
    pub link: Link,
    /// Its evidence.
    pub bundle: BundleLine,
    /// What a person should know, worst first.
    pub notices: Vec<Notice>,
    /// The middle of the panel.
    pub screen: Screen,
}

/// What kind of device a chip stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// Serial scanner.
    Scanner,
    /// Camera or picture folder.
    Camera,
    /// Tag reader.
    Tag,
    /// Stack light and buzzer.
    Lamp,
}

/// One device in the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceChip {
    /// Its role name.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// How it is.
    pub state: DeviceState,
    /// What is wrong and what to do; empty when up.
    pub detail: String,
}

/// The link to the registry and the queue before it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Link {
    /// `None` while the registry answers, else since when it does not.
    pub offline_since: Option<Timestamp>,
    /// Events waiting to be delivered.
    pub waiting: u64,
    /// Events the registry put aside; a person must deal with them.
    pub parked: u64,
}

/// Whether the evidence can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundleState {
    /// Signed, not expired.
    Fresh,
    /// Signed, older than it should be.
    Stale,
    /// Too old to rely on.
    TooOld,
    /// None installed.
    Missing,
    /// Failed a trust step.
    Untrusted,
}

/// The evidence in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleLine {
    /// Whether it can be used.
    pub state: BundleState,
    /// Its version, 0 when there is none.
    pub version: u64,
    /// When it was signed.
    pub issued: Option<Timestamp>,
}

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeLevel {
    /// Work goes on.
    Info,
    /// Work goes on, somebody should look.
    Warning,
    /// Work stops.
    Stop,
}

/// A line a person should read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// How much it matters.
    pub level: NoticeLevel,
    /// Stable word, e.g. `disk_full`.
    pub code: String,
    /// What is wrong and what to do.
    pub text: String,
}

/// The middle of the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "screen", rename_all = "snake_case")]
pub enum Screen {
    /// Waiting for a scan.
    Idle(Idle),
    /// The outcome of a scan.
    Verdict(Card),
    /// A returned unit waits for its route; the card offers the routes as actions.
    ReturnsQuestion(Card),
    /// A returned unit was routed.
    Routed(Routed),
}

/// What the panel shows while it waits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Idle {
    /// Counters of the run.
    pub tally: Tally,
    /// Last scans, newest first, at most six.
    pub recent: Vec<Recent>,
}

/// Counters of a run. Expected is 0 where there is no shipment to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Units the shipment should hold.
    pub expected: u64,
    /// Distinct expected units accepted, or without a shipment units passed.
    pub verified: u64,
    /// Genuine, but not in the shipment.
    pub unlisted: u64,
    /// Scanned more than once.
    pub twice: u64,
    /// Stopped: not verified, reported or needing attention.
    pub aside: u64,
    /// Returned units sent to refurbishing.
    pub refurbish: u64,
    /// Returned units sent to destruction.
    pub scrap: u64,
}

/// One line of the list of last scans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    /// Outcome.
    pub kind: VerdictKind,
    /// Reason word of the verdict.
    pub reason: String,
    /// Product name, or the code where the product is unknown.
    pub title: String,
    /// Last characters of the serial.
    pub serial_tail: String,
    /// When.
    pub at: Timestamp,
}

/// A returned unit on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routed {
    /// The card it answers.
    pub card: CardId,
    /// Where it goes.
    pub route: Route,
    /// Product name.
    pub product: String,
    /// Last characters of the serial.
    pub serial_tail: String,
    /// How many went this way in this run, this one included.
    pub count: u64,
    /// Four characters to read out over the phone.
    pub support_code: String,
}
