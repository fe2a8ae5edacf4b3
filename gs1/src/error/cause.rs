// SPDX-License-Identifier: MIT OR Apache-2.0
//! From a broken rule and the bytes to what most likely went wrong on the floor.

use super::ErrorCode;
use crate::aim::{AimId, Carriage};
use crate::profile::KeyboardLayout;
use crate::{charset, table};

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
    /// The end of the scan is missing.
    Truncated,
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
            Self::Truncated => "truncated",
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
            Self::Truncated => "Scan again; if it stays, raise the scanner's length limit.",
            Self::BracketsEncoded => "The label was encoded wrongly: tell its maker.",
            Self::Misread => "Scan again; if it stays, treat the label as doubtful.",
            Self::NotAProductCode => "Scan the product code; this is another code on the item.",
        }
    }
}

/// Texts that scanners and hosts put where the group separator was.
const REPLACEMENTS: [&[u8]; 8] =
    [b"<GS>", b"{GS}", b"[GS]", b"<0x1D>", b"\\x1d", b"\\u001d", b"\\F", "\u{241d}".as_bytes()];

/// The likely cause of a refusal, judged from the rule broken, its place and the whole scan.
pub(crate) fn likely(code: ErrorCode, at: usize, scan: &[u8]) -> Option<Cause> {
    use ErrorCode as E;
    if holds_replacement(scan) {
        return Some(Cause::SeparatorReplaced);
    }
    if is_typed_elsewhere(scan) {
        return Some(Cause::KeyboardLayout);
    }
    match code {
        E::MissingIdentifier => missing_identifier(scan),
        E::UnsupportedIdentifier if swapped_identifier_is_known(scan) => Some(Cause::CaseSwapped),
        E::EanLength | E::DigitExpected | E::CheckDigit if is_swapped_databar(scan) => {
            Some(Cause::CaseSwapped)
        }
        E::ValueTooShort | E::ValueEmpty if at >= scan.len() => Some(Cause::Truncated),
        E::EanLength if at >= scan.len() => Some(Cause::Truncated),
        E::UnknownAi if table::begins_an_ai(scan.get(at..).unwrap_or_default()) => Some(Cause::Truncated),
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

/// Whether the scan begins with what another keyboard layout makes of a known identifier, but not with one.
fn is_typed_elsewhere(scan: &[u8]) -> bool {
    /// Three characters of the layouts and what is left of a fourth.
    const BEGINNING: usize = 9;
    if scan.first() == Some(&b']') {
        return false;
    }
    let Some(beginning) = scan[..scan.len().min(BEGINNING)].utf8_chunks().next() else { return false };
    KeyboardLayout::ALL.iter().any(|layout| {
        let mut meant = [0; 3];
        let mut made = beginning.valid().chars();
        for b in &mut meant {
            *b = made.next().and_then(|made| u8::try_from(layout.meant(made)).ok()).unwrap_or_default();
        }
        is_known(&meant)
    })
}

fn is_known(identifier: &[u8]) -> bool {
    AimId::split(identifier).is_some_and(|(id, _)| id.carriage() != Carriage::Foreign)
}

/// With its letter in the other case the identifier of DataBar is that of EAN, which has few digits.
fn is_swapped_databar(scan: &[u8]) -> bool {
    scan.strip_prefix(b"]E0").is_some_and(|data| data.len() > 14 && table::prefix(data).is_some())
}

fn data(scan: &[u8]) -> &[u8] {
    AimId::split(scan).map_or(scan, |(_, rest)| rest)
}

/// On many layouts the shifted `]` is `}`, so a host with caps lock or shift stuck sends that instead.
fn swapped_identifier_is_known(scan: &[u8]) -> bool {
    let Some([b']' | b'}', code, modifier]) = scan.first_chunk::<3>() else { return false };
    let swapped =
        if code.is_ascii_lowercase() { code.to_ascii_uppercase() } else { code.to_ascii_lowercase() };
    is_known(&[b']', swapped, *modifier])
}

/// Whether a text that stands for the group separator is anywhere in the scan.
fn holds_replacement(scan: &[u8]) -> bool {
    // Most scans hold no byte that any of the texts begins with.
    charset::all(scan) & charset::MAY_REPLACE != 0
        && (0..scan.len()).any(|at| REPLACEMENTS.iter().any(|text| scan[at..].starts_with(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floor_faults_are_told_apart() {
        use ErrorCode as E;
        assert_eq!(likely(E::UnsupportedIdentifier, 0, b"]q301"), Some(Cause::CaseSwapped));
        assert_eq!(likely(E::UnsupportedIdentifier, 0, b"]A0123"), Some(Cause::NotAProductCode));
        assert_eq!(likely(E::MissingIdentifier, 0, b"0104006381333931"), Some(Cause::IdentifierOff));
        assert_eq!(likely(E::ValueTooLong, 9, b"]d210ABC<GS>21"), Some(Cause::SeparatorReplaced));
        assert_eq!(likely(E::ValueTooLong, 9, b"]d210ABC21"), Some(Cause::SeparatorDropped));
        assert_eq!(likely(E::UnknownAi, 3, b"]d2(01)"), Some(Cause::BracketsEncoded));
        assert_eq!(likely(E::Date, 3, b"]d2"), None);
    }
}
