// SPDX-License-Identifier: GPL-3.0-or-later
//! A made-up maker with units in every condition.

use std::path::Path;

use crate::rig::label::{Label, draw};
use crate::rig::{Issue, RegistryRig, Unit};

/// Facility of the demo's stations.
pub(super) const FACILITY: &str = "9521321000025";
/// Number of the shipment the dock expects.
pub(super) const SHIPMENT: &str = "4500128";
const PUMP: &str = "09521321000018";
const PUMP_NAME: &str = "Infusion pump P2";
const SENSOR: &str = "09521321000025";
const SENSOR_NAME: &str = "Torque sensor TS-40";

/// The maker's units, by what is to be shown with them.
pub(super) struct Maker {
    /// In the expected shipment and good.
    pub(super) good: Vec<Unit>,
    /// Good, but not in the shipment.
    pub(super) unlisted: Unit,
    /// Made for another market.
    pub(super) other_market: Unit,
    /// Recalled by the maker.
    pub(super) recalled: Unit,
    /// Expired.
    pub(super) expired: Unit,
    /// Reported stolen.
    pub(super) stolen: Unit,
    /// A made-up serial in a real block.
    pub(super) counterfeit: String,
    /// Never issued and found on counterfeits.
    pub(super) known_fake: String,
}

impl Maker {
    /// Adds products, issues units, announces a shipment and reports what is to be reported.
    pub(super) fn found(registry: &RegistryRig) -> anyhow::Result<Self> {
        registry.product(PUMP, PUMP_NAME)?;
        registry.product(SENSOR, SENSOR_NAME)?;
        let lot = |gtin, count, lot, expiry, markets| {
            registry.issue(&Issue { gtin, count, lot: Some(lot), expiry, markets })
        };
        let mut pumps = lot(PUMP, 16, "88123", Some("2029-03-31"), &["DE", "FR"])?;
        let mut abroad = lot(SENSOR, 1, "77010", None, &["US"])?;
        let mut old = lot(PUMP, 1, "61500", Some("2025-06-30"), &["DE"])?;
        let (recalled, stolen) = (take(&mut pumps)?, take(&mut pumps)?);
        let unlisted = take(&mut pumps)?;
        registry.status(&recalled.serial, "recalled")?;
        registry.status(&stolen.serial, "stolen")?;
        let other_market = take(&mut abroad)?;
        let listed = pumps.iter().chain([&recalled, &stolen, &other_market]);
        let serials: Vec<_> = listed.map(|unit| unit.serial.as_str()).collect();
        registry.shipment(SHIPMENT, FACILITY, &serials)?;
        let counterfeit = forge(&pumps[0].serial, "7M4KQX2W9BTA");
        let known_fake = forge(&pumps[1].serial, "0F0F0F0F0F0F");
        registry.report_fake(&known_fake)?;
        let expired = take(&mut old)?;
        Ok(Self { good: pumps, unlisted, other_market, recalled, expired, stolen, counterfeit, known_fake })
    }

    /// What a forged or reported serial's label holds.
    pub(super) fn link_to(serial: &str) -> String {
        format!("https://id.gs1.org/01/{PUMP}/21/{serial}")
    }

    /// Issues one unit now, for a registry that may be down.
    pub(super) fn issue_now(registry: &RegistryRig) -> anyhow::Result<Unit> {
        let what = Issue { gtin: SENSOR, count: 1, lot: Some("88410"), ..Issue::default() };
        take(&mut registry.issue(&what)?)
    }

    /// Draws one label of each kind.
    pub(super) fn draw_labels(&self, dir: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(dir)?;
        for (i, unit) in self.good.iter().take(4).enumerate() {
            unit_label(dir, &format!("genuine-{}", i + 1), PUMP_NAME, PUMP, unit, "88123")?;
        }
        unit_label(dir, "not-in-shipment", PUMP_NAME, PUMP, &self.unlisted, "88123")?;
        unit_label(dir, "wrong-market", SENSOR_NAME, SENSOR, &self.other_market, "77010")?;
        unit_label(dir, "recalled", PUMP_NAME, PUMP, &self.recalled, "88123")?;
        unit_label(dir, "expired", PUMP_NAME, PUMP, &self.expired, "61500")?;
        unit_label(dir, "stolen", PUMP_NAME, PUMP, &self.stolen, "88123")?;
        for (name, serial) in [("counterfeit", &self.counterfeit), ("known-fake", &self.known_fake)] {
            let unit = Unit {
                serial: serial.clone(),
                digital_link: Self::link_to(serial),
                element_string: String::new(),
            };
            unit_label(dir, name, PUMP_NAME, PUMP, &unit, "88123")?;
        }
        Ok(())
    }
}

fn unit_label(
    dir: &Path,
    name: &str,
    product: &str,
    gtin: &str,
    unit: &Unit,
    lot: &str,
) -> anyhow::Result<()> {
    let lines = vec![format!("(01) {gtin}"), format!("(21) {}", unit.serial), format!("(10) {lot}")];
    let label = Label { brand: "ACME", product, lines, qr: &unit.digital_link };
    draw(&label, &dir.join(format!("{name}.png")))
}

/// A serial with the place of a real one and a check part out of thin air.
fn forge(real: &str, check: &str) -> String {
    format!("{}{check}", &real[..8])
}

fn take(units: &mut Vec<Unit>) -> anyhow::Result<Unit> {
    units.pop().ok_or_else(|| anyhow::anyhow!("the registry issued too few units"))
}
