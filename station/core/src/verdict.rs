// SPDX-License-Identifier: GPL-3.0-or-later
//! The table from evidence to verdict.
//!
//! Order matters and is the rule: what is reported beats what is unknown, what is unknown beats what needs
//! attention, and only then does the age of the evidence weaken a pass. Old evidence never turns red green.

use jiff::{Timestamp, tz::TimeZone};
use registry_api::bundle::{Finding, Freshness, Lookup, Trusted, freshness};
use registry_api::fact::{Fact, Status};
use registry_api::serial::Serial;
use station_api::{AttentionReason, Cause, Evidence, NotVerifiedReason, ReportedReason, Verdict};

use crate::ground::{BundleTrust, Ground};
use crate::reading::Item;

/// What the place of the scan adds to the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place<'a> {
    /// Market of the site, ISO 3166-1 alpha-2; `None` = not checked.
    pub market: Option<&'a str>,
    /// Whether the unit is in the expected shipment; `None` where there is none.
    pub on_manifest: Option<bool>,
    /// Whether the unit was accepted before in this run.
    pub seen_before: bool,
}

/// A verdict with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict, before triage.
    pub verdict: Verdict,
    /// What is known of the unit.
    pub fact: Option<Fact>,
    /// The serial in the maker's own form.
    pub serial: Option<Serial>,
    /// Rule by rule.
    pub evidence: Vec<Evidence>,
}

/// Judges one readable label at `now`.
pub fn judge(item: &Item, ground: &Ground<'_>, place: &Place<'_>, now: Timestamp) -> Judgement {
    let mut notes = Notes::default();
    let (verdict, fact, serial) = match standing(ground) {
        Err(cause) => {
            notes.add("bundle", "There is no signed data this station may rely on.");
            (Verdict::Indeterminate { cause }, None, None)
        }
        Ok((lookup, trusted)) => {
            notes.bundle(trusted, now);
            identify(item, lookup, trusted, place, now, &mut notes)
        }
    };
    Judgement { verdict, fact, serial, evidence: notes.0 }
}

fn standing<'a>(ground: &'a Ground<'_>) -> Result<(&'a dyn Lookup, &'a Trusted), Cause> {
    match (ground.trust, ground.lookup) {
        (BundleTrust::Trusted(trusted), Some(lookup)) => Ok((lookup, trusted)),
        (BundleTrust::Untrusted { step }, _) => Err(Cause::BundleUntrusted { step: step.clone() }),
        _ => Err(Cause::BundleMissing),
    }
}

type Outcome = (Verdict, Option<Fact>, Option<Serial>);

fn identify(
    item: &Item,
    lookup: &dyn Lookup,
    trusted: &Trusted,
    place: &Place<'_>,
    now: Timestamp,
    notes: &mut Notes,
) -> Outcome {
    let known_product = item.gtin.as_ref().map(|gtin| lookup.product(gtin).is_some());
    let Some(text) = &item.serial else {
        notes.add("label", "The code carries no serial number.");
        let cause = if known_product == Some(false) { Cause::UnknownProduct } else { Cause::NoSerial };
        return (Verdict::Indeterminate { cause }, None, None);
    };
    if known_product == Some(false) {
        notes.add("product", "The product is not in this maker's list.");
        return (Verdict::Indeterminate { cause: Cause::UnknownProduct }, None, None);
    }
    let Ok(serial) = Serial::parse(text) else {
        notes.add("serial", "The serial number is not of the form this maker gives out.");
        return (Verdict::NotVerified { reason: NotVerifiedReason::NotASerial }, None, None);
    };
    let (verdict, fact) = weigh(item, lookup.find(&serial), trusted, place, now, notes);
    (verdict, fact, Some(serial))
}

fn weigh(
    item: &Item,
    finding: Finding,
    trusted: &Trusted,
    place: &Place<'_>,
    now: Timestamp,
    notes: &mut Notes,
) -> (Verdict, Option<Fact>) {
    let not_verified = |reason| Verdict::NotVerified { reason };
    match finding {
        Finding::ReportedFake => {
            notes.add("alerts", "This serial was never issued and was found on counterfeits.");
            (Verdict::Reported { reason: ReportedReason::Counterfeit }, None)
        }
        Finding::NotCoveredYet => {
            notes.add("coverage", "The serial says it was issued after the signed data was made.");
            (Verdict::Indeterminate { cause: Cause::NotCoveredYet }, None)
        }
        Finding::NeverIssued => {
            notes.add("block", "No unit with this number was ever issued.");
            (not_verified(NotVerifiedReason::NeverIssued), None)
        }
        Finding::CheckFailed(fact) => {
            notes.add(
                "fingerprint",
                &format!("The number looks like {}, but its check part is wrong.", lot(&fact)),
            );
            (not_verified(NotVerifiedReason::CheckFailed), None)
        }
        Finding::Issued(fact) => (issued(item, &fact, trusted, place, now, notes), Some(*fact)),
    }
}

fn lot(fact: &Fact) -> String {
    fact.block.lot.as_ref().map_or_else(|| "an issued lot".to_owned(), |lot| format!("lot {lot}"))
}

fn issued(
    item: &Item,
    fact: &Fact,
    trusted: &Trusted,
    place: &Place<'_>,
    now: Timestamp,
    notes: &mut Notes,
) -> Verdict {
    notes.add("fingerprint", "The serial was issued by the maker.");
    if let Some(reason) = reported(fact.status) {
        notes.add("status", &format!("The maker's data says: {}.", fact.status));
        return Verdict::Reported { reason };
    }
    if let Some(gtin) = item.gtin.as_ref().filter(|gtin| **gtin != fact.product.gtin) {
        notes.add(
            "product",
            &format!("The label says GTIN {}, the serial belongs to another.", gtin.as_str()),
        );
        let record = fact.product.gtin.as_str().to_owned();
        return Verdict::NotVerified { reason: NotVerifiedReason::WrongProduct { record } };
    }
    match attention(item, fact, place, now) {
        Some(reason) => {
            notes.add(reason.as_str(), &told(&reason, fact));
            Verdict::Attention { reason }
        }
        None => aged(trusted, now),
    }
}

fn reported(status: Status) -> Option<ReportedReason> {
    match status {
        Status::Stolen => Some(ReportedReason::Stolen),
        Status::Counterfeit => Some(ReportedReason::Counterfeit),
        _ => None,
    }
}

/// The first reason of the list that holds; the worst stands first.
fn attention(item: &Item, fact: &Fact, place: &Place<'_>, now: Timestamp) -> Option<AttentionReason> {
    by_status(fact.status)
        .or_else(|| wrong_lot(item, fact))
        .or_else(|| wrong_expiry(item, fact))
        .or_else(|| expired(fact, now))
        .or_else(|| wrong_market(fact, place))
        .or_else(|| (place.on_manifest == Some(false)).then_some(AttentionReason::NotOnManifest))
        .or_else(|| place.seen_before.then_some(AttentionReason::Duplicate))
}

/// The reason as a sentence about this unit.
fn told(reason: &AttentionReason, fact: &Fact) -> String {
    match reason {
        AttentionReason::Recalled => "The maker recalled it.".to_owned(),
        AttentionReason::Scrapped => "The maker's data says it was destroyed.".to_owned(),
        AttentionReason::AlreadyReturned => "The maker's data says it was returned.".to_owned(),
        AttentionReason::Expired => {
            format!("It expired on {}.", fact.block.expiry.map(|day| day.to_string()).unwrap_or_default())
        }
        AttentionReason::WrongMarket { made_for, here } => {
            format!("It was made for {}, this site is {here}.", made_for.join(", "))
        }
        AttentionReason::WrongLot { label, record } => {
            format!("The label says lot {label}, the maker's data lot {record}.")
        }
        AttentionReason::WrongExpiry { label, record } => {
            format!("The label says expiry {label}, the maker's data {record} (YYMMDD).")
        }
        AttentionReason::NotOnManifest => "The announced shipment does not list it.".to_owned(),
        AttentionReason::Duplicate => "It was accepted before in this run.".to_owned(),
        AttentionReason::NotRecorded => "It could not be recorded.".to_owned(),
    }
}

fn by_status(status: Status) -> Option<AttentionReason> {
    match status {
        Status::Scrapped => Some(AttentionReason::Scrapped),
        Status::Recalled => Some(AttentionReason::Recalled),
        Status::Returned => Some(AttentionReason::AlreadyReturned),
        _ => None,
    }
}

fn wrong_lot(item: &Item, fact: &Fact) -> Option<AttentionReason> {
    let (label, record) = (item.lot.as_ref()?, fact.block.lot.as_ref()?);
    (label != record).then(|| AttentionReason::WrongLot { label: label.clone(), record: record.clone() })
}

fn wrong_expiry(item: &Item, fact: &Fact) -> Option<AttentionReason> {
    let label = item.expiry.as_ref()?;
    let record = fact.block.expiry?.strftime("%y%m%d").to_string();
    // Day 00 on a label means the whole month (GS1 General Specifications 3.4.6).
    let month_only = label.ends_with("00") && label.get(..4) == record.get(..4);
    (*label != record && !month_only).then(|| AttentionReason::WrongExpiry { label: label.clone(), record })
}

fn expired(fact: &Fact, now: Timestamp) -> Option<AttentionReason> {
    let today = now.to_zoned(TimeZone::UTC).date();
    (fact.block.expiry? < today).then_some(AttentionReason::Expired)
}

fn wrong_market(fact: &Fact, place: &Place<'_>) -> Option<AttentionReason> {
    let here = place.market?;
    let made_for = &fact.block.markets;
    (!made_for.is_empty() && !made_for.iter().any(|market| market == here))
        .then(|| AttentionReason::WrongMarket { made_for: made_for.clone(), here: here.to_owned() })
}

fn aged(trusted: &Trusted, now: Timestamp) -> Verdict {
    let as_of = trusted.issued;
    match freshness(trusted, now) {
        Freshness::Fresh => Verdict::Genuine,
        Freshness::Stale => Verdict::GenuineStale { as_of },
        Freshness::TooOld => Verdict::Indeterminate { cause: Cause::BundleTooOld { as_of } },
        Freshness::ClockBehind => Verdict::Indeterminate { cause: Cause::ClockUntrusted },
    }
}

/// Evidence gathered rule by rule.
#[derive(Default)]
struct Notes(Vec<Evidence>);

impl Notes {
    fn add(&mut self, code: &str, text: &str) {
        self.0.push(Evidence { code: code.to_owned(), text: text.to_owned() });
    }

    fn bundle(&mut self, trusted: &Trusted, now: Timestamp) {
        let hours = now.duration_since(trusted.issued).as_hours();
        let age = match hours {
            i64::MIN..0 => "from the future by this clock".to_owned(),
            0 => "less than an hour old".to_owned(),
            1..48 => format!("{hours} h old"),
            _ => format!("{} days old", hours / 24),
        };
        self.add("bundle", &format!("Signed data {}, {age}.", trusted.sequence));
    }
}
