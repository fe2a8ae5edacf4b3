// SPDX-License-Identifier: GPL-3.0-or-later
//! Whom the client believes: the configured authority, for the right name, and nobody else.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use registry_client::Options;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::given::{client, options, retriable};

/// A certificate authority with one certificate for `name`.
struct Authority {
    pem: String,
    config: Arc<ServerConfig>,
}

fn authority(name: &str) -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let server_key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&server_key, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(server_key.serialize_der().into()),
        )
        .unwrap();
    Authority { pem, config: Arc::new(config) }
}

/// Answers `200` to every request, over TLS. Gives its port.
fn serve(config: Arc<ServerConfig>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut tls = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream);
            let mut request = [0; 4096];
            // A client that does not believe us hangs up here.
            if tls.read(&mut request).is_ok_and(|read| read > 0) {
                let _ = tls.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
                let _ = tls.flush();
            }
        }
    });
    port
}

fn trusting(pem: &str) -> Options {
    Options { authorities_pem: Some(pem.into()), ..options() }
}

#[tokio::test]
async fn the_configured_authority_is_believed() {
    let brand = authority("localhost");
    let port = serve(brand.config.clone());
    client(&format!("https://localhost:{port}"), trusting(&brand.pem)).health().await.unwrap();
}

#[tokio::test]
async fn another_authority_is_not_believed() {
    let port = serve(authority("localhost").config);
    let stranger = client(&format!("https://localhost:{port}"), trusting(&authority("localhost").pem));
    let sentence = retriable(stranger.health().await);
    assert!(sentence.contains("cannot be reached") && sentence.contains("certificate"), "{sentence}");
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_believed() {
    let brand = authority("registry.example.com");
    let port = serve(brand.config.clone());
    let sentence =
        retriable(client(&format!("https://localhost:{port}"), trusting(&brand.pem)).health().await);
    assert!(sentence.contains("certificate"), "{sentence}");
}
