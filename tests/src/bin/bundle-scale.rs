// SPDX-License-Identifier: GPL-3.0-or-later
//! Builds a paged bundle of any size, asks it, brings it up to date, and prints one line of JSON.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match tests::scale::run(&tests::scale::Options::parse()) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bundle-scale: {error:#}");
            ExitCode::FAILURE
        }
    }
}
