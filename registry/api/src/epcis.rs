// SPDX-License-Identifier: MIT OR Apache-2.0
//! Custody events in EPCIS 2.0 JSON with the Core Business Vocabulary (CBV 2.0).
//!
//! A station does acts; [`Act::row`] is the one table from act to action, business step and disposition.
//! CBV has no step for returning or refurbishing: a return is `receiving` with disposition `returned`, a
//! unit sent to the bench is `repairing` with `needs_replacement`.

use gs1::Gtin;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::serial::Serial;

/// What a station did with a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Dock: a unit of the expected shipment was seen itself, not inferred from its case.
    DockVerified,
    /// Dock: a genuine unit that is not in the shipment.
    DockUnlisted,
    /// Counter: checked before a customer.
    CounterChecked,
    /// Counter: sold.
    Sold,
    /// Returns: came back.
    ReturnReceived,
    /// Returns: to the refurbishing bench.
    SentToRefurbish,
    /// Returns: destroyed.
    Scrapped,
    /// Line end: passed.
    LineEndPassed,
    /// Line end: failed.
    LineEndFailed,
    /// Put aside: the maker's data does not know it.
    HeldUnknown,
    /// Put aside: recalled.
    HeldRecalled,
    /// Put aside: expired.
    HeldExpired,
    /// Put aside: on the list of stolen goods.
    HeldStolen,
    /// Put aside for another reason.
    HeldOther,
}

/// One row of the table: what an [`Act`] is in EPCIS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActRow {
    /// `ADD`, `OBSERVE` or `DELETE`.
    pub action: &'static str,
    /// CBV business step.
    pub biz_step: &'static str,
    /// CBV disposition, where the act changes it.
    pub disposition: Option<&'static str>,
    /// Whether completeness passes from inferred to verified (EPCIS 2.0 `persistentDisposition`).
    pub verifies_completeness: bool,
}

impl Act {
    /// All acts.
    pub const ALL: [Self; 14] = [
        Self::DockVerified,
        Self::DockUnlisted,
        Self::CounterChecked,
        Self::Sold,
        Self::ReturnReceived,
        Self::SentToRefurbish,
        Self::Scrapped,
        Self::LineEndPassed,
        Self::LineEndFailed,
        Self::HeldUnknown,
        Self::HeldRecalled,
        Self::HeldExpired,
        Self::HeldStolen,
        Self::HeldOther,
    ];

    /// Its row of the table.
    pub fn row(self) -> ActRow {
        let observe = |biz_step, disposition| ActRow {
            action: "OBSERVE",
            biz_step,
            disposition: Some(disposition),
            verifies_completeness: false,
        };
        match self {
            Self::DockVerified => ActRow {
                action: "OBSERVE",
                biz_step: "inspecting",
                disposition: None,
                verifies_completeness: true,
            },
            Self::DockUnlisted => observe("inspecting", "mismatch_instance"),
            Self::CounterChecked | Self::LineEndPassed => observe("inspecting", "conformant"),
            Self::Sold => observe("retail_selling", "retail_sold"),
            Self::ReturnReceived => observe("receiving", "returned"),
            Self::SentToRefurbish => observe("repairing", "needs_replacement"),
            Self::Scrapped => ActRow { action: "DELETE", ..observe("destroying", "destroyed") },
            Self::LineEndFailed => observe("inspecting", "non_conformant"),
            Self::HeldUnknown => observe("holding", "no_pedigree_match"),
            Self::HeldRecalled => observe("holding", "recalled"),
            Self::HeldExpired => observe("holding", "expired"),
            Self::HeldStolen => observe("holding", "stolen"),
            Self::HeldOther => observe("holding", "non_sellable_other"),
        }
    }
}

/// A business document an act belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// CBV transaction type, e.g. `desadv` or `rma`.
    pub kind: String,
    /// Its number.
    pub number: String,
}

/// One custody event about one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustodyEvent {
    /// What was done.
    pub act: Act,
    /// GTIN of the unit.
    #[serde(with = "crate::fact::as_text")]
    pub gtin: Gtin,
    /// Serial as labelled, whether or not it was ever issued.
    pub serial: String,
    /// When, in UTC.
    pub at: Timestamp,
    /// Offset of local time at the station, minutes east of UTC; part of the event (EPCIS 2.0 §7.3).
    pub offset_min: i16,
    /// Facility code where it happened.
    pub facility: String,
    /// The document it belongs to.
    pub transaction: Option<Transaction>,
    /// Verdict word the act rests on.
    pub verdict: String,
    /// Reason word of the verdict.
    pub reason: String,
}

const CONTEXT: &str = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

impl CustodyEvent {
    /// The event as EPCIS 2.0 JSON.
    pub fn to_json(&self) -> Value {
        let row = self.act.row();
        let mut event = Map::new();
        event.insert("@context".into(), json!([CONTEXT, { "assay": "urn:assay:" }]));
        event.insert("type".into(), json!("ObjectEvent"));
        event.insert("eventTime".into(), json!(self.at.to_string()));
        event.insert("eventTimeZoneOffset".into(), json!(offset_text(self.offset_min)));
        event.insert("epcList".into(), json!([self.epc()]));
        event.insert("action".into(), json!(row.action));
        event.insert("bizStep".into(), json!(row.biz_step));
        if let Some(disposition) = row.disposition {
            event.insert("disposition".into(), json!(disposition));
        }
        if row.verifies_completeness {
            let change = json!({ "unset": ["completeness_inferred"], "set": ["completeness_verified"] });
            event.insert("persistentDisposition".into(), change);
        }
        event.insert("readPoint".into(), json!({ "id": facility_uri(&self.facility) }));
        if let Some(transaction) = &self.transaction {
            let uri = format!("urn:assay:bt:{}", uri_escape(&transaction.number));
            event.insert(
                "bizTransactionList".into(),
                json!([{ "type": transaction.kind, "bizTransaction": uri }]),
            );
        }
        event.insert("assay:verdict".into(), json!(self.verdict));
        event.insert("assay:reason".into(), json!(self.reason));
        Value::Object(event)
    }

    /// The unit as a canonical GS1 Digital Link URI.
    pub fn epc(&self) -> String {
        format!("https://id.gs1.org/01/{}/21/{}", self.gtin.as_str(), uri_escape(&self.serial))
    }
}

/// A facility as a URI: a GLN as a Digital Link (AI 414), anything else under our own name space.
pub fn facility_uri(facility: &str) -> String {
    match gs1::Gln::new(facility) {
        Ok(gln) => format!("https://id.gs1.org/414/{}", gln.as_str()),
        Err(_) => format!("urn:assay:facility:{}", uri_escape(facility)),
    }
}

/// `+05:30` from 330.
fn offset_text(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let abs = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", abs / 60, abs % 60)
}

/// Percent-encodes everything but the unreserved characters of RFC 3986 §2.3.
pub fn uri_escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// What the registry reads out of an event it received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The serials it is about, as labelled.
    pub serials: Vec<String>,
    /// CBV business step.
    pub biz_step: String,
    /// CBV disposition.
    pub disposition: Option<String>,
    /// When it happened.
    pub at: Timestamp,
}

/// Why an event cannot be applied; it goes to the quarantine with this text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EventError(pub String);

/// Reads the parts of an EPCIS event that the registry acts on.
///
/// # Errors
/// [`EventError`] says which part is missing or wrong.
pub fn read_event(body: &str) -> Result<Received, EventError> {
    let fail = |what: &str| EventError(format!("the event {what}"));
    let event: Value = serde_json::from_str(body).map_err(|e| fail(&format!("is not JSON: {e}")))?;
    let text = |key: &str| event.get(key).and_then(Value::as_str);
    if text("type") != Some("ObjectEvent") {
        return Err(fail("is not an ObjectEvent"));
    }
    let at = text("eventTime").and_then(|t| t.parse().ok()).ok_or_else(|| fail("has no valid eventTime"))?;
    let epcs = event.get("epcList").and_then(Value::as_array).filter(|list| !list.is_empty());
    let epcs = epcs.ok_or_else(|| fail("names no unit in epcList"))?;
    let serials = epcs.iter().map(|epc| serial_of(epc.as_str().unwrap_or(""))).collect::<Option<Vec<_>>>();
    Ok(Received {
        serials: serials.ok_or_else(|| fail("names a unit that is no Digital Link with GTIN and serial"))?,
        biz_step: text("bizStep").ok_or_else(|| fail("has no bizStep"))?.to_owned(),
        disposition: text("disposition").map(str::to_owned),
        at,
    })
}

fn serial_of(epc: &str) -> Option<String> {
    let scan = format!("]Q1{epc}");
    let message = gs1::parse(scan.as_bytes(), &gs1::Options::default()).ok()?;
    message.gtin()?;
    Some(message.serial()?.as_str().to_owned())
}

/// The serial of a received event in the registry's own form, where it has that form.
pub fn own_serial(labelled: &str) -> Option<Serial> {
    Serial::parse(labelled).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(act: Act) -> CustodyEvent {
        CustodyEvent {
            act,
            gtin: Gtin::new("09521321000018").unwrap(),
            serial: "A/b".to_owned(),
            at: "2026-11-23T08:00:00.25Z".parse().unwrap(),
            offset_min: -210,
            facility: "dock 3".to_owned(),
            transaction: Some(Transaction { kind: "desadv".into(), number: "45/1".into() }),
            verdict: "genuine".to_owned(),
            reason: "ok".to_owned(),
        }
    }

    #[test]
    fn an_event_is_read_back_as_it_was_written() {
        for act in Act::ALL {
            let json = event(act).to_json();
            let read = read_event(&json.to_string()).unwrap();
            assert_eq!(read.serials, ["A/b"]);
            assert_eq!(read.biz_step, act.row().biz_step);
            assert_eq!(read.disposition.as_deref(), act.row().disposition);
            assert_eq!(json["eventTimeZoneOffset"], "-03:30");
            assert_eq!(json["readPoint"]["id"], "urn:assay:facility:dock%203");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut json = event(Act::Sold).to_json();
        json.as_object_mut().unwrap().remove("epcList");
        assert!(read_event(&json.to_string()).unwrap_err().0.contains("epcList"));
        assert!(read_event("[]").is_err());
        assert!(read_event("{").unwrap_err().0.contains("not JSON"));
    }
}
