// SPDX-License-Identifier: GPL-3.0-or-later
//! The one door to the database: version, settings, schema.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::engine::{Doing, EngineResult};
use crate::files::{self, FileError};
use crate::store::StoreError;

/// File name of the database in the state folder.
pub(crate) const DATABASE: &str = "registry.db";
/// 3.51.3 is the first release without the WAL-reset error, which can damage a database that two connections
/// write and checkpoint at once.
const OLDEST_SQLITE: i32 = 3_051_003;
/// Version of `schema.sql`.
const SCHEMA_VERSION: i64 = 1;
/// `ASRG`: whose database it is.
const APPLICATION_ID: i64 = 0x4153_5247;
/// How long a statement waits for another process' write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Opens the connection that writes, and makes or checks the schema.
pub(super) fn writer(path: &Path) -> Result<Connection, StoreError> {
    check_engine(rusqlite::version_number())?;
    make_private(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut conn = connect(path, flags)?;
    let mode: String =
        conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)).doing("set WAL mode")?;
    if mode != "wal" {
        return Err(StoreError::Unusable(format!(
            "{} cannot keep a write-ahead log (mode {mode}): put state_dir on a local file system",
            path.display()
        )));
    }
    check_or_make_schema(&mut conn, path)?;
    Ok(conn)
}

/// Opens a connection that only reads.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// SQLite gives the files it puts beside a database the mode of the database; a list of valid serials is for
/// nobody else to read.
fn make_private(path: &Path) -> Result<(), StoreError> {
    let made = OpenOptions::new().create(true).append(true).mode(files::PRIVATE).open(path);
    match made {
        Ok(_) => Ok(()),
        Err(error) => {
            let source = Box::new(FileError::new("open", path, error));
            Err(StoreError::Engine { doing: "open the database", source })
        }
    }
}

fn check_engine(found: i32) -> Result<(), StoreError> {
    if found >= OLDEST_SQLITE {
        return Ok(());
    }
    Err(StoreError::Unusable(format!(
        "this program was built with SQLite {found}, older than {OLDEST_SQLITE} (3.51.3), which can damage its files"
    )))
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .doing("open the database in state_dir")?;
    settings(&conn).doing("set up the database connection")?;
    Ok(conn)
}

fn settings(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "cell_size_check", true)
}

fn check_or_make_schema(conn: &mut Connection, path: &Path) -> Result<(), StoreError> {
    // Immediate, so that a second process started at the same moment waits and then finds the schema made.
    let tx = write(conn)?;
    let pragma = |name: &str| tx.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let version = pragma("user_version").doing("read the schema version")?;
    let owner = pragma("application_id").doing("read the owner of the database")?;
    match (version, owner) {
        (SCHEMA_VERSION, APPLICATION_ID) => return Ok(()),
        (0, 0) if is_empty(&tx).doing("look into the database")? => {}
        (_, APPLICATION_ID) => {
            return Err(StoreError::Unusable(format!(
                "{} has schema {version}, this program knows {SCHEMA_VERSION}: use the registry that wrote it",
                path.display()
            )));
        }
        _ => return Err(StoreError::Unusable(format!("{} is not a registry's database", path.display()))),
    }
    make_schema(&tx).doing("make the schema")?;
    tx.commit().doing("make the schema")
}

fn is_empty(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

fn make_schema(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(include_str!("schema.sql"))?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", SCHEMA_VERSION)
}

/// Begins a transaction that takes the write lock at once: one that read first and wrote later could fail
/// half-way because another process wrote in between.
pub(super) fn write(conn: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    conn.transaction_with_behavior(TransactionBehavior::Immediate).doing("begin a transaction")
}

/// Begins a transaction that sees one moment of the database.
pub(super) fn read(conn: &mut Connection) -> EngineResult<Transaction<'_>> {
    conn.transaction_with_behavior(TransactionBehavior::Deferred).doing("begin reading")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_that_damages_files_is_refused() {
        assert!(check_engine(3_051_002).is_err());
        assert!(check_engine(3_051_003).is_ok());
        assert!(check_engine(rusqlite::version_number()).is_ok());
    }

    #[test]
    fn a_database_is_durable_strict_and_ours() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(DATABASE);
        let conn = writer(&path).unwrap();
        let ask = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!((ask("synchronous"), ask("foreign_keys"), ask("trusted_schema")), (2, 1, 0));
        assert_eq!(ask("user_version"), SCHEMA_VERSION);
        drop(conn);
        assert!(writer(&path).is_ok());
    }

    #[test]
    fn somebody_elses_or_a_newer_database_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let theirs = folder.path().join("theirs.db");
        Connection::open(&theirs).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
        assert!(writer(&theirs).unwrap_err().to_string().contains("not a registry's"));
        let newer = folder.path().join("newer.db");
        writer(&newer).unwrap().pragma_update(None, "user_version", 2).unwrap();
        assert!(writer(&newer).unwrap_err().to_string().contains("schema 2"));
    }
}
