// SPDX-License-Identifier: GPL-3.0-or-later
//! What the administrator and the maker's systems do.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use registry_api::http::{self as paths, History, IssueAnswer, IssueRequest, ShipmentRequest, StatusChange};
use registry_api::problem::Problem;

use super::Api;
use super::auth::Admin;
use super::extract::{Json, SerialPath};
use super::problem::ApiProblem;
use crate::check::{self, Order};
use crate::issuing;
use crate::store::{IssuedBlock, Shipped, Store};

/// Issues serials.
#[utoipa::path(post, path = paths::BATCHES, tag = "administrator", request_body = IssueRequest,
    security(("admin_token" = [])), responses(
    (status = 200, description = "The serials, durable; the same request again gets the same ones", body = IssueAnswer),
    (status = 400, description = "A field is wrong", body = Problem),
    (status = 401, description = "The administrator's token is missing or wrong", body = Problem),
    (status = 409, description = "The batch was issued for another order", body = Problem),
    (status = 422, description = "The product is not known", body = Problem),
))]
pub(super) async fn issue(
    State(api): State<Arc<Api>>,
    _: Admin,
    Json(request): Json<IssueRequest>,
) -> Result<axum::Json<IssueAnswer>, ApiProblem> {
    let order = Order::check(&request)?;
    let work = move |store: &dyn Store| {
        let issued = store.issue_batch(&order, Timestamp::now())?;
        let of_block = |b: &IssuedBlock| -> Vec<_> {
            b.serials.iter().map(|serial| issuing::label(&b.facts, *serial)).collect()
        };
        Ok(issued.blocks.iter().flat_map(of_block).collect())
    };
    Ok(axum::Json(IssueAnswer { batch: request.batch, units: api.run(work).await? }))
}

/// Sets the status of a unit.
#[utoipa::path(put, path = "/v1/serials/{serial}/status", tag = "administrator", request_body = StatusChange,
    params(("serial" = String, Path, description = "Serial of the unit")),
    security(("admin_token" = [])), responses(
    (status = 204, description = "Set; the next bundle carries it"),
    (status = 400, description = "A field is wrong", body = Problem),
    (status = 401, description = "The administrator's token is missing or wrong", body = Problem),
    (status = 404, description = "The serial was never issued", body = Problem),
))]
pub(super) async fn set_status(
    State(api): State<Arc<Api>>,
    _: Admin,
    SerialPath(serial): SerialPath,
    Json(change): Json<StatusChange>,
) -> Result<StatusCode, ApiProblem> {
    let reason = check::reason(&change.reason)?;
    api.run(move |store| store.set_status(&serial, change.status, &reason, Timestamp::now())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Announces a shipment.
#[utoipa::path(put, path = "/v1/shipments/{number}", tag = "administrator", request_body = ShipmentRequest,
    params(("number" = String, Path, description = "Number of the shipment")),
    security(("admin_token" = [])), responses(
    (status = 204, description = "Announced; what was announced under this number before is replaced"),
    (status = 400, description = "A field is wrong", body = Problem),
    (status = 401, description = "The administrator's token is missing or wrong", body = Problem),
    (status = 404, description = "A serial was never issued", body = Problem),
))]
pub(super) async fn announce_shipment(
    State(api): State<Arc<Api>>,
    _: Admin,
    number: Result<Path<String>, PathRejection>,
    Json(request): Json<ShipmentRequest>,
) -> Result<StatusCode, ApiProblem> {
    let Path(number) = number.map_err(|error| check::invalid("number", &error.body_text()))?;
    let number = check::code("number", &number)?;
    let shipped = Shipped::check(&request)?;
    api.run(move |store| store.announce_shipment(&number, &shipped, Timestamp::now())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives what happened to a unit.
#[utoipa::path(get, path = "/v1/serials/{serial}/events", tag = "administrator",
    params(("serial" = String, Path, description = "Serial of the unit")),
    security(("admin_token" = [])), responses(
    (status = 200, description = "Its events, oldest first", body = History),
    (status = 401, description = "The administrator's token is missing or wrong", body = Problem),
    (status = 404, description = "The serial was never issued and nothing is known of it", body = Problem),
))]
pub(super) async fn history(
    State(api): State<Arc<Api>>,
    _: Admin,
    SerialPath(serial): SerialPath,
) -> Result<axum::Json<History>, ApiProblem> {
    api.run(move |store| store.history(&serial)).await.map(axum::Json)
}
