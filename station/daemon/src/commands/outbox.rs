// SPDX-License-Identifier: GPL-3.0-or-later
//! `station outbox`: what waits for the registry and what it put aside.

use std::io::Write;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;
use station_store::{OutboxStatus, ParkedRow};

use super::args::ConfigArg;
use super::{Outcome, bundle, journal, output};

/// Parked records listed at most.
const MAX_LISTED: usize = 100;

/// What to do with the outbox.
#[derive(Debug, Subcommand)]
pub enum OutboxCommand {
    /// Say how many records wait for the registry, since when, and which it put aside
    Status(StatusArgs),
}

/// Arguments of `station outbox status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// The station's configuration.
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print one JSON line
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    status: &'a OutboxStatus,
    /// The first of the parked rows, oldest first.
    parked_rows: Vec<Parked<'a>>,
}

#[derive(Serialize)]
struct Parked<'a> {
    seq: u64,
    problem: &'a str,
}

/// Does it.
///
/// # Errors
/// When the database cannot be read.
pub fn run(command: &OutboxCommand, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let OutboxCommand::Status(args) = command;
    let reader = journal::reader(&args.config)?;
    let status = reader.outbox_status()?;
    let parked = reader.parked(MAX_LISTED)?;
    if args.json {
        let parked_rows = parked.iter().map(|row| Parked { seq: row.seq, problem: &row.problem }).collect();
        output::json_line(out, &Line { status: &status, parked_rows })?;
    } else {
        describe(&status, &parked, out)?;
    }
    Ok(Outcome::Done)
}

fn describe(status: &OutboxStatus, parked: &[ParkedRow], out: &mut dyn Write) -> std::io::Result<()> {
    match status.oldest {
        Some(oldest) => {
            let since = bundle::span(Timestamp::now().duration_since(oldest));
            writeln!(out, "{:<10}{}, the oldest for {since}", "waiting", status.waiting)?;
        }
        None => writeln!(out, "{:<10}{}", "waiting", status.waiting)?,
    }
    writeln!(out, "{:<10}{} of {}", "delivered", status.acked_seq, status.last_seq)?;
    writeln!(out, "{:<10}{}", "parked", status.parked)?;
    for row in parked {
        writeln!(out, "  record {}: {}", row.seq, output::printable(&row.problem))?;
    }
    if status.parked > parked.len() as u64 {
        writeln!(out, "  and {} more", status.parked - parked.len() as u64)?;
    }
    Ok(())
}
