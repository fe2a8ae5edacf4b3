// SPDX-License-Identifier: MIT OR Apache-2.0
//! AIs 3900 to 3955: amounts, prices, discounts.

use super::kit::{Entry, MEASURED, attr, n, n_to};
use crate::linters::Check;

/// Amounts, prices, discounts.
pub(super) const ENTRIES: &[Entry] = &[
    attr("390", &[n_to(15)], "AMOUNT")
        .digits(0, 9)
        .needs(&[&["255", "8020"]])
        .not_with(&["391", "394", "8111"])
        .one_scale(),
    attr("391", &[n(3).checked(&[Check::Currency]), n_to(15)], "AMOUNT")
        .digits(0, 9)
        .needs(&[&["8020"]])
        .one_scale(),
    attr("392", &[n_to(15)], "PRICE").digits(0, 9).needs(&[&["01"], MEASURED]).not_with(&["393"]).one_scale(),
    attr("393", &[n(3).checked(&[Check::Currency]), n_to(15)], "PRICE")
        .digits(0, 9)
        .needs(&[MEASURED])
        .one_scale(),
    attr("394", &[n(4)], "PRCNT OFF").digits(0, 3).needs(&[&["255"]]).not_with(&["8111"]).one_scale(),
    attr("395", &[n(6)], "PRICE/UoM")
        .digits(0, 5)
        .needs(&[MEASURED])
        .not_with(&["392", "393", "8005"])
        .one_scale(),
];
