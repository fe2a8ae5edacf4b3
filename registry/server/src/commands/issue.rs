// SPDX-License-Identifier: GPL-3.0-or-later
//! `registry issue`.

use std::fmt::Write;

use anyhow::Context;
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use registry_api::http::{IssueRequest, IssuedUnit};
use serde::Serialize;

use super::{open, print};
use crate::check::Order;
use crate::cli::IssueArgs;
use crate::config::IssueDefaults;
use crate::store::Issued;
use crate::{issuing, keys};

/// What is printed of a unit.
#[derive(Serialize)]
struct Printed {
    #[serde(flatten)]
    unit: IssuedUnit,
    /// Address of its public page.
    url: String,
}

/// Issues serials and prints them once they are durable.
pub(super) fn issue(args: &IssueArgs) -> anyhow::Result<()> {
    let (config, registry) = open(&args.config)?;
    let request = request(args, &config.issue)?;
    let order = Order::check(&request)?;
    let issued = registry.store.issue_batch(&order, Timestamp::now())?;
    tracing::info!(batch = order.batch, units = order.count, "batch issued");
    print(&listing(&issued, &config.public_url(), args.json)?)
}

fn request(args: &IssueArgs, defaults: &IssueDefaults) -> anyhow::Result<IssueRequest> {
    let or_default = |given: &Option<String>, default: &Option<String>, name: &str| {
        given.clone().or_else(|| default.clone()).with_context(|| {
            format!("give --{name}, or set {name} in the section [issue] of the configuration")
        })
    };
    Ok(IssueRequest {
        batch: args.batch.clone().map_or_else(new_batch, Ok)?,
        gtin: args.product.clone(),
        count: args.count,
        facility: or_default(&args.facility, &defaults.facility, "facility")?,
        place: args.place.clone().unwrap_or_else(|| defaults.place.clone()),
        line: or_default(&args.line, &defaults.line, "line")?,
        lot: args.lot.clone(),
        expiry: args.expiry.map(|date| date.to_string()),
        markets: args.market.clone(),
    })
}

fn new_batch() -> anyhow::Result<String> {
    Ok(format!("batch-{}", HEXLOWER.encode(&keys::random::<8>()?)))
}

fn listing(issued: &Issued, public_url: &str, json: bool) -> anyhow::Result<String> {
    let mut text = String::new();
    for block in &issued.blocks {
        for serial in &block.serials {
            let unit = issuing::label(&block.facts, *serial);
            if json {
                let url = issuing::page_url(public_url, &block.facts, serial);
                writeln!(text, "{}", serde_json::to_string(&Printed { unit, url })?)?;
            } else {
                writeln!(text, "{}\t{}", unit.serial, unit.digital_link)?;
            }
        }
    }
    Ok(text)
}
