// SPDX-License-Identifier: GPL-3.0-or-later
//! One check and how it looks in a terminal of 80 columns.

use std::fmt;

use serde::Serialize;

use crate::commands::output::printable;

/// Columns of a terminal.
const WIDTH: usize = 80;
/// Columns of the state's word.
const STATE_WIDTH: usize = 6;
/// Columns of the check's name.
const NAME_WIDTH: usize = 16;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// In order.
    Ok,
    /// Works, but somebody should look.
    Warn,
    /// Does not work.
    Fail,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    /// What was looked at; a device by its name.
    check: String,
    /// How it is.
    pub(super) state: State,
    /// What was found.
    detail: String,
    /// What to do; null when in order.
    todo: Option<String>,
}

impl Check {
    /// In order.
    pub(super) fn ok(check: &str, detail: impl Into<String>) -> Self {
        Self { check: check.to_owned(), state: State::Ok, detail: detail.into(), todo: None }
    }

    /// Works, but somebody should look.
    pub(super) fn warn(check: &str, detail: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check: check.to_owned(), state: State::Warn, detail: detail.into(), todo: Some(todo.into()) }
    }

    /// Does not work.
    pub(super) fn fail(check: &str, detail: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { state: State::Fail, ..Self::warn(check, detail, todo) }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.state {
            State::Ok => "ok",
            State::Warn => "WARN",
            State::Fail => "FAIL",
        };
        let mut head = format!("{word:<STATE_WIDTH$}{:<NAME_WIDTH$}", self.check);
        // A long device name pushes its own line only; a space always stands behind it.
        if !head.ends_with(' ') {
            head.push(' ');
        }
        wrap(f, &head, &printable(&self.detail))?;
        if let Some(todo) = &self.todo {
            f.write_str("\n")?;
            wrap(f, &format!("{:width$}→ ", "", width = STATE_WIDTH + NAME_WIDTH - 2), &printable(todo))?;
        }
        Ok(())
    }
}

/// Writes `text` behind `head`, broken between words; a word longer than a line stays whole, to be copied.
fn wrap(f: &mut fmt::Formatter<'_>, head: &str, text: &str) -> fmt::Result {
    let indent = STATE_WIDTH + NAME_WIDTH;
    f.write_str(head)?;
    let mut column = head.chars().count();
    let mut fresh = true;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if !fresh && column + 1 + length > WIDTH {
            write!(f, "\n{:indent$}", "")?;
            (column, fresh) = (indent, true);
        }
        if !fresh {
            f.write_str(" ")?;
            column += 1;
        }
        f.write_str(word)?;
        (column, fresh) = (column + length, false);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let long = "word ".repeat(60);
        let shown = Check::fail("scanner-with-a-rather-long-name", &long, &long).to_string();
        assert!(shown.lines().all(|line| line.chars().count() <= WIDTH), "{shown}");
        assert!(shown.contains('→') && shown.lines().count() > 6, "{shown}");
    }

    #[test]
    fn columns_stand_under_each_other() {
        assert_eq!(Check::ok("clock", "in step").to_string(), "ok    clock           in step");
        let shown = Check::warn("clock", "behind", "Set it.").to_string();
        assert_eq!(shown, "WARN  clock           behind\n                    → Set it.");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert!(!Check::ok("scanner", "\u{1b}[2J").to_string().contains('\u{1b}'));
    }
}
