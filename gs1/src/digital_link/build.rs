// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Digital Link of a set of elements, canonical or under the stem of one's own.

use thiserror::Error;

use super::{percent, sequence, uri};
use crate::message::{Element, Kind, Message};
use crate::table::Entry;

/// The host that stands for no resolver in particular.
pub(crate) const CANONICAL_STEM: &str = "https://id.gs1.org";

/// Longest stem of one's own, in bytes; what labels can hold is far below it.
const MAX_STEM_BYTES: usize = 1024;

/// Why a message cannot be written as a link.
///
/// ```
/// let message = gs1::Message::from_bracketed("(10)L7", true)?;
/// let error = message.digital_link_with("https://example.org").unwrap_err();
/// assert_eq!(error.code(), "no-key");
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The message is not made of GS1 elements.
    #[error("this scan holds no GS1 elements, so it cannot be written as a GS1 Digital Link")]
    NoElements,
    /// No element is a primary key of a link.
    #[error("no element is a key, such as (00) or (01), that a GS1 Digital Link can begin with")]
    NoKey,
    /// An element that may stand neither in the path nor in the query of this link.
    #[error("({ai}) may not stand in this GS1 Digital Link")]
    NotAllowed {
        /// Its AI.
        ai: String,
    },
    /// The stem is not the beginning of a web address.
    #[error(
        "a stem is http:// or https:// with a host name and perhaps a path, without ? or #, such as https://example.org/p"
    )]
    Stem,
}

impl LinkError {
    /// The stable kebab-case name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoElements => "no-elements",
            Self::NoKey => "no-key",
            Self::NotAllowed { .. } => "not-allowed",
            Self::Stem => "stem",
        }
    }
}

impl Message {
    /// The GS1 Digital Link of the elements under a stem of one's own, such as `https://example.org/p`. A final
    /// `/` of the stem does not count.
    ///
    /// ```
    /// let message = gs1::Message::from_bracketed("(01)04006381333931(21)SN42(17)280229", false)?;
    /// assert_eq!(
    ///     message.digital_link_with("https://example.org/p/")?,
    ///     "https://example.org/p/01/04006381333931/21/SN42?17=280229"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`LinkError`] when the stem is not one, or where [`Message::digital_link`] is `None`.
    pub fn digital_link_with(&self, stem: &str) -> Result<String, LinkError> {
        let stem = checked_stem(stem)?;
        build(stem, linkable(self)?)
    }
}

/// The canonical link; `None` when there is no key, or an element is left that may not be an attribute.
pub(crate) fn canonical(elements: &[Element]) -> Option<String> {
    build(CANONICAL_STEM, elements).ok()
}

/// Builds a link: the first primary key with the sequence of qualifiers that takes up most elements, then the
/// attributes, those of predefined length first, each group in the order given.
pub(super) fn build(stem: &str, elements: &[Element]) -> Result<String, LinkError> {
    let (key, _) = primary(elements)?;
    let names = |element: &Element| element.row().map_or(0, |row| row.partners.names);
    let present = elements.iter().fold(0, |all, element| all | names(element));
    let (sequence, in_path) = key.row().map_or((&[][..], 0), |row| sequence::best(row, present));
    let mut link = Vec::with_capacity(stem.len() + written_length(elements));
    link.extend_from_slice(stem.as_bytes());
    push(&mut link, b'/', key, b'/', false);
    if in_path & present != 0 {
        for ai in sequence {
            let is_it = |element: &&Element| names(element) & in_path != 0 && element.ai() == *ai;
            if let Some(element) = elements.iter().find(is_it) {
                push(&mut link, b'/', element, b'/', false);
            }
        }
    }
    let mut separator = b'?';
    for predefined in [true, false] {
        for (i, element) in elements.iter().enumerate() {
            let is_written = names(element) & in_path != 0 || element.row() == key.row();
            if is_written || elements[..i].iter().any(|earlier| earlier.row() == element.row()) {
                continue;
            }
            let row = element.row().filter(|row| row.attribute);
            let row = row.ok_or_else(|| LinkError::NotAllowed { ai: element.ai().to_owned() })?;
            if row.predefined == predefined {
                push(&mut link, separator, element, b'=', true);
                separator = b'&';
            }
        }
    }
    // Invariant: the stem is text, and what is added is ASCII.
    String::from_utf8(link).map_err(|_| LinkError::Stem)
}

/// Bytes of all AIs and values with their separators, where nothing is percent-encoded.
fn written_length(elements: &[Element]) -> usize {
    elements.iter().map(|element| element.ai().len() + element.bytes().len() + 2).sum()
}

fn push(link: &mut Vec<u8>, before: u8, element: &Element, between: u8, is_query: bool) {
    link.push(before);
    link.extend_from_slice(element.ai().as_bytes());
    link.push(between);
    percent::encode_bytes_into(link, element.bytes(), is_query);
}

/// Appends an AI and its value to a path.
pub(super) fn push_segment(link: &mut String, element: &Element) {
    link.extend(["/", element.ai(), "/"]);
    percent::encode_into(link, element.value(), false);
}

/// The elements of a message that is made of them.
pub(super) fn linkable(message: &Message) -> Result<&[Element], LinkError> {
    match message.kind() {
        Kind::Gs1 | Kind::DigitalLink => Ok(message.elements()),
        _ => Err(LinkError::NoElements),
    }
}

/// Checks a stem and takes the final `/` off.
pub(super) fn checked_stem(stem: &str) -> Result<&str, LinkError> {
    let stem = stem.strip_suffix('/').unwrap_or(stem);
    let is_plain = stem.len() <= MAX_STEM_BYTES && !stem.contains(['?', '#']);
    let whole = format!("{stem}/");
    if is_plain && uri::layout(whole.as_bytes()).is_ok() { Ok(stem) } else { Err(LinkError::Stem) }
}

/// The first primary key.
pub(super) fn primary(elements: &[Element]) -> Result<(&Element, &'static Entry), LinkError> {
    elements.iter().find_map(primary_key).ok_or(LinkError::NoKey)
}

fn primary_key(element: &Element) -> Option<(&Element, &'static Entry)> {
    let entry = element.entry()?;
    entry.qualifiers.is_some().then_some((element, entry))
}

/// The elements, each AI once.
pub(super) fn unique(elements: &[Element]) -> impl Iterator<Item = &Element> {
    let repeats = |at: usize| elements[..at].iter().any(|earlier| earlier.row() == elements[at].row());
    elements.iter().enumerate().filter(move |(at, _)| !repeats(*at)).map(|(_, element)| element)
}
