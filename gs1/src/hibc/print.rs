// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writes a HIBC code in the one form this crate chooses among those that mean the same.

use super::{Hibc, HibcBatch, HibcSecondary, check, parse};
use crate::error::{ErrorCode, ParseError};

/// Largest quantity that the two-digit form holds.
const TWO_DIGITS: u32 = 99;

/// Writes the code and reads it back, so that no field can pass for another.
pub(super) fn checked(hibc: &Hibc) -> Result<String, ParseError> {
    let mut text = body(hibc);
    let Some(check) = check::character(text.as_bytes()) else {
        let at = text.bytes().position(|b| !check::is_character(b)).unwrap_or(0);
        return Err(ParseError::new(ErrorCode::CharacterNotAllowed, at).of_ai("HIBC"));
    };
    text.push(char::from(check));
    if parse::code(text.as_bytes())? == *hibc {
        Ok(text)
    } else {
        Err(ParseError::new(ErrorCode::HibcStructure, 0).with("fields that read back as they are given"))
    }
}

fn body(hibc: &Hibc) -> String {
    let primary = hibc.primary.as_ref().map(|p| format!("{}{}{}", p.labeler, p.product, p.unit));
    let secondary = hibc.secondary.as_ref().map(secondary);
    let supplements = hibc.supplements.iter().map(|s| format!("{}{}", s.identifier, s.value));
    let segments: Vec<_> = primary.into_iter().chain(secondary).chain(supplements).collect();
    format!("+{}{}", segments.join("/"), hibc.link.map(String::from).unwrap_or_default())
}

fn secondary(secondary: &HibcSecondary) -> String {
    let batch = secondary.batch.as_ref().map_or("", HibcBatch::as_str);
    let plus = if matches!(secondary.batch, Some(HibcBatch::Serial(_))) { "+" } else { "" };
    if secondary.quantity.is_none() && secondary.expiry.is_none() {
        return format!("${plus}{batch}");
    }
    let quantity = match secondary.quantity {
        Some(number) if number <= TWO_DIGITS => format!("8{number:02}"),
        Some(number) => format!("9{number:05}"),
        None => String::new(),
    };
    let date = match &secondary.expiry {
        Some(expiry) => {
            format!(
                "{}{}",
                expiry.form.flag().map(char::from).map(String::from).unwrap_or_default(),
                expiry.digits
            )
        }
        // A flag says that no date comes before the lot.
        None if !batch.is_empty() => "7".to_owned(),
        None => String::new(),
    };
    format!("$${plus}{quantity}{date}{batch}")
}
