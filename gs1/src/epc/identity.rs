// SPDX-License-Identifier: MIT OR Apache-2.0
//! The code itself, free of how a tag holds it (EPC Tag Data Standard, section 6.3: pure identity).

use std::fmt;
use std::str::FromStr;

use super::prefix::{MAX_DIGITS, MIN_DIGITS};
use super::{EpcError, escape};
use crate::charset::is_cset82;

/// What an Electronic Product Code names.
///
/// ```
/// assert_eq!(gs1::EpcKind::Sscc.as_str(), "sscc");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EpcKind {
    /// One trade item: GTIN and serial number (AIs 01 and 21).
    Sgtin,
    /// One logistic unit (AI 00).
    Sscc,
    /// One returnable asset (AI 8003 with its serial part).
    Grai,
    /// One individual asset (AI 8004).
    Giai,
}

impl EpcKind {
    /// The name in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sgtin => "sgtin",
            Self::Sscc => "sscc",
            Self::Grai => "grai",
            Self::Giai => "giai",
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        [Self::Sgtin, Self::Sscc, Self::Grai, Self::Giai].into_iter().find(|kind| kind.as_str() == name)
    }

    /// Digits of company prefix and reference together.
    fn digits(self, prefix_digits: usize) -> usize {
        match self {
            Self::Sgtin => 13,
            Self::Sscc => 17,
            Self::Grai => 12,
            Self::Giai => prefix_digits,
        }
    }

    /// Most characters of the serial part, 0 where there is none.
    pub(super) fn serial_length(self, prefix_digits: usize) -> usize {
        match self {
            Self::Sgtin => 20,
            Self::Sscc => 0,
            Self::Grai => 16,
            Self::Giai => 30usize.saturating_sub(prefix_digits),
        }
    }

    fn reference_name(self) -> &'static str {
        match self {
            Self::Sgtin => "item reference",
            Self::Sscc => "serial reference",
            Self::Grai => "asset type",
            Self::Giai => "asset reference",
        }
    }

    fn serial_name(self) -> &'static str {
        if self == Self::Giai { self.reference_name() } else { "serial number" }
    }

    fn form(self) -> &'static str {
        match self {
            Self::Sgtin => "urn:epc:id:sgtin:PREFIX.ITEM.SERIAL",
            Self::Sscc => "urn:epc:id:sscc:PREFIX.SERIAL",
            Self::Grai => "urn:epc:id:grai:PREFIX.TYPE.SERIAL",
            Self::Giai => "urn:epc:id:giai:PREFIX.REFERENCE",
        }
    }
}

impl fmt::Display for EpcKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An Electronic Product Code: one trade item, logistic unit or asset, by itself or as its address
/// `urn:epc:id:…`.
///
/// ```
/// use gs1::{Epc, Gtin, SerialNumber};
///
/// let gtin = Gtin::new("80614141123458")?;
/// let epc = Epc::sgtin(&gtin, &SerialNumber::new("6789")?, 7)?;
/// assert_eq!(epc.to_string(), "urn:epc:id:sgtin:0614141.812345.6789");
/// assert_eq!(epc.digital_link(), "https://id.gs1.org/01/80614141123458/21/6789");
/// assert_eq!("urn:epc:id:sgtin:0614141.812345.6789".parse::<Epc>()?, epc);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epc {
    pub(super) kind: EpcKind,
    /// 6 to 12 digits.
    pub(super) prefix: String,
    /// Digits: indicator and item, extension digit and serial reference, asset type; empty of a GIAI.
    pub(super) reference: String,
    /// Characters of CSET 82; empty of an SSCC.
    pub(super) serial: String,
}

impl Epc {
    /// Puts a code together from its parts as an address has them.
    pub(super) fn new(kind: EpcKind, prefix: &str, reference: &str, serial: &str) -> Result<Self, EpcError> {
        check_number(kind, prefix, reference)?;
        let most = kind.serial_length(prefix.len());
        let fits = (1.min(most)..=most).contains(&serial.len()) && serial.bytes().all(is_cset82);
        if !fits {
            return Err(EpcError::Serial { field: kind.serial_name(), most });
        }
        let [prefix, reference, serial] = [prefix, reference, serial].map(str::to_owned);
        Ok(Self { kind, prefix, reference, serial })
    }

    /// What the code names.
    #[must_use]
    pub fn kind(&self) -> EpcKind {
        self.kind
    }

    /// The GS1 Company Prefix, 6 to 12 digits.
    #[must_use]
    pub fn company_prefix(&self) -> &str {
        &self.prefix
    }

    /// The parts after the company prefix as an address has them, before escaping: reference and serial; one of
    /// them empty where the kind lacks it.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        (&self.reference, &self.serial)
    }

    /// The part of an address after the name of its scheme.
    pub(super) fn body(&self) -> String {
        let serial = escape::escaped(&self.serial);
        match self.kind {
            EpcKind::Sgtin | EpcKind::Grai => format!("{}.{}.{serial}", self.prefix, self.reference),
            EpcKind::Sscc => format!("{}.{}", self.prefix, self.reference),
            EpcKind::Giai => format!("{}.{serial}", self.prefix),
        }
    }

    pub(super) fn of_body(kind: EpcKind, body: &str) -> Result<Self, EpcError> {
        let fault = EpcError::Urn { form: kind.form() };
        let Some((prefix, rest)) = body.split_once('.') else { return Err(fault) };
        match kind {
            EpcKind::Sgtin | EpcKind::Grai => {
                let (reference, serial) = rest.split_once('.').ok_or(fault)?;
                Self::new(kind, prefix, reference, &escape::unescaped(serial)?)
            }
            EpcKind::Sscc => Self::new(kind, prefix, rest, ""),
            EpcKind::Giai => Self::new(kind, prefix, "", &escape::unescaped(rest)?),
        }
    }
}

/// Checks company prefix and reference, which together have a fixed number of digits.
pub(super) fn check_number(kind: EpcKind, prefix: &str, reference: &str) -> Result<(), EpcError> {
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(MIN_DIGITS..=MAX_DIGITS).contains(&prefix.len()) {
        return Err(EpcError::CompanyPrefix { found: prefix.len() });
    }
    if !is_number(prefix) {
        return Err(EpcError::Digits { field: "company prefix", digits: prefix.len() });
    }
    let digits = reference_digits(kind, prefix.len());
    if reference.len() != digits || !is_number(reference) {
        return Err(EpcError::Digits { field: kind.reference_name(), digits });
    }
    Ok(())
}

/// Digits of the reference beside a company prefix of so many.
pub(super) fn reference_digits(kind: EpcKind, prefix_digits: usize) -> usize {
    kind.digits(prefix_digits).saturating_sub(prefix_digits)
}

impl fmt::Display for Epc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "urn:epc:id:{}:{}", self.kind, self.body())
    }
}

impl FromStr for Epc {
    type Err = EpcError;

    fn from_str(text: &str) -> Result<Self, EpcError> {
        let named = text.strip_prefix("urn:epc:id:").and_then(|rest| rest.split_once(':'));
        match named.and_then(|(name, body)| Some((EpcKind::of_name(name)?, body))) {
            Some((kind, body)) => Self::of_body(kind, body),
            None => Err(EpcError::Urn {
                form: "urn:epc:id:SCHEME:… with a scheme of sgtin, sscc, grai or giai",
            }),
        }
    }
}
