// SPDX-License-Identifier: GPL-3.0-or-later
//! A small registry for tests: a brand, a product, a store in a folder of its own.

use std::sync::Arc;

use jiff::Timestamp;
use registry_api::fact::Product;
use registry_api::http::{IssueRequest, ShipmentRequest};
use registry_api::serial::Serial;
use tempfile::TempDir;

use super::{Shipped, SqliteStore, Store};
use crate::check::Order;
use crate::issuing::Issuer;
use crate::keys::{Keys, PublishKey};

/// The brand.
pub(crate) const BRAND: &str = "acme";
/// GTIN of the product.
pub(crate) const GTIN: &str = "04006381333931";

/// The registry.
pub(crate) struct Fixture {
    pub(crate) folder: TempDir,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) publish_key: Arc<PublishKey>,
}

/// `second` seconds into the test's day.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

/// A registry with one product.
pub(crate) fn new() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::open(folder.path(), true).unwrap();
    let store = SqliteStore::open(folder.path(), Issuer::new(BRAND, keys.issue)).unwrap();
    let product = Product { gtin: GTIN.parse().unwrap(), name: "Pump P2".into(), warranty_months: Some(24) };
    store.upsert_product(&product, at(0)).unwrap();
    Fixture { folder, store: Arc::new(store), publish_key: Arc::new(keys.publish) }
}

/// A request for `count` units.
pub(crate) fn request(batch: &str, count: u32) -> IssueRequest {
    IssueRequest {
        batch: batch.into(),
        gtin: GTIN.into(),
        count,
        facility: "9521321000018".into(),
        place: "Pune".into(),
        line: "4".into(),
        lot: Some("L7".into()),
        expiry: None,
        markets: vec![],
    }
}

/// The serial with its last character changed: right locator, wrong tag.
pub(crate) fn forge(serial: &Serial) -> Serial {
    let (head, last) = serial.as_str().split_at(19);
    Serial::parse(&format!("{head}{}", if last == "0" { "1" } else { "0" })).unwrap()
}

impl Fixture {
    /// A second store over the same files, as another process has it.
    pub(crate) fn beside(&self) -> SqliteStore {
        let keys = Keys::open(self.folder.path(), false).unwrap();
        SqliteStore::open(self.folder.path(), Issuer::new(BRAND, keys.issue)).unwrap()
    }

    /// Issues a batch.
    pub(crate) fn issue(&self, batch: &str, count: u32) -> Vec<Serial> {
        let order = Order::check(&request(batch, count)).unwrap();
        let issued = self.store.issue_batch(&order, at(1)).unwrap();
        issued.blocks.into_iter().flat_map(|block| block.serials).collect()
    }

    /// Announces a shipment.
    pub(crate) fn announce(&self, number: &str, facility: &str, serials: &[Serial]) {
        let request = ShipmentRequest { facility: facility.into(), serials: serials.to_vec() };
        self.store.announce_shipment(number, &Shipped::check(&request).unwrap(), at(2)).unwrap();
    }
}
