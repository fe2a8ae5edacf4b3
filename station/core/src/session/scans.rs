// SPDX-License-Identifier: GPL-3.0-or-later
//! What one scan comes to.

use drivers_api::RawScan;
use registry_api::serial::Serial;
use station_api::{AttentionReason, Card, CardId, Role, Screen, Tally, Verdict};

use super::{Effect, Now, Session, Step, cards};
use crate::decision::{Decision, JournalEntry, RefusedEntry, ScanEntry};
use crate::ground::Ground;
use crate::reading::{self, Item};
use crate::triage::TriageChange;
use crate::verdict::{Judgement, Place, judge};
use crate::{acts, signals};

impl Session {
    pub(super) fn refuse(&self, scan: &RawScan, card: &Card, now: &Now) -> Step {
        let entry = RefusedEntry {
            waiting: card.id,
            stamp: now.stamp,
            device: scan.device.clone(),
            payload_hex: cards::hex(scan.payload.as_bytes()),
        };
        let signal = signals::refused(card.verdict.kind());
        let decision = Decision { entry: JournalEntry::Refused(entry), events: vec![], signal };
        Step { decision, effect: self.no_effect(now) }
    }

    pub(super) fn take(&self, scan: &RawScan, ground: &Ground<'_>, now: &Now) -> Step {
        let read = reading::read(scan, &self.site.reading);
        let judged = match &read {
            Ok(item) => self.judge(item, ground, now),
            Err(unreadable) => cards::unreadable(unreadable),
        };
        let key = read.as_ref().map_or_else(|bad| bad.code.as_str(), |item| item.code.as_str());
        let (verdict, triage) = self.triage.review(key, judged.verdict.clone(), now.mono);
        let judged = Judgement { verdict, ..judged };
        let mut card = cards::card(self.next_card, scan, read.as_ref().ok(), &judged, ground, now);
        card.facts.code = key.to_owned();
        card.actions = acts::actions_for(self.site.role, &card.verdict);
        let again = matches!(judged.verdict, Verdict::Genuine) && self.just_seen(&judged, now);
        let document = self.document(ground);
        let event = acts::act_of_scan(self.site.role, &card.verdict)
            .filter(|_| !again)
            .and_then(|act| self.event(act, &card, document.clone(), now));
        let decision = Decision {
            entry: JournalEntry::Scan(entry(&card, scan, &judged, ground, now)),
            events: event.into_iter().collect(),
            signal: signals::signal_for(card.verdict.kind()),
        };
        let effect = self.effect_of(card, &judged, triage, again, now);
        Step { decision, effect: Effect { document, ..effect } }
    }

    fn judge(&self, item: &Item, ground: &Ground<'_>, now: &Now) -> Judgement {
        let serial = item.serial.as_deref().and_then(|text| Serial::parse(text).ok());
        let on_manifest = self.shipment(ground).zip(serial).map(|((_, units), s)| units.contains(&s));
        let seen_before = self.counts_units() && serial.is_some_and(|s| self.seen.is_repeat(&s, now.mono));
        let place = Place { market: self.site.market.as_deref(), on_manifest, seen_before };
        judge(item, ground, &place, now.stamp.at)
    }

    /// Whether a second sight of a unit matters: a counter may be asked about one unit all day.
    fn counts_units(&self) -> bool {
        matches!(self.site.role, Role::Dock | Role::LineEnd)
    }

    /// The same unit within the time a scanner repeats a held label: shown again, counted once.
    fn just_seen(&self, judged: &Judgement, now: &Now) -> bool {
        self.counts_units() && judged.serial.is_some_and(|s| self.seen.is_echo(&s, now.mono))
    }

    fn effect_of(
        &self,
        card: Card,
        judged: &Judgement,
        triage: TriageChange,
        again: bool,
        now: &Now,
    ) -> Effect {
        let pass = matches!(card.verdict, Verdict::Genuine | Verdict::GenuineStale { .. });
        let tally = if again { Tally::default() } else { counted(&card.verdict) };
        let recent = cards::recent(&card);
        let question = pass && self.site.role == Role::Returns;
        let screen = if question { Screen::ReturnsQuestion(card) } else { Screen::Verdict(card) };
        Effect {
            screen: Some(screen),
            accepted: judged.serial.filter(|_| pass),
            tally,
            recent: (!again).then_some(recent),
            triage,
            next_card: CardId(self.next_card.0 + 1),
            ..self.no_effect(now)
        }
    }
}

fn entry(card: &Card, scan: &RawScan, judged: &Judgement, ground: &Ground<'_>, now: &Now) -> ScanEntry {
    ScanEntry {
        card: card.id,
        stamp: now.stamp,
        device: scan.device.clone(),
        carrier: scan.carrier,
        symbology: scan.symbology.clone(),
        payload_hex: cards::hex(scan.payload.as_bytes()),
        tag_uid_hex: cards::hex(&scan.tag_uid),
        verdict: card.verdict.clone(),
        evidence: judged.evidence.clone(),
        bundle: ground.trust.sequence(),
        support_code: card.support_code.clone(),
    }
}

fn counted(verdict: &Verdict) -> Tally {
    let none = Tally::default();
    match verdict {
        Verdict::Genuine | Verdict::GenuineStale { .. } => Tally { verified: 1, ..none },
        Verdict::Attention { reason: AttentionReason::NotOnManifest } => Tally { unlisted: 1, ..none },
        Verdict::Attention { reason: AttentionReason::Duplicate } => Tally { twice: 1, ..none },
        Verdict::Indeterminate { .. } => none,
        _ => Tally { aside: 1, ..none },
    }
}
