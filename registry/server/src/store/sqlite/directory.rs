// SPDX-License-Identifier: GPL-3.0-or-later
//! What is held in memory to recognise a serial before the database is asked: blocks and reported fakes.

use std::collections::BTreeSet;

use registry_api::fact::BlockFacts;
use registry_api::serial::{BlockNumber, Serial};
use rusqlite::{Connection, Row};

use super::engine::{Doing, EngineResult, column, converted, damaged, parsed, unsigned};
use crate::issuing::Issuer;

/// A block as it is recognised by.
#[derive(Debug, Clone)]
pub(super) struct KnownBlock {
    pub(super) facts: BlockFacts,
    pub(super) units: u16,
}

/// Blocks and reported fakes of one moment.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// Block n at place n - 1: numbers have no gaps.
    blocks: Vec<KnownBlock>,
    fakes: BTreeSet<Serial>,
}

/// What the directory says of a serial.
#[derive(Debug)]
pub(super) enum Recognised {
    /// Its tag is right; here are the facts of its block.
    Genuine(Box<BlockFacts>),
    /// No block, no such place in it, or another tag.
    Not {
        /// Whether it was found on counterfeits.
        reported_fake: bool,
    },
}

impl Directory {
    /// Judges a serial without the database.
    pub(super) fn recognise(&self, issuer: &Issuer, serial: &Serial) -> Recognised {
        let reported_fake = self.fakes.contains(serial);
        match self.block(serial.locator().block) {
            Some(block) if issuer.is_genuine(&block.facts, block.units, serial) => {
                Recognised::Genuine(Box::new(block.facts.clone()))
            }
            Some(_) => Recognised::Not { reported_fake },
            None => {
                issuer.spend_like_a_check(serial);
                Recognised::Not { reported_fake }
            }
        }
    }

    /// The newest block.
    pub(super) fn last(&self) -> Option<&KnownBlock> {
        self.blocks.last()
    }

    /// Adds what the database holds beyond this. Blocks are only ever added, so only those above the last are
    /// read; fakes are few and read anew.
    pub(super) fn catch_up(&mut self, conn: &Connection) -> EngineResult<()> {
        const AFTER: &str = "SELECT * FROM block WHERE number > ?1 ORDER BY number";
        let known = self.blocks.len() as i64;
        let mut statement = conn.prepare_cached(AFTER).doing("read blocks")?;
        let mut rows = statement.query([known]).doing("read blocks")?;
        let mut added = Vec::new();
        while let Some(row) = rows.next().doing("read blocks")? {
            let block = read_block(row)?;
            if block.facts.number.get() as usize != self.blocks.len() + added.len() + 1 {
                return Err(damaged("number", &"block numbers have a gap"));
            }
            added.push(block);
        }
        self.fakes = read_fakes(conn)?;
        self.blocks.append(&mut added);
        Ok(())
    }

    fn block(&self, number: BlockNumber) -> Option<&KnownBlock> {
        self.blocks.get((number.get() as usize).checked_sub(1)?)
    }
}

/// Reads a row of the table `block`.
pub(super) fn read_block(row: &Row<'_>) -> EngineResult<KnownBlock> {
    let number = u32::try_from(unsigned(row, "number")?).unwrap_or(u32::MAX);
    let expiry: Option<String> = column(row, "expiry")?;
    let markets: String = column(row, "markets")?;
    let facts = BlockFacts {
        number: BlockNumber::new(number).map_err(|e| damaged("number", &e))?,
        gtin: parsed(row, "gtin")?,
        facility: column(row, "facility")?,
        place: column(row, "place")?,
        line: column(row, "line")?,
        made_at: jiff::Timestamp::from_second(column(row, "made_s")?).map_err(|e| damaged("made_s", &e))?,
        lot: column(row, "lot")?,
        expiry: expiry.map(|date| date.parse()).transpose().map_err(|e| damaged("expiry", &e))?,
        markets: serde_json::from_str(&markets).map_err(|e| damaged("markets", &e))?,
    };
    let units = u16::try_from(unsigned(row, "units")?).map_err(|e| damaged("units", &e))?;
    Ok(KnownBlock { facts, units })
}

/// Reads the table `reported_fake`.
pub(super) fn read_fakes(conn: &Connection) -> EngineResult<BTreeSet<Serial>> {
    let mut statement =
        conn.prepare_cached("SELECT serial FROM reported_fake").doing("read reported fakes")?;
    let mut rows = statement.query([]).doing("read reported fakes")?;
    let mut fakes = BTreeSet::new();
    while let Some(row) = rows.next().doing("read reported fakes")? {
        fakes.insert(converted(row, "serial")?);
    }
    Ok(fakes)
}
