// SPDX-License-Identifier: GPL-3.0-or-later
//! Decisions go in together, numbers go on, one writer at a time.

use station_store::{StateDir, Store, StoreError};

use crate::given::{self, Site, decision, record, stored, time};

#[test]
fn journal_and_outbox_are_written_together() {
    let site = Site::new();
    let mut store = site.store();
    let first = store.record(&decision(1, 2)).unwrap();
    let second = store.record(&decision(2, 0)).unwrap();
    assert_eq!((first.journal_seq, first.outbox_seqs), (1, vec![1, 2]));
    assert_eq!((second.journal_seq, second.outbox_seqs), (2, vec![]));
    assert_eq!(store.last_card(), 2);
    let tail = store.journal_tail(10).unwrap();
    assert_eq!(tail[0].entry.as_ref(), Some(&decision(1, 2).entry), "the journal gives back what went in");
    let batch = given::batch(&store, &site.identity, 10);
    assert_eq!(batch.rows[1].body, decision(1, 2).events[1].to_json().to_string());
    assert!(batch.rows.iter().all(|row| row.boot_id == store.boot_id()));
}

#[test]
fn numbers_go_on_after_an_empty_outbox_and_a_restart() {
    let site = Site::new();
    let mut store = site.store();
    record(&mut store, 3);
    let first = given::batch(&store, &site.identity, 10);
    store.acknowledge(&first, &stored(&first)).unwrap();
    let boot = store.boot_id().to_owned();
    drop(store);
    let mut store = site.store();
    assert_ne!(store.boot_id(), boot, "each opening has its own boot");
    assert_eq!((store.outbox_status().unwrap().waiting, store.last_card()), (0, 3));
    assert_eq!(store.next_batch(10, 1000).unwrap(), None);
    record(&mut store, 1);
    let next = given::batch(&store, &site.identity, 10);
    assert_eq!(next.rows[0].seq, 4);
    assert_eq!(next.previous, first.rows[2].hash, "the chain goes on where it was");
}

#[test]
fn custody_needs_an_enrolment_and_a_plain_scan_does_not() {
    let temp = tempfile::tempdir().unwrap();
    let mut store = Store::open(&temp.path().join("station.db")).unwrap();
    assert!(matches!(store.record(&decision(1, 1)), Err(StoreError::NotEnrolled)));
    assert_eq!(store.journal_verify().unwrap().rows, 0, "nothing of a refused decision is written");
    assert_eq!(store.record(&decision(1, 0)).unwrap().journal_seq, 1);
}

#[test]
fn a_decision_beyond_a_row_is_refused_whole() {
    let site = Site::new();
    let mut store = site.store();
    let mut large = decision(1, 2);
    large.events[1].serial = "S".repeat(70_000);
    assert!(matches!(store.record(&large), Err(StoreError::TooLarge { limit: 65_536, .. })));
    assert!(matches!(store.record(&decision(1, 1001)), Err(StoreError::TooLarge { limit: 1000, .. })));
    assert_eq!(store.outbox_status().unwrap().last_seq, 0);
    assert_eq!(store.record(&decision(1, 1)).unwrap().outbox_seqs, [1]);
}

#[test]
fn there_is_one_writer_and_any_number_of_readers() {
    let site = Site::new();
    let mut store = site.store();
    record(&mut store, 2);
    assert!(matches!(site.dir.store(&site.identity), Err(StoreError::InUse { .. })));
    let reader = site.dir.reader().unwrap();
    assert_eq!(reader.outbox_status().unwrap().waiting, 2);
    record(&mut store, 1);
    assert_eq!(reader.journal_verify().unwrap().rows, 3, "a reader sees what was committed since");
    drop(store);
    assert_eq!(site.store().last_card(), 3, "the lock ends with the store");
}

#[test]
fn the_clock_floor_only_rises_and_stays() {
    let site = Site::new();
    let (early, late) = (time("2026-01-01T00:00:00Z"), time("2026-06-01T00:00:00Z"));
    let mut store = site.store();
    assert_eq!(store.clock_floor().unwrap(), None);
    assert_eq!(store.raise_clock_floor(late).unwrap(), late);
    assert_eq!(store.raise_clock_floor(early).unwrap(), late);
    drop(store);
    assert_eq!(site.store().clock_floor().unwrap(), Some(late));
}

#[test]
fn a_reader_makes_no_database() {
    let temp = tempfile::tempdir().unwrap();
    let dir = StateDir::new(temp.path());
    assert!(matches!(dir.reader(), Err(StoreError::Io { .. })));
    assert!(!dir.database().exists());
}
