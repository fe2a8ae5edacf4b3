// SPDX-License-Identifier: GPL-3.0-or-later
//! The three facts of a card, and the lines in small print under them.

use station_api::{AttentionReason, Card, Cause, Facts, NotVerifiedReason, Role, Verdict, VerdictKind};

use super::time::{Clock, clip, date, label_date, span};
use super::view::Fact;

/// Facts on a card.
const FACTS: usize = 3;
/// Characters of a fact's value; more does not fit beside the buttons.
const VALUE_CHARS: usize = 60;
/// Characters of a shortened serial.
const TAIL_CHARS: usize = 6;
/// Characters of the line of evidence: two lines on the larger panel.
const EVIDENCE_CHARS: usize = 150;

/// The facts that matter most for this verdict in this role, at most three.
pub(super) fn facts(card: &Card, role: Role) -> Vec<Fact> {
    let mut all = Vec::new();
    add(&mut all, "Product", card.facts.product.clone());
    for (label, value) in of_verdict(card) {
        add(&mut all, label, value);
    }
    for (label, value) in of_unit(&card.facts, role) {
        add(&mut all, label, value);
    }
    all.truncate(FACTS);
    all
}

fn add(all: &mut Vec<Fact>, label: &str, value: Option<String>) {
    let Some(value) = value.filter(|value| !value.trim().is_empty()) else { return };
    if all.iter().all(|fact| fact.label != label) {
        all.push(Fact { label: label.to_owned(), value: clip(value.trim(), VALUE_CHARS) });
    }
}

type Candidate = (&'static str, Option<String>);

fn of_verdict(card: &Card) -> Vec<Candidate> {
    let facts = &card.facts;
    match &card.verdict {
        Verdict::Genuine | Verdict::GenuineStale { .. } | Verdict::Reported { .. } => Vec::new(),
        Verdict::Attention { reason } => of_attention(reason, facts),
        Verdict::NotVerified { reason: NotVerifiedReason::WrongProduct { record } } => {
            vec![("Label", facts.gtin.clone()), ("Record", Some(record.clone()))]
        }
        Verdict::NotVerified { .. } => vec![("Serial", facts.serial.clone()), ("Code", code(facts))],
        Verdict::Indeterminate { cause } => of_cause(cause, facts),
    }
}

fn of_attention(reason: &AttentionReason, facts: &Facts) -> Vec<Candidate> {
    match reason {
        AttentionReason::Recalled => vec![("Lot", facts.lot.clone()), ("Serial", facts.serial.clone())],
        AttentionReason::Expired => vec![("Expired", facts.expiry.map(date)), ("Lot", facts.lot.clone())],
        AttentionReason::WrongMarket { made_for, here } => {
            vec![("Made for", Some(made_for.join(", "))), ("Here", Some(here.clone()))]
        }
        AttentionReason::WrongLot { label, record } => {
            vec![("Label", Some(label.clone())), ("Record", Some(record.clone()))]
        }
        AttentionReason::WrongExpiry { label, record } => {
            vec![("Label", Some(label_date(label))), ("Record", Some(label_date(record)))]
        }
        AttentionReason::NotOnManifest
        | AttentionReason::Duplicate
        | AttentionReason::AlreadyReturned
        | AttentionReason::Scrapped
        | AttentionReason::NotRecorded => vec![("Serial", facts.serial.clone()), ("Lot", facts.lot.clone())],
    }
}

fn of_cause(cause: &Cause, facts: &Facts) -> Vec<Candidate> {
    let not_a_sign = ("Meaning", Some("not a sign of a fake".to_owned()));
    match cause {
        Cause::Unreadable { message, .. } => {
            vec![("Problem", Some(message.clone())), ("Code", code(facts)), not_a_sign]
        }
        Cause::BundleUntrusted { step } => vec![("Failed", Some(step.clone())), not_a_sign],
        Cause::NoSerial | Cause::UnknownProduct => {
            vec![("GTIN", facts.gtin.clone()), ("Code", code(facts)), not_a_sign]
        }
        Cause::ReadAgain => vec![("Code", code(facts)), not_a_sign],
        Cause::NotCoveredYet | Cause::BundleMissing | Cause::BundleTooOld { .. } | Cause::ClockUntrusted => {
            vec![("Serial", facts.serial.clone()), not_a_sign]
        }
    }
}

fn of_unit(facts: &Facts, role: Role) -> Vec<Candidate> {
    let made = ("Made", made(facts));
    let serial = ("Serial", facts.serial.clone());
    let lot = ("Lot", facts.lot.clone());
    let expiry = ("Expiry", facts.expiry.map(date));
    let warranty = ("Warranty", facts.warranty_until.map(|day| format!("until {}", date(day))));
    let market = ("Market", (!facts.markets.is_empty()).then(|| facts.markets.join(", ")));
    let code = ("Code", code(facts));
    match role {
        Role::Counter => vec![made, warranty, market, serial, expiry, lot, code],
        Role::Returns => vec![warranty, serial, made, lot, expiry, market, code],
        Role::Dock => vec![made, serial, lot, expiry, market, warranty, code],
        Role::LineEnd => vec![serial, lot, made, expiry, market, warranty, code],
    }
}

fn made(facts: &Facts) -> Option<String> {
    match (facts.made_on.map(date), facts.made_at.clone()) {
        (Some(on), Some(at)) => Some(format!("{on} · {at}")),
        (on, at) => on.or(at),
    }
}

fn code(facts: &Facts) -> Option<String> {
    (!facts.code.is_empty()).then(|| clip(&facts.code, 34))
}

/// Product and serial in a line, for the returns desk.
pub(super) fn item(facts: &Facts) -> String {
    let known = [facts.product.clone(), facts.serial.clone().map(|serial| tail(&serial))];
    let known: Vec<String> = known.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if known.is_empty() { facts.code.clone() } else { known.join(" · ") }
}

/// The last characters of a serial, as they stand in the list of last scans.
fn tail(serial: &str) -> String {
    let count = serial.chars().count();
    let tail: String = serial.chars().skip(count.saturating_sub(TAIL_CHARS)).collect();
    if count > TAIL_CHARS { format!("…{tail}") } else { tail }
}

/// The rules behind a verdict that is not a plain pass, in a line.
pub(super) fn evidence(card: &Card) -> String {
    if card.verdict.kind() == VerdictKind::Genuine {
        return String::new();
    }
    // The age of the data stands in the line below anyway.
    let rules = card.evidence.iter().filter(|rule| rule.code != "bundle");
    let texts: Vec<&str> = rules.map(|rule| rule.text.trim().trim_end_matches('.')).collect();
    clip(&texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "), EVIDENCE_CHARS)
}

/// `Signed data of 09:40 today · 25 min old · code 7F2K`.
pub(super) fn small_print(card: &Card, clock: &Clock) -> String {
    let mut parts = Vec::with_capacity(3);
    match (card.as_of, card.data_age_s) {
        (Some(as_of), age) => {
            parts.push(format!("Signed data of {}", clock.moment(as_of)));
            parts.extend(age.filter(|age| *age >= 0).map(|age| format!("{} old", span(age))));
        }
        (None, _) => parts.push("No signed data behind this".to_owned()),
    }
    parts.push(format!("code\u{a0}{}", card.support_code));
    parts.join(" · ")
}
