// SPDX-License-Identifier: MIT OR Apache-2.0
//! One identifier with its value.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::table::{self, Entry, Row};

/// Most bytes in the value of any AI.
pub(crate) const MAX_VALUE_BYTES: usize = 90;

/// One Application Identifier with its value, or one field of another identifier system.
///
/// ```
/// let message = gs1::parse(b"]d20104006381333931", &gs1::Options::default())?;
/// let element = &message.elements()[0];
/// assert_eq!((element.ai(), element.value(), element.title()), ("01", "04006381333931", "GTIN"));
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Element(Content);

#[derive(Clone)]
enum Content {
    /// The value of an AI, held in place, so that a message asks for memory once and not once for each element.
    Ai { row: &'static Row, length: u8, value: [u8; MAX_VALUE_BYTES] },
    /// A field of another identifier system.
    Named(Box<Named>),
}

#[derive(Clone)]
struct Named {
    name: String,
    value: String,
    title: &'static str,
}

impl Element {
    /// The element of an AI, whose value passed its checks; a named one when there is no such AI.
    pub(crate) fn new(ai: &str, value: &str) -> Self {
        match table::exact(ai) {
            Some(row) => Self::of_row(row, value.as_bytes()),
            None => Self::named(ai, value, ""),
        }
    }

    /// The element of an AI, whose value passed its checks.
    pub(crate) fn of_row(row: &'static Row, value: &[u8]) -> Self {
        // Invariant: no AI allows longer values, and every character set is ASCII.
        let length = value.len().min(MAX_VALUE_BYTES);
        let mut bytes = [0; MAX_VALUE_BYTES];
        bytes[..length].copy_from_slice(&value[..length]);
        Self(Content::Ai { row, length: length as u8, value: bytes })
    }

    /// A field of another identifier system. Invariant: no such name is an AI, which is digits alone.
    pub(crate) fn named(name: &str, value: &str, title: &'static str) -> Self {
        Self(Content::Named(Box::new(Named { name: name.to_owned(), value: value.to_owned(), title })))
    }

    /// The Application Identifier, 2 to 4 digits; or the data identifier, or the name of a field, which never is
    /// digits alone.
    #[must_use]
    pub fn ai(&self) -> &str {
        match &self.0 {
            Content::Ai { row, .. } => row.ai,
            Content::Named(named) => &named.name,
        }
    }

    /// The value, checked by every rule of its identifier.
    #[must_use]
    pub fn value(&self) -> &str {
        match &self.0 {
            Content::Ai { .. } => std::str::from_utf8(self.bytes()).unwrap_or_default(),
            Content::Named(named) => &named.value,
        }
    }

    /// The data title, such as `SERIAL`; empty for the few AIs that have none and for unknown data identifiers.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match &self.0 {
            Content::Ai { row, .. } => row.title,
            Content::Named(named) => named.title,
        }
    }

    /// The bytes of the value.
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.0 {
            Content::Ai { length, value, .. } => &value[..usize::from(*length)],
            Content::Named(named) => named.value.as_bytes(),
        }
    }

    /// The row of its AI.
    pub(crate) fn row(&self) -> Option<&'static Row> {
        match &self.0 {
            Content::Ai { row, .. } => Some(row),
            Content::Named(_) => None,
        }
    }

    pub(crate) fn entry(&self) -> Option<&'static Entry> {
        self.row().map(Row::entry)
    }

    /// What tells two elements apart.
    fn key(&self) -> (&str, &[u8]) {
        (self.ai(), self.bytes())
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}){:?}", self.ai(), self.value())
    }
}

impl PartialEq for Element {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Element {}

impl PartialOrd for Element {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Element {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for Element {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}
