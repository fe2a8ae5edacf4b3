// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is known about one scanning device, and how its bytes are brought to the standard form.

mod url_pattern;

pub use url_pattern::UrlPattern;

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

    /// Puts the group separator where the device sends something else.
    pub(crate) fn with_separators(&self, data: &[u8]) -> Vec<u8> {
        let fixed = |b: &u8| if self.gs_substitutes.contains(b) { GROUP_SEPARATOR } else { *b };
        data.iter().map(fixed).collect()
    }
}
