// SPDX-License-Identifier: GPL-3.0-or-later
//! The HTTP interface: routes, limits, and what every handler shares.

mod admin;
mod answer;
mod auth;
mod bundle;
mod extract;
mod listener;
mod openapi;
mod pages;
mod problem;
mod serials;
mod stations;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use registry_api::bundle::TrustRoot;
use registry_api::http as paths;
use tokio::sync::{Semaphore, watch};

pub(crate) use listener::Door;
pub(crate) use openapi::document as openapi;

use self::problem::ApiProblem;
use crate::bundle::Bundle;
use crate::keys::AdminToken;
use crate::store::{Store, StoreError};

/// Longest a request may take, in seconds, from its head to the end of its answer's making.
const REQUEST_TIMEOUT_S: u64 = 30;
/// Requests in work at once; more are told to come back.
const MAX_REQUESTS: usize = 256;
/// Event batches held in memory at once; more wait their turn within their time.
const MAX_EVENT_BATCHES: usize = 16;
/// Longest body of everything but events, in bytes: a shipment of 25,000 serials fits.
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// Longest body of an event batch, in bytes.
const MAX_EVENTS_BYTES: usize = 16 * 1024 * 1024;

/// What the handlers work with.
pub(crate) struct Api {
    store: Arc<dyn Store>,
    root: TrustRoot,
    newest: watch::Receiver<Bundle>,
    admin: AdminToken,
    brand: String,
    requests: Semaphore,
    event_batches: Semaphore,
}

impl Api {
    /// Puts the parts together.
    pub(crate) fn new(
        store: Arc<dyn Store>,
        root: TrustRoot,
        newest: watch::Receiver<Bundle>,
        admin: AdminToken,
        brand: String,
    ) -> Self {
        let (requests, event_batches) = (Semaphore::new(MAX_REQUESTS), Semaphore::new(MAX_EVENT_BATCHES));
        Self { store, root, newest, admin, brand, requests, event_batches }
    }

    /// Runs a use case where blocking is allowed.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, ApiProblem> {
        let store = self.store.clone();
        match tokio::task::spawn_blocking(move || work(store.as_ref())).await {
            Ok(done) => done.map_err(ApiProblem::from),
            Err(error) => Err(ApiProblem::internal(&error)),
        }
    }
}

/// All routes with their limits.
pub(crate) fn router(api: Arc<Api>) -> Router {
    let serial = format!("{}/{{serial}}", paths::SERIALS);
    Router::new()
        .route(paths::HEALTH, get(health))
        .route(paths::STATIONS, post(stations::enrol))
        .route(paths::EVENTS, post(stations::events))
        .route(paths::BUNDLE, get(bundle::newest))
        .route(&serial, get(serials::verify))
        .route(&format!("{serial}/status"), put(admin::set_status))
        .route(&format!("{serial}/events"), get(admin::history))
        .route(paths::BATCHES, post(admin::issue))
        .route(&format!("{}/{{number}}", paths::SHIPMENTS), put(admin::announce_shipment))
        .merge(pages::routes())
        .fallback(async || ApiProblem::not_found())
        .method_not_allowed_fallback(async || ApiProblem::wrong_method())
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn_with_state(api.clone(), bounded))
        .with_state(api)
}

/// Refuses what is too much at once and cuts off what takes too long.
async fn bounded(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    let Ok(_permit) = api.requests.try_acquire() else {
        return ApiProblem::busy().into_response();
    };
    match tokio::time::timeout(Duration::from_secs(REQUEST_TIMEOUT_S), next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiProblem::timeout().into_response(),
    }
}

/// Whether the registry is there and its database answers.
#[utoipa::path(get, path = paths::HEALTH, tag = "operation", responses(
    (status = 200, description = "The registry is there and its database answers", body = str, content_type = "text/plain"),
    (status = 500, description = "The database does not answer", body = registry_api::problem::Problem),
))]
async fn health(State(api): State<Arc<Api>>) -> Result<&'static str, ApiProblem> {
    api.run(|store| store.health()).await?;
    Ok("ok\n")
}
