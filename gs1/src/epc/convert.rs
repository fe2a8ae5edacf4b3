// SPDX-License-Identifier: MIT OR Apache-2.0
//! Between codes and the elements of a label (EPC Tag Data Standard, section 7).
//!
//! The numbers of a label do not say where the company prefix ends, so its length must be given on the way to a
//! code.

use super::{Epc, EpcError, EpcKind};
use crate::checksum::{check_digit, has_check_digit};
use crate::digital_link::{CANONICAL_STEM, percent_encode_into};
use crate::message::Message;
use crate::values::{Gtin, SerialNumber, Sscc, ValueError};

/// Digits of the number a GRAI begins with: a zero, 12 digits of company and asset type, a check digit.
const GRAI_DIGITS: usize = 14;

impl Epc {
    /// The code of one trade item. `prefix_digits` is the length of its GS1 Company Prefix, 6 to 12.
    ///
    /// # Errors
    /// [`EpcError::CompanyPrefix`] for another length.
    pub fn sgtin(gtin: &Gtin, serial: &SerialNumber, prefix_digits: usize) -> Result<Self, EpcError> {
        let (prefix, reference) = split_gtin(gtin, prefix_digits)?;
        Self::new(EpcKind::Sgtin, &prefix, &reference, serial.as_str())
    }

    /// The code of one logistic unit. `prefix_digits` as for [`Epc::sgtin`].
    ///
    /// ```
    /// let epc = gs1::Epc::sscc(&gs1::Sscc::new("106141412345678908")?, 7)?;
    /// assert_eq!(epc.to_string(), "urn:epc:id:sscc:0614141.1234567890");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`EpcError::CompanyPrefix`] for another length.
    pub fn sscc(sscc: &Sscc, prefix_digits: usize) -> Result<Self, EpcError> {
        let (prefix, reference) = split_after_leading(sscc.as_str(), prefix_digits)?;
        Self::new(EpcKind::Sscc, &prefix, &reference, "")
    }

    /// The code of one returnable asset, from the value of AI 8003. `prefix_digits` as for [`Epc::sgtin`].
    ///
    /// # Errors
    /// [`EpcError::Key`] when the number does not begin with zero or its check digit is wrong,
    /// [`EpcError::NoSerial`] when no serial part follows it, [`EpcError::CompanyPrefix`] or
    /// [`EpcError::Serial`].
    pub fn grai(value: &str, prefix_digits: usize) -> Result<Self, EpcError> {
        const WHAT: &str = "GRAI";
        const FORM: &str = "0, 13 digits and up to 16 characters";
        let (number, serial) = value
            .split_at_checked(GRAI_DIGITS)
            .filter(|(number, _)| number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit()))
            .ok_or(EpcError::Key(ValueError::Form { what: WHAT, form: FORM }))?;
        if !has_check_digit(number.as_bytes()) {
            return Err(EpcError::Key(ValueError::CheckDigit { what: WHAT }));
        }
        if serial.is_empty() {
            return Err(EpcError::NoSerial);
        }
        let digits = &number[1..GRAI_DIGITS - 1];
        let (prefix, reference) =
            digits.split_at_checked(prefix_digits).ok_or(EpcError::CompanyPrefix { found: prefix_digits })?;
        Self::new(EpcKind::Grai, prefix, reference, serial)
    }

    /// The code of one individual asset, from the value of AI 8004. `prefix_digits` as for [`Epc::sgtin`].
    ///
    /// # Errors
    /// [`EpcError::CompanyPrefix`], [`EpcError::Digits`] when the value does not begin with so many digits, or
    /// [`EpcError::Serial`].
    pub fn giai(value: &str, prefix_digits: usize) -> Result<Self, EpcError> {
        let (prefix, serial) =
            value.split_at_checked(prefix_digits).ok_or(EpcError::CompanyPrefix { found: prefix_digits })?;
        Self::new(EpcKind::Giai, prefix, "", serial)
    }

    /// The code that a label names: by its SSCC (AI 00), its GTIN and serial number (01, 21), its GRAI with a
    /// serial part (8003) or its GIAI (8004), whichever key comes first. `prefix_digits` as for [`Epc::sgtin`].
    ///
    /// ```
    /// let message = gs1::Message::from_bracketed("(01)80614141123458(21)6789", false)?;
    /// let epc = gs1::Epc::from_message(&message, 7)?;
    /// assert_eq!(epc.to_string(), "urn:epc:id:sgtin:0614141.812345.6789");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`EpcError::NoKey`] or [`EpcError::NoSerial`], and those of the constructor of the key.
    pub fn from_message(message: &Message, prefix_digits: usize) -> Result<Self, EpcError> {
        let is_key = |ai: &str| matches!(ai, "00" | "01" | "8003" | "8004");
        let key = message.elements().iter().find(|element| is_key(element.ai())).ok_or(EpcError::NoKey)?;
        match key.ai() {
            "00" => Self::sscc(&Sscc::new(key.value()).map_err(EpcError::Key)?, prefix_digits),
            "01" => {
                let gtin = Gtin::new(key.value()).map_err(EpcError::Key)?;
                Self::sgtin(&gtin, &message.serial().ok_or(EpcError::NoSerial)?, prefix_digits)
            }
            "8003" => Self::grai(key.value(), prefix_digits),
            _ => Self::giai(key.value(), prefix_digits),
        }
    }

    /// The AIs and values of a label that names the same.
    #[must_use]
    pub fn elements(&self) -> Vec<(&'static str, String)> {
        match self.kind {
            EpcKind::Sgtin => vec![("01", self.joined_number()), ("21", self.serial.clone())],
            EpcKind::Sscc => vec![("00", self.joined_number())],
            EpcKind::Grai => {
                let number = with_check_digit(format!("0{}{}", self.prefix, self.reference));
                vec![("8003", number + &self.serial)]
            }
            EpcKind::Giai => vec![("8004", format!("{}{}", self.prefix, self.serial))],
        }
    }

    /// The code as a message, as if its label had been scanned.
    ///
    /// # Errors
    /// [`EpcError::Element`], should the elements break a rule of [`Message::from_pairs`].
    pub fn to_message(&self) -> Result<Message, EpcError> {
        let elements = self.elements();
        let pairs: Vec<_> = elements.iter().map(|(ai, value)| (*ai, value.as_str())).collect();
        Message::from_pairs(&pairs).map_err(EpcError::Element)
    }

    /// The canonical GS1 Digital Link of the same.
    #[must_use]
    pub fn digital_link(&self) -> String {
        link_of(&self.elements())
    }

    /// The trade item, of an SGTIN.
    #[must_use]
    pub fn gtin(&self) -> Option<Gtin> {
        (self.kind == EpcKind::Sgtin).then(|| Gtin::new(&self.joined_number()).ok())?
    }

    /// The serial number, of an SGTIN.
    #[must_use]
    pub fn serial(&self) -> Option<SerialNumber> {
        (self.kind == EpcKind::Sgtin).then(|| SerialNumber::new(&self.serial).ok())?
    }

    /// The GTIN or SSCC: the reference begins with the digit that comes before the company prefix there.
    fn joined_number(&self) -> String {
        join_number(&self.prefix, &self.reference)
    }
}

/// Puts leading digit, company prefix and reference in the order of a GTIN or SSCC and adds the check digit.
pub(super) fn join_number(prefix: &str, reference: &str) -> String {
    let (leading, rest) = reference.split_at_checked(1).unwrap_or_default();
    with_check_digit(format!("{leading}{prefix}{rest}"))
}

/// Company prefix and reference of a GTIN.
pub(super) fn split_gtin(gtin: &Gtin, prefix_digits: usize) -> Result<(String, String), EpcError> {
    split_after_leading(gtin.as_str(), prefix_digits)
}

fn split_after_leading(number: &str, prefix_digits: usize) -> Result<(String, String), EpcError> {
    let fault = EpcError::CompanyPrefix { found: prefix_digits };
    let (leading, rest) = number.split_at_checked(1).ok_or(fault.clone())?;
    let body = &rest[..rest.len().saturating_sub(1)];
    let (prefix, reference) = body.split_at_checked(prefix_digits).ok_or(fault)?;
    Ok((prefix.to_owned(), format!("{leading}{reference}")))
}

pub(super) fn with_check_digit(mut body: String) -> String {
    body.extend(check_digit(body.as_bytes()).map(char::from));
    body
}

/// The canonical link whose path is these elements.
pub(super) fn link_of(elements: &[(&str, String)]) -> String {
    let mut link = CANONICAL_STEM.to_owned();
    for (ai, value) in elements {
        link.extend(["/", ai, "/"]);
        percent_encode_into(&mut link, value, false);
    }
    link
}
