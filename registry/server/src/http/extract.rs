// SPDX-License-Identifier: GPL-3.0-or-later
//! Bodies and path pieces, refused in words.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use registry_api::serial::Serial;
use serde::de::DeserializeOwned;

use super::problem::ApiProblem;

/// A JSON body.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiProblem;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiProblem> {
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|rejection| body_problem(rejection.status(), &rejection.body_text()))?;
        parse(&body).map(Self)
    }
}

/// Reads a body as JSON.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiProblem> {
    serde_json::from_slice(body).map_err(|error| {
        let detail = format!("the body is not what this address takes: {error}");
        ApiProblem::new(StatusCode::BAD_REQUEST, "bad-body", detail)
    })
}

/// A body that could not be read.
pub(super) fn body_problem(status: StatusCode, why: &str) -> ApiProblem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        ApiProblem::new(status, "too-large", "the body is longer than this address takes: send less at once")
    } else {
        ApiProblem::new(StatusCode::BAD_REQUEST, "bad-body", format!("the body could not be read: {why}"))
    }
}

/// The serial in the path.
pub(super) struct SerialPath(pub(super) Serial);

impl<S: Send + Sync> FromRequestParts<S> for SerialPath {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiProblem> {
        let problem = |why: String| ApiProblem::new(StatusCode::BAD_REQUEST, "bad-serial", why);
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|rejection| problem(rejection.body_text()))?;
        Serial::parse(&text).map(Self).map_err(|error| problem(error.to_string()))
    }
}
