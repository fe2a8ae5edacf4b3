// SPDX-License-Identifier: GPL-3.0-or-later
//! `station enrol`: makes the station's key and makes it known to the registry.

use std::fs;
use std::io::Write;
use std::os::unix::fs::MetadataExt;

use anyhow::{Context, bail};
use clap::Args;
use jiff::Timestamp;
use registry_api::Signature;
use registry_api::http::EnrolRequest;
use registry_client::{BundleReply, Client, Credentials, Timeouts};
use station_store::{Enrolment, Identity, StateDir};

use super::args::ConfigArg;
use super::{Outcome, registry};
use crate::config::Config;

const NOTES: &str = "\
The registry's administrator gives out the code; it works once. The station makes its
own key, which never leaves it, and fetches its first signed data. Run this as the
station's own user, e.g. sudo -u assay-station station enrol --code CODE";

/// Arguments of `station enrol`.
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub struct EnrolArgs {
    /// The station's configuration.
    #[command(flatten)]
    pub config: ConfigArg,
    /// One-time code from the registry's administrator
    #[arg(long)]
    pub code: String,
    /// Address of the registry, instead of the one in the configuration
    #[arg(long, value_name = "URL")]
    pub registry: Option<String>,
    /// Enrol again, although the station is enrolled
    #[arg(long)]
    pub force: bool,
}

/// Enrols and fetches the first bundle.
///
/// # Errors
/// When the station is enrolled already, when its files cannot be written, when the registry refuses or
/// does not answer. A bundle that cannot be had yet is no error: the station fetches it when it runs.
pub fn run(args: &EnrolArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let config = args.config.load()?;
    let state = StateDir::new(&config.state_dir);
    may_enrol(&state, args.force)?;
    let client = registry::client(&config, args.registry.as_deref(), Timeouts::default())?;
    state.create().context("making the state folder")?;
    let mut identity = state.identity().context("making the station's key")?;
    let enrolment = enrol(&mut identity, &state, &config, &client, args.code.trim())?;
    writeln!(out, "enrolled as {} at facility {}", enrolment.station, enrolment.facility)?;
    match first_bundle(&client, &identity, &enrolment, &state) {
        Ok(sequence) => writeln!(out, "installed signed data {sequence} of {}", enrolment.root.brand)?,
        Err(error) => tracing::warn!("no signed data yet, the station fetches it when it runs: {error:#}"),
    }
    if args.registry.as_ref().is_some_and(|url| *url != config.registry.url) {
        tracing::warn!(url = config.registry.url, "the configuration still names another registry");
    }
    Ok(Outcome::Done)
}

fn may_enrol(state: &StateDir, force: bool) -> anyhow::Result<()> {
    owned_by_caller(state)?;
    if !state.enrolment().exists() {
        return Ok(());
    }
    if !force {
        bail!(
            "{} exists: this station is enrolled already. --force enrols it anew, under another number",
            state.enrolment().display()
        );
    }
    let waiting = match state.database().exists() {
        true => {
            state.reader().and_then(|reader| reader.outbox_status()).context("reading the outbox")?.waiting
        }
        false => 0,
    };
    if waiting > 0 {
        bail!(
            "{waiting} record(s) still wait for the registry under the present number; \
             let the station deliver them first (station outbox status)"
        );
    }
    Ok(())
}

/// Files made by somebody else are closed to the station: its key is readable by its owner alone.
fn owned_by_caller(state: &StateDir) -> anyhow::Result<()> {
    let Ok(folder) = fs::metadata(state.root()) else { return Ok(()) };
    let user = rustix::process::geteuid().as_raw();
    if folder.uid() != user {
        bail!(
            "{} belongs to user {}, and this is user {user}: run the command as the station's own user, \
             e.g. sudo -u assay-station station enrol …",
            state.root().display(),
            folder.uid()
        );
    }
    Ok(())
}

fn enrol(
    identity: &mut Identity,
    state: &StateDir,
    config: &Config,
    client: &Client,
    code: &str,
) -> anyhow::Result<Enrolment> {
    let request =
        EnrolRequest { code: code.to_owned(), public_key: identity.public_key(), name: config.name.clone() };
    let answer = registry::wait(client.enrol(&request))?;
    let answer = answer.map_err(|failure| {
        anyhow::anyhow!("not enrolled at {}: {}", client.base_url(), registry::sentence(failure))
    })?;
    identity.enrol(state, answer).context("keeping the enrolment; ask for a new code and try again")?;
    identity.enrolment().cloned().context("the enrolment was not kept")
}

fn first_bundle(
    client: &Client,
    identity: &Identity,
    enrolment: &Enrolment,
    state: &StateDir,
) -> anyhow::Result<u64> {
    let signer = |message: &[u8]| -> Signature { identity.sign(message) };
    let credentials = Credentials { station: &enrolment.station, signer: &signer };
    let reply = registry::wait(client.fetch_bundle(credentials, Timestamp::now(), None))?;
    let BundleReply::New { bytes, .. } = reply.map_err(|f| anyhow::anyhow!(registry::sentence(f)))? else {
        bail!("the registry has none");
    };
    let installed = state.bundles()?.install(&bytes, &enrolment.root, Timestamp::now())?;
    Ok(installed.bundle.trusted().sequence)
}
