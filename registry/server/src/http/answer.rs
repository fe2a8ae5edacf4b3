// SPDX-License-Identifier: GPL-3.0-or-later
//! From what is known of a serial to what the public is told.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use registry_api::fact::{Fact, Status};
use registry_api::http::VerifyAnswer;
use registry_api::serial::Serial;

use crate::store::Standing;

/// The public answer about a serial.
pub(super) fn answer(serial: &Serial, standing: &Standing, now: Timestamp) -> VerifyAnswer {
    match standing {
        Standing::Issued(fact) => of_unit(serial, fact, now.to_zoned(TimeZone::UTC).date()),
        Standing::NotIssued { reported_fake } => unknown(serial, *reported_fake),
    }
}

fn unknown(serial: &Serial, reported_fake: bool) -> VerifyAnswer {
    let found = "This serial was never issued and was found on counterfeits.";
    VerifyAnswer {
        serial: serial.to_string(),
        issued: false,
        status: None,
        product: None,
        gtin: None,
        lot: None,
        made_on: None,
        expiry: None,
        warranty_until: None,
        markets: Vec::new(),
        alerts: reported_fake.then(|| found.to_owned()).into_iter().collect(),
    }
}

fn of_unit(serial: &Serial, fact: &Fact, today: Date) -> VerifyAnswer {
    let expired = fact.block.expiry.filter(|expiry| *expiry < today);
    let expired = expired.map(|expiry| format!("It expired on {expiry}. Do not use it."));
    let alerts = status_alert(fact.status).map(str::to_owned).into_iter().chain(expired);
    VerifyAnswer {
        serial: serial.to_string(),
        issued: true,
        status: Some(fact.status),
        product: Some(fact.product.name.clone()),
        gtin: Some(fact.product.gtin.as_str().to_owned()),
        lot: fact.block.lot.clone(),
        made_on: Some(fact.made_on().to_string()),
        expiry: fact.block.expiry.map(|date| date.to_string()),
        warranty_until: fact.warranty_until().map(|date| date.to_string()),
        markets: fact.block.markets.clone(),
        alerts: alerts.collect(),
    }
}

fn status_alert(status: Status) -> Option<&'static str> {
    match status {
        Status::Active | Status::Sold | Status::Refurbished => None,
        Status::Returned => Some("It was returned and is not for sale as new."),
        Status::Scrapped => Some("By our records it was destroyed. Do not buy or use it."),
        Status::Recalled => Some("The maker has recalled it. Do not use it; take it back to the shop."),
        Status::Stolen => Some("It was reported stolen. Do not buy it; tell the maker where you saw it."),
        Status::Counterfeit => Some("Copies of this serial were found. Do not use it; show it to the maker."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{self, at};

    #[test]
    fn a_good_unit_raises_no_alert_and_shows_its_facts() {
        let fixture = fixture::new();
        let serial = fixture.issue("b", 1)[0];
        let answer = answer(&serial, &fixture.store.verify(&serial).unwrap(), at(10));
        assert_eq!((answer.issued, answer.status), (true, Some(Status::Active)));
        assert_eq!(answer.made_on.as_deref(), Some("2026-09-21"));
        assert_eq!(answer.warranty_until.as_deref(), Some("2028-09-21"));
        assert_eq!(answer.lot.as_deref(), Some("L7"));
        assert!(answer.alerts.is_empty());
    }

    #[test]
    fn every_status_that_needs_care_has_an_alert() {
        let fixture = fixture::new();
        let serial = fixture.issue("b", 1)[0];
        for status in Status::ALL {
            fixture.store.set_status(&serial, status, "test", at(2)).unwrap();
            let answer = answer(&serial, &fixture.store.verify(&serial).unwrap(), at(10));
            let good = matches!(status, Status::Active | Status::Sold | Status::Refurbished);
            assert_eq!(answer.alerts.is_empty(), good, "{status}");
        }
    }

    #[test]
    fn an_unknown_serial_has_the_same_form() {
        let serial = Serial::parse("0000000000000000000A").unwrap();
        let keys = |standing| {
            let json = serde_json::to_value(answer(&serial, &standing, at(0))).unwrap();
            json.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
        };
        let fixture = fixture::new();
        let issued = fixture.store.verify(&fixture.issue("b", 1)[0]).unwrap();
        assert_eq!(keys(Standing::NotIssued { reported_fake: true }), keys(issued));
    }
}
