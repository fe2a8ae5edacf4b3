// SPDX-License-Identifier: GPL-3.0-or-later
//! One verdict as one JSON line: the form that `verify` and `replay` share.

use jiff::{Timestamp, civil::Date};
use registry_api::fact::Fact;
use serde::Serialize;
use serde_json::{Map, Value};
use station_api::{Evidence, Verdict};
use station_core::BundleTrust;

/// A verdict with what it rests on.
#[derive(Debug, Serialize)]
pub(crate) struct VerdictLine<'a> {
    /// The code as it was given.
    pub(crate) r#in: &'a str,
    /// Device that read it, where it was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) device: Option<&'a str>,
    /// Family of the verdict.
    verdict: &'static str,
    /// Stable word for the reason.
    reason: &'static str,
    /// The reason's own values, e.g. the markets it was made for.
    #[serde(skip_serializing_if = "Map::is_empty")]
    detail: Map<String, Value>,
    /// What is known of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<Unit<'a>>,
    /// Rule by rule.
    evidence: &'a [Evidence],
    /// The data it rests on.
    bundle: Age,
}

/// The bundle a verdict rests on.
#[derive(Debug, Serialize)]
struct Age {
    /// Sequence number, 0 for none.
    version: u64,
    /// Seconds since it was signed; negative where the clock is behind, null without a bundle.
    age_s: Option<i64>,
}

/// A unit in short.
#[derive(Debug, Serialize)]
pub(crate) struct Unit<'a> {
    product: &'a str,
    gtin: &'a str,
    status: &'static str,
    made_on: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    lot: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiry: Option<Date>,
}

impl<'a> VerdictLine<'a> {
    /// The line of a verdict reached at `now`.
    pub(crate) fn new(
        code: &'a str,
        verdict: &Verdict,
        evidence: &'a [Evidence],
        trust: &BundleTrust,
        now: Timestamp,
    ) -> Self {
        Self {
            r#in: code,
            device: None,
            verdict: verdict.kind().as_str(),
            reason: verdict.reason(),
            detail: detail(verdict),
            unit: None,
            evidence,
            bundle: Age {
                version: trust.sequence(),
                age_s: trust.issued().map(|issued| now.duration_since(issued).as_secs()),
            },
        }
    }
}

impl<'a> From<&'a Fact> for Unit<'a> {
    fn from(fact: &'a Fact) -> Self {
        Self {
            product: &fact.product.name,
            gtin: fact.product.gtin.as_str(),
            status: fact.status.as_str(),
            made_on: fact.made_on(),
            lot: fact.block.lot.as_deref(),
            expiry: fact.block.expiry,
        }
    }
}

/// The fields of a verdict beside its family and its word.
fn detail(verdict: &Verdict) -> Map<String, Value> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(verdict) else { return Map::new() };
    fields.remove("verdict");
    for nested in ["reason", "cause"] {
        if let Some(Value::Object(inner)) = fields.remove(nested) {
            fields.extend(inner);
        }
    }
    fields.remove("code");
    fields
}

#[cfg(test)]
mod tests {
    use station_api::{AttentionReason, Cause};

    use super::*;

    #[test]
    fn the_values_of_a_reason_stand_in_detail() {
        let here = AttentionReason::WrongMarket { made_for: vec!["DE".into()], here: "US".into() };
        let fields = Value::Object(detail(&Verdict::Attention { reason: here }));
        assert_eq!(fields, serde_json::json!({ "made_for": ["DE"], "here": "US" }));
        let cause = Cause::BundleUntrusted { step: "key".into() };
        assert_eq!(detail(&Verdict::Indeterminate { cause })["step"], "key");
        let as_of = "2026-11-01T00:00:00Z".parse().unwrap();
        assert_eq!(detail(&Verdict::GenuineStale { as_of })["as_of"], "2026-11-01T00:00:00Z");
        assert!(detail(&Verdict::Genuine).is_empty());
    }
}
