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
use registry_api::epcis::Transaction;
use registry_api::serial::Serial;
use station_api::{Card, CardId, Recent, Role, Screen, Tally, Verdict};

use crate::decision::{Decision, Stamp};
use crate::ground::Ground;
use crate::signals;
use crate::triage::{Triage, TriageChange};

mod cards;
mod custody;
mod scans;
mod seen;
mod taps;

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
    document: Option<Transaction>,
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
    /// The document the card on the panel belongs to; a tap on it belongs there too.
    document: Option<Transaction>,
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
            document: None,
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
        self.document = effect.document;
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

    fn no_effect(&self, now: &Now) -> Effect {
        Effect {
            screen: None,
            shown_at: now.mono,
            accepted: None,
            tally: Tally::default(),
            recent: None,
            triage: TriageChange::None,
            document: self.document.clone(),
            next_card: self.next_card,
        }
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
