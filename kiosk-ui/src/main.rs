// SPDX-License-Identifier: GPL-3.0-or-later
//! The process `kiosk-ui`: the doorway only.

use std::process::ExitCode;

use clap::Parser;
use kiosk_ui::{Args, Surroundings};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let args = Args::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let around = Surroundings {
        display: std::env::var_os("DISPLAY").is_some_and(|display| !display.is_empty()),
        zone: jiff::tz::TimeZone::system(),
    };
    match kiosk_ui::run(&args, around) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kiosk-ui: {error:#}");
            ExitCode::FAILURE
        }
    }
}
