// SPDX-License-Identifier: GPL-3.0-or-later
//! Brings the outbox to the registry: batch by batch, again and again, never dropping one.
//!
//! A row leaves the outbox only when the registry said it is safe there. A refusal that will not pass by
//! itself is shown and tried again slowly: a person may mend it at either side.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use registry_api::chain::{Batch, MAX_BATCH_ROWS};
use registry_api::http::BatchAnswer;
use registry_api::problem::Failure;
use registry_client::Client;
use station_api::{Notice, NoticeLevel};
use station_store::{Store, StoreError};
use tokio::sync::{Notify, mpsc};
use tracing::{info, warn};

use super::scan_loop::News;

/// Bytes of rows in one request; a row is under 1 KiB, so the count usually ends a batch.
const MAX_BATCH_BYTES: usize = 4 * 1024 * 1024;
/// First pause after a failed delivery.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// Longest pause after failed deliveries, and the pause after a refusal.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A look at the queue even when nobody nudged, in case a nudge was lost at a crash.
const QUIET_LOOK: Duration = Duration::from_secs(10);

/// What the loop works with.
pub(crate) struct Delivery {
    /// The registry.
    pub(crate) client: Arc<Client>,
    /// The outbox.
    pub(crate) store: Arc<Mutex<Store>>,
    /// Where news go.
    pub(crate) news: mpsc::Sender<News>,
    /// Rung when something was queued.
    pub(crate) nudge: Arc<Notify>,
}

/// What one turn came to; each decides the pause before the next.
enum Turn {
    /// Rows were acknowledged; there may be more.
    Delivered,
    /// Nothing waits.
    Empty,
    /// Nobody answered.
    Away,
    /// Refused for good, or the outbox cannot be read.
    Refused,
}

impl Delivery {
    /// Delivers for ever.
    ///
    /// # Errors
    /// When the scan loop is gone.
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let mut pause = FIRST_PAUSE;
        loop {
            let turn = self.turn().await?;
            match turn {
                Turn::Delivered => pause = FIRST_PAUSE,
                Turn::Empty => {
                    pause = FIRST_PAUSE;
                    let _ = tokio::time::timeout(QUIET_LOOK, self.nudge.notified()).await;
                }
                Turn::Away => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Turn::Refused => tokio::time::sleep(LONGEST_PAUSE).await,
            }
        }
    }

    async fn turn(&self) -> anyhow::Result<Turn> {
        let batch = match self.with_store(|store| store.next_batch(MAX_BATCH_ROWS, MAX_BATCH_BYTES)) {
            Ok(Some(batch)) => batch,
            Ok(None) => {
                self.tell_counts().await?;
                return Ok(Turn::Empty);
            }
            Err(error) => return self.outbox_broken(&error).await,
        };
        match self.client.post_events(&batch).await {
            Ok(answer) => self.acknowledge(batch, answer).await,
            Err(Failure::Retriable(reason)) => {
                info!(reason, rows = batch.rows.len(), "the registry did not take the events; they wait");
                self.news.send(News::Link { online: false }).await?;
                Ok(Turn::Away)
            }
            Err(Failure::Final(problem)) => {
                warn!(
                    kind = problem.kind,
                    detail = problem.detail,
                    "the registry refuses this station's events"
                );
                self.condition(&format!("The registry refuses this station's records: {}", problem.detail))
                    .await?;
                Ok(Turn::Refused)
            }
        }
    }

    async fn acknowledge(&self, batch: Batch, answer: BatchAnswer) -> anyhow::Result<Turn> {
        if let Err(error) = self.with_store(|store| store.acknowledge(&batch, &answer)) {
            return self.outbox_broken(&error).await;
        }
        info!(acked_seq = answer.acked_seq, rows = batch.rows.len(), "events delivered");
        self.news.send(News::Link { online: true }).await?;
        self.news.send(News::Condition { code: "refused", notice: None }).await?;
        self.tell_counts().await?;
        Ok(Turn::Delivered)
    }

    async fn tell_counts(&self) -> anyhow::Result<()> {
        if let Ok(status) = self.with_store(|store| store.outbox_status()) {
            self.news.send(News::Outbox { waiting: status.waiting, parked: status.parked }).await?;
        }
        Ok(())
    }

    async fn outbox_broken(&self, error: &StoreError) -> anyhow::Result<Turn> {
        warn!(error = error as &dyn std::error::Error, "the outbox cannot be read");
        self.condition("Records cannot be sent: the station's own store is damaged. Call support.").await?;
        Ok(Turn::Refused)
    }

    async fn condition(&self, text: &str) -> anyhow::Result<()> {
        let notice =
            Notice { level: NoticeLevel::Warning, code: "refused".to_owned(), text: text.to_owned() };
        Ok(self.news.send(News::Condition { code: "refused", notice: Some(notice) }).await?)
    }

    fn with_store<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        tokio::task::block_in_place(|| work(&mut self.store.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}
