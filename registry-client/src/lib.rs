// SPDX-License-Identifier: GPL-3.0-or-later
//! HTTP to the registry: the one place where a client is built and a status is read.
//!
//! Each method makes one request and answers what came of it. There is no retrying, no waiting between
//! attempts and no memory here: whoever calls decides that.
//!
//! **Invariants:** [`registry_api::problem::Failure::Final`] is said only where the registry itself answered
//! with a status that will not change, or where the request could not be put together; whatever the network
//! does is `Retriable`. Every answer is bounded in size and time, and no redirect is followed.

mod answer;
mod bundle;
mod client;
mod options;

pub use answer::{MAX_ANSWER_BYTES, MAX_DETAIL_CHARS};
pub use bundle::{BundleReply, Credentials, Signer};
pub use client::Client;
pub use options::{ClientError, Options, Timeouts};
