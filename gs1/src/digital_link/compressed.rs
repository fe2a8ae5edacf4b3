// SPDX-License-Identifier: MIT OR Apache-2.0
//! Compressed links: the elements packed into one path segment of six-bit characters, all of them or all but the
//! primary key.

use super::build::{self, CANONICAL_STEM};
use super::compressed_decode::{self, Order};
use super::{DecompressError, LinkError, compressed_encode, parse, percent, uri};
use crate::element_string;
use crate::error::{ErrorCode, ParseError};
use crate::message::{Element, Kind, Message};
use crate::parse::{MAX_SCAN_BYTES, checked};
use crate::table;

/// How much of a link is compressed.
///
/// ```
/// use gs1::Compression;
///
/// let message = gs1::Message::from_bracketed("(01)05412345000013(10)ABC123", false)?;
/// let link = message.compressed_link("https://id.gs1.org", Compression::FullWithPairs)?;
/// assert_eq!(gs1::decompress(&link, false)?.message().elements(), message.elements());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// Every element, each with its AI.
    Full,
    /// Every element, and one code for AIs that often stand together. The two codes on whose order the standard
    /// and its reference program differ (1A and 9D) are read but not written.
    FullWithPairs,
    /// The primary key stays readable and what follows it is compressed; a key alone makes a plain link.
    KeyInClear,
}

/// What a compressed link says.
///
/// ```
/// let link = gs1::decompress("http://example.org/AQnYUc1gmiERBhQ0ytiyZuAGOLc1TXgpNWCv1", false)?;
/// assert_eq!(link.message().lot().map(String::from).as_deref(), Some("ABC&+123"));
/// assert_eq!(link.other_pairs(), [("k1".to_owned(), "v1".to_owned())]);
/// assert_eq!(
///     link.link(),
///     "http://example.org/01/05412345000013/10/ABC%26%2B123?7003=1903061658&k1=v1"
/// );
/// # Ok::<(), gs1::DecompressError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decompressed {
    message: Message,
    pairs: Vec<(String, String)>,
    link: String,
}

impl Decompressed {
    /// The elements, checked by every rule.
    #[must_use]
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// The elements, checked by every rule.
    #[must_use]
    pub fn into_message(self) -> Message {
        self.message
    }

    /// Names and values that are not GS1's, from the compressed part and from the query.
    #[must_use]
    pub fn other_pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The same as a plain GS1 Digital Link under the stem of the compressed one.
    #[must_use]
    pub fn link(&self) -> &str {
        &self.link
    }
}

impl Message {
    /// The compressed GS1 Digital Link of the elements; `stem` as for [`Message::digital_link_with`].
    ///
    /// ```
    /// use gs1::Compression;
    ///
    /// let message = gs1::Message::from_bracketed("(01)05412345000013(10)ABC123", false)?;
    /// let link = |form| message.compressed_link("https://id.gs1.org", form);
    /// assert_eq!(link(Compression::Full)?, "https://id.gs1.org/AQnYUc1gmiCNV4JG");
    /// assert_eq!(link(Compression::KeyInClear)?, "https://id.gs1.org/01/05412345000013/EEarwSM");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Message::digital_link_with`].
    pub fn compressed_link(&self, stem: &str, compression: Compression) -> Result<String, LinkError> {
        let stem = build::checked_stem(stem)?;
        let elements = build::linkable(self)?;
        // What may not stand in a plain link may not hide in a compressed one.
        build::build(stem, elements)?;
        let (key, _) = build::primary(elements)?;
        let in_clear = (compression == Compression::KeyInClear).then_some(key);
        let mut link = stem.to_owned();
        if let Some(key) = in_clear {
            build::push_segment(&mut link, key);
        }
        let is_packed = |element: &&Element| in_clear.is_none_or(|key| key.ai() != element.ai());
        let packed: Vec<&Element> = build::unique(elements).filter(is_packed).collect();
        if !packed.is_empty() {
            link.push('/');
            link += &compressed_encode::encode(&packed, compression == Compression::FullWithPairs);
        }
        Ok(link)
    }
}

/// Reads a compressed GS1 Digital Link, wholly or partly compressed. [`crate::parse`] never does, because any web
/// address could be taken for one: call this for an address that it refuses for want of a key. `lenient` leaves
/// out the check that an AI is accompanied by those it requires.
///
/// ```
/// let link = gs1::decompress("https://id.gs1.org/AQnYUc1gmiCNV4JG", false)?;
/// assert_eq!(link.message().bracketed().as_deref(), Some("(01)05412345000013(10)ABC123"));
/// # Ok::<(), gs1::DecompressError>(())
/// ```
///
/// # Errors
/// [`DecompressError`] for an address that holds nothing compressed, a compressed part that cannot be read, or
/// elements that break a rule.
pub fn decompress(link: &str, lenient: bool) -> Result<Decompressed, DecompressError> {
    let parts = Parts::of(link)?;
    // The order of two codes is disputed. Only the right one gives values that pass their checks, but for rare
    // accidents, and those are refused.
    match (parts.read(Order::Listed, lenient), parts.read(Order::Ascending, lenient)) {
        (Ok(listed), Ok(ascending)) if listed != ascending => Err(DecompressError::Ambiguous),
        (Err(_), Ok(ascending)) => Ok(ascending),
        (listed, _) => listed,
    }
}

/// The parts of an address that holds something compressed.
struct Parts<'a> {
    stem: &'a str,
    /// Primary key and value in the clear, of a partly compressed link.
    key: Option<(&'a str, &'a str)>,
    packed: &'a str,
    query: &'a str,
}

impl<'a> Parts<'a> {
    fn of(link: &'a str) -> Result<Self, DecompressError> {
        if link.len() > MAX_SCAN_BYTES {
            let error = ParseError::new(ErrorCode::ScanTooLong, MAX_SCAN_BYTES);
            return Err(DecompressError::Address(error.with(MAX_SCAN_BYTES.to_string())));
        }
        if parse(link.as_bytes()).is_ok() {
            return Err(DecompressError::NotCompressed);
        }
        let layout = uri::layout(link.as_bytes()).map_err(DecompressError::Address)?;
        let slice = |range| link.get(range).ok_or(DecompressError::NotCompressed);
        let (path, query) = (slice(0..layout.path.end)?, slice(layout.query)?);
        let (before, packed) = path.rsplit_once('/').ok_or(DecompressError::NotCompressed)?;
        if !compressed_decode::is_alphabet(packed.as_bytes()) {
            return Err(DecompressError::NotCompressed);
        }
        let (stem, key) = match key_in_clear(before, layout.path.start) {
            Some((stem, key)) => (stem, Some(key)),
            None => (before, None),
        };
        Ok(Self { stem, key, packed, query })
    }

    fn read(&self, order: Order, lenient: bool) -> Result<Decompressed, DecompressError> {
        let content = compressed_decode::decode(self.packed.as_bytes(), order)?;
        let mut elements = Vec::new();
        if let Some((ai, value)) = self.key {
            let value = text_of(value, false).ok_or(DecompressError::Encoding)?;
            add(&mut elements, ai, &value)?;
        }
        for (ai, value) in &content.values {
            add(&mut elements, ai, value)?;
        }
        let mut pairs = content.pairs;
        self.read_query(&mut elements, &mut pairs)?;
        let plain = build::build(CANONICAL_STEM, &elements).map_err(DecompressError::Link)?;
        let placed = parse(plain.as_bytes()).map_err(DecompressError::Element)?;
        let message = checked(Kind::DigitalLink, placed, lenient).map_err(DecompressError::Element)?;
        let link = plain.replacen(CANONICAL_STEM, self.stem, 1);
        let link = with_pairs(link, &pairs);
        Ok(Decompressed { message, pairs, link })
    }

    /// What stands beside the compressed part: AIs are elements like the others, the rest is kept as it is.
    fn read_query(
        &self,
        elements: &mut Vec<Element>,
        pairs: &mut Vec<(String, String)>,
    ) -> Result<(), DecompressError> {
        for parameter in self.query.split('&') {
            let Some((name, value)) = parameter.split_once('=') else { continue };
            let value = text_of(value, true).ok_or(DecompressError::Encoding)?;
            let is_ai = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
            if is_ai {
                add(elements, name, &value)?;
            } else {
                pairs.push((text_of(name, true).ok_or(DecompressError::Encoding)?, value));
            }
        }
        Ok(())
    }
}

/// The stem, and a primary key with its value, when the path before the compressed part ends in one.
fn key_in_clear(before: &str, path_start: usize) -> Option<(&str, (&str, &str))> {
    let (rest, value) = before.rsplit_once('/')?;
    let (stem, ai) = rest.rsplit_once('/')?;
    let is_in_path = stem.len() >= path_start;
    let entry = table::exact(ai).filter(|entry| is_in_path && entry.qualifiers.is_some())?;
    let decoded = text_of(value, false)?;
    element_string::check_whole_value(entry, decoded.as_bytes()).ok()?;
    Some((stem, (ai, value)))
}

fn text_of(text: &str, is_query: bool) -> Option<String> {
    String::from_utf8(percent::decode(text.as_bytes(), is_query)?).ok()
}

/// Adds an element whose value passes the checks of its AI.
fn add(elements: &mut Vec<Element>, ai: &str, value: &str) -> Result<(), DecompressError> {
    let entry = table::exact(ai).ok_or_else(|| DecompressError::UnknownAi { ai: ai.to_owned() })?;
    if elements.iter().any(|element| element.ai() == ai) {
        return Err(DecompressError::Repeated { ai: ai.to_owned() });
    }
    element_string::check_whole_value(entry, value.as_bytes())
        .map_err(|error| DecompressError::Element(ParseError::new(error.code, 0).of_ai(ai)))?;
    elements.push(Element::new(ai, value));
    Ok(())
}

fn with_pairs(mut link: String, pairs: &[(String, String)]) -> String {
    for (name, value) in pairs {
        link.push(if link.contains('?') { '&' } else { '?' });
        percent::encode_into(&mut link, name, true);
        link.push('=');
        percent::encode_into(&mut link, value, true);
    }
    link
}
