// SPDX-License-Identifier: MIT OR Apache-2.0
//! The free-text identifiers of CSET 82: serial number and batch or lot.

use super::{ValueError, text_conversions};
use crate::charset::is_cset82;

/// Most characters in a serial number or lot (AIs 21 and 10).
const MAX_CHARACTERS: usize = 20;

/// Serial number, 1 to 20 characters of CSET 82; case and leading zeros count (AI 21).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SerialNumber(String);

impl SerialNumber {
    /// Takes a serial number as it stands.
    ///
    /// # Errors
    /// [`ValueError`] when it is empty, longer than 20, or holds a character outside CSET 82.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        checked("serial number", text).map(Self)
    }
}

/// Batch or lot number, 1 to 20 characters of CSET 82; case and leading zeros count (AI 10).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lot(String);

impl Lot {
    /// Takes a lot number as it stands.
    ///
    /// # Errors
    /// [`ValueError`] when it is empty, longer than 20, or holds a character outside CSET 82.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        checked("lot number", text).map(Self)
    }
}

text_conversions!(SerialNumber, Lot);

fn checked(what: &'static str, text: &str) -> Result<String, ValueError> {
    if text.is_empty() || text.len() > MAX_CHARACTERS {
        return Err(ValueError::Length { what, allowed: "1 to 20", found: text.len() });
    }
    match text.bytes().position(|b| !is_cset82(b)) {
        Some(at) => Err(ValueError::Character { what, at }),
        None => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_and_characters() {
        assert_ne!(SerialNumber::new("ab").unwrap(), SerialNumber::new("AB").unwrap());
        assert_ne!(SerialNumber::new("01").unwrap(), SerialNumber::new("1").unwrap());
        assert!(SerialNumber::new("").is_err());
        assert!(SerialNumber::new(&"x".repeat(20)).is_ok());
        assert!(Lot::new(&"x".repeat(21)).is_err());
        assert_eq!(Lot::new("a b"), Err(ValueError::Character { what: "lot number", at: 1 }));
        assert!(Lot::new("ä").is_err());
    }
}
