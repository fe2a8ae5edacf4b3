// SPDX-License-Identifier: GPL-3.0-or-later
//! Products and batches.

use jiff::Timestamp;
use registry_api::Digest;
use registry_api::fact::{BlockFacts, Product};
use registry_api::serial::BlockNumber;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::directory::read_block;
use super::engine::{Doing, EngineResult, damaged};
use super::publish;
use crate::check::Order;
use crate::issuing::{self, Issuer};
use crate::store::{Issued, IssuedBlock, Refusal, StoreError};

/// Adds a product or changes it.
pub(super) fn upsert_product(tx: &Transaction<'_>, product: &Product, at: Timestamp) -> EngineResult<()> {
    const UPSERT: &str =
        "INSERT INTO product (gtin, name, warranty_months, changed_us) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (gtin) DO UPDATE SET name = ?2, warranty_months = ?3, changed_us = ?4";
    let values = params![product.gtin.as_str(), product.name, product.warranty_months, at.as_microsecond()];
    tx.execute(UPSERT, values).doing("store the product")?;
    publish::note_urgent_change(tx)
}

/// Issues an order, or gives what it got before.
pub(super) fn issue_batch(
    tx: &Transaction<'_>,
    issuer: &Issuer,
    order: &Order,
    at: Timestamp,
) -> EngineResult<Issued> {
    let digest = order_digest(order);
    if let Some((stored, first, last)) = find_batch(tx, &order.batch)? {
        if stored != digest.to_string() {
            return Err(Refusal::BatchConflict(order.batch.clone()).into());
        }
        return read_issued(tx, issuer, first, last);
    }
    if !product_exists(tx, order)? {
        return Err(Refusal::UnknownProduct(order.gtin.as_str().to_owned()).into());
    }
    let issued = mint(issuer, order, last_block(tx)?, at)?;
    insert(tx, order, &digest, &issued, at)?;
    publish::note_urgent_change(tx)?;
    Ok(issued)
}

/// The same order always has the same digest: its fields behind their lengths, in the form [`Order::check`]
/// brings them to.
fn order_digest(order: &Order) -> Digest {
    let count = order.count.to_string();
    let expiry = order.expiry.map(|date| date.to_string());
    let mut fields = vec![order.gtin.as_str(), &count, &order.facility, &order.place, &order.line];
    fields.extend([order.lot.as_deref().unwrap_or_default(), expiry.as_deref().unwrap_or_default()]);
    fields.extend(order.markets.iter().map(String::as_str));
    let text: String = fields.iter().map(|field| format!("{}:{field}\n", field.len())).collect();
    Digest::of_parts(&[b"assay-order-1\n", text.as_bytes()])
}

fn find_batch(conn: &Connection, id: &str) -> EngineResult<Option<(String, i64, i64)>> {
    const FIND: &str = "SELECT order_sha256, first_block, last_block FROM batch WHERE id = ?1";
    conn.query_row(FIND, [id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()
        .doing("look for the batch")
}

fn product_exists(conn: &Connection, order: &Order) -> EngineResult<bool> {
    const FIND: &str = "SELECT EXISTS (SELECT 1 FROM product WHERE gtin = ?1)";
    conn.query_row(FIND, [order.gtin.as_str()], |row| row.get(0)).doing("look for the product")
}

fn last_block(conn: &Connection) -> EngineResult<u32> {
    const LAST: &str = "SELECT coalesce(max(number), 0) FROM block";
    conn.query_row(LAST, [], |row| row.get(0)).doing("look for the last block")
}

fn mint(issuer: &Issuer, order: &Order, last: u32, at: Timestamp) -> EngineResult<Issued> {
    let sizes: Vec<_> = issuing::block_sizes(order.count).collect();
    if !issuing::has_room(last, sizes.len() as u32) {
        return Err(Refusal::Exhausted.into());
    }
    // The tag covers whole seconds, so the record holds no more than that.
    let made_at = Timestamp::from_second(at.as_second()).unwrap_or(at);
    let blocks = (last + 1..).zip(sizes).map(|(number, units)| {
        let number = BlockNumber::new(number).map_err(|_| Refusal::Exhausted)?;
        let facts = BlockFacts {
            number,
            gtin: order.gtin.clone(),
            facility: order.facility.clone(),
            place: order.place.clone(),
            line: order.line.clone(),
            made_at,
            lot: order.lot.clone(),
            expiry: order.expiry,
            markets: order.markets.clone(),
        };
        let serials = issuer.mint_block(&facts, units).map_err(|_| Refusal::Exhausted)?;
        Ok(IssuedBlock { facts, serials })
    });
    Ok(Issued { blocks: blocks.collect::<Result<_, StoreError>>()? })
}

fn insert(
    tx: &Transaction<'_>,
    order: &Order,
    digest: &Digest,
    issued: &Issued,
    at: Timestamp,
) -> EngineResult<()> {
    const BATCH: &str = "INSERT INTO batch VALUES (?1, ?2, ?3, ?4, ?5)";
    let ends = issued.blocks.first().zip(issued.blocks.last());
    let (first, last) = ends.map_or((0, 0), |(f, l)| (f.facts.number.get(), l.facts.number.get()));
    let values = params![order.batch, digest.to_string(), first, last, at.as_microsecond()];
    tx.execute(BATCH, values).doing("store the batch")?;
    for block in &issued.blocks {
        insert_block(tx, order, block).doing("store a block")?;
    }
    Ok(())
}

fn insert_block(tx: &Transaction<'_>, order: &Order, block: &IssuedBlock) -> rusqlite::Result<()> {
    const BLOCK: &str = "INSERT INTO block VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    const UNIT: &str = "INSERT INTO unit VALUES (?1, ?2, ?3, 'active', NULL)";
    let facts = &block.facts;
    let number = facts.number.get();
    let markets = serde_json::Value::from(facts.markets.clone()).to_string();
    let expiry = facts.expiry.map(|date| date.to_string());
    tx.prepare_cached(BLOCK)?.execute(params![
        number,
        order.batch,
        facts.gtin.as_str(),
        facts.facility,
        facts.place,
        facts.line,
        facts.made_at.as_second(),
        facts.lot,
        expiry,
        markets,
        block.serials.len() as i64,
    ])?;
    let mut unit = tx.prepare_cached(UNIT)?;
    for (index, serial) in block.serials.iter().enumerate() {
        unit.execute(params![serial.as_str(), number, index as i64])?;
    }
    Ok(())
}

/// Serials are not read back: the key makes the same ones from the production record.
fn read_issued(conn: &Connection, issuer: &Issuer, first: i64, last: i64) -> EngineResult<Issued> {
    const BLOCKS: &str = "SELECT * FROM block WHERE number BETWEEN ?1 AND ?2 ORDER BY number";
    let mut statement = conn.prepare_cached(BLOCKS).doing("read blocks")?;
    let mut rows = statement.query([first, last]).doing("read blocks")?;
    let mut blocks = Vec::new();
    while let Some(row) = rows.next().doing("read blocks")? {
        let block = read_block(row)?;
        let serials = issuer.mint_block(&block.facts, block.units).map_err(|e| damaged("units", &e))?;
        blocks.push(IssuedBlock { facts: block.facts, serials });
    }
    Ok(Issued { blocks })
}
