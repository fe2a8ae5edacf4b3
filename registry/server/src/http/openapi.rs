// SPDX-License-Identifier: GPL-3.0-or-later
//! The OpenAPI description, made from the handlers. The committed `openapi.json` is compared in the tests.

use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Assay registry",
        description = "Where serials are born and remembered. Problems are RFC 9457 JSON.",
        license(name = "GPL-3.0-or-later", identifier = "GPL-3.0-or-later"),
        contact(),
    ),
    paths(
        super::health,
        super::stations::enrol,
        super::stations::events,
        super::bundle::newest,
        super::serials::verify,
        super::admin::set_status,
        super::admin::history,
        super::admin::issue,
        super::admin::announce_shipment,
    ),
    modifiers(&AdminToken)
)]
struct Description;

struct AdminToken;

impl Modify for AdminToken {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        openapi.components.get_or_insert_default().add_security_scheme("admin_token", scheme);
    }
}

/// The description as JSON text with a line end.
pub(crate) fn document() -> Result<String, serde_json::Error> {
    Description::openapi().to_pretty_json().map(|text| text + "\n")
}
