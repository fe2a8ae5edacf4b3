// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reads a HIBC code by the letter of ANSI/HIBC 2.6.

use super::{Hibc, HibcBatch, HibcDateForm, HibcExpiry, HibcPrimary, HibcSecondary, HibcSupplement, check};
use crate::data_identifier::{self, DateForm};
use crate::error::{ErrorCode, ParseError};

/// Characters of a labeler identification code.
const LABELER: usize = 4;
/// Most characters of a product number.
const MAX_PRODUCT: usize = 18;
/// Most characters of a lot or serial number.
const MAX_BATCH: usize = 18;
/// Digits of the day in the form without `$`.
const OLD_DATE: usize = 5;
/// Most supplements in one code; no label comes near it.
const MAX_SUPPLEMENTS: usize = 16;
/// What may stand alone in a second symbol, where a labeler code could be mistaken for it.
const STANDALONE: [&str; 4] = ["S", "14D", "16D", "Q"];

/// A piece of the code and where it stands.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Piece<'a> {
    fn skip(self, bytes: usize) -> Piece<'a> {
        Piece { text: self.text.get(bytes..).unwrap_or_default(), at: self.at + bytes }
    }

    /// The first bytes and the rest; an error for `name` when there are fewer.
    fn take(self, bytes: usize, name: &str) -> Result<(&'a str, Piece<'a>), ParseError> {
        match self.text.get(..bytes) {
            Some(head) => Ok((head, self.skip(bytes))),
            None => Err(self.error(ErrorCode::ValueTooShort, self.text.len()).of_ai(name)),
        }
    }

    fn error(self, code: ErrorCode, at: usize) -> ParseError {
        ParseError::new(code, self.at + at)
    }
}

/// Whether data begins like a supplier code: after `+` a letter, a `$`, or the five digits of the old form,
/// which nothing but a right check character tells from a telephone number.
pub(crate) fn begins_like(data: &[u8]) -> bool {
    let [b'+', first, ..] = data else { return false };
    if !data.iter().all(|b| check::is_character(*b)) {
        return false;
    }
    match first {
        b'$' => true,
        _ if first.is_ascii_uppercase() => true,
        _ => first.is_ascii_digit() && code(data).is_ok(),
    }
}

pub(super) fn code(data: &[u8]) -> Result<Hibc, ParseError> {
    let text = characters(data)?;
    let Some((body, last)) = text.split_at_checked(text.len().saturating_sub(1)) else {
        return Err(structure(0, "a `+`"));
    };
    if !body.starts_with('+') {
        return Err(structure(0, "a `+`"));
    }
    if check::character(body.as_bytes()).map(char::from) != last.chars().next() {
        return Err(ParseError::new(ErrorCode::CheckCharacter, body.len()));
    }
    let body = Piece { text: body, at: 0 }.skip(1);
    if is_primary(body.text) { with_primary(body) } else { second_symbol(body) }
}

fn characters(data: &[u8]) -> Result<&str, ParseError> {
    let bad = data.iter().position(|b| !check::is_character(*b));
    match (bad, std::str::from_utf8(data)) {
        (None, Ok(text)) => Ok(text),
        (at, _) => Err(ParseError::new(ErrorCode::CharacterNotAllowed, at.unwrap_or(0)).of_ai("HIBC")),
    }
}

fn structure(at: usize, lacks: &'static str) -> ParseError {
    ParseError::new(ErrorCode::HibcStructure, at).with(lacks)
}

/// A letter begins a labeler code, unless what stands there is a supplement with a link character instead of
/// the unit of measure. A link character that is a digit leaves both readings open; then it is a primary.
fn is_primary(body: &str) -> bool {
    let first = body.split('/').next().unwrap_or_default();
    let unit = first.bytes().last().is_some_and(|b| b.is_ascii_digit());
    body.starts_with(|c: char| c.is_ascii_uppercase()) && (unit || !body.starts_with('S'))
}

fn with_primary(body: Piece<'_>) -> Result<Hibc, ParseError> {
    let mut pieces = pieces(body).peekable();
    let primary = primary(pieces.next().unwrap_or(body))?;
    let secondary = pieces.next_if(|piece| is_secondary(piece.text)).map(secondary).transpose()?;
    let supplements = supplements(pieces)?;
    Ok(Hibc { primary: Some(primary), secondary, supplements, link: None })
}

fn second_symbol(body: Piece<'_>) -> Result<Hibc, ParseError> {
    let Some((at, link)) = body.text.char_indices().next_back() else {
        return Err(structure(body.at, "a labeler code or lot data"));
    };
    let body = Piece { text: &body.text[..at], at: body.at };
    let mut pieces = pieces(body).peekable();
    let secondary = pieces.next_if(|piece| is_secondary(piece.text)).map(secondary).transpose()?;
    let standalone =
        |text: &str| data_identifier::split(text).is_some_and(|(di, _)| STANDALONE.contains(&di));
    if secondary.is_none() && !pieces.peek().is_some_and(|piece| standalone(piece.text)) {
        return Err(structure(body.at, "a labeler code or lot data"));
    }
    Ok(Hibc { primary: None, secondary, supplements: supplements(pieces)?, link: Some(link) })
}

fn pieces(body: Piece<'_>) -> impl Iterator<Item = Piece<'_>> {
    let mut at = body.at;
    body.text.split('/').map(move |text| {
        let piece = Piece { text, at };
        at += text.len() + 1;
        piece
    })
}

fn primary(piece: Piece<'_>) -> Result<HibcPrimary, ParseError> {
    let (labeler, rest) = piece.take(LABELER, "LIC")?;
    if let Some(at) = piece.text.bytes().position(|b| !b.is_ascii_uppercase() && !b.is_ascii_digit()) {
        let name = if at < LABELER { "LIC" } else { "PCN" };
        return Err(piece.error(ErrorCode::CharacterNotAllowed, at).of_ai(name));
    }
    let Some((unit_at, unit)) = rest.text.char_indices().next_back() else {
        return Err(structure(rest.at, "a unit of measure"));
    };
    let Some(unit) = unit.to_digit(10).and_then(|digit| u8::try_from(digit).ok()) else {
        return Err(rest.error(ErrorCode::DigitExpected, unit_at).of_ai("U/M"));
    };
    match unit_at {
        0 => Err(structure(rest.at, "a product number")),
        1..=MAX_PRODUCT => {
            let product = rest.text[..unit_at].to_owned();
            Ok(HibcPrimary { labeler: labeler.to_owned(), product, unit })
        }
        _ => Err(rest.error(ErrorCode::ValueTooLong, MAX_PRODUCT).of_ai("PCN")),
    }
}

fn is_secondary(text: &str) -> bool {
    let old = text.as_bytes().get(..OLD_DATE).is_some_and(|head| head.iter().all(u8::is_ascii_digit));
    text.starts_with('$') || old
}

fn secondary(piece: Piece<'_>) -> Result<HibcSecondary, ParseError> {
    if let Some(dated) = piece.text.strip_prefix("$$") {
        let serial = dated.starts_with('+');
        return quantity_and_date(piece.skip(if serial { 3 } else { 2 }), serial);
    }
    if let Some(plain) = piece.text.strip_prefix('$') {
        let serial = plain.starts_with('+');
        let batch = batch(piece.skip(if serial { 2 } else { 1 }), serial)?;
        return Ok(HibcSecondary { batch, ..HibcSecondary::default() });
    }
    let (expiry, rest) = expiry(piece, HibcDateForm::YearDay)?;
    Ok(HibcSecondary { quantity: None, expiry: Some(expiry), batch: batch(rest, false)? })
}

fn quantity_and_date(piece: Piece<'_>, serial: bool) -> Result<HibcSecondary, ParseError> {
    let (quantity, rest) = match piece.text.as_bytes().first() {
        Some(b'8') => number(piece.skip(1), 2)?,
        Some(b'9') => number(piece.skip(1), 5)?,
        _ => (None, piece),
    };
    let (expiry, rest) = flagged_date(rest, quantity.is_some())?;
    Ok(HibcSecondary { quantity, expiry, batch: batch(rest, serial)? })
}

fn number(piece: Piece<'_>, digits: usize) -> Result<(Option<u32>, Piece<'_>), ParseError> {
    let (head, rest) = piece.take(digits, "QTY")?;
    if let Some(at) = head.bytes().position(|b| !b.is_ascii_digit()) {
        return Err(piece.error(ErrorCode::DigitExpected, at).of_ai("QTY"));
    }
    Ok((head.parse().ok(), rest))
}

/// The flag and the date after it. Nothing need follow a quantity.
fn flagged_date(
    piece: Piece<'_>,
    after_quantity: bool,
) -> Result<(Option<HibcExpiry>, Piece<'_>), ParseError> {
    let flag = piece.text.as_bytes().first().copied();
    let form = match flag {
        Some(b'0' | b'1') => HibcDateForm::MonthYear,
        Some(b'7') => return Ok((None, piece.skip(1))),
        None if after_quantity => return Ok((None, piece)),
        _ => match HibcDateForm::ALL.into_iter().find(|form| form.flag().is_some() && form.flag() == flag) {
            Some(form) => form,
            None => return Err(piece.error(ErrorCode::Date, 0).of_ai("EXP")),
        },
    };
    let (expiry, rest) = expiry(piece.skip(usize::from(form.flag().is_some())), form)?;
    Ok((Some(expiry), rest))
}

fn expiry(piece: Piece<'_>, form: HibcDateForm) -> Result<(HibcExpiry, Piece<'_>), ParseError> {
    let (digits, rest) = piece.take(form.as_str().len(), "EXP")?;
    DateForm(form.as_str())
        .check(digits.as_bytes())
        .map_err(|fault| piece.error(fault.code, fault.at).of_ai("EXP"))?;
    Ok((HibcExpiry { form, digits: digits.to_owned() }, rest))
}

fn batch(piece: Piece<'_>, serial: bool) -> Result<Option<HibcBatch>, ParseError> {
    let name = if serial { "SERIAL" } else { "LOT" };
    match piece.text.len() {
        0 if serial => Err(piece.error(ErrorCode::ValueEmpty, 0).of_ai(name)),
        0 => Ok(None),
        1..=MAX_BATCH if serial => Ok(Some(HibcBatch::Serial(piece.text.to_owned()))),
        1..=MAX_BATCH => Ok(Some(HibcBatch::Lot(piece.text.to_owned()))),
        _ => Err(piece.error(ErrorCode::ValueTooLong, MAX_BATCH).of_ai(name)),
    }
}

fn supplements<'a>(pieces: impl Iterator<Item = Piece<'a>>) -> Result<Vec<HibcSupplement>, ParseError> {
    let mut supplements = Vec::new();
    for piece in pieces {
        if supplements.len() == MAX_SUPPLEMENTS {
            return Err(piece.error(ErrorCode::TooManyElements, 0).with(MAX_SUPPLEMENTS.to_string()));
        }
        supplements.push(supplement(piece)?);
    }
    Ok(supplements)
}

fn supplement(piece: Piece<'_>) -> Result<HibcSupplement, ParseError> {
    let Some((identifier, value)) = data_identifier::split(piece.text) else {
        let quoted = data_identifier::quoted(piece.text.as_bytes());
        return Err(piece.error(ErrorCode::DataIdentifier, 0).with(quoted));
    };
    data_identifier::check(identifier, value)
        .map_err(|fault| piece.error(fault.code, identifier.len() + fault.at).of_ai(identifier))?;
    if identifier == "S" && value.len() > MAX_BATCH {
        return Err(piece.error(ErrorCode::ValueTooLong, 1 + MAX_BATCH).of_ai("S"));
    }
    Ok(HibcSupplement { identifier: identifier.to_owned(), value: value.to_owned() })
}

pub(super) fn join(first: &Hibc, second: &Hibc) -> Result<Hibc, ParseError> {
    let check = first.to_text()?.chars().next_back();
    let second_text = second.to_text()?;
    let (Some(_), None, None, None) = (&first.primary, first.link, &first.secondary, &second.primary) else {
        return Err(structure(0, "a first symbol with the product and a second one with the lot data"));
    };
    if second.link != check {
        return Err(ParseError::new(ErrorCode::LinkCharacter, second_text.len().saturating_sub(2)));
    }
    Ok(Hibc {
        supplements: [&*first.supplements, &*second.supplements].concat(),
        primary: first.primary.clone(),
        secondary: second.secondary.clone(),
        link: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(body: &str) -> (ErrorCode, usize) {
        let check = char::from(check::character(body.as_bytes()).unwrap());
        let error = code(format!("{body}{check}").as_bytes()).unwrap_err();
        (error.code, error.at)
    }

    #[test]
    fn faults_are_placed() {
        use ErrorCode as E;
        assert_eq!(code(b"+A123BJC5D6E71H").map_err(|e| (e.code, e.at)), Err((E::CheckCharacter, 14)));
        assert_eq!(code(b"+a").map_err(|e| (e.code, e.at)), Err((E::CharacterNotAllowed, 1)));
        assert!(code(b"").is_err() && code(b"+").is_err() && code(b"++").is_err());
        assert_eq!(fails("+A12"), (E::ValueTooShort, 4));
        assert_eq!(fails("+A123"), (E::HibcStructure, 5));
        assert_eq!(fails("+A1235"), (E::HibcStructure, 5));
        assert_eq!(fails("+A123BJCX"), (E::DigitExpected, 8));
        assert_eq!(fails("+A123B-J1"), (E::CharacterNotAllowed, 6));
        assert_eq!(fails("+A1231234567890123456789 1"), (E::CharacterNotAllowed, 24));
        assert_eq!(fails("+A12312345678901234567891"), (E::ValueTooLong, 23));
        assert_eq!(fails("+A999121/$$3200230X"), (E::Date, 16));
        assert_eq!(fails("+A999121/$$32002"), (E::ValueTooShort, 16));
        assert_eq!(fails("+A999121/$$8X2"), (E::DigitExpected, 12));
        assert_eq!(fails("+A999121/$$X"), (E::Date, 11));
        assert_eq!(fails("+A999121/$+"), (E::ValueEmpty, 11));
        assert_eq!(fails("+A999121/$1234567890123456789"), (E::ValueTooLong, 28));
        assert_eq!(fails("+A999121/$X/"), (E::DataIdentifier, 12));
        assert_eq!(fails("+A999121/$X/16D20111232"), (E::Date, 21));
        assert_eq!(fails("+A999121/$X/S1234567890123456789"), (E::ValueTooLong, 31));
        assert_eq!(fails("+-X"), (E::HibcStructure, 1));
        assert_eq!(fails(&format!("+A999121{}", "/S1".repeat(17))).0, E::TooManyElements);
    }

    #[test]
    fn beginnings() {
        assert!(begins_like(b"+A123BJC5D6E71X") && begins_like(b"+$$") && begins_like(b"+2001510X3GG"));
        for other in [&b"+2001510X3GH"[..], b"+4930123456", b"+a", b"+", b"", b"+/X", b"A"] {
            assert!(!begins_like(other), "{}", other.escape_ascii());
        }
    }
}
