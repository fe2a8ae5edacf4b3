// SPDX-License-Identifier: MIT OR Apache-2.0
//! The serial part inside an EPC address (EPC Tag Data Standard, annex A: seven characters are escaped).

use super::EpcError;
use crate::charset::is_cset82;

/// Whether a character of CSET 82 may not stand for itself in an address.
fn is_escaped(b: u8) -> bool {
    matches!(b, b'"' | b'%' | b'&' | b'/' | b'<' | b'>' | b'?')
}

/// Writes a serial part as an address has it.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match u8::try_from(c) {
            Ok(b) if is_escaped(b) => out.push_str(&format!("%{b:02X}")),
            _ => out.push(c),
        }
    }
    out
}

/// Reads a serial part of an address; each value has exactly one spelling up to the case of its hexadecimal
/// digits.
pub(super) fn unescaped(text: &str) -> Result<String, EpcError> {
    let mut out = String::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(b) = bytes.get(at) {
        let fault = EpcError::Escape { at };
        let (b, length) = match b {
            b'%' => (hex_pair(bytes.get(at + 1..at + 3)).filter(|b| is_escaped(*b)).ok_or(fault)?, 3),
            b if is_escaped(*b) || !is_cset82(*b) => return Err(fault),
            b => (*b, 1),
        };
        out.push(char::from(b));
        at += length;
    }
    Ok(out)
}

fn hex_pair(pair: Option<&[u8]>) -> Option<u8> {
    let [high, low] = pair? else { return None };
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(*high)? << 4 | digit(*low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_for_each_value() {
        assert_eq!(escaped("32a/b%\"!"), "32a%2Fb%25%22!");
        assert_eq!(unescaped("32a%2Fb%25%22!").unwrap(), "32a/b%\"!");
        assert_eq!(unescaped("a%2fb").unwrap(), "a/b");
        for (bad, at) in [("a/b", 1), ("%41", 0), ("ab%", 2), ("%2", 0), ("%zz", 0), ("ä", 0), ("a b", 1)] {
            assert_eq!(unescaped(bad), Err(EpcError::Escape { at }), "{bad}");
        }
    }
}
