// SPDX-License-Identifier: MIT OR Apache-2.0
//! The outer form of the web address: characters, scheme, host, path, query (RFC 3986).

use std::ops::Range;

use crate::charset::{self, CODED, Classes, ENDS_PATH, ENDS_QUERY, NOT_IN_HOST, NOT_IN_URI, first_of};
use crate::error::{ErrorCode, ParseError};

/// Where path and query stand in a web address, in bytes from its start.
pub(super) struct Layout {
    /// From the first `/` after the host up to the query, fragment or end.
    pub(super) path: Range<usize>,
    /// What follows the first `?` of the path, without the fragment.
    pub(super) query: Range<usize>,
    /// Whether any character may stand for another.
    pub(super) is_coded: bool,
}

/// Whether data begins with a scheme under which a Digital Link can come.
pub(crate) fn has_scheme(data: &[u8]) -> bool {
    scheme_length(data).is_some()
}

/// Both schemes are accepted in the two cases that are met; a code never carries a mixed one on purpose.
fn scheme_length(data: &[u8]) -> Option<usize> {
    let (rest, secure) = match data {
        [b'h', b't', b't', b'p', rest @ ..] => (rest, b's'),
        [b'H', b'T', b'T', b'P', rest @ ..] => (rest, b'S'),
        _ => return None,
    };
    match rest {
        [b':', b'/', b'/', ..] => Some("http://".len()),
        [s, b':', b'/', b'/', ..] if *s == secure => Some("https://".len()),
        _ => None,
    }
}

/// Checks the outer form and tells where path and query stand.
pub(super) fn layout(uri: &[u8]) -> Result<Layout, ParseError> {
    let classes = charset::all(uri);
    if classes & NOT_IN_URI != 0 {
        let at = first_of(NOT_IN_URI, uri).unwrap_or_default();
        return Err(ParseError::new(ErrorCode::UriCharacter, at));
    }
    let host = scheme_length(uri).ok_or(ParseError::new(ErrorCode::UriIncomplete, 0))?;
    let path = path_start(uri, host)?;
    let path_end = end(ENDS_PATH & classes, uri, path);
    let query = uri.len().min(path_end + usize::from(uri.get(path_end) == Some(&b'?')));
    let query_end = if query > path_end { end(ENDS_QUERY & classes, uri, query) } else { query };
    Ok(Layout { path: path..path_end, query: query..query_end, is_coded: classes & CODED != 0 })
}

/// The first byte of one of the classes at or after `from`, or the end.
fn end(classes: Classes, uri: &[u8], from: usize) -> usize {
    let found = if classes == 0 { None } else { first_of(classes, &uri[from..]) };
    found.map_or(uri.len(), |at| from + at)
}

/// Where the path begins: at the first `/` behind a host.
fn path_start(uri: &[u8], host: usize) -> Result<usize, ParseError> {
    let path = first_of(NOT_IN_HOST, &uri[host..]).map_or(uri.len(), |length| host + length);
    if path > host && uri.get(path) == Some(&b'/') {
        return Ok(path);
    }
    match uri[host..].iter().position(|b| *b == b'/') {
        Some(length) if length > 0 => Err(ParseError::new(ErrorCode::UriHost, path)),
        _ => Err(ParseError::new(ErrorCode::UriIncomplete, host)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes() {
        for (scheme, length) in [("http://", 7), ("https://", 8), ("HTTP://", 7), ("HTTPS://", 8)] {
            assert_eq!(scheme_length(scheme.as_bytes()), Some(length));
            assert!((0..length).all(|end| scheme_length(&scheme.as_bytes()[..end]).is_none()), "{scheme}");
        }
        for other in ["Https://", "httpS://", "HTTPs://", "ftp://", "https:/x"] {
            assert_eq!(scheme_length(other.as_bytes()), None, "{other}");
        }
    }
}
