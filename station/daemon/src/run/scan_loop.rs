// SPDX-License-Identifier: GPL-3.0-or-later
//! The one loop that decides: scans, taps and news in; journal, lamp, panel out.
//!
//! Everything that changes the station goes through here in one order. Each scan is committed before
//! anybody sees or hears its verdict.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use drivers_api::{RawScan, Signal};
use jiff::Timestamp;
use registry_api::bundle::{Lookup, plain::PlainBundle};
use station_api::{Intent, Link, Notice, NoticeLevel, Snapshot};
use station_core::{BundleTrust, Decision, Ground, Now, Panel, PanelInput, Session};
use station_store::{Store, StoreError};
use tokio::sync::{Notify, mpsc, watch};
use tracing::{error, info, info_span};

use super::clock;
use super::lamp::Lamps;
use super::sink::Inbox;
use super::watchdog::Progress;

/// How often a card's time is looked at.
const TICK: Duration = Duration::from_millis(100);
/// Ticks between two snapshots that only move the clock.
const CLOCK_TICKS: u32 = 10;

/// News from the other loops.
#[derive(Debug)]
pub(crate) enum News {
    /// Another bundle is in use.
    Bundle {
        /// How far it is trusted.
        trust: BundleTrust,
        /// Its facts.
        bundle: Option<Arc<PlainBundle>>,
    },
    /// The registry answered, or did not.
    Link {
        /// Whether it did.
        online: bool,
    },
    /// The queue changed.
    Outbox {
        /// Waiting.
        waiting: u64,
        /// Put aside by the registry.
        parked: u64,
    },
    /// A condition began (`Some`) or ended (`None`).
    Condition {
        /// Its stable word.
        code: &'static str,
        /// What a person should read.
        notice: Option<Notice>,
    },
}

/// What the loop is given.
pub(crate) struct Wiring {
    /// Scans and device states.
    pub(crate) inbox: Inbox,
    /// Taps.
    pub(crate) intents: mpsc::Receiver<Intent>,
    /// News.
    pub(crate) news: mpsc::Receiver<News>,
    /// Lamps.
    pub(crate) lamps: Lamps,
    /// Where snapshots go.
    pub(crate) snapshots: watch::Sender<Arc<Snapshot>>,
    /// Wakes the delivery.
    pub(crate) nudge: Arc<Notify>,
    /// Proof of progress.
    pub(crate) progress: Progress,
}

/// The state behind the loop.
pub(crate) struct Desk {
    session: Session,
    panel: Panel,
    store: Arc<Mutex<Store>>,
    trust: BundleTrust,
    bundle: Option<Arc<PlainBundle>>,
    link: Link,
    conditions: BTreeMap<&'static str, Notice>,
    offset_min: i16,
}

impl Desk {
    /// A desk with the bundle it starts on.
    pub(crate) fn new(
        session: Session,
        panel: Panel,
        store: Arc<Mutex<Store>>,
        trust: BundleTrust,
        bundle: Option<Arc<PlainBundle>>,
        offset_min: i16,
    ) -> Self {
        let link = Link { offline_since: Some(Timestamp::now()), ..Link::default() };
        Self { session, panel, store, trust, bundle, link, conditions: BTreeMap::new(), offset_min }
    }

    /// The panel as it stands.
    pub(crate) fn snapshot(&mut self) -> Arc<Snapshot> {
        let input =
            PanelInput { link: self.link.clone(), notices: self.conditions.values().cloned().collect() };
        let lookup = self.bundle.as_deref().map(|bundle| bundle as &dyn Lookup);
        let ground = Ground { lookup, trust: &self.trust };
        Arc::new(self.panel.snapshot(&self.session, &ground, &input, Timestamp::now()))
    }

    /// Runs until the drivers' channel closes.
    ///
    /// # Errors
    /// Never; the signature is that of every watched task.
    pub(crate) async fn run(mut self, mut wiring: Wiring) -> anyhow::Result<()> {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut idle_ticks = 0;
        loop {
            let show = tokio::select! {
                biased;
                Some(intent) = wiring.intents.recv() => self.tapped(intent, &wiring),
                Some(news) = wiring.news.recv() => self.heard(news),
                () = wiring.inbox.health.changed() => self.devices(&wiring),
                scan = wiring.inbox.scans.recv() => match scan {
                    Some(scan) => self.scanned(&scan, &wiring),
                    None => return Ok(()),
                },
                _ = tick.tick() => {
                    idle_ticks += 1;
                    self.ticked(&wiring.lamps) || idle_ticks >= CLOCK_TICKS
                }
            };
            if show {
                idle_ticks = 0;
                wiring.snapshots.send_replace(self.snapshot());
            }
            wiring.progress.turn();
        }
    }

    fn now(&self) -> Now {
        clock::now(self.trust.issued(), self.offset_min)
    }

    fn scanned(&mut self, scan: &RawScan, wiring: &Wiring) -> bool {
        let now = self.now();
        let _span = info_span!("scan", device = %scan.device).entered();
        let lookup = self.bundle.as_deref().map(|bundle| bundle as &dyn Lookup);
        let step = self.session.scan(scan, &Ground { lookup, trust: &self.trust }, &now);
        match self.record(&step.decision) {
            Ok(()) => {
                self.session.commit(step.effect);
                wiring.lamps.show(step.decision.signal);
                self.queued(&step.decision, wiring);
            }
            Err(()) => wiring.lamps.show(self.session.not_recorded(scan, &now)),
        }
        true
    }

    fn tapped(&mut self, intent: Intent, wiring: &Wiring) -> bool {
        let now = self.now();
        let Some(step) = self.session.tap(intent, &now) else {
            info!(card = intent.card.0, "a tap came too late and was ignored");
            return false;
        };
        if self.record(&step.decision).is_ok() {
            self.session.commit(step.effect);
            wiring.lamps.show(step.decision.signal);
            self.queued(&step.decision, wiring);
        }
        true
    }

    /// Commits journal and outbox together.
    fn record(&mut self, decision: &Decision) -> Result<(), ()> {
        // SQLite flushes to the card here, for milliseconds: the other loops must go on meanwhile.
        let recorded = tokio::task::block_in_place(|| {
            self.store.lock().unwrap_or_else(PoisonError::into_inner).record(decision)
        });
        match recorded {
            Ok(_) => {
                self.conditions.remove("not_recorded");
                Ok(())
            }
            Err(error) => {
                error!(error = &error as &dyn std::error::Error, "a scan could not be recorded");
                self.conditions.insert("not_recorded", not_recorded(&error));
                Err(())
            }
        }
    }

    fn queued(&mut self, decision: &Decision, wiring: &Wiring) {
        if !decision.events.is_empty() {
            self.link.waiting += decision.events.len() as u64;
            wiring.nudge.notify_one();
        }
    }

    fn heard(&mut self, news: News) -> bool {
        match news {
            News::Bundle { trust, bundle } => (self.trust, self.bundle) = (trust, bundle),
            News::Link { online: true } => self.link.offline_since = None,
            News::Link { online: false } => {
                self.link.offline_since.get_or_insert_with(Timestamp::now);
            }
            News::Outbox { waiting, parked } => (self.link.waiting, self.link.parked) = (waiting, parked),
            News::Condition { code, notice: Some(notice) } => {
                self.conditions.insert(code, notice);
            }
            News::Condition { code, notice: None } => {
                self.conditions.remove(code);
            }
        }
        true
    }

    fn devices(&mut self, wiring: &Wiring) -> bool {
        let changed = wiring.inbox.health.take();
        for health in &changed {
            info!(device = %health.device, state = ?health.state, detail = health.detail, "a device changed");
            self.panel.device(health);
        }
        !changed.is_empty()
    }

    fn ticked(&mut self, lamps: &Lamps) -> bool {
        let signal: Option<Signal> = self.session.tick(drivers_api::Monotonic::now());
        if let Some(signal) = signal {
            lamps.show(signal);
        }
        signal.is_some()
    }
}

fn not_recorded(error: &StoreError) -> Notice {
    let text = if error.is_disk_full() {
        "The disk is full: scans cannot be recorded and are not accepted. Call support."
    } else {
        "Scans cannot be recorded and are not accepted. Call support."
    };
    Notice { level: NoticeLevel::Stop, code: "not_recorded".to_owned(), text: text.to_owned() }
}
