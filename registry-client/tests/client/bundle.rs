// SPDX-License-Identifier: GPL-3.0-or-later
//! Fetching a bundle: who asks, what is new, how much is taken.

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use registry_api::Signature;
use registry_api::chain::request_message;
use registry_api::http::{SIGNATURE_HEADER, STATION_HEADER, TIME_HEADER};
use registry_client::{BundleReply, Client, Credentials};

use crate::given::{problem, public, refused, retriable, serve, sign};

const CREDENTIALS: Credentials<'static> = Credentials { station: "ST-1", signer: &sign };

fn now() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

/// Answers like a registry: checks the signature, then the version.
async fn newest(headers: HeaderMap) -> Response {
    let text = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let message =
        request_message(&text(STATION_HEADER), "GET", "/v1/bundle", text(TIME_HEADER).parse().unwrap());
    let signature = Signature::try_from(text(SIGNATURE_HEADER)).unwrap();
    if !public().verify(&message, &signature) {
        return problem(401, "unknown-station", "the signature is not that of the station");
    }
    if text("if-none-match") == "\"7\"" {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    ([("etag", "\"7\""), ("date", "Mon, 23 Nov 2026 08:00:05 GMT")], "bundle bytes").into_response()
}

async fn registry() -> Client {
    serve(Router::new().route("/v1/bundle", get(newest))).await
}

#[tokio::test]
async fn a_new_bundle_comes_with_its_version_and_the_registry_s_clock() {
    let reply = registry().await.fetch_bundle(CREDENTIALS, now(), Some("\"6\"")).await.unwrap();
    let expected = BundleReply::New {
        bytes: b"bundle bytes".to_vec(),
        etag: Some("\"7\"".into()),
        server_date: Some("2026-11-23T08:00:05Z".parse().unwrap()),
    };
    assert_eq!(reply, expected);
}

#[tokio::test]
async fn the_bundle_the_station_has_is_not_sent_again() {
    let reply = registry().await.fetch_bundle(CREDENTIALS, now(), Some("\"7\"")).await.unwrap();
    assert_eq!(reply, BundleReply::NotModified);
}

#[tokio::test]
async fn a_stranger_is_refused() {
    let forged = |_: &[u8]| sign(b"something else");
    let credentials = Credentials { station: "ST-1", signer: &forged };
    assert_eq!(
        refused(registry().await.fetch_bundle(credentials, now(), None).await).kind,
        "unknown-station"
    );
}

#[tokio::test]
async fn what_cannot_stand_in_a_header_is_not_sent() {
    let credentials = Credentials { station: "ST\r\nx: y", signer: &sign };
    assert_eq!(refused(registry().await.fetch_bundle(credentials, now(), None).await).kind, "unsendable");
}

#[tokio::test]
async fn a_bundle_beyond_the_limit_is_not_taken() {
    let client = serve(Router::new().fallback(|| async { vec![0_u8; 1_000_001] })).await;
    let sentence = retriable(client.fetch_bundle(CREDENTIALS, now(), None).await);
    assert!(sentence.contains("longer than 1000000 bytes"), "{sentence}");
    let client = serve(Router::new().fallback(|| async { vec![0_u8; 1_000_000] })).await;
    assert!(client.fetch_bundle(CREDENTIALS, now(), None).await.is_ok());
}

#[tokio::test]
async fn a_success_without_a_bundle_is_none() {
    let client = serve(Router::new().fallback(|| async { StatusCode::NO_CONTENT })).await;
    assert!(retriable(client.fetch_bundle(CREDENTIALS, now(), None).await).contains("204"));
}

#[tokio::test]
async fn a_date_that_is_none_is_left_out() {
    let odd = || async { ([("date", "yesterday")], "bundle") };
    let client = serve(Router::new().fallback(odd)).await;
    let reply = client.fetch_bundle(CREDENTIALS, now(), None).await.unwrap();
    assert!(matches!(reply, BundleReply::New { server_date: None, etag: None, .. }));
}
