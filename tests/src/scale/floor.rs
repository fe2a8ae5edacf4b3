// SPDX-License-Identifier: GPL-3.0-or-later
//! The fewest bytes in which the content of a base can be told at all.

use super::maker::{
    BLOCK_SECONDS, EXCEPTION_EVERY, FACILITIES, KINDS, LINES, LOTS, MARKET_SETS, PERISHES, PRODUCTS,
    UNITS_PER_BLOCK,
};

/// Bits of a fingerprint: a guess passes with 2^-32.
const FINGERPRINT_BITS: f64 = 32.0;

/// The sum of
/// - for each serial, log2(1/e) bits: what any structure needs to answer "was it issued?" with a chance of a
///   false yes of e = 2^-32, the places of the serials being known;
/// - for each serial, the entropy of its status: H(p) + p log2(kinds), p the share of statuses not active;
/// - for each block, the entropy of its facts as the maker draws them: product, facility, line, market set,
///   lot, whether it perishes (the date follows), and the second of its production;
/// - the product table as it is, since names are not random and nothing says how far they could be told
///   shorter.
///
/// Hashes of pages, headers and room to grow are no content and count nothing.
pub(super) fn bytes(serials: u64, product_table: u64) -> u64 {
    let p = 1.0 / EXCEPTION_EVERY as f64;
    let entropy = -p * p.log2() - (1.0 - p) * (1.0 - p).log2();
    let status = entropy + p * (KINDS as f64).log2();
    let facts = [PRODUCTS, FACILITIES, LINES, MARKET_SETS, LOTS, PERISHES, BLOCK_SECONDS];
    let block: f64 = facts.iter().map(|choices| (*choices as f64).log2()).sum();
    let blocks = serials.div_ceil(u64::from(UNITS_PER_BLOCK)) as f64;
    let bits = serials as f64 * (FINGERPRINT_BITS + status) + blocks * block;
    (bits / 8.0) as u64 + product_table
}
