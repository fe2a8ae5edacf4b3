// SPDX-License-Identifier: MIT OR Apache-2.0
//! AIs 400 to 427: orders, shipments, places, countries.

use super::kit::{COUNTRY, Entry, GLN, ITEM_CONTENT_OR_PIECE, ITEM_OR_CONTENT, LOGISTIC_UNIT, attr, n, x_to};
use crate::linters::Check;

/// Orders, shipments, places, countries.
pub(super) const ENTRIES: &[Entry] = &[
    attr("400", &[x_to(30)], "ORDER NUMBER"),
    attr("401", &[x_to(30).checked(&[Check::CompanyPrefixFirst])], "GINC").key(&[]),
    attr("402", &[n(17).checked(&[Check::Mod10, Check::CompanyPrefixFirst])], "GSIN").key(&[]),
    attr("403", &[x_to(30)], "ROUTE").needs(LOGISTIC_UNIT),
    attr("410", &[GLN], "SHIP TO LOC").predefined(),
    attr("411", &[GLN], "BILL TO").predefined(),
    attr("412", &[GLN], "PURCHASE FROM").predefined(),
    attr("413", &[GLN], "SHIP FOR LOC").predefined(),
    attr("414", &[GLN], "LOC No.").predefined().key(&[&["254"], &["7040"]]),
    attr("415", &[GLN], "PAY TO").predefined().needs(&[&["8020"]]).key(&[&["8020"]]),
    attr("416", &[GLN], "PROD/SERV LOC").predefined(),
    attr("417", &[GLN], "PARTY").predefined().key(&[&["7040"]]),
    attr("420", &[x_to(20)], "SHIP TO POST").not_with(&["421"]),
    attr("421", &[COUNTRY, x_to(9)], "SHIP TO POST").not_with(&["4307"]),
    attr("422", &[COUNTRY], "ORIGIN").needs(ITEM_CONTENT_OR_PIECE).not_with(&["426"]),
    attr(
        "423",
        &[COUNTRY, COUNTRY.optional(), COUNTRY.optional(), COUNTRY.optional(), COUNTRY.optional()],
        "COUNTRY - INITIAL PROCESS",
    )
    .needs(ITEM_OR_CONTENT)
    .not_with(&["426"]),
    attr("424", &[COUNTRY], "COUNTRY - PROCESS").needs(ITEM_OR_CONTENT).not_with(&["426"]),
    attr(
        "425",
        &[COUNTRY, COUNTRY.optional(), COUNTRY.optional(), COUNTRY.optional(), COUNTRY.optional()],
        "COUNTRY - DISASSEMBLY",
    )
    .needs(ITEM_OR_CONTENT)
    .not_with(&["426"]),
    attr("426", &[COUNTRY], "COUNTRY - FULL PROCESS").needs(ITEM_OR_CONTENT),
    attr("427", &[x_to(3)], "ORIGIN SUBDIVISION").needs(&[&["01", "02"], &["422"]]),
];
