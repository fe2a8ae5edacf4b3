// SPDX-License-Identifier: MIT OR Apache-2.0
//! The questions a station asks of a bundle.

use gs1::Gtin;
use serde::{Deserialize, Serialize};

use crate::fact::{Fact, Product};
use crate::serial::Serial;

/// What a bundle says of a serial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Issued; here is what is known.
    Issued(Box<Fact>),
    /// Its block is above the last one in the bundle, or was still open: newer than the data.
    NotCoveredYet,
    /// No such block, or an index above the block's count.
    NeverIssued,
    /// The block and index exist, the fingerprint differs: a misread or a forgery.
    CheckFailed(Box<Fact>),
    /// Never issued, and reported as found on counterfeits.
    ReportedFake,
}

/// An expected shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipment {
    /// The sender's number of the shipment, e.g. a despatch advice.
    pub number: String,
    /// Facility code it goes to.
    pub facility: String,
    /// Its units.
    pub serials: Vec<Serial>,
}

/// A source of facts, however it is stored.
pub trait Lookup: Send + Sync {
    /// What is known of a serial.
    fn find(&self, serial: &Serial) -> Finding;
    /// A product of the brand, or `None` where the GTIN is somebody else's.
    fn product(&self, gtin: &Gtin) -> Option<&Product>;
    /// Shipments expected at a facility, in the order they were announced.
    fn shipments(&self, facility: &str) -> Vec<&Shipment>;
}
