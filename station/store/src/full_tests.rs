// SPDX-License-Identifier: GPL-3.0-or-later
//! A full database, without a full disk: SQLite itself is told to stop growing.

use drivers_api::{DeviceId, Signal};
use jiff::Timestamp;
use station_api::CardId;
use station_core::{ClockConfidence, Decision, JournalEntry, RefusedEntry, Stamp};

use crate::{Store, StoreError};

fn decision() -> Decision {
    let entry = RefusedEntry {
        waiting: CardId(1),
        stamp: Stamp { at: Timestamp::UNIX_EPOCH, clock: ClockConfidence::Behind, offset_min: 0 },
        device: DeviceId::new("scanner").unwrap(),
        payload_hex: "ab".repeat(2000),
    };
    Decision { entry: JournalEntry::Refused(entry), events: vec![], signal: Signal::default() }
}

fn limit(store: &Store, pages: u32) {
    store.reader.conn.pragma_update(None, "max_page_count", pages).unwrap();
}

#[test]
fn a_full_database_refuses_aloud_and_recovers_by_itself() {
    let temp = tempfile::tempdir().unwrap();
    let mut store = Store::open(&temp.path().join("station.db")).unwrap();
    limit(&store, 30);
    let mut recorded = 0;
    let error = loop {
        match store.record(&decision()) {
            Ok(_) => recorded += 1,
            Err(error) => break error,
        }
        assert!(recorded < 1000, "never full");
    };
    assert!(matches!(error, StoreError::DiskFull { .. }), "{error:?}");
    assert!(recorded > 0 && store.record(&decision()).is_err());
    assert_eq!(store.journal_verify().unwrap().rows, recorded, "nothing half-written");
    limit(&store, 1000);
    assert_eq!(store.record(&decision()).unwrap().journal_seq, recorded + 1);
    assert_eq!(store.journal_verify().unwrap().rows, recorded + 1);
}
