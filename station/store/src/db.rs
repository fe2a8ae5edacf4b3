// SPDX-License-Identifier: GPL-3.0-or-later
//! The one door to the database: version, settings, form, check, and what happens when it is damaged.
//!
//! A damaged file is never deleted, repaired or replaced here: it is copied aside once and the error says
//! where. An empty journal in place of a lost one would look like a station that never scanned.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::meta::State;
use crate::{StoreError, files};

/// Oldest SQLite whose write-ahead log is safe: 3.51.3 repaired a defect that could corrupt the file when a
/// second connection was open.
pub const MIN_SQLITE: &str = "3.51.3";
const MIN_SQLITE_NUMBER: i32 = 3_051_003;

/// Form of the tables, `PRAGMA user_version`.
const FORM: i64 = 1;
/// How long a statement waits for a reader of another process, e.g. an export.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Damaged copies kept at most; a station that restarts in a loop must not fill its card.
const MAX_COPIES: u32 = 3;
/// What the lock file says once the database was created.
const CREATED: &[u8] = b"created\n";

/// Settings of every connection. FULL: a commit that was answered survives a power cut.
const SETTINGS: &str = "
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA mmap_size = 0;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 500;
    PRAGMA journal_size_limit = 4194304;
";

/// Rows are keyed by their number alone: an index in random order would double the wear of the card.
const TABLES: &str = "
    CREATE TABLE meta (
        key   TEXT PRIMARY KEY NOT NULL,
        value TEXT NOT NULL,
        hash  BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE journal (
        seq  INTEGER PRIMARY KEY,
        body TEXT NOT NULL,
        hash BLOB NOT NULL
    ) STRICT;
    CREATE TABLE outbox (
        seq       INTEGER PRIMARY KEY,
        boot_id   TEXT NOT NULL,
        body      TEXT NOT NULL,
        prev_hash BLOB NOT NULL,
        hash      BLOB NOT NULL,
        state     TEXT NOT NULL CHECK (state IN ('waiting', 'parked')),
        problem   TEXT
    ) STRICT;
    PRAGMA user_version = 1;
";

/// A connection that may write, with the lock that makes it the only one.
pub(crate) struct Door {
    pub(crate) conn: Connection,
    pub(crate) lock: File,
}

/// Opens or creates the database for its one writer.
pub(crate) fn open_writer(path: &Path) -> Result<Door, StoreError> {
    check_sqlite()?;
    let (mut lock, created) = take_lock(path)?;
    let empty = fs::metadata(path).map_or(true, |m| m.len() == 0);
    if created && empty {
        return Err(StoreError::Gone { path: path.to_owned(), marker: marker_of(path) });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let conn = connect(path, flags)?;
    match prepare(&conn, path) {
        Ok(()) => {}
        Err(StoreError::Damaged { what }) => return Err(put_aside(path, what)),
        Err(other) => return Err(other),
    }
    if !created {
        mark_created(&mut lock, path)?;
    }
    Ok(Door { conn, lock })
}

/// Opens an existing database without the right to change it.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    check_sqlite()?;
    let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    settings(&conn)?;
    match form(&conn)? {
        FORM => Ok(conn),
        0 => Err(StoreError::NotAStore { path: path.to_owned() }),
        found => Err(too_new(path, found)),
    }
}

fn check_sqlite() -> Result<(), StoreError> {
    if rusqlite::version_number() < MIN_SQLITE_NUMBER {
        return Err(StoreError::SqliteTooOld { found: rusqlite::version() });
    }
    Ok(())
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags)
        .map_err(|e| StoreError::io("open", path)(io::Error::other(e.to_string())))
}

/// Whoever holds the lock on this file is the writer; its content remembers that a database was created.
fn marker_of(path: &Path) -> PathBuf {
    with_suffix(path, ".lock")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn take_lock(path: &Path) -> Result<(File, bool), StoreError> {
    let marker = marker_of(path);
    let mut options = OpenOptions::new();
    let opened = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(&marker);
    let mut file = opened.map_err(StoreError::io("open", &marker))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => return Err(StoreError::InUse { path: path.to_owned() }),
        Err(fs::TryLockError::Error(e)) => return Err(StoreError::io("lock", &marker)(e)),
    }
    files::give_to_owner_of(path, &file).map_err(StoreError::io("give to the station", &marker))?;
    let mut content = Vec::new();
    (&mut file).take(64).read_to_end(&mut content).map_err(StoreError::io("read", &marker))?;
    Ok((file, content == CREATED))
}

fn mark_created(lock: &mut File, path: &Path) -> Result<(), StoreError> {
    let mut write = || -> io::Result<()> {
        lock.set_len(0)?;
        lock.rewind()?;
        lock.write_all(CREATED)?;
        lock.sync_all()?;
        files::sync_dir_of(path)
    };
    write().map_err(StoreError::io("write", &marker_of(path)))
}

fn settings(conn: &Connection) -> Result<(), StoreError> {
    let set = || -> rusqlite::Result<()> {
        conn.busy_timeout(BUSY_TIMEOUT)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        conn.execute_batch(SETTINGS)
    };
    set().map_err(StoreError::sql("setting the connection up"))
}

fn prepare(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    // Closing a damaged database must not write its log into it: the copy keeps both as they were found.
    set_checkpoint_on_close(conn, false)?;
    settings(conn)?;
    let found = form(conn)?;
    if found > FORM {
        return Err(too_new(path, found));
    }
    if found == 0 && !is_blank(conn)? {
        return Err(StoreError::NotAStore { path: path.to_owned() });
    }
    write_ahead(conn)?;
    if found == 0 {
        create(conn)?;
    }
    check(conn)?;
    set_checkpoint_on_close(conn, true)
}

fn set_checkpoint_on_close(conn: &Connection, on: bool) -> Result<(), StoreError> {
    let set = conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !on);
    set.map(drop).map_err(StoreError::sql("setting the connection up"))
}

fn too_new(path: &Path, found: i64) -> StoreError {
    StoreError::TooNew { path: path.to_owned(), found, known: FORM }
}

fn form(conn: &Connection) -> Result<i64, StoreError> {
    conn.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(StoreError::sql("reading the form"))
}

fn is_blank(conn: &Connection) -> Result<bool, StoreError> {
    conn.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
        .map_err(StoreError::sql("reading the tables"))
}

fn write_ahead(conn: &Connection) -> Result<(), StoreError> {
    let mode: String = conn
        .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
        .map_err(StoreError::sql("turning the write-ahead log on"))?;
    if mode == "wal" {
        return Ok(());
    }
    let source = format!("the journal mode stays {mode:?}; the file system must support shared memory files");
    Err(StoreError::Sql { doing: "turning the write-ahead log on", source: source.into() })
}

fn create(conn: &Connection) -> Result<(), StoreError> {
    let transaction = conn.unchecked_transaction().map_err(StoreError::sql("creating the tables"))?;
    transaction.execute_batch(TABLES).map_err(StoreError::sql("creating the tables"))?;
    State::NEW.write(&transaction)?;
    transaction.commit().map_err(StoreError::sql("creating the tables"))
}

/// SQLite's own check, then what only we can know: that the state fits its hash and the rows.
fn check(conn: &Connection) -> Result<(), StoreError> {
    let answer: String = conn
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(StoreError::sql("checking the file"))?;
    if answer != "ok" {
        return Err(StoreError::damaged(answer));
    }
    let state = State::read(conn)?;
    let last = |table: &str, head: u64| -> Result<(), StoreError> {
        let query = format!("SELECT coalesce(max(seq), 0) FROM {table}");
        let found: i64 =
            conn.query_row(&query, [], |row| row.get(0)).map_err(StoreError::sql("reading the last row"))?;
        if u64::try_from(found).is_ok_and(|found| found <= head) {
            return Ok(());
        }
        Err(StoreError::damaged(format!("{table} has a row {found} above its last number {head}")))
    };
    last("journal", state.journal.seq)?;
    last("outbox", state.outbox.seq)
}

/// Copies a damaged database and its log, and says so.
fn put_aside(path: &Path, detail: String) -> StoreError {
    match copy_aside(path) {
        Ok(copy) => {
            tracing::error!(path = %path.display(), copy = %copy.display(), detail, "the database is damaged");
            StoreError::Corrupt { path: path.to_owned(), copy, marker: marker_of(path), detail }
        }
        Err(source) => StoreError::Io { doing: "copy the damaged database", path: path.to_owned(), source },
    }
}

fn copy_aside(path: &Path) -> io::Result<PathBuf> {
    for number in 1..=MAX_COPIES {
        let copy = with_suffix(path, &format!(".damaged-{number}"));
        if !copy.exists() {
            copy_durably(path, &copy)?;
            let log = with_suffix(path, "-wal");
            if log.exists() {
                copy_durably(&log, &with_suffix(&copy, "-wal"))?;
            }
            return Ok(copy);
        }
        if number == MAX_COPIES || same_content(path, &copy)? {
            return Ok(copy);
        }
    }
    Ok(path.to_owned())
}

fn copy_durably(from: &Path, to: &Path) -> io::Result<()> {
    let tmp = files::unfinished(to);
    fs::copy(from, &tmp)?;
    File::open(&tmp)?.sync_all()?;
    fs::rename(&tmp, to)?;
    files::sync_dir_of(to)
}

fn same_content(a: &Path, b: &Path) -> io::Result<bool> {
    if fs::metadata(a)?.len() != fs::metadata(b)?.len() {
        return Ok(false);
    }
    let (mut a, mut b) = (File::open(a)?, File::open(b)?);
    let (mut left, mut right) = ([0; 8192], [0; 8192]);
    loop {
        let read = a.read(&mut left)?;
        if read == 0 {
            return Ok(true);
        }
        b.read_exact(&mut right[..read])?;
        if left[..read] != right[..read] {
            return Ok(false);
        }
    }
}
