// SPDX-License-Identifier: GPL-3.0-or-later
//! Everything a network can do is retriable and ends in bounded time.

use std::time::Duration;

use registry_client::{Credentials, Options};
use tokio::net::{TcpListener, TcpStream};

use crate::given::{Impatient, batch, client, options, raw, refused, retriable, say, sign};

const SHORT: Duration = Duration::from_millis(300);
const CREDENTIALS: Credentials<'static> = Credentials { station: "ST-1", signer: &sign };
const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

fn impatient() -> Options {
    options().with_total(SHORT)
}

async fn silent(stream: TcpStream) {
    std::future::pending::<()>().await;
    drop(stream);
}

async fn endless(mut stream: TcpStream) {
    say(&mut stream, &format!("{HEAD}transfer-encoding: chunked\r\n\r\n")).await;
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    while say(&mut stream, &chunk).await {}
}

async fn half(mut stream: TcpStream) {
    say(&mut stream, &format!("{HEAD}content-length: 100\r\n\r\n{{\"acked_seq\":1,")).await;
}

#[tokio::test]
async fn nobody_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let sentence = retriable(client(&base, options()).health().await);
    assert!(sentence.contains("cannot be reached"), "{sentence}");
    assert!(!sentence.contains("http://"), "{sentence}");
}

#[tokio::test]
async fn a_silent_registry_is_given_up() {
    let client = raw(impatient(), silent).await;
    assert!(retriable(client.post_events(&batch()).await).contains("did not answer in time"));
}

#[tokio::test]
async fn a_hang_up_before_the_answer() {
    let client = raw(options(), |stream| async move { drop(stream) }).await;
    assert!(retriable(client.post_events(&batch()).await).contains("broke"));
}

#[tokio::test]
async fn a_hang_up_in_the_middle_of_an_answer() {
    let client = raw(options(), half).await;
    assert!(retriable(client.post_events(&batch()).await).contains("broke"));
    assert!(
        retriable(client.fetch_bundle(CREDENTIALS, jiff::Timestamp::UNIX_EPOCH, None).await)
            .contains("broke")
    );
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let client = raw(options(), endless).await;
    assert!(retriable(client.post_events(&batch()).await).contains("longer than"));
    let fetched = client.fetch_bundle(CREDENTIALS, jiff::Timestamp::UNIX_EPOCH, None).await;
    assert!(retriable(fetched).contains("longer than 1000000 bytes"));
}

#[tokio::test]
async fn a_bundle_that_stops_coming_is_given_up() {
    let stalls = |mut stream: TcpStream| async move {
        say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nsome").await;
        silent(stream).await;
    };
    let client = raw(options().with_idle(SHORT), stalls).await;
    let fetched = client.fetch_bundle(CREDENTIALS, jiff::Timestamp::UNIX_EPOCH, None).await;
    assert!(retriable(fetched).contains("in time"));
}

#[tokio::test]
async fn a_byte_at_a_time_does_not_hold_the_connection() {
    let drips = |mut stream: TcpStream| async move {
        say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await;
        while say(&mut stream, "x").await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let client = raw(impatient(), drips).await;
    let fetched = client.fetch_bundle(CREDENTIALS, jiff::Timestamp::UNIX_EPOCH, None).await;
    assert!(retriable(fetched).contains("in time"));
}

#[tokio::test]
async fn what_is_not_http_is_retriable() {
    let noise = |mut stream: TcpStream| async move {
        say(&mut stream, "SSH-2.0-OpenSSH_10.2\r\n").await;
    };
    assert!(retriable(raw(options(), noise).await.health().await).contains("broke"));
}

#[tokio::test]
async fn a_refusal_that_breaks_off_is_still_a_refusal() {
    let broken = |mut stream: TcpStream| async move {
        say(&mut stream, "HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\n{").await;
    };
    let problem = refused(raw(options(), broken).await.health().await);
    assert_eq!((problem.status, problem.kind.as_str()), (403, "unexplained"));
}
