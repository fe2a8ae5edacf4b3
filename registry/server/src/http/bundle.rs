// SPDX-License-Identifier: GPL-3.0-or-later
//! The newest bundle, for enrolled stations.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use registry_api::http as paths;
use registry_api::problem::Problem;

use super::Api;
use super::auth::SignedRequest;

/// Gives the newest bundle.
#[utoipa::path(get, path = paths::BUNDLE, tag = "stations",
    params(
        ("assay-station" = String, Header, description = "Number of the station"),
        ("assay-time" = i64, Header, description = "Unix time in seconds that the signature covers"),
        ("assay-signature" = String, Header, description = "Ed25519 over the request, base64url"),
        ("if-none-match" = Option<String>, Header, description = "ETag of the bundle the station has"),
    ),
    responses(
        (status = 200, description = "A signed bundle; its ETag is its sequence number", body = [u8], content_type = "application/octet-stream"),
        (status = 304, description = "The station has the newest one"),
        (status = 401, description = "The station is unknown or the signature not its own", body = Problem),
    ),
)]
pub(super) async fn newest(
    State(api): State<Arc<Api>>,
    _station: SignedRequest,
    headers: HeaderMap,
) -> Response {
    let bundle = api.newest.borrow().clone();
    let etag = format!("\"{}\"", bundle.state.sequence);
    let common = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if is_known(&headers, &etag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, "application/octet-stream")], bundle.file).into_response()
}

/// `If-None-Match` compares weakly (RFC 9110 §13.1.2).
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_bundle_is_recognised_in_every_form_of_the_header() {
        let known = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, value.parse().unwrap());
            is_known(&headers, "\"7\"")
        };
        assert!(known("\"7\"") && known("W/\"7\"") && known("\"3\", \"7\"") && known("*"));
        assert!(!known("\"8\"") && !known("7") && !known(""));
        assert!(!is_known(&HeaderMap::new(), "\"7\""));
    }
}
