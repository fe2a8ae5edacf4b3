// SPDX-License-Identifier: GPL-3.0-or-later
//! Public pages: what a customer's phone opens.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use gs1::Gtin;
use jiff::Timestamp;
use registry_api::serial::Serial;

use super::Api;
use super::answer;
use super::problem::ApiProblem;
use crate::page::{self, Page, View};

/// Routes of the pages. The longer one is the form a label with a lot carries.
pub(super) fn routes() -> Router<Arc<Api>> {
    Router::new()
        .route("/", get(home))
        .route("/check", get(typed))
        .route("/01/{gtin}/21/{serial}", get(linked))
        .route("/01/{gtin}/10/{lot}/21/{serial}", get(linked))
        .route("/{page}", get(by_serial))
}

async fn home(State(api): State<Arc<Api>>) -> Response {
    respond(page::home(&api.brand))
}

async fn typed(
    State(api): State<Arc<Api>>,
    fields: Result<Query<BTreeMap<String, String>>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let fields = fields.map(|Query(fields)| fields).unwrap_or_default();
    let typed = fields.get("serial").map(String::as_str).unwrap_or_default();
    let kept: String = typed.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    show(&api, None, &kept).await
}

async fn linked(
    State(api): State<Arc<Api>>,
    path: Result<Path<BTreeMap<String, String>>, PathRejection>,
) -> Result<Response, ApiProblem> {
    // A path that is no UTF-8 names no serial; it gets the page of every unknown one.
    let pieces = path.map(|Path(pieces)| pieces).unwrap_or_default();
    let piece = |name| pieces.get(name).map(String::as_str).unwrap_or_default();
    show(&api, Some(piece("gtin")), piece("serial")).await
}

async fn by_serial(
    State(api): State<Arc<Api>>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiProblem> {
    let text = path.map(|Path(text)| text).unwrap_or_default();
    match text.strip_prefix("serial-") {
        Some(serial) => show(&api, None, serial).await,
        None => Err(ApiProblem::not_found()),
    }
}

/// The page of a serial; `gtin` is what stood beside it in the link.
async fn show(api: &Api, gtin: Option<&str>, asked: &str) -> Result<Response, ApiProblem> {
    let now = Timestamp::now();
    let view = match Serial::parse(asked) {
        Err(_) => View::of_no_serial(asked),
        Ok(serial) => {
            let standing = api.run(move |store| store.verify(&serial)).await?;
            let answer = answer::answer(&serial, &standing, now);
            // A text that is no GTIN is the GTIN of no record.
            let gtin = gtin.map(|text| Gtin::new(text).map(String::from).unwrap_or_default());
            View::of_answer(&answer, gtin.as_deref())
        }
    };
    Ok(respond(page::result(&api.brand, &view, now)))
}

fn respond(page: Page) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, page.policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-frame-options"), "DENY"),
    ];
    (headers, page.html).into_response()
}
