// SPDX-License-Identifier: GPL-3.0-or-later
//! Takes snapshots to the publisher, and knows when a new bundle is due.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use registry_api::bundle::TrustRoot;

use super::{PublishError, Publisher, Stamp};
use crate::store::{Publication, Store, StoreError};

/// How often the database is asked whether something urgent changed; the question is one row.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// A pause of this many times the time the last bundle took keeps publishing from taking the whole machine
/// when a large registry changes all the time.
const PAUSE_FACTOR: u32 = 3;
/// Shortest pause between two bundles: changes that come together go out together.
const SHORTEST_PAUSE: Duration = Duration::from_millis(500);

/// A bundle that was published.
#[derive(Debug, Clone)]
pub(crate) struct Bundle {
    /// What the store said when it was begun.
    pub(crate) state: Publication,
    /// The file.
    pub(crate) file: axum::body::Bytes,
}

/// Why a bundle was not published.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PressError {
    /// The store did not give what it holds.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The publisher could not make it.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

/// Makes bundles from a store.
pub(crate) struct Press {
    store: Arc<dyn Store>,
    publisher: Box<dyn Publisher>,
    root: TrustRoot,
    fresh: SignedDuration,
}

impl Press {
    /// A press whose bundles are believed under `root` and count as fresh for `fresh`.
    pub(crate) fn new(
        store: Arc<dyn Store>,
        publisher: Box<dyn Publisher>,
        root: TrustRoot,
        fresh: SignedDuration,
    ) -> Self {
        Self { store, publisher, root, fresh }
    }

    /// Whose bundles to believe.
    pub(crate) fn root(&self) -> &TrustRoot {
        &self.root
    }

    /// Publishes what the store holds now.
    ///
    /// The number is taken before the snapshot, so a bundle never holds less than its number promises. Two
    /// processes that publish at once may put a newer snapshot under the lower number; the server notices the
    /// higher one and publishes again.
    pub(crate) fn publish(&self, now: Timestamp) -> Result<Bundle, PressError> {
        let state = self.store.next_publication()?;
        let mut edition = self.publisher.begin()?;
        self.store.snapshot_for_bundle(now, &mut |piece| edition.add(piece))?;
        let expires = now.checked_add(self.fresh).unwrap_or(Timestamp::MAX);
        let file = edition.seal(Stamp { sequence: state.sequence, issued: now, expires })?;
        tracing::info!(sequence = state.sequence, bytes = file.len(), "bundle published");
        Ok(Bundle { state, file: file.into() })
    }

    /// Publishes whenever a bundle is due, until the receivers of `newest` are gone.
    pub(crate) async fn run(self: Arc<Self>, every: Duration, newest: tokio::sync::watch::Sender<Bundle>) {
        let mut last = Instant::now();
        let mut pause = SHORTEST_PAUSE;
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            if newest.is_closed() {
                return;
            }
            if last.elapsed() < pause {
                continue;
            }
            let current = newest.borrow().state;
            let overdue = last.elapsed() >= every;
            let press = self.clone();
            let begun = Instant::now();
            let done = tokio::task::spawn_blocking(move || press.publish_if_due(current, overdue)).await;
            match done {
                Ok(Ok(None)) => continue,
                Ok(Ok(Some(bundle))) => {
                    newest.send_replace(bundle);
                }
                Ok(Err(error)) => log_failure(&error),
                Err(panicked) => tracing::error!(%panicked, "publishing broke off; trying again"),
            }
            last = Instant::now();
            pause = SHORTEST_PAUSE.max(begun.elapsed() * PAUSE_FACTOR);
        }
    }

    fn publish_if_due(&self, current: Publication, overdue: bool) -> Result<Option<Bundle>, PressError> {
        if !overdue && self.store.publication()? == current {
            return Ok(None);
        }
        self.publish(Timestamp::now()).map(Some)
    }
}

fn log_failure(error: &PressError) {
    let source = std::error::Error::source(error).map(ToString::to_string);
    tracing::error!(%error, source, "no new bundle: stations keep the last one; trying again");
}

#[cfg(test)]
mod tests {
    use registry_api::bundle::{Finding, Lookup, plain::PlainBundle};
    use registry_api::fact::Status;

    use super::*;
    use crate::store::fixture::{self, at};

    fn press(fixture: &fixture::Fixture) -> Press {
        let root = TrustRoot {
            version: 1,
            brand: fixture::BRAND.into(),
            publish_keys: vec![fixture.publish_key.public()],
        };
        let publisher = super::super::PlainPublisher::new(fixture::BRAND, fixture.publish_key.clone());
        Press::new(fixture.store.clone(), Box::new(publisher), root, SignedDuration::from_hours(72))
    }

    #[test]
    fn a_station_finds_in_the_bundle_what_the_store_knows() {
        let fixture = fixture::new();
        let serials = fixture.issue("b-1", 5000);
        fixture.store.set_status(&serials[4999], Status::Recalled, "burns", at(5)).unwrap();
        let forged = fixture::forge(&serials[3]);
        fixture.store.report_fake(&forged, at(6)).unwrap();
        fixture.announce("SH-1", "F2", &serials[1..3]);
        let press = press(&fixture);

        let bundle = press.publish(at(10)).unwrap();

        let opened = PlainBundle::open(&bundle.file, press.root(), 0).unwrap();
        assert_eq!((opened.trusted().sequence, opened.trusted().issued), (1, at(10)));
        let status = |serial| match opened.find(serial) {
            Finding::Issued(fact) => Some(fact.status),
            _ => None,
        };
        assert_eq!(status(&serials[0]), Some(Status::Active));
        assert_eq!(status(&serials[4999]), Some(Status::Recalled));
        assert_eq!(opened.find(&forged), Finding::ReportedFake);
        assert!(matches!(opened.find(&fixture::forge(&serials[7])), Finding::CheckFailed(_)));
        let shipments = opened.shipments("F2");
        assert_eq!((shipments[0].number.as_str(), &shipments[0].serials[..]), ("SH-1", &serials[1..3]));
        assert!(opened.shipments("F1").is_empty());
    }

    #[test]
    fn each_bundle_has_a_higher_number_and_another_salt() {
        let fixture = fixture::new();
        fixture.issue("b-1", 3);
        let press = press(&fixture);
        let open = |bundle: &Bundle| PlainBundle::open(&bundle.file, press.root(), 0).unwrap();
        let (first, second) = (press.publish(at(1)).unwrap(), press.publish(at(2)).unwrap());
        assert_eq!(second.state.sequence, first.state.sequence + 1);
        assert_ne!(open(&first).content().salt, open(&second).content().salt);
    }

    #[test]
    fn nothing_is_published_until_something_urgent_changes() {
        let fixture = fixture::new();
        let serials = fixture.issue("b-1", 3);
        let press = press(&fixture);
        let current = press.publish(at(1)).unwrap().state;
        assert!(press.publish_if_due(current, false).unwrap().is_none());
        assert!(press.publish_if_due(current, true).unwrap().is_some());
        let current = fixture.store.publication().unwrap();
        fixture.store.set_status(&serials[0], Status::Stolen, "van", at(2)).unwrap();
        assert!(press.publish_if_due(current, false).unwrap().is_some());
    }
}
