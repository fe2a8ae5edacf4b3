// SPDX-License-Identifier: MIT OR Apache-2.0
//! AIs 30 to 37: counts and measures.

use super::kit::{Entry, ITEM, ITEM_OR_CONTENT, Part, UNIT_OR_ITEM, attr, n, n_to};

const SIX_DIGITS: &[Part] = &[n(6)];

/// Six digits whose decimal point is told by the last digit of the AI, which is one of 0 to 5.
const fn measure(stem: &'static str, title: &'static str) -> Entry {
    attr(stem, SIX_DIGITS, title).digits(0, 5).predefined().one_scale()
}

/// A measure of the trade item, or of the items contained.
const fn trade(stem: &'static str, title: &'static str) -> Entry {
    measure(stem, title).needs(ITEM_OR_CONTENT)
}

/// A measure of the logistic unit or of the item as shipped.
const fn logistic(stem: &'static str, title: &'static str) -> Entry {
    measure(stem, title).needs(UNIT_OR_ITEM)
}

/// A measure of the trade item alone.
const fn item(stem: &'static str, title: &'static str) -> Entry {
    measure(stem, title).needs(ITEM)
}

/// Counts and measures.
pub(super) const ENTRIES: &[Entry] = &[
    attr("30", &[n_to(8)], "VAR. COUNT").needs(ITEM_OR_CONTENT),
    trade("310", "NET WEIGHT (kg)"),
    trade("311", "LENGTH (m)"),
    trade("312", "WIDTH (m)"),
    trade("313", "HEIGHT (m)"),
    trade("314", "AREA (m²)"),
    trade("315", "NET VOLUME (l)"),
    trade("316", "NET VOLUME (m³)"),
    trade("320", "NET WEIGHT (lb)"),
    trade("321", "LENGTH (in)"),
    trade("322", "LENGTH (ft)"),
    trade("323", "LENGTH (yd)"),
    trade("324", "WIDTH (in)"),
    trade("325", "WIDTH (ft)"),
    trade("326", "WIDTH (yd)"),
    trade("327", "HEIGHT (in)"),
    trade("328", "HEIGHT (ft)"),
    trade("329", "HEIGHT (yd)"),
    logistic("330", "GROSS WEIGHT (kg)"),
    logistic("331", "LENGTH (m), log"),
    logistic("332", "WIDTH (m), log"),
    logistic("333", "HEIGHT (m), log"),
    logistic("334", "AREA (m²), log"),
    logistic("335", "VOLUME (l), log"),
    logistic("336", "VOLUME (m³), log"),
    item("337", "KG PER m²"),
    logistic("340", "GROSS WEIGHT (lb)"),
    logistic("341", "LENGTH (in), log"),
    logistic("342", "LENGTH (ft), log"),
    logistic("343", "LENGTH (yd), log"),
    logistic("344", "WIDTH (in), log"),
    logistic("345", "WIDTH (ft), log"),
    logistic("346", "WIDTH (yd), log"),
    logistic("347", "HEIGHT (in), log"),
    logistic("348", "HEIGHT (ft), log"),
    logistic("349", "HEIGHT (yd), log"),
    trade("350", "AREA (in²)"),
    trade("351", "AREA (ft²)"),
    trade("352", "AREA (yd²)"),
    logistic("353", "AREA (in²), log"),
    logistic("354", "AREA (ft²), log"),
    logistic("355", "AREA (yd²), log"),
    trade("356", "NET WEIGHT (tr oz)"),
    trade("357", "NET VOLUME (oz)"),
    trade("360", "NET VOLUME (qt (US))"),
    trade("361", "NET VOLUME (gal.)"),
    logistic("362", "VOLUME (qt (US)), log"),
    logistic("363", "VOLUME (gal (US)), log"),
    trade("364", "NET VOLUME (in³)"),
    trade("365", "NET VOLUME (ft³)"),
    trade("366", "NET VOLUME (yd³)"),
    logistic("367", "VOLUME (in³), log"),
    logistic("368", "VOLUME (ft³), log"),
    logistic("369", "VOLUME (yd³), log"),
    attr("37", &[n_to(8)], "COUNT").needs(&[&["00"], &["02", "8026"]]),
];
