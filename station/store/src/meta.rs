// SPDX-License-Identifier: GPL-3.0-or-later
//! What the store remembers apart from its rows, each entry with a hash of its own.
//!
//! SQLite notices only a small part of flipped bits, so every value read back is checked here.

use jiff::Timestamp;
use registry_api::Digest;
use rusqlite::{Connection, OptionalExtension, types::ValueRef};
use serde::{Deserialize, Serialize};

use crate::StoreError;

const STATE: &str = "state";
const CLOCK_FLOOR: &str = "clock_floor";

/// A place in a hash chain: number and hash of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    pub(crate) seq: u64,
    pub(crate) hash: Digest,
}

impl Head {
    /// Before the first row.
    pub(crate) const START: Self = Self { seq: 0, hash: Digest::ZERO };
}

/// Where the chains stand. Written in the same transaction as the rows, so that the numbers go on although
/// the outbox is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    /// Last row of the journal.
    pub(crate) journal: Head,
    /// Last row ever put into the outbox.
    pub(crate) outbox: Head,
    /// Last row the registry has.
    pub(crate) acked: Head,
    /// Highest card number in the journal.
    pub(crate) last_card: u64,
    /// Station number the outbox rows are hashed with.
    pub(crate) station: Option<String>,
}

impl State {
    pub(crate) const NEW: Self =
        Self { journal: Head::START, outbox: Head::START, acked: Head::START, last_card: 0, station: None };

    pub(crate) fn read(conn: &Connection) -> Result<Self, StoreError> {
        let text = get(conn, STATE)?.ok_or_else(|| StoreError::damaged("the entry `state` is missing"))?;
        serde_json::from_str(&text).map_err(|e| StoreError::damaged(format!("the entry `state`: {e}")))
    }

    pub(crate) fn write(&self, conn: &Connection) -> Result<(), StoreError> {
        let text = serde_json::to_string(self)
            .map_err(|e| StoreError::Sql { doing: "writing the state", source: Box::new(e) })?;
        put(conn, STATE, &text)
    }
}

pub(crate) fn clock_floor(conn: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let parse = |text: String| {
        text.parse().map_err(|e| StoreError::damaged(format!("the entry `{CLOCK_FLOOR}`: {e}")))
    };
    get(conn, CLOCK_FLOOR)?.map(parse).transpose()
}

pub(crate) fn put_clock_floor(conn: &Connection, floor: Timestamp) -> Result<(), StoreError> {
    put(conn, CLOCK_FLOOR, &floor.to_string())
}

fn entry_hash(key: &str, value: &str) -> Digest {
    let key_len = (key.len() as u64).to_be_bytes();
    Digest::of_parts(&[b"assay-meta-1\n", &key_len, key.as_bytes(), value.as_bytes()])
}

fn get(conn: &Connection, key: &'static str) -> Result<Option<String>, StoreError> {
    let sql = StoreError::sql("reading an entry");
    let mut query = match conn.prepare_cached("SELECT value, hash FROM meta WHERE key = ?1") {
        Ok(query) => query,
        Err(e) => return Err(sql(e)),
    };
    let row = query.query_row([key], |row| Ok((text(row.get_ref(0)?), digest(row.get_ref(1)?)))).optional();
    match row.map_err(sql)? {
        None => Ok(None),
        Some((Some(value), Some(hash))) if hash == entry_hash(key, &value) => Ok(Some(value)),
        Some(_) => Err(StoreError::damaged(format!("the entry `{key}` does not fit its hash"))),
    }
}

fn put(conn: &Connection, key: &str, value: &str) -> Result<(), StoreError> {
    let hash = entry_hash(key, value);
    let put = "INSERT INTO meta (key, value, hash) VALUES (?1, ?2, ?3)
               ON CONFLICT (key) DO UPDATE SET value = excluded.value, hash = excluded.hash";
    let done = conn.prepare_cached(put).and_then(|mut s| s.execute((key, value, &hash.as_bytes()[..])));
    done.map(drop).map_err(StoreError::sql("writing an entry"))
}

/// A column as text; `None` where a flipped bit made it something else.
pub(crate) fn text(value: ValueRef<'_>) -> Option<String> {
    value.as_str().ok().map(str::to_owned)
}

/// A column as a digest; `None` where a flipped bit made it something else.
pub(crate) fn digest(value: ValueRef<'_>) -> Option<Digest> {
    let bytes: [u8; 32] = value.as_blob().ok()?.try_into().ok()?;
    Some(Digest::from(bytes))
}

/// A row number for SQLite.
pub(crate) fn int(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::damaged(format!("row number {number} is out of range")))
}

/// A row number from SQLite.
pub(crate) fn number(value: i64) -> Result<u64, StoreError> {
    u64::try_from(value).map_err(|_| StoreError::damaged(format!("row number {value} is negative")))
}
