// SPDX-License-Identifier: GPL-3.0-or-later
//! Keeps the bundle new: fetch, check, install, swap. The one in use stays until the next has passed.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use registry_api::bundle::plain::PlainBundle;
use registry_api::problem::Failure;
use registry_client::{BundleReply, Client, Credentials};
use station_api::{Notice, NoticeLevel};
use station_core::BundleTrust;
use station_store::{BundleDir, BundleLoadError, Identity, InstallError, Installed, Origin};
use tokio::sync::mpsc;
use tracing::{error, info, warn};

use super::scan_loop::News;

/// What the loop works with.
pub(crate) struct Refresh {
    /// The registry.
    pub(crate) client: Arc<Client>,
    /// Who asks, and whose root to trust.
    pub(crate) identity: Arc<Identity>,
    /// Where bundles are kept.
    pub(crate) bundles: BundleDir,
    /// Where news go.
    pub(crate) news: mpsc::Sender<News>,
    /// Time between two looks.
    pub(crate) every: Duration,
}

/// The bundle a station starts on.
pub(crate) struct Start {
    /// How far it is trusted.
    pub(crate) trust: BundleTrust,
    /// Its facts.
    pub(crate) bundle: Option<Arc<PlainBundle>>,
    /// What a person should know of it.
    pub(crate) notice: Option<Notice>,
}

/// Loads what is installed; a bundle that cannot be used is a verdict of its own and no reason to stop.
pub(crate) fn load(bundles: &BundleDir, identity: &Identity) -> Start {
    let Some(enrolment) = identity.enrolment() else {
        return Start { trust: BundleTrust::Missing, bundle: None, notice: None };
    };
    match bundles.load(&enrolment.root) {
        Ok(installed) => started(installed),
        Err(BundleLoadError::Missing { .. }) => {
            Start { trust: BundleTrust::Missing, bundle: None, notice: None }
        }
        Err(error) => {
            error!(error = &error as &dyn std::error::Error, step = error.step(), "no bundle can be trusted");
            let trust = BundleTrust::Untrusted { step: error.step().to_owned() };
            Start { trust, bundle: None, notice: None }
        }
    }
}

fn started(installed: Installed) -> Start {
    let notice = match &installed.origin {
        Origin::Current => None,
        Origin::Previous { problem } => {
            warn!(problem, "the newest bundle cannot be used; the one before it is in use");
            let text = "The newest signed data is damaged; the data before it is in use.";
            Some(Notice { level: NoticeLevel::Warning, code: CONDITION.into(), text: text.into() })
        }
    };
    let trust = BundleTrust::Trusted(installed.bundle.trusted().clone());
    Start { trust, bundle: Some(Arc::new(installed.bundle)), notice }
}

/// The condition this loop raises and clears.
pub(crate) const CONDITION: &str = "bundle_refused";

impl Refresh {
    /// Looks for ever.
    ///
    /// # Errors
    /// When the scan loop is gone.
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        // Nothing is remembered of an earlier process: its bundle may have been damaged since.
        let mut etag = None;
        loop {
            self.turn(&mut etag).await?;
            tokio::time::sleep(self.every).await;
        }
    }

    async fn turn(&self, etag: &mut Option<String>) -> anyhow::Result<()> {
        let online = match self.fetch(etag.as_deref()).await {
            Ok(BundleReply::NotModified) => true,
            Ok(BundleReply::New { bytes, etag: tag, .. }) => {
                self.install(&bytes).await?;
                *etag = tag;
                true
            }
            Err(Failure::Retriable(reason)) => {
                info!(reason, "no newer bundle: the registry does not answer");
                false
            }
            Err(Failure::Final(problem)) => {
                warn!(
                    kind = problem.kind,
                    detail = problem.detail,
                    "the registry gives this station no bundle"
                );
                self.refused(&format!("The registry gives this station no data: {}", problem.detail)).await?;
                true
            }
        };
        Ok(self.news.send(News::Link { online }).await?)
    }

    async fn fetch(&self, etag: Option<&str>) -> Result<BundleReply, Failure> {
        let Some(enrolment) = self.identity.enrolment() else { return Ok(BundleReply::NotModified) };
        let sign = |message: &[u8]| self.identity.sign(message);
        let credentials = Credentials { station: &enrolment.station, signer: &sign };
        self.client.fetch_bundle(credentials, Timestamp::now(), etag).await
    }

    async fn install(&self, bytes: &[u8]) -> anyhow::Result<()> {
        let Some(enrolment) = self.identity.enrolment() else { return Ok(()) };
        // Hashing, writing and flushing take long for a large bundle: the other loops must go on meanwhile.
        let result =
            tokio::task::block_in_place(|| self.bundles.install(bytes, &enrolment.root, Timestamp::now()));
        match result {
            Ok(installed) => self.swap(installed).await,
            Err(error) => self.not_installed(&error).await,
        }
    }

    async fn swap(&self, installed: Installed) -> anyhow::Result<()> {
        let trusted = installed.bundle.trusted().clone();
        info!(sequence = trusted.sequence, bytes_sha256 = %installed.sha256, "a new bundle is in use");
        let bundle = Some(Arc::new(installed.bundle));
        self.news.send(News::Bundle { trust: BundleTrust::Trusted(trusted), bundle }).await?;
        Ok(self.news.send(News::Condition { code: CONDITION, notice: None }).await?)
    }

    async fn not_installed(&self, error: &InstallError) -> anyhow::Result<()> {
        error!(error = error as &dyn std::error::Error, "a bundle was not installed; the one before stays");
        self.refused(&format!("New signed data was refused and the old stays in use: {error}")).await
    }

    async fn refused(&self, text: &str) -> anyhow::Result<()> {
        let notice = Notice { level: NoticeLevel::Warning, code: CONDITION.into(), text: text.to_owned() };
        Ok(self.news.send(News::Condition { code: CONDITION, notice: Some(notice) }).await?)
    }
}
