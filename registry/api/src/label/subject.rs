// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a label's signature is about.

use gs1::{Gtin, Lot};

use super::{WITH_EXPIRY, WITH_LOT};
use crate::serial::Serial;

/// The identifier a label signature covers, or what was read from a label.
///
/// A brand and its GTINs use serials of this codec; imported serials have no block and get no signed labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelSubject<'a> {
    gtin: &'a Gtin,
    serial: &'a Serial,
    expiry: Option<&'a str>,
    lot: Option<&'a str>,
}

/// A part of a label that GS1 would not let stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSubject {
    /// Not six digits.
    #[error("the expiry date of a label has six digits, YYMMDD")]
    Expiry,
    /// Not a lot by GS1 AI (10).
    #[error("the lot of a label has 1 to 20 characters of the GS1 set")]
    Lot,
}

impl<'a> LabelSubject<'a> {
    /// A GTIN and a serial.
    pub fn new(gtin: &'a Gtin, serial: &'a Serial) -> Self {
        Self { gtin, serial, expiry: None, lot: None }
    }

    /// With the expiry date as it stands in AI (17), day 00 included.
    ///
    /// # Errors
    /// [`InvalidSubject::Expiry`].
    pub fn with_expiry(self, yymmdd: &'a str) -> Result<Self, InvalidSubject> {
        if yymmdd.len() == 6 && yymmdd.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self { expiry: Some(yymmdd), ..self })
        } else {
            Err(InvalidSubject::Expiry)
        }
    }

    /// With the lot as it stands in AI (10).
    ///
    /// # Errors
    /// [`InvalidSubject::Lot`].
    pub fn with_lot(self, lot: &'a str) -> Result<Self, InvalidSubject> {
        Lot::new(lot).map_err(|_| InvalidSubject::Lot)?;
        Ok(Self { lot: Some(lot), ..self })
    }

    pub(super) fn serial(&self) -> &Serial {
        self.serial
    }

    pub(super) fn expiry(&self) -> Option<&str> {
        self.expiry
    }

    pub(super) fn lot(&self) -> Option<&str> {
        self.lot
    }

    pub(super) fn flags(&self) -> u8 {
        let expiry = if self.expiry.is_some() { WITH_EXPIRY } else { 0 };
        let lot = if self.lot.is_some() { WITH_LOT } else { 0 };
        super::VERSION | expiry | lot
    }

    /// The signed bytes for what `flags` say is covered. Every part has a fixed length or its length before
    /// it, so no two identifiers share bytes.
    pub(super) fn message(&self, brand: &str, flags: u8) -> Vec<u8> {
        let mut message = b"assay-label-1\n".to_vec();
        message.push(flags);
        push_text(&mut message, brand);
        message.extend_from_slice(self.gtin.as_str().as_bytes());
        message.extend_from_slice(self.serial.as_str().as_bytes());
        if flags & WITH_EXPIRY != 0 {
            message.extend_from_slice(self.expiry.unwrap_or_default().as_bytes());
        }
        if flags & WITH_LOT != 0 {
            push_text(&mut message, self.lot.unwrap_or_default());
        }
        message
    }
}

/// Brands and lots are far shorter than 255 bytes; a longer brand has no root it could stand in.
fn push_text(message: &mut Vec<u8>, text: &str) {
    let bytes = &text.as_bytes()[..text.len().min(usize::from(u8::MAX))];
    message.push(bytes.len() as u8);
    message.extend_from_slice(bytes);
}
