// SPDX-License-Identifier: GPL-3.0-or-later
//! What came back, and what it means for the sender.

use std::error::Error as _;

use registry_api::problem::{Failure, Problem, is_retriable};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;

use crate::client::unsendable;

/// Longest answer that is not a bundle, in bytes: 1,000 outcomes with a reason each.
pub const MAX_ANSWER_BYTES: usize = 4 * 1024 * 1024;
/// Longest text of a problem that is passed on, in characters.
pub const MAX_DETAIL_CHARS: usize = 500;
/// Longest body of a refusal that is read, in bytes.
const MAX_PROBLEM_BYTES: usize = 64 * 1024;

/// A request, or why it could not be put together.
pub(crate) trait IntoRequest {
    fn into_request(self) -> Result<RequestBuilder, Failure>;
}

impl IntoRequest for RequestBuilder {
    fn into_request(self) -> Result<RequestBuilder, Failure> {
        Ok(self)
    }
}

impl IntoRequest for Result<RequestBuilder, Failure> {
    fn into_request(self) -> Result<RequestBuilder, Failure> {
        self
    }
}

/// Sends a request and answers whatever response comes.
pub(crate) async fn send(request: impl IntoRequest) -> Result<Response, Failure> {
    request.into_request()?.send().await.map_err(|error| network(&error))
}

/// Sends a request and reads the body of a successful answer.
pub(crate) async fn read_success(request: impl IntoRequest) -> Result<Vec<u8>, Failure> {
    let response = send(request).await?;
    if response.status().is_success() {
        return body(response, MAX_ANSWER_BYTES).await;
    }
    Err(refusal(response).await)
}

/// Sends a request and reads a successful answer as JSON.
pub(crate) async fn read_json<T: DeserializeOwned>(request: impl IntoRequest) -> Result<T, Failure> {
    let body = read_success(request).await?;
    // A page of somebody in between, or a registry of another version: nothing was refused.
    serde_json::from_slice(&body).map_err(|e| {
        Failure::Retriable(format!("the answer is not one of a registry ({e}); check the registry's address"))
    })
}

/// Reads a body of at most `limit` bytes.
pub(crate) async fn body(mut response: Response, limit: usize) -> Result<Vec<u8>, Failure> {
    let too_long = || Failure::Retriable(format!("the answer of the registry is longer than {limit} bytes"));
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| network(&error))? {
        if bytes.len() + chunk.len() > limit {
            return Err(too_long());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// What an answer that is no success means.
pub(crate) async fn refusal(response: Response) -> Failure {
    let status = response.status();
    if status.is_redirection() || status.is_informational() {
        return Failure::Retriable(format!(
            "something between here and the registry answered with {status}; check the registry's address"
        ));
    }
    // The status alone decides; a body that breaks off takes only the explanation away.
    let problem = match body(response, MAX_PROBLEM_BYTES).await {
        Ok(body) => problem(status, &body),
        Err(_) => Problem::new(status.as_u16(), "unexplained", "the registry gave no reason"),
    };
    if is_retriable(status.as_u16()) {
        return Failure::Retriable(format!("the registry answered {status}: {}", problem.detail));
    }
    Failure::Final(problem)
}

fn problem(status: StatusCode, body: &[u8]) -> Problem {
    let parsed: Option<Problem> = serde_json::from_slice(body).ok();
    match parsed {
        Some(said) => Problem::new(status.as_u16(), &clean(&said.kind), clean(&said.detail)),
        None => Problem::new(status.as_u16(), "unexplained", "the registry gave no reason"),
    }
}

/// Text of another machine, fit for a log line and a panel.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_DETAIL_CHARS).collect()
}

/// A network error as one plain sentence.
pub(crate) fn network(error: &reqwest::Error) -> Failure {
    if error.is_builder() {
        return unsendable(&cause(error));
    }
    Failure::Retriable(match (error.is_connect(), error.is_timeout()) {
        (true, true) => "the registry did not take the connection in time".to_owned(),
        (true, false) => format!("the registry cannot be reached ({})", cause(error)),
        (false, true) => "the registry did not answer in time".to_owned(),
        (false, false) => format!("the connection to the registry broke ({})", cause(error)),
    })
}

/// The innermost reason, which is the one a person can act on.
fn cause(error: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    match error.source() {
        Some(_) => clean(&innermost.to_string()),
        None => "no reason given".to_owned(),
    }
}
