// SPDX-License-Identifier: GPL-3.0-or-later
//! What a card means for custody, and which shipment it is held against.

use registry_api::epcis::{Act, CustodyEvent, Transaction};
use registry_api::serial::Serial;
use station_api::{Card, Role};

use super::{Now, Session};
use crate::ground::Ground;

impl Session {
    pub(super) fn event(
        &self,
        act: Act,
        card: &Card,
        document: Option<Transaction>,
        now: &Now,
    ) -> Option<CustodyEvent> {
        Some(CustodyEvent {
            act,
            gtin: gs1::Gtin::new(card.facts.gtin.as_deref()?).ok()?,
            serial: card.facts.serial.clone()?,
            at: now.stamp.at,
            offset_min: now.stamp.offset_min,
            facility: self.site.facility.clone(),
            transaction: document,
            verdict: card.verdict.kind().as_str().to_owned(),
            reason: card.verdict.reason().to_owned(),
        })
    }

    /// The despatch advice a dock works on.
    pub(super) fn document(&self, ground: &Ground<'_>) -> Option<Transaction> {
        let (number, _) = self.shipment(ground)?;
        Some(Transaction { kind: "desadv".to_owned(), number })
    }

    pub(super) fn shipment<'a>(&self, ground: &'a Ground<'_>) -> Option<(String, &'a [Serial])> {
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

    pub(super) fn expected(&self, ground: &Ground<'_>) -> u64 {
        self.shipment(ground).map_or(0, |(_, units)| units.len() as u64)
    }
}
