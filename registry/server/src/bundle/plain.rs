// SPDX-License-Identifier: GPL-3.0-or-later
//! Bundles as one signed file ([`registry_api::bundle::plain`]).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use registry_api::bundle::plain::{self, Block, Content, Head, MAX_BUNDLE_BYTES};
use registry_api::fact::{BlockFacts, Status};
use registry_api::serial::Serial;

use super::{Edition, PublishError, Publisher, Stamp};
use crate::keys::{self, PublishKey};
use crate::store::Piece;

/// Random bytes of a salt.
const SALT_BYTES: usize = 16;

/// Publishes in the plain form.
pub(crate) struct PlainPublisher {
    brand: String,
    key: Arc<PublishKey>,
}

impl PlainPublisher {
    /// A publisher for a brand.
    pub(crate) fn new(brand: &str, key: Arc<PublishKey>) -> Self {
        Self { brand: brand.to_owned(), key }
    }
}

impl Publisher for PlainPublisher {
    fn begin(&self) -> Result<Box<dyn Edition>, PublishError> {
        let salt = keys::random::<SALT_BYTES>().map_err(PublishError::Salt)?;
        let content = Content {
            salt: BASE64URL_NOPAD.encode(&salt),
            products: Vec::new(),
            blocks: Vec::new(),
            reported_fakes: BTreeSet::new(),
            shipments: Vec::new(),
        };
        Ok(Box::new(PlainEdition { brand: self.brand.clone(), key: self.key.clone(), content }))
    }
}

struct PlainEdition {
    brand: String,
    key: Arc<PublishKey>,
    content: Content,
}

impl Edition for PlainEdition {
    fn add(&mut self, piece: Piece) {
        match piece {
            Piece::Product(product) => self.content.products.push(product),
            Piece::Block { facts, units } => {
                self.content.blocks.push(block(&self.content.salt, facts, &units));
            }
            Piece::ReportedFake(serial) => {
                self.content.reported_fakes.insert(serial);
            }
            Piece::Shipment(shipment) => self.content.shipments.push(shipment),
        }
    }

    fn seal(self: Box<Self>, stamp: Stamp) -> Result<Vec<u8>, PublishError> {
        let key = &self.key;
        let head = |content_sha256, content_len| Head {
            brand: self.brand.clone(),
            sequence: stamp.sequence,
            issued: stamp.issued,
            expires: stamp.expires,
            content_sha256,
            content_len,
            key: key.public().id(),
        };
        let file =
            plain::publish(&self.content, head, |bytes| key.sign(bytes)).map_err(PublishError::Form)?;
        if file.len() > MAX_BUNDLE_BYTES {
            return Err(PublishError::TooLarge { found: file.len(), limit: MAX_BUNDLE_BYTES });
        }
        Ok(file)
    }
}

/// A block is closed when it is issued, so none is ever open here.
fn block(salt: &str, facts: BlockFacts, units: &[(Serial, Status)]) -> Block {
    let fingerprints = units.iter().map(|(serial, _)| plain::fingerprint(salt, serial)).collect();
    let statuses: BTreeMap<u16, Status> = units
        .iter()
        .filter(|(_, status)| *status != Status::Active)
        .map(|(serial, status)| (serial.locator().index, *status))
        .collect();
    Block { facts, open: false, fingerprints, statuses }
}
