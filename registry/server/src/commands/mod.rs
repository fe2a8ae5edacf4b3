// SPDX-License-Identifier: GPL-3.0-or-later
//! The commands: one function each, from arguments to what is printed.

mod bundle;
mod issue;
mod manage;

use std::io::Write;

use anyhow::Context;

use crate::cli::{BundleCommand, Cli, Command, ConfigArg};
use crate::config::Config;
use crate::serve::{self, Registry};

/// Does what the command line asks.
///
/// # Errors
/// What was refused or failed, in words for the person who asked.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve(args) => serve::serve(&Config::load(&args.config)?),
        Command::Issue(args) => issue::issue(&args),
        Command::Product(args) => manage::product(&args),
        Command::Status(args) => manage::status(&args),
        Command::ReportFake(args) => manage::report_fake(&args),
        Command::Shipment(args) => manage::shipment(&args),
        Command::EnrolCode(args) => manage::enrol_code(&args),
        Command::Bundle(BundleCommand::Build(args)) => bundle::build(&args),
        Command::Openapi => print(&crate::http::openapi().context("could not write the description")?),
    }
}

/// Configuration and registry of a command.
fn open(args: &ConfigArg) -> anyhow::Result<(Config, Registry)> {
    let config = Config::load(&args.config)?;
    let registry = Registry::open(&config)?;
    Ok((config, registry))
}

/// Writes an answer. A reader that went away is an error like any other, not a panic.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("could not write to stdout")
}
