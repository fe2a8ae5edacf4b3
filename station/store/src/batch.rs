// SPDX-License-Identifier: GPL-3.0-or-later
//! The next rows for the registry, each checked before it is sent.

use registry_api::Digest;
use registry_api::chain::{Batch, MAX_BATCH_ROWS, Row, batch_message, row_hash};
use rusqlite::Connection;

use crate::meta::{Head, State, digest, int, text};
use crate::{Identity, Store, StoreError};

/// Longest batch in bytes of row bodies, whatever is asked for.
pub const MAX_BATCH_BYTES: usize = 4 * 1024 * 1024;

/// A row as it is found, with `None` where a column is no longer of its kind.
pub(crate) struct FoundRow {
    pub(crate) seq: i64,
    pub(crate) boot_id: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) prev_hash: Option<Digest>,
    pub(crate) hash: Option<Digest>,
}

impl FoundRow {
    /// The rows from `first` on, at most `limit`.
    pub(crate) fn read(conn: &Connection, first: u64, limit: usize) -> Result<Vec<Self>, StoreError> {
        let select =
            "SELECT seq, boot_id, body, prev_hash, hash FROM outbox WHERE seq >= ?1 ORDER BY seq LIMIT ?2";
        let (first, limit) = (int(first)?, int(limit as u64)?);
        let read = || -> rusqlite::Result<Vec<Self>> {
            let mut query = conn.prepare_cached(select)?;
            let rows = query.query_map([first, limit], |row| {
                Ok(Self {
                    seq: row.get(0)?,
                    boot_id: text(row.get_ref(1)?),
                    body: text(row.get_ref(2)?),
                    prev_hash: digest(row.get_ref(3)?),
                    hash: digest(row.get_ref(4)?),
                })
            })?;
            rows.collect()
        };
        read().map_err(StoreError::sql("reading the outbox"))
    }
}

/// Checks rows one after the other against what must come before them.
pub(crate) struct Walk<'a> {
    pub(crate) station: &'a str,
    /// The last row that is proven.
    pub(crate) at: Head,
    /// The last row ever written.
    pub(crate) end: Head,
}

impl Walk<'_> {
    /// Proves one row, or says what does not fit.
    ///
    /// The hash of a row is kept three times: in the row, in the next row and, for the last row, in the
    /// state. Any one of them proves the content, so a flipped bit in a hash costs no event.
    pub(crate) fn step(&mut self, found: &FoundRow, next: Option<&FoundRow>) -> Result<Row, StoreError> {
        let seq = self.at.seq + 1;
        let damaged = |detail: &str| StoreError::DamagedRow { seq, detail: detail.to_owned() };
        if u64::try_from(found.seq).ok() != Some(seq) {
            return Err(damaged(&format!("it is missing, row {} is there instead", found.seq)));
        }
        let boot_id = found.boot_id.clone().ok_or_else(|| damaged("its boot is no text"))?;
        let body = found.body.clone().ok_or_else(|| damaged("its event is no text"))?;
        let hash = row_hash(&self.at.hash, self.station, seq, &boot_id, &body);
        let head = (seq == self.end.seq).then_some(self.end.hash);
        let witness = head.or_else(|| next?.prev_hash);
        if found.hash != Some(hash) {
            if witness != Some(hash) {
                return Err(damaged("its hash does not fit its content"));
            }
            tracing::warn!(
                seq,
                "a stored hash in the outbox was damaged; the content is proven by a second copy"
            );
        }
        self.at = Head { seq, hash };
        Ok(Row { seq, boot_id, body, hash })
    }
}

impl Store {
    /// The next rows to send, oldest first: at most `max_rows` and [`MAX_BATCH_ROWS`], and not more than
    /// `max_bytes` of bodies unless the first row alone is longer. `None` when nothing waits.
    ///
    /// # Errors
    /// [`StoreError::DamagedRow`] when the very next row does not fit its hash; rows before a damaged one
    /// are given first. [`StoreError::NotEnrolled`] without an identity.
    pub fn next_batch(&self, max_rows: usize, max_bytes: usize) -> Result<Option<Batch>, StoreError> {
        let State { acked, outbox, .. } = self.state;
        if acked.seq == outbox.seq {
            return Ok(None);
        }
        let identity = self.identity.as_ref().ok_or(StoreError::NotEnrolled)?;
        let station = self.state.station.as_deref().ok_or(StoreError::NotEnrolled)?;
        let limit = max_rows.clamp(1, MAX_BATCH_ROWS);
        let found = FoundRow::read(&self.reader.conn, acked.seq + 1, limit + 1)?;
        let walk = Walk { station, at: acked, end: outbox };
        let rows = proven(walk, &found, limit, max_bytes.min(MAX_BATCH_BYTES))?;
        Ok(signed(identity, station, acked.hash, rows))
    }
}

fn proven(
    mut walk: Walk<'_>,
    found: &[FoundRow],
    limit: usize,
    max_bytes: usize,
) -> Result<Vec<Row>, StoreError> {
    if found.is_empty() {
        let seq = walk.at.seq + 1;
        return Err(StoreError::DamagedRow { seq, detail: "it is missing".to_owned() });
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut bytes = 0;
    for (i, row) in found.iter().take(limit).enumerate() {
        match walk.step(row, found.get(i + 1)) {
            Ok(row) => {
                bytes += row.body.len();
                if bytes > max_bytes && !rows.is_empty() {
                    break;
                }
                rows.push(row);
            }
            Err(error) if rows.is_empty() => return Err(error),
            Err(error) => {
                tracing::error!(%error, "sending the rows before the damaged one");
                break;
            }
        }
    }
    Ok(rows)
}

fn signed(identity: &Identity, station: &str, previous: Digest, rows: Vec<Row>) -> Option<Batch> {
    let last = rows.last()?;
    let signature = identity.sign(&batch_message(station, last.seq, &last.hash));
    Some(Batch { station: station.to_owned(), previous, rows, signature })
}
