// SPDX-License-Identifier: MIT OR Apache-2.0
//! Paths and bodies of the registry's HTTP interface.

use serde::{Deserialize, Serialize};

use crate::bundle::TrustRoot;
use crate::fact::Status;
use crate::{PublicKey, serial::Serial};

/// `POST`: enrol a station ([`EnrolRequest`] → [`EnrolAnswer`]).
pub const STATIONS: &str = "/v1/stations";
/// `POST`: events of a station ([`crate::chain::Batch`] → [`BatchAnswer`]).
pub const EVENTS: &str = "/v1/events";
/// `GET`: the newest bundle file; answers 304 to a matching `If-None-Match`.
pub const BUNDLE: &str = "/v1/bundle";
/// `GET {SERIALS}/{serial}` → [`VerifyAnswer`]; `PUT {SERIALS}/{serial}/status` with [`StatusChange`];
/// `GET {SERIALS}/{serial}/events` → [`History`].
pub const SERIALS: &str = "/v1/serials";
/// `POST`: issue serials ([`IssueRequest`] → [`IssueAnswer`]).
pub const BATCHES: &str = "/v1/batches";
/// `PUT {SHIPMENTS}/{number}`: announce a shipment ([`ShipmentRequest`]).
pub const SHIPMENTS: &str = "/v1/shipments";
/// `GET`: whether the registry is there and its database answers.
pub const HEALTH: &str = "/healthz";

/// Header with the station's number on requests without a body.
pub const STATION_HEADER: &str = "assay-station";
/// Header with the Unix time in seconds that the signature covers.
pub const TIME_HEADER: &str = "assay-time";
/// Header with the signature over [`crate::chain::request_message`].
pub const SIGNATURE_HEADER: &str = "assay-signature";
/// How far the time in a signed request may be from the registry's clock, in seconds.
///
/// Wide, because a station without a clock battery must still be able to fetch the data that tells it the time.
pub const REQUEST_SKEW_S: i64 = 24 * 3600;

/// A new station asks to be known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    /// One-time code from the registry's administrator.
    pub code: String,
    /// The station's own public key; its private half never leaves the station.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub public_key: PublicKey,
    /// Name a person knows the station by.
    pub name: String,
}

/// What a station needs to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolAnswer {
    /// The station's number, part of every event it sends.
    pub station: String,
    /// Facility code it stands at.
    pub facility: String,
    /// Whose bundles to believe.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub root: TrustRoot,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum RowOutcome {
    /// Stored now.
    Stored,
    /// Was stored before; nothing changed.
    Duplicate,
    /// Received and put aside: it cannot be applied.
    Quarantined {
        /// Why.
        reason: String,
    },
}

/// Answer to a batch. The same batch always gets the same `acked_seq` or a higher one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchAnswer {
    /// Everything up to this row is safe at the registry; the station may delete it.
    pub acked_seq: u64,
    /// One outcome per row of the batch, in order.
    pub rows: Vec<RowOutcome>,
}

/// What anybody may know of a serial. One shape for known and unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyAnswer {
    /// The serial in its canonical form.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub serial: String,
    /// Whether this registry issued it.
    pub issued: bool,
    /// Its status; `None` where it was not issued.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub status: Option<Status>,
    /// Product name.
    pub product: Option<String>,
    /// GTIN-14.
    pub gtin: Option<String>,
    /// Production lot.
    pub lot: Option<String>,
    /// Production date, `YYYY-MM-DD`.
    pub made_on: Option<String>,
    /// Expiry date, `YYYY-MM-DD`.
    pub expiry: Option<String>,
    /// End of warranty, `YYYY-MM-DD`.
    pub warranty_until: Option<String>,
    /// Markets it was made for; empty = all.
    pub markets: Vec<String>,
    /// What to beware of, in plain words.
    pub alerts: Vec<String>,
}

/// New status of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StatusChange {
    /// The status.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub status: Status,
    /// Why, for the record.
    pub reason: String,
}

/// Serials of one production batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IssueRequest {
    /// Chosen by the caller; the same one again gets the same serials.
    pub batch: String,
    /// GTIN of the product.
    pub gtin: String,
    /// How many, 1 to 100,000.
    pub count: u32,
    /// Facility code.
    pub facility: String,
    /// Place a person knows it by.
    #[serde(default)]
    pub place: String,
    /// Line identifier.
    pub line: String,
    /// Production lot.
    #[serde(default)]
    pub lot: Option<String>,
    /// Expiry date, `YYYY-MM-DD`.
    #[serde(default)]
    pub expiry: Option<String>,
    /// Markets, ISO 3166-1 alpha-2; empty = all.
    #[serde(default)]
    pub markets: Vec<String>,
}

/// One issued unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedUnit {
    /// Its serial.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub serial: Serial,
    /// What its QR code holds: a GS1 Digital Link.
    pub digital_link: String,
    /// Its element string in brackets, for a DataMatrix.
    pub element_string: String,
}

/// The serials of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssueAnswer {
    /// The batch they belong to.
    pub batch: String,
    /// In index order.
    pub units: Vec<IssuedUnit>,
}

/// A shipment on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ShipmentRequest {
    /// Facility code it goes to.
    pub facility: String,
    /// Its units, at most 25,000.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub serials: Vec<Serial>,
}

/// One stored event of a serial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoredEvent {
    /// Station that sent it.
    pub station: String,
    /// Its number there.
    pub seq: u64,
    /// When the registry stored it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub received_at: jiff::Timestamp,
    /// The EPCIS event.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub event: serde_json::Value,
}

/// What happened to a serial, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct History {
    /// The serial.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub serial: Serial,
    /// Its events.
    pub events: Vec<StoredEvent>,
}
