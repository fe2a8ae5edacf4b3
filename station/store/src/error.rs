// SPDX-License-Identifier: GPL-3.0-or-later
//! What can go wrong with the station's own files, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

/// Why the station's files could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The linked SQLite has the WAL-reset defect, which can corrupt a database.
    #[error(
        "SQLite {found} is linked, but {} or newer is needed; build with the bundled SQLite",
        crate::MIN_SQLITE
    )]
    SqliteTooOld {
        /// Version that is linked.
        found: &'static str,
    },
    /// Another process is the writer.
    #[error("another process writes to {}; stop it first (systemctl stop station)", path.display())]
    InUse {
        /// The database.
        path: PathBuf,
    },
    /// The database is gone although it was there before.
    #[error(
        "{} was created earlier and is now missing or empty; restore it from a backup, or delete {} to begin with \
         an empty journal (the registry will then report a second chain)", path.display(), marker.display()
    )]
    Gone {
        /// The database.
        path: PathBuf,
        /// The file that remembers it.
        marker: PathBuf,
    },
    /// The file is a database of something else.
    #[error("{} is not the database of a station; check the configured path", path.display())]
    NotAStore {
        /// The file.
        path: PathBuf,
    },
    /// Written by a newer version of this software.
    #[error("{} has form {found}, this version reads up to {known}; install the newer version", path.display())]
    TooNew {
        /// The database.
        path: PathBuf,
        /// Its form.
        found: i64,
        /// The newest form known here.
        known: i64,
    },
    /// The database is damaged. It stays where it is, and a copy was made.
    #[error(
        "{} is damaged ({detail}); a copy is at {}; nothing was deleted: export what can be read with `station \
         journal export`, then restore a backup, or move the file away and delete {} to begin anew",
        path.display(), copy.display(), marker.display()
    )]
    Corrupt {
        /// The database.
        path: PathBuf,
        /// Where the copy is.
        copy: PathBuf,
        /// The file that remembers that the database was created.
        marker: PathBuf,
        /// What SQLite or the row hashes say.
        detail: String,
    },
    /// Damage seen while the database was in use.
    #[error(
        "the database of the station is damaged: {what}; restart the station, it checks and copies the file"
    )]
    Damaged {
        /// What does not fit.
        what: String,
    },
    /// No room. Nothing was written; the same call works again when there is room.
    #[error("no room on the disk while {doing}; nothing was recorded, free some space and scan again")]
    DiskFull {
        /// What was being done.
        doing: &'static str,
    },
    /// A row of the outbox that is not what was written.
    #[error(
        "row {seq} of the outbox is damaged ({detail}); it was not sent and holds back the rows after it; run \
         `station outbox repair`"
    )]
    DamagedRow {
        /// Its number.
        seq: u64,
        /// What does not fit.
        detail: String,
    },
    /// The hash chain of the journal does not fit.
    #[error("row {seq} of the journal: {detail}")]
    JournalBroken {
        /// The first bad row.
        seq: u64,
        /// What does not fit.
        detail: String,
    },
    /// A decision that is larger than a row may be. Nothing was written.
    #[error("{what} has {found}, more than the limit of {limit}; it was not recorded")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// Its size.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// Custody events need a station number.
    #[error("this station is not enrolled at a registry, so it cannot record custody; run `station enrol`")]
    NotEnrolled,
    /// Another station number than the rows in the outbox were written under.
    #[error(
        "the outbox holds rows of station {old:?} and the enrolment says {new:?}; deliver or drop them before \
         the station takes its new number"
    )]
    StationChanged {
        /// Number in the database.
        old: String,
        /// Number in the enrolment.
        new: String,
    },
    /// The registry acknowledges rows that were never written here.
    #[error(
        "the registry has rows up to {acked} of this station, the outbox was only written up to {last}: the \
         storage was rolled back or cloned; enrol the station anew"
    )]
    RegistryAhead {
        /// What the registry acknowledges.
        acked: u64,
        /// Last row written here.
        last: u64,
    },
    /// An answer that does not belong to the batch.
    #[error("the answer of the registry does not fit the batch: {0}; nothing was deleted")]
    WrongAnswer(String),
    /// The identity key or the enrolment cannot be used.
    #[error("{}: {detail}", path.display())]
    Identity {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        detail: String,
    },
    /// SQLite says no.
    #[error("could not do this in the station's database: {doing}")]
    Sql {
        /// What was being done.
        doing: &'static str,
        /// What SQLite says.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The operating system says no.
    #[error("could not {doing} {}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
}

/// `SQLITE_IOERR_SHMSIZE`: no room for the index of the write-ahead log.
const IOERR_SHMSIZE: i32 = 10 | (19 << 8);

impl StoreError {
    /// Whether the same call may work later without anybody repairing the files.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::DiskFull { .. })
    }

    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { doing },
            _ => Self::Io { doing, path, source },
        }
    }

    pub(crate) fn sql(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, DiskFull, NotADatabase};
        move |error| match error.sqlite_error() {
            Some(e) if e.code == DiskFull || e.extended_code == IOERR_SHMSIZE => Self::DiskFull { doing },
            Some(e) if matches!(e.code, DatabaseCorrupt | NotADatabase) => {
                Self::Damaged { what: format!("{doing}: {error}") }
            }
            _ => Self::Sql { doing, source: Box::new(error) },
        }
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }
}
