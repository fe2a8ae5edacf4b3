// SPDX-License-Identifier: GPL-3.0-or-later
//! From a judgement to the card the panel shows.

use drivers_api::RawScan;
use registry_api::Digest;
use station_api::{Card, CardId, Cause, Evidence, Facts, Recent, Verdict};

use super::Now;
use crate::ground::Ground;
use crate::reading::{Item, Unreadable};
use crate::verdict::Judgement;

/// Characters of the serial's end that tell units of a shipment apart.
const TAIL_CHARS: usize = 6;
/// Digits and letters that cannot be taken for each other on the phone.
const SPOKEN: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ23";

/// The card of a scan; its actions are for the caller to add.
pub(super) fn card(
    id: CardId,
    scan: &RawScan,
    item: Option<&Item>,
    judged: &Judgement,
    ground: &Ground<'_>,
    now: &Now,
) -> Card {
    let as_of = ground.trust.issued();
    Card {
        facts: item.map(|item| facts(item, judged)).unwrap_or_default(),
        evidence: judged.evidence.clone(),
        as_of,
        data_age_s: as_of.map(|issued| now.stamp.at.duration_since(issued).as_secs()),
        ..bare(id, judged.verdict.clone(), scan, now)
    }
}

/// A card of which nothing is known but the scan.
pub(super) fn bare(id: CardId, verdict: Verdict, scan: &RawScan, now: &Now) -> Card {
    Card {
        id,
        verdict,
        facts: Facts::default(),
        evidence: vec![],
        as_of: None,
        data_age_s: None,
        scanned_at: now.stamp.at,
        support_code: support_code(id, scan, now),
        actions: vec![station_api::Action::Dismiss],
    }
}

/// The judgement of a label nobody could understand.
pub(super) fn unreadable(bad: &Unreadable) -> Judgement {
    let cause = Cause::Unreadable { error: bad.error.clone(), message: bad.message.clone() };
    Judgement {
        verdict: Verdict::Indeterminate { cause },
        fact: None,
        serial: None,
        evidence: vec![Evidence { code: bad.error.clone(), text: bad.message.clone() }],
    }
}

fn facts(item: &Item, judged: &Judgement) -> Facts {
    let label = Facts {
        gtin: item.gtin.as_ref().map(|gtin| gtin.as_str().to_owned()),
        serial: item.serial.clone(),
        lot: item.lot.clone(),
        ..Facts::default()
    };
    let Some(fact) = &judged.fact else { return label };
    Facts {
        product: Some(fact.product.name.clone()),
        gtin: label.gtin.or_else(|| Some(fact.product.gtin.as_str().to_owned())),
        lot: fact.block.lot.clone(),
        expiry: fact.block.expiry,
        made_on: Some(fact.made_on()),
        made_at: Some(made_at(&fact.block.place, &fact.block.facility, &fact.block.line)),
        markets: fact.block.markets.clone(),
        warranty_until: fact.warranty_until(),
        status: Some(fact.status.as_str().to_owned()),
        ..label
    }
}

fn made_at(place: &str, facility: &str, line: &str) -> String {
    let place = if place.is_empty() { facility } else { place };
    format!("{place}, line {line}")
}

/// Four characters from everything that makes this scan this scan.
fn support_code(id: CardId, scan: &RawScan, now: &Now) -> String {
    let moment = now.stamp.at.as_microsecond().to_be_bytes();
    let digest = Digest::of_parts(&[&id.0.to_be_bytes(), &moment, scan.payload.as_bytes()]);
    digest.as_bytes()[..4].iter().map(|b| char::from(SPOKEN[usize::from(b % 30)])).collect()
}

/// The line of a card in the list of last scans.
pub(super) fn recent(card: &Card) -> Recent {
    Recent {
        kind: card.verdict.kind(),
        reason: card.verdict.reason().to_owned(),
        title: card.facts.product.clone().unwrap_or_else(|| card.facts.code.clone()),
        serial_tail: tail(card),
        at: card.scanned_at,
    }
}

/// The end of the serial, where there is one.
pub(super) fn tail(card: &Card) -> String {
    let serial = card.facts.serial.as_deref().unwrap_or_default();
    let skip = serial.chars().count().saturating_sub(TAIL_CHARS);
    serial.chars().skip(skip).collect()
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
