// SPDX-License-Identifier: MIT OR Apache-2.0
//! Recognises the identifier systems beside GS1 by how their data begins.

use crate::message::Kind;

/// How an ISO/IEC 15434 message begins: its compliance indicator and a record separator (clause 6.2.2).
const ISO15434_HEAD: &[u8] = b"[)>\x1e";
/// A HIBC data structure is its flag, a labeller code or a secondary flag, data and a check character.
const HIBC_MIN_BYTES: usize = 5;
/// An ISBT 128 structure is two characters of data identifier and at least one of data.
const ISBT_MIN_BYTES: usize = 3;

/// The system a scan's data belongs to, when its beginning says so.
pub(crate) fn recognise(data: &[u8]) -> Option<Kind> {
    match data {
        _ if data.starts_with(ISO15434_HEAD) => Some(Kind::Iso15434),
        [b'+', rest @ ..] if data.len() >= HIBC_MIN_BYTES && rest.iter().all(is_hibc) => Some(Kind::Hibc),
        [b'=', rest @ ..] if data.len() >= ISBT_MIN_BYTES && rest.iter().all(u8::is_ascii_graphic) => {
            Some(Kind::Isbt128)
        }
        _ => None,
    }
}

/// The characters of Code 39, which HIBC keeps to in every symbology.
fn is_hibc(b: &u8) -> bool {
    b.is_ascii_uppercase() || b.is_ascii_digit() || b"-. $/+%".contains(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings() {
        assert_eq!(recognise(b"[)>\x1e06\x1d9N112097776020\x1e\x04"), Some(Kind::Iso15434));
        assert_eq!(recognise(b"+A123BJC5D6E71G"), Some(Kind::Hibc));
        assert_eq!(recognise(b"=<E2512V00"), Some(Kind::Isbt128));
        assert_eq!(recognise(b"[)>06"), None);
        assert_eq!(recognise(b"+44 lower case"), None);
        assert_eq!(recognise(b"=1"), None);
        assert_eq!(recognise(b""), None);
    }
}
