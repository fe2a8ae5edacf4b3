// SPDX-License-Identifier: MIT OR Apache-2.0
//! Percent-encoding (RFC 3986, section 2.1).

use crate::charset;

/// Decodes a path segment, or a query value where `+` stands for a space. A `%` that two hexadecimal digits do
/// not follow stands for itself. `None` when a byte zero comes out.
pub(crate) fn decode(text: &[u8], is_query: bool) -> Option<Vec<u8>> {
    let mut out = vec![0; text.len()];
    let length = decode_into(text, is_query, &mut out)?;
    out.truncate(length);
    Some(out)
}

/// As [`decode`], into a buffer that may be too short: gives the length that the whole would have.
pub(crate) fn decode_into(text: &[u8], is_query: bool, out: &mut [u8]) -> Option<usize> {
    let mut length = 0;
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let (byte, tail) = match (first, tail) {
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, after),
                _ => (b'%', tail),
            },
            (b'+', _) if is_query => (b' ', tail),
            _ => (*first, tail),
        };
        if byte == 0 {
            return None;
        }
        if let Some(place) = out.get_mut(length) {
            *place = byte;
        }
        length += 1;
        rest = tail;
    }
    Some(length)
}

fn hex(b: u8) -> Option<u8> {
    match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        b'A'..=b'F' => Some(b - b'A' + 10),
        _ => None,
    }
}

/// Encodes every character that is not unreserved, a space in a query as `+`.
pub(crate) fn encode_into(out: &mut String, text: &str, is_query: bool) {
    let mut bytes = std::mem::take(out).into_bytes();
    encode_bytes_into(&mut bytes, text.as_bytes(), is_query);
    // Invariant: what is added is ASCII.
    *out = String::from_utf8(bytes).unwrap_or_default();
}

/// As [`encode_into`], of bytes.
pub(crate) fn encode_bytes_into(out: &mut Vec<u8>, text: &[u8], is_query: bool) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut rest = text;
    loop {
        let run = charset::first_of(charset::RESERVED, rest).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..run]);
        let Some((b, after)) = rest[run..].split_first() else { return };
        if *b == b' ' && is_query {
            out.push(b'+');
        } else {
            out.extend_from_slice(&[b'%', HEX[usize::from(b >> 4)], HEX[usize::from(b & 15)]]);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_and_encodes() {
        assert_eq!(decode(b"a%2Fb%2fc", false).as_deref(), Some(&b"a/b/c"[..]));
        assert_eq!(decode(b"a+b", true).as_deref(), Some(&b"a b"[..]));
        assert_eq!(decode(b"a+b", false).as_deref(), Some(&b"a+b"[..]));
        assert_eq!(decode(b"%2", false).as_deref(), Some(&b"%2"[..]));
        assert_eq!(decode(b"%zz%4", false).as_deref(), Some(&b"%zz%4"[..]));
        assert_eq!(decode(b"%00", false), None);
        let mut out = "é".to_owned();
        encode_into(&mut out, "a/ b~%é", true);
        assert_eq!(out, "éa%2F+b~%25%C3%A9");
    }

    #[test]
    fn a_short_buffer_changes_no_length() {
        let mut out = [0; 2];
        assert_eq!((decode_into(b"a%2Fb%2fc", false, &mut out), &out), (Some(5), b"a/"));
        assert_eq!(decode_into(b"abc%00", false, &mut out), None);
    }
}
