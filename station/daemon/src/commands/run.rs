// SPDX-License-Identifier: GPL-3.0-or-later
//! `station run`: the daemon.

use anyhow::Context;
use clap::Args;

use super::Outcome;
use super::args::ConfigArg;

/// Arguments of `station run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// The station's configuration.
    #[command(flatten)]
    pub config: ConfigArg,
}

/// Runs until it is told to stop.
///
/// # Errors
/// When the configuration cannot be used, or a part of the station ends that should not.
pub fn run(args: &RunArgs) -> anyhow::Result<Outcome> {
    let config = args.config.load()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("starting the station's threads")?.block_on(crate::run::run(config))?;
    Ok(Outcome::Done)
}
