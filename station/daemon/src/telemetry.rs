// SPDX-License-Identifier: GPL-3.0-or-later
//! Logging: to stderr, so that stdout carries answers alone.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

/// Environment variable with the filter, e.g. `debug` or `station::run=debug,warn`.
pub const LOG_VARIABLE: &str = "ASSAY_LOG";

/// Starts logging under the filter in [`LOG_VARIABLE`], or under `default` where none or a wrong one is set.
pub fn start(default: &str) {
    let wanted = std::env::var(LOG_VARIABLE).ok().filter(|filter| !filter.trim().is_empty());
    let (filter, problem) = match wanted.as_deref().map(EnvFilter::try_new) {
        Some(Ok(filter)) => (filter, None),
        Some(Err(error)) => (EnvFilter::new(default), Some(error)),
        None => (EnvFilter::new(default), None),
    };
    let logger = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    let started = logger.with_ansi(io::stderr().is_terminal()).try_init();
    // A test harness may have started a logger of its own, which then stays.
    drop(started);
    if let Some(error) = problem {
        tracing::warn!(%error, variable = LOG_VARIABLE, "the log filter cannot be used and was left out");
    }
}
