// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the registry says when it says no (RFC 9457 problem details).

use serde::{Deserialize, Serialize};

/// A problem details object, `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Stable word of the kind of problem, e.g. `unknown-station`.
    #[serde(rename = "type")]
    pub kind: String,
    /// HTTP status.
    pub status: u16,
    /// One sentence: what, where and what to do.
    pub detail: String,
}

impl Problem {
    /// A problem of a kind.
    pub fn new(status: u16, kind: &str, detail: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), status, detail: detail.into() }
    }
}

/// Whether the same request may do better later. Decided where the status code is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Nobody answered, or not now: try again.
    Retriable(String),
    /// It will be refused again: a person must look.
    Final(Problem),
}

/// What an HTTP status means for the sender.
///
/// 408, 425, 429 and every 5xx may pass; the rest will not by itself.
pub fn is_retriable(status: u16) -> bool {
    matches!(status, 408 | 425 | 429) || (500..600).contains(&status)
}
