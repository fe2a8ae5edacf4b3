// SPDX-License-Identifier: GPL-3.0-or-later
//! Answers in JSON: good ones, refusals, nonsense.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use registry_api::bundle::TrustRoot;
use registry_api::chain::Batch;
use registry_api::http::{BatchAnswer, EnrolAnswer, EnrolRequest, RowOutcome, VerifyAnswer};
use registry_client::{Client, MAX_ANSWER_BYTES, MAX_DETAIL_CHARS};

use crate::given::{batch, client, options, problem, public, refused, retriable, serve};

fn unknown(serial: String) -> VerifyAnswer {
    VerifyAnswer {
        serial,
        issued: false,
        status: None,
        product: None,
        gtin: None,
        lot: None,
        made_on: None,
        expiry: None,
        warranty_until: None,
        markets: vec![],
        alerts: vec![],
    }
}

async fn enrol(Json(request): Json<EnrolRequest>) -> Json<EnrolAnswer> {
    let root = TrustRoot { version: 1, brand: request.name, publish_keys: vec![request.public_key] };
    Json(EnrolAnswer { station: "ST-1".into(), facility: request.code, root })
}

async fn take(Json(batch): Json<Batch>) -> Json<BatchAnswer> {
    batch.check(&public()).unwrap();
    Json(BatchAnswer { acked_seq: 1, rows: vec![RowOutcome::Stored] })
}

fn good() -> Router {
    Router::new()
        .route("/v1/stations", post(enrol))
        .route("/v1/events", post(take))
        .route("/v1/serials/{serial}", get(|Path(serial): Path<String>| async { Json(unknown(serial)) }))
        .route("/healthz", get(|| async { "ok" }))
}

#[tokio::test]
async fn a_good_registry_answers_every_question() {
    let client = serve(good()).await;
    client.health().await.unwrap();
    assert_eq!(client.post_events(&batch()).await.unwrap().rows, [RowOutcome::Stored]);
    let request = EnrolRequest { code: "CODE".into(), public_key: public(), name: "acme".into() };
    let answer = client.enrol(&request).await.unwrap();
    assert_eq!((answer.facility.as_str(), answer.root.publish_keys), ("CODE", vec![public()]));
    assert_eq!(
        client.verify("A/b?c").await.unwrap().serial,
        "A/b?c",
        "a serial cannot leave its place in the path"
    );
}

#[tokio::test]
async fn a_registry_may_stand_below_a_path() {
    let inner = serve(Router::new().nest("/assay", good())).await;
    let client = client(&format!("{}assay/", inner.base_url()), options());
    client.health().await.unwrap();
    assert_eq!(refused(inner.health().await).status, 404);
}

async fn answering(status: u16, kind: &'static str, detail: &'static str) -> Client {
    serve(Router::new().fallback(move || async move { problem(status, kind, detail) })).await
}

#[tokio::test]
async fn what_may_pass_is_retriable() {
    for status in [408, 425, 429, 500, 502, 503, 504] {
        let client = answering(status, "busy", "the database is being moved").await;
        let sentence = retriable(client.post_events(&batch()).await);
        assert!(sentence.contains("the database is being moved"), "{sentence}");
        assert!(sentence.contains(&status.to_string()), "{sentence}");
    }
}

#[tokio::test]
async fn a_refusal_is_final_and_tells_why() {
    let client = answering(409, "second-chain", "row 5 exists with another hash").await;
    let problem = refused(client.post_events(&batch()).await);
    assert_eq!((problem.status, problem.kind.as_str()), (409, "second-chain"));
    assert_eq!(problem.detail, "row 5 exists with another hash");
}

#[tokio::test]
async fn the_status_line_counts_and_not_the_body() {
    let lying = r#"{"type":"busy","status":503,"detail":"come back"}"#;
    let client = serve(Router::new().fallback(move || async move { (StatusCode::FORBIDDEN, lying) })).await;
    assert_eq!(refused(client.health().await).status, 403);
    let bare = serve(Router::new().fallback(|| async { (StatusCode::NOT_FOUND, "<html>") })).await;
    assert_eq!(refused(bare.health().await).kind, "unexplained");
}

#[tokio::test]
async fn text_of_a_stranger_is_cleaned_and_cut() {
    let nasty = || async { problem(400, "\u{1b}[31mred", &"line\r\n\u{0}".repeat(1000)) };
    let problem = refused(serve(Router::new().fallback(nasty)).await.health().await);
    assert_eq!(problem.detail.chars().count(), MAX_DETAIL_CHARS);
    assert!(!problem.detail.chars().chain(problem.kind.chars()).any(char::is_control));
}

#[tokio::test]
async fn a_page_of_somebody_else_refuses_nothing() {
    for body in ["<html>please log in</html>", "{}", "[]", "", "{\"acked_seq\":-1,\"rows\":[]}"] {
        let client = serve(Router::new().fallback(move || async move { body })).await;
        let sentence = retriable(client.post_events(&batch()).await);
        assert!(sentence.contains("not one of a registry"), "{sentence}");
    }
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let moved = || async { (StatusCode::FOUND, [("location", "/healthz")]) };
    let router = Router::new().route("/v1/events", post(moved)).route("/healthz", get(|| async { "ok" }));
    let sentence = retriable(serve(router).await.post_events(&batch()).await);
    assert!(sentence.contains("302"), "{sentence}");
}

#[tokio::test]
async fn a_long_answer_is_cut_off() {
    let long = || async { "x".repeat(MAX_ANSWER_BYTES + 1) };
    let sentence = retriable(serve(Router::new().fallback(long)).await.post_events(&batch()).await);
    assert!(sentence.contains("longer than"), "{sentence}");
}
