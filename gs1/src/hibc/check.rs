// SPDX-License-Identifier: MIT OR Apache-2.0
//! The check character of HIBC: the sum of the characters' values in Code 39, modulo 43.

/// The characters of Code 39 in the order of their values.
const CHARACTERS: &[u8; 43] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";

fn value(b: u8) -> Option<usize> {
    CHARACTERS.iter().position(|character| *character == b)
}

/// Whether a byte is one of Code 39.
pub(crate) fn is_character(b: u8) -> bool {
    value(b).is_some()
}

/// The check character for everything before it, the `+` included; `None` when a byte is not of Code 39.
pub(super) fn character(body: &[u8]) -> Option<u8> {
    let sum = body.iter().try_fold(0, |sum, b| Some((sum + value(*b)?) % CHARACTERS.len()))?;
    CHARACTERS.get(sum).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_codes() {
        for code in ["+A123BJC5D6E71G", "+$$52001510X3GD", "+A123BJCMD6E79+", "+$$52001510X3+ "] {
            let (check, body) = code.as_bytes().split_last().unwrap();
            assert_eq!(character(body), Some(*check), "{code}");
        }
        assert_eq!(character(b"+a"), None);
        assert!(is_character(b' ') && !is_character(b'*'));
    }
}
