// SPDX-License-Identifier: GPL-3.0-or-later
//! `station decode`: picture files through the pipeline of camera frames.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use driver_camera::{
    Formats, StillAnswer, StillError, Symbol, WorkerCommand, WorkerHandle, decode_file_with,
};
use serde::Serialize;

use super::{Outcome, output};

/// Longest time for one picture. Five times that of a live frame: nobody stands and waits, and the machine
/// may be busy.
const DEADLINE: Duration = Duration::from_secs(10);

const EXAMPLES: &str = "\
  station decode label.png
  station decode --json --symbologies QRCode,DataMatrix *.jpg

Kinds: QRCode MicroQRCode DataMatrix Code128 EAN13 EAN8 UPCA UPCE.
Exit status 1 when a file could not be read; a picture without a code is no error.";

/// Arguments of `station decode`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct DecodeArgs {
    /// Print one JSON line for each file
    #[arg(long)]
    pub json: bool,
    /// Kinds of codes to look for, e.g. QRCode,DataMatrix; all when left out
    #[arg(long, value_name = "LIST", default_value = "", hide_default_value = true, value_parser = formats)]
    pub symbologies: Formats,
    /// Pictures: PNG, JPEG or WebP
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

fn formats(list: &str) -> Result<Formats, driver_camera::UnknownFormat> {
    if list.is_empty() { Ok(Formats::all()) } else { list.parse() }
}

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    ms: f64,
    symbols: &'a [Symbol],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Decodes each file in order.
///
/// # Errors
/// When stdout breaks. A file that cannot be read is told and the others are still answered.
pub fn run(args: &DecodeArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let mut worker = WorkerHandle::new(WorkerCommand::this_program(["decode-worker"]), args.symbologies);
    let mut outcome = Outcome::Done;
    for file in &args.files {
        outcome = outcome.and(one(file, &mut worker, args.json, out)?);
    }
    Ok(outcome)
}

/// Answers the station's own requests until it closes stdin.
///
/// # Errors
/// When the pipes break: there is nobody left to answer.
pub fn worker(input: &mut dyn Read, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    driver_camera::worker_main(input, out)?;
    Ok(Outcome::Done)
}

fn one(file: &Path, worker: &mut WorkerHandle, json: bool, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let (answer, error) = match decode_file_with(file, worker, DEADLINE) {
        Ok(answer) => (answer, None),
        Err(error) => (unanswered(&error), Some(format!("{:#}", anyhow::Error::new(error)))),
    };
    let name = file.to_string_lossy();
    if let Some(error) = &error {
        eprintln!("station: {}", output::printable(error));
    }
    let outcome = Outcome::of(error.is_none());
    if json {
        let line = Line { file: &name, ms: answer.ms, symbols: &answer.symbols, error };
        output::json_line(out, &line)?;
    } else if error.is_none() {
        plain(&name, &answer, out)?;
    }
    Ok(outcome)
}

/// A picture that was never decoded cost no decoding; one that missed its deadline cost all of it.
fn unanswered(error: &StillError) -> StillAnswer {
    let spent = match error {
        StillError::Picture(_) => Duration::ZERO,
        StillError::Worker { .. } => DEADLINE,
    };
    StillAnswer { ms: spent.as_secs_f64() * 1e3, symbols: Vec::new() }
}

fn plain(name: &str, answer: &StillAnswer, out: &mut dyn Write) -> std::io::Result<()> {
    let name = output::printable(name);
    if answer.symbols.is_empty() {
        return writeln!(out, "{name}: no code found");
    }
    for symbol in &answer.symbols {
        writeln!(out, "{name}: {} {}{}", symbol.format, symbol.symbology, output::printable(&symbol.text))?;
    }
    Ok(())
}
