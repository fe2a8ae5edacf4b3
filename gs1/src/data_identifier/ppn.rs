// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Pharmacy Product Number of IFA (data identifier 9N).

use crate::error::ErrorCode;
use crate::linters::{Verdict, ensure, fault};
use crate::values::{Gtin, ValueError};

const WHAT: &str = "PPN";
/// Fewest and most characters: agency code, product number, two check digits.
const LENGTH: std::ops::RangeInclusive<usize> = 5..=22;
/// Characters of the code of the product registration agency.
const AGENCY: usize = 2;
/// Check digits.
const CHECK: usize = 2;
/// The agency code of IFA itself, whose product number is a PZN of eight digits.
const AGENCY_PZN: &str = "11";
/// The GS1 prefix under which IFA forms an NTIN of a PZN, with the leading zero of a GTIN-14.
const NTIN_PREFIX: &str = "04150";

/// Pharmacy Product Number of IFA: agency code, product number and two check digits modulo 97 (IFA, PPN
/// technical specification, section 12).
///
/// ```
/// let ppn = gs1::Ppn::new("112097776020")?;
/// assert_eq!((ppn.agency(), ppn.product(), ppn.pzn()), ("11", "20977760", Some("20977760")));
/// assert_eq!(ppn.ntin().map(String::from).as_deref(), Some("04150209777602"));
/// # Ok::<(), gs1::ValueError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ppn(String);

impl Ppn {
    /// Takes a PPN with its check digits.
    ///
    /// # Errors
    /// [`ValueError`] for another length, a character that cannot stand, or wrong check digits.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        if !LENGTH.contains(&text.len()) {
            return Err(ValueError::Length { what: WHAT, allowed: "5 to 22", found: text.len() });
        }
        match check(text.as_bytes()) {
            Ok(()) => Ok(Self(text.to_owned())),
            Err(fault) if fault.code == ErrorCode::CheckCharacters => {
                Err(ValueError::CheckDigit { what: WHAT })
            }
            Err(fault) => Err(ValueError::Character { what: WHAT, at: fault.at }),
        }
    }

    /// Puts a PPN together from the agency code and the product number.
    ///
    /// # Errors
    /// [`ValueError`] for a wrong length or a character that cannot stand.
    pub fn of_product(agency: &str, product: &str) -> Result<Self, ValueError> {
        if agency.len() != AGENCY {
            return Err(ValueError::Length { what: "agency code", allowed: "2", found: agency.len() });
        }
        let body = format!("{agency}{product}");
        Self::new(&format!("{body}{:02}", remainder(body.as_bytes())))
    }

    /// The PPN of a PZN of eight digits.
    ///
    /// # Errors
    /// [`ValueError`] when it is not eight digits with the right check digit.
    pub fn of_pzn(pzn: &str) -> Result<Self, ValueError> {
        if is_pzn(pzn) {
            Self::of_product(AGENCY_PZN, pzn)
        } else {
            Err(ValueError::CheckDigit { what: "PZN" })
        }
    }

    /// The whole number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the product registration agency, two characters.
    #[must_use]
    pub fn agency(&self) -> &str {
        self.0.get(..AGENCY).unwrap_or_default()
    }

    /// The agency's product number.
    #[must_use]
    pub fn product(&self) -> &str {
        self.0.get(AGENCY..self.0.len() - CHECK).unwrap_or_default()
    }

    /// The German PZN, eight digits, when the agency is IFA (code 11) and the PZN's own check digit is right.
    #[must_use]
    pub fn pzn(&self) -> Option<&str> {
        Some(self.product()).filter(|product| self.agency() == AGENCY_PZN && is_pzn(product))
    }

    /// The NTIN that GS1 carriers use for the same article: 4150, the PZN and a GS1 check digit (IFA, PPN code
    /// specification for retail packaging, section 4.3). Only a PZN has one.
    #[must_use]
    pub fn ntin(&self) -> Option<Gtin> {
        let body = format!("{NTIN_PREFIX}{}", self.pzn()?);
        let digit = crate::checksum::check_digit(body.as_bytes())?;
        Gtin::new(&format!("{body}{}", char::from(digit))).ok()
    }
}

impl std::fmt::Display for Ppn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks a PPN as the value of a field.
pub(super) fn check(data: &[u8]) -> Verdict {
    ensure(data.len() >= *LENGTH.start(), ErrorCode::ValueTooShort, data.len())?;
    ensure(data.len() <= *LENGTH.end(), ErrorCode::ValueTooLong, *LENGTH.end())?;
    let (body, check) = data.split_at(data.len() - CHECK);
    let allowed = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b"-._".contains(b);
    if let Some(at) = body.iter().position(|b| !allowed(b)) {
        return fault(ErrorCode::CharacterNotAllowed, at);
    }
    if let Some(at) = check.iter().position(|b| !b.is_ascii_digit()) {
        return fault(ErrorCode::DigitExpected, body.len() + at);
    }
    let right = format!("{:02}", remainder(body)).as_bytes() == check;
    ensure(right, ErrorCode::CheckCharacters, body.len())
}

/// ASCII values weighted 2, 3, 4 … from the left, modulo 97.
fn remainder(body: &[u8]) -> u32 {
    body.iter().zip(2u32..).map(|(b, weight)| u32::from(*b) * weight).sum::<u32>() % 97
}

/// Eight digits, the last of which is the sum of the others weighted 1 to 7, modulo 11; a remainder of 10 is
/// never given out.
fn is_pzn(text: &str) -> bool {
    let Some((check, body)) = text.as_bytes().split_last() else { return false };
    let sum: u32 = body.iter().zip(1u32..).map(|(b, weight)| u32::from(b.wrapping_sub(b'0')) * weight).sum();
    text.len() == 8
        && text.bytes().all(|b| b.is_ascii_digit())
        && sum % 11 == u32::from(check.wrapping_sub(b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        for (ppn, pzn) in
            [("110375286414", "03752864"), ("112097776020", "20977760"), ("111234567842", "12345678")]
        {
            assert_eq!(Ppn::new(ppn).unwrap().pzn(), Some(pzn));
            assert_eq!(Ppn::of_pzn(pzn).unwrap().as_str(), ppn);
        }
        // Its product number is no PZN, so it has no NTIN.
        let sample = Ppn::of_product("11", "12345679").unwrap();
        assert_eq!((sample.pzn(), sample.ntin()), (None, None));
        let ntin = Ppn::of_pzn("03752864").unwrap().ntin().unwrap();
        assert_eq!(ntin.as_str(), "04150037528643");
    }

    #[test]
    fn other_agencies() {
        let ppn = Ppn::of_product("13", "12345ABC-1").unwrap();
        assert_eq!((ppn.agency(), ppn.product(), ppn.ntin()), ("13", "12345ABC-1", None));
        assert_eq!(Ppn::new(ppn.as_str()), Ok(ppn));
    }

    #[test]
    fn wrong_numbers_are_named() {
        assert_eq!(Ppn::new("112097776021"), Err(ValueError::CheckDigit { what: "PPN" }));
        assert_eq!(Ppn::new("11209777602x"), Err(ValueError::Character { what: "PPN", at: 11 }));
        assert_eq!(Ppn::new("1120a7776020"), Err(ValueError::Character { what: "PPN", at: 4 }));
        assert!(matches!(Ppn::new("1100"), Err(ValueError::Length { found: 4, .. })));
        assert!(matches!(Ppn::of_product("1", "2"), Err(ValueError::Length { .. })));
        assert!(
            Ppn::of_pzn("03752865").is_err() && Ppn::of_pzn("").is_err() && Ppn::of_pzn("0375286x").is_err()
        );
    }
}
