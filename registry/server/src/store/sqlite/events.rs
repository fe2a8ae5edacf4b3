// SPDX-License-Identifier: GPL-3.0-or-later
//! Custody events: taken once each, in the order of their chain, applied to the units they name.

use std::collections::BTreeSet;

use jiff::Timestamp;
use registry_api::Digest;
use registry_api::chain::{Batch, Row};
use registry_api::epcis::{self, Received};
use registry_api::http::{BatchAnswer, History, RowOutcome, StoredEvent};
use registry_api::serial::Serial;
use rusqlite::{Connection, Transaction, params};

use super::engine::{Doing, EngineResult, column, converted, damaged, time_us, unsigned};
use super::units::{self, Change};
use crate::custody;
use crate::store::{Refusal, StoreError};

/// Events in one history at most; older ones are left out.
const HISTORY_LIMIT: u32 = 1000;
/// Longest serial of another maker that is kept with an event, in bytes (GS1 AI (21) has 20 characters).
const MAX_SERIAL_BYTES: usize = 64;

/// How far a station's rows were received.
struct Cursor {
    acked_seq: u64,
    head: Digest,
}

/// Takes a batch. The inner refusal is to be committed: a fork is recorded.
pub(super) fn append(
    tx: &Transaction<'_>,
    batch: &Batch,
    at: Timestamp,
) -> EngineResult<Result<BatchAnswer, Refusal>> {
    let cursor = cursor(tx, &batch.station)?;
    if let Err(refusal) = follows(tx, batch, &cursor, at)? {
        return Ok(Err(refusal));
    }
    let mut outcomes = Vec::with_capacity(batch.rows.len());
    for row in &batch.rows {
        outcomes.push(if row.seq <= cursor.acked_seq {
            outcome_before(tx, &batch.station, row)?
        } else {
            take(tx, &batch.station, row, at)?
        });
    }
    let acked_seq = advance(tx, batch, &cursor)?;
    Ok(Ok(BatchAnswer { acked_seq, rows: outcomes }))
}

fn cursor(conn: &Connection, station: &str) -> EngineResult<Cursor> {
    const FIND: &str = "SELECT acked_seq, head FROM station WHERE id = ?1";
    let mut statement = conn.prepare_cached(FIND).doing("read the station's cursor")?;
    let mut rows = statement.query([station]).doing("read the station's cursor")?;
    match rows.next().doing("read the station's cursor")? {
        Some(row) => Ok(Cursor { acked_seq: unsigned(row, "acked_seq")?, head: converted(row, "head")? }),
        None => Err(damaged("station", &format!("station {station} is missing"))),
    }
}

/// Whether a batch continues what was received: rows received before are the same ones, the first new row
/// stands right behind the last received.
fn follows(
    tx: &Transaction<'_>,
    batch: &Batch,
    cursor: &Cursor,
    at: Timestamp,
) -> EngineResult<Result<(), Refusal>> {
    let station = batch.station.clone();
    let first = batch.rows.first().map_or(0, |row| row.seq);
    let acked_seq = cursor.acked_seq;
    if first > acked_seq.saturating_add(1) {
        return Ok(Err(Refusal::ChainGap { station, first, acked_seq }));
    }
    // The row before the first is a claim about row `acked_seq` as well: another hash is another history.
    if first == acked_seq + 1 && batch.previous != cursor.head {
        record_fork(tx, &station, acked_seq, &batch.previous, &cursor.head, at)?;
        return Ok(Err(Refusal::ChainFork { station, seq: acked_seq, acked_seq }));
    }
    for row in batch.rows.iter().take_while(|row| row.seq <= acked_seq) {
        let kept = kept_hash(tx, &station, row.seq)?;
        if kept != row.hash {
            record_fork(tx, &station, row.seq, &row.hash, &kept, at)?;
            return Ok(Err(Refusal::ChainFork { station, seq: row.seq, acked_seq }));
        }
    }
    Ok(Ok(()))
}

fn kept_hash(conn: &Connection, station: &str, seq: u64) -> EngineResult<Digest> {
    const FIND: &str = "SELECT hash FROM event WHERE station = ?1 AND seq = ?2";
    let mut statement = conn.prepare_cached(FIND).doing("compare with the row received before")?;
    let mut rows =
        statement.query(params![station, stored(seq)?]).doing("compare with the row received before")?;
    match rows.next().doing("compare with the row received before")? {
        Some(row) => converted(row, "hash"),
        None => Err(damaged("seq", &format!("received row {seq} of station {station} is missing"))),
    }
}

fn record_fork(
    tx: &Transaction<'_>,
    station: &str,
    seq: u64,
    offered: &Digest,
    kept: &Digest,
    at: Timestamp,
) -> EngineResult<()> {
    const INSERT: &str = "INSERT INTO chain_fork VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    let (offered, kept) = (String::from(*offered), String::from(*kept));
    tracing::error!(station, seq, "a station sent a second history: its card was copied or rolled back");
    tx.execute(INSERT, params![station, stored(seq)?, offered, kept, at.as_microsecond()])
        .doing("record the fork")?;
    Ok(())
}

/// A row received before. That it was put aside is said again: the first answer may have been lost.
fn outcome_before(conn: &Connection, station: &str, row: &Row) -> EngineResult<RowOutcome> {
    const FIND: &str = "SELECT quarantine FROM event WHERE station = ?1 AND seq = ?2";
    let reason: Option<String> = conn
        .prepare_cached(FIND)
        .and_then(|mut s| s.query_row(params![station, row.seq as i64], |row| row.get(0)))
        .doing("look up the row")?;
    Ok(reason.map_or(RowOutcome::Duplicate, |reason| RowOutcome::Quarantined { reason }))
}

fn take(tx: &Transaction<'_>, station: &str, row: &Row, at: Timestamp) -> EngineResult<RowOutcome> {
    const INSERT: &str =
        "INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (station, seq) DO NOTHING";
    let read = epcis::read_event(&row.body).map_err(|error| error.to_string()).and_then(bounded);
    let reason = read.as_ref().err();
    let (hash, received_us) = (String::from(row.hash), at.as_microsecond());
    let values = params![station, stored(row.seq)?, row.boot_id, row.body, hash, reason, received_us];
    tx.prepare_cached(INSERT).and_then(|mut s| s.execute(values)).doing("store the event")?;
    match read {
        Ok(event) => {
            apply(tx, station, row.seq, &event, at)?;
            Ok(RowOutcome::Stored)
        }
        Err(reason) => {
            tracing::warn!(station, seq = row.seq, reason, "event put aside");
            Ok(RowOutcome::Quarantined { reason })
        }
    }
}

fn bounded(event: Received) -> Result<Received, String> {
    if event.serials.iter().any(|serial| serial.len() > MAX_SERIAL_BYTES) {
        return Err(format!("the event names a serial of more than {MAX_SERIAL_BYTES} bytes"));
    }
    Ok(event)
}

fn apply(tx: &Transaction<'_>, station: &str, seq: u64, event: &Received, at: Timestamp) -> EngineResult<()> {
    const INSERT: &str = "INSERT INTO event_unit VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    let serials: BTreeSet<String> = event.serials.iter().map(|labelled| canonical(labelled)).collect();
    for serial in &serials {
        let values = params![serial, station, stored(seq)?, event.at.as_microsecond()];
        tx.prepare_cached(INSERT).and_then(|mut s| s.execute(values)).doing("store the event of a unit")?;
        apply_to_unit(tx, station, seq, serial, event, at)?;
    }
    Ok(())
}

/// Our own serials in their one form, so that a unit has one history however its label was read.
fn canonical(labelled: &str) -> String {
    epcis::own_serial(labelled).map_or_else(|| labelled.to_owned(), String::from)
}

fn apply_to_unit(
    tx: &Transaction<'_>,
    station: &str,
    seq: u64,
    serial: &str,
    event: &Received,
    at: Timestamp,
) -> EngineResult<()> {
    let Some((old, since_us)) = units::status(tx, serial)? else {
        return Ok(());
    };
    let Some(new) = custody::next_status(old, event.disposition.as_deref()) else {
        return Ok(());
    };
    // A station back from weeks without a network must not undo what happened since. A clock that runs ahead
    // counts as now: it must not shut out everything that follows.
    let since = event.at.min(at);
    if since_us.is_some_and(|known| since.as_microsecond() < known) {
        return Ok(());
    }
    let reason = format!("{} at station {station}, row {seq}", event.biz_step);
    units::change_status(tx, &Change { serial, old, new, reason: &reason, since, at })
}

fn advance(tx: &Transaction<'_>, batch: &Batch, cursor: &Cursor) -> EngineResult<u64> {
    const ADVANCE: &str = "UPDATE station SET acked_seq = ?2, head = ?3 WHERE id = ?1";
    match batch.rows.last() {
        Some(last) if last.seq > cursor.acked_seq => {
            let values = params![batch.station, stored(last.seq)?, String::from(last.hash)];
            tx.execute(ADVANCE, values).doing("advance the station's cursor")?;
            Ok(last.seq)
        }
        _ => Ok(cursor.acked_seq),
    }
}

fn stored(seq: u64) -> EngineResult<i64> {
    i64::try_from(seq).map_err(|_| {
        StoreError::Refused(Refusal::Invalid { field: "seq", problem: "must be below 2^63".to_owned() })
    })
}

/// What happened to a serial.
pub(super) fn history(conn: &Connection, serial: &Serial) -> EngineResult<History> {
    const FIND: &str = "SELECT * FROM (
            SELECT event.station, event.seq, event.received_us, event.body, event_unit.at_us
            FROM event_unit JOIN event USING (station, seq) WHERE event_unit.serial = ?1
            ORDER BY event_unit.at_us DESC, event.station DESC, event.seq DESC LIMIT ?2
        ) ORDER BY at_us, station, seq";
    let known = units::status(conn, serial.as_str())?.is_some();
    let mut statement = conn.prepare_cached(FIND).doing("read the history")?;
    let mut rows = statement.query(params![serial.as_str(), HISTORY_LIMIT]).doing("read the history")?;
    let mut events = Vec::new();
    while let Some(row) = rows.next().doing("read the history")? {
        let body: String = column(row, "body")?;
        events.push(StoredEvent {
            station: column(row, "station")?,
            seq: unsigned(row, "seq")?,
            received_at: time_us(row, "received_us")?,
            event: serde_json::from_str(&body).map_err(|e| damaged("body", &e))?,
        });
    }
    if events.is_empty() && !known {
        return Err(Refusal::UnknownSerial(*serial).into());
    }
    Ok(History { serial: *serial, events })
}
