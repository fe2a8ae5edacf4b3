// SPDX-License-Identifier: GPL-3.0-or-later
//! What waits for the registry, what it took, and what it put aside.

use jiff::Timestamp;
use registry_api::chain::Batch;
use registry_api::http::{BatchAnswer, RowOutcome};
use rusqlite::Connection;
use serde::Serialize;

use crate::meta::{Head, State, int, number, text};
use crate::{Store, StoreError};

/// Longest reason kept with a parked row, in characters.
pub const MAX_PROBLEM_CHARS: usize = 1000;
/// Parked rows listed at once at most.
const MAX_PARKED_LISTED: usize = 10_000;

/// How the outbox stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutboxStatus {
    /// Rows the registry does not have yet.
    pub waiting: u64,
    /// Rows the registry put aside, kept until a person dealt with them.
    pub parked: u64,
    /// When the oldest waiting event happened.
    pub oldest: Option<Timestamp>,
    /// Number of the last row ever written.
    pub last_seq: u64,
    /// Number up to which the registry has everything.
    pub acked_seq: u64,
}

/// A row the registry received and could not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParkedRow {
    /// Its number.
    pub seq: u64,
    /// The event as JSON text.
    pub body: String,
    /// The registry's reason.
    pub problem: String,
}

/// What an acknowledgement changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledged {
    /// Rows deleted, because the registry has them.
    pub deleted: u64,
    /// Rows parked.
    pub parked: u64,
}

pub(crate) fn status(conn: &Connection) -> Result<OutboxStatus, StoreError> {
    let state = State::read(conn)?;
    let acked = int(state.acked.seq)?;
    // Rows have no gaps, so what waits need not be counted: with a month of rows that would read them all.
    let count = "SELECT count(*) FROM outbox WHERE seq <= ?1";
    let parked = conn.prepare_cached(count).and_then(|mut s| s.query_row([acked], |row| row.get(0)));
    let parked = parked.map_err(StoreError::sql("counting the parked rows"))?;
    Ok(OutboxStatus {
        waiting: state.outbox.seq.saturating_sub(state.acked.seq),
        parked: number(parked)?,
        oldest: oldest(conn, acked)?,
        last_seq: state.outbox.seq,
        acked_seq: state.acked.seq,
    })
}

fn oldest(conn: &Connection, acked: i64) -> Result<Option<Timestamp>, StoreError> {
    let doing = "reading the oldest row";
    let first = "SELECT body FROM outbox WHERE seq > ?1 ORDER BY seq LIMIT 1";
    let mut query = conn.prepare_cached(first).map_err(StoreError::sql(doing))?;
    let mut rows = query.query([acked]).map_err(StoreError::sql(doing))?;
    let Some(row) = rows.next().map_err(StoreError::sql(doing))? else { return Ok(None) };
    let body = text(row.get_ref(0).map_err(StoreError::sql(doing))?);
    let event = body.and_then(|body| serde_json::from_str::<serde_json::Value>(&body).ok());
    Ok(event.and_then(|event| event.get("eventTime")?.as_str()?.parse().ok()))
}

pub(crate) fn parked(conn: &Connection, limit: usize) -> Result<Vec<ParkedRow>, StoreError> {
    let doing = "reading the parked rows";
    let acked = int(State::read(conn)?.acked.seq)?;
    let select = "SELECT seq, body, problem FROM outbox WHERE seq <= ?1 ORDER BY seq LIMIT ?2";
    let mut query = conn.prepare_cached(select).map_err(StoreError::sql(doing))?;
    let limit = int(limit.min(MAX_PARKED_LISTED) as u64)?;
    let mut rows = query.query([acked, limit]).map_err(StoreError::sql(doing))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(StoreError::sql(doing))? {
        let column = |i| row.get_ref(i).map(|value| text(value).unwrap_or_default());
        found.push(ParkedRow {
            seq: number(row.get(0).map_err(StoreError::sql(doing))?)?,
            body: column(1).map_err(StoreError::sql(doing))?,
            problem: column(2).map_err(StoreError::sql(doing))?,
        });
    }
    Ok(found)
}

impl Store {
    /// Takes the registry's answer to a batch: rows at or below `acked_seq` are deleted, those it put aside
    /// stay as parked. Rows above the batch stay too, whatever the answer says of them: their outcomes are
    /// not known here.
    ///
    /// # Errors
    /// [`StoreError::WrongAnswer`] when the answer is not one to this batch; [`StoreError::RegistryAhead`]
    /// when it acknowledges rows that were never written here. Nothing is deleted then.
    pub fn acknowledge(&mut self, batch: &Batch, answer: &BatchAnswer) -> Result<Acknowledged, StoreError> {
        let upto = self.safe_upto(batch, answer)?;
        let mut state = self.state.clone();
        let news = || batch.rows.iter().zip(&answer.rows);
        let Some((last, _)) = news().take_while(|(row, _)| row.seq <= upto).last() else {
            return Ok(Acknowledged { deleted: 0, parked: 0 });
        };
        if last.seq <= state.acked.seq {
            return Ok(Acknowledged { deleted: 0, parked: 0 });
        }
        let before = state.acked.seq;
        state.acked = Head { seq: last.seq, hash: last.hash };
        self.change("taking the registry's answer", |tx| {
            let mut done = Acknowledged { deleted: 0, parked: 0 };
            for (row, outcome) in news().filter(|(row, _)| row.seq > before && row.seq <= upto) {
                match outcome {
                    RowOutcome::Quarantined { reason } => done.parked += park(tx, row.seq, reason)?,
                    RowOutcome::Stored | RowOutcome::Duplicate => done.deleted += delete(tx, row.seq)?,
                }
            }
            state.write(tx)?;
            Ok((state, done))
        })
    }

    fn safe_upto(&self, batch: &Batch, answer: &BatchAnswer) -> Result<u64, StoreError> {
        let wrong = |what: String| Err(StoreError::WrongAnswer(what));
        if self.state.station.as_deref() != Some(&batch.station) {
            return wrong(format!("the batch is of station {:?}", batch.station));
        }
        if answer.rows.len() != batch.rows.len() {
            return wrong(format!("{} outcomes for {} rows", answer.rows.len(), batch.rows.len()));
        }
        let last = self.state.outbox.seq;
        if answer.acked_seq > last {
            return Err(StoreError::RegistryAhead { acked: answer.acked_seq, last });
        }
        let (Some(first), Some(end)) = (batch.rows.first(), batch.rows.last()) else {
            return wrong("the batch is empty".to_owned());
        };
        if first.seq > self.state.acked.seq + 1 || end.seq > last {
            return wrong(format!("the batch holds rows {} to {}", first.seq, end.seq));
        }
        Ok(answer.acked_seq.min(end.seq))
    }

    /// Deletes a parked row after a person dealt with it; answers whether there was one.
    ///
    /// # Errors
    /// Those of the database.
    pub fn drop_parked(&mut self, seq: u64) -> Result<bool, StoreError> {
        if seq > self.state.acked.seq {
            return Ok(false);
        }
        let state = self.state.clone();
        self.change("dropping a parked row", |tx| Ok((state, delete(tx, seq)? > 0)))
    }
}

fn park(conn: &Connection, seq: u64, reason: &str) -> Result<u64, StoreError> {
    let reason: String = reason.chars().take(MAX_PROBLEM_CHARS).collect();
    let update = "UPDATE outbox SET state = 'parked', problem = ?2 WHERE seq = ?1";
    let done = conn.prepare_cached(update).and_then(|mut s| s.execute((int_or_max(seq), reason)));
    done.map(|rows| rows as u64).map_err(StoreError::sql("parking a row"))
}

fn delete(conn: &Connection, seq: u64) -> Result<u64, StoreError> {
    let done = conn
        .prepare_cached("DELETE FROM outbox WHERE seq = ?1")
        .and_then(|mut s| s.execute([int_or_max(seq)]));
    done.map(|rows| rows as u64).map_err(StoreError::sql("deleting a delivered row"))
}

/// A number above SQLite's range matches no row.
fn int_or_max(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
