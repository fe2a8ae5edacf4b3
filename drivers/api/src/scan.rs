// SPDX-License-Identifier: MIT OR Apache-2.0
//! One thing a device read, uninterpreted.

use std::fmt;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// Longest payload of one scan, in bytes.
///
/// The largest symbol read here (QR version 40) holds 2,953 bytes; what is longer is noise or an attack.
pub const MAX_SCAN_BYTES: usize = 4096;

/// The name of a device by its role at the station, e.g. `scanner` or `camera-2`.
///
/// 1 to 32 characters of `a-z 0-9 -`, so that it is safe in logs, file names and on the panel.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeviceId(String);

/// A device name that is empty, too long or holds another character than `a-z 0-9 -`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidDeviceId(String);

impl fmt::Display for InvalidDeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "device name {:?}: use 1 to 32 characters of a-z, 0-9 and -", self.0)
    }
}

impl std::error::Error for InvalidDeviceId {}

impl DeviceId {
    /// Checks and takes a name.
    ///
    /// # Errors
    /// [`InvalidDeviceId`] when the name breaks the rule above.
    pub fn new(name: &str) -> Result<Self, InvalidDeviceId> {
        let fits = (1..=32).contains(&name.len());
        let clean = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits && clean { Ok(Self(name.into())) } else { Err(InvalidDeviceId(name.into())) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DeviceId {
    type Error = InvalidDeviceId;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name)
    }
}

impl From<DeviceId> for String {
    fn from(id: DeviceId) -> Self {
        id.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What carried the data to the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carrier {
    /// A hand-held or fixed scanner on a serial line.
    Scanner,
    /// A camera picture decoded here.
    Camera,
    /// An NFC or RFID tag.
    Tag,
    /// Typed on the panel.
    Typed,
}

/// Bytes as the device gave them, at most [`MAX_SCAN_BYTES`] of them.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Payload(Vec<u8>);

/// More bytes than [`MAX_SCAN_BYTES`], or text that is no hexadecimal form of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayloadTooLong {
    /// How many bytes there were.
    pub len: usize,
}

impl fmt::Display for PayloadTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "payload of {} bytes is not hexadecimal or longer than {MAX_SCAN_BYTES}", self.len)
    }
}

impl std::error::Error for PayloadTooLong {}

impl Payload {
    /// Takes the bytes of one frame.
    ///
    /// # Errors
    /// [`PayloadTooLong`] above [`MAX_SCAN_BYTES`].
    pub fn new(bytes: Vec<u8>) -> Result<Self, PayloadTooLong> {
        if bytes.len() > MAX_SCAN_BYTES { Err(PayloadTooLong { len: bytes.len() }) } else { Ok(Self(bytes)) }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload(\"{}\")", self.0.escape_ascii())
    }
}

impl TryFrom<String> for Payload {
    type Error = PayloadTooLong;
    /// From hexadecimal, the form recordings keep.
    fn try_from(hex: String) -> Result<Self, Self::Error> {
        let too_long = PayloadTooLong { len: hex.len() / 2 };
        data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).map_err(|_| too_long).and_then(Self::new)
    }
}

impl From<Payload> for String {
    fn from(payload: Payload) -> Self {
        data_encoding::HEXLOWER.encode(&payload.0)
    }
}

/// Time since this process first asked, never set back.
///
/// Orders and spaces scans; it says nothing of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Monotonic(
    /// Microseconds.
    pub u64,
);

impl Monotonic {
    /// Reads the monotonic clock.
    pub fn now() -> Self {
        static START: OnceLock<Instant> = OnceLock::new();
        let since = START.get_or_init(Instant::now).elapsed();
        Self(u64::try_from(since.as_micros()).unwrap_or(u64::MAX))
    }

    /// Time from `earlier` to this; zero when `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

/// What a device read, before anybody says what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawScan {
    /// Which device of the station.
    pub device: DeviceId,
    /// What carried the data.
    pub carrier: Carrier,
    /// AIM symbology identifier where the device tells it apart from the data, e.g. `]Q1`
    /// (ISO/IEC 15424). A scanner that sends it inside the data leaves this empty.
    pub symbology: Option<String>,
    /// The data itself. For a tag: the text of its first URI or text record, empty where it has none.
    pub payload: Payload,
    /// Unique identifier of a tag, most significant byte first; empty for printed codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_uid: Vec<u8>,
    /// When the last byte arrived.
    pub captured: Monotonic,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payload_is_bounded_and_round_trips_as_hex() {
        assert!(Payload::new(vec![0; MAX_SCAN_BYTES + 1]).is_err());
        let payload = Payload::new(b"]d201\x1d".to_vec()).unwrap();
        let hex: String = payload.clone().into();
        assert_eq!(hex, "5d643230311d");
        assert_eq!(Payload::try_from(hex).unwrap(), payload);
        assert!(Payload::try_from("zz".to_owned()).is_err());
    }

    #[test]
    fn device_names_are_safe_everywhere() {
        assert!(DeviceId::new("scanner-1").is_ok());
        for bad in ["", "Scanner", "a/b", "a b", &"x".repeat(33)] {
            assert!(DeviceId::new(bad).is_err(), "{bad}");
        }
    }
}
