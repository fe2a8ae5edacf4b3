// SPDX-License-Identifier: GPL-3.0-or-later
//! Limits and form of what people and programs hand in.

use gs1::{Gtin, Lot};
use jiff::civil::Date;
use registry_api::http::IssueRequest;

use crate::store::Refusal;

/// Units in one issue request at most.
pub(crate) const MAX_BATCH_UNITS: u32 = 100_000;
/// Units in one shipment at most.
pub(crate) const MAX_SHIPMENT_UNITS: usize = 25_000;
/// Markets of a batch at most.
const MAX_MARKETS: usize = 300;
/// Longest name a person reads, in characters.
pub(crate) const MAX_NAME_CHARS: usize = 80;
/// Longest code or number a machine reads, in characters.
pub(crate) const MAX_CODE_CHARS: usize = 64;
/// Longest reason for the record, in characters.
pub(crate) const MAX_REASON_CHARS: usize = 500;

/// An issue request whose every field was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) batch: String,
    pub(crate) gtin: Gtin,
    pub(crate) count: u32,
    pub(crate) facility: String,
    pub(crate) place: String,
    pub(crate) line: String,
    pub(crate) lot: Option<String>,
    pub(crate) expiry: Option<Date>,
    pub(crate) markets: Vec<String>,
}

impl Order {
    /// Checks a request.
    pub(crate) fn check(request: &IssueRequest) -> Result<Self, Refusal> {
        if !(1..=MAX_BATCH_UNITS).contains(&request.count) {
            return Err(invalid(
                "count",
                &format!("must be 1 to {MAX_BATCH_UNITS}, it is {}", request.count),
            ));
        }
        Ok(Self {
            batch: code("batch", &request.batch)?,
            gtin: gtin(&request.gtin)?,
            count: request.count,
            facility: code("facility", &request.facility)?,
            place: optional_name("place", &request.place)?,
            line: code("line", &request.line)?,
            lot: request.lot.as_deref().map(lot).transpose()?,
            expiry: request.expiry.as_deref().map(expiry).transpose()?,
            markets: markets(&request.markets)?,
        })
    }
}

/// A refusal that names the field and what is wrong with it.
pub(crate) fn invalid(field: &'static str, problem: &str) -> Refusal {
    Refusal::Invalid { field, problem: problem.to_owned() }
}

/// A GTIN.
pub(crate) fn gtin(text: &str) -> Result<Gtin, Refusal> {
    Gtin::new(text).map_err(|error| invalid("gtin", &format!("is not a GTIN: {error}")))
}

/// A code or number: 1 to [`MAX_CODE_CHARS`] printable ASCII characters, no space at either end.
pub(crate) fn code(field: &'static str, text: &str) -> Result<String, Refusal> {
    let printable = text.bytes().all(|b| (0x20..0x7f).contains(&b));
    if text.is_empty() || text.len() > MAX_CODE_CHARS || !printable || text.trim() != text {
        let rule = format!("must be 1 to {MAX_CODE_CHARS} printable ASCII characters without outer spaces");
        return Err(invalid(field, &rule));
    }
    Ok(text.to_owned())
}

/// A name a person reads: 1 to [`MAX_NAME_CHARS`] characters, none of them a control character.
pub(crate) fn name(field: &'static str, text: &str) -> Result<String, Refusal> {
    prose(field, text, MAX_NAME_CHARS)
}

/// A sentence for the record: 1 to [`MAX_REASON_CHARS`] characters, none of them a control character.
pub(crate) fn reason(text: &str) -> Result<String, Refusal> {
    prose("reason", text, MAX_REASON_CHARS)
}

fn prose(field: &'static str, text: &str, max_chars: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > max_chars || text.chars().any(char::is_control) {
        return Err(invalid(
            field,
            &format!("must be 1 to {max_chars} characters without control characters"),
        ));
    }
    Ok(text.to_owned())
}

fn optional_name(field: &'static str, text: &str) -> Result<String, Refusal> {
    if text.trim().is_empty() { Ok(String::new()) } else { name(field, text) }
}

fn lot(text: &str) -> Result<String, Refusal> {
    match Lot::new(text) {
        Ok(lot) => Ok(lot.as_str().to_owned()),
        Err(error) => Err(invalid("lot", &format!("is not a lot of GS1 AI (10): {error}"))),
    }
}

/// AI (17) carries two digits of the year; a reader takes them for the nearest year, 50 ahead at most
/// (GS1 General Specifications 7.12). In these years label and record agree.
fn expiry(text: &str) -> Result<Date, Refusal> {
    let date: Date = text.parse().map_err(|_| invalid("expiry", "must be a date as YYYY-MM-DD"))?;
    if !(2000..=2075).contains(&date.year()) {
        return Err(invalid("expiry", "must lie in the years 2000 to 2075"));
    }
    Ok(date)
}

fn markets(given: &[String]) -> Result<Vec<String>, Refusal> {
    if given.len() > MAX_MARKETS {
        return Err(invalid("markets", &format!("may be {MAX_MARKETS} at most")));
    }
    let mut markets = given.iter().map(|text| market(text)).collect::<Result<Vec<_>, _>>()?;
    markets.sort_unstable();
    markets.dedup();
    Ok(markets)
}

fn market(text: &str) -> Result<String, Refusal> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(invalid("markets", "must be two letters each (ISO 3166-1 alpha-2)"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> IssueRequest {
        IssueRequest {
            batch: "b-1".into(),
            gtin: "4006381333931".into(),
            count: 5,
            facility: "9521321000018".into(),
            place: String::new(),
            line: "4".into(),
            lot: Some("L-7".into()),
            expiry: Some("2028-02-29".into()),
            markets: vec!["us".into(), "DE".into(), "US".into()],
        }
    }

    #[test]
    fn a_good_request_comes_out_in_one_form() {
        let order = Order::check(&request()).unwrap();
        assert_eq!(order.gtin.as_str(), "04006381333931");
        assert_eq!(order.markets, ["DE", "US"]);
        assert_eq!(order.expiry.unwrap().to_string(), "2028-02-29");
    }

    #[test]
    fn each_wrong_field_is_named() {
        type Spoil = fn(&mut IssueRequest);
        let wrong: [(&str, Spoil); 9] = [
            ("batch", |r| r.batch = " b".into()),
            ("gtin", |r| r.gtin = "4006381333932".into()),
            ("count", |r| r.count = 0),
            ("count", |r| r.count = MAX_BATCH_UNITS + 1),
            ("facility", |r| r.facility = "Pün".into()),
            ("line", |r| r.line = String::new()),
            ("lot", |r| r.lot = Some("a lot of more than twenty".into())),
            ("expiry", |r| r.expiry = Some("2027-02-29".into())),
            ("markets", |r| r.markets = vec!["USA".into()]),
        ];
        for (field, spoil) in wrong {
            let mut request = request();
            spoil(&mut request);
            let refusal = Order::check(&request).unwrap_err();
            assert!(matches!(refusal, Refusal::Invalid { field: found, .. } if found == field), "{refusal}");
        }
    }

    #[test]
    fn prose_holds_no_control_characters() {
        assert_eq!(name("name", " Pump P2 ").unwrap(), "Pump P2");
        assert!(name("name", "a\nb").is_err());
        assert!(name("name", &"x".repeat(81)).is_err());
        assert!(reason("").is_err());
    }
}
