// SPDX-License-Identifier: GPL-3.0-or-later
//! What goes into the store and comes out of it.

use data_encoding::BASE32_NOPAD;
use registry_api::bundle::Shipment;
use registry_api::fact::{BlockFacts, Fact, Product, Status};
use registry_api::http::ShipmentRequest;
use registry_api::serial::Serial;
use registry_api::{Digest, PublicKey};

use super::Refusal;
use crate::check::{self, MAX_SHIPMENT_UNITS};
use crate::keys::{self, KeyError};

/// A block with its serials, as it was issued.
#[derive(Debug)]
pub(crate) struct IssuedBlock {
    pub(crate) facts: BlockFacts,
    /// In index order.
    pub(crate) serials: Vec<Serial>,
}

/// The blocks of a batch in rising order.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) blocks: Vec<IssuedBlock>,
}

/// What is known of a serial.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It was issued.
    Issued(Box<Fact>),
    /// It was never issued.
    NotIssued {
        /// Whether it was found on counterfeits.
        reported_fake: bool,
    },
}

/// A station that was enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Station {
    pub(crate) id: String,
    pub(crate) public_key: PublicKey,
    pub(crate) facility: String,
}

/// The units of a shipment, checked: at least one, no serial twice.
#[derive(Debug)]
pub(crate) struct Shipped {
    pub(crate) facility: String,
    pub(crate) serials: Vec<Serial>,
}

impl Shipped {
    /// Checks a request.
    pub(crate) fn check(request: &ShipmentRequest) -> Result<Self, Refusal> {
        let facility = check::code("facility", &request.facility)?;
        if request.serials.is_empty() || request.serials.len() > MAX_SHIPMENT_UNITS {
            let found = request.serials.len();
            let rule = format!("must be 1 to {MAX_SHIPMENT_UNITS}, there are {found}");
            return Err(check::invalid("serials", &rule));
        }
        let mut sorted = request.serials.clone();
        sorted.sort_unstable();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(check::invalid("serials", &format!("name {} twice", pair[0])));
        }
        Ok(Self { facility, serials: request.serials.clone() })
    }
}

/// How far publication has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Publication {
    /// Sequence number of the newest bundle; 0 = none yet.
    pub(crate) sequence: u64,
    /// Rises with every change that stations should hear of soon.
    pub(crate) urgent_changes: u64,
}

/// A piece of a snapshot.
#[derive(Debug)]
pub(crate) enum Piece {
    /// A product.
    Product(Product),
    /// A block with all its units in index order.
    Block {
        /// What its units share.
        facts: BlockFacts,
        /// Serial and status of each.
        units: Vec<(Serial, Status)>,
    },
    /// A serial that was never issued and was found on counterfeits.
    ReportedFake(Serial),
    /// A shipment on its way.
    Shipment(Shipment),
}

/// Characters of the part of a one-time code that says which one it is.
const CODE_ID_CHARS: usize = 4;
/// Characters of the part that only its owner knows: 40 bits.
const CODE_SECRET_CHARS: usize = 8;

/// A one-time code: `ABCD-EFGH-IJKL`, the first group in clear in the database, the rest hashed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct OneTimeCode {
    id: String,
    secret: String,
}

impl OneTimeCode {
    /// A new one from secret random bytes.
    pub(crate) fn random() -> Result<Self, KeyError> {
        let text = BASE32_NOPAD.encode(&keys::random::<8>()?);
        let (id, rest) = text.split_at(CODE_ID_CHARS);
        Ok(Self { id: id.to_owned(), secret: rest[..CODE_SECRET_CHARS].to_owned() })
    }

    /// Reads a code as typed: case, spaces and hyphens do not count. `None` where it cannot be a code.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() > 64 {
            return None;
        }
        let kept: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let upper = kept.to_ascii_uppercase();
        let fits = upper.len() == CODE_ID_CHARS + CODE_SECRET_CHARS
            && upper.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b));
        fits.then(|| Self {
            id: upper[..CODE_ID_CHARS].to_owned(),
            secret: upper[CODE_ID_CHARS..].to_owned(),
        })
    }

    /// Which code it is.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// What the database keeps instead of the secret.
    pub(crate) fn secret_hash(&self) -> Digest {
        Digest::of_parts(&[b"assay-enrol-code-1\n", self.id.as_bytes(), self.secret.as_bytes()])
    }

    /// The code as printed.
    pub(crate) fn reveal(&self) -> String {
        let (middle, last) = self.secret.split_at(CODE_SECRET_CHARS / 2);
        format!("{}-{middle}-{last}", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        let code = OneTimeCode::random().unwrap();
        let shown = code.reveal();
        assert_eq!(shown.len(), 14);
        let typed = [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('-', "")];
        for typed in typed {
            assert!(OneTimeCode::parse(&typed) == Some(code.clone()), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for text in ["", "ABCD", "ABCD-EFGH-IJK1", "ABCD-EFGH-IJKLM", "ÄBCD-EFGH-IJK", &"A".repeat(1000)] {
            assert!(OneTimeCode::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_shipment_names_each_serial_once() {
        let serial = Serial::parse("00000000000000000000").unwrap();
        let request = |serials| ShipmentRequest { facility: "F1".into(), serials };
        assert!(Shipped::check(&request(vec![serial])).is_ok());
        assert!(Shipped::check(&request(vec![])).is_err());
        assert!(Shipped::check(&request(vec![serial, serial])).unwrap_err().to_string().contains("twice"));
    }
}
