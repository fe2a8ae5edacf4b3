// SPDX-License-Identifier: MIT OR Apache-2.0
//! The numeric keys with a mod-10 check digit: GTIN, SSCC, GLN.

use super::{ValueError, text_conversions};
use crate::checksum::has_check_digit;

/// Digits of a GTIN in its one stored form.
const GTIN_DIGITS: usize = 14;

/// Global Trade Item Number, always held as 14 digits (GS1 General Specifications, section 3.3.2, AI 01).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin(String);

impl Gtin {
    /// Takes a GTIN of 8, 12, 13 or 14 digits and pads it to 14 with leading zeros.
    ///
    /// # Errors
    /// [`ValueError`] for another length, a character that is no digit, or a wrong check digit.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        const WHAT: &str = "GTIN";
        if !matches!(text.len(), 8 | 12 | 13 | GTIN_DIGITS) {
            return Err(ValueError::Length { what: WHAT, allowed: "8, 12, 13 or 14", found: text.len() });
        }
        check_digits(WHAT, text)?;
        Ok(Self(format!("{text:0>GTIN_DIGITS$}")))
    }
}

/// Serial Shipping Container Code, 18 digits (GS1 General Specifications, section 3.3.1, AI 00).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sscc(String);

impl Sscc {
    /// Takes the 18 digits of an SSCC.
    ///
    /// # Errors
    /// [`ValueError`] for another length, a character that is no digit, or a wrong check digit.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        exact("SSCC", text, 18, "18").map(Self)
    }
}

/// Global Location Number, 13 digits (GS1 General Specifications, section 3.8, AIs 410 to 417).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gln(String);

impl Gln {
    /// Takes the 13 digits of a GLN.
    ///
    /// # Errors
    /// [`ValueError`] for another length, a character that is no digit, or a wrong check digit.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        exact("GLN", text, 13, "13").map(Self)
    }
}

text_conversions!(Gtin, Sscc, Gln);

fn exact(what: &'static str, text: &str, digits: usize, allowed: &'static str) -> Result<String, ValueError> {
    if text.len() != digits {
        return Err(ValueError::Length { what, allowed, found: text.len() });
    }
    check_digits(what, text)?;
    Ok(text.to_owned())
}

fn check_digits(what: &'static str, text: &str) -> Result<(), ValueError> {
    if let Some(at) = text.bytes().position(|b| !b.is_ascii_digit()) {
        return Err(ValueError::Character { what, at });
    }
    if has_check_digit(text.as_bytes()) { Ok(()) } else { Err(ValueError::CheckDigit { what }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gtins_of_every_length_become_fourteen_digits() {
        assert_eq!(Gtin::new("96385074").unwrap().as_str(), "00000096385074");
        assert_eq!(Gtin::new("614141123452").unwrap().as_str(), "00614141123452");
        assert_eq!(Gtin::new("4006381333931").unwrap().to_string(), "04006381333931");
        assert_eq!(Gtin::new("80614141123458").unwrap().as_str(), "80614141123458");
    }

    #[test]
    fn wrong_numbers_are_named() {
        assert_eq!(Gtin::new("4006381333932"), Err(ValueError::CheckDigit { what: "GTIN" }));
        assert_eq!(Gtin::new("400638133393x"), Err(ValueError::Character { what: "GTIN", at: 12 }));
        assert!(matches!(Gtin::new("1234567"), Err(ValueError::Length { found: 7, .. })));
        assert!(Gtin::new("４００６").is_err());
        assert!(Sscc::new("006141411234567890").is_ok());
        assert!(Sscc::new("006141411234567891").is_err());
        assert!(Gln::new("9506000134352").is_ok());
        assert!(Gln::new("9506000134353").is_err());
        assert!(Gln::new("95060001343").is_err());
    }

    #[test]
    fn texts_convert_both_ways() {
        let gtin = Gtin::try_from("4006381333931".to_owned()).unwrap();
        assert_eq!(String::from(gtin.clone()).parse::<Gtin>().unwrap(), gtin);
    }
}
