// SPDX-License-Identifier: GPL-3.0-or-later
//! A look into the station's database that changes nothing.

use std::io::Write;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction};

use crate::{ExportFormat, JournalReport, JournalRow, OutboxStatus, ParkedRow, StoreError};
use crate::{db, journal, meta, outbox};

/// The database, open for reading; works while the station writes.
#[derive(Debug)]
pub struct Reader {
    pub(crate) conn: Connection,
}

impl Reader {
    /// Opens an existing database.
    ///
    /// # Errors
    /// [`StoreError::Io`] when there is none, [`StoreError::NotAStore`] or [`StoreError::TooNew`] when it is
    /// of another form.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        db::open_reader(path).map(Self::over)
    }

    pub(crate) fn over(conn: Connection) -> Self {
        Self { conn }
    }

    /// One moment of the database, however long the reading takes.
    fn moment(&self) -> Result<Transaction<'_>, StoreError> {
        self.conn.unchecked_transaction().map_err(StoreError::sql("beginning to read"))
    }

    /// How many rows wait, how many are parked, and how far the registry is.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the state does not fit its hash.
    pub fn outbox_status(&self) -> Result<OutboxStatus, StoreError> {
        outbox::status(&*self.moment()?)
    }

    /// Rows that the registry put aside, oldest first, at most `limit`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn parked(&self, limit: usize) -> Result<Vec<ParkedRow>, StoreError> {
        outbox::parked(&*self.moment()?, limit)
    }

    /// Walks the hash chain of the journal from its first to its last row.
    ///
    /// # Errors
    /// [`StoreError::JournalBroken`] names the first row that does not fit.
    pub fn journal_verify(&self) -> Result<JournalReport, StoreError> {
        journal::verify(&*self.moment()?)
    }

    /// Writes the whole journal, row by row; answers how many rows.
    ///
    /// # Errors
    /// [`StoreError::Io`] of `out` and those of the database. A damaged row is exported as far as it can be
    /// read; [`Reader::journal_verify`] is what finds it.
    pub fn journal_export(&self, format: ExportFormat, out: &mut dyn Write) -> Result<u64, StoreError> {
        journal::export(&*self.moment()?, format, out)
    }

    /// The last rows of the journal, oldest first, at most `rows` and never more than 10,000.
    ///
    /// # Errors
    /// Those of the database.
    pub fn journal_tail(&self, rows: usize) -> Result<Vec<JournalRow>, StoreError> {
        journal::tail(&*self.moment()?, rows)
    }

    /// See [`crate::Store::clock_floor`].
    ///
    /// # Errors
    /// As there.
    pub fn clock_floor(&self) -> Result<Option<Timestamp>, StoreError> {
        meta::clock_floor(&self.conn)
    }
}
