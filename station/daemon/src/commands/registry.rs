// SPDX-License-Identifier: GPL-3.0-or-later
//! The way to the registry, for commands that ask it once.

use std::future::Future;

use anyhow::Context;
use registry_api::problem::Failure;
use registry_client::{Client, Options, Timeouts};

use crate::config::Config;

/// A client as the configuration asks for, at another address where one is given.
///
/// # Errors
/// Says what of the address is wrong.
pub(crate) fn client(config: &Config, url: Option<&str>, timeouts: Timeouts) -> anyhow::Result<Client> {
    let options =
        Options { timeouts, allow_plain_http: config.registry.allow_plain_http, ..Options::default() };
    Client::new(url.unwrap_or(&config.registry.url), options).context("setting up the way to the registry")
}

/// Waits for one request on this thread.
///
/// # Errors
/// When the operating system gives no event queue.
pub(crate) fn wait<T>(request: impl Future<Output = T>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Ok(runtime.context("starting the network")?.block_on(request))
}

/// A failure as one sentence.
pub(crate) fn sentence(failure: Failure) -> String {
    match failure {
        Failure::Retriable(reason) => reason,
        Failure::Final(problem) => format!("the registry refuses: {}", problem.detail),
    }
}
