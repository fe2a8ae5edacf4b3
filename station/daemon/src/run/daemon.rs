// SPDX-License-Identifier: GPL-3.0-or-later
//! Puts the station together, top down, and waits for the first part of it to end.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, bail};
use drivers_api::Sink;
use registry_client::{Client, ClientError, Options};
use station_api::CardId;
use station_core::{Panel, Session, Site};
use station_store::{Identity, StateDir};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, mpsc, watch};
use tracing::{info, warn};

use super::bundle_loop::{self, Refresh};
use super::delivery_loop::Delivery;
use super::scan_loop::{Desk, News, Wiring};
use super::watchdog::{self, Progress};
use super::watched::Watched;
use super::{devices, kiosk_socket, sink};
use crate::config::Config;

/// News waiting for the scan loop at most; the senders wait when it is full.
const NEWS_QUEUE: usize = 64;
/// Taps waiting at most.
const TAP_QUEUE: usize = 16;

/// Runs the station until it is told to stop.
///
/// # Errors
/// When it cannot start, or when one of its tasks ends: the service manager starts it afresh.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let state = StateDir::new(&config.state_dir);
    state.create().context("making the state folder")?;
    let identity = Arc::new(state.identity().context("reading the station's identity")?);
    let facility = facility_of(&identity)?;
    let store = state.store(&identity).context("opening the station's database")?;
    let bundles = state.bundles().context("opening the bundle folder")?;
    let start = bundle_loop::load(&bundles, &identity);
    let client = Arc::new(self::client(&config).context("setting up the way to the registry")?);

    let session = Session::new(site_of(&config, facility)?, CardId(store.last_card() + 1));
    let chips = config.devices.iter().map(|device| (device.name.to_string(), device.driver.kind()));
    let panel = Panel::new(&config.name, chips);
    let store = Arc::new(Mutex::new(store));
    let offset = config.site.utc_offset_min;
    let mut desk = Desk::new(session, panel, store.clone(), start.trust, start.bundle, offset);

    let mut watched = Watched::default();
    let (intake, inbox) = sink::channel();
    let (news, news_inbox) = mpsc::channel(NEWS_QUEUE);
    let (taps, intents) = mpsc::channel(TAP_QUEUE);
    let (snapshots, shown) = watch::channel(desk.snapshot());
    let (nudge, progress) = (Arc::new(Notify::new()), Progress::default());

    let listener = kiosk_socket::bind(&config.socket)?;
    let lamps = devices::start(&config.devices, &(intake as Arc<dyn Sink>), &mut watched)?;
    let wiring = Wiring {
        inbox,
        intents,
        news: news_inbox,
        lamps,
        snapshots,
        nudge: nudge.clone(),
        progress: progress.clone(),
    };
    watched.task("panel socket", kiosk_socket::serve(listener, shown, taps));
    watched.task("scan loop", desk.run(wiring));
    watched.task("delivery", Delivery { client: client.clone(), store, news: news.clone(), nudge }.run());
    let every = Duration::from_secs(config.registry.refresh_s);
    if let Some(notice) = start.notice {
        news.send(News::Condition { code: bundle_loop::CONDITION, notice: Some(notice) }).await?;
    }
    watched.task("bundle refresh", Refresh { client, identity, bundles, news, every }.run());
    watched.task("watchdog", watchdog::feed(progress));
    watchdog::ready();
    info!(station = config.name, role = %config.role, socket = %config.socket.display(), "the station is ready");
    until_stopped(watched).await
}

fn facility_of(identity: &Identity) -> anyhow::Result<String> {
    match identity.enrolment() {
        Some(enrolment) => Ok(enrolment.facility.clone()),
        None => bail!(
            "this station is not enrolled: ask the registry's administrator for a code and run `station enrol`"
        ),
    }
}

fn site_of(config: &Config, facility: String) -> anyhow::Result<Site> {
    Ok(Site {
        role: config.role,
        facility,
        market: config.site.market.clone(),
        shipment: config.site.shipment.clone(),
        reading: config.reading.options()?,
    })
}

/// The way to the registry, as configured.
///
/// # Errors
/// When the address cannot be used.
pub fn client(config: &Config) -> Result<Client, ClientError> {
    let options = Options { allow_plain_http: config.registry.allow_plain_http, ..Options::default() };
    Client::new(&config.registry.url, options)
}

async fn until_stopped(mut watched: Watched) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("waiting for signals")?;
    tokio::select! {
        ended = watched.first_end() => match ended.result {
            Ok(()) => bail!("the task {:?} ended", ended.task),
            Err(error) => Err(error.context(format!("the task {:?} ended", ended.task))),
        },
        _ = terminate.recv() => stop("SIGTERM"),
        _ = tokio::signal::ctrl_c() => stop("Ctrl-C"),
    }
}

fn stop(by: &str) -> anyhow::Result<()> {
    warn!(by, "stopping");
    watchdog::stopping();
    Ok(())
}
