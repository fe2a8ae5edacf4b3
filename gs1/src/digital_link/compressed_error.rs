// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why a web address is not a compressed link.

use thiserror::Error;

use super::LinkError;
use crate::error::ParseError;

/// Why a web address is not a compressed GS1 Digital Link.
///
/// ```
/// let error = gs1::decompress("https://id.gs1.org/01/04006381333931", false).unwrap_err();
/// assert_eq!(error.code(), "not-compressed");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecompressError {
    /// The address is not well formed.
    #[error("the web address is not well formed")]
    Address(#[source] ParseError),
    /// The address is a plain GS1 Digital Link already, or its path ends in nothing that could be compressed.
    #[error("the web address holds nothing compressed: read it as it is")]
    NotCompressed,
    /// The compressed part ends within an element.
    #[error("the compressed part of the web address is cut short")]
    CutShort,
    /// A code that stands for no AI and no sequence of AIs.
    #[error("the compressed part of the web address holds the code {code:02X}, which is not assigned")]
    Code {
        /// The code.
        code: u8,
    },
    /// Digits that are no AI.
    #[error("the compressed part of the web address uses ({ai}), which is not a known identifier")]
    UnknownAi {
        /// The digits.
        ai: String,
    },
    /// A mark of a text encoding, or a character, that does not exist.
    #[error("the compressed part of the web address holds text in an encoding that does not exist")]
    Encoding,
    /// A number that needs more digits than its place has.
    #[error("the compressed part of the web address holds a number that is too large for its place")]
    Overflow,
    /// More elements than a message may hold.
    #[error("the compressed part of the web address holds more elements than a label can")]
    TooMany,
    /// The same AI twice.
    #[error("({ai}) stands twice in the web address")]
    Repeated {
        /// The AI.
        ai: String,
    },
    /// One of the two codes whose order is disputed, and both orders give a proper label.
    #[error(
        "the compressed part of the web address can be read in two ways: ask the maker of the label for a plain link"
    )]
    Ambiguous,
    /// The elements cannot stand in a link.
    #[error("the elements of the compressed web address cannot stand in a GS1 Digital Link")]
    Link(#[source] LinkError),
    /// The elements break a rule of GS1; the place in the source says nothing about the compressed part.
    #[error("the elements of the compressed web address break a rule of GS1")]
    Element(#[source] ParseError),
}

impl DecompressError {
    /// The stable kebab-case name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "address",
            Self::NotCompressed => "not-compressed",
            Self::CutShort => "cut-short",
            Self::Code { .. } => "unassigned-code",
            Self::UnknownAi { .. } => "unknown-ai",
            Self::Encoding => "encoding",
            Self::Overflow => "overflow",
            Self::TooMany => "too-many-elements",
            Self::Repeated { .. } => "repeated",
            Self::Ambiguous => "ambiguous",
            Self::Link(_) => "link",
            Self::Element(_) => "element",
        }
    }
}
