// SPDX-License-Identifier: MIT OR Apache-2.0
//! From a broken rule and the bytes to what most likely went wrong on the floor.

use super::ErrorCode;
use crate::aim::{AimId, Carriage};

/// What most often lies behind a refused scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The scanner is set not to send the AIM identifier.
    IdentifierOff,
    /// Upper and lower case are swapped: caps lock, or a scanner set to convert.
    CaseSwapped,
    /// The scanner types for another keyboard layout than the host uses.
    KeyboardLayout,
    /// The group separator (FNC1) was dropped on the way.
    SeparatorDropped,
    /// The group separator arrived as other characters.
    SeparatorReplaced,
    /// The brackets of the printed text were encoded in the bars.
    BracketsEncoded,
    /// A digit was misread or mistyped.
    Misread,
    /// The code is not a product code at all.
    NotAProductCode,
}

impl Cause {
    /// The stable kebab-case name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IdentifierOff => "identifier-off",
            Self::CaseSwapped => "case-swapped",
            Self::KeyboardLayout => "keyboard-layout",
            Self::SeparatorDropped => "separator-dropped",
            Self::SeparatorReplaced => "separator-replaced",
            Self::BracketsEncoded => "brackets-encoded",
            Self::Misread => "misread",
            Self::NotAProductCode => "not-a-product-code",
        }
    }

    /// What to do about it, in one sentence.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::IdentifierOff => "Set the scanner to send AIM identifiers, or give it a profile.",
            Self::CaseSwapped => "Switch caps lock and the scanner's case conversion off.",
            Self::KeyboardLayout => "Set the scanner and the station to the same keyboard layout.",
            Self::SeparatorDropped => "Set the scanner to send the group separator (FNC1) as byte 1D.",
            Self::SeparatorReplaced => "Name the replacement character in the scanner's profile.",
            Self::BracketsEncoded => "The label was encoded wrongly: tell its maker.",
            Self::Misread => "Scan again; if it stays, treat the label as doubtful.",
            Self::NotAProductCode => "Scan the product code; this is another code on the item.",
        }
    }
}

/// Texts that scanners and hosts put where the group separator was.
const REPLACEMENTS: [&[u8]; 8] =
    [b"<GS>", b"{GS}", b"[GS]", b"<0x1D>", b"\\x1d", b"\\u001d", b"\\F", "\u{241d}".as_bytes()];

/// The likely cause of a refusal, judged from the rule broken and the whole scan.
pub(crate) fn likely(code: ErrorCode, scan: &[u8]) -> Option<Cause> {
    use ErrorCode as E;
    if contains_any(scan, &REPLACEMENTS) {
        return Some(Cause::SeparatorReplaced);
    }
    match code {
        E::MissingIdentifier => missing_identifier(scan),
        E::UnsupportedIdentifier if swapped_identifier_is_known(scan) => Some(Cause::CaseSwapped),
        E::UnsupportedIdentifier | E::UriNoKey => Some(Cause::NotAProductCode),
        E::CheckDigit | E::CheckCharacters | E::CheckCharacter | E::EanLength => Some(Cause::Misread),
        // Separators have no part in them.
        E::ValueTooLong if matches!(data(scan).first(), Some(b'+' | b'=' | b'&')) => None,
        E::UnknownAi if data(scan).first() == Some(&b'(') => Some(Cause::BracketsEncoded),
        E::ValueTooLong | E::UnknownAi if !data(scan).contains(&0x1d) => Some(Cause::SeparatorDropped),
        E::CharacterNotAllowed | E::DigitExpected if !scan.is_ascii() => Some(Cause::KeyboardLayout),
        _ => None,
    }
}

fn missing_identifier(scan: &[u8]) -> Option<Cause> {
    let first = scan.first()?;
    if swapped_identifier_is_known(scan) {
        return Some(Cause::CaseSwapped);
    }
    if !first.is_ascii() {
        return Some(Cause::KeyboardLayout);
    }
    if first.is_ascii_digit() || scan.starts_with(b"http") {
        return Some(Cause::IdentifierOff);
    }
    (*first == b'(').then_some(Cause::BracketsEncoded)
}

fn data(scan: &[u8]) -> &[u8] {
    AimId::split(scan).map_or(scan, |(_, rest)| rest)
}

/// On many layouts the shifted `]` is `}`, so a host with caps lock or shift stuck sends that instead.
fn swapped_identifier_is_known(scan: &[u8]) -> bool {
    let Some([b']' | b'}', code, modifier]) = scan.first_chunk::<3>() else { return false };
    let swapped =
        if code.is_ascii_lowercase() { code.to_ascii_uppercase() } else { code.to_ascii_lowercase() };
    AimId::split(&[b']', swapped, *modifier]).is_some_and(|(id, _)| id.carriage() != Carriage::Foreign)
}

fn contains_any(scan: &[u8], needles: &[&[u8]]) -> bool {
    needles.iter().any(|needle| scan.windows(needle.len()).any(|window| window == *needle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floor_faults_are_told_apart() {
        use ErrorCode as E;
        assert_eq!(likely(E::UnsupportedIdentifier, b"]q301"), Some(Cause::CaseSwapped));
        assert_eq!(likely(E::UnsupportedIdentifier, b"]A0123"), Some(Cause::NotAProductCode));
        assert_eq!(likely(E::MissingIdentifier, b"0104006381333931"), Some(Cause::IdentifierOff));
        assert_eq!(likely(E::ValueTooLong, b"]d210ABC<GS>21"), Some(Cause::SeparatorReplaced));
        assert_eq!(likely(E::ValueTooLong, b"]d210ABC21"), Some(Cause::SeparatorDropped));
        assert_eq!(likely(E::UnknownAi, b"]d2(01)"), Some(Cause::BracketsEncoded));
        assert_eq!(likely(E::Date, b"]d2"), None);
    }
}
