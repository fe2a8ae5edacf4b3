// SPDX-License-Identifier: GPL-3.0-or-later
//! The command line: which commands there are and which function each one calls.

use std::io::{self, Write};

use clap::{Parser, Subcommand};

use crate::commands::{Outcome, bundle, decode, doctor, enrol, journal, outbox, parse, replay, run, verify};

/// Answers come on stdout, messages and logs on stderr.
const AFTER_HELP: &str = "\
Exit status: 0 done, 1 the answer is \"no\" or something was refused, 2 wrong use.
Set ASSAY_LOG=debug to see what a command does.
Start with `station doctor --config FILE` when something does not work.";

/// The arguments of one call.
#[derive(Debug, Parser)]
#[command(name = "station", version, after_help = AFTER_HELP, disable_help_subcommand = true)]
#[command(about = "A scanning station that tells genuine from counterfeit")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the station: scanners, lamp, panel, journal, delivery
    Run(run::RunArgs),
    /// Make this station known to the registry, once
    Enrol(enrol::EnrolArgs),
    /// Say what a code contains and whether it follows the GS1 rules
    Parse(parse::ParseArgs),
    /// Read the codes in picture files
    Decode(decode::DecodeArgs),
    /// Say whether a unit is genuine, without a network
    Verify(verify::VerifyArgs),
    /// Look into, check or install signed data
    #[command(subcommand)]
    Bundle(bundle::BundleCommand),
    /// Check or export the record of every scan
    #[command(subcommand)]
    Journal(journal::JournalCommand),
    /// See what waits for the registry
    #[command(subcommand)]
    Outbox(outbox::OutboxCommand),
    /// Check devices, rights, clock, disk, signed data and link, and say what to do
    Doctor(doctor::DoctorArgs),
    /// Play a recorded device session and print the verdicts; nothing is written
    Replay(replay::ReplayArgs),
    /// Decode pictures sent by the station itself
    #[command(hide = true)]
    DecodeWorker,
}

impl Command {
    /// The log filter where the environment sets none.
    pub fn log_filter(&self) -> &'static str {
        match self {
            Self::Run(_) => "info",
            _ => "warn",
        }
    }

    /// Does it.
    ///
    /// # Errors
    /// Whatever keeps the command from being done; the text says what, where and what to do.
    pub fn execute(self) -> anyhow::Result<Outcome> {
        if let Self::Run(args) = &self {
            // Runs for months: it holds no lock on a stdout it never writes to.
            return run::run(args);
        }
        self.answer(&mut io::stdout().lock())
    }

    fn answer(self, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        match self {
            Self::Run(args) => run::run(&args),
            Self::Enrol(args) => enrol::run(&args, out),
            Self::Parse(args) => parse::run(&args, &mut io::stdin().lock(), out),
            Self::Decode(args) => decode::run(&args, out),
            Self::Verify(args) => verify::run(&args, &mut io::stdin().lock(), out),
            Self::Bundle(command) => bundle::run(&command, out),
            Self::Journal(command) => journal::run(&command, out),
            Self::Outbox(command) => outbox::run(&command, out),
            Self::Doctor(args) => doctor::run(&args, out),
            Self::Replay(args) => replay::run(&args, out),
            Self::DecodeWorker => decode::worker(&mut io::stdin().lock(), out),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
