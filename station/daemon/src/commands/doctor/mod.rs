// SPDX-License-Identifier: GPL-3.0-or-later
//! `station doctor`: what works, what does not, and what to do about it.
//!
//! It looks and changes nothing, also beside a running station.

mod check;
mod clock;
mod devices;
mod link;
mod state;
#[cfg(feature = "nfc")]
mod tags;

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::path::Path;

use clap::Args;
use station_store::StateDir;

use self::check::{Check, State};
use super::args::ConfigArg;
use super::{Outcome, output};
use crate::config::Config;

const NOTES: &str = "\
Run it as the station's own user, so that it sees what the station sees:
  sudo -u assay-station station doctor
Exit status 1 when anything fails; a warning is no failure.";

/// Arguments of `station doctor`.
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub struct DoctorArgs {
    /// The station's configuration.
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print one JSON line for each check
    #[arg(long)]
    pub json: bool,
}

/// Makes every check and prints each as soon as it is made.
///
/// # Errors
/// When stdout breaks. Whatever a check finds is an answer.
pub fn run(args: &DoctorArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let mut sheet = Sheet { out, json: args.json, fails: 0, warnings: 0 };
    match args.config.load() {
        Err(error) => {
            let check = Check::fail(
                "configuration",
                format!("{error:#}"),
                "Correct the file, or name another with --config.",
            );
            sheet.add(&check)?;
        }
        Ok(config) => {
            sheet.add(&Check::ok("configuration", format!("{} reads well", args.config.path.display())))?;
            examine(&config, &mut sheet)?;
        }
    }
    sheet.end()
}

fn examine(config: &Config, sheet: &mut Sheet<'_>) -> std::io::Result<()> {
    let state = StateDir::new(&config.state_dir);
    sheet.add(&running(&config.socket))?;
    sheet.add(&state::folder(&state))?;
    sheet.add(&state::space(&state))?;
    sheet.add(&state::enrolment(&state))?;
    sheet.add(&state::outbox(&state))?;
    sheet.add(&state::bundle(&state))?;
    let link = link::look(config, &state);
    sheet.add(&clock::check(state::newest_signed(&state), link.registry_time))?;
    for check in &link.checks {
        sheet.add(check)?;
    }
    for device in &config.devices {
        sheet.add(&devices::check(device))?;
    }
    Ok(())
}

fn running(socket: &Path) -> Check {
    match UnixStream::connect(socket) {
        Ok(_) => Check::ok("station", "it is running"),
        Err(error) => Check::warn(
            "station",
            format!("it is not running, or its panel socket {} cannot be reached: {error}", socket.display()),
            "Start it: sudo systemctl start assay-station. If it stops again: journalctl -u assay-station",
        ),
    }
}

/// The answers as they come, and their count.
struct Sheet<'a> {
    out: &'a mut dyn Write,
    json: bool,
    fails: u32,
    warnings: u32,
}

impl Sheet<'_> {
    fn add(&mut self, check: &Check) -> std::io::Result<()> {
        match check.state {
            State::Ok => {}
            State::Warn => self.warnings += 1,
            State::Fail => self.fails += 1,
        }
        if self.json {
            return output::json_line(self.out, check);
        }
        writeln!(self.out, "{check}")?;
        self.out.flush()
    }

    fn end(self) -> anyhow::Result<Outcome> {
        if !self.json {
            let verdict = match (self.fails, self.warnings) {
                (0, 0) => "Everything is in order.".to_owned(),
                (0, warnings) => format!("Nothing fails; look at {warnings} warning(s) above."),
                (fails, warnings) => format!("{fails} failure(s), {warnings} warning(s): see → above."),
            };
            writeln!(self.out, "\n{verdict}")?;
        }
        Ok(Outcome::of(self.fails == 0))
    }
}
