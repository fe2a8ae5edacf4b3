// SPDX-License-Identifier: GPL-3.0-or-later
//! The doorway of the process `registry`: arguments, logging, one call.

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = registry::Cli::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .init();
    match registry::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Not through the log, whose filter could swallow it.
            eprintln!("registry: {error:#}");
            ExitCode::from(1)
        }
    }
}
