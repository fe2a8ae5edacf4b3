// SPDX-License-Identifier: GPL-3.0-or-later
//! Kinds of printed codes, and sets of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The kind of a printed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Format {
    /// QR Code, ISO/IEC 18004.
    QrCode,
    /// Micro QR Code, ISO/IEC 18004.
    MicroQrCode,
    /// Data Matrix ECC 200, ISO/IEC 16022.
    DataMatrix,
    /// Code 128, ISO/IEC 15417.
    Code128,
    /// EAN-13, ISO/IEC 15420.
    Ean13,
    /// EAN-8, ISO/IEC 15420.
    Ean8,
    /// UPC-A, ISO/IEC 15420.
    UpcA,
    /// UPC-E, ISO/IEC 15420.
    UpcE,
}

impl Format {
    /// Every kind, in the order of their names in messages.
    pub const ALL: [Self; 8] = [
        Self::QrCode,
        Self::MicroQrCode,
        Self::DataMatrix,
        Self::Code128,
        Self::Ean13,
        Self::Ean8,
        Self::UpcA,
        Self::UpcE,
    ];

    /// Its name on the command line, in settings and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::QrCode => "QRCode",
            Self::MicroQrCode => "MicroQRCode",
            Self::DataMatrix => "DataMatrix",
            Self::Code128 => "Code128",
            Self::Ean13 => "EAN13",
            Self::Ean8 => "EAN8",
            Self::UpcA => "UPCA",
            Self::UpcE => "UPCE",
        }
    }

    fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no kind of code, or no name at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no kind of code; use {names}", names = Format::ALL.map(Format::as_str).join(", "))]
pub struct UnknownFormat(
    /// What was given.
    pub String,
);

impl FromStr for Format {
    type Err = UnknownFormat;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|format| format.as_str().eq_ignore_ascii_case(name));
        found.ok_or_else(|| UnknownFormat(name.into()))
    }
}

impl TryFrom<String> for Format {
    type Error = UnknownFormat;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

impl From<Format> for String {
    fn from(format: Format) -> Self {
        format.as_str().into()
    }
}

/// The kinds of codes to look for. Fewer kinds decode faster and read less into noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Format>", into = "Vec<Format>")]
pub struct Formats(u16);

impl Formats {
    /// Every kind.
    pub fn all() -> Self {
        Format::ALL.into_iter().collect()
    }

    /// Whether this kind is looked for.
    pub fn contains(self, format: Format) -> bool {
        self.0 & format.bit() != 0
    }

    /// Whether nothing is looked for.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds in both sets.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The kinds, in the order of [`Format::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Format> {
        Format::ALL.into_iter().filter(move |format| self.contains(*format))
    }

    pub(crate) fn bits(self) -> u16 {
        self.0
    }

    /// From the bits of another process; unknown bits are nothing we could look for.
    pub(crate) fn from_bits(bits: u16) -> Self {
        Self(bits).and(Self::all())
    }
}

impl Default for Formats {
    fn default() -> Self {
        Self::all()
    }
}

impl FromIterator<Format> for Formats {
    fn from_iter<I: IntoIterator<Item = Format>>(formats: I) -> Self {
        Self(formats.into_iter().fold(0, |bits, format| bits | format.bit()))
    }
}

impl FromStr for Formats {
    type Err = UnknownFormat;
    /// From a list like `QRCode,DataMatrix`.
    fn from_str(list: &str) -> Result<Self, Self::Err> {
        list.split(',').map(|name| name.trim().parse()).collect()
    }
}

impl TryFrom<Vec<Format>> for Formats {
    type Error = UnknownFormat;
    fn try_from(formats: Vec<Format>) -> Result<Self, Self::Error> {
        let formats: Self = formats.into_iter().collect();
        if formats.is_empty() { Err(UnknownFormat(String::new())) } else { Ok(formats) }
    }
}

impl From<Formats> for Vec<Format> {
    fn from(formats: Formats) -> Self {
        formats.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(format));
        }
        let some: Formats = "QRCode, ean13".parse().unwrap();
        assert_eq!(some.iter().map(Format::as_str).collect::<Vec<_>>(), ["QRCode", "EAN13"]);
        assert_eq!(Formats::from_bits(some.bits()), some);
        assert_eq!(Formats::from_bits(u16::MAX), Formats::all());
    }

    #[test]
    fn unknown_names_say_which_there_are() {
        let wrong = "QRCode,Aztec".parse::<Formats>().unwrap_err().to_string();
        assert!(wrong.contains("\"Aztec\"") && wrong.contains("DataMatrix"), "{wrong}");
        assert!("".parse::<Formats>().is_err());
        assert!(serde_json::from_str::<Formats>("[]").is_err());
        assert_eq!(serde_json::to_string(&Formats::from_iter([Format::QrCode])).unwrap(), "[\"QRCode\"]");
    }
}
