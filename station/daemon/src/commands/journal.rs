// SPDX-License-Identifier: GPL-3.0-or-later
//! `station journal`: the record of every scan and tap.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use station_store::{ExportFormat, Reader, StateDir, StoreError};

use super::args::ConfigArg;
use super::{Outcome, output};

/// What to do with the journal.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Check that no entry was changed, removed or added
    Verify(JournalVerifyArgs),
    /// Write out all entries, for a spreadsheet or another program
    Export(ExportArgs),
}

/// Arguments of `station journal verify`.
#[derive(Debug, Args)]
pub struct JournalVerifyArgs {
    /// The station's configuration.
    #[command(flatten)]
    pub config: ConfigArg,
    /// Print one JSON line
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `station journal export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The station's configuration.
    #[command(flatten)]
    pub config: ConfigArg,
    /// Form of the entries
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    pub format: Form,
    /// File to write instead of stdout; replaced when it exists
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Form of exported entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Comma-separated values with a heading line.
    Csv,
    /// One JSON object on each line.
    Json,
}

impl From<Form> for ExportFormat {
    fn from(form: Form) -> Self {
        match form {
            Form::Csv => Self::Csv,
            Form::Json => Self::Json,
        }
    }
}

/// Does it.
///
/// # Errors
/// When the journal cannot be read or the output not written. A broken chain is an answer.
pub fn run(command: &JournalCommand, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    match command {
        JournalCommand::Verify(args) => verify(args, out),
        JournalCommand::Export(args) => export(args, out),
    }
}

/// The station's database, for reading; works while the station runs.
pub(crate) fn reader(config: &ConfigArg) -> anyhow::Result<Reader> {
    let state = StateDir::new(&config.load()?.state_dir);
    let path = state.database();
    if !path.try_exists().with_context(|| format!("looking for {}", path.display()))? {
        anyhow::bail!("{} does not exist: this station has not run yet", path.display());
    }
    state.reader().context("opening the station's database")
}

fn verify(args: &JournalVerifyArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    match reader(&args.config)?.journal_verify() {
        Ok(report) if args.json => {
            let fields = serde_json::to_value(report)?;
            output::json_line(out, &with(fields, "ok", true.into()))?;
        }
        Ok(report) => {
            writeln!(out, "the journal is whole: {} entries, head {}", report.rows, report.head)?;
        }
        Err(StoreError::JournalBroken { seq, detail }) => {
            if args.json {
                let answer = serde_json::json!({ "ok": false, "seq": seq, "detail": detail });
                output::json_line(out, &answer)?;
            } else {
                writeln!(out, "the journal is BROKEN at entry {seq}: {detail}")?;
            }
            return Ok(Outcome::No);
        }
        Err(error) => return Err(error).context("reading the journal"),
    }
    Ok(Outcome::Done)
}

fn with(mut fields: serde_json::Value, key: &str, value: serde_json::Value) -> serde_json::Value {
    if let Some(fields) = fields.as_object_mut() {
        fields.insert(key.to_owned(), value);
    }
    fields
}

fn export(args: &ExportArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let reader = reader(&args.config)?;
    match &args.out {
        None => {
            reader.journal_export(args.format.into(), &mut BufWriter::new(out))?;
        }
        Some(path) => {
            let rows = export_to(&reader, args.format, path)?;
            eprintln!("{rows} entries written to {}", path.display());
        }
    }
    Ok(Outcome::Done)
}

/// Writes beside the file first: half an export must not pass for a whole one.
fn export_to(reader: &Reader, form: Form, path: &Path) -> anyhow::Result<u64> {
    let mut part: OsString = path.into();
    part.push(".part");
    let part = PathBuf::from(part);
    let doing = || format!("writing {}", path.display());
    let mut file = BufWriter::new(File::create(&part).with_context(doing)?);
    let rows = reader.journal_export(form.into(), &mut file).with_context(doing)?;
    file.get_ref().sync_all().with_context(doing)?;
    fs::rename(&part, path).with_context(doing)?;
    Ok(rows)
}
