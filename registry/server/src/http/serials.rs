// SPDX-License-Identifier: GPL-3.0-or-later
//! What anybody may know of a serial.

use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use registry_api::http::VerifyAnswer;
use registry_api::problem::Problem;

use super::Api;
use super::answer;
use super::extract::SerialPath;
use super::problem::ApiProblem;

/// Says what is known of a serial.
#[utoipa::path(get, path = "/v1/serials/{serial}", tag = "public",
    params(("serial" = String, Path, description = "Serial as on the label")), responses(
    (status = 200, description = "What is known; one form for issued and unknown serials", body = VerifyAnswer),
    (status = 400, description = "The text cannot be a serial", body = Problem),
))]
pub(super) async fn verify(
    State(api): State<Arc<Api>>,
    SerialPath(serial): SerialPath,
) -> Result<axum::Json<VerifyAnswer>, ApiProblem> {
    let standing = api.run(move |store| store.verify(&serial)).await?;
    Ok(axum::Json(answer::answer(&serial, &standing, Timestamp::now())))
}
