// SPDX-License-Identifier: MIT OR Apache-2.0
//! Undoes what a host of another keyboard layout makes of a scanner that types.
//!
//! A scanner that poses as a keyboard sends keys, not characters. Set to the US layout, it presses the key that
//! means `]` there; a host set to the French layout takes that key for `$`.

use std::borrow::Cow;

/// The layout a host is set to while the scanner types for the US layout.
///
/// ```
/// use gs1::{KeyboardLayout, Options, Profile};
///
/// let profile = Profile { keyboard: Some(KeyboardLayout::French), ..Profile::default() };
/// let options = Options { profile, ..Options::default() };
/// let message = gs1::parse("$déà&à'àà-\"_&\"\"\"ç\"&é&SN'é".as_bytes(), &options)?;
/// assert_eq!(message.serial().map(String::from).as_deref(), Some("SN42"));
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KeyboardLayout {
    /// QWERTZ of Germany and Austria.
    German,
    /// AZERTY of France.
    French,
}

/// The characters a host makes, and below each the one the scanner meant.
struct Keys {
    made: &'static str,
    meant: &'static [u8],
}

const GERMAN: Keys =
    Keys { made: "zyZYß?´`üÜ+*#'öÖäÄ-_;:^°\"§&/()=", meant: b"yzYZ-_=+[{]}\\|;:'\"/?<>`~@#^&*()" };

const FRENCH: Keys = Keys {
    made: "&é\"'(-è_çà)²1234567890°aqzwAQZW$£^¨*µmMù%,?;.:/!§",
    meant: b"1234567890-`!@#$%^&*()_qawzQAWZ]}[{\\|;:'\"mM,<.>/?",
};

impl KeyboardLayout {
    /// Every layout there is a table for.
    pub const ALL: &'static [Self] = &[Self::German, Self::French];

    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::German => "german",
            Self::French => "french",
        }
    }

    /// The character meant; one that the layouts share is itself.
    pub(crate) fn meant(self, made: char) -> char {
        let keys = match self {
            Self::German => &GERMAN,
            Self::French => &FRENCH,
        };
        let pairs = keys.made.chars().zip(keys.meant);
        pairs.into_iter().find(|(key, _)| *key == made).map_or(made, |(_, meant)| char::from(*meant))
    }

    /// The scan as the scanner meant it; unchanged when it is no text.
    pub(super) fn as_meant(self, scan: &[u8]) -> Cow<'_, [u8]> {
        match std::str::from_utf8(scan) {
            Ok(text) => text.chars().map(|made| self.meant(made)).collect::<String>().into_bytes().into(),
            Err(_) => Cow::Borrowed(scan),
        }
    }

    /// The place in the scan as made of a place in the scan as meant, in bytes.
    pub(super) fn place(self, scan: &[u8], place: usize) -> usize {
        let Ok(text) = std::str::from_utf8(scan) else { return place };
        let mut meant = 0;
        let before = text.char_indices().find(|(_, made)| {
            let here = meant;
            meant += self.meant(*made).len_utf8();
            here >= place
        });
        before.map_or(scan.len(), |(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_means_one_character() {
        for (layout, keys) in [(KeyboardLayout::German, GERMAN), (KeyboardLayout::French, FRENCH)] {
            assert_eq!(keys.made.chars().count(), keys.meant.len(), "{layout:?}");
            for (i, made) in keys.made.chars().enumerate() {
                assert!(!keys.made.chars().skip(i + 1).any(|other| other == made), "{layout:?}: {made}");
                assert!(!keys.meant[i + 1..].contains(&keys.meant[i]), "{layout:?}: {made}");
                assert_eq!(layout.meant(made), char::from(keys.meant[i]));
            }
        }
    }

    #[test]
    fn places_count_in_what_was_made() {
        let scan = "$dé0x".as_bytes();
        assert_eq!(&*KeyboardLayout::French.as_meant(scan), b"]d2)x");
        let place = |meant| KeyboardLayout::French.place(scan, meant);
        assert_eq!((place(0), place(2), place(3), place(5), place(9)), (0, 2, 4, 6, 6));
    }
}
