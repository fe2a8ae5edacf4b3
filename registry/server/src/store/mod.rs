// SPDX-License-Identifier: GPL-3.0-or-later
//! What the registry remembers: one trait whose methods are the use cases, each one transaction.
//!
//! Joins, constraints and isolation are the engine's work, so there is no generic get and put. Tables about
//! units are keyed by serial first, tables about stations by station, so the same statements can run on an
//! engine that spreads them over machines.

mod error;
#[cfg(test)]
pub(crate) mod fixture;
mod sqlite;
mod types;

use jiff::Timestamp;
use registry_api::chain::Batch;
use registry_api::fact::{Product, Status};
use registry_api::http::{BatchAnswer, EnrolRequest, History};
use registry_api::serial::Serial;

pub(crate) use error::{Refusal, StoreError};
pub(crate) use sqlite::{DATABASE, SqliteStore};
pub(crate) use types::{Issued, IssuedBlock, OneTimeCode, Piece, Publication, Shipped, Standing, Station};

use crate::check::Order;

/// The use cases. Times come in as arguments; every method that changes something is durable when it returns.
pub(crate) trait Store: Send + Sync {
    /// Whether the database answers.
    fn health(&self) -> Result<(), StoreError>;

    /// Adds a product or changes its name and warranty.
    fn upsert_product(&self, product: &Product, at: Timestamp) -> Result<(), StoreError>;

    /// Issues the serials of an order, or gives those it got before.
    ///
    /// Refuses an unknown product, and a batch that was issued for another order.
    fn issue_batch(&self, order: &Order, at: Timestamp) -> Result<Issued, StoreError>;

    /// What is known of a serial.
    fn verify(&self, serial: &Serial) -> Result<Standing, StoreError>;

    /// Sets the status of a unit by hand.
    fn set_status(
        &self,
        serial: &Serial,
        status: Status,
        reason: &str,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Records a serial that was found on counterfeits. Refuses one that was issued.
    fn report_fake(&self, serial: &Serial, at: Timestamp) -> Result<(), StoreError>;

    /// Announces a shipment, or replaces what was announced under its number.
    fn announce_shipment(&self, number: &str, shipped: &Shipped, at: Timestamp) -> Result<(), StoreError>;

    /// Keeps the hash of a one-time code.
    fn add_enrol_code(
        &self,
        code: &OneTimeCode,
        facility: &str,
        at: Timestamp,
        expires: Timestamp,
    ) -> Result<(), StoreError>;

    /// Enrols a station with a one-time code. The same code and key again give the same station.
    fn enrol(&self, request: &EnrolRequest, at: Timestamp) -> Result<Station, StoreError>;

    /// A station that was enrolled.
    fn station(&self, id: &str) -> Result<Option<Station>, StoreError>;

    /// Takes a batch of events whose chain and signature were checked.
    ///
    /// Refuses a fork (and records it) and a gap.
    fn append_events(&self, batch: &Batch, at: Timestamp) -> Result<BatchAnswer, StoreError>;

    /// What happened to a serial, oldest first.
    fn history(&self, serial: &Serial) -> Result<History, StoreError>;

    /// The newest publication and how far the urgent changes have come since.
    fn publication(&self) -> Result<Publication, StoreError>;

    /// Takes the next sequence number for a publication.
    fn next_publication(&self) -> Result<Publication, StoreError>;

    /// Gives everything a bundle needs, piece by piece: products, blocks in rising order, reported fakes,
    /// shipments. All pieces are of one moment.
    fn snapshot_for_bundle(&self, at: Timestamp, visit: &mut dyn FnMut(Piece)) -> Result<(), StoreError>;
}
