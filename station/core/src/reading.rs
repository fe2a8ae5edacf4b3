// SPDX-License-Identifier: GPL-3.0-or-later
//! From raw bytes to the unit a label names.

use drivers_api::RawScan;
use gs1::{Gtin, Message, Options};

/// Longest human-readable code kept on a card, in characters.
const MAX_CODE_CHARS: usize = 120;

/// What a label says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The code for people, e.g. `(01)…(21)…`.
    pub code: String,
    /// GTIN, where the label carries one.
    pub gtin: Option<Gtin>,
    /// Serial as printed, where the label carries one.
    pub serial: Option<String>,
    /// Lot as printed.
    pub lot: Option<String>,
    /// Expiry as printed, YYMMDD.
    pub expiry: Option<String>,
}

/// A label nobody could understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The code for people.
    pub code: String,
    /// The parser's error code.
    pub error: String,
    /// One sentence for a person.
    pub message: String,
}

/// Reads what a device gave.
///
/// The AIM identifier comes from the device or stands at the head of the data. Data without one that
/// starts like a web address is taken as a QR code's: cameras and many scanners send it bare.
///
/// # Errors
/// [`Unreadable`] with the parser's words.
pub fn read(scan: &RawScan, options: &Options) -> Result<Item, Unreadable> {
    let data = with_identifier(scan);
    match gs1::parse(&data, options) {
        Ok(message) => Ok(item(&message, &data)),
        Err(error) => Err(Unreadable {
            code: printable(&data),
            error: error.code.as_str().to_owned(),
            message: error.to_string(),
        }),
    }
}

fn with_identifier(scan: &RawScan) -> Vec<u8> {
    let payload = scan.payload.as_bytes();
    let bare_address = payload.len() > 8
        && (payload[..8].eq_ignore_ascii_case(b"https://") || payload[..7].eq_ignore_ascii_case(b"http://"));
    match &scan.symbology {
        Some(identifier) => [identifier.as_bytes(), payload].concat(),
        None if bare_address => [b"]Q1", payload].concat(),
        None => payload.to_vec(),
    }
}

fn item(message: &Message, data: &[u8]) -> Item {
    Item {
        code: message.bracketed().map_or_else(|| printable(data), |text| shorten(&text)),
        gtin: message.gtin(),
        serial: message.serial().map(|serial| serial.as_str().to_owned()),
        lot: message.lot().map(|lot| lot.as_str().to_owned()),
        expiry: message.get("17").map(str::to_owned),
    }
}

/// Bytes as text that is safe on a panel and in a log: no control characters, bounded.
fn printable(data: &[u8]) -> String {
    let text = String::from_utf8_lossy(data);
    shorten(&text.chars().map(|c| if c.is_control() { '·' } else { c }).collect::<String>())
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= MAX_CODE_CHARS {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MAX_CODE_CHARS - 1).collect();
    short.push('…');
    short
}
