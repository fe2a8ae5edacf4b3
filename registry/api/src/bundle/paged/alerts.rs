// SPDX-License-Identifier: MIT OR Apache-2.0
//! The `alerts` object: what is known of counterfeits.

use std::collections::BTreeSet;

use super::bytes::{Cursor, Malformed, PACKED_BYTES, TextTooLong, put_count, put_packed, put_text};
use super::fingerprint::PackedSerial;
use super::object::{HEADER_BYTES, Header, ObjectKind, whole};
use crate::serial::{SERIAL_CHARS, Serial};

/// A key for signed labels that is no longer believed for some blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revocation {
    /// Number of the label key.
    pub label_key: u32,
    /// First block it covers.
    pub first_block: u32,
    /// Last block it covers.
    pub last_block: u32,
}

/// Where counterfeits of one workshop give themselves away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PatternField {
    /// The serial begins with the text.
    SerialPrefix,
    /// The production lot, GS1 AI (10), is the text.
    Lot,
    /// The host of the printed link is the text.
    LinkHost,
}

/// A known counterfeit pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern {
    /// What to look at.
    pub field: PatternField,
    /// What it says.
    pub text: String,
    /// What to tell a person.
    pub note: String,
}

/// Everything known of counterfeits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alerts {
    /// Serials that were never issued and were found on counterfeits.
    pub reported_fakes: BTreeSet<Serial>,
    /// Label keys that are no longer believed.
    pub revocations: Vec<Revocation>,
    /// Known patterns.
    pub patterns: Vec<Pattern>,
}

impl Alerts {
    /// The object.
    pub(super) fn encode(&self) -> Result<Vec<u8>, TextTooLong> {
        let mut body = Vec::new();
        put_count(&mut body, self.reported_fakes.len());
        // The alphabet rises, so the order of serials is the order of their packed numbers.
        for serial in &self.reported_fakes {
            put_packed(&mut body, PackedSerial::of(serial));
        }
        put_count(&mut body, self.revocations.len());
        for revoked in &self.revocations {
            for number in [revoked.label_key, revoked.first_block, revoked.last_block] {
                body.extend_from_slice(&number.to_le_bytes());
            }
        }
        put_count(&mut body, self.patterns.len());
        for pattern in &self.patterns {
            body.push(pattern.field as u8);
            put_text(&mut body, &pattern.text)?;
            put_text(&mut body, &pattern.note)?;
        }
        Ok(whole(Header::new(ObjectKind::Alerts, self.reported_fakes.len() as u64), &body))
    }
}

/// The alerts as a reader holds them.
#[derive(Debug, Clone)]
pub(super) struct AlertList {
    fakes: Vec<PackedSerial>,
    revocations: Vec<Revocation>,
    patterns: Vec<Pattern>,
}

impl AlertList {
    /// Reads the object, whose hash the caller has checked.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        Header::read(bytes, ObjectKind::Alerts, bytes.len() as u64)?;
        let mut cursor = Cursor::new(&bytes[HEADER_BYTES..]);
        let fakes = read_list(&mut cursor, PACKED_BYTES, |cursor| cursor.packed())?;
        if !fakes.is_sorted_by(|a, b| a < b) {
            return Err(Malformed("the reported serials are not in order"));
        }
        let revocations = read_list(&mut cursor, 12, |cursor| {
            let label_key = cursor.u32()?;
            Ok(Revocation { label_key, first_block: cursor.u32()?, last_block: cursor.u32()? })
        })?;
        let patterns = read_list(&mut cursor, 5, read_pattern)?;
        cursor.end()?;
        Ok(Self { fakes, revocations, patterns })
    }

    pub(super) fn is_fake(&self, serial: &[u8; SERIAL_CHARS]) -> bool {
        !self.fakes.is_empty() && self.fakes.binary_search(&PackedSerial::of_chars(serial)).is_ok()
    }

    pub(super) fn is_revoked(&self, label_key: u32, block: u32) -> bool {
        let covers = |r: &Revocation| (r.first_block..=r.last_block).contains(&block);
        self.revocations.iter().any(|r| r.label_key == label_key && covers(r))
    }

    pub(super) fn pattern(&self, field: PatternField, text: &str) -> Option<&Pattern> {
        self.patterns.iter().find(|pattern| {
            pattern.field == field
                && match field {
                    PatternField::SerialPrefix => text.starts_with(&pattern.text),
                    PatternField::Lot => text == pattern.text,
                    PatternField::LinkHost => text.eq_ignore_ascii_case(&pattern.text),
                }
        })
    }
}

fn read_list<T>(
    cursor: &mut Cursor<'_>,
    least: usize,
    read: impl Fn(&mut Cursor<'_>) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    (0..cursor.count(least)?).map(|_| read(cursor)).collect()
}

fn read_pattern(cursor: &mut Cursor<'_>) -> Result<Pattern, Malformed> {
    let field = match cursor.u8()? {
        0 => PatternField::SerialPrefix,
        1 => PatternField::Lot,
        2 => PatternField::LinkHost,
        _ => return Err(Malformed("a counterfeit pattern looks at a field of a later version")),
    };
    Ok(Pattern { field, text: cursor.text()?.to_owned(), note: cursor.text()?.to_owned() })
}
