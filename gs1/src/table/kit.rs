// SPDX-License-Identifier: MIT OR Apache-2.0
//! The words the table is written in.

use crate::charset::CharSet;
use crate::linters::Check;

/// One part of a value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) set: CharSet,
    /// Fewest and most characters.
    pub(crate) min: u8,
    pub(crate) max: u8,
    /// May be left out when nothing follows.
    pub(crate) optional: bool,
    pub(crate) checks: &'static [Check],
}

/// One AI, or a run of AIs that differ in their last digit alone.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The digits that all its AIs share.
    pub(crate) stem: &'static str,
    /// First and last of the digits that follow the stem, for a run.
    last_digit: Option<(u8, u8)>,
    /// Its AIs are on the list of predefined lengths, so no separator is needed after the value.
    pub(crate) predefined: bool,
    /// May be a data attribute in the query of a GS1 Digital Link.
    pub(crate) attribute: bool,
    pub(crate) parts: &'static [Part],
    /// Each needs one of its alternatives; an alternative is one AI, or several joined by `+` that must all be
    /// there. An AI shorter than four digits may be the beginning of others and stands for all of them.
    pub(crate) required: &'static [&'static [&'static str]],
    /// AIs, or beginnings of AIs, that must not stand beside it.
    pub(crate) excluded: &'static [&'static str],
    /// Two AIs of the run exclude each other: they are one measure with the decimal point at two places.
    pub(crate) one_scale_only: bool,
    /// For a primary key of a GS1 Digital Link: the sequences of its qualifiers.
    pub(crate) qualifiers: Option<&'static [&'static [&'static str]]>,
    pub(crate) title: &'static str,
}

/// An AI with its parts and data title, neither predefined in length nor allowed in a link.
pub(super) const fn ai(stem: &'static str, parts: &'static [Part], title: &'static str) -> Entry {
    Entry {
        stem,
        last_digit: None,
        predefined: false,
        attribute: false,
        parts,
        required: &[],
        excluded: &[],
        one_scale_only: false,
        qualifiers: None,
        title,
    }
}

/// An AI that may be a data attribute in a link, as most may.
pub(super) const fn attr(stem: &'static str, parts: &'static [Part], title: &'static str) -> Entry {
    let mut entry = ai(stem, parts, title);
    entry.attribute = true;
    entry
}

impl Entry {
    pub(super) const fn digits(mut self, first: u8, last: u8) -> Self {
        self.last_digit = Some((b'0' + first, b'0' + last));
        self
    }

    pub(super) const fn predefined(mut self) -> Self {
        self.predefined = true;
        self
    }

    pub(super) const fn needs(mut self, required: &'static [&'static [&'static str]]) -> Self {
        self.required = required;
        self
    }

    pub(super) const fn not_with(mut self, excluded: &'static [&'static str]) -> Self {
        self.excluded = excluded;
        self
    }

    pub(super) const fn one_scale(mut self) -> Self {
        self.one_scale_only = true;
        self
    }

    pub(super) const fn key(mut self, qualifiers: &'static [&'static [&'static str]]) -> Self {
        self.qualifiers = Some(qualifiers);
        self
    }

    /// Characters of its AIs.
    pub(crate) const fn ai_length(&self) -> usize {
        self.stem.len() + self.last_digit.is_some() as usize
    }

    /// First and last of its AIs as digits after the stem; of a single AI, no digit.
    pub(super) const fn run(&self) -> Option<(u8, u8)> {
        self.last_digit
    }

    /// Its AIs in order.
    pub(super) fn ais(&self) -> impl Iterator<Item = String> {
        let run = self.last_digit.map(|(first, last)| first..=last);
        let single = run.is_none().then(|| self.stem.to_owned());
        single.into_iter().chain(run.into_iter().flatten().map(|d| format!("{}{}", self.stem, char::from(d))))
    }

    /// Fewest characters of a value.
    pub(crate) const fn min_length(&self) -> usize {
        let mut characters = 0;
        let mut i = 0;
        while i < self.parts.len() {
            if !self.parts[i].optional {
                characters += self.parts[i].min as usize;
            }
            i += 1;
        }
        characters
    }

    /// Most characters of a value.
    pub(crate) const fn max_length(&self) -> usize {
        let mut characters = 0;
        let mut i = 0;
        while i < self.parts.len() {
            characters += self.parts[i].max as usize;
            i += 1;
        }
        characters
    }
}

const fn part(set: CharSet, min: u8, max: u8) -> Part {
    Part { set, min, max, optional: false, checks: &[] }
}

/// So many digits.
pub(super) const fn n(digits: u8) -> Part {
    part(CharSet::Numeric, digits, digits)
}

/// One up to so many digits.
pub(super) const fn n_to(digits: u8) -> Part {
    part(CharSet::Numeric, 1, digits)
}

/// So many characters of CSET 82.
pub(super) const fn x(characters: u8) -> Part {
    part(CharSet::Cset82, characters, characters)
}

/// One up to so many characters of CSET 82.
pub(super) const fn x_to(characters: u8) -> Part {
    part(CharSet::Cset82, 1, characters)
}

/// One up to so many characters of CSET 39.
pub(super) const fn y_to(characters: u8) -> Part {
    part(CharSet::Cset39, 1, characters)
}

/// One up to so many characters of CSET 64.
pub(super) const fn z_to(characters: u8) -> Part {
    part(CharSet::Cset64, 1, characters)
}

impl Part {
    pub(super) const fn checked(mut self, checks: &'static [Check]) -> Self {
        self.checks = checks;
        self
    }

    pub(super) const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

/// Partners that many AIs share.
pub(super) const ITEM: &[&[&str]] = &[&["01"]];
pub(super) const ITEM_OR_CONTENT: &[&[&str]] = &[&["01", "02"]];
pub(super) const ITEM_OR_PIECE: &[&[&str]] = &[&["01", "8006"]];
pub(super) const ITEM_CONTENT_OR_PIECE: &[&[&str]] = &[&["01", "02", "8006", "8026"]];
pub(super) const BATCHED: &[&[&str]] = &[&["01", "02", "03", "8006", "8026"]];
pub(super) const LOGISTIC_UNIT: &[&[&str]] = &[&["00"]];
pub(super) const UNIT_OR_ITEM: &[&[&str]] = &[&["00", "01"]];
pub(super) const SERVICE: &[&[&str]] = &[&["8017", "8018"]];
/// A measure that a price can be per.
pub(super) const MEASURED: &[&str] = &["30", "31", "32", "35", "36"];

/// Parts that many AIs share.
pub(super) const DATE: &[Part] = &[n(6).checked(&[Check::DateOrMonth])];
pub(super) const GTIN: Part = n(14).checked(&[Check::Mod10, Check::CompanyPrefixSecond]);
pub(super) const GLN: Part = n(13).checked(&[Check::Mod10, Check::CompanyPrefixFirst]);
pub(super) const COUNTRY: Part = n(3).checked(&[Check::CountryNumber]);
