// SPDX-License-Identifier: MIT OR Apache-2.0
//! What an error speaks of besides the rule and the AI, put into words only when somebody reads it.

use std::fmt::{self, Display, Formatter, Write};

use crate::aim::AimId;
use crate::table;

/// How many bytes of the data at fault are quoted.
const QUOTED_BYTES: usize = 6;

/// The partner a rule speaks of: AIs that are missing or in conflict, a number that was expected, the data met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Detail {
    Unknown,
    Number(usize),
    Words(&'static str),
    Text(Box<str>),
    /// The partners of which one is missing, as the table writes them.
    OneOf(&'static [&'static str]),
    Identifier(AimId),
    Quote {
        bytes: [u8; QUOTED_BYTES],
        length: u8,
    },
}

impl Detail {
    /// The first few bytes of some data.
    pub(crate) fn quote(data: &[u8]) -> Self {
        let mut bytes = [0; QUOTED_BYTES];
        let length = data.len().min(QUOTED_BYTES);
        bytes[..length].copy_from_slice(&data[..length]);
        Self::Quote { bytes, length: length as u8 }
    }
}

impl From<usize> for Detail {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl From<&'static str> for Detail {
    fn from(words: &'static str) -> Self {
        Self::Words(words)
    }
}

impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<&'static [&'static str]> for Detail {
    fn from(alternatives: &'static [&'static str]) -> Self {
        Self::OneOf(alternatives)
    }
}

impl From<AimId> for Detail {
    fn from(id: AimId) -> Self {
        Self::Identifier(id)
    }
}

impl Display for Detail {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_char('?'),
            Self::Number(number) => number.fmt(f),
            Self::Words(words) => f.write_str(words),
            Self::Text(text) => f.write_str(text),
            Self::OneOf(alternatives) => one_of(f, alternatives),
            Self::Identifier(id) => id.fmt(f),
            Self::Quote { bytes, length } => quoted(f, &bytes[..usize::from(*length)]),
        }
    }
}

/// Missing partners as a person reads them: `(00) or (01) with (21)`.
fn one_of(f: &mut Formatter<'_>, alternatives: &[&str]) -> fmt::Result {
    for (i, group) in alternatives.iter().enumerate() {
        f.write_str(if i > 0 { " or " } else { "" })?;
        for (j, ai) in group.split('+').enumerate() {
            f.write_str(if j > 0 { " with " } else { "" })?;
            write!(f, "({})", table::pattern(ai))?;
        }
    }
    Ok(())
}

/// Whole characters as they are, except those that cannot be seen.
fn quoted(f: &mut Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            if character.is_control() {
                character.escape_default().fmt(f)?;
            } else {
                f.write_char(character)?;
            }
        }
        chunk.invalid().escape_ascii().fmt(f)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_short_and_visible() {
        assert_eq!(Detail::quote(b"0512345678").to_string(), "051234");
        assert_eq!(Detail::quote(b"\x1d99").to_string(), "\\u{1d}99");
        assert_eq!(Detail::quote("aé\u{fffd}x".as_bytes()).to_string(), "aé\u{fffd}");
        assert_eq!(Detail::quote(b"a\xff").to_string(), "a\\xff");
        assert_eq!(Detail::quote(b"").to_string(), "");
    }

    #[test]
    fn alternatives_are_sentences() {
        let text = |list: &'static [&'static str]| Detail::from(list).to_string();
        assert_eq!(text(&["00", "01+21", "392"]), "(00) or (01) with (21) or (392n)");
    }
}
