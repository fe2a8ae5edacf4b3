// SPDX-License-Identifier: GPL-3.0-or-later
//! What bundles are made from.

use jiff::{SignedDuration, Timestamp};
use registry_api::bundle::Shipment;
use registry_api::fact::{Product, Status};
use registry_api::serial::Serial;
use rusqlite::{Connection, Rows, Transaction, params};

use super::directory::{read_block, read_fakes};
use super::engine::{Doing, EngineResult, column, converted, damaged, parsed, unsigned};
use crate::store::{Piece, Publication};

/// How long a shipment counts as on its way after it was announced.
const SHIPMENT_EXPECTED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Notes a change that stations should hear of soon.
pub(super) fn note_urgent_change(tx: &Transaction<'_>) -> EngineResult<()> {
    tx.execute("UPDATE publication SET urgent_changes = urgent_changes + 1", [])
        .map(|_| ())
        .doing("note the change")
}

/// How far publication has come.
pub(super) fn publication(conn: &Connection) -> EngineResult<Publication> {
    const FIND: &str = "SELECT sequence, urgent_changes FROM publication";
    let mut statement = conn.prepare_cached(FIND).doing("read the publication state")?;
    let mut rows = statement.query([]).doing("read the publication state")?;
    match rows.next().doing("read the publication state")? {
        Some(row) => Ok(Publication {
            sequence: unsigned(row, "sequence")?,
            urgent_changes: unsigned(row, "urgent_changes")?,
        }),
        None => Err(damaged("only", &"the publication state is missing")),
    }
}

/// Takes the next sequence number.
pub(super) fn next_publication(tx: &Transaction<'_>) -> EngineResult<Publication> {
    tx.execute("UPDATE publication SET sequence = sequence + 1", []).doing("number the publication")?;
    publication(tx)
}

/// Gives the pieces of a bundle.
pub(super) fn snapshot(conn: &Connection, at: Timestamp, visit: &mut dyn FnMut(Piece)) -> EngineResult<()> {
    products(conn, visit)?;
    blocks(conn, visit)?;
    for serial in read_fakes(conn)? {
        visit(Piece::ReportedFake(serial));
    }
    shipments(conn, at, visit)
}

fn products(conn: &Connection, visit: &mut dyn FnMut(Piece)) -> EngineResult<()> {
    let mut statement = conn
        .prepare("SELECT gtin, name, warranty_months FROM product ORDER BY gtin")
        .doing("read products")?;
    let mut rows = statement.query([]).doing("read products")?;
    while let Some(row) = rows.next().doing("read products")? {
        visit(Piece::Product(Product {
            gtin: parsed(row, "gtin")?,
            name: column(row, "name")?,
            warranty_months: column(row, "warranty_months")?,
        }));
    }
    Ok(())
}

/// Serials begin with their locator, so units in the order of their serials are units in the order of their
/// blocks: one walk over two tables, side by side.
fn blocks(conn: &Connection, visit: &mut dyn FnMut(Piece)) -> EngineResult<()> {
    let mut blocks = conn.prepare("SELECT * FROM block ORDER BY number").doing("read blocks")?;
    let mut units = conn.prepare("SELECT serial, status FROM unit ORDER BY serial").doing("read units")?;
    let mut blocks = blocks.query([]).doing("read blocks")?;
    let mut units = units.query([]).doing("read units")?;
    while let Some(row) = blocks.next().doing("read blocks")? {
        let block = read_block(row)?;
        let units = next_units(&mut units, block.units)?;
        if units.iter().any(|(serial, _)| serial.locator().block != block.facts.number) {
            return Err(damaged("serial", &"units of a block are missing"));
        }
        visit(Piece::Block { facts: block.facts, units });
    }
    Ok(())
}

fn next_units(rows: &mut Rows<'_>, count: u16) -> EngineResult<Vec<(Serial, Status)>> {
    let mut units = Vec::with_capacity(usize::from(count));
    for index in 0..count {
        let Some(row) = rows.next().doing("read units")? else {
            return Err(damaged("serial", &"units of a block are missing"));
        };
        let serial: Serial = converted(row, "serial")?;
        if serial.locator().index != index {
            return Err(damaged("serial", &format!("unit {index} of a block is missing before {serial}")));
        }
        units.push((serial, parsed(row, "status")?));
    }
    Ok(units)
}

fn shipments(conn: &Connection, at: Timestamp, visit: &mut dyn FnMut(Piece)) -> EngineResult<()> {
    const EXPECTED: &str = "SELECT number, facility, serial
        FROM shipment JOIN shipment_unit USING (number) WHERE announced_us >= ?1
        ORDER BY announced_us, number, position";
    let oldest = at.checked_sub(SHIPMENT_EXPECTED).unwrap_or(Timestamp::MIN);
    let mut statement = conn.prepare(EXPECTED).doing("read shipments")?;
    let mut rows = statement.query(params![oldest.as_microsecond()]).doing("read shipments")?;
    let mut open: Option<Shipment> = None;
    while let Some(row) = rows.next().doing("read shipments")? {
        let number: String = column(row, "number")?;
        if open.as_ref().is_none_or(|shipment| shipment.number != number) {
            let facility = column(row, "facility")?;
            let begun = Shipment { number, facility, serials: Vec::new() };
            open.replace(begun).into_iter().for_each(|done| visit(Piece::Shipment(done)));
        }
        if let Some(shipment) = &mut open {
            shipment.serials.push(converted(row, "serial")?);
        }
    }
    open.into_iter().for_each(|done| visit(Piece::Shipment(done)));
    Ok(())
}
