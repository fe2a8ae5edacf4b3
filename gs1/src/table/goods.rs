// SPDX-License-Identifier: MIT OR Apache-2.0
//! AIs 7001 to 7259: food, reuse, healthcare reimbursement, certificates, people.

use super::kit::{
    Entry, ITEM, ITEM_CONTENT_OR_PIECE, ITEM_OR_CONTENT, ITEM_OR_PIECE, LOGISTIC_UNIT, SERVICE, ai, attr, n,
    n_to, x, x_to,
};
use crate::linters::Check;

/// Food, reuse, healthcare reimbursement, certificates, people.
pub(super) const ENTRIES: &[Entry] = &[
    attr("7001", &[n(13)], "NSN").needs(ITEM_CONTENT_OR_PIECE),
    attr("7002", &[x_to(30)], "MEAT CUT").needs(ITEM_OR_CONTENT),
    attr("7003", &[n(6).checked(&[Check::Date]), n(4).checked(&[Check::HourMinute])], "EXPIRY TIME")
        .needs(ITEM_OR_CONTENT),
    attr("7004", &[n_to(4)], "ACTIVE POTENCY").needs(&[&["01+10"]]),
    attr("7005", &[x_to(12)], "CATCH AREA").needs(ITEM_OR_CONTENT),
    attr("7006", &[n(6).checked(&[Check::Date])], "FIRST FREEZE DATE").needs(ITEM_OR_CONTENT),
    attr("7007", &[n(6).checked(&[Check::Date]), n(6).checked(&[Check::Date]).optional()], "HARVEST DATE")
        .needs(ITEM_OR_CONTENT),
    attr("7008", &[x_to(3)], "AQUATIC SPECIES").needs(ITEM_OR_CONTENT),
    attr("7009", &[x_to(10)], "FISHING GEAR TYPE").needs(ITEM_OR_CONTENT),
    attr("7010", &[x_to(2)], "PROD METHOD").needs(ITEM_OR_CONTENT),
    attr(
        "7011",
        &[n(6).checked(&[Check::Date]), n(4).checked(&[Check::HourMinute]).optional()],
        "TEST BY DATE",
    )
    .needs(ITEM_OR_CONTENT),
    attr("7020", &[x_to(20)], "REFURB LOT").needs(&[&["01", "8006"], &["416"]]),
    attr("7021", &[x_to(20)], "FUNC STAT").needs(ITEM_OR_PIECE),
    attr("7022", &[x_to(20)], "REV STAT").needs(&[&["7021"]]),
    attr("7023", &[x_to(30).checked(&[Check::CompanyPrefixFirst])], "GIAI - ASSEMBLY"),
    attr("7030", &[n(3).checked(&[Check::CountryNumberOr999]), x_to(27)], "PROCESSOR # 0")
        .needs(ITEM_OR_CONTENT),
    attr("7031", &[n(3).checked(&[Check::CountryNumberOr999]), x_to(27)], "PROCESSOR # 1")
        .needs(ITEM_OR_CONTENT),
    attr("7032", &[n(3).checked(&[Check::CountryNumberOr999]), x_to(27)], "PROCESSOR # 2")
        .needs(ITEM_OR_CONTENT),
    attr("7033", &[n(3).checked(&[Check::CountryNumberOr999]), x_to(27)], "PROCESSOR # 3")
        .needs(ITEM_OR_CONTENT),
    attr("7034", &[n(3).checked(&[Check::CountryNumberOr999]), x_to(27)], "PROCESSOR # 4")
        .needs(ITEM_OR_CONTENT),
    attr("7035", &[n(3).checked(&[Check::CountryNumberOr999]), x_to(27)], "PROCESSOR # 5")
        .needs(ITEM_OR_CONTENT),
    attr("7036", &[n(3).checked(&[Check::CountryNumberOr999]), x_to(27)], "PROCESSOR # 6")
        .needs(ITEM_OR_CONTENT),
    attr("7037", &[n(3).checked(&[Check::CountryNumberOr999]), x_to(27)], "PROCESSOR # 7")
        .needs(ITEM_OR_CONTENT),
    attr("7038", &[n(3).checked(&[Check::CountryNumberOr999]), x_to(27)], "PROCESSOR # 8")
        .needs(ITEM_OR_CONTENT),
    attr("7039", &[n(3).checked(&[Check::CountryNumberOr999]), x_to(27)], "PROCESSOR # 9")
        .needs(ITEM_OR_CONTENT),
    ai("7040", &[n(1), x(1), x(1), x(1).checked(&[Check::ImporterIndex])], "UIC+EXT"),
    ai("7041", &[x_to(4).checked(&[Check::PackageType])], "UFRGT UNIT TYPE").needs(LOGISTIC_UNIT),
    attr("710", &[x_to(20)], "NHRN PZN").needs(ITEM),
    attr("711", &[x_to(20)], "NHRN CIP").needs(ITEM),
    attr("712", &[x_to(20)], "NHRN CN").needs(ITEM),
    attr("713", &[x_to(20)], "NHRN DRN").needs(ITEM),
    attr("714", &[x_to(20)], "NHRN AIM").needs(ITEM),
    attr("715", &[x_to(20)], "NHRN NDC").needs(ITEM),
    attr("716", &[x_to(20)], "NHRN AIC").needs(ITEM),
    attr("717", &[x_to(20)], "NHRN SRN").needs(ITEM),
    attr("7230", &[x(2), x_to(28)], "CERT # 1").needs(&[&["01", "8004"]]),
    attr("7231", &[x(2), x_to(28)], "CERT # 2").needs(&[&["01", "8004"]]),
    attr("7232", &[x(2), x_to(28)], "CERT # 3").needs(&[&["01", "8004"]]),
    attr("7233", &[x(2), x_to(28)], "CERT # 4").needs(&[&["01", "8004"]]),
    attr("7234", &[x(2), x_to(28)], "CERT # 5").needs(&[&["01", "8004"]]),
    attr("7235", &[x(2), x_to(28)], "CERT # 6").needs(&[&["01", "8004"]]),
    attr("7236", &[x(2), x_to(28)], "CERT # 7").needs(&[&["01", "8004"]]),
    attr("7237", &[x(2), x_to(28)], "CERT # 8").needs(&[&["01", "8004"]]),
    attr("7238", &[x(2), x_to(28)], "CERT # 9").needs(&[&["01", "8004"]]),
    attr("7239", &[x(2), x_to(28)], "CERT # 10").needs(&[&["01", "8004"]]),
    attr("7240", &[x_to(20)], "PROTOCOL").needs(ITEM_OR_PIECE),
    attr("7241", &[n(2).checked(&[Check::MediaType])], "AIDC MEDIA TYPE").needs(SERVICE),
    attr("7242", &[x_to(25)], "VCN").needs(SERVICE),
    attr("7250", &[n(8).checked(&[Check::LongDate])], "DOB").needs(&[&["8018"]]).not_with(&["7251"]),
    attr("7251", &[n(8).checked(&[Check::LongDate]), n(4).checked(&[Check::HourMinute])], "DOB TIME")
        .needs(&[&["8018"]])
        .not_with(&["7250"]),
    attr("7252", &[n(1).checked(&[Check::Sex])], "BIO SEX").needs(&[&["8018"]]),
    attr("7253", &[x_to(40).checked(&[Check::PercentEncoding])], "FAMILY NAME")
        .needs(SERVICE)
        .not_with(&["7256", "7259"]),
    attr("7254", &[x_to(40).checked(&[Check::PercentEncoding])], "GIVEN NAME")
        .needs(SERVICE)
        .not_with(&["7256", "7259"]),
    attr("7255", &[x_to(10)], "SUFFIX").needs(SERVICE).not_with(&["7256", "7259"]),
    attr("7256", &[x_to(90).checked(&[Check::PercentEncoding])], "FULL NAME").needs(SERVICE),
    attr("7257", &[x_to(70).checked(&[Check::PercentEncoding])], "PERSON ADDR").needs(&[&["8018"]]),
    attr("7258", &[x(3).checked(&[Check::PositionInSequence])], "BIRTH SEQUENCE").needs(&[&["8018+7259"]]),
    attr("7259", &[x_to(40).checked(&[Check::PercentEncoding])], "BABY")
        .needs(&[&["8018"]])
        .not_with(&["7256"]),
];
