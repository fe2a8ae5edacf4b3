// SPDX-License-Identifier: GPL-3.0-or-later
//! Statuses, reported fakes and shipments: what is known of single units.

use jiff::Timestamp;
use registry_api::fact::{BlockFacts, Fact, Product, Status};
use registry_api::serial::Serial;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::engine::{Doing, EngineResult, column, damaged, parsed};
use super::publish;
use crate::store::{Refusal, Shipped};

/// What is known of a unit whose serial was recognised.
pub(super) fn fact(conn: &Connection, serial: &Serial, block: BlockFacts) -> EngineResult<Fact> {
    const FIND: &str = "SELECT unit.status, product.name, product.warranty_months
        FROM unit JOIN block ON block.number = unit.block JOIN product ON product.gtin = block.gtin
        WHERE unit.serial = ?1";
    let mut statement = conn.prepare_cached(FIND).doing("look for the unit")?;
    let mut rows = statement.query([serial.as_str()]).doing("look for the unit")?;
    let Some(row) = rows.next().doing("look for the unit")? else {
        return Err(damaged("serial", &format!("the issued unit {serial} is missing")));
    };
    let product = Product {
        gtin: block.gtin.clone(),
        name: column(row, "name")?,
        warranty_months: column(row, "warranty_months")?,
    };
    Ok(Fact { product, block, status: parsed(row, "status")? })
}

/// The status of a unit and since when; `None` = never issued.
pub(super) fn status(conn: &Connection, serial: &str) -> EngineResult<Option<(Status, Option<i64>)>> {
    const FIND: &str = "SELECT status, status_us FROM unit WHERE serial = ?1";
    let mut statement = conn.prepare_cached(FIND).doing("look for the unit")?;
    let mut rows = statement.query([serial]).doing("look for the unit")?;
    let Some(row) = rows.next().doing("look for the unit")? else {
        return Ok(None);
    };
    Ok(Some((parsed(row, "status")?, column(row, "status_us")?)))
}

/// A change of a unit's status.
pub(super) struct Change<'a> {
    pub(super) serial: &'a str,
    pub(super) old: Status,
    pub(super) new: Status,
    pub(super) reason: &'a str,
    /// When the new status came about.
    pub(super) since: Timestamp,
    /// When the registry heard of it.
    pub(super) at: Timestamp,
}

/// Changes a status and records who it was before.
pub(super) fn change_status(tx: &Transaction<'_>, change: &Change<'_>) -> EngineResult<()> {
    const SET: &str = "UPDATE unit SET status = ?2, status_us = ?3 WHERE serial = ?1";
    const RECORD: &str = "INSERT INTO status_change
        SELECT ?1, coalesce(max(change_no), 0) + 1, ?2, ?3, ?4, ?5 FROM status_change WHERE serial = ?1";
    let (old, new) = (change.old.as_str(), change.new.as_str());
    let set = params![change.serial, new, change.since.as_microsecond()];
    let record = params![change.serial, old, new, change.reason, change.at.as_microsecond()];
    tx.prepare_cached(SET).and_then(|mut s| s.execute(set)).doing("set the status")?;
    tx.prepare_cached(RECORD).and_then(|mut s| s.execute(record)).doing("record the change of status")?;
    Ok(())
}

/// Sets a status by hand.
pub(super) fn set_status(
    tx: &Transaction<'_>,
    serial: &Serial,
    new: Status,
    reason: &str,
    at: Timestamp,
) -> EngineResult<()> {
    let Some((old, _)) = status(tx, serial.as_str())? else {
        return Err(Refusal::UnknownSerial(*serial).into());
    };
    change_status(tx, &Change { serial: serial.as_str(), old, new, reason, since: at, at })?;
    publish::note_urgent_change(tx)
}

/// Records a serial found on counterfeits.
pub(super) fn report_fake(tx: &Transaction<'_>, serial: &Serial, at: Timestamp) -> EngineResult<()> {
    const INSERT: &str = "INSERT INTO reported_fake VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    if status(tx, serial.as_str())?.is_some() {
        return Err(Refusal::WasIssued(*serial).into());
    }
    let added =
        tx.execute(INSERT, params![serial.as_str(), at.as_microsecond()]).doing("store the report")?;
    if added == 0 { Ok(()) } else { publish::note_urgent_change(tx) }
}

/// Announces a shipment or replaces the one of that number.
pub(super) fn announce_shipment(
    tx: &Transaction<'_>,
    number: &str,
    shipped: &Shipped,
    at: Timestamp,
) -> EngineResult<()> {
    const SHIPMENT: &str = "INSERT INTO shipment VALUES (?1, ?2, ?3)
        ON CONFLICT (number) DO UPDATE SET facility = ?2, announced_us = ?3";
    tx.execute("DELETE FROM shipment_unit WHERE number = ?1", [number]).doing("replace the shipment")?;
    tx.execute(SHIPMENT, params![number, shipped.facility, at.as_microsecond()])
        .doing("store the shipment")?;
    for (position, serial) in shipped.serials.iter().enumerate() {
        add_to_shipment(tx, number, position, serial)?;
    }
    publish::note_urgent_change(tx)
}

fn add_to_shipment(tx: &Transaction<'_>, number: &str, position: usize, serial: &Serial) -> EngineResult<()> {
    const INSERT: &str = "INSERT INTO shipment_unit SELECT serial, ?2, ?3 FROM unit WHERE serial = ?1";
    let values = params![serial.as_str(), number, position as i64];
    let added = tx.prepare_cached(INSERT).and_then(|mut s| s.execute(values)).doing("store the shipment")?;
    if added == 1 { Ok(()) } else { Err(Refusal::UnknownSerial(*serial).into()) }
}

/// Whether the newest block is there and its units are the ones `serial` says.
pub(super) fn has_unit(conn: &Connection, serial: &Serial) -> EngineResult<bool> {
    conn.query_row("SELECT 1 FROM unit WHERE serial = ?1", [serial.as_str()], |_| Ok(()))
        .optional()
        .map(|found| found.is_some())
        .doing("look for the unit")
}
