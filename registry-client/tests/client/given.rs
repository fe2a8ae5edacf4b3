// SPDX-License-Identifier: GPL-3.0-or-later
//! Registries to test against: real ones on a port of this machine, and ones that misbehave.

use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use registry_api::chain::{Batch, Row, batch_message, row_hash};
use registry_api::problem::{Failure, Problem};
use registry_api::{Digest, PublicKey, Signature};
use registry_client::{Client, Options, Timeouts};
use ring::signature::{Ed25519KeyPair, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Long enough for a loaded machine to answer.
pub(crate) fn options() -> Options {
    let long = Duration::from_secs(60);
    Options {
        timeouts: Timeouts { connect: long, total: long, idle: long, bundle: long },
        max_bundle_bytes: 1_000_000,
        ..Options::default()
    }
}

/// Shorter times, where the other side is not going to answer.
pub(crate) trait Impatient {
    fn with_idle(self, idle: Duration) -> Self;
    fn with_total(self, total: Duration) -> Self;
}

impl Impatient for Options {
    fn with_idle(mut self, idle: Duration) -> Self {
        self.timeouts.idle = idle;
        self
    }

    fn with_total(mut self, total: Duration) -> Self {
        self.timeouts.total = total;
        self.timeouts.bundle = total;
        self
    }
}

pub(crate) fn client(base: &str, options: Options) -> Client {
    // Fails where another test of this process was first, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::new(base, options).unwrap()
}

/// Serves a router on a free port and answers a client for it.
pub(crate) async fn serve(router: Router) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    client(&base, options())
}

/// A machine that reads a request and then does whatever `then` does with the connection.
pub(crate) async fn raw<F>(options: Options, then: impl Fn(TcpStream) -> F + Send + 'static) -> Client
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            read_head(&mut stream).await;
            tokio::spawn(then(stream));
        }
    });
    client(&base, options)
}

async fn read_head(stream: &mut TcpStream) {
    let mut seen = Vec::new();
    let mut byte = [0];
    while !seen.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).await.is_ok() {
        seen.push(byte[0]);
    }
}

/// Writes, as long as the other side listens.
pub(crate) async fn say(stream: &mut TcpStream, text: &str) -> bool {
    stream.write_all(text.as_bytes()).await.is_ok()
}

pub(crate) fn key() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[3; 32]).unwrap()
}

pub(crate) fn public() -> PublicKey {
    PublicKey::from_bytes(key().public_key().as_ref().try_into().unwrap())
}

pub(crate) fn sign(message: &[u8]) -> Signature {
    Signature::from_bytes(key().sign(message).as_ref().try_into().unwrap())
}

/// A batch of one row.
pub(crate) fn batch() -> Batch {
    let hash = row_hash(&Digest::ZERO, "ST-1", 1, "boot", "{}");
    let row = Row { seq: 1, boot_id: "boot".into(), body: "{}".into(), hash };
    let signature = sign(&batch_message("ST-1", 1, &hash));
    Batch { station: "ST-1".into(), previous: Digest::ZERO, rows: vec![row], signature }
}

/// A problem as the registry answers it.
pub(crate) fn problem(status: u16, kind: &str, detail: &str) -> Response {
    let body = serde_json::to_string(&Problem::new(status, kind, detail)).unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "application/problem+json".parse().unwrap());
    (StatusCode::from_u16(status).unwrap(), headers, body).into_response()
}

/// The sentence of a failure that may pass.
pub(crate) fn retriable<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
    match result {
        Err(Failure::Retriable(sentence)) => sentence,
        other => panic!("not retriable: {other:?}"),
    }
}

/// The problem of a failure that stays.
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, Failure>) -> Problem {
    match result {
        Err(Failure::Final(problem)) => problem,
        other => panic!("not final: {other:?}"),
    }
}
