// SPDX-License-Identifier: GPL-3.0-or-later
//! The journal can be proven and taken along.

use serde_json::Value;
use station_core::JournalEntry;
use station_store::{ExportFormat, StoreError};

use crate::given::{Site, decision, record};

fn broken(site: &Site, sql: &str) -> (u64, String) {
    site.raw().execute_batch(sql).unwrap();
    match site.dir.reader().unwrap().journal_verify() {
        Err(StoreError::JournalBroken { seq, detail }) => (seq, detail),
        other => panic!("{sql} went unnoticed: {other:?}"),
    }
}

fn journalled(rows: u64) -> Site {
    let site = Site::new();
    record(&mut site.store(), rows);
    site
}

#[test]
fn an_untouched_journal_verifies() {
    let site = journalled(20);
    let report = site.store().journal_verify().unwrap();
    assert_eq!((report.rows, report.last_seq), (20, 20));
    assert_eq!(report.head, site.store().journal_tail(1).unwrap()[0].hash);
}

#[test]
fn the_first_tampered_row_is_named() {
    let changed = "UPDATE journal SET body = replace(body, 'genuine', 'reported') WHERE seq = 5";
    assert_eq!(broken(&journalled(9), changed).0, 5);
    assert_eq!(broken(&journalled(9), "DELETE FROM journal WHERE seq = 4").0, 4);
    assert_eq!(broken(&journalled(9), "DELETE FROM journal WHERE seq > 6").0, 7);
    assert_eq!(broken(&journalled(9), "DELETE FROM journal").0, 1);
    assert_eq!(broken(&journalled(9), "UPDATE journal SET hash = zeroblob(32) WHERE seq = 9").0, 9);
    let swapped = "UPDATE journal SET seq = -seq WHERE seq IN (2, 3);
                   UPDATE journal SET seq = CASE seq WHEN -2 THEN 3 ELSE 2 END WHERE seq < 0";
    assert_eq!(broken(&journalled(9), swapped).0, 2);
}

#[test]
fn an_appended_row_is_noticed() {
    let site = journalled(2);
    let forged = "INSERT INTO journal SELECT 3, body, hash FROM journal WHERE seq = 2";
    assert_eq!(broken(&site, forged).0, 3);
    assert!(matches!(site.dir.store(&site.identity), Err(StoreError::Corrupt { .. })));
}

#[test]
fn the_json_export_gives_every_entry_back() {
    let site = journalled(3);
    let mut out = Vec::new();
    assert_eq!(site.dir.reader().unwrap().journal_export(ExportFormat::Json, &mut out).unwrap(), 3);
    let lines: Vec<Value> =
        String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let entry: JournalEntry = serde_json::from_value(lines[1]["entry"].clone()).unwrap();
    assert_eq!((lines[1]["seq"].as_u64(), entry), (Some(2), decision(2, 1).entry));
    assert_eq!(lines[1]["hash"].as_str().map(str::len), Some(64));
}

#[test]
fn the_csv_export_holds_no_formula() {
    let site = Site::new();
    let mut hostile = decision(1, 0);
    let JournalEntry::Scan(scan) = &mut hostile.entry else { panic!("a scan") };
    scan.support_code = "=HYPERLINK(\"http://x\",\"a\")".into();
    let mut store = site.store();
    store.record(&hostile).unwrap();
    site.raw().execute_batch("UPDATE journal SET body = body || 'x' WHERE seq = 9").unwrap();
    let mut out = Vec::new();
    store.journal_export(ExportFormat::Csv, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert!(lines[0].starts_with("seq,entry,at,"));
    assert!(
        lines[1].starts_with("1,scan,2026-11-23T08:00:01Z,plausible,1,genuine,ok,scanner,scanner,5d6432,,7,")
    );
    assert!(lines[1].contains(",\"'=HYPERLINK(\"\"http://x\"\",\"\"a\"\")\","));
}

#[test]
fn an_empty_journal_exports_its_heading() {
    let mut out = Vec::new();
    assert_eq!(Site::new().store().journal_export(ExportFormat::Csv, &mut out).unwrap(), 0);
    assert!(out.starts_with(b"seq,"));
}

#[test]
fn the_tail_is_the_end_in_order() {
    let site = journalled(9);
    let seqs: Vec<u64> = site.store().journal_tail(3).unwrap().iter().map(|row| row.seq).collect();
    assert_eq!(seqs, [7, 8, 9]);
}
