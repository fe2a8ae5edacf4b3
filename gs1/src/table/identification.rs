// SPDX-License-Identifier: MIT OR Apache-2.0
//! AIs that begin with 0, 1, 2 or 9: what the item is, its dates, and what is marked for one company alone.

use super::kit::{
    BATCHED, DATE, Entry, GLN, GTIN, ITEM, ITEM_CONTENT_OR_PIECE, ITEM_OR_PIECE, ai, attr, n, n_to, x_to,
};
use crate::linters::Check;

/// Keys of logistic units and trade items.
pub(super) const ZERO: &[Entry] = &[
    attr("00", &[n(18).checked(&[Check::Mod10, Check::CompanyPrefixSecond])], "SSCC").predefined().key(&[]),
    attr("01", &[GTIN], "GTIN").predefined().not_with(&["255", "37"]).key(&[&["22", "10", "21"], &["235"]]),
    attr("02", &[GTIN], "CONTENT").predefined().needs(&[&["37"]]).not_with(&["01", "03"]),
    ai("03", &[GTIN], "MTO GTIN").predefined().not_with(&["01", "02", "37"]),
];

/// Batch and dates.
pub(super) const ONE: &[Entry] = &[
    attr("10", &[x_to(20)], "BATCH/LOT").needs(BATCHED),
    attr("11", DATE, "PROD DATE").predefined().needs(BATCHED),
    attr("12", DATE, "DUE DATE").predefined().needs(&[&["8020"]]),
    attr("13", DATE, "PACK DATE").predefined().needs(BATCHED),
    attr("15", DATE, "BEST BEFORE or BEST BY").predefined().needs(BATCHED),
    attr("16", DATE, "SELL BY").predefined().needs(BATCHED),
    attr("17", DATE, "USE BY or EXPIRY").predefined().needs(&[&["01", "02", "03", "255", "8006", "8026"]]),
];

/// Variant, serial, additional identification, documents, locations, coupons.
pub(super) const TWO: &[Entry] = &[
    attr("20", &[n(2)], "VARIANT").predefined().needs(ITEM_CONTENT_OR_PIECE),
    ai("21", &[x_to(20)], "SERIAL").needs(&[&["01", "03", "8006"]]).not_with(&["235"]),
    ai("22", &[x_to(20)], "CPV").needs(ITEM),
    ai("235", &[x_to(28)], "TPX").needs(ITEM),
    attr("240", &[x_to(30)], "ADDITIONAL ID").needs(ITEM_CONTENT_OR_PIECE),
    attr("241", &[x_to(30)], "CUST. PART No.").needs(ITEM_CONTENT_OR_PIECE),
    attr("242", &[n_to(6)], "MTO VARIANT").needs(ITEM_CONTENT_OR_PIECE),
    attr("243", &[x_to(20)], "PCN").needs(ITEM),
    attr("250", &[x_to(30)], "SECONDARY SERIAL").needs(&[&["01", "8006"], &["21"]]),
    attr("251", &[x_to(30)], "REF. TO SOURCE").needs(ITEM_OR_PIECE),
    attr("253", &[GLN, x_to(17).optional()], "GDTI").key(&[]),
    ai("254", &[x_to(20)], "GLN EXTENSION COMPONENT").needs(&[&["414"]]),
    attr("255", &[GLN, n_to(12).optional()], "GCN")
        .not_with(&["01", "02", "415", "8006", "8020", "8026"])
        .key(&[]),
];

/// Mutually agreed and company-internal information.
pub(super) const INTERNAL: &[Entry] =
    &[attr("90", &[x_to(30)], "INTERNAL"), attr("9", &[x_to(90)], "INTERNAL").digits(1, 9)];
