// SPDX-License-Identifier: GPL-3.0-or-later
//! A small world for one scenario: a registry with some units, and stations as wanted.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::path::Path;

use registry_api::http::HEALTH;
use station_api::{Action, BundleState, Card, CardId, Screen, Snapshot};
use tempfile::TempDir;
use tests::rig::{Issue, Panel, RegistryRig, StationPlan, StationRig, Unit, get};

pub const PUMP: &str = "09521321000018";
pub const FACILITY: &str = "dock-3";

pub struct World {
    pub registry: RegistryRig,
    pub units: Vec<Unit>,
    // Dropped last: the processes above write into it.
    pub dir: TempDir,
}

impl World {
    /// A running registry with one product and `count` good units for Germany.
    pub fn with_units(count: u32) -> Self {
        Self::founded(count, |_, _| ())
    }

    /// The same, with a shipment of the first `expected` units announced.
    pub fn expecting(count: u32, expected: usize) -> Self {
        Self::founded(count, |registry, units| {
            let serials: Vec<_> = units.iter().take(expected).map(|unit| unit.serial.as_str()).collect();
            registry.shipment("4500128", FACILITY, &serials).unwrap();
        })
    }

    /// The same, with whatever else is to be in the first bundle the registry publishes.
    pub fn founded(count: u32, more: impl FnOnce(&RegistryRig, &[Unit])) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut registry = RegistryRig::prepare(&dir.path().join("registry")).unwrap();
        registry.product(PUMP, "Infusion pump P2").unwrap();
        let what = Issue { gtin: PUMP, count, lot: Some("88123"), markets: &["DE"], ..Issue::default() };
        let units = registry.issue(&what).unwrap();
        more(&registry, &units);
        registry.start().unwrap();
        assert_eq!(get(registry.address(), HEALTH).unwrap().status, 200);
        Self { registry, units, dir }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// An enrolled, running station of a role, and its panel once devices, data and link are good.
    pub fn station(&self, role: &'static str) -> (StationRig, Panel) {
        self.planned(&StationPlan::new(role))
    }

    pub fn planned(&self, plan: &StationPlan) -> (StationRig, Panel) {
        let station = self.enrolled(plan);
        let mut panel = station.panel().unwrap();
        panel.until("fresh data, a link and a scanner", at_work).unwrap();
        (station, panel)
    }

    pub fn enrolled(&self, plan: &StationPlan) -> StationRig {
        let dir = self.path().join(plan.role);
        std::fs::create_dir_all(&dir).unwrap();
        StationRig::enrolled(&dir, plan, &self.registry).unwrap()
    }

    pub fn link(&self, unit: usize) -> &str {
        &self.units[unit].digital_link
    }

    /// Business steps the registry holds of a unit, oldest first.
    pub fn steps(&self, unit: usize) -> Vec<String> {
        let events = self.registry.events(&self.units[unit].serial).unwrap();
        events.iter().map(|event| event["bizStep"].as_str().unwrap().to_owned()).collect()
    }
}

pub fn at_work(snapshot: &Snapshot) -> bool {
    let scanner = snapshot.devices.iter().find(|device| device.name == "scanner");
    snapshot.bundle.state == BundleState::Fresh
        && snapshot.link.offline_since.is_none()
        && scanner.is_some_and(|device| device.state == station_api::DeviceState::Up)
}

/// Scans by the serial scanner and returns the card.
pub fn scan(station: &mut StationRig, panel: &mut Panel, code: &str) -> Card {
    let last = last_card(panel);
    station.scanner.scan(code).unwrap();
    panel.card_after(last).unwrap_or_else(|error| panic!("{error:#}\nlog:\n{}", station.log()))
}

pub fn last_card(panel: &Panel) -> CardId {
    let recent = panel.card().map(|card| card.id);
    match (&panel.newest().screen, recent) {
        (Screen::Routed(routed), _) => routed.card,
        (_, Some(id)) => id,
        _ => CardId::default(),
    }
}

/// Taps and waits until the card is gone.
pub fn answer(panel: &mut Panel, card: &Card, action: Action) {
    panel.tap(card.id, action).unwrap();
    let id = card.id;
    panel
        .until("the card to be answered", |s| match &s.screen {
            Screen::Verdict(up) | Screen::ReturnsQuestion(up) => up.id != id,
            Screen::Idle(_) | Screen::Routed(_) => true,
        })
        .unwrap();
}

/// Waits until nothing waits any more.
pub fn delivered(panel: &mut Panel) {
    panel.until("the queue to empty", |s| s.link.waiting == 0 && s.link.offline_since.is_none()).unwrap();
}

pub fn chip<'a>(snapshot: &'a Snapshot, name: &str) -> &'a station_api::DeviceChip {
    snapshot.devices.iter().find(|device| device.name == name).expect("a configured device")
}
