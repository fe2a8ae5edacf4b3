// SPDX-License-Identifier: MIT OR Apache-2.0
//! The unique device identifier of a medical device, split as 21 CFR 801.40 asks: the device identifier names the
//! model, the production identifier the one in hand.

use thiserror::Error;

use crate::envelope;
use crate::isbt128::DONATION;
use crate::message::{Kind, Message};
use crate::values::Date;

/// The agency under whose system an identifier was given.
///
/// ```
/// assert_eq!(gs1::UdiIssuer::Hibcc.as_str(), "hibcc");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum UdiIssuer {
    /// GS1.
    Gs1,
    /// The Health Industry Business Communications Council.
    Hibcc,
    /// ICCBBA, for products of human origin.
    Iccbba,
    /// IFA, which the European Union accredits and the FDA does not.
    Ifa,
}

impl UdiIssuer {
    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gs1 => "gs1",
            Self::Hibcc => "hibcc",
            Self::Iccbba => "iccbba",
            Self::Ifa => "ifa",
        }
    }
}

/// A unique device identifier.
///
/// ```
/// let scan = b"]d1+A123ABCDEFGHI1234567891/$$420020216LOT123456789012345/SXYZ456789012345678/16D20130202$";
/// let udi = gs1::Udi::of(&gs1::parse(scan, &gs1::Options::default())?, 2026)?;
/// assert_eq!((udi.issuer, udi.device.as_str()), (gs1::UdiIssuer::Hibcc, "A123ABCDEFGHI1234567891"));
/// assert_eq!(udi.production.serial.as_deref(), Some("XYZ456789012345678"));
/// assert_eq!(udi.production.expiry.map(|date| date.to_string()).as_deref(), Some("2020-02-02"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Udi {
    /// Whose system it is.
    pub issuer: UdiIssuer,
    /// The model, which a device database lists.
    pub device: DeviceIdentifier,
    /// The one in hand, which no device database lists.
    pub production: ProductionIdentifier,
}

/// The device identifier as device databases hold it: a GTIN of 14 digits; labeler code, product number and unit of
/// measure; a processor product identification code, or a container's maker and catalogue number; a PPN.
///
/// ```
/// let message = gs1::Message::from_pairs(&[("01", "04006381333931")])?;
/// assert_eq!(gs1::Udi::of(&message, 2026)?.device.to_string(), "04006381333931");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceIdentifier(String);

impl DeviceIdentifier {
    /// The identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for DeviceIdentifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The production identifier (21 CFR 801.3): each field that the label carries.
///
/// ```
/// let message = gs1::Message::from_pairs(&[("01", "04006381333931"), ("10", "L7"), ("11", "260131")])?;
/// let production = gs1::Udi::of(&message, 2026)?.production;
/// assert_eq!(production.lot.as_deref(), Some("L7"));
/// assert_eq!(production.manufactured.map(|date| date.to_string()).as_deref(), Some("2026-01-31"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductionIdentifier {
    /// Lot or batch.
    pub lot: Option<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// Expiry.
    pub expiry: Option<Date>,
    /// Date of manufacture.
    pub manufactured: Option<Date>,
    /// The distinct code of a product of human cells or tissue: the donation identification number.
    pub donation: Option<String>,
}

impl ProductionIdentifier {
    /// Whether the label carries no field of it, as on a device that is identified by its model alone.
    ///
    /// ```
    /// assert!(gs1::ProductionIdentifier::default().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Why a message is no unique device identifier.
///
/// ```
/// let message = gs1::parse(b"]Q1text", &gs1::Options::default())?;
/// assert!(matches!(gs1::Udi::of(&message, 2026), Err(gs1::UdiError::NoDevice)));
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UdiError {
    /// Nothing in it names a device model.
    #[error("the code names no device model: scan the device's product code")]
    NoDevice,
    /// It is the second of two symbols.
    #[error("the code is the second of two: scan the one with the product number too")]
    SecondSymbol,
}

impl Udi {
    /// Splits a message of any issuing agency; two-digit years are seen from `reference_year` (see
    /// [`Date::new`]).
    ///
    /// # Errors
    /// [`UdiError`] when the message names no device model.
    pub fn of(message: &Message, reference_year: i16) -> Result<Self, UdiError> {
        let (issuer, device) = device(message)?;
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let production = ProductionIdentifier {
            lot: owned(envelope::lot(message)),
            serial: owned(envelope::serial(message)),
            expiry: message.expiry(reference_year),
            manufactured: message.manufactured(reference_year),
            donation: owned(message.get(DONATION)),
        };
        Ok(Self { issuer, device: DeviceIdentifier(device), production })
    }
}

fn device(message: &Message) -> Result<(UdiIssuer, String), UdiError> {
    let get = |name| message.get(name).map(str::to_owned);
    let found = match message.kind() {
        Kind::Gs1 | Kind::DigitalLink | Kind::Ean => get("01").map(|gtin| (UdiIssuer::Gs1, gtin)),
        Kind::Iso15434 => get("9N")
            .map(|ppn| (UdiIssuer::Ifa, ppn))
            .or_else(|| get("01").or_else(|| get("8P")).map(|gtin| (UdiIssuer::Gs1, gtin))),
        Kind::Hibc => return hibc(message),
        Kind::Isbt128 => get("=/").or_else(|| get("=)")).map(|code| (UdiIssuer::Iccbba, code)),
        Kind::Plain => None,
    };
    found.ok_or(UdiError::NoDevice)
}

fn hibc(message: &Message) -> Result<(UdiIssuer, String), UdiError> {
    let fields = ["LIC", "PCN", "U/M"].map(|name| message.get(name));
    let [Some(labeler), Some(product), Some(unit)] = fields else { return Err(UdiError::SecondSymbol) };
    Ok((UdiIssuer::Hibcc, format!("{labeler}{product}{unit}")))
}
