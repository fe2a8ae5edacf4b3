// SPDX-License-Identifier: GPL-3.0-or-later
//! What a bundle holds, in numbers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use registry_api::bundle::TrustRoot;
use registry_api::bundle::plain::{Block, PlainBundle};
use serde::Serialize;

/// What a trusted bundle holds, for people and scripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BundleSummary {
    /// Brand it is for.
    pub brand: String,
    /// Version of the root it was checked against.
    pub root_version: u64,
    /// Sequence number.
    pub sequence: u64,
    /// When it was signed.
    pub issued: Timestamp,
    /// Until when it counts as fresh.
    pub expires: Timestamp,
    /// Products of the brand.
    pub products: usize,
    /// Blocks of serials.
    pub blocks: usize,
    /// Blocks that were still being issued.
    pub open_blocks: usize,
    /// Serials with a fingerprint.
    pub serials: usize,
    /// Units that are not `active`, by status word.
    pub statuses: BTreeMap<&'static str, usize>,
    /// Serials that were never issued and were found on counterfeits.
    pub reported_fakes: usize,
    /// Expected shipments.
    pub shipments: usize,
}

/// Hexadecimal digits of one fingerprint.
const FINGERPRINT_DIGITS: usize = 8;

impl BundleSummary {
    /// Counts a bundle that was opened with `root`.
    pub fn of(bundle: &PlainBundle, root: &TrustRoot) -> Self {
        let (trusted, content) = (bundle.trusted(), bundle.content());
        Self {
            brand: root.brand.clone(),
            root_version: root.version,
            sequence: trusted.sequence,
            issued: trusted.issued,
            expires: trusted.expires,
            products: content.products.len(),
            blocks: content.blocks.len(),
            open_blocks: content.blocks.iter().filter(|block| block.open).count(),
            serials: content.blocks.iter().map(|block| block.fingerprints.len() / FINGERPRINT_DIGITS).sum(),
            statuses: statuses(&content.blocks),
            reported_fakes: content.reported_fakes.len(),
            shipments: content.shipments.len(),
        }
    }
}

fn statuses(blocks: &[Block]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for status in blocks.iter().flat_map(|block| block.statuses.values()) {
        *counts.entry(status.as_str()).or_insert(0) += 1;
    }
    counts
}
