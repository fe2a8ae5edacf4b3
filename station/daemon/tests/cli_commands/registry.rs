// SPDX-License-Identifier: GPL-3.0-or-later
//! The three answers of a registry that enrolling and looking at the link need; anything else is refused.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use registry_api::chain::request_message;
use registry_api::http::{
    BUNDLE, EnrolAnswer, EnrolRequest, HEALTH, SIGNATURE_HEADER, STATION_HEADER, STATIONS, TIME_HEADER,
};
use registry_api::problem::Problem;
use registry_api::{PublicKey, Signature};

use crate::maker::{FACILITY, Maker};

/// The one code that works.
pub(crate) const CODE: &str = "K7-PLUM";
const STATION: &str = "dock-3";

pub(crate) struct Registry {
    pub(crate) url: String,
}

struct Desk {
    answer: EnrolAnswer,
    bundle: Option<Vec<u8>>,
    known: Mutex<Option<PublicKey>>,
}

struct Request {
    line: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Registry {
    /// Answers until the test ends; offers no bundle where there is none.
    pub(crate) fn start(maker: &Maker, bundle: Option<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answer = EnrolAnswer { station: STATION.into(), facility: FACILITY.into(), root: maker.root() };
        let desk = Arc::new(Desk { answer, bundle, known: Mutex::new(None) });
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let desk = desk.clone();
                std::thread::spawn(move || desk.serve(&stream.unwrap()));
            }
        });
        Self { url }
    }
}

impl Desk {
    fn serve(&self, mut stream: &TcpStream) {
        let Some(request) = read(stream) else { return };
        let (status, body) = self.answer(&request);
        let date = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT");
        let head = format!(
            "HTTP/1.1 {status} X\r\nDate: {date}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
    }

    fn answer(&self, request: &Request) -> (u16, Vec<u8>) {
        if request.line.starts_with(&format!("POST {STATIONS} ")) {
            let asked: EnrolRequest = serde_json::from_slice(&request.body).unwrap();
            if asked.code != CODE {
                return problem(403, "the code is unknown or used");
            }
            *self.known.lock().unwrap() = Some(asked.public_key);
            return (200, serde_json::to_vec(&self.answer).unwrap());
        }
        if request.line.starts_with(&format!("GET {HEALTH} ")) {
            return (200, b"{}".to_vec());
        }
        if request.line.starts_with(&format!("GET {BUNDLE} ")) && self.is_known(request) {
            return match &self.bundle {
                Some(bundle) => (200, bundle.clone()),
                None => problem(503, "nothing was published yet"),
            };
        }
        problem(401, "this station is not known")
    }

    fn is_known(&self, request: &Request) -> bool {
        let header = |name: &str| request.headers.get(name).cloned().unwrap_or_default();
        let Ok(signature) = Signature::try_from(header(SIGNATURE_HEADER)) else { return false };
        let time = header(TIME_HEADER).parse().unwrap();
        let message = request_message(STATION, "GET", BUNDLE, time);
        let known = self.known.lock().unwrap();
        header(STATION_HEADER) == STATION && known.is_some_and(|key| key.verify(&message, &signature))
    }
}

fn problem(status: u16, detail: &str) -> (u16, Vec<u8>) {
    (status, serde_json::to_vec(&Problem::new(status, "no", detail)).unwrap())
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut input = BufReader::new(stream);
    let mut line = String::new();
    input.read_line(&mut line).ok()?;
    let mut headers = BTreeMap::new();
    loop {
        let mut header = String::new();
        input.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(Request { line, headers, body })
}
