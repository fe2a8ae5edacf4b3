// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signed labels: an Ed25519 signature over the identifier, carried beside it.
//!
//! A signed label proves by itself that the maker's label key signed this GTIN and serial. A station checks it
//! with the public key in its bundle, also for a unit that is newer than the bundle. It does not say whether
//! the unit was recalled or stolen, and a copied label verifies like the original.
//!
//! # Form
//! 66 bytes, written as 88 characters of unpadded base64url (RFC 4648, clause 5):
//! ```text
//! flags u8  hint u8  signature 64        flags: 0x10 version 1, 0x01 expiry signed, 0x02 lot signed
//! ```
//! The hint is the first byte of the key's SHA-256 and only says which keys to try. 88 characters fit GS1 AI
//! (8030), at most 90 of the base64url set. No padding is ever written: the GS1 syntax dictionary takes `=`
//! only where it rounds the number of *characters* to a multiple of three, which correct padding does not.
//!
//! # What is signed
//! ```text
//! "assay-label-1\n"  flags u8  brand: length u8, UTF-8  GTIN 14  serial 20
//! [ expiry 6, YYMMDD as on the label ]  [ lot: length u8, ASCII ]
//! ```
//!
//! # Sizes
//! A Digital Link `https://id.gs1.org/01/…14/21/…20?8030=…88` has 154 characters: QR version 7 (45 × 45
//! modules) at level L, 9 (53 × 53) at M by the capacities of ISO/IEC 18004. As element string in a GS1
//! DataMatrix it needs about 120 of the 144 codewords of 44 × 44 (ISO/IEC 16022).

mod keys;
pub(crate) mod raw;
mod subject;
mod verdict;

pub use keys::{BlockRange, LabelKey, LabelKeyError, LabelKeys, MAX_LABEL_KEYS, MAX_REVOKED_RANGES};
pub use subject::{InvalidSubject, LabelSubject};
pub use verdict::LabelVerdict;

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;

use crate::{Digest, PublicKey, Signature};

/// Bytes of a label's signature part.
pub const LABEL_BYTES: usize = 66;
/// Its characters.
pub const LABEL_CHARS: usize = 88;
/// The Application Identifier that carries it in an element string, and its attribute in a Digital Link.
pub const LABEL_AI: &str = "8030";

const VERSION: u8 = 0x10;
const WITH_EXPIRY: u8 = 0x01;
const WITH_LOT: u8 = 0x02;

/// What stands in AI (8030), or in a Digital Link's attribute `8030`.
///
/// That a text has this form says nothing of who made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedLabel {
    flags: u8,
    hint: u8,
    signature: Signature,
}

/// Why a text is no signed label of this form. It may be a signature of somebody else's form, so this is no
/// sign of a forgery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// Not 88 characters.
    #[error("a label signature has {LABEL_CHARS} characters, this has {0}")]
    Length(usize),
    /// Not base64url without padding.
    #[error("the label signature is not unpadded base64url")]
    Characters,
    /// A version or flag this reader does not know.
    #[error("the label signature is of a form this station does not know ({0:#04x})")]
    Form(u8),
}

impl SignedLabel {
    /// Signs a label: `sign` is handed the bytes to be signed, and has `key`'s private half.
    pub fn issue(
        brand: &str,
        subject: &LabelSubject<'_>,
        key: &PublicKey,
        sign: impl FnOnce(&[u8]) -> Signature,
    ) -> Self {
        let flags = subject.flags();
        Self { flags, hint: hint(key), signature: sign(&subject.message(brand, flags)) }
    }

    /// Reads the value of AI (8030).
    ///
    /// # Errors
    /// [`LabelError`]; treat the label as one without a signature.
    pub fn parse(text: &str) -> Result<Self, LabelError> {
        if text.len() != LABEL_CHARS {
            return Err(LabelError::Length(text.chars().count()));
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| LabelError::Characters)?;
        let (Some([flags, hint]), Some(signature)) = (bytes.first_chunk(), bytes.last_chunk()) else {
            return Err(LabelError::Characters);
        };
        if flags & !(WITH_EXPIRY | WITH_LOT) != VERSION {
            return Err(LabelError::Form(*flags));
        }
        Ok(Self { flags: *flags, hint: *hint, signature: Signature::from_bytes(*signature) })
    }

    /// Whether the expiry date on the label is under the signature.
    pub fn covers_expiry(&self) -> bool {
        self.flags & WITH_EXPIRY != 0
    }

    /// Whether the lot on the label is under the signature.
    pub fn covers_lot(&self) -> bool {
        self.flags & WITH_LOT != 0
    }

    /// Judges the label against what else was read from it. At most [`MAX_LABEL_KEYS`] signatures are tried,
    /// one where keys were drawn at random.
    pub fn verify(&self, brand: &str, read: &LabelSubject<'_>, keys: &LabelKeys) -> LabelVerdict {
        if (self.covers_expiry() && read.expiry().is_none()) || (self.covers_lot() && read.lot().is_none()) {
            return LabelVerdict::Incomplete;
        }
        let message = read.message(brand, self.flags);
        let mut hinted = keys.as_slice().iter().filter(|entry| hint(&entry.key) == self.hint).peekable();
        if hinted.peek().is_none() {
            return LabelVerdict::UnknownKey;
        }
        let signer = hinted.find(|entry| entry.key.verify(&message, &self.signature));
        verdict::of_signer(signer, read.serial().locator().block)
    }
}

/// First byte of the key's SHA-256.
fn hint(key: &PublicKey) -> u8 {
    Digest::of(&raw::key_bytes(key)).as_bytes()[0]
}

impl fmt::Display for SignedLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; LABEL_BYTES];
        bytes[0] = self.flags;
        bytes[1] = self.hint;
        bytes[2..].copy_from_slice(&raw::signature_bytes(&self.signature));
        f.write_str(&BASE64URL_NOPAD.encode(&bytes))
    }
}

impl FromStr for SignedLabel {
    type Err = LabelError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests;
