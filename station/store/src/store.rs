// SPDX-License-Identifier: GPL-3.0-or-later
//! The one writer of the station's database.

use std::fs::File;
use std::path::Path;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use registry_api::chain::{MAX_ROW_BYTES, row_hash};
use ring::rand::{SecureRandom, SystemRandom};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use station_core::{Decision, JournalEntry};

use crate::journal::journal_hash;
use crate::meta::{self, Head, State, int};
use crate::{ExportFormat, Identity, JournalReport, JournalRow, OutboxStatus, Reader, StoreError, db};

/// Custody events of one decision at most.
pub const MAX_EVENTS: usize = 1000;
/// Longest journal entry in bytes; a scan of 4,096 bytes with its evidence has about 10,000.
pub const MAX_JOURNAL_BYTES: usize = 256 * 1024;

/// Where a decision was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its row of the journal.
    pub journal_seq: u64,
    /// Its rows of the outbox, in the order of the events.
    pub outbox_seqs: Vec<u64>,
}

/// The station's database, open for writing. There is one at a time; others use [`Reader`].
#[derive(Debug)]
pub struct Store {
    pub(crate) reader: Reader,
    pub(crate) state: State,
    pub(crate) identity: Option<Identity>,
    boot_id: String,
    // Last, so that the connection is closed before another process may open one.
    _lock: File,
}

impl Store {
    /// Opens the database, creates it where there was none, and checks it (`quick_check`, hashes of the
    /// entries; about two seconds for a million rows).
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] names the copy of a damaged file, [`StoreError::Gone`] a lost one;
    /// [`StoreError::InUse`] when another process is the writer.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let door = db::open_writer(path)?;
        let state = State::read(&door.conn)?;
        let boot_id = new_boot_id(path)?;
        tracing::info!(path = %path.display(), boot_id, outbox_seq = state.outbox.seq, "opened the journal and outbox");
        Ok(Self { reader: Reader::over(door.conn), state, identity: None, boot_id, _lock: door.lock })
    }

    /// Takes the identity that outbox rows are written and sent under.
    ///
    /// A new station number begins a new chain at row 1, because the registry knows none of it.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`] without a number; [`StoreError::StationChanged`] while the outbox still
    /// holds rows of another number.
    pub fn attach(&mut self, identity: &Identity) -> Result<(), StoreError> {
        let number = &identity.enrolment().ok_or(StoreError::NotEnrolled)?.station;
        if self.state.station.as_ref() != Some(number) {
            self.begin_chain(number)?;
        }
        self.identity = Some(identity.clone());
        Ok(())
    }

    fn begin_chain(&mut self, number: &str) -> Result<(), StoreError> {
        let status = self.outbox_status()?;
        if let Some(old) = self.state.station.as_ref().filter(|_| status.waiting + status.parked > 0) {
            return Err(StoreError::StationChanged { old: old.clone(), new: number.to_owned() });
        }
        let station = Some(number.to_owned());
        let next = State { outbox: Head::START, acked: Head::START, station, ..self.state.clone() };
        self.change("taking the station number", |tx| {
            next.write(tx)?;
            Ok((next, ()))
        })
    }

    /// The random name of this opening of the store, 16 hexadecimal digits; part of every outbox row.
    pub fn boot_id(&self) -> &str {
        &self.boot_id
    }

    /// Writes a decision: its journal row and all its outbox rows, or nothing. One flush of the disk.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`]: nothing was written, the next call works when there is room.
    /// [`StoreError::NotEnrolled`] for custody events of a station without a number;
    /// [`StoreError::TooLarge`] for more than a row may hold.
    pub fn record(&mut self, decision: &Decision) -> Result<Recorded, StoreError> {
        let entry = encode(&decision.entry)?;
        let bodies = self.event_bodies(decision)?;
        let (state, boot_id) = (self.state.clone(), self.boot_id.clone());
        self.change("recording a decision", |tx| {
            let mut next = state;
            next.journal = append_journal(tx, &next.journal, &entry)?;
            if let JournalEntry::Scan(scan) = &decision.entry {
                next.last_card = next.last_card.max(scan.card.0);
            }
            let mut outbox_seqs = Vec::with_capacity(bodies.len());
            for body in &bodies {
                next.outbox = append_outbox(tx, &next, &boot_id, body)?;
                outbox_seqs.push(next.outbox.seq);
            }
            next.write(tx)?;
            Ok((next.clone(), Recorded { journal_seq: next.journal.seq, outbox_seqs }))
        })
    }

    fn event_bodies(&self, decision: &Decision) -> Result<Vec<String>, StoreError> {
        if !decision.events.is_empty() && self.identity.is_none() {
            return Err(StoreError::NotEnrolled);
        }
        within("a decision's list of events", decision.events.len(), MAX_EVENTS)?;
        let body = |event: &registry_api::epcis::CustodyEvent| {
            let body = event.to_json().to_string();
            within("a custody event in bytes", body.len(), MAX_ROW_BYTES).map(|()| body)
        };
        decision.events.iter().map(body).collect()
    }

    /// Runs one transaction; what it answers becomes the state once it is committed.
    pub(crate) fn change<T>(
        &mut self,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<(State, T), StoreError>,
    ) -> Result<T, StoreError> {
        let conn = &mut self.reader.conn;
        // A commit that failed half-way may leave its transaction open; nothing of it may join the next one.
        if !conn.is_autocommit() {
            conn.execute_batch("ROLLBACK").map_err(StoreError::sql(doing))?;
        }
        let tx =
            conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::sql(doing))?;
        let (state, answer) = work(&tx)?;
        tx.commit().map_err(StoreError::sql(doing))?;
        self.state = state;
        Ok(answer)
    }

    /// The highest card number in the journal, 0 for none; the next card is one more.
    pub fn last_card(&self) -> u64 {
        self.state.last_card
    }

    /// The newest signed time the station has seen, which its clock cannot be before.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it does not fit its hash.
    pub fn clock_floor(&self) -> Result<Option<Timestamp>, StoreError> {
        self.reader.clock_floor()
    }

    /// Remembers a signed time; an older one than before changes nothing. Answers the floor that holds.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] and others of the database.
    pub fn raise_clock_floor(&mut self, signed: Timestamp) -> Result<Timestamp, StoreError> {
        if let Some(floor) = self.clock_floor()?.filter(|floor| *floor >= signed) {
            return Ok(floor);
        }
        let state = self.state.clone();
        self.change("raising the clock floor", |tx| {
            meta::put_clock_floor(tx, signed)?;
            Ok((state, signed))
        })
    }

    /// What can be read, also by another process through [`Reader::open`].
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// See [`Reader::outbox_status`].
    ///
    /// # Errors
    /// As there.
    pub fn outbox_status(&self) -> Result<OutboxStatus, StoreError> {
        self.reader.outbox_status()
    }

    /// See [`Reader::journal_verify`].
    ///
    /// # Errors
    /// As there.
    pub fn journal_verify(&self) -> Result<JournalReport, StoreError> {
        self.reader.journal_verify()
    }

    /// See [`Reader::journal_export`].
    ///
    /// # Errors
    /// As there.
    pub fn journal_export(
        &self,
        format: ExportFormat,
        out: &mut dyn std::io::Write,
    ) -> Result<u64, StoreError> {
        self.reader.journal_export(format, out)
    }

    /// See [`Reader::journal_tail`].
    ///
    /// # Errors
    /// As there.
    pub fn journal_tail(&self, rows: usize) -> Result<Vec<JournalRow>, StoreError> {
        self.reader.journal_tail(rows)
    }
}

fn new_boot_id(path: &Path) -> Result<String, StoreError> {
    let mut bytes = [0; 8];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| StoreError::io("open", path)(std::io::Error::other("no random numbers")))?;
    Ok(HEXLOWER.encode(&bytes))
}

fn encode(entry: &JournalEntry) -> Result<String, StoreError> {
    let text = serde_json::to_string(entry)
        .map_err(|e| StoreError::Sql { doing: "writing a journal entry as JSON", source: Box::new(e) })?;
    within("a journal entry in bytes", text.len(), MAX_JOURNAL_BYTES).map(|()| text)
}

fn within(what: &'static str, found: usize, limit: usize) -> Result<(), StoreError> {
    if found > limit { Err(StoreError::TooLarge { what, found, limit }) } else { Ok(()) }
}

fn append_journal(conn: &Connection, last: &Head, body: &str) -> Result<Head, StoreError> {
    let seq = last.seq + 1;
    let hash = journal_hash(&last.hash, seq, body);
    let insert = "INSERT INTO journal (seq, body, hash) VALUES (?1, ?2, ?3)";
    let row = (int(seq)?, body, &hash.as_bytes()[..]);
    let done = conn.prepare_cached(insert).and_then(|mut s| s.execute(row));
    done.map_err(StoreError::sql("writing the journal"))?;
    Ok(Head { seq, hash })
}

fn append_outbox(conn: &Connection, state: &State, boot_id: &str, body: &str) -> Result<Head, StoreError> {
    let station = state.station.as_deref().ok_or(StoreError::NotEnrolled)?;
    let (seq, prev) = (state.outbox.seq + 1, &state.outbox.hash);
    let hash = row_hash(prev, station, seq, boot_id, body);
    let insert = "INSERT INTO outbox (seq, boot_id, body, prev_hash, hash, state)
                  VALUES (?1, ?2, ?3, ?4, ?5, 'waiting')";
    let row = (int(seq)?, boot_id, body, &prev.as_bytes()[..], &hash.as_bytes()[..]);
    let done = conn.prepare_cached(insert).and_then(|mut s| s.execute(row));
    done.map_err(StoreError::sql("writing the outbox"))?;
    Ok(Head { seq, hash })
}
