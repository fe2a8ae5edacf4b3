// SPDX-License-Identifier: GPL-3.0-or-later
//! Whether the registry can be reached, takes this station and has good data for it.

use std::time::Duration;

use jiff::Timestamp;
use registry_api::Signature;
use registry_api::bundle::TrustRoot;
use registry_api::problem::Failure;
use registry_client::{BundleReply, Client, Credentials, Timeouts};
use station_store::{Identity, StateDir};

use super::check::Check;
use crate::commands::{ground, registry};
use crate::config::Config;

const NAME: &str = "registry";
const DATA: &str = "registry data";
/// A person is waiting: what takes longer is worth knowing.
const PATIENCE: Timeouts = Timeouts {
    connect: Duration::from_secs(3),
    total: Duration::from_secs(10),
    idle: Duration::from_secs(10),
    bundle: Duration::from_secs(60),
};
const OFFLINE: &str = "The station works on without it. Check cable or Wi-Fi, the address in the configuration, \
                       and whether other machines reach it.";

/// What looking at the link gave.
pub(super) struct Link {
    /// The checks.
    pub(super) checks: Vec<Check>,
    /// The registry's time, and this clock's when the answer came.
    pub(super) registry_time: Option<(Timestamp, Timestamp)>,
}

impl Link {
    fn only(check: Check) -> Self {
        Self { checks: vec![check], registry_time: None }
    }
}

/// Asks the registry how it is and, when this station is enrolled, for its data.
pub(super) fn look(config: &Config, state: &StateDir) -> Link {
    let client = match registry::client(config, None, PATIENCE) {
        Ok(client) => client,
        Err(error) => {
            return Link::only(Check::fail(
                NAME,
                format!("{error:#}"),
                "Correct [registry] in the configuration.",
            ));
        }
    };
    match registry::wait(client.health()) {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => return Link::only(trouble(NAME, client.base_url(), failure)),
        Err(error) => return Link::only(Check::fail(NAME, format!("{error:#}"), "Restart the machine.")),
    }
    let reached = Check::ok(NAME, format!("{} answers", client.base_url()));
    let Ok((identity, root)) = ground::enrolled(state) else { return Link::only(reached) };
    let (data, registry_time) = fetch(&client, &identity, &root, state);
    Link { checks: vec![reached, data], registry_time }
}

fn fetch(
    client: &Client,
    identity: &Identity,
    root: &TrustRoot,
    state: &StateDir,
) -> (Check, Option<(Timestamp, Timestamp)>) {
    let station = identity.enrolment().map(|enrolment| enrolment.station.clone()).unwrap_or_default();
    let signer = |message: &[u8]| -> Signature { identity.sign(message) };
    let credentials = Credentials { station: &station, signer: &signer };
    match registry::wait(client.fetch_bundle(credentials, Timestamp::now(), None)) {
        Ok(Ok(BundleReply::New { bytes, server_date, .. })) => {
            let time = server_date.map(|date| (date, Timestamp::now()));
            (offered(&bytes, root, state), time)
        }
        Ok(Ok(BundleReply::NotModified)) => (Check::ok(DATA, "nothing newer"), None),
        Ok(Err(failure)) => (trouble(DATA, client.base_url(), failure), None),
        Err(error) => (Check::fail(DATA, format!("{error:#}"), "Restart the machine."), None),
    }
}

fn offered(bytes: &[u8], root: &TrustRoot, state: &StateDir) -> Check {
    let todo = "Tell the registry's administrator, with the words above.";
    // Looked at through the station's own folder, where that exists: it knows what was trusted before.
    let checked = match state.bundle().is_dir() {
        true => state.bundles().map_err(anyhow::Error::new).and_then(|dir| Ok(dir.check(bytes, root)?)),
        false => registry_api::bundle::plain::PlainBundle::open(bytes, root, 0).map_err(anyhow::Error::new),
    };
    match checked {
        Ok(bundle) => {
            Check::ok(DATA, format!("version {} is offered and trusted", bundle.trusted().sequence))
        }
        Err(error) => Check::fail(DATA, format!("what the registry offers is refused: {error:#}"), todo),
    }
}

fn trouble(name: &str, url: &str, failure: Failure) -> Check {
    match failure {
        Failure::Retriable(reason) => Check::warn(name, format!("{url}: {reason}"), OFFLINE),
        Failure::Final(problem) => {
            let todo = "Tell the registry's administrator: it refuses this station.";
            Check::fail(name, format!("{url} refuses: {}", problem.detail), todo)
        }
    }
}
