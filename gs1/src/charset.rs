// SPDX-License-Identifier: MIT OR Apache-2.0
//! The encodable character sets of GS1 (GS1 General Specifications, section 7.11).

/// A set of characters that a part of a value may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CharSet {
    /// Digits.
    Numeric,
    /// CSET 82, the invariant part of ISO/IEC 646 without space.
    Cset82,
    /// CSET 39: upper-case letters, digits, `#`, `-`, `/`.
    Cset39,
    /// CSET 64: base64url with its padding (RFC 4648, section 5).
    Cset64,
}

impl CharSet {
    /// Whether a byte is one of the set's characters.
    pub(crate) fn has(self, b: u8) -> bool {
        match self {
            Self::Numeric => b.is_ascii_digit(),
            Self::Cset82 => is_cset82(b),
            Self::Cset39 => b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'#' | b'-' | b'/'),
            Self::Cset64 => b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'='),
        }
    }
}

/// Whether a byte is one of CSET 82.
pub(crate) fn is_cset82(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'!' | b'"' | b'%'..=b'/' | b':'..=b'?' | b'_')
}
