// SPDX-License-Identifier: GPL-3.0-or-later
//! Who asks: the administrator by token, a station by its signature.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use registry_api::chain;
use registry_api::http::{REQUEST_SKEW_S, SIGNATURE_HEADER, STATION_HEADER, TIME_HEADER};
use registry_api::{PublicKey, Signature};

use super::Api;
use super::problem::ApiProblem;

/// Longest station number that is looked up, in bytes.
const MAX_STATION_BYTES: usize = 64;

/// Proof that the administrator asks.
pub(super) struct Admin;

impl FromRequestParts<Arc<Api>> for Admin {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, ApiProblem> {
        let given = header(&parts.headers, header::AUTHORIZATION.as_str()).unwrap_or_default();
        let token = match given.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            _ => return Err(ApiProblem::not_admin()),
        };
        if api.admin.is(token) { Ok(Self) } else { Err(ApiProblem::not_admin()) }
    }
}

/// Proof that an enrolled station asks, by the signature over a request without a body.
pub(super) struct SignedRequest;

impl FromRequestParts<Arc<Api>> for SignedRequest {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, ApiProblem> {
        let claim = Claim::read(&parts.headers).ok_or_else(|| {
            unauthorised(
                "signature-missing",
                format!("this needs the headers {STATION_HEADER}, {TIME_HEADER} and {SIGNATURE_HEADER}"),
            )
        })?;
        claim.check_time(Timestamp::now())?;
        let key = station_key(api, &claim.station).await?;
        let (method, path) = (parts.method.as_str(), parts.uri.path());
        let message = chain::request_message(&claim.station, method, path, claim.unix_s);
        if key.verify(&message, &claim.signature) { Ok(Self) } else { Err(bad_signature(&claim.station)) }
    }
}

/// The key of an enrolled station.
pub(super) async fn station_key(api: &Api, station: &str) -> Result<PublicKey, ApiProblem> {
    if station.len() > MAX_STATION_BYTES {
        return Err(unknown_station());
    }
    let id = station.to_owned();
    let found = api.run(move |store| store.station(&id)).await?;
    found.map(|station| station.public_key).ok_or_else(unknown_station)
}

/// A signature that is not the station's.
pub(super) fn bad_signature(station: &str) -> ApiProblem {
    unauthorised("bad-signature", format!("the signature is not that of station {station}: enrol it anew"))
}

fn unknown_station() -> ApiProblem {
    unauthorised("unknown-station", "no such station is enrolled here: enrol it first".to_owned())
}

fn unauthorised(kind: &str, detail: String) -> ApiProblem {
    ApiProblem::new(StatusCode::UNAUTHORIZED, kind, detail)
}

struct Claim {
    station: String,
    unix_s: i64,
    signature: Signature,
}

impl Claim {
    fn read(headers: &HeaderMap) -> Option<Self> {
        Some(Self {
            station: header(headers, STATION_HEADER)?.to_owned(),
            unix_s: header(headers, TIME_HEADER)?.parse().ok()?,
            signature: Signature::try_from(header(headers, SIGNATURE_HEADER)?.to_owned()).ok()?,
        })
    }

    fn check_time(&self, now: Timestamp) -> Result<(), ApiProblem> {
        let skew_s = now.as_second().saturating_sub(self.unix_s).unsigned_abs();
        if skew_s <= REQUEST_SKEW_S.unsigned_abs() {
            return Ok(());
        }
        let hours = skew_s / 3600;
        let apart = if hours < 48 { format!("{hours} hours") } else { format!("{} days", hours / 24) };
        let right = now.strftime("%Y-%m-%d %H:%M UTC");
        let detail = format!("the station's clock is {apart} off, it is {right}: set it and try again");
        Err(unauthorised("clock-skew", detail))
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_signed_request_has_bounds() {
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let at = |unix_s| {
            let signature = Signature::from_bytes([0; 64]);
            Claim { station: "S0001".into(), unix_s, signature }.check_time(now).is_ok()
        };
        assert!(at(1_790_000_000 - REQUEST_SKEW_S));
        assert!(!at(1_790_000_000 - REQUEST_SKEW_S - 1));
        assert!(!at(1_790_000_000 + REQUEST_SKEW_S + 1));
        assert!(!at(i64::MIN) && !at(i64::MAX));
    }
}
