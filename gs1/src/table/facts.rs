// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table as others may read it.

use super::{BY_FIRST_DIGIT, Entry, Part, exact};
use crate::charset::CharSet;

/// The facts about one Application Identifier, or about a run of them that differ in the last digit alone.
#[derive(Debug, Clone, Copy)]
pub struct AiFacts(&'static Entry);

/// One part of a value.
#[derive(Debug, Clone, Copy)]
pub struct PartFacts(&'static Part);

/// Every entry of the table, in the order of the AIs.
pub fn ai_table() -> impl Iterator<Item = AiFacts> {
    BY_FIRST_DIGIT.iter().copied().flatten().copied().flatten().map(AiFacts)
}

/// The facts about an AI; `None` when there is no such AI.
#[must_use]
pub fn ai_facts(ai: &str) -> Option<AiFacts> {
    exact(ai).map(|row| AiFacts(row.entry()))
}

impl AiFacts {
    /// The AIs these facts hold for, in order.
    pub fn ais(&self) -> impl Iterator<Item = String> + use<> {
        self.0.ais()
    }

    /// The data title, such as `SERIAL`; empty for the few AIs that have none.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.0.title
    }

    /// Whether the length is predefined, so that no separator is needed after the value.
    #[must_use]
    pub fn has_predefined_length(&self) -> bool {
        self.0.predefined
    }

    /// Whether the AI may be a data attribute in the query of a GS1 Digital Link.
    #[must_use]
    pub fn is_link_attribute(&self) -> bool {
        self.0.attribute
    }

    /// For a primary key of a GS1 Digital Link, the sequences of qualifiers that may follow it in the path.
    #[must_use]
    pub fn key_qualifiers(&self) -> Option<&'static [&'static [&'static str]]> {
        self.0.qualifiers
    }

    /// The parts of a value, in order.
    pub fn parts(&self) -> impl Iterator<Item = PartFacts> + use<> {
        self.0.parts.iter().map(PartFacts)
    }

    /// What must accompany it: of each slice one member; AIs joined by `+` must all be there; an AI shorter than
    /// those that begin like it stands for all of them.
    #[must_use]
    pub fn required(&self) -> &'static [&'static [&'static str]] {
        self.0.required
    }

    /// AIs, or beginnings of AIs, that must not accompany it.
    pub fn excluded(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.0.excluded.iter().copied().chain(self.0.one_scale_only.then_some(self.0.stem))
    }
}

impl PartFacts {
    /// The character set by the letter of the General Specifications: `N`, `X`, `Y` or `Z`.
    #[must_use]
    pub fn set(&self) -> char {
        match self.0.set {
            CharSet::Numeric => 'N',
            CharSet::Cset82 => 'X',
            CharSet::Cset39 => 'Y',
            CharSet::Cset64 => 'Z',
        }
    }

    /// Fewest and most characters.
    #[must_use]
    pub fn length(&self) -> (usize, usize) {
        (usize::from(self.0.min), usize::from(self.0.max))
    }

    /// Whether it may be left out when nothing follows.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        self.0.optional
    }

    /// The stable names of the checks on its content.
    pub fn checks(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.0.checks.iter().map(|check| check.as_str())
    }
}
