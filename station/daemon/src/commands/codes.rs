// SPDX-License-Identifier: GPL-3.0-or-later
//! The forms in which a person or a script gives a code.

use drivers_api::{Carrier, DeviceId, Monotonic, Payload, RawScan};
use gs1::{AimId, Options};
use registry_api::serial::Serial;
use station_core::reading::{self, Item, Unreadable};

/// Reads a code: scan data with its symbology identifier, a web address (taken as a QR code's), elements in
/// brackets, or a bare serial number of 20 characters.
///
/// # Errors
/// What is wrong with it, in the parser's words.
pub(crate) fn read(code: &str, options: &Options) -> anyhow::Result<Result<Item, Unreadable>> {
    let typed = code.trim();
    if Serial::parse(typed).is_ok() {
        return Ok(Ok(bare_serial(typed)));
    }
    let data = if typed.starts_with('(') { of_brackets(typed) } else { Ok(code.to_owned()) };
    let payload = match data.map(|data| Payload::new(data.into_bytes())) {
        Ok(Ok(payload)) => payload,
        Ok(Err(error)) => return Ok(Err(unreadable(code, "scan-too-long", &error.to_string()))),
        Err(problem) => return Ok(Err(unreadable(code, "brackets", problem))),
    };
    let scan = RawScan {
        device: DeviceId::new("command-line")?,
        carrier: Carrier::Typed,
        symbology: None,
        payload,
        tag_uid: Vec::new(),
        captured: Monotonic::default(),
    };
    Ok(reading::read(&scan, options))
}

fn bare_serial(typed: &str) -> Item {
    Item { code: typed.to_owned(), gtin: None, serial: Some(typed.to_owned()), lot: None, expiry: None }
}

fn unreadable(code: &str, error: &str, message: &str) -> Unreadable {
    Unreadable {
        code: code.chars().take(120).collect(),
        error: error.to_owned(),
        message: message.to_owned(),
    }
}

/// Scan data of elements written like `(01)…(21)…`, a `(` inside a value as `\(`.
///
/// A separator stands after every value: where the length is predefined it is allowed, elsewhere needed.
fn of_brackets(text: &str) -> Result<String, &'static str> {
    const FORM: &str =
        "Write each element as its number in brackets and its value, e.g. (01)09521321000018(21)SN42.";
    let mut data = AimId::GS1_DATAMATRIX.to_string();
    let mut rest = text;
    while !rest.is_empty() {
        let (ai, after) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).ok_or(FORM)?;
        if !((2..=4).contains(&ai.len()) && ai.bytes().all(|b| b.is_ascii_digit())) {
            return Err(FORM);
        }
        let (value, next) = value(after);
        data.push_str(ai);
        data.push_str(&value);
        data.push(char::from(gs1::GROUP_SEPARATOR));
        rest = next;
    }
    Ok(data)
}

/// The value up to the next bracket that is not escaped, and what follows.
fn value(text: &str) -> (String, &str) {
    let mut end = 0;
    while let Some(found) = text[end..].find('(') {
        end += found;
        if !text[..end].ends_with('\\') {
            return (text[..end].replace("\\(", "("), &text[end..]);
        }
        end += 1;
    }
    (text.replace("\\(", "("), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(code: &str) -> Item {
        read(code, &Options::default()).unwrap().unwrap()
    }

    fn refused(code: &str) -> String {
        read(code, &Options::default()).unwrap().unwrap_err().error
    }

    #[test]
    fn four_forms_say_the_same() {
        let serial = "000001010123456789AB";
        let scan = format!("]d2010952132100001821{serial}");
        let address = format!("https://id.gs1.org/01/09521321000018/21/{serial}");
        let brackets = format!("(01)09521321000018(21){serial}");
        for code in [&scan, &address, &brackets] {
            let item = item(code);
            assert_eq!(item.serial.as_deref(), Some(serial), "{code}");
            assert_eq!(item.code, brackets);
        }
        assert_eq!(item(&format!(" {serial}\n")).serial.as_deref(), Some(serial));
    }

    #[test]
    fn brackets_hold_any_order_and_escapes() {
        let item = item("(10)LOT(01)09521321000018(21)a\\(b(17)280229");
        assert_eq!((item.lot.as_deref(), item.serial.as_deref()), (Some("LOT"), Some("a(b")));
        assert_eq!(item.expiry.as_deref(), Some("280229"));
    }

    #[test]
    fn what_is_no_code_is_refused_with_a_word() {
        assert_eq!(refused("(01"), "brackets");
        assert_eq!(refused("(x1)12"), "brackets");
        assert_eq!(refused("(01)09521321000019"), "check-digit");
        assert_eq!(refused("hello"), "missing-identifier");
        assert_eq!(refused(&"x".repeat(5000)), "scan-too-long");
        assert_eq!(refused(""), "missing-identifier");
    }
}
