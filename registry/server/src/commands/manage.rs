// SPDX-License-Identifier: GPL-3.0-or-later
//! Products, statuses, reports, shipments and codes.

use std::io::Read;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use registry_api::fact::Product;
use registry_api::http::ShipmentRequest;
use registry_api::serial::Serial;

use super::{open, print};
use crate::check;
use crate::cli::{EnrolCodeArgs, ProductArgs, ReportFakeArgs, ShipmentArgs, StatusArgs};
use crate::store::{OneTimeCode, Shipped};

/// How long a one-time code can be used.
const CODE_VALID: SignedDuration = SignedDuration::from_hours(24);
/// Longest list of serials that is read from stdin, in bytes.
const MAX_LIST_BYTES: u64 = 4 * 1024 * 1024;

/// Adds or changes a product.
pub(super) fn product(args: &ProductArgs) -> anyhow::Result<()> {
    let product = Product {
        gtin: check::gtin(&args.gtin)?,
        name: check::name("name", &args.name)?,
        warranty_months: args.warranty_months,
    };
    let (_, registry) = open(&args.config)?;
    registry.store.upsert_product(&product, Timestamp::now())?;
    tracing::info!(gtin = product.gtin.as_str(), "product stored");
    Ok(())
}

/// Sets the status of a unit.
pub(super) fn status(args: &StatusArgs) -> anyhow::Result<()> {
    let serial = serial(&args.serial)?;
    let reason = check::reason(&args.reason)?;
    let (_, registry) = open(&args.config)?;
    registry.store.set_status(&serial, args.status, &reason, Timestamp::now())?;
    tracing::info!(%serial, status = %args.status, "status set");
    Ok(())
}

/// Records a serial found on counterfeits.
pub(super) fn report_fake(args: &ReportFakeArgs) -> anyhow::Result<()> {
    let serial = serial(&args.serial)?;
    let (_, registry) = open(&args.config)?;
    registry.store.report_fake(&serial, Timestamp::now())?;
    tracing::info!(%serial, "report stored");
    Ok(())
}

/// Announces a shipment of the serials on stdin.
pub(super) fn shipment(args: &ShipmentArgs) -> anyhow::Result<()> {
    let number = check::code("number", &args.number)?;
    let mut list = String::new();
    std::io::stdin()
        .lock()
        .take(MAX_LIST_BYTES)
        .read_to_string(&mut list)
        .context("could not read serials from stdin")?;
    let request = ShipmentRequest { facility: args.facility.clone(), serials: serials(&list)? };
    let shipped = Shipped::check(&request)?;
    let (_, registry) = open(&args.config)?;
    registry.store.announce_shipment(&number, &shipped, Timestamp::now())?;
    tracing::info!(number, units = shipped.serials.len(), "shipment announced");
    Ok(())
}

/// Makes a one-time code and prints it.
pub(super) fn enrol_code(args: &EnrolCodeArgs) -> anyhow::Result<()> {
    let facility = check::code("facility", &args.facility)?;
    let (_, registry) = open(&args.config)?;
    let now = Timestamp::now();
    let expires = now.checked_add(CODE_VALID).context("the clock is out of range")?;
    let code = OneTimeCode::random()?;
    registry.store.add_enrol_code(&code, &facility, now, expires)?;
    tracing::info!(facility, %expires, "code made");
    print(&format!("{}\n", code.reveal()))
}

fn serial(text: &str) -> anyhow::Result<Serial> {
    Serial::parse(text).with_context(|| format!("{text:?} is no serial"))
}

fn serials(list: &str) -> anyhow::Result<Vec<Serial>> {
    let lines = list.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    lines
        .filter(|(_, line)| !line.is_empty())
        .map(|(number, line)| serial(line).with_context(|| format!("line {number} of stdin")))
        .collect()
}
