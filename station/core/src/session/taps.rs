// SPDX-License-Identifier: GPL-3.0-or-later
//! What one tap comes to.

use station_api::{Action, Card, Intent, Role, Route, Routed, Screen, Tally};

use super::{Effect, Now, Session, Step, cards};
use crate::decision::{Decision, JournalEntry, TapEntry};
use crate::{acts, signals};

impl Session {
    /// Decides one tap; `None` when it answers a card that is not up any more or offers no such action.
    pub fn tap(&self, intent: Intent, now: &Now) -> Option<Step> {
        let card = self.card().filter(|card| card.id == intent.card)?;
        if !card.actions.contains(&intent.action) {
            return None;
        }
        let event = acts::act_of_tap(self.site.role, &card.verdict, intent.action)
            .and_then(|act| self.event(act, card, self.document.clone(), now));
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
}
