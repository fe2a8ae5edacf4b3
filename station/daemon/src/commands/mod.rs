// SPDX-License-Identifier: GPL-3.0-or-later
//! One file for each command; what it prints is its contract.

mod args;
pub mod bundle;
mod codes;
pub mod decode;
pub mod doctor;
pub mod enrol;
mod ground;
pub mod journal;
mod lines;
pub mod outbox;
mod output;
pub mod parse;
mod registry;
pub mod replay;
mod report;
pub mod run;
pub mod verify;
mod words;

/// How a command that was done ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done; where a question was asked, the answer is yes.
    Done,
    /// The answer is no, or some input was refused.
    No,
}

impl Outcome {
    /// `Done` when everything was well.
    pub fn of(well: bool) -> Self {
        if well { Self::Done } else { Self::No }
    }

    /// `Done` only when both are.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::of(self == Self::Done && other == Self::Done)
    }
}
