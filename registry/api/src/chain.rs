// SPDX-License-Identifier: MIT OR Apache-2.0
//! The hash chain over a station's events, and what a station signs.
//!
//! Every row hashes the row before it, so a lost, changed or reordered row shows; two different rows with
//! one number mean that a card was cloned or rolled back.

use serde::{Deserialize, Serialize};

use crate::{Digest, PublicKey, Signature};

/// Rows in one batch at most.
pub const MAX_BATCH_ROWS: usize = 1000;
/// Longest body of a row in bytes.
pub const MAX_ROW_BYTES: usize = 64 * 1024;

/// One event of a station on its way to the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Number of the row at this station, from 1, without gaps, across boots.
    pub seq: u64,
    /// The boot it was written in.
    pub boot_id: String,
    /// The event as JSON text, exactly as hashed.
    pub body: String,
    /// Hash of this row, see [`row_hash`].
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub hash: Digest,
}

/// Hash of a row: SHA-256 over `assay-row-1\n`, the previous hash, station, number, boot and body, each
/// text behind its length, so that no two rows share bytes.
pub fn row_hash(previous: &Digest, station: &str, seq: u64, boot_id: &str, body: &str) -> Digest {
    let len = |text: &str| (text.len() as u64).to_be_bytes();
    Digest::of_parts(&[
        b"assay-row-1\n",
        previous.as_bytes(),
        &len(station),
        station.as_bytes(),
        &seq.to_be_bytes(),
        &len(boot_id),
        boot_id.as_bytes(),
        &len(body),
        body.as_bytes(),
    ])
}

/// Rows in order, signed once over the hash of the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// The station.
    pub station: String,
    /// Hash of the row before the first, [`Digest::ZERO`] for the very first row.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub previous: Digest,
    /// 1 to [`MAX_BATCH_ROWS`] rows.
    pub rows: Vec<Row>,
    /// Signature of the station over [`batch_message`].
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub signature: Signature,
}

/// The bytes a station signs for a batch.
pub fn batch_message(station: &str, last: u64, head: &Digest) -> Vec<u8> {
    format!("assay-batch-1\n{station}\n{last}\n{head}\n").into_bytes()
}

/// The bytes a station signs for a request without a body.
pub fn request_message(station: &str, method: &str, path: &str, unix_s: i64) -> Vec<u8> {
    format!("assay-request-1\n{station}\n{method}\n{path}\n{unix_s}\n").into_bytes()
}

/// Why a batch is not a chain of its station.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// No rows, or too many.
    #[error("a batch holds 1 to {MAX_BATCH_ROWS} rows, this one {0}")]
    Count(usize),
    /// A row longer than [`MAX_ROW_BYTES`].
    #[error("row {0} is longer than {MAX_ROW_BYTES} bytes")]
    RowTooLong(u64),
    /// A gap or a step back in the numbers.
    #[error("row {found} follows row {after}")]
    Gap {
        /// Number before.
        after: u64,
        /// Number found.
        found: u64,
    },
    /// A hash that does not fit its row.
    #[error("the hash of row {0} does not fit its content")]
    Hash(u64),
    /// The signature is not this station's.
    #[error("the signature is not that of station {0}")]
    Signature(String),
}

impl Batch {
    /// Checks numbers, hashes and signature.
    ///
    /// # Errors
    /// [`ChainError`] names the row.
    pub fn check(&self, key: &PublicKey) -> Result<(), ChainError> {
        if self.rows.is_empty() || self.rows.len() > MAX_BATCH_ROWS {
            return Err(ChainError::Count(self.rows.len()));
        }
        let mut previous = self.previous;
        let mut after: Option<u64> = None;
        for row in &self.rows {
            check_row(row, after)?;
            if row_hash(&previous, &self.station, row.seq, &row.boot_id, &row.body) != row.hash {
                return Err(ChainError::Hash(row.seq));
            }
            previous = row.hash;
            after = Some(row.seq);
        }
        let message = batch_message(&self.station, after.unwrap_or(0), &previous);
        if key.verify(&message, &self.signature) {
            Ok(())
        } else {
            Err(ChainError::Signature(self.station.clone()))
        }
    }
}

fn check_row(row: &Row, after: Option<u64>) -> Result<(), ChainError> {
    if row.body.len() > MAX_ROW_BYTES || row.boot_id.len() > 64 {
        return Err(ChainError::RowTooLong(row.seq));
    }
    match after {
        Some(after) if after.checked_add(1) != Some(row.seq) => {
            Err(ChainError::Gap { after, found: row.seq })
        }
        None if row.seq == 0 => Err(ChainError::Gap { after: 0, found: 0 }),
        _ => Ok(()),
    }
}
