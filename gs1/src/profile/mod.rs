// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is known about one scanning device, and how its bytes are brought to the standard form.

mod keyboard;
mod url_pattern;

pub use keyboard::KeyboardLayout;
pub use url_pattern::UrlPattern;

use std::borrow::Cow;

use crate::aim::AimId;

/// The group separator that stands for FNC1 inside scan data (GS1 General Specifications, section 7.8).
pub const GROUP_SEPARATOR: u8 = 0x1d;

/// What is known about a scanning device. The default assumes nothing and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// The identifier to take as read when the device sends none.
    pub assume: Option<AimId>,
    /// Bytes the device sends in place of the group separator, in GS1 element strings only.
    pub gs_substitutes: Vec<u8>,
    /// The device wraps the identifier in the data of another one (`]C0]d201…`, or after an assumed one):
    /// the inner one counts.
    pub literal_identifier: bool,
    /// Caps lock is on at the host: upper and lower case arrive swapped.
    pub caps_locked: bool,
    /// The layout the host is set to, when it is another than the one the scanner types for, which is the US one.
    pub keyboard: Option<KeyboardLayout>,
    /// Web addresses of makers that carry a serial number without being GS1 Digital Links.
    pub url_patterns: Vec<UrlPattern>,
}

/// Options of [`crate::parse`]. The default is strict and knows no device.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Leaves out the one check that an AI is accompanied by the AIs it requires, for labels whose data is
    /// spread over several carriers.
    pub lenient: bool,
    /// The device the scan came from.
    pub profile: Profile,
}

impl Profile {
    /// The scan as the device meant it.
    pub(crate) fn as_meant<'a>(&self, scan: &'a [u8]) -> Cow<'a, [u8]> {
        let mut scan = match self.keyboard {
            Some(layout) => layout.as_meant(scan),
            None => Cow::Borrowed(scan),
        };
        if self.caps_locked {
            scan.to_mut().iter_mut().for_each(swap_case);
        }
        scan
    }

    /// The place in the scan as it came of a place in the scan as it was meant.
    pub(crate) fn place(&self, scan: &[u8], place: usize) -> usize {
        self.keyboard.map_or(place, |layout| layout.place(scan, place))
    }

    /// Splits a scan into identifier, data and the data's offset in the scan.
    pub(crate) fn split<'a>(&self, scan: &'a [u8]) -> Option<(AimId, &'a [u8], usize)> {
        let (id, data) = match AimId::split(scan) {
            Some(found) => found,
            None => (self.assume?, scan),
        };
        let (id, data) =
            if self.literal_identifier { AimId::split(data).unwrap_or((id, data)) } else { (id, data) };
        Some((id, data, scan.len() - data.len()))
    }

    /// Puts the group separator where the device sends something else, from the offset `from` on.
    pub(crate) fn with_separators<'a>(&self, data: &'a [u8], from: usize) -> Cow<'a, [u8]> {
        let is_substitute = |b: &u8| self.gs_substitutes.contains(b);
        if self.gs_substitutes.is_empty() || !data[from..].iter().any(is_substitute) {
            return Cow::Borrowed(data);
        }
        let mut fixed = data.to_vec();
        for b in &mut fixed[from..] {
            *b = if is_substitute(b) { GROUP_SEPARATOR } else { *b };
        }
        Cow::Owned(fixed)
    }
}

fn swap_case(b: &mut u8) {
    if b.is_ascii_alphabetic() {
        *b ^= b'a' ^ b'A';
    }
}
