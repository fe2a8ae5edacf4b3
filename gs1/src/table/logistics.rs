// SPDX-License-Identifier: MIT OR Apache-2.0
//! AIs 4300 to 4333: delivery and return of a logistic unit.

use super::kit::{Entry, LOGISTIC_UNIT, attr, n, x, x_to};
use crate::linters::Check;

/// Delivery and return of a logistic unit.
pub(super) const ENTRIES: &[Entry] = &[
    attr("4300", &[x_to(35).checked(&[Check::PercentEncoding])], "SHIP TO COMP").needs(LOGISTIC_UNIT),
    attr("4301", &[x_to(35).checked(&[Check::PercentEncoding])], "SHIP TO NAME").needs(LOGISTIC_UNIT),
    attr("4302", &[x_to(70).checked(&[Check::PercentEncoding])], "SHIP TO ADD1").needs(LOGISTIC_UNIT),
    attr("4303", &[x_to(70).checked(&[Check::PercentEncoding])], "SHIP TO ADD2").needs(&[&["4302"]]),
    attr("4304", &[x_to(70).checked(&[Check::PercentEncoding])], "SHIP TO SUB").needs(LOGISTIC_UNIT),
    attr("4305", &[x_to(70).checked(&[Check::PercentEncoding])], "SHIP TO LOC").needs(LOGISTIC_UNIT),
    attr("4306", &[x_to(70).checked(&[Check::PercentEncoding])], "SHIP TO REG").needs(LOGISTIC_UNIT),
    attr("4307", &[x(2).checked(&[Check::CountryLetters])], "SHIP TO COUNTRY").needs(LOGISTIC_UNIT),
    attr("4308", &[x_to(30)], "SHIP TO PHONE").needs(LOGISTIC_UNIT),
    attr("4309", &[n(10).checked(&[Check::Latitude]), n(10).checked(&[Check::Longitude])], "SHIP TO GEO")
        .needs(LOGISTIC_UNIT),
    attr("4310", &[x_to(35).checked(&[Check::PercentEncoding])], "RTN TO COMP").needs(LOGISTIC_UNIT),
    attr("4311", &[x_to(35).checked(&[Check::PercentEncoding])], "RTN TO NAME").needs(LOGISTIC_UNIT),
    attr("4312", &[x_to(70).checked(&[Check::PercentEncoding])], "RTN TO ADD1").needs(LOGISTIC_UNIT),
    attr("4313", &[x_to(70).checked(&[Check::PercentEncoding])], "RTN TO ADD2").needs(&[&["4312"]]),
    attr("4314", &[x_to(70).checked(&[Check::PercentEncoding])], "RTN TO SUB").needs(LOGISTIC_UNIT),
    attr("4315", &[x_to(70).checked(&[Check::PercentEncoding])], "RTN TO LOC").needs(LOGISTIC_UNIT),
    attr("4316", &[x_to(70).checked(&[Check::PercentEncoding])], "RTN TO REG").needs(LOGISTIC_UNIT),
    attr("4317", &[x(2).checked(&[Check::CountryLetters])], "RTN TO COUNTRY").needs(LOGISTIC_UNIT),
    attr("4318", &[x_to(20)], "RTN TO POST").needs(LOGISTIC_UNIT),
    attr("4319", &[x_to(30)], "RTN TO PHONE").needs(LOGISTIC_UNIT),
    attr("4320", &[x_to(35).checked(&[Check::PercentEncoding])], "SRV DESCRIPTION").needs(LOGISTIC_UNIT),
    attr("4321", &[n(1).checked(&[Check::YesNo])], "DANGEROUS GOODS").needs(LOGISTIC_UNIT),
    attr("4322", &[n(1).checked(&[Check::YesNo])], "AUTH TO LEAVE").needs(LOGISTIC_UNIT),
    attr("4323", &[n(1).checked(&[Check::YesNo])], "SIG REQUIRED").needs(LOGISTIC_UNIT),
    attr(
        "4324",
        &[n(6).checked(&[Check::DateOrMonth]), n(4).checked(&[Check::HourMinute])],
        "NOT BEF DEL DT",
    )
    .needs(LOGISTIC_UNIT),
    attr(
        "4325",
        &[n(6).checked(&[Check::DateOrMonth]), n(4).checked(&[Check::HourMinute])],
        "NOT AFT DEL DT",
    )
    .needs(LOGISTIC_UNIT),
    attr("4326", &[n(6).checked(&[Check::Date])], "REL DATE").needs(LOGISTIC_UNIT),
    attr("4330", &[n(6), x(1).checked(&[Check::Hyphens]).optional()], "MAX TEMP F.")
        .needs(LOGISTIC_UNIT)
        .not_with(&["4331"]),
    attr("4331", &[n(6), x(1).checked(&[Check::Hyphens]).optional()], "MAX TEMP C.")
        .needs(LOGISTIC_UNIT)
        .not_with(&["4330"]),
    attr("4332", &[n(6), x(1).checked(&[Check::Hyphens]).optional()], "MIN TEMP F.")
        .needs(LOGISTIC_UNIT)
        .not_with(&["4333"]),
    attr("4333", &[n(6), x(1).checked(&[Check::Hyphens]).optional()], "MIN TEMP C.")
        .needs(LOGISTIC_UNIT)
        .not_with(&["4332"]),
];
