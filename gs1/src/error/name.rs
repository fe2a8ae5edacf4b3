// SPDX-License-Identifier: MIT OR Apache-2.0
//! The short name of an identifier, held in place so that an error needs no memory of its own.

/// Longest name in bytes; AIs have at most 4, data identifiers 4, names of fields fewer than this.
const MAX_NAME_BYTES: usize = 15;

/// An AI, a data identifier or the name of a field; a longer one is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    bytes: [u8; MAX_NAME_BYTES],
    length: u8,
}

impl Name {
    pub(super) fn new(text: &str) -> Self {
        let length = text.floor_char_boundary(MAX_NAME_BYTES);
        let mut bytes = [0; MAX_NAME_BYTES];
        bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
        Self { bytes, length: length as u8 }
    }

    pub(super) fn as_str(&self) -> &str {
        // Invariant: cut between characters.
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_whole_or_cut_between_characters() {
        assert_eq!(Name::new("8030").as_str(), "8030");
        assert_eq!(Name::new("").as_str(), "");
        assert_eq!(Name::new("fourteen bytesé").as_str(), "fourteen bytes");
        assert_eq!(Name::new("0123456789abcdefg").as_str(), "0123456789abcde");
    }
}
