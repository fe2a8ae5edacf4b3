// SPDX-License-Identifier: GPL-3.0-or-later
//! The journal: every scan and tap, hash-chained, never changed.

mod csv;
mod export;

use registry_api::Digest;
use rusqlite::{Connection, Row};
use serde::Serialize;
use station_core::JournalEntry;

use crate::StoreError;
use crate::meta::{Head, State, digest, int, text};

pub use export::ExportFormat;
pub(crate) use export::export;

/// Rows of [`crate::Reader::journal_tail`] at most.
const MAX_TAIL_ROWS: usize = 10_000;

/// A journal whose chain fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct JournalReport {
    /// How many rows there are.
    pub rows: u64,
    /// Number of the last row.
    pub last_seq: u64,
    /// Hash of the last row; whoever noted it elsewhere can prove that nothing before it was changed.
    pub head: Digest,
}

/// One row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// Its number.
    pub seq: u64,
    /// The entry as it was written.
    pub body: String,
    /// The entry; `None` where the text is not one this version knows.
    pub entry: Option<JournalEntry>,
    /// Its hash in the chain.
    pub hash: Digest,
}

/// Hash of a journal row: SHA-256 over `assay-journal-1\n`, the previous hash, number, length and body.
pub(crate) fn journal_hash(previous: &Digest, seq: u64, body: &str) -> Digest {
    Digest::of_parts(&[
        b"assay-journal-1\n",
        previous.as_bytes(),
        &seq.to_be_bytes(),
        &(body.len() as u64).to_be_bytes(),
        body.as_bytes(),
    ])
}

/// A row with whatever of it is still readable.
pub(super) struct Stored {
    pub(super) seq: i64,
    pub(super) body: Option<String>,
    pub(super) hash: Option<Digest>,
}

impl Stored {
    pub(super) fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { seq: row.get(0)?, body: text(row.get_ref(1)?), hash: digest(row.get_ref(2)?) })
    }
}

pub(crate) fn verify(conn: &Connection) -> Result<JournalReport, StoreError> {
    let doing = "reading the journal";
    let end = State::read(conn)?.journal;
    let mut at = Head::START;
    let mut query =
        conn.prepare("SELECT seq, body, hash FROM journal ORDER BY seq").map_err(StoreError::sql(doing))?;
    let mut rows = query.query([]).map_err(StoreError::sql(doing))?;
    while let Some(row) = rows.next().map_err(StoreError::sql(doing))? {
        at = step(at, &Stored::of(row).map_err(StoreError::sql(doing))?)?;
    }
    if at == end {
        return Ok(JournalReport { rows: at.seq, last_seq: at.seq, head: at.hash });
    }
    let detail = if at.seq < end.seq {
        "it and all rows after it are missing"
    } else {
        "it is not the last row that was written"
    };
    Err(StoreError::JournalBroken {
        seq: at.seq.min(end.seq.saturating_sub(1)) + 1,
        detail: detail.to_owned(),
    })
}

fn step(at: Head, row: &Stored) -> Result<Head, StoreError> {
    let seq = at.seq + 1;
    let broken = |detail: String| Err(StoreError::JournalBroken { seq, detail });
    if u64::try_from(row.seq).ok() != Some(seq) {
        return broken(format!("it is missing, row {} is there instead", row.seq));
    }
    let Some(body) = &row.body else { return broken("its entry is no text".to_owned()) };
    let hash = journal_hash(&at.hash, seq, body);
    if row.hash != Some(hash) {
        return broken("its hash does not fit its content and the row before it".to_owned());
    }
    Ok(Head { seq, hash })
}

pub(crate) fn tail(conn: &Connection, rows: usize) -> Result<Vec<JournalRow>, StoreError> {
    let doing = "reading the end of the journal";
    let select = "SELECT seq, body, hash FROM journal ORDER BY seq DESC LIMIT ?1";
    let limit = int(rows.min(MAX_TAIL_ROWS) as u64)?;
    let read = || -> rusqlite::Result<Vec<Stored>> {
        conn.prepare_cached(select)?.query_map([limit], Stored::of)?.collect()
    };
    let mut stored = read().map_err(StoreError::sql(doing))?;
    stored.reverse();
    stored.into_iter().map(JournalRow::of).collect()
}

impl JournalRow {
    fn of(stored: Stored) -> Result<Self, StoreError> {
        let damaged = || StoreError::damaged(format!("row {} of the journal cannot be read", stored.seq));
        let seq = u64::try_from(stored.seq).map_err(|_| damaged())?;
        let (body, hash) = (stored.body.ok_or_else(damaged)?, stored.hash.ok_or_else(damaged)?);
        let entry = serde_json::from_str(&body).ok();
        Ok(Self { seq, body, entry, hash })
    }
}
