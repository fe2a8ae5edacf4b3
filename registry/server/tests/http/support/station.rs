// SPDX-License-Identifier: GPL-3.0-or-later
//! A station reduced to its key and its chain.

use registry_api::bundle::TrustRoot;
use registry_api::chain::{Batch, Row, batch_message, request_message, row_hash};
use registry_api::epcis::{Act, CustodyEvent};
use registry_api::http::{self as paths, EnrolAnswer};
use registry_api::{Digest, PublicKey, Signature};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::json;

use super::{Answer, Client, GTIN, Server};

pub(crate) struct Station {
    key: Ed25519KeyPair,
    pub(crate) id: String,
    pub(crate) root: TrustRoot,
    pub(crate) client: Client,
    head: Digest,
    next: u64,
}

impl Station {
    pub(crate) fn enrol(server: &Server, seed: u8) -> Self {
        let code = server.ok(&["enrol-code", "--facility", "F1"]);
        let answer = enrol(&server.client(), code.trim(), seed);
        assert_eq!(answer.status, 201, "{}", answer.text());
        let answer: EnrolAnswer = answer.json();
        let (id, root) = (answer.station, answer.root);
        Self { key: key(seed), id, root, client: server.client(), head: Digest::ZERO, next: 1 }
    }

    /// Adds rows to the chain and signs them.
    pub(crate) fn batch(&mut self, bodies: &[String]) -> Batch {
        let previous = self.head;
        let rows: Vec<Row> = bodies.iter().map(|body| self.row(body)).collect();
        let message = batch_message(&self.id, self.next - 1, &self.head);
        Batch { station: self.id.clone(), previous, rows, signature: self.sign(&message) }
    }

    fn row(&mut self, body: &str) -> Row {
        let (seq, boot_id) = (self.next, "boot".to_owned());
        let hash = row_hash(&self.head, &self.id, seq, &boot_id, body);
        (self.head, self.next) = (hash, seq + 1);
        Row { seq, boot_id, body: body.to_owned(), hash }
    }

    pub(crate) fn send(&self, batch: &Batch) -> Answer {
        self.client.json("POST", paths::EVENTS, &serde_json::to_value(batch).unwrap())
    }

    /// Asks for the bundle; `etag` is the one it has.
    pub(crate) fn bundle(&self, etag: Option<&str>) -> Answer {
        self.bundle_at(jiff::Timestamp::now().as_second(), etag)
    }

    pub(crate) fn bundle_at(&self, unix_s: i64, etag: Option<&str>) -> Answer {
        let message = request_message(&self.id, "GET", paths::BUNDLE, unix_s);
        let mut client = Client { address: self.client.address.clone(), headers: Vec::new() };
        let mut add = |name: &str, value: String| client.headers.push((name.to_owned(), value));
        add(paths::STATION_HEADER, self.id.clone());
        add(paths::TIME_HEADER, unix_s.to_string());
        add(paths::SIGNATURE_HEADER, self.sign(&message).into());
        etag.into_iter().for_each(|etag| add("if-none-match", etag.to_owned()));
        client.get(paths::BUNDLE)
    }

    fn sign(&self, message: &[u8]) -> Signature {
        Signature::from_bytes(self.key.sign(message).as_ref().try_into().unwrap())
    }

    /// A second holder of this station's number and chain, with the key of a seed: a copied card where it is the
    /// station's own, a thief without the card where it is not.
    pub(crate) fn twin(&self, seed: u8) -> Self {
        Self {
            key: key(seed),
            id: self.id.clone(),
            root: self.root.clone(),
            client: Client { address: self.client.address.clone(), headers: Vec::new() },
            head: self.head,
            next: self.next,
        }
    }
}

/// Sends an enrolment.
pub(crate) fn enrol(client: &Client, code: &str, seed: u8) -> Answer {
    let public = PublicKey::from_bytes(key(seed).public_key().as_ref().try_into().unwrap());
    let body = json!({ "code": code, "public_key": public, "name": "Dock 3" });
    client.json("POST", paths::STATIONS, &body)
}

fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

/// An event as stations write it.
pub(crate) fn event(act: Act, serial: &str) -> String {
    CustodyEvent {
        act,
        gtin: GTIN.parse().unwrap(),
        serial: serial.into(),
        at: jiff::Timestamp::now(),
        offset_min: 330,
        facility: "F1".into(),
        transaction: None,
        verdict: "genuine".into(),
        reason: "ok".into(),
    }
    .to_json()
    .to_string()
}
