// SPDX-License-Identifier: MIT OR Apache-2.0
//! The rules between AIs as sets of bits, one bit for each AI or beginning of AIs that a rule names. Whether a
//! message keeps every rule is then a few operations; only one that breaks a rule is looked at by name.

use super::ENTRIES;
use super::kit::Entry;

/// Most names in the rules of the table; one bit more stands for what every message has.
const MAX_NAMES: usize = 63;
/// Set for every AI, so that a demand that is none is always met.
const ALWAYS: u64 = 1 << MAX_NAMES;
/// Most demands one AI makes.
const MAX_NEEDS: usize = 2;
/// Most sequences of qualifiers one key has.
const MAX_SEQUENCES: usize = 2;

/// What an AI is to others, and others to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Partners {
    /// The names it goes by.
    pub(crate) names: u64,
    /// The names that must not stand beside it; its own may be among them.
    pub(crate) excluded: u64,
    /// Of each set one name is enough; alternatives of several AIs at once are left out.
    pub(crate) needs: [u64; MAX_NEEDS],
    /// Whether there are such alternatives.
    pub(crate) needs_groups: bool,
    /// Of a primary key, the names in each sequence of its qualifiers.
    pub(crate) sequences: [u64; MAX_SEQUENCES],
}

static NAMES: Names = collect();

struct Names {
    list: [&'static [u8]; MAX_NAMES],
    len: usize,
}

impl Names {
    const fn add(&mut self, name: &'static [u8]) {
        if self.bit(name) == 0 {
            self.list[self.len] = name;
            self.len += 1;
        }
    }

    /// Every AI of an alternative such as `01+21`.
    const fn add_each(&mut self, alternative: &'static [u8]) {
        let mut rest = alternative;
        while let Some(at) = plus(rest) {
            let (name, after) = rest.split_at(at);
            self.add(name);
            rest = after.split_at(1).1;
        }
        self.add(rest);
    }

    const fn bit(&self, name: &[u8]) -> u64 {
        let mut i = 0;
        while i < self.len {
            if self.list[i].len() == name.len() && begins(name, self.list[i]) {
                return 1 << i;
            }
            i += 1;
        }
        0
    }

    /// The bits of all names that are the AI or its beginning.
    const fn of(&self, ai: &[u8]) -> u64 {
        let mut bits = ALWAYS;
        let mut i = 0;
        while i < self.len {
            if begins(ai, self.list[i]) {
                bits |= 1 << i;
            }
            i += 1;
        }
        bits
    }

    const fn all_of(&self, names: &[&str]) -> u64 {
        let mut bits = 0;
        let mut i = 0;
        while i < names.len() {
            bits |= self.bit(names[i].as_bytes());
            i += 1;
        }
        bits
    }
}

const fn begins(text: &[u8], beginning: &[u8]) -> bool {
    let mut i = 0;
    while i < beginning.len() {
        if i == text.len() || text[i] != beginning[i] {
            return false;
        }
        i += 1;
    }
    true
}

const fn plus(text: &[u8]) -> Option<usize> {
    let mut i = 0;
    while i < text.len() {
        if text[i] == b'+' {
            return Some(i);
        }
        i += 1;
    }
    None
}

const fn has_groups(alternatives: &[&str]) -> bool {
    let mut i = 0;
    while i < alternatives.len() {
        if plus(alternatives[i].as_bytes()).is_some() {
            return true;
        }
        i += 1;
    }
    false
}

const fn collect() -> Names {
    let mut names = Names { list: [&[]; MAX_NAMES], len: 0 };
    let mut i = 0;
    while i < ENTRIES.len() {
        add_all(&mut names, ENTRIES[i].excluded);
        add_lists(&mut names, ENTRIES[i].required);
        if let Some(sequences) = ENTRIES[i].qualifiers {
            add_lists(&mut names, sequences);
        }
        i += 1;
    }
    names
}

const fn add_lists(names: &mut Names, lists: &'static [&'static [&'static str]]) {
    let mut i = 0;
    while i < lists.len() {
        add_all(names, lists[i]);
        i += 1;
    }
}

const fn add_all(names: &mut Names, list: &'static [&'static str]) {
    let mut i = 0;
    while i < list.len() {
        names.add_each(list[i].as_bytes());
        i += 1;
    }
}

/// The sets of an entry.
pub(super) const fn of(entry: &Entry) -> Partners {
    let mut needs = [ALWAYS; MAX_NEEDS];
    let mut needs_groups = false;
    let mut i = 0;
    while i < entry.required.len() {
        needs[i] = NAMES.all_of(entry.required[i]);
        needs_groups |= has_groups(entry.required[i]);
        i += 1;
    }
    let mut sequences = [0; MAX_SEQUENCES];
    if let Some(lists) = entry.qualifiers {
        let mut i = 0;
        while i < lists.len() {
            sequences[i] = NAMES.all_of(lists[i]);
            i += 1;
        }
    }
    Partners {
        names: NAMES.of(entry.stem.as_bytes()),
        excluded: NAMES.all_of(entry.excluded),
        needs,
        needs_groups,
        sequences,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_tells_all_names_of_its_ais() {
        for entry in ENTRIES {
            for ai in entry.ais() {
                assert_eq!(NAMES.of(ai.as_bytes()), of(entry).names, "{ai}");
            }
        }
    }

    #[test]
    fn nobody_needs_itself() {
        for entry in ENTRIES {
            let Partners { names, needs, .. } = of(entry);
            assert!(needs.iter().all(|need| *need == ALWAYS || names & need == 0), "{}", entry.stem);
        }
    }

    #[test]
    fn names_stand_for_themselves() {
        assert_eq!(NAMES.of(b"01"), ALWAYS | NAMES.bit(b"01"));
        assert_eq!(NAMES.bit(b"01").count_ones(), 1);
        assert_eq!(NAMES.bit(b"1"), 0);
        assert_ne!(NAMES.of(b"3100") & NAMES.bit(b"31"), 0);
        // What only an alternative of several names has a bit as well.
        assert_ne!(NAMES.bit(b"8040"), 0);
    }
}
