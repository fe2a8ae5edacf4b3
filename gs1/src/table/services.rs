// SPDX-License-Identifier: MIT OR Apache-2.0
//! AIs 8001 to 8200: rolls, assets, services, payment, pieces, devices, coupons, web addresses.

use super::kit::{
    Entry, GLN, GTIN, ITEM, ITEM_OR_CONTENT, ITEM_OR_PIECE, SERVICE, UNIT_OR_ITEM, ai, attr, n, n_to, x_to,
    y_to, z_to,
};
use crate::linters::Check;

/// Rolls, assets, services, payment, pieces, devices, coupons, web addresses.
pub(super) const ENTRIES: &[Entry] = &[
    attr(
        "8001",
        &[
            n(4).checked(&[Check::NonZero]),
            n(5).checked(&[Check::NonZero]),
            n(3).checked(&[Check::NonZero]),
            n(1).checked(&[Check::Winding]),
            n(1),
        ],
        "DIMENSIONS",
    )
    .needs(ITEM),
    attr("8002", &[x_to(20)], "CMT No."),
    attr("8003", &[n(1).checked(&[Check::Zero]), GLN, x_to(16).optional()], "GRAI").key(&[]),
    attr("8004", &[x_to(30).checked(&[Check::CompanyPrefixFirst])], "GIAI").key(&[&["7040"]]),
    attr("8005", &[n(6)], "PRICE PER UNIT").needs(ITEM_OR_CONTENT),
    attr("8006", &[GTIN, n(4).checked(&[Check::PieceOfTotal])], "ITIP")
        .not_with(&["01", "37"])
        .key(&[&["22", "10", "21"]]),
    attr("8007", &[x_to(34).checked(&[Check::Iban])], "IBAN").needs(&[&["415"]]),
    attr(
        "8008",
        &[
            n(6).checked(&[Check::Date]),
            n(2).checked(&[Check::Hour]),
            n(2).checked(&[Check::Minute]).optional(),
            n(2).checked(&[Check::Second]).optional(),
        ],
        "PROD TIME",
    )
    .needs(ITEM_OR_CONTENT),
    attr("8009", &[x_to(50)], "OPTSEN").needs(UNIT_OR_ITEM),
    attr("8010", &[y_to(30).checked(&[Check::CompanyPrefixFirst])], "CPID").key(&[&["8011"]]),
    ai("8011", &[n_to(12).checked(&[Check::NoLeadingZero])], "CPID SERIAL").needs(&[&["8010"]]),
    attr("8012", &[x_to(20)], "VERSION").needs(ITEM_OR_PIECE),
    attr("8013", &[x_to(25).checked(&[Check::Mod1021, Check::CompanyPrefixFirst])], "GMN").key(&[]),
    ai("8014", &[x_to(25).checked(&[Check::Mod1021, Check::CompanyPrefixFirst, Check::NonDigit])], "MUDI")
        .needs(ITEM),
    attr("8017", &[n(18).checked(&[Check::Mod10, Check::CompanyPrefixFirst])], "GSRN - PROVIDER")
        .not_with(&["8018"])
        .key(&[&["8019"]]),
    attr("8018", &[n(18).checked(&[Check::Mod10, Check::CompanyPrefixFirst])], "GSRN - RECIPIENT")
        .not_with(&["8017"])
        .key(&[&["8019"]]),
    ai("8019", &[n_to(10)], "SRIN").needs(SERVICE),
    ai("8020", &[x_to(25)], "REF No.").needs(&[&["415"]]),
    attr("8026", &[GTIN, n(4).checked(&[Check::PieceOfTotal])], "ITIP CONTENT")
        .needs(&[&["37"]])
        .not_with(&["02", "8006"]),
    attr("8030", &[z_to(90)], "DIGSIG").needs(&[&[
        "00",
        "01+21",
        "253",
        "255",
        "8003",
        "8004",
        "8006+21",
        "8010+8011",
        "8017",
        "8018",
    ]]),
    ai("8040", &[n(15)], "IMEI").needs(&[&["01+21"]]),
    ai("8041", &[n(15)], "IMEI2").needs(&[&["01+21+8040"]]),
    ai("8042", &[n(32)], "ESIM").needs(&[&["01+21+8040"]]),
    ai("8043", &[n(18), n_to(2).optional()], "PSIM").needs(&[&["01+21+8040"]]),
    attr("8110", &[x_to(70).checked(&[Check::Coupon])], ""),
    attr("8111", &[n(4)], "POINTS").needs(&[&["255"]]),
    attr("8112", &[x_to(70).checked(&[Check::PositiveOfferCoupon])], ""),
    ai("8200", &[x_to(70)], "PRODUCT URL").needs(ITEM),
];
