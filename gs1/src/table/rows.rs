// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table spread out when the crate is compiled: one row for each AI, found by its digits alone.

use std::ops::Deref;

use super::ENTRIES;
use super::kit::Entry;
use super::partners::{self, Partners};
use crate::charset::Classes;

/// One AI: what its entry says, in the form a parse asks for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) ai: &'static str,
    /// Its place among the rows.
    pub(crate) number: u16,
    entry: &'static Entry,
    pub(crate) partners: Partners,
    /// Fewest and most characters of a value.
    pub(crate) min: u8,
    pub(crate) max: u8,
    /// Classes no character of a value may have, where the value has one part; 0 where the parts must be looked
    /// at one by one.
    pub(crate) barred: Classes,
}

impl Row {
    /// The facts it shares with the other AIs of a run.
    pub(crate) fn entry(&self) -> &'static Entry {
        self.entry
    }
}

impl Deref for Row {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        self.entry
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Row {}

/// Where the AIs that begin with two digits are found.
#[derive(Clone, Copy)]
struct Start {
    /// Characters of every such AI; 0 where there is none.
    length: u8,
    /// The first of their places: 1, 10 or 100 of them.
    place: u16,
}

const ROW_COUNT: usize = count_ais();
const NO_ROW: u16 = u16::MAX;

static NAMES: [[u8; 4]; ROW_COUNT] = names();
static ROWS: [Row; ROW_COUNT] = rows();
static STARTS: [Start; 100] = starts();
static PLACES: [u16; place_count()] = places();

/// The row of the AI that the data begins with. No AI is the beginning of another, so there is at most one.
pub(crate) fn prefix(data: &[u8]) -> Option<&'static Row> {
    let (&[tens, units], rest) = data.split_first_chunk::<2>()?;
    let start = STARTS.get(number(tens, units)?)?;
    let offset = match (start.length, rest) {
        (2, _) => 0,
        (3, [third, ..]) => digit(*third)?,
        (4, [third, fourth, ..]) => number(*third, *fourth)?,
        _ => return None,
    };
    let row = PLACES.get(usize::from(start.place) + offset)?;
    ROWS.get(usize::from(*row))
}

/// Whether the data is too short to be an AI, but an AI begins like it.
pub(crate) fn begins_an_ai(data: &[u8]) -> bool {
    let begins = |row: &Row| row.ai.len() > data.len() && row.ai.as_bytes().starts_with(data);
    (1..4).contains(&data.len()) && ROWS.iter().any(begins)
}

/// The row with this number; the first one when there is none.
pub(crate) fn row_numbered(number: u16) -> &'static Row {
    ROWS.get(usize::from(number)).unwrap_or(&ROWS[0])
}

/// The row of exactly this AI.
pub(crate) fn exact(ai: impl AsRef<[u8]>) -> Option<&'static Row> {
    let ai = ai.as_ref();
    prefix(ai).filter(|row| row.ai.len() == ai.len())
}

fn digit(b: u8) -> Option<usize> {
    b.is_ascii_digit().then(|| usize::from(b - b'0'))
}

fn number(tens: u8, units: u8) -> Option<usize> {
    Some(digit(tens)? * 10 + digit(units)?)
}

const fn ai_count(entry: &Entry) -> usize {
    match entry.run() {
        Some((first, last)) => (last - first) as usize + 1,
        None => 1,
    }
}

const fn count_ais() -> usize {
    let mut count = 0;
    let mut i = 0;
    while i < ENTRIES.len() {
        count += ai_count(ENTRIES[i]);
        i += 1;
    }
    count
}

/// The digits of every AI, short ones filled up with zero bytes.
const fn names() -> [[u8; 4]; ROW_COUNT] {
    let mut names = [[0; 4]; ROW_COUNT];
    let mut row = 0;
    let mut i = 0;
    while i < ENTRIES.len() {
        let mut step = 0;
        while step < ai_count(ENTRIES[i]) {
            names[row] = name(ENTRIES[i], step as u8);
            row += 1;
            step += 1;
        }
        i += 1;
    }
    names
}

const fn name(entry: &Entry, step: u8) -> [u8; 4] {
    let mut name = [0; 4];
    let stem = entry.stem.as_bytes();
    let mut i = 0;
    while i < stem.len() {
        name[i] = stem[i];
        i += 1;
    }
    if let Some((first, _)) = entry.run() {
        name[stem.len()] = first + step;
    }
    name
}

const fn rows() -> [Row; ROW_COUNT] {
    let mut rows = [row(ENTRIES[0], 0); ROW_COUNT];
    let mut at = 0;
    let mut i = 0;
    while i < ENTRIES.len() {
        let first = row(ENTRIES[i], at);
        let mut step = 0;
        while step < ai_count(ENTRIES[i]) {
            rows[at] = Row { ai: ai(ENTRIES[i], at), number: at as u16, ..first };
            at += 1;
            step += 1;
        }
        i += 1;
    }
    rows
}

const fn row(entry: &'static Entry, at: usize) -> Row {
    Row {
        ai: ai(entry, at),
        number: at as u16,
        entry,
        partners: partners::of(entry),
        min: entry.min_length() as u8,
        max: entry.max_length() as u8,
        barred: if let [part] = entry.parts { part.set.barred() } else { 0 },
    }
}

const fn ai(entry: &Entry, at: usize) -> &'static str {
    let (digits, _) = NAMES[at].split_at(entry.ai_length());
    match std::str::from_utf8(digits) {
        Ok(ai) => ai,
        Err(_) => panic!("an AI is made of digits"),
    }
}

const fn pair_of(name: [u8; 4]) -> usize {
    (name[0] - b'0') as usize * 10 + (name[1] - b'0') as usize
}

const fn length_of(name: [u8; 4]) -> u8 {
    if name[2] == 0 {
        2
    } else if name[3] == 0 {
        3
    } else {
        4
    }
}

const fn starts() -> [Start; 100] {
    let mut starts = [Start { length: 0, place: 0 }; 100];
    let mut place = 0;
    let mut i = 0;
    while i < ROW_COUNT {
        let start = &mut starts[pair_of(NAMES[i])];
        if start.length == 0 {
            *start = Start { length: length_of(NAMES[i]), place };
            place += places_of(start.length);
        }
        i += 1;
    }
    starts
}

/// How many AIs of a length can begin with the same two digits.
const fn places_of(length: u8) -> u16 {
    match length {
        2 => 1,
        3 => 10,
        _ => 100,
    }
}

const fn place_count() -> usize {
    let mut count = 0;
    let mut i = 0;
    while i < 100 {
        if STARTS[i].length > 0 {
            count += places_of(STARTS[i].length) as usize;
        }
        i += 1;
    }
    count
}

const fn places() -> [u16; place_count()] {
    let mut places = [NO_ROW; place_count()];
    let mut i = 0;
    while i < ROW_COUNT {
        let name = NAMES[i];
        let offset = match length_of(name) {
            2 => 0,
            3 => (name[2] - b'0') as usize,
            _ => (name[2] - b'0') as usize * 10 + (name[3] - b'0') as usize,
        };
        places[STARTS[pair_of(name)].place as usize + offset] = i as u16;
        i += 1;
    }
    places
}
