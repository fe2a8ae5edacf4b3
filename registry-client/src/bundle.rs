// SPDX-License-Identifier: GPL-3.0-or-later
//! Fetching the bundle: a signed request without a body, and a long answer.

use jiff::Timestamp;
use registry_api::Signature;
use registry_api::chain::request_message;
use registry_api::http::{BUNDLE, SIGNATURE_HEADER, STATION_HEADER, TIME_HEADER};
use registry_api::problem::Failure;
use reqwest::header::{DATE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH};
use reqwest::{RequestBuilder, Response, StatusCode};

use crate::answer::{body, refusal};
use crate::client::unsendable;

/// Whoever holds the station's private key.
pub trait Signer: Sync {
    /// Signs with the station's key (Ed25519).
    fn sign(&self, message: &[u8]) -> Signature;
}

impl<F: Fn(&[u8]) -> Signature + Sync> Signer for F {
    fn sign(&self, message: &[u8]) -> Signature {
        self(message)
    }
}

/// Who asks.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// The station's number.
    pub station: &'a str,
    /// Its key.
    pub signer: &'a dyn Signer,
}

/// What the registry has for a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BundleReply {
    /// The one the station has is the newest.
    NotModified,
    /// A newer one; not checked yet.
    New {
        /// The bundle file.
        bytes: Vec<u8>,
        /// To be given with the next fetch.
        etag: Option<String>,
        /// The registry's clock when it answered; a hint, not authenticated beyond TLS.
        server_date: Option<Timestamp>,
    },
}

/// Adds the station's signature and the version it has.
pub(crate) fn signed(
    request: RequestBuilder,
    credentials: &Credentials<'_>,
    now: Timestamp,
    etag: Option<&str>,
) -> Result<RequestBuilder, Failure> {
    let time = now.as_second();
    let message = request_message(credentials.station, "GET", BUNDLE, time);
    let signature: String = credentials.signer.sign(&message).into();
    let mut headers = HeaderMap::new();
    put(&mut headers, STATION_HEADER, credentials.station)?;
    put(&mut headers, TIME_HEADER, &time.to_string())?;
    put(&mut headers, SIGNATURE_HEADER, &signature)?;
    if let Some(etag) = etag {
        put(&mut headers, IF_NONE_MATCH.as_str(), etag)?;
    }
    Ok(request.headers(headers))
}

fn put(headers: &mut HeaderMap, name: &'static str, value: &str) -> Result<(), Failure> {
    let text = HeaderValue::from_str(value)
        .map_err(|_| unsendable(&format!("{value:?} cannot stand in the header {name}")))?;
    headers.insert(HeaderName::from_static(name), text);
    Ok(())
}

/// Reads the answer to a fetch.
pub(crate) async fn read(response: Response, limit: usize) -> Result<BundleReply, Failure> {
    match response.status() {
        StatusCode::NOT_MODIFIED => Ok(BundleReply::NotModified),
        StatusCode::OK => {
            let etag = header(response.headers(), &ETAG);
            let server_date = header(response.headers(), &DATE).and_then(|text| http_date(&text));
            Ok(BundleReply::New { bytes: body(response, limit).await?, etag, server_date })
        }
        status if status.is_success() => {
            Err(Failure::Retriable(format!("the registry answered {status} instead of a bundle")))
        }
        _ => Err(refusal(response).await),
    }
}

fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// A date as HTTP writes it (RFC 9110 §5.6.7, IMF-fixdate).
fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}
