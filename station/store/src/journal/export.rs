// SPDX-License-Identifier: GPL-3.0-or-later
//! The whole journal on its way out, row by row.

use std::io::Write;
use std::path::Path;

use rusqlite::Connection;
use serde_json::{Value, json};
use station_api::CardId;
use station_core::{ClockConfidence, JournalEntry, RefusedEntry, ScanEntry, Stamp, TapEntry};

use super::{Stored, csv};
use crate::StoreError;

/// How the journal is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated values (RFC 4180) with a heading line.
    Csv,
    /// One JSON object per line: `seq`, `hash`, `entry`.
    Json,
}

const HEADING: [&str; 14] = [
    "seq",
    "entry",
    "at",
    "clock",
    "card",
    "verdict",
    "reason",
    "device",
    "carrier",
    "payload_hex",
    "action",
    "bundle",
    "support_code",
    "hash",
];
const COLUMNS: usize = HEADING.len();

pub(crate) fn export(
    conn: &Connection,
    format: ExportFormat,
    out: &mut dyn Write,
) -> Result<u64, StoreError> {
    let doing = "reading the journal";
    let mut query =
        conn.prepare("SELECT seq, body, hash FROM journal ORDER BY seq").map_err(StoreError::sql(doing))?;
    let mut rows = query.query([]).map_err(StoreError::sql(doing))?;
    let mut line = String::new();
    let mut count = 0;
    if format == ExportFormat::Csv {
        csv::line(&mut line, HEADING);
    }
    while let Some(row) = rows.next().map_err(StoreError::sql(doing))? {
        write_row(&mut line, &Stored::of(row).map_err(StoreError::sql(doing))?, format);
        write(out, &mut line)?;
        count += 1;
    }
    write(out, &mut line)?;
    out.flush().map_err(output)?;
    Ok(count)
}

fn write(out: &mut dyn Write, line: &mut String) -> Result<(), StoreError> {
    out.write_all(line.as_bytes()).map_err(output)?;
    line.clear();
    Ok(())
}

fn output(error: std::io::Error) -> StoreError {
    StoreError::io("write", Path::new("the exported journal"))(error)
}

fn write_row(line: &mut String, row: &Stored, format: ExportFormat) {
    let hash = row.hash.map(|hash| hash.to_string()).unwrap_or_default();
    let body = row.body.as_deref().unwrap_or_default();
    match format {
        ExportFormat::Json => {
            // What is not JSON any more is exported as the text it is.
            let entry = serde_json::from_str(body).unwrap_or_else(|_| Value::from(body));
            line.push_str(&json!({ "seq": row.seq, "hash": hash, "entry": entry }).to_string());
            line.push('\n');
        }
        ExportFormat::Csv => {
            let mut cells = cells(body);
            cells[0] = row.seq.to_string();
            cells[COLUMNS - 1] = hash;
            csv::line(line, cells.iter().map(String::as_str));
        }
    }
}

fn cells(body: &str) -> [String; COLUMNS] {
    let mut cells: [String; COLUMNS] = Default::default();
    match serde_json::from_str(body) {
        Ok(JournalEntry::Scan(scan)) => scan_cells(&mut cells, scan),
        Ok(JournalEntry::Refused(refused)) => refused_cells(&mut cells, refused),
        Ok(JournalEntry::Tap(tap)) => tap_cells(&mut cells, tap),
        Err(_) => cells[1] = format!("unreadable: {body}"),
    }
    cells
}

fn scan_cells(cells: &mut [String; COLUMNS], scan: ScanEntry) {
    head_cells(cells, "scan", &scan.stamp, scan.card);
    cells[5] = scan.verdict.kind().as_str().to_owned();
    cells[6] = scan.verdict.reason().to_owned();
    cells[7] = scan.device.to_string();
    cells[8] = word(&json!(scan.carrier));
    cells[9] = scan.payload_hex;
    cells[11] = scan.bundle.to_string();
    cells[12] = scan.support_code;
}

fn refused_cells(cells: &mut [String; COLUMNS], refused: RefusedEntry) {
    head_cells(cells, "refused", &refused.stamp, refused.waiting);
    cells[7] = refused.device.to_string();
    cells[9] = refused.payload_hex;
}

fn tap_cells(cells: &mut [String; COLUMNS], tap: TapEntry) {
    head_cells(cells, "tap", &tap.stamp, tap.card);
    cells[10] = word(&json!(tap.action));
}

fn head_cells(cells: &mut [String; COLUMNS], entry: &str, stamp: &Stamp, card: CardId) {
    cells[1] = entry.to_owned();
    cells[2] = stamp.at.to_string();
    cells[3] = clock(stamp.clock).to_owned();
    cells[4] = card.0.to_string();
}

fn clock(clock: ClockConfidence) -> &'static str {
    match clock {
        ClockConfidence::Plausible => "plausible",
        ClockConfidence::Behind => "behind",
    }
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
