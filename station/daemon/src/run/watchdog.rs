// SPDX-License-Identifier: GPL-3.0-or-later
//! The service manager's watchdog is fed on proof of progress, not on a timer alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sd_notify::NotifyState;
use tracing::{error, info};

/// A count that rises with every turn of the scan loop.
#[derive(Clone, Default)]
pub(crate) struct Progress(Arc<AtomicU64>);

impl Progress {
    /// One more turn.
    pub(crate) fn turn(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn turns(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Tells the service manager that scans are taken from now on.
pub(crate) fn ready() {
    notify(&[NotifyState::Ready]);
}

/// Tells the service manager that this is a stop and no crash.
pub(crate) fn stopping() {
    notify(&[NotifyState::Stopping]);
}

/// Feeds the watchdog twice per period as long as the scan loop turns; without one, waits for ever.
///
/// # Errors
/// Never; the signature is that of every watched task.
pub(crate) async fn feed(progress: Progress) -> anyhow::Result<()> {
    let Some(period) = sd_notify::watchdog_enabled() else {
        return std::future::pending().await;
    };
    info!(period_s = period.as_secs(), "the watchdog is armed");
    let mut seen = u64::MAX;
    loop {
        let turns = progress.turns();
        if turns == seen {
            error!("the scan loop does not turn; the watchdog is not fed");
        } else {
            notify(&[NotifyState::Watchdog]);
        }
        seen = turns;
        tokio::time::sleep(period.max(Duration::from_millis(200)) / 2).await;
    }
}

fn notify(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        error!(%error, "the service manager could not be told");
    }
}
