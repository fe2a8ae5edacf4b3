// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table of GS1 Application Identifiers: form, data title, partners and place in a link of every AI.
//!
//! Facts as of the GS1 Barcode Syntax Dictionary release of 2026-01-27. One file for each leading digit or
//! group of them; within a file the order is that of the AIs.

mod facts;
mod goods;
mod identification;
mod kit;
mod logistics;
mod measures;
mod prices;
mod services;
mod trade;

pub use facts::{AiFacts, PartFacts, ai_facts, ai_table};
pub(crate) use kit::{Entry, Part};

/// All entries, by leading digit of the AI.
const BY_FIRST_DIGIT: [&[&[Entry]]; 10] = [
    &[identification::ZERO],
    &[identification::ONE],
    &[identification::TWO],
    &[measures::ENTRIES, prices::ENTRIES],
    &[trade::ENTRIES, logistics::ENTRIES],
    &[],
    &[],
    &[goods::ENTRIES],
    &[services::ENTRIES],
    &[identification::INTERNAL],
];

fn entries_of(first: u8) -> impl Iterator<Item = &'static Entry> {
    let groups: &[&[Entry]] =
        if first.is_ascii_digit() { BY_FIRST_DIGIT[usize::from(first - b'0')] } else { &[] };
    groups.iter().copied().flatten()
}

/// The entry whose AI the data begins with, and that AI. No AI is the beginning of another, so there is at
/// most one.
pub(crate) fn prefix(data: &[u8]) -> Option<(&str, &'static Entry)> {
    let entry = entries_of(*data.first()?).find(|entry| entry.begins(data))?;
    let ai = std::str::from_utf8(data.get(..entry.ai_length())?).ok()?;
    Some((ai, entry))
}

/// The entry of exactly this AI.
pub(crate) fn exact(ai: &str) -> Option<&'static Entry> {
    prefix(ai.as_bytes()).filter(|(found, _)| found.len() == ai.len()).map(|(_, entry)| entry)
}

/// The beginning of an AI filled up with `n` for each digit that may be any, as in `31nn`.
pub(crate) fn pattern(beginning: &str) -> String {
    let known = beginning.bytes().next().into_iter().flat_map(entries_of);
    let length = known
        .filter(|entry| entry.stem.starts_with(beginning) || beginning.starts_with(entry.stem))
        .map(Entry::ai_length)
        .max();
    format!("{beginning:n<width$}", width = length.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = &'static Entry> {
        (b'0'..=b'9').flat_map(entries_of)
    }

    #[test]
    fn ais_are_digits_in_order_and_under_their_digit() {
        let ais: Vec<String> = all().flat_map(Entry::ais).collect();
        assert!(ais.is_sorted_by(|a, b| a < b));
        for first in b'0'..=b'9' {
            assert!(entries_of(first).all(|e| e.stem.as_bytes()[0] == first));
        }
        assert!(ais.iter().all(|ai| ai.bytes().all(|b| b.is_ascii_digit()) && (2..=4).contains(&ai.len())));
    }

    #[test]
    fn two_digits_give_the_length_of_every_ai() {
        let mut lengths = std::collections::BTreeMap::new();
        for entry in all() {
            for ai in entry.ais() {
                let length = *lengths.entry(ai[..2].to_owned()).or_insert(ai.len());
                assert_eq!(length, ai.len(), "{ai}");
            }
        }
    }

    #[test]
    fn only_last_parts_vary_and_predefined_lengths_are_fixed() {
        for entry in all() {
            let (last, before) = entry.parts.split_last().expect("parts");
            assert!(before.iter().all(|p| p.min == p.max), "{}", entry.stem);
            assert!(before.iter().all(|p| !p.optional || last.optional), "{}", entry.stem);
            assert!(!entry.predefined || (last.min == last.max && !last.optional), "{}", entry.stem);
        }
    }

    #[test]
    fn patterns() {
        for (beginning, whole) in [("31", "31nn"), ("392", "392n"), ("01", "01"), ("3920", "3920"), ("", "")]
        {
            assert_eq!(pattern(beginning), whole);
        }
    }

    #[test]
    fn lookup() {
        assert_eq!(prefix(b"0112345").map(|(ai, _)| ai), Some("01"));
        assert_eq!(prefix(b"3105").map(|(ai, _)| ai), Some("3105"));
        assert!(prefix(b"3106").is_none() && prefix(b"310").is_none() && prefix(b"").is_none());
        assert!(prefix(b"3").is_none() && prefix(b"\xff1").is_none() && prefix(b"90").is_some());
        assert!(exact("01").is_some() && exact("011").is_none() && exact("800").is_none());
        assert_eq!(exact("21").map(|e| e.title), Some("SERIAL"));
        assert_eq!(exact("95").map(|e| e.title), Some("INTERNAL"));
    }
}
