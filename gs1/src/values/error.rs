// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why a text is not the identifier it was taken for.

use thiserror::Error;

/// Why a text cannot be the identifier it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ValueError {
    /// The text has another length than the identifier allows.
    #[error("a {what} has {allowed} characters, this one has {found}")]
    Length {
        /// The identifier, in words.
        what: &'static str,
        /// The allowed lengths, in words.
        allowed: &'static str,
        /// The length met, in bytes.
        found: usize,
    },
    /// A character that the identifier cannot hold.
    #[error("a {what} cannot hold the character at position {at}")]
    Character {
        /// The identifier, in words.
        what: &'static str,
        /// Offset of the first such byte, from 0.
        at: usize,
    },
    /// The check digit does not fit the other digits.
    #[error("the check digit of this {what} is wrong: one digit or more was misread or mistyped")]
    CheckDigit {
        /// The identifier, in words.
        what: &'static str,
    },
    /// No such day in the calendar.
    #[error("there is no such date: give {form}")]
    Date {
        /// The form expected.
        form: &'static str,
    },
    /// The text has not the form expected.
    #[error("a {what} has the form {form}")]
    Form {
        /// The thing, in words.
        what: &'static str,
        /// Its form, in words.
        form: &'static str,
    },
}
