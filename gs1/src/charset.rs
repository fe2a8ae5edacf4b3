// SPDX-License-Identifier: MIT OR Apache-2.0
//! The encodable character sets of GS1 (GS1 General Specifications, section 7.11).

/// A set of characters that a part of a value may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CharSet {
    /// Digits.
    Numeric,
    /// CSET 82, the invariant part of ISO/IEC 646 without space.
    Cset82,
    /// CSET 39: upper-case letters, digits, `#`, `-`, `/`.
    Cset39,
    /// CSET 64: base64url with its padding (RFC 4648, section 5).
    Cset64,
}

/// What is to be known about a byte or, put together, about the bytes of a text. The sets are those it is not in.
pub(crate) type Classes = u16;
const NO_DIGIT: Classes = 1;
const NOT_IN_82: Classes = 1 << 1;
const NOT_IN_39: Classes = 1 << 2;
const NOT_IN_64: Classes = 1 << 3;
/// Not a character of a web address (RFC 3986, section 2).
pub(crate) const NOT_IN_URI: Classes = 1 << 4;
/// Not a character of a host name.
pub(crate) const NOT_IN_HOST: Classes = 1 << 5;
/// Ends the path of a web address: `?` or `#`.
pub(crate) const ENDS_PATH: Classes = 1 << 6;
/// Ends the query of a web address: `#`.
pub(crate) const ENDS_QUERY: Classes = 1 << 7;
/// May stand for another character in a web address: `%` or `+`.
pub(crate) const CODED: Classes = 1 << 8;
/// May begin a text that stands for the group separator.
pub(crate) const MAY_REPLACE: Classes = 1 << 9;
/// Percent-encoded in a canonical web address.
pub(crate) const RESERVED: Classes = 1 << 10;

static CLASSES: [Classes; 256] = classes();

const fn classes() -> [Classes; 256] {
    let mut classes = [0; 256];
    let mut i = 0;
    while i < classes.len() {
        let b = i as u8;
        classes[i] = sets_without(b) | places_of(b);
        i += 1;
    }
    classes
}

const fn class(is: bool, class: Classes) -> Classes {
    if is { class } else { 0 }
}

const fn sets_without(b: u8) -> Classes {
    let in_39 = b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'#' | b'-' | b'/');
    let in_82 = b.is_ascii_alphanumeric() || matches!(b, b'!' | b'"' | b'%'..=b'/' | b':'..=b'?' | b'_');
    let in_64 = b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'=');
    class(!b.is_ascii_digit(), NO_DIGIT)
        | class(!in_82, NOT_IN_82)
        | class(!in_39, NOT_IN_39)
        | class(!in_64, NOT_IN_64)
}

const fn places_of(b: u8) -> Classes {
    let unreserved = b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    let sub_delimiter = matches!(b, b'!' | b'$' | b'&'..=b',' | b';' | b'=');
    let in_uri =
        unreserved || sub_delimiter || matches!(b, b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@' | b'%');
    let in_host = b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b':' | b'[' | b']');
    class(!in_uri, NOT_IN_URI)
        | class(!in_host, NOT_IN_HOST)
        | class(matches!(b, b'?' | b'#'), ENDS_PATH)
        | class(b == b'#', ENDS_QUERY)
        | class(matches!(b, b'%' | b'+'), CODED)
        | class(matches!(b, b'<' | b'{' | b'[' | b'\\' | 0xe2), MAY_REPLACE)
        | class(!unreserved, RESERVED)
}

fn classes_at(b: u8) -> Classes {
    CLASSES[usize::from(b)]
}

/// The classes of a text.
pub(crate) fn all(data: &[u8]) -> Classes {
    let (eights, rest) = data.as_chunks::<8>();
    let of = |classes, b: &u8| classes | classes_at(*b);
    let of_eights = eights.iter().fold(0, |classes, eight| eight.iter().fold(classes, of));
    rest.iter().fold(of_eights, of)
}

impl CharSet {
    /// The class that no character of the set has.
    pub(crate) const fn barred(self) -> Classes {
        match self {
            Self::Numeric => NO_DIGIT,
            Self::Cset82 => NOT_IN_82,
            Self::Cset39 => NOT_IN_39,
            Self::Cset64 => NOT_IN_64,
        }
    }

    /// Whether a byte is one of the set's characters.
    pub(crate) fn has(self, b: u8) -> bool {
        classes_at(b) & self.barred() == 0
    }
}

/// The first byte of one of the classes.
pub(crate) fn first_of(classes: Classes, data: &[u8]) -> Option<usize> {
    const STEP: usize = 4;
    let (steps, _) = data.as_chunks::<STEP>();
    // Four bytes at a time as long as none of them is it.
    let has_none = |[a, b, c, d]: &&[u8; STEP]| {
        (classes_at(*a) | classes_at(*b) | classes_at(*c) | classes_at(*d)) & classes == 0
    };
    let passed = steps.iter().take_while(has_none).count() * STEP;
    let rest = data.get(passed..)?;
    rest.iter().position(|b| classes_at(*b) & classes != 0).map(|at| passed + at)
}

/// Whether a byte is one of CSET 82.
pub(crate) fn is_cset82(b: u8) -> bool {
    CharSet::Cset82.has(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_have_their_size() {
        for (set, size) in
            [(CharSet::Numeric, 10), (CharSet::Cset82, 82), (CharSet::Cset39, 39), (CharSet::Cset64, 65)]
        {
            assert_eq!((0..=255).filter(|b| set.has(*b)).count(), size, "{set:?}");
            assert_eq!(first_of(set.barred(), b"0\x1d"), Some(1));
        }
    }

    #[test]
    fn web_addresses() {
        for b in 0..=255u8 {
            let known = b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b);
            assert_eq!(all(&[b]) & NOT_IN_URI == 0, known, "{b:#04x}");
            let in_host = known && !b"_~?#@!$&'()*+,;=%/".contains(&b);
            assert_eq!(all(&[b]) & NOT_IN_HOST == 0, in_host, "{b:#04x}");
        }
        assert_eq!(all(b"https://a/b") & (CODED | ENDS_PATH | ENDS_QUERY | MAY_REPLACE), 0);
        assert_eq!(all(b"a?") & (ENDS_PATH | ENDS_QUERY), ENDS_PATH);
    }

    #[test]
    fn the_first_is_found_wherever_it_stands() {
        for length in 0..20 {
            let mut data = vec![b'1'; length];
            assert_eq!(first_of(NO_DIGIT, &data), None);
            for at in (0..length).rev() {
                data[at] = b'x';
                assert_eq!(first_of(NO_DIGIT, &data), Some(at), "{length}");
                assert_ne!(all(&data) & NO_DIGIT, 0);
            }
        }
    }
}
