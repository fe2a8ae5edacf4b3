// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is wrong with a scan: a stable code, the place, a sentence, and the likely cause on the floor.

pub(crate) mod cause;
mod code;
mod detail;
mod name;
mod wording;

pub use cause::Cause;
pub use code::ErrorCode;
pub(crate) use detail::Detail;
use name::Name;

use std::fmt;

/// Why a scan was refused.
///
/// `Display` is one sentence for the person at the dock; [`ErrorCode::as_str`] is the stable name for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseError {
    /// The rule that was broken.
    pub code: ErrorCode,
    /// Where: offset in bytes from the start of the scan as given, identifier included.
    pub at: usize,
    /// The AI concerned, when there is one.
    ai: Option<Name>,
    /// What the rule speaks of besides.
    with: Detail,
    cause: Option<Cause>,
}

impl ParseError {
    pub(crate) fn new(code: ErrorCode, at: usize) -> Self {
        Self { code, at, ai: None, with: Detail::Unknown, cause: None }
    }

    pub(crate) fn of_ai(mut self, ai: &str) -> Self {
        self.ai = Some(Name::new(ai));
        self
    }

    pub(crate) fn with(mut self, with: impl Into<Detail>) -> Self {
        self.with = with.into();
        self
    }

    /// Quotes the first few bytes of the data at fault.
    pub(crate) fn quoting(self, data: &[u8]) -> Self {
        self.with(Detail::quote(data))
    }

    pub(crate) fn because(mut self, cause: Option<Cause>) -> Self {
        self.cause = cause;
        self
    }

    pub(crate) fn placed(mut self, at: usize) -> Self {
        self.at = at;
        self
    }

    pub(crate) fn shifted(mut self, bytes: usize) -> Self {
        self.at += bytes;
        self
    }

    /// The Application Identifier whose value or company is wrong, when the error concerns one.
    #[must_use]
    pub fn ai(&self) -> Option<&str> {
        self.ai.as_ref().map(Name::as_str)
    }

    /// What most often makes a scan fail in this way; `None` when nothing points to one cause.
    #[must_use]
    pub fn likely_cause(&self) -> Option<Cause> {
        self.cause
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        wording::write(f, self.code, self.ai().unwrap_or("?"), &self.with)
    }
}

impl std::error::Error for ParseError {}
