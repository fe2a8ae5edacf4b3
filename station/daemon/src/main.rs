// SPDX-License-Identifier: GPL-3.0-or-later
//! The doorway: arguments, logging, one call, exit status.

use std::io;
use std::process::ExitCode;

use clap::Parser;
use station::cli::Cli;
use station::commands::Outcome;
use station::telemetry;

fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::start(cli.command.log_filter());
    // Fails only when a provider is there already; the first one serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match cli.command.execute() {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::FAILURE,
        Err(error) => {
            if !reader_went_away(&error) {
                eprintln!("station: {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}

/// `station … | head` ends the reader first: nothing is wrong, and there is nobody left to tell.
fn reader_went_away(error: &anyhow::Error) -> bool {
    let broken = |e: &io::Error| e.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(broken))
}
