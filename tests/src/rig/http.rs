// SPDX-License-Identifier: GPL-3.0-or-later
//! As much HTTP/1.1 as a test needs to look at the registry as any browser would.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::Context;

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// Head as received.
    pub head: String,
    /// Body.
    pub body: String,
}

/// `GET` of a path at `host:port`.
///
/// # Errors
/// When nobody answers, or not in HTTP.
pub fn get(address: &str, path: &str) -> anyhow::Result<Reply> {
    request(address, "GET", path, &[], "")
}

/// A request with headers and a JSON body.
///
/// # Errors
/// When nobody answers, or not in HTTP.
pub fn request(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> anyhow::Result<Reply> {
    let mut stream = TcpStream::connect(address).with_context(|| format!("connecting to {address}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(text.as_bytes()).context("sending the request")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).context("reading the answer")?;
    parse(&String::from_utf8_lossy(&answer))
}

fn parse(answer: &str) -> anyhow::Result<Reply> {
    let (head, body) = answer.split_once("\r\n\r\n").context("an answer without a head")?;
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no status code")?;
    Ok(Reply { status, head: head.to_owned(), body: body.to_owned() })
}
