// SPDX-License-Identifier: GPL-3.0-or-later
//! What the registry says when it says no: problem details (RFC 9457).

use std::error::Error;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use registry_api::problem::Problem;

use crate::store::{Refusal, StoreError};

/// A problem on its way out.
#[derive(Debug)]
pub(super) struct ApiProblem {
    problem: Problem,
    header: Option<(header::HeaderName, &'static str)>,
}

impl ApiProblem {
    /// A problem of a kind.
    pub(super) fn new(status: StatusCode, kind: &str, detail: impl Into<String>) -> Self {
        Self { problem: Problem::new(status.as_u16(), kind, detail), header: None }
    }

    /// No such address.
    pub(super) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "there is nothing at this address: look at `registry openapi`",
        )
    }

    /// An address that does not take this method.
    pub(super) fn wrong_method() -> Self {
        let detail = "this address does not take this method: look at `registry openapi`";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", detail)
    }

    /// Too many requests at once.
    pub(super) fn busy() -> Self {
        let detail = "the registry works on as many requests as it can: try again in a second";
        let busy = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail);
        Self { header: Some((header::RETRY_AFTER, "1")), ..busy }
    }

    /// A request that took too long.
    pub(super) fn timeout() -> Self {
        let detail = format!("the request took longer than {} s: try again", super::REQUEST_TIMEOUT_S);
        Self::new(StatusCode::REQUEST_TIMEOUT, "timeout", detail)
    }

    /// A request that only the administrator may make.
    pub(super) fn not_admin() -> Self {
        let detail = "this needs the header `authorization: Bearer <admin.token>`; the token is in state_dir";
        let problem = Self::new(StatusCode::UNAUTHORIZED, "admin-token", detail);
        Self { header: Some((header::WWW_AUTHENTICATE, "Bearer")), ..problem }
    }

    /// A fault of the registry; the cause goes to the log, not to the caller.
    pub(super) fn internal(error: &dyn Error) -> Self {
        let mut causes = Vec::new();
        let mut next = error.source();
        while let Some(cause) = next {
            causes.push(cause.to_string());
            next = cause.source();
        }
        tracing::error!(%error, causes = causes.join(": "), "a request failed");
        let detail = "the registry could not do this; its log says why: try again";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }
}

impl From<Refusal> for ApiProblem {
    fn from(refusal: Refusal) -> Self {
        let (status, kind) = match &refusal {
            Refusal::Invalid { .. } => (StatusCode::BAD_REQUEST, "invalid"),
            Refusal::UnknownProduct(_) => (StatusCode::UNPROCESSABLE_ENTITY, "unknown-product"),
            Refusal::UnknownSerial(_) => (StatusCode::NOT_FOUND, "unknown-serial"),
            Refusal::WasIssued(_) => (StatusCode::CONFLICT, "was-issued"),
            Refusal::BatchConflict(_) => (StatusCode::CONFLICT, "batch-conflict"),
            Refusal::Exhausted => (StatusCode::CONFLICT, "exhausted"),
            Refusal::EnrolCode => (StatusCode::FORBIDDEN, "enrol-code"),
            Refusal::KeyEnrolled(_) => (StatusCode::CONFLICT, "key-enrolled"),
            Refusal::ChainFork { .. } => (StatusCode::CONFLICT, "chain-fork"),
            Refusal::ChainGap { .. } => (StatusCode::CONFLICT, "chain-gap"),
        };
        Self::new(status, kind, refusal.to_string())
    }
}

impl From<StoreError> for ApiProblem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => refusal.into(),
            other => Self::internal(&other),
        }
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(self.problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some((name, value)) = self.header {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}
