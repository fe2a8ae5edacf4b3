// SPDX-License-Identifier: GPL-3.0-or-later
//! `make demo`: a registry, a made-up maker, a station and its kiosk on this machine.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match tests::demo::run(&tests::demo::Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}
