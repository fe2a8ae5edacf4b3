// SPDX-License-Identifier: GPL-3.0-or-later
//! Flipped bits, torn files and lost files are found, kept and named.

use std::fs;
use std::path::Path;

use station_store::{Store, StoreError};

use crate::given::{Site, batch, flip, record, stored};

fn with_rows(rows: u64) -> Site {
    let site = Site::new();
    record(&mut site.store(), rows);
    site
}

#[test]
fn a_flipped_event_is_never_sent() {
    let site = with_rows(6);
    site.raw().execute_batch("UPDATE outbox SET body = replace(body, 'S3-0', 'S3-1') WHERE seq = 3").unwrap();
    let mut store = site.store();
    let before = batch(&store, &site.identity, 10);
    assert_eq!(before.rows.len(), 2, "the rows before the damaged one go first");
    store.acknowledge(&before, &stored(&before)).unwrap();
    assert!(matches!(store.next_batch(10, usize::MAX), Err(StoreError::DamagedRow { seq: 3, .. })));
}

#[test]
fn every_column_of_a_row_is_covered() {
    for (change, row) in [
        ("UPDATE outbox SET boot_id = 'other' WHERE seq = 1", 1),
        ("DELETE FROM outbox WHERE seq = 1", 1),
        ("DELETE FROM outbox", 1),
        ("UPDATE outbox SET seq = 0 WHERE seq = 1", 1),
        ("UPDATE outbox SET body = '' WHERE seq = 1", 1),
    ] {
        let site = with_rows(3);
        site.raw().execute_batch(change).unwrap();
        match site.store().next_batch(10, usize::MAX) {
            Err(StoreError::DamagedRow { seq, .. }) => assert_eq!(seq, row, "{change}"),
            other => panic!("{change} went unnoticed: {other:?}"),
        }
    }
}

#[test]
fn a_flipped_hash_costs_no_event() {
    for row in 1..=3 {
        for column in ["hash", "prev_hash"] {
            let site = with_rows(3);
            let flip = format!("UPDATE outbox SET {column} = zeroblob(32) WHERE seq = {row}");
            site.raw().execute_batch(&flip).unwrap();
            assert_eq!(batch(&site.store(), &site.identity, 10).rows.len(), 3, "{column} of row {row}");
        }
    }
}

#[test]
fn a_repair_replaces_the_lost_events_and_keeps_the_rest() {
    let site = with_rows(1200);
    let hurt = "UPDATE outbox SET body = 'x' WHERE seq IN (2, 700); DELETE FROM outbox WHERE seq = 1200";
    site.raw().execute_batch(hurt).unwrap();
    let mut store = site.store();
    let repaired = store.repair_outbox().unwrap();
    assert_eq!((repaired.lost, repaired.lost_count, repaired.rehashed), (vec![2, 700, 1200], 3, 1196));
    let first = batch(&store, &site.identity, 1000);
    assert!(first.rows[1].body.contains("assay:DamagedRow"));
    assert!(first.rows[2].body.contains("S3-0"));
    store.acknowledge(&first, &stored(&first)).unwrap();
    assert_eq!(batch(&store, &site.identity, 1000).rows.len(), 200);
    record(&mut store, 1);
    assert_eq!(batch(&store, &site.identity, 1000).rows.len(), 201, "new rows follow the repaired chain");
    assert_eq!(store.repair_outbox().unwrap().lost_count, 0, "nothing is left to repair");
}

#[test]
fn flips_anywhere_in_the_file_send_nothing_false() {
    let site = with_rows(12);
    let path = site.dir.database();
    let good = fs::read(&path).unwrap();
    let truth = batch(&site.store(), &site.identity, 100);
    let mut noticed = 0;
    for n in 0..300 {
        // A stride that meets every page and every bit.
        let byte = (n * 2_654_435_761_usize) % good.len();
        flip(&path, byte, (n % 8) as u8);
        match site.dir.store(&site.identity).and_then(|store| store.next_batch(100, usize::MAX)) {
            Ok(sent) => {
                let sent = sent.expect("rows wait");
                assert_eq!(sent.rows[..], truth.rows[..sent.rows.len()], "byte {byte}");
            }
            Err(_) => noticed += 1,
        }
        clear_log(&path);
        fs::write(&path, &good).unwrap();
    }
    assert!(noticed > 0);
}

fn clear_log(path: &Path) {
    for suffix in ["-wal", "-shm", ".damaged-1", ".damaged-2", ".damaged-3"] {
        let _ = fs::remove_file(format!("{}{suffix}", path.display()));
    }
}

#[test]
fn a_damaged_file_is_copied_aside_and_stays() {
    let site = with_rows(200);
    let path = site.dir.database();
    let mut bytes = fs::read(&path).unwrap();
    bytes[4096..].fill(0xa5);
    fs::write(&path, &bytes).unwrap();
    let Err(StoreError::Corrupt { copy, .. }) = Store::open(&path) else { panic!("damage went unnoticed") };
    assert_eq!(fs::read(&copy).unwrap(), bytes, "the copy is what was found");
    assert_eq!(fs::read(&path).unwrap(), bytes, "the file is left as it was");
    let Err(StoreError::Corrupt { copy: again, .. }) = Store::open(&path) else { panic!("damaged") };
    assert_eq!(again, copy, "a station that restarts in a loop does not fill its disk");
}

#[test]
fn a_file_of_noise_or_of_somebody_else_is_not_taken() {
    let temp = tempfile::tempdir().unwrap();
    let noise = temp.path().join("noise.db");
    fs::write(&noise, "this is no database, but a letter that somebody put here by mistake".repeat(99))
        .unwrap();
    assert!(matches!(Store::open(&noise), Err(StoreError::Corrupt { .. })));
    let foreign = temp.path().join("foreign.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(matches!(Store::open(&foreign), Err(StoreError::NotAStore { .. })));
}

#[test]
fn a_lost_database_is_not_silently_made_anew() {
    let site = with_rows(1);
    let path = site.dir.database();
    fs::write(&path, "").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Gone { .. })));
    fs::remove_file(&path).unwrap();
    let Err(StoreError::Gone { marker, .. }) = Store::open(&path) else { panic!("made anew") };
    fs::remove_file(marker).unwrap();
    assert_eq!(Store::open(&path).unwrap().last_card(), 0, "a person may decide to begin anew");
}

#[test]
fn a_newer_form_is_refused() {
    let site = with_rows(1);
    site.raw().execute_batch("PRAGMA user_version = 2").unwrap();
    assert!(matches!(site.dir.store(&site.identity), Err(StoreError::TooNew { found: 2, .. })));
    assert!(matches!(site.dir.reader(), Err(StoreError::TooNew { found: 2, .. })));
}
