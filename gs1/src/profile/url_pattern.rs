// SPDX-License-Identifier: MIT OR Apache-2.0
//! Maker web addresses that carry a serial number in a fixed place.

use std::fmt;
use std::str::FromStr;

use crate::digital_link::percent_decode;
use crate::values::{SerialNumber, ValueError};

/// The place of the serial number in a pattern.
const PLACE: &str = "{serial}";
/// Longest pattern in bytes; a web address on a label is far shorter.
const MAX_PATTERN_BYTES: usize = 512;

const FORM: ValueError = ValueError::Form {
    what: "URL pattern",
    form: "http:// or https://, a host, and exactly one {serial} after the host, at most 512 bytes",
};

/// A web address with exactly one `{serial}`, such as `https://verify.maker.example/serial-{serial}`.
///
/// The scheme and host match in any case, everything else to the letter; the serial number runs up to the
/// text after its place and holds no `/`, `?`, `#` or `&`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlPattern {
    before: String,
    after: String,
    /// Bytes of `before` up to the end of the host.
    host_end: usize,
}

impl UrlPattern {
    /// Takes a pattern.
    ///
    /// # Errors
    /// [`ValueError`] when the pattern is no web address, or has no or more than one `{serial}`, or has it in
    /// the host.
    pub fn new(pattern: &str) -> Result<Self, ValueError> {
        let (before, after) = pattern.split_once(PLACE).ok_or(FORM)?;
        let host_end = host_end(before).ok_or(FORM)?;
        if after.contains(PLACE) || pattern.len() > MAX_PATTERN_BYTES {
            return Err(FORM);
        }
        Ok(Self { before: before.to_owned(), after: after.to_owned(), host_end })
    }

    /// The serial number in a web address, when the address matches and its serial number is a possible one.
    #[must_use]
    pub fn serial(&self, url: &str) -> Option<SerialNumber> {
        let host = url.get(..self.host_end)?;
        if !host.eq_ignore_ascii_case(&self.before[..self.host_end]) {
            return None;
        }
        let rest = url[self.host_end..].strip_prefix(&self.before[self.host_end..])?;
        let serial = rest.strip_suffix(self.after.as_str())?;
        if serial.contains(['/', '?', '#', '&']) {
            return None;
        }
        let serial = String::from_utf8(percent_decode(serial.as_bytes(), false)?).ok()?;
        SerialNumber::new(&serial).ok()
    }
}

/// The end of the host in the part before the serial number; `None` when that part is no web address.
fn host_end(before: &str) -> Option<usize> {
    let scheme = ["https://", "http://"]
        .iter()
        .find(|s| before.get(..s.len()).is_some_and(|head| head.eq_ignore_ascii_case(s)))?;
    let host_len = before[scheme.len()..].find('/')?;
    (host_len > 0).then_some(scheme.len() + host_len)
}

impl fmt::Display for UrlPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{PLACE}{}", self.before, self.after)
    }
}

impl FromStr for UrlPattern {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::new(text)
    }
}

impl TryFrom<String> for UrlPattern {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, ValueError> {
        Self::new(&text)
    }
}

impl From<UrlPattern> for String {
    fn from(pattern: UrlPattern) -> Self {
        pattern.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_checked_patterns_exist() {
        for bad in [
            "https://verify.maker.example/",
            "https://{serial}.maker.example/",
            "https://maker.example/{serial}/{serial}",
            "ftp://maker.example/{serial}",
            "https:///{serial}",
            "{serial}",
        ] {
            assert!(UrlPattern::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn finds_the_serial_number() {
        let pattern = UrlPattern::new("https://verify.maker.example/serial-{serial}?v=1").unwrap();
        let serial = |url| pattern.serial(url).map(String::from);
        assert_eq!(serial("https://verify.maker.example/serial-AB12?v=1").as_deref(), Some("AB12"));
        assert_eq!(serial("HTTPS://Verify.Maker.Example/serial-a%2Fb?v=1").as_deref(), Some("a/b"));
        assert_eq!(serial("https://verify.maker.example/SERIAL-AB12?v=1"), None);
        assert_eq!(serial("https://verify.maker.example/serial-?v=1"), None);
        assert_eq!(serial("https://verify.maker.example/serial-a/b?v=1"), None);
        assert_eq!(serial("https://verify.maker.example/serial-AB12"), None);
        assert_eq!(serial("https://verify.maker.examplé/serial-AB12?v=1"), None);
        assert_eq!(pattern.to_string().parse::<UrlPattern>().unwrap(), pattern);
    }
}
