// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why something is not the Electronic Product Code it was taken for.

use thiserror::Error;

use super::{EpcKind, TagScheme};
use crate::error::ParseError;
use crate::values::ValueError;

/// Why something is not the Electronic Product Code it was taken for, or cannot become one.
///
/// ```
/// let error = gs1::EpcTag::from_hex("E28011606000020000000001").unwrap_err();
/// assert_eq!(error.code(), "unknown-header");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EpcError {
    /// The tag's content is not hexadecimal.
    #[error("the content of a tag is written in pairs of hexadecimal digits: look at position {at}")]
    NotHex {
        /// Offset of the first such byte, or the length when a digit is left over.
        at: usize,
    },
    /// The tag's content is too short or far too long for its scheme.
    #[error("the content of this tag has {found} bytes, which does not fit what its first byte announces")]
    Length {
        /// Bytes met.
        found: usize,
    },
    /// The first byte of the tag names a scheme that is not read here.
    #[error(
        "the tag begins with {header:#04x}, which is none of the codings read here: it may be another company's tag"
    )]
    Header {
        /// The byte.
        header: u8,
    },
    /// The tag names a division of the company prefix that does not exist.
    #[error("the tag divides its number in a way that does not exist (partition 7)")]
    Partition,
    /// A number in the tag has more digits than its place allows.
    #[error("the {field} in the tag is a larger number than its digits can hold")]
    Overflow {
        /// The part, in words.
        field: &'static str,
    },
    /// Bits that must be zero are not.
    #[error("the tag holds data after the end of its code")]
    TrailingData,
    /// A filter value above 7.
    #[error("a filter value is 0 to 7, this one is {found}")]
    Filter {
        /// The value met.
        found: u8,
    },
    /// A company prefix of a length that does not exist.
    #[error("a GS1 Company Prefix has 6 to 12 digits, this one has {found}")]
    CompanyPrefix {
        /// Digits met.
        found: usize,
    },
    /// A part that is not digits, or not as many as belong there.
    #[error("the {field} must be {digits} digits")]
    Digits {
        /// The part, in words.
        field: &'static str,
        /// How many belong there.
        digits: usize,
    },
    /// A serial part that is empty, too long, or holds a character outside CSET 82.
    #[error("the {field} must be 1 to {most} characters of those a GS1 serial number may hold")]
    Serial {
        /// The part, in words.
        field: &'static str,
        /// Most characters.
        most: usize,
    },
    /// A serial part that this tag coding cannot hold.
    #[error(
        "{scheme} cannot hold this serial number: it takes a plain number without leading zeros that fits its bits"
    )]
    SerialForScheme {
        /// The coding.
        scheme: TagScheme,
    },
    /// A tag coding of another kind than the code.
    #[error("{scheme} does not carry a code of kind {kind}")]
    SchemeForKind {
        /// The coding.
        scheme: TagScheme,
        /// The kind of the code.
        kind: EpcKind,
    },
    /// A text that has not the form of this kind of address.
    #[error("the address has not the form {form}")]
    Urn {
        /// The form expected.
        form: &'static str,
    },
    /// A character that must be written as `%` and two digits, or such a group that stands for another one.
    #[error(
        "in the address, \" % & / < > ? are written as % and two hexadecimal digits, and nothing else is: look at position {at} of the serial part"
    )]
    Escape {
        /// Offset in bytes from the start of the serial part.
        at: usize,
    },
    /// The label holds no key that can become a code.
    #[error("no element of the label is a key that an Electronic Product Code is made of")]
    NoKey,
    /// The label names a kind of item but no single one.
    #[error(
        "the label names a kind of item but has no serial number: an Electronic Product Code names one item"
    )]
    NoSerial,
    /// A key that is not well formed.
    #[error("the key is not well formed")]
    Key(#[source] ValueError),
    /// The elements made of the code break a rule of GS1.
    #[error("the elements made of the code break a rule of GS1")]
    Element(#[source] ParseError),
}

impl EpcError {
    /// The stable kebab-case name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotHex { .. } => "not-hex",
            Self::Length { .. } => "tag-length",
            Self::Header { .. } => "unknown-header",
            Self::Partition => "partition",
            Self::Overflow { .. } => "field-overflow",
            Self::TrailingData => "trailing-data",
            Self::Filter { .. } => "filter",
            Self::CompanyPrefix { .. } => "company-prefix",
            Self::Digits { .. } => "digits",
            Self::Serial { .. } => "serial",
            Self::SerialForScheme { .. } => "serial-for-scheme",
            Self::SchemeForKind { .. } => "scheme-for-kind",
            Self::Urn { .. } => "urn",
            Self::Escape { .. } => "escape",
            Self::NoKey => "no-key",
            Self::NoSerial => "no-serial",
            Self::Key(_) => "key",
            Self::Element(_) => "element",
        }
    }
}
