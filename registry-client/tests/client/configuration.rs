// SPDX-License-Identifier: GPL-3.0-or-later
//! A wrong configuration is said before anything is sent.

use registry_client::{Client, ClientError, Options};

use crate::given::{client, options};

fn refused(base: &str, options: Options) -> ClientError {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::new(base, options).unwrap_err()
}

#[test]
fn an_address_must_be_one() {
    for base in ["", "registry", "ftp://registry", "https://", "https://u:p@registry", "https://r/?a=b"] {
        assert!(matches!(refused(base, options()), ClientError::Address { .. }), "{base:?}");
    }
}

#[test]
fn without_tls_only_this_machine_is_spoken_to() {
    for base in ["http://registry.example.com", "http://192.168.1.1", "http://127.0.0.1.example.com"] {
        assert!(matches!(refused(base, options()), ClientError::PlainHttp { .. }), "{base}");
        client(base, Options { allow_plain_http: true, ..options() });
    }
    for base in ["http://127.0.0.1:8080", "http://[::1]:8080/", "http://localhost"] {
        assert!(client(base, options()).base_url().starts_with(base.trim_end_matches('/')));
    }
}

#[test]
fn authorities_must_be_certificates() {
    for pem in ["", "hello", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"] {
        let options = Options { authorities_pem: Some(pem.into()), ..options() };
        let error = refused("https://registry.example.com", options);
        assert!(
            matches!(error, ClientError::Authorities { .. } | ClientError::Build { .. }),
            "{pem:?}: {error:?}"
        );
    }
}
