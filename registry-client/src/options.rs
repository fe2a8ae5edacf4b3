// SPDX-License-Identifier: GPL-3.0-or-later
//! How a client is built: address, times, whom to trust.

use std::net::IpAddr;
use std::time::Duration;

use registry_api::bundle::plain::MAX_BUNDLE_BYTES;
use reqwest::{Certificate, ClientBuilder, Url};

/// How long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For a whole request but that of a bundle, from connecting to the last byte.
    pub total: Duration,
    /// For the next bytes of a bundle.
    pub idle: Duration,
    /// For a whole bundle, so that one byte at a time cannot hold the connection for ever.
    pub bundle: Duration,
}

impl Default for Timeouts {
    /// 3 s to connect, 20 s in total; a bundle 20 s without a byte and 30 min in total.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            total: Duration::from_secs(20),
            idle: Duration::from_secs(20),
            bundle: Duration::from_secs(30 * 60),
        }
    }
}

/// How a [`crate::Client`] behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How long to wait.
    pub timeouts: Timeouts,
    /// Allow `http://` to another machine. Off: without TLS only this machine is spoken to.
    pub allow_plain_http: bool,
    /// Certificate authorities in PEM, believed instead of the system's own, e.g. that of the brand.
    pub authorities_pem: Option<Vec<u8>>,
    /// Longest bundle taken, in bytes.
    pub max_bundle_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeouts: Timeouts::default(),
            allow_plain_http: false,
            authorities_pem: None,
            max_bundle_bytes: MAX_BUNDLE_BYTES,
        }
    }
}

/// Why no client can be built from the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Not an address of a registry.
    #[error("registry address {url:?}: {detail}; write it like https://registry.example.com")]
    Address {
        /// What was configured.
        url: String,
        /// What is wrong with it.
        detail: String,
    },
    /// Without TLS to another machine.
    #[error(
        "registry address {url:?} is not encrypted; use https://, or allow plain HTTP for a network you own \
         (allow_plain_http)"
    )]
    PlainHttp {
        /// What was configured.
        url: String,
    },
    /// The process has not chosen its cryptography.
    #[error(
        "no TLS provider is installed in this process; it must install rustls' ring provider first of all"
    )]
    NoTlsProvider,
    /// The certificate authorities cannot be read.
    #[error("the configured certificate authorities are not certificates in PEM")]
    Authorities {
        /// What is wrong.
        #[source]
        source: Option<reqwest::Error>,
    },
    /// TLS could not be set up.
    #[error("could not set up the HTTP client for {url:?}")]
    Build {
        /// The address.
        url: String,
        /// Why not.
        #[source]
        source: reqwest::Error,
    },
}

/// Checks the address of a registry: absolute, `https`, or `http` where that is allowed.
pub(crate) fn address(text: &str, options: &Options) -> Result<Url, ClientError> {
    let wrong = |detail: &str| ClientError::Address { url: text.to_owned(), detail: detail.to_owned() };
    let url: Url = text.trim().parse().map_err(|e| wrong(&format!("{e}")))?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("it has a query or fragment"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("it holds a user name or password"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if options.allow_plain_http || is_this_machine(&url) => Ok(url),
        "http" => Err(ClientError::PlainHttp { url: text.to_owned() }),
        other => Err(wrong(&format!("{other} is not HTTP"))),
    }
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Builds the HTTP client underneath.
pub(crate) fn build(url: &Url, options: &Options) -> Result<reqwest::Client, ClientError> {
    // The library below panics without a provider, also for plain HTTP.
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err(ClientError::NoTlsProvider);
    }
    let builder = reqwest::Client::builder()
        .user_agent(concat!("assay-station/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .https_only(url.scheme() == "https")
        .connect_timeout(options.timeouts.connect)
        .read_timeout(options.timeouts.idle);
    let builder = trust(builder, url, options)?;
    builder.build().map_err(|source| ClientError::Build { url: url.to_string(), source })
}

fn trust(builder: ClientBuilder, url: &Url, options: &Options) -> Result<ClientBuilder, ClientError> {
    if url.scheme() == "http" {
        // Nobody to believe: also works on a machine without any certificate authority.
        return Ok(builder.tls_certs_only([]));
    }
    let Some(pem) = &options.authorities_pem else { return Ok(builder) };
    let authorities =
        Certificate::from_pem_bundle(pem).map_err(|e| ClientError::Authorities { source: Some(e) })?;
    if authorities.is_empty() {
        return Err(ClientError::Authorities { source: None });
    }
    Ok(builder.tls_certs_only(authorities))
}
