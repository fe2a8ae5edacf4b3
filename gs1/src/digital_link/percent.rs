// SPDX-License-Identifier: MIT OR Apache-2.0
//! Percent-encoding (RFC 3986, section 2.1).

/// Decodes a path segment, or a query value where `+` stands for a space. A `%` that two hexadecimal digits do
/// not follow stands for itself. `None` when a byte zero comes out.
pub(crate) fn decode(text: &[u8], is_query: bool) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
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
        out.push(byte);
        rest = tail;
    }
    Some(out)
}

fn hex(b: u8) -> Option<u8> {
    char::from(b).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Encodes every character that is not unreserved, a space in a query as `+`.
pub(crate) fn encode_into(out: &mut String, text: &str, is_query: bool) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(b));
        } else if b == b' ' && is_query {
            out.push('+');
        } else {
            let digit = |nibble: u8| char::from(HEX[usize::from(nibble)]);
            out.extend(['%', digit(b >> 4), digit(b & 15)]);
        }
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
        let mut out = String::new();
        encode_into(&mut out, "a/ b~%", true);
        assert_eq!(out, "a%2F+b~%25");
    }
}
