// SPDX-License-Identifier: MIT OR Apache-2.0
//! AIM symbology identifiers (ISO/IEC 15424): the three characters a scanner sends before the data.

use std::fmt;
use std::str::FromStr;

use crate::values::ValueError;

/// An AIM symbology identifier: `]`, a code letter, a modifier (ISO/IEC 15424).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AimId([u8; 3]);

/// How the data behind an identifier is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carriage {
    /// GS1 element strings; the leading FNC1 is told by the identifier alone.
    ElementString,
    /// Free text that may be a GS1 Digital Link.
    Plain,
    /// A bare EAN or UPC number of so many digits.
    Ean(usize),
    /// A symbology that GS1 does not use.
    Foreign,
}

impl AimId {
    /// GS1-128.
    pub const GS1_128: Self = Self(*b"]C1");
    /// GS1 DataBar, and every GS1 composite symbol.
    pub const GS1_DATABAR: Self = Self(*b"]e0");
    /// GS1 DataMatrix.
    pub const GS1_DATAMATRIX: Self = Self(*b"]d2");
    /// GS1 QR Code.
    pub const GS1_QR: Self = Self(*b"]Q3");
    /// GS1 DotCode.
    pub const GS1_DOTCODE: Self = Self(*b"]J1");
    /// DataMatrix without FNC1.
    pub const DATAMATRIX: Self = Self(*b"]d1");
    /// QR Code without FNC1.
    pub const QR: Self = Self(*b"]Q1");
    /// DotCode without FNC1.
    pub const DOTCODE: Self = Self(*b"]J0");
    /// EAN-13, UPC-A and UPC-E, sent as 13 digits.
    pub const EAN_13: Self = Self(*b"]E0");
    /// EAN-8.
    pub const EAN_8: Self = Self(*b"]E4");

    /// Takes three bytes for an identifier.
    ///
    /// # Errors
    /// [`ValueError`] when they are not `]`, an ASCII letter, an ASCII letter or digit.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        match Self::split(text.as_bytes()) {
            Some((id, [])) => Ok(id),
            _ => Err(ValueError::Form { what: "symbology identifier", form: "`]`, a letter and a modifier" }),
        }
    }

    /// Splits scan data into its identifier and the rest; `None` when it has none.
    #[must_use]
    pub fn split(scan: &[u8]) -> Option<(Self, &[u8])> {
        let (head, rest) = scan.split_first_chunk::<3>()?;
        let [b']', code, modifier] = *head else { return None };
        let well_formed = code.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric();
        well_formed.then_some((Self(*head), rest))
    }

    /// The three characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Invariant: only ASCII gets past `split`.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(crate) fn carriage(self) -> Carriage {
        match &self.0 {
            b"]C1" | b"]e0" | b"]d2" | b"]Q3" | b"]J1" => Carriage::ElementString,
            b"]d1" | b"]Q1" | b"]J0" => Carriage::Plain,
            b"]E0" => Carriage::Ean(13),
            b"]E4" => Carriage::Ean(8),
            _ => Carriage::Foreign,
        }
    }
}

impl fmt::Display for AimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AimId {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::new(text)
    }
}

impl TryFrom<String> for AimId {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, ValueError> {
        Self::new(&text)
    }
}

impl From<AimId> for String {
    fn from(id: AimId) -> Self {
        id.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_only_well_formed_identifiers() {
        assert_eq!(AimId::split(b"]Q3010"), Some((AimId::GS1_QR, &b"010"[..])));
        assert_eq!(AimId::split(b"]Q"), None);
        assert_eq!(AimId::split(b"Q30"), None);
        assert_eq!(AimId::split(b"]\xff3x"), None);
        assert_eq!(AimId::new("]d2").unwrap().as_str(), "]d2");
        assert!(AimId::new("]d2x").is_err());
    }
}
