// SPDX-License-Identifier: GPL-3.0-or-later
//! Getting the outbox moving again after a row was damaged on the card.

use registry_api::chain::row_hash;
use rusqlite::Connection;
use serde_json::json;

use crate::batch::{FoundRow, Walk};
use crate::meta::{Head, State, int};
use crate::{Store, StoreError};

/// Rows read at once.
const CHUNK_ROWS: usize = 500;

/// What [`Store::repair_outbox`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// Numbers of the rows whose event is lost, at most 1,000 of them.
    pub lost: Vec<u64>,
    /// How many events are lost.
    pub lost_count: u64,
    /// How many rows were hashed anew.
    pub rehashed: u64,
}

/// Numbers listed in [`Repaired::lost`] at most.
const MAX_LISTED: usize = 1000;

impl Store {
    /// Puts a note in the place of every waiting row whose event is damaged or missing and hashes the rows
    /// after it anew, so that they can be delivered. The registry puts the note into its quarantine: the
    /// loss is known there too.
    ///
    /// A person asks for this, never the station by itself: where the registry already holds the old rows
    /// and its answer got lost, it will report a second chain.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`] without a station number, and those of the database; nothing changes then.
    pub fn repair_outbox(&mut self) -> Result<Repaired, StoreError> {
        let state = self.state.clone();
        let boot_id = self.boot_id().to_owned();
        let station = state.station.clone().ok_or(StoreError::NotEnrolled)?;
        self.change("repairing the outbox", |tx| {
            let walk = Walk { station: &station, at: state.acked, end: state.outbox };
            let mut repair = Repair { conn: tx, walk, boot_id: &boot_id, done: Repaired::NONE };
            repair.run()?;
            let (outbox, done) = (repair.walk.at, repair.done);
            let next = State { outbox, ..state };
            next.write(tx)?;
            Ok((next, done))
        })
    }
}

impl Repaired {
    const NONE: Self = Self { lost: Vec::new(), lost_count: 0, rehashed: 0 };
}

struct Repair<'a> {
    conn: &'a Connection,
    walk: Walk<'a>,
    boot_id: &'a str,
    done: Repaired,
}

impl Repair<'_> {
    fn run(&mut self) -> Result<(), StoreError> {
        while self.walk.at.seq < self.walk.end.seq {
            let first = self.walk.at.seq + 1;
            let found = FoundRow::read(self.conn, first, CHUNK_ROWS + 1)?;
            let upto = (first + CHUNK_ROWS as u64 - 1).min(self.walk.end.seq);
            let mut rows = found.iter().peekable();
            while self.walk.at.seq < upto {
                let seq = self.walk.at.seq + 1;
                let row = rows.next_if(|row| u64::try_from(row.seq) == Ok(seq));
                self.row(seq, row, rows.peek().copied())?;
            }
        }
        Ok(())
    }

    fn row(&mut self, seq: u64, row: Option<&FoundRow>, next: Option<&FoundRow>) -> Result<(), StoreError> {
        // Once a row changed, the stored hashes prove a row only against the chain as it was.
        if self.done.lost_count == 0 && row.is_some_and(|row| self.walk.step(row, next).is_ok()) {
            return Ok(());
        }
        match row.and_then(|row| intact(self.walk.station, row)) {
            Some((boot_id, body)) if self.done.lost_count > 0 => self.rehash(seq, boot_id, body),
            _ => self.replace(seq),
        }
    }

    fn rehash(&mut self, seq: u64, boot_id: &str, body: &str) -> Result<(), StoreError> {
        self.done.rehashed += 1;
        self.put(seq, boot_id, body)
    }

    fn replace(&mut self, seq: u64) -> Result<(), StoreError> {
        self.done.lost_count += 1;
        if self.done.lost.len() < MAX_LISTED {
            self.done.lost.push(seq);
        }
        let note = json!({ "type": "assay:DamagedRow", "seq": seq,
            "detail": "the event was damaged on the storage of the station and is lost" });
        let boot_id = self.boot_id;
        self.put(seq, boot_id, &note.to_string())
    }

    fn put(&mut self, seq: u64, boot_id: &str, body: &str) -> Result<(), StoreError> {
        let prev = self.walk.at.hash;
        let hash = row_hash(&prev, self.walk.station, seq, boot_id, body);
        let put = "INSERT OR REPLACE INTO outbox (seq, boot_id, body, prev_hash, hash, state)
                   VALUES (?1, ?2, ?3, ?4, ?5, 'waiting')";
        let row = (int(seq)?, boot_id, body, &prev.as_bytes()[..], &hash.as_bytes()[..]);
        let done = self.conn.prepare_cached(put).and_then(|mut s| s.execute(row));
        done.map_err(StoreError::sql("repairing the outbox"))?;
        self.walk.at = Head { seq, hash };
        Ok(())
    }
}

/// Content of a row that fits its own two hashes, whatever came before it.
fn intact<'a>(station: &str, row: &'a FoundRow) -> Option<(&'a str, &'a str)> {
    let (boot_id, body) = (row.boot_id.as_deref()?, row.body.as_deref()?);
    let seq = u64::try_from(row.seq).ok()?;
    let hash = row_hash(&row.prev_hash?, station, seq, boot_id, body);
    (Some(hash) == row.hash).then_some((boot_id, body))
}
