// SPDX-License-Identifier: GPL-3.0-or-later
//! One method per request a station makes.

use std::sync::Arc;

use jiff::Timestamp;
use registry_api::chain::Batch;
use registry_api::epcis::uri_escape;
use registry_api::http::{BUNDLE, EVENTS, HEALTH, SERIALS, STATIONS};
use registry_api::http::{BatchAnswer, EnrolAnswer, EnrolRequest, VerifyAnswer};
use registry_api::problem::{Failure, Problem};
use reqwest::{Method, RequestBuilder, Url};
use serde::Serialize;

use crate::answer::{read_json, read_success, send};
use crate::bundle::{self, BundleReply, Credentials};
use crate::options::{ClientError, Options, address, build};

/// The registry, as a station sees it. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Arc<Url>,
    options: Arc<Options>,
}

impl Client {
    /// A client for the registry at `base_url`, e.g. `https://registry.example.com`.
    ///
    /// The process must have installed rustls' ring provider before
    /// (`rustls::crypto::ring::default_provider().install_default()`), also for plain HTTP.
    ///
    /// # Errors
    /// [`ClientError`] says what of the configuration is wrong. No connection is made yet.
    pub fn new(base_url: &str, options: Options) -> Result<Self, ClientError> {
        let base = address(base_url, &options)?;
        let http = build(&base, &options)?;
        Ok(Self { http, base: Arc::new(base), options: Arc::new(options) })
    }

    /// The address this client speaks to.
    pub fn base_url(&self) -> &str {
        self.base.as_str()
    }

    /// Makes the station known with a one-time code.
    ///
    /// # Errors
    /// [`Failure::Final`] when the registry refuses, e.g. a used code.
    pub async fn enrol(&self, request: &EnrolRequest) -> Result<EnrolAnswer, Failure> {
        read_json(self.post(STATIONS, request)).await
    }

    /// Sends events. The same batch may be sent again: it is stored once.
    ///
    /// # Errors
    /// [`Failure::Final`] when the registry refuses the batch as a whole, e.g. for a second chain.
    pub async fn post_events(&self, batch: &Batch) -> Result<BatchAnswer, Failure> {
        read_json(self.post(EVENTS, batch)).await
    }

    /// Fetches the newest bundle unless it is the one `etag` names. `now` is what the request is signed
    /// with; the registry takes it within [`registry_api::http::REQUEST_SKEW_S`] of its own clock.
    ///
    /// The bytes are not checked here: nothing of them may be believed before their signature was verified.
    ///
    /// # Errors
    /// [`Failure::Final`] when the registry refuses this station.
    pub async fn fetch_bundle(
        &self,
        credentials: Credentials<'_>,
        now: Timestamp,
        etag: Option<&str>,
    ) -> Result<BundleReply, Failure> {
        let request = self.request(Method::GET, BUNDLE).timeout(self.options.timeouts.bundle);
        let request = bundle::signed(request, &credentials, now, etag)?;
        bundle::read(send(request).await?, self.options.max_bundle_bytes).await
    }

    /// Asks what the registry knows of a serial. It answers in the same form for an unknown one.
    ///
    /// # Errors
    /// As everywhere; a failure is never to be taken as "not genuine".
    pub async fn verify(&self, serial: &str) -> Result<VerifyAnswer, Failure> {
        let path = format!("{SERIALS}/{}", uri_escape(serial));
        read_json(self.request(Method::GET, &path).timeout(self.options.timeouts.total)).await
    }

    /// Whether the registry is there and its database answers.
    ///
    /// # Errors
    /// As everywhere.
    pub async fn health(&self) -> Result<(), Failure> {
        read_success(self.request(Method::GET, HEALTH).timeout(self.options.timeouts.total)).await.map(drop)
    }

    fn post(&self, path: &str, body: &impl Serialize) -> Result<RequestBuilder, Failure> {
        let body = serde_json::to_vec(body).map_err(|e| unsendable(&format!("its body is no JSON: {e}")))?;
        let request = self.request(Method::POST, path).timeout(self.options.timeouts.total);
        Ok(request.header(reqwest::header::CONTENT_TYPE, "application/json").body(body))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut url = (*self.base).clone();
        // The registry may stand below a path of a shared host.
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        self.http.request(method, url)
    }
}

/// A request that cannot even be put together; sending it again would not help.
pub(crate) fn unsendable(detail: &str) -> Failure {
    Failure::Final(Problem::new(
        0,
        "unsendable",
        format!("the request to the registry was not sent: {detail}"),
    ))
}
