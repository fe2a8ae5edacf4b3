// SPDX-License-Identifier: MIT OR Apache-2.0
//! The outer form of the web address: characters, scheme, host, path, query (RFC 3986).

use std::ops::Range;

use crate::error::{ErrorCode, ParseError};

/// Schemes in the two cases that are accepted; a code never carries a mixed one on purpose.
const SCHEMES: [&[u8]; 4] = [b"https://", b"HTTPS://", b"http://", b"HTTP://"];

/// Where path and query stand in a web address, in bytes from its start.
pub(super) struct Layout {
    /// From the first `/` after the host up to the query, fragment or end.
    pub(super) path: Range<usize>,
    /// What follows the first `?` of the path, without the fragment.
    pub(super) query: Range<usize>,
}

/// Whether data begins with a scheme under which a Digital Link can come.
pub(crate) fn has_scheme(data: &[u8]) -> bool {
    scheme_length(data).is_some()
}

fn scheme_length(data: &[u8]) -> Option<usize> {
    SCHEMES.iter().find(|scheme| data.starts_with(scheme)).map(|scheme| scheme.len())
}

/// Checks the outer form and tells where path and query stand.
pub(super) fn layout(uri: &[u8]) -> Result<Layout, ParseError> {
    if let Some(at) = uri.iter().position(|b| !is_uri_character(*b)) {
        return Err(ParseError::new(ErrorCode::UriCharacter, at));
    }
    let host = scheme_length(uri).ok_or(ParseError::new(ErrorCode::UriIncomplete, 0))?;
    let path = match find(uri, b'/', host) {
        Some(path) if path > host => path,
        _ => return Err(ParseError::new(ErrorCode::UriIncomplete, host)),
    };
    if let Some(at) = uri[host..path].iter().position(|b| b"_~?#@!$&'()*+,;=%".contains(b)) {
        return Err(ParseError::new(ErrorCode::UriHost, host + at));
    }
    let end = find(uri, b'#', path).unwrap_or(uri.len());
    let path_end = find(&uri[..end], b'?', path).unwrap_or(end);
    Ok(Layout { path: path..path_end, query: (path_end + 1).min(end)..end })
}

/// The first `wanted` at or after `from`.
fn find(data: &[u8], wanted: u8, from: usize) -> Option<usize> {
    data.iter().skip(from).position(|b| *b == wanted).map(|at| from + at)
}

fn is_uri_character(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b)
}
