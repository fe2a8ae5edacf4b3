// SPDX-License-Identifier: GPL-3.0-or-later
//! What stations send: their enrolment and their events.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use registry_api::chain::{Batch, ChainError};
use registry_api::http::{self as paths, BatchAnswer, EnrolAnswer, EnrolRequest};
use registry_api::problem::Problem;

use super::auth;
use super::extract::{self, Json};
use super::problem::ApiProblem;
use super::{Api, MAX_EVENTS_BYTES};

/// Enrols a station.
#[utoipa::path(post, path = paths::STATIONS, tag = "stations", request_body = EnrolRequest, responses(
    (status = 201, description = "Enrolled; the same code and key again get the same answer", body = EnrolAnswer),
    (status = 400, description = "The request is malformed", body = Problem),
    (status = 403, description = "The code is wrong, used or expired", body = Problem),
    (status = 409, description = "The key belongs to another station", body = Problem),
))]
pub(super) async fn enrol(
    State(api): State<Arc<Api>>,
    Json(request): Json<EnrolRequest>,
) -> Result<Response, ApiProblem> {
    let station = api.run(move |store| store.enrol(&request, Timestamp::now())).await?;
    tracing::info!(station = station.id, facility = station.facility, "station enrolled");
    let answer = EnrolAnswer { station: station.id, facility: station.facility, root: api.root.clone() };
    Ok((StatusCode::CREATED, axum::Json(answer)).into_response())
}

/// Takes events of a station.
///
/// The body is read by hand, so that no more of them are in memory at once than there are places.
#[utoipa::path(post, path = paths::EVENTS, tag = "stations", request_body = Batch, responses(
    (status = 200, description = "Received up to acked_seq, with an outcome per row", body = BatchAnswer),
    (status = 400, description = "Numbers or hashes of the rows do not form a chain", body = Problem),
    (status = 401, description = "The station is unknown or the signature not its own", body = Problem),
    (status = 409, description = "chain-gap: rows are missing before these; chain-fork: these rows differ from those received before", body = Problem),
    (status = 413, description = "More than 16 MiB", body = Problem),
))]
pub(super) async fn events(
    State(api): State<Arc<Api>>,
    request: Request,
) -> Result<axum::Json<BatchAnswer>, ApiProblem> {
    let _place = api.event_batches.acquire().await.map_err(|_| ApiProblem::busy())?;
    let batch: Batch = extract::parse(&read_body(request).await?)?;
    let key = auth::station_key(&api, &batch.station).await?;
    let work = move |store: &dyn crate::store::Store| {
        Ok(match batch.check(&key) {
            Ok(()) => Ok(store.append_events(&batch, Timestamp::now())?),
            Err(error) => Err(chain_problem(&error)),
        })
    };
    api.run(work).await?.map(axum::Json)
}

async fn read_body(request: Request) -> Result<axum::body::Bytes, ApiProblem> {
    let announced = request.headers().get(axum::http::header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let too_large = || extract::body_problem(StatusCode::PAYLOAD_TOO_LARGE, "");
    if announced.is_some_and(|length| length > MAX_EVENTS_BYTES) {
        return Err(too_large());
    }
    // The one other cause is a connection that broke, where nobody reads the answer.
    axum::body::to_bytes(request.into_body(), MAX_EVENTS_BYTES).await.map_err(|_| too_large())
}

fn chain_problem(error: &ChainError) -> ApiProblem {
    match error {
        ChainError::Signature(station) => auth::bad_signature(station),
        other => {
            ApiProblem::new(StatusCode::BAD_REQUEST, "bad-chain", format!("the batch is no chain: {other}"))
        }
    }
}
