// SPDX-License-Identifier: GPL-3.0-or-later
//! HTTP/1.1 over a plain socket: one request per connection.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::PATIENCE;

/// Speaks with one address.
pub(crate) struct Client {
    pub(crate) address: String,
    pub(crate) headers: Vec<(String, String)>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let line = self.head.lines().find(|l| l.to_lowercase().starts_with(&format!("{name}:")))?;
        Some(line.split_once(':')?.1.trim())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// Checks that this is a problem of a kind and gives its detail.
    pub(crate) fn problem(&self, status: u16, kind: &str) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let problem: Value = self.json();
        assert_eq!((&problem["type"], &problem["status"]), (&Value::from(kind), &Value::from(status)));
        problem["detail"].as_str().unwrap().to_owned()
    }
}

impl Client {
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, b"")
    }

    pub(crate) fn json(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, path, body.to_string().as_bytes())
    }

    pub(crate) fn send(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        self.try_send(method, path, body).unwrap_or_else(|e| panic!("{method} {path}: {e}"))
    }

    pub(crate) fn try_send(&self, method: &str, path: &str, body: &[u8]) -> std::io::Result<Answer> {
        let mut socket = TcpStream::connect(&self.address)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n");
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        socket.write_all(head.as_bytes())?;
        // A server that refuses a long body closes before it has read it; its answer is there all the same.
        let sent = socket.write_all(body);
        let mut answer = Vec::new();
        match socket.read_to_end(&mut answer) {
            Err(error) if answer.is_empty() => return Err(sent.err().unwrap_or(error)),
            _ => {}
        }
        split(&answer).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    }
}

fn split(answer: &[u8]) -> Option<Answer> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8(answer[..end].to_vec()).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let body = answer[end + 4..].to_vec();
    let answer = Answer { status, head, body };
    let whole = answer.header("content-length").is_none_or(|n| n.parse() == Ok(answer.body.len()));
    whole.then_some(answer)
}
