// SPDX-License-Identifier: GPL-3.0-or-later
//! One run of a station: what was seen, what is on the panel, what comes next.
//!
//! ```text
//! Idle ──scan──▶ Verdict ──tap / time / next scan──▶ Idle
//!                 │ returns, genuine
//!                 └─▶ ReturnsQuestion ──tap──▶ Routed ──time / next scan──▶ Idle
//! ```
//! While a card waits for an answer a scan is refused, with a sound of its own: it can neither close the
//! card nor queue behind it.

use std::time::Duration;

use drivers_api::{Monotonic, RawScan};
use registry_api::epcis::{CustodyEvent, Transaction};
use registry_api::serial::Serial;
use station_api::{Action, Card, CardId, Cause, Intent, Recent, Role, Route, Routed, Screen, Tally, Verdict};

use crate::decision::{Decision, JournalEntry, RefusedEntry, ScanEntry, Stamp, TapEntry};
use crate::ground::Ground;
use crate::reading::{self, Item};
use crate::triage::{Triage, TriageChange};
use crate::verdict::{Judgement, Place, judge};
use crate::{acts, signals};

mod cards;
mod seen;

use seen::Seen;

/// Lines in the list of last scans.
const MAX_RECENT: usize = 6;
/// How long a pass stays when nothing follows.
const PASS_STAYS: Duration = Duration::from_secs(3);
/// How long a pass stays at a counter, where a customer reads it too.
const COUNTER_STAYS: Duration = Duration::from_secs(30);
/// How long a route or a question mark stays when nothing follows.
const OTHER_STAYS: Duration = Duration::from_secs(20);

/// What the configuration says of the station.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its job.
    pub role: Role,
    /// Facility code, part of every event.
    pub facility: String,
    /// Market of the site; `None` = not checked.
    pub market: Option<String>,
    /// Number of the expected shipment; `None` = the first one announced for this facility.
    pub shipment: Option<String>,
    /// How codes are read.
    pub reading: gs1::Options,
}

/// The moment of a scan or tap.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// For the record.
    pub stamp: Stamp,
    /// For spacing.
    pub mono: Monotonic,
}

/// A decision and what it changes here once it is committed.
#[derive(Debug, Clone)]
pub struct Step {
    /// To be committed.
    pub decision: Decision,
    /// To be applied after the commit.
    pub effect: Effect,
}

/// The change a committed decision makes to the session.
#[derive(Debug, Clone)]
pub struct Effect {
    screen: Option<Screen>,
    shown_at: Monotonic,
    accepted: Option<Serial>,
    tally: Tally,
    recent: Option<Recent>,
    triage: TriageChange,
    next_card: CardId,
}

/// The state of a run.
#[derive(Debug, Clone)]
pub struct Session {
    site: Site,
    next_card: CardId,
    screen: Screen,
    shown_at: Monotonic,
    seen: Seen,
    tally: Tally,
    recent: Vec<Recent>,
    triage: Triage,
}

impl Session {
    /// Starts a run whose first card gets the number `first`.
    pub fn new(site: Site, first: CardId) -> Self {
        Self {
            site,
            next_card: first,
            screen: Screen::Idle(station_api::Idle::default()),
            shown_at: Monotonic::default(),
            seen: Seen::default(),
            tally: Tally::default(),
            recent: Vec::new(),
            triage: Triage::default(),
        }
    }

    /// The configuration it runs under.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Decides one scan. Changes nothing; see [`Session::commit`].
    pub fn scan(&self, scan: &RawScan, ground: &Ground<'_>, now: &Now) -> Step {
        match self.waiting_card() {
            Some(card) => self.refuse(scan, card, now),
            None => self.take(scan, ground, now),
        }
    }

    /// Decides one tap; `None` when it answers a card that is not up any more or offers no such action.
    pub fn tap(&self, intent: Intent, now: &Now) -> Option<Step> {
        let card = self.card().filter(|card| card.id == intent.card)?;
        if !card.actions.contains(&intent.action) {
            return None;
        }
        let event = acts::act_of_tap(self.site.role, &card.verdict, intent.action)
            .and_then(|act| self.event(act, card, now));
        let entry = TapEntry { card: card.id, stamp: now.stamp, action: intent.action };
        let (screen, signal, tally) = self.after_tap(card, intent.action);
        Some(Step {
            decision: Decision {
                entry: JournalEntry::Tap(entry),
                events: event.into_iter().collect(),
                signal,
            },
            effect: Effect { screen: Some(screen), tally, ..self.no_effect(now) },
        })
    }

    /// Applies what a committed decision changes.
    pub fn commit(&mut self, effect: Effect) {
        if let Some(screen) = effect.screen {
            self.screen = screen;
            self.shown_at = effect.shown_at;
        }
        if let Some(serial) = effect.accepted {
            self.seen.remember(serial, effect.shown_at);
        }
        add(&mut self.tally, &effect.tally);
        if let Some(recent) = effect.recent {
            self.recent.insert(0, recent);
            self.recent.truncate(MAX_RECENT);
        }
        self.triage.apply(&effect.triage, effect.shown_at);
        self.next_card = effect.next_card;
    }

    /// Shows that a decision could not be committed: attention, never accepted.
    pub fn not_recorded(&mut self, scan: &RawScan, now: &Now) -> drivers_api::Signal {
        let verdict = Verdict::Attention { reason: station_api::AttentionReason::NotRecorded };
        let card = cards::bare(self.next_card, verdict, scan, now);
        let signal = signals::signal_for(card.verdict.kind());
        self.next_card = CardId(self.next_card.0 + 1);
        self.screen = Screen::Verdict(card);
        self.shown_at = now.mono;
        signal
    }

    /// Lets a card that needs no answer go when its time is up; returns the signal to show then.
    pub fn tick(&mut self, now: Monotonic) -> Option<drivers_api::Signal> {
        let stays = self.stays()?;
        if now.since(self.shown_at) < stays {
            return None;
        }
        self.screen = Screen::Idle(station_api::Idle::default());
        Some(signals::idle())
    }

    /// The middle of the panel as it stands.
    pub fn screen(&self, ground: &Ground<'_>) -> Screen {
        match &self.screen {
            Screen::Idle(_) => {
                let tally = Tally { expected: self.expected(ground), ..self.tally };
                Screen::Idle(station_api::Idle { tally, recent: self.recent.clone() })
            }
            other => other.clone(),
        }
    }

    /// What the station works on: the number of the shipment, or nothing.
    pub fn context(&self, ground: &Ground<'_>) -> String {
        self.shipment(ground).map(|(number, _)| number).unwrap_or_default()
    }

    fn stays(&self) -> Option<Duration> {
        match &self.screen {
            Screen::Idle(_) | Screen::ReturnsQuestion(_) => None,
            Screen::Routed(_) => Some(OTHER_STAYS),
            Screen::Verdict(card) if card.verdict.must_acknowledge() => None,
            Screen::Verdict(Card { verdict: Verdict::Genuine, .. }) => Some(self.pass_stays()),
            Screen::Verdict(_) => Some(OTHER_STAYS),
        }
    }

    fn pass_stays(&self) -> Duration {
        if self.site.role == Role::Counter { COUNTER_STAYS } else { PASS_STAYS }
    }

    fn card(&self) -> Option<&Card> {
        match &self.screen {
            Screen::Verdict(card) | Screen::ReturnsQuestion(card) => Some(card),
            Screen::Idle(_) | Screen::Routed(_) => None,
        }
    }

    fn waiting_card(&self) -> Option<&Card> {
        match &self.screen {
            Screen::ReturnsQuestion(card) => Some(card),
            Screen::Verdict(card) if card.verdict.must_acknowledge() => Some(card),
            _ => None,
        }
    }

    fn refuse(&self, scan: &RawScan, card: &Card, now: &Now) -> Step {
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

    fn take(&self, scan: &RawScan, ground: &Ground<'_>, now: &Now) -> Step {
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
        let event = acts::act_of_scan(self.site.role, &card.verdict)
            .filter(|_| !again)
            .and_then(|act| self.event(act, &card, now));
        let decision = Decision {
            entry: JournalEntry::Scan(entry(&card, scan, &judged, ground, now)),
            events: event.into_iter().collect(),
            signal: signals::signal_for(card.verdict.kind()),
        };
        Step { decision, effect: self.effect_of(card, &judged, triage, again, now) }
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

    fn no_effect(&self, now: &Now) -> Effect {
        Effect {
            screen: None,
            shown_at: now.mono,
            accepted: None,
            tally: Tally::default(),
            recent: None,
            triage: TriageChange::None,
            next_card: self.next_card,
        }
    }

    fn after_tap(&self, card: &Card, action: Action) -> (Screen, drivers_api::Signal, Tally) {
        let none = Tally::default();
        let route = match action {
            Action::Refurbish => Route::Refurbish,
            Action::Scrap => Route::Scrap,
            Action::Accept if self.site.role == Role::Returns => {
                let actions = vec![Action::Refurbish, Action::Scrap];
                let question = Screen::ReturnsQuestion(Card { actions, ..card.clone() });
                return (question, signals::idle(), none);
            }
            _ => return (Screen::Idle(station_api::Idle::default()), signals::idle(), none),
        };
        let (count, tally) = match route {
            Route::Refurbish => (self.tally.refurbish + 1, Tally { refurbish: 1, ..none }),
            Route::Scrap => (self.tally.scrap + 1, Tally { scrap: 1, ..none }),
        };
        let routed = Routed {
            card: card.id,
            route,
            product: card.facts.product.clone().unwrap_or_default(),
            serial_tail: cards::tail(card),
            count,
            support_code: card.support_code.clone(),
        };
        (Screen::Routed(routed), signals::routed(route), tally)
    }

    fn event(&self, act: registry_api::epcis::Act, card: &Card, now: &Now) -> Option<CustodyEvent> {
        Some(CustodyEvent {
            act,
            gtin: gs1::Gtin::new(card.facts.gtin.as_deref()?).ok()?,
            serial: card.facts.serial.clone()?,
            at: now.stamp.at,
            offset_min: now.stamp.offset_min,
            facility: self.site.facility.clone(),
            transaction: self.transaction(),
            verdict: card.verdict.kind().as_str().to_owned(),
            reason: card.verdict.reason().to_owned(),
        })
    }

    fn transaction(&self) -> Option<Transaction> {
        let number = self.site.shipment.clone().filter(|_| self.site.role == Role::Dock)?;
        Some(Transaction { kind: "desadv".to_owned(), number })
    }

    fn shipment<'a>(&self, ground: &'a Ground<'_>) -> Option<(String, &'a [Serial])> {
        if self.site.role != Role::Dock {
            return None;
        }
        let all = ground.lookup?.shipments(&self.site.facility);
        let chosen = match &self.site.shipment {
            Some(number) => all.into_iter().find(|s| s.number == *number),
            None => all.into_iter().next(),
        };
        chosen.map(|s| (s.number.clone(), s.serials.as_slice()))
    }

    fn expected(&self, ground: &Ground<'_>) -> u64 {
        self.shipment(ground).map_or(0, |(_, units)| units.len() as u64)
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
        Verdict::Attention { reason: station_api::AttentionReason::NotOnManifest } => {
            Tally { unlisted: 1, ..none }
        }
        Verdict::Attention { reason: station_api::AttentionReason::Duplicate } => Tally { twice: 1, ..none },
        Verdict::Indeterminate { cause: Cause::ReadAgain } | Verdict::Indeterminate { .. } => none,
        _ => Tally { aside: 1, ..none },
    }
}

fn add(to: &mut Tally, more: &Tally) {
    to.verified += more.verified;
    to.unlisted += more.unlisted;
    to.twice += more.twice;
    to.aside += more.aside;
    to.refurbish += more.refurbish;
    to.scrap += more.scrap;
}
