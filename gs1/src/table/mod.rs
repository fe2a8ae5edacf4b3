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
mod partners;
mod prices;
mod rows;
mod services;
mod trade;

pub use facts::{AiFacts, PartFacts, ai_facts, ai_table};
pub(crate) use kit::{Entry, Part};
pub(crate) use rows::{Row, begins_an_ai, exact, prefix, row_numbered};

/// All entries, by leading digit of the AI.
static BY_FIRST_DIGIT: [&[&[Entry]]; 10] = [
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

/// All entries, in order.
static ENTRIES: [&Entry; entry_count()] = entries();

const fn entry_count() -> usize {
    let mut count = 0;
    let mut digit = 0;
    while digit < BY_FIRST_DIGIT.len() {
        let mut group = 0;
        while group < BY_FIRST_DIGIT[digit].len() {
            count += BY_FIRST_DIGIT[digit][group].len();
            group += 1;
        }
        digit += 1;
    }
    count
}

const fn entries() -> [&'static Entry; entry_count()] {
    let mut entries = [&BY_FIRST_DIGIT[0][0][0]; entry_count()];
    let (mut at, mut digit) = (0, 0);
    while digit < BY_FIRST_DIGIT.len() {
        let mut group = 0;
        while group < BY_FIRST_DIGIT[digit].len() {
            let mut i = 0;
            while i < BY_FIRST_DIGIT[digit][group].len() {
                entries[at] = &BY_FIRST_DIGIT[digit][group][i];
                at += 1;
                i += 1;
            }
            group += 1;
        }
        digit += 1;
    }
    entries
}

fn entries_of(first: u8) -> impl Iterator<Item = &'static Entry> {
    let groups: &[&[Entry]] =
        if first.is_ascii_digit() { BY_FIRST_DIGIT[usize::from(first - b'0')] } else { &[] };
    groups.iter().copied().flatten()
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
        assert_eq!(prefix(b"0112345").map(|row| row.ai), Some("01"));
        assert_eq!(prefix(b"3105").map(|row| row.ai), Some("3105"));
        assert!(prefix(b"3106").is_none() && prefix(b"310").is_none() && prefix(b"").is_none());
        assert!(prefix(b"3").is_none() && prefix(b"\xff1").is_none() && prefix(b"90").is_some());
        assert!(exact(b"01").is_some() && exact(b"011").is_none() && exact(b"800").is_none());
        assert_eq!(exact(b"21").map(|row| row.title), Some("SERIAL"));
        assert_eq!(exact(b"95").map(|row| row.title), Some("INTERNAL"));
        for entry in all() {
            for ai in entry.ais() {
                let row = exact(ai.as_bytes()).expect("a row");
                assert!(row.ai == ai && row.title == entry.title, "{ai}");
            }
        }
        let known = (0..10_000).filter(|n| exact(format!("{n:04}").as_bytes()).is_some()).count();
        assert_eq!(known, all().flat_map(Entry::ais).filter(|ai| ai.len() == 4).count());
    }
}
