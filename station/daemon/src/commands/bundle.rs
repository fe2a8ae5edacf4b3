// SPDX-License-Identifier: GPL-3.0-or-later
//! `station bundle`: what signed data holds, whether it would be trusted, and its installation.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};
use registry_api::bundle::plain::PlainBundle;
use registry_api::bundle::{Freshness, TrustRoot, Trusted, freshness};
use serde::Serialize;
use station_store::{BundleSummary, StateDir};

use super::args::{self, ConfigArg};
use super::ground::{self, Found, Unfit};
use super::{Outcome, output};

/// What to do with signed data.
#[derive(Debug, Subcommand)]
pub enum BundleCommand {
    /// Say what signed data holds: products, serials, reported units
    Inspect(InspectArgs),
    /// Say whether signed data would be trusted, by which step it fails, and how old it is
    Check(CheckArgs),
    /// Install signed data from a file, e.g. from a USB stick
    Install(InstallArgs),
}

/// Arguments of `station bundle inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// A folder with signed data, or a bundle file
    #[arg(value_name = "DIR|FILE")]
    pub path: PathBuf,
    /// Trust root to check it against, instead of the one that lies with it
    #[arg(long, value_name = "FILE")]
    pub root: Option<PathBuf>,
    /// Print one JSON line
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `station bundle check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// A folder with signed data, or a bundle file
    #[arg(value_name = "DIR")]
    pub path: PathBuf,
    /// Trust root to check it against, instead of the one that lies with it
    #[arg(long, value_name = "FILE")]
    pub root: Option<PathBuf>,
    /// Tell its age as of this moment instead of now
    #[arg(long, value_name = "TIME", value_parser = args::moment)]
    pub at: Option<Timestamp>,
    /// Print one JSON line
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `station bundle install`.
#[derive(Debug, Args)]
pub struct InstallArgs {
    /// The station's configuration.
    #[command(flatten)]
    pub config: ConfigArg,
    /// The bundle file, or the folder it lies in
    #[arg(value_name = "BUNDLEFILE")]
    pub file: PathBuf,
}

#[derive(Serialize)]
struct CheckLine {
    trusted: bool,
    /// Word of the step that failed.
    step: Option<String>,
    message: Option<String>,
    version: Option<u64>,
    brand: Option<String>,
    issued: Option<Timestamp>,
    expires: Option<Timestamp>,
    freshness: Option<&'static str>,
    age_s: Option<i64>,
}

/// Does it.
///
/// # Errors
/// When data to be inspected or installed is not trusted, or files cannot be read or written. Of a check,
/// that is the answer.
pub fn run(command: &BundleCommand, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    match command {
        BundleCommand::Inspect(args) => inspect(args, out),
        BundleCommand::Check(args) => check(args, out),
        BundleCommand::Install(args) => install(args, out),
    }
}

fn open(path: &Path, root: Option<&Path>) -> anyhow::Result<Result<Found, Unfit>> {
    let root = root.map(ground::read_root).transpose()?;
    if path.is_file() { open_file(path, root) } else { Ok(ground::open(path, root.as_ref())) }
}

fn open_file(path: &Path, root: Option<TrustRoot>) -> anyhow::Result<Result<Found, Unfit>> {
    let Some(root) = root.or_else(|| ground::root_beside(path)) else {
        bail!("{}: name the trust root with --root FILE: no root.json lies beside it", path.display());
    };
    let bytes = ground::read_bundle(path)?;
    let opened = PlainBundle::open(&bytes, &root, 0);
    Ok(opened
        .map(|bundle| Found::of(bundle, root))
        .map_err(|error| Unfit::new(error.step(), error.to_string())))
}

fn inspect(args: &InspectArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let found = match open(&args.path, args.root.as_deref())? {
        Ok(found) => found,
        Err(unfit) => bail!("nothing of this data may be read (step {}): {}", unfit.step, unfit.message),
    };
    let summary = BundleSummary::of(&found.bundle, &found.root);
    if args.json {
        output::json_line(out, &summary)?;
    } else {
        describe(&summary, &found, out)?;
    }
    Ok(Outcome::Done)
}

fn describe(summary: &BundleSummary, found: &Found, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{:<18}{}", "brand", output::printable(&summary.brand))?;
    writeln!(out, "{:<18}{}", "version", summary.sequence)?;
    writeln!(out, "{:<18}{}", "signed", summary.issued)?;
    writeln!(out, "{:<18}{}", "fresh until", summary.expires)?;
    writeln!(out, "{:<18}{}", "serials", summary.serials)?;
    writeln!(out, "{:<18}{} ({} still open)", "blocks", summary.blocks, summary.open_blocks)?;
    for (status, units) in &summary.statuses {
        writeln!(out, "{:<18}{units}", format!("units {status}"))?;
    }
    writeln!(out, "{:<18}{}", "reported fakes", summary.reported_fakes)?;
    writeln!(out, "{:<18}{}", "shipments", summary.shipments)?;
    writeln!(out, "{:<18}{}", "products", summary.products)?;
    for product in &found.bundle.content().products {
        writeln!(out, "  {}  {}", product.gtin.as_str(), output::printable(&product.name))?;
    }
    Ok(())
}

fn check(args: &CheckArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let at = args.at.unwrap_or_else(Timestamp::now);
    let found = open(&args.path, args.root.as_deref())?;
    if args.json {
        output::json_line(out, &check_line(&found, at))?;
    } else {
        match &found {
            Ok(found) => writeln!(out, "trusted: {}", age(&found.root.brand, found.bundle.trusted(), at))?,
            Err(unfit) => writeln!(out, "NOT trusted, step {}: {}", unfit.step, unfit.message)?,
        }
        if let Ok(Found { problem: Some(problem), .. }) = &found {
            writeln!(out, "beware: {}", output::printable(problem))?;
        }
    }
    Ok(Outcome::of(found.is_ok()))
}

fn check_line(found: &Result<Found, Unfit>, at: Timestamp) -> CheckLine {
    let trusted = found.as_ref().ok().map(|found| found.bundle.trusted());
    let unfit = found.as_ref().err();
    let message = unfit.map(|unfit| unfit.message.clone());
    CheckLine {
        trusted: trusted.is_some(),
        step: unfit.map(|unfit| unfit.step.clone()),
        message: message.or_else(|| found.as_ref().ok()?.problem.clone()),
        version: trusted.map(|trusted| trusted.sequence),
        brand: found.as_ref().ok().map(|found| found.root.brand.clone()),
        issued: trusted.map(|trusted| trusted.issued),
        expires: trusted.map(|trusted| trusted.expires),
        freshness: trusted.map(|trusted| freshness_word(freshness(trusted, at))),
        age_s: trusted.map(|trusted| at.duration_since(trusted.issued).as_secs()),
    }
}

fn freshness_word(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::Fresh => "fresh",
        Freshness::Stale => "stale",
        Freshness::TooOld => "too_old",
        Freshness::ClockBehind => "clock_behind",
    }
}

/// How old trusted data is and what that means, for people.
pub(crate) fn age(brand: &str, trusted: &Trusted, at: Timestamp) -> String {
    let brand = output::printable(brand);
    let head = format!("version {} of {brand}", trusted.sequence);
    let age = span(at.duration_since(trusted.issued));
    match freshness(trusted, at) {
        Freshness::Fresh => {
            format!("{head}, {age} old, fresh for {}", span(trusted.expires.duration_since(at)))
        }
        Freshness::Stale => format!("{head}, {age} old: stale, a pass is shown with its date"),
        Freshness::TooOld => format!("{head}, {age} old: too old, no pass is given any more"),
        Freshness::ClockBehind => {
            format!("{head}, signed {age} after the time of this clock: set the clock right")
        }
    }
}

/// A length of time in its largest fitting unit, without a sign.
pub(crate) fn span(length: SignedDuration) -> String {
    let seconds = length.abs().as_secs();
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

fn install(args: &InstallArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let state = StateDir::new(&args.config.load()?.state_dir);
    let (_, root) = ground::enrolled(&state)?;
    let bytes = ground::read_bundle(&args.file)?;
    let bundles = state.bundles().context("opening the bundle folder")?;
    let installed = bundles.install(&bytes, &root, Timestamp::now())?;
    let age = age(&root.brand, installed.bundle.trusted(), Timestamp::now());
    writeln!(out, "installed {age}")?;
    writeln!(out, "A station that is running uses it from its next start.")?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_short() {
        let text = |seconds| span(SignedDuration::from_secs(seconds));
        assert_eq!([text(59), text(600), text(-7_200), text(172_800)], ["59 s", "10 min", "2 h", "2 days"]);
    }
}
