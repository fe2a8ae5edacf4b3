// SPDX-License-Identifier: GPL-3.0-or-later
//! The store in one SQLite file: one connection that writes, a few that read beside it.
//!
//! Another process (the command line beside a running server) may write the same file; SQLite's locks keep
//! the two apart, and what is held in memory catches up before it says no.

mod directory;
mod engine;
mod events;
mod issue;
mod open;
mod publish;
mod stations;
#[cfg(test)]
mod tests;
mod units;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use jiff::Timestamp;
use registry_api::chain::Batch;
use registry_api::fact::{Product, Status};
use registry_api::http::{BatchAnswer, EnrolRequest, History};
use registry_api::serial::Serial;
use rusqlite::{Connection, Transaction};

pub(crate) use open::DATABASE;

use self::directory::{Directory, Recognised};
use self::engine::{Doing, EngineResult};
use super::{Issued, OneTimeCode, Piece, Publication, Shipped, Standing, Station, Store, StoreError};
use crate::check::Order;
use crate::issuing::Issuer;

/// Reading connections that are kept open.
const KEPT_READERS: usize = 4;

/// The store in an SQLite file.
pub(crate) struct SqliteStore {
    path: PathBuf,
    issuer: Issuer,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    directory: RwLock<Directory>,
    /// Tells by SQLite's `data_version` whether anybody wrote since the directory was filled.
    watcher: Mutex<Watcher>,
}

struct Watcher {
    conn: Connection,
    seen: i64,
}

impl SqliteStore {
    /// Opens or makes the database of a state folder, and checks that `issuer` made the serials in it.
    pub(crate) fn open(state_dir: &Path, issuer: Issuer) -> Result<Self, StoreError> {
        let path = state_dir.join(DATABASE);
        let writer = open::writer(&path)?;
        let watcher = Watcher { conn: open::reader(&path)?, seen: -1 };
        let store = Self {
            path,
            issuer,
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
            directory: RwLock::new(Directory::default()),
            watcher: Mutex::new(watcher),
        };
        store.catch_up()?;
        store.check_issuer()?;
        Ok(store)
    }

    fn check_issuer(&self) -> EngineResult<()> {
        let Some(last) = self.directory().last().cloned() else {
            return Ok(());
        };
        let made = self.issuer.mint_block(&last.facts, 1).unwrap_or_default();
        let known = match made.first() {
            Some(first) => self.read(|conn| units::has_unit(conn, first))?,
            None => false,
        };
        if known {
            return Ok(());
        }
        Err(StoreError::Unusable(format!(
            "issue.key or brand does not fit the serials in {}: put back the key and the brand they were made with",
            self.path.display()
        )))
    }

    /// Fills the directory with what was written since; says whether anything was.
    fn catch_up(&self) -> EngineResult<bool> {
        let mut watcher = lock(&self.watcher);
        let version: i64 = watcher
            .conn
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .doing("look for changes in the database")?;
        if version == watcher.seen {
            return Ok(false);
        }
        let mut directory = self.directory.write().unwrap_or_else(PoisonError::into_inner);
        directory.catch_up(&watcher.conn)?;
        watcher.seen = version;
        Ok(true)
    }

    fn directory(&self) -> std::sync::RwLockReadGuard<'_, Directory> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn recognise(&self, serial: &Serial) -> EngineResult<Recognised> {
        let recognised = self.directory().recognise(&self.issuer, serial);
        // Blocks never change, so a yes stands; a no may be older than the newest block.
        if matches!(recognised, Recognised::Not { .. }) && self.catch_up()? {
            return Ok(self.directory().recognise(&self.issuer, serial));
        }
        Ok(recognised)
    }

    /// One transaction that writes; committed where `work` succeeds.
    fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> EngineResult<T>) -> EngineResult<T> {
        let mut conn = lock(&self.writer);
        let tx = open::write(&mut conn)?;
        let done = work(&tx)?;
        tx.commit().doing("commit")?;
        Ok(done)
    }

    /// One transaction that reads.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> EngineResult<T>) -> EngineResult<T> {
        let kept = lock(&self.readers).pop();
        let mut conn = match kept {
            Some(conn) => conn,
            None => open::reader(&self.path)?,
        };
        let done = open::read(&mut conn).and_then(|tx| work(&tx));
        let mut readers = lock(&self.readers);
        if done.is_ok() && readers.len() < KEPT_READERS {
            readers.push(conn);
        }
        done
    }
}

/// A thread that panicked inside a lock left its transaction rolled back, so what the lock guards is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store for SqliteStore {
    fn health(&self) -> Result<(), StoreError> {
        self.read(publish::publication).map(|_| ())
    }

    fn upsert_product(&self, product: &Product, at: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| issue::upsert_product(tx, product, at))
    }

    fn issue_batch(&self, order: &Order, at: Timestamp) -> Result<Issued, StoreError> {
        self.write(|tx| issue::issue_batch(tx, &self.issuer, order, at))
    }

    fn verify(&self, serial: &Serial) -> Result<Standing, StoreError> {
        match self.recognise(serial)? {
            Recognised::Not { reported_fake } => Ok(Standing::NotIssued { reported_fake }),
            Recognised::Genuine(facts) => {
                let fact = self.read(|conn| units::fact(conn, serial, *facts))?;
                Ok(Standing::Issued(Box::new(fact)))
            }
        }
    }

    fn set_status(
        &self,
        serial: &Serial,
        status: Status,
        reason: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| units::set_status(tx, serial, status, reason, at))
    }

    fn report_fake(&self, serial: &Serial, at: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| units::report_fake(tx, serial, at))
    }

    fn announce_shipment(&self, number: &str, shipped: &Shipped, at: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| units::announce_shipment(tx, number, shipped, at))
    }

    fn add_enrol_code(
        &self,
        code: &OneTimeCode,
        facility: &str,
        at: Timestamp,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| stations::add_code(tx, code, facility, at, expires))
    }

    fn enrol(&self, request: &EnrolRequest, at: Timestamp) -> Result<Station, StoreError> {
        self.write(|tx| stations::enrol(tx, request, at))?.map_err(StoreError::from)
    }

    fn station(&self, id: &str) -> Result<Option<Station>, StoreError> {
        self.read(|conn| stations::find(conn, id))
    }

    fn append_events(&self, batch: &Batch, at: Timestamp) -> Result<BatchAnswer, StoreError> {
        self.write(|tx| events::append(tx, batch, at))?.map_err(StoreError::from)
    }

    fn history(&self, serial: &Serial) -> Result<History, StoreError> {
        self.read(|conn| events::history(conn, serial))
    }

    fn publication(&self) -> Result<Publication, StoreError> {
        self.read(publish::publication)
    }

    fn next_publication(&self) -> Result<Publication, StoreError> {
        self.write(publish::next_publication)
    }

    fn snapshot_for_bundle(&self, at: Timestamp, visit: &mut dyn FnMut(Piece)) -> Result<(), StoreError> {
        self.read(|conn| publish::snapshot(conn, at, visit))
    }
}
