// SPDX-License-Identifier: MIT OR Apache-2.0
//! Classes of codes: every item of a GTIN, one lot of it, every asset of a type (EPC Tag Data Standard, sections
//! 6.4 and 8; Core Business Vocabulary, section 8.3.1).

use std::fmt;
use std::str::FromStr;

use super::convert::{join_number, link_of, split_gtin, with_check_digit};
use super::identity::check_number;
use super::{Epc, EpcError, EpcKind, escape};
use crate::values::{Gtin, Lot};

const GTIN_PATTERN: &str = "urn:epc:idpat:sgtin:";
const ASSET_PATTERN: &str = "urn:epc:idpat:grai:";
const LOT: &str = "urn:epc:class:lgtin:";

/// A class of items: every item of a GTIN (`urn:epc:idpat:sgtin:…`), one lot of it (`urn:epc:class:lgtin:…`), or
/// every returnable asset of a type (`urn:epc:idpat:grai:…`).
///
/// ```
/// use gs1::{Epc, EpcClass, Gtin, Lot};
///
/// let gtin = Gtin::new("4012345123456")?;
/// let class = EpcClass::lot(&gtin, &Lot::new("998877")?, 7)?;
/// assert_eq!(class.to_string(), "urn:epc:class:lgtin:4012345.012345.998877");
/// assert_eq!(class.digital_link(), "https://id.gs1.org/01/04012345123456/10/998877");
///
/// let item: Epc = "urn:epc:id:sgtin:4012345.012345.1".parse()?;
/// assert_eq!(EpcClass::of(&item).unwrap().to_string(), "urn:epc:idpat:sgtin:4012345.012345.*");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EpcClass {
    /// SGTIN or GRAI.
    kind: EpcKind,
    prefix: String,
    reference: String,
    /// Of a trade item alone.
    lot: Option<Lot>,
}

impl EpcClass {
    /// Every item of a GTIN. `prefix_digits` as for [`Epc::sgtin`].
    ///
    /// # Errors
    /// [`EpcError::CompanyPrefix`] for a length other than 6 to 12.
    pub fn gtin(gtin: &Gtin, prefix_digits: usize) -> Result<Self, EpcError> {
        let (prefix, reference) = split_gtin(gtin, prefix_digits)?;
        Self::new(EpcKind::Sgtin, &prefix, &reference, None)
    }

    /// One lot of a GTIN. `prefix_digits` as for [`Epc::sgtin`].
    ///
    /// # Errors
    /// [`EpcError::CompanyPrefix`] for a length other than 6 to 12.
    pub fn lot(gtin: &Gtin, lot: &Lot, prefix_digits: usize) -> Result<Self, EpcError> {
        Ok(Self { lot: Some(lot.clone()), ..Self::gtin(gtin, prefix_digits)? })
    }

    /// The class of a code: of a trade item its GTIN, of a returnable asset its type; `None` for the kinds that
    /// have no class.
    #[must_use]
    pub fn of(epc: &Epc) -> Option<Self> {
        let has_class = matches!(epc.kind, EpcKind::Sgtin | EpcKind::Grai);
        has_class.then(|| Self {
            kind: epc.kind,
            prefix: epc.prefix.clone(),
            reference: epc.reference.clone(),
            lot: None,
        })
    }

    fn new(kind: EpcKind, prefix: &str, reference: &str, lot: Option<Lot>) -> Result<Self, EpcError> {
        check_number(kind, prefix, reference)?;
        Ok(Self { kind, prefix: prefix.to_owned(), reference: reference.to_owned(), lot })
    }

    /// Whether the code is of the same GTIN or asset type. A code says nothing about lots, so a lot is not
    /// compared.
    #[must_use]
    pub fn has_key_of(&self, epc: &Epc) -> bool {
        (self.kind, &self.prefix, &self.reference) == (epc.kind, &epc.prefix, &epc.reference)
    }

    /// The lot, when the class is one.
    #[must_use]
    pub fn lot_number(&self) -> Option<&Lot> {
        self.lot.as_ref()
    }

    /// The canonical GS1 Digital Link of the same.
    #[must_use]
    pub fn digital_link(&self) -> String {
        let key = match self.kind {
            EpcKind::Grai => ("8003", with_check_digit(format!("0{}{}", self.prefix, self.reference))),
            _ => ("01", join_number(&self.prefix, &self.reference)),
        };
        let lot = self.lot.as_ref().map(|lot| ("10", lot.as_str().to_owned()));
        link_of(&[key].into_iter().chain(lot).collect::<Vec<_>>())
    }
}

impl fmt::Display for EpcClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, prefix, reference, lot } = self;
        match lot {
            Some(lot) => write!(f, "{LOT}{prefix}.{reference}.{}", escape::escaped(lot.as_str())),
            None => write!(f, "urn:epc:idpat:{kind}:{prefix}.{reference}.*"),
        }
    }
}

impl FromStr for EpcClass {
    type Err = EpcError;

    fn from_str(text: &str) -> Result<Self, EpcError> {
        const FORM: &str = "urn:epc:idpat:sgtin:PREFIX.ITEM.*, urn:epc:idpat:grai:PREFIX.TYPE.* or urn:epc:class:lgtin:PREFIX.ITEM.LOT";
        let fault = EpcError::Urn { form: FORM };
        let (kind, body, is_lot) = match (text.strip_prefix(LOT), text.strip_prefix(GTIN_PATTERN)) {
            (Some(body), _) => (EpcKind::Sgtin, body, true),
            (None, Some(body)) => (EpcKind::Sgtin, body, false),
            (None, None) => (EpcKind::Grai, text.strip_prefix(ASSET_PATTERN).ok_or(fault.clone())?, false),
        };
        let (prefix, rest) = body.split_once('.').ok_or(fault.clone())?;
        let (reference, last) = rest.split_once('.').ok_or(fault.clone())?;
        let lot = match (is_lot, last) {
            (true, lot) => Some(Lot::new(&escape::unescaped(lot)?).map_err(EpcError::Key)?),
            (false, "*") => None,
            (false, _) => return Err(fault),
        };
        Self::new(kind, prefix, reference, lot)
    }
}
