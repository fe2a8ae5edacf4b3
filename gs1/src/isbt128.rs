// SPDX-License-Identifier: MIT OR Apache-2.0
//! ISBT 128 data structures (ICCBBA ST-001): recognised, split and checked in form. What the codes inside mean
//! stands in ICCBBA's own tables.

use crate::data_identifier::DateForm;
use crate::element_string::MAX_ELEMENTS;
use crate::error::{ErrorCode, ParseError};
use crate::message::{Element, Kind, Message};

/// Name of the element with the two flag characters of a donation identification number.
pub(crate) const FLAGS: &str = "FLAG";
/// The identifier of a donation identification number. The second character of its identifier is its first own.
pub(crate) const DONATION: &str = "=";
/// Characters of a donation identification number proper, without flags.
const DONATION_CHARACTERS: usize = 13;
/// Characters of the facility at its beginning.
const FACILITY_CHARACTERS: usize = 5;
/// Flags that are not marks of the process but a check value: 60 and the remainder.
const CHECK_FLAGS: std::ops::RangeInclusive<u32> = 60..=96;
/// The structure that announces how many follow.
const COMPOUND: &str = "=+";

/// How long the content is.
#[derive(Debug, Clone, Copy)]
enum Length {
    Fixed(usize),
    Date(DateForm),
    /// As many units of so many characters as the leading digits say.
    Repeated {
        digits: usize,
        unit: usize,
    },
    /// A place code of two characters, two digits of length, then the content.
    Prefixed,
}

use Length::{Fixed, Prefixed, Repeated};

const fn date(form: &'static str) -> Length {
    Length::Date(DateForm(form))
}

/// Identifier, title and length (ST-001, table of data structures). No identifier begins another.
const STRUCTURES: [(&str, &str, Length); 38] = [
    ("=%", "BLOOD GROUPS", Fixed(4)),
    ("=<", "PRODUCT CODE", Fixed(8)),
    ("=>", "EXPIRATION DATE", date("CYYJJJ")),
    ("&>", "EXPIRATION DATE AND TIME", date("CYYJJJHHNN")),
    ("=*", "COLLECTION DATE", date("CYYJJJ")),
    ("&*", "COLLECTION DATE AND TIME", date("CYYJJJHHNN")),
    ("=}", "PRODUCTION DATE", date("CYYJJJ")),
    ("&}", "PRODUCTION DATE AND TIME", date("CYYJJJHHNN")),
    ("&(", "SPECIAL TESTING", Fixed(5)),
    ("={", "RED CELL ANTIGENS (RETIRED)", Fixed(18)),
    ("=\\", "RED CELL ANTIGENS", Fixed(18)),
    ("&\\", "RED CELL ANTIGENS (FINNISH)", Fixed(18)),
    ("&{", "PLATELET ANTIGENS", Fixed(18)),
    ("=[", "HLA ALLELES (RETIRED)", Fixed(18)),
    ("=\"", "HLA-DRB1 ALLELES (RETIRED)", Fixed(18)),
    ("=)", "CONTAINER MANUFACTURER AND CATALOG NUMBER", Fixed(10)),
    ("&)", "CONTAINER LOT NUMBER", Fixed(10)),
    ("=;", "DONOR IDENTIFICATION NUMBER", Fixed(21)),
    ("='", "STAFF MEMBER", Fixed(11)),
    ("=-", "MANUFACTURER AND CATALOG NUMBER", Fixed(10)),
    ("&-", "LOT NUMBER", Fixed(10)),
    (COMPOUND, "COMPOUND MESSAGE", Fixed(5)),
    ("=#", "PATIENT DATE OF BIRTH", Fixed(10)),
    ("&#", "PATIENT IDENTIFICATION NUMBER", Prefixed),
    ("=]", "EXPIRATION MONTH", date("YYYYMM")),
    ("&\"", "INFECTION MARKERS", Fixed(18)),
    ("=$", "PRODUCT CONSIGNMENT", Fixed(16)),
    ("&$", "DIMENSIONS", Repeated { digits: 2, unit: 14 }),
    ("&%", "RED CELL ANTIGENS WITH TEST HISTORY", Repeated { digits: 3, unit: 10 }),
    ("=(", "FLEXIBLE DATE AND TIME", Fixed(16)),
    ("=,", "PRODUCT DIVISIONS", Fixed(6)),
    ("&+", "PROCESSING FACILITY", Fixed(11)),
    ("=/", "PROCESSOR PRODUCT IDENTIFICATION CODE", Fixed(16)),
    ("&,1", "MPHO LOT NUMBER", Fixed(18)),
    ("&,2", "MPHO SUPPLEMENTAL NUMBER", Fixed(18)),
    ("&,4", "SINGLE EUROPEAN CODE", Fixed(40)),
    ("&:", "DONOR REGISTRATION", Fixed(19)),
    ("&/", "CHAIN OF IDENTITY", Fixed(15)),
];

/// One data structure.
///
/// ```
/// let isbt = gs1::Isbt128::parse(b"=<E2512V00")?;
/// assert_eq!(isbt.structures()[0].title(), "PRODUCT CODE");
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsbtStructure {
    identifier: String,
    content: String,
}

impl IsbtStructure {
    /// The data identifier; of a donation identification number the `=` alone.
    #[must_use]
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// The content; of an unknown structure everything to the end of the data.
    #[must_use]
    pub fn content(&self) -> &str {
        &self.content
    }

    /// What it is; empty for structures that ICCBBA leaves to others or that came later.
    #[must_use]
    pub fn title(&self) -> &'static str {
        if self.identifier == DONATION {
            return "DONATION IDENTIFICATION NUMBER";
        }
        STRUCTURES.iter().find(|(known, ..)| *known == self.identifier).map_or("", |(_, title, _)| title)
    }

    fn elements(&self) -> Vec<Element> {
        let (content, flags) = match self.content.split_at_checked(DONATION_CHARACTERS) {
            Some((number, flags)) if self.identifier == DONATION => (number, Some(flags)),
            _ => (self.content.as_str(), None),
        };
        let flags = flags.map(|flags| Element::named(FLAGS, flags, "FLAG CHARACTERS"));
        std::iter::once(Element::named(&self.identifier, content, self.title())).chain(flags).collect()
    }
}

/// One ISBT 128 scan: a data structure, two that stand side by side, or a compound message.
///
/// ```
/// let isbt = gs1::Isbt128::parse(b"=A99991712345600=,000012")?;
/// assert_eq!(isbt.structures().len(), 2);
/// assert_eq!(isbt.to_text(), "=A99991712345600=,000012");
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Isbt128 {
    structures: Vec<IsbtStructure>,
}

impl Isbt128 {
    /// Reads one scan, without an AIM identifier. Known structures must be whole; where an unknown one begins,
    /// everything to the end is kept as it is.
    ///
    /// # Errors
    /// [`ParseError`] with the rule that is broken and the place in `data`.
    pub fn parse(data: &[u8]) -> Result<Self, ParseError> {
        let text = match (data.iter().position(|b| !(b' '..=b'~').contains(b)), std::str::from_utf8(data)) {
            (None, Ok(text)) => text,
            (at, _) => return Err(fault(ErrorCode::CharacterNotAllowed, at.unwrap_or(0), DONATION)),
        };
        let mut structures = Vec::new();
        let mut at = 0;
        while at < text.len() {
            if structures.len() == MAX_ELEMENTS {
                return Err(ParseError::new(ErrorCode::TooManyElements, at).with(MAX_ELEMENTS.to_string()));
            }
            let structure = next(&text[at..]).map_err(|error| error.shifted(at))?;
            at += structure.identifier.len() + structure.content.len();
            structures.push(structure);
        }
        if structures.is_empty() {
            return Err(ParseError::new(ErrorCode::EmptyData, 0));
        }
        compound_is_complete(&structures)?;
        Ok(Self { structures })
    }

    /// The structures in the order of the label.
    #[must_use]
    pub fn structures(&self) -> &[IsbtStructure] {
        &self.structures
    }

    /// The data as scanned.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.structures.iter().flat_map(|one| [one.identifier(), one.content()]).collect()
    }

    pub(crate) fn message(&self) -> Message {
        let elements = self.structures.iter().flat_map(IsbtStructure::elements).collect();
        Message::of_elements(Kind::Isbt128, elements).with_text(self.to_text())
    }
}

/// Whether data begins with a structure that can be told: `=` or `&` and a known identifier, a facility behind
/// `=`, or `=` with another special character, which ICCBBA alone gives out.
pub(crate) fn begins_like(data: &[u8]) -> bool {
    match data {
        [b'=', rest @ ..] if rest.first().is_some_and(u8::is_ascii_alphanumeric) => is_facility(rest),
        [b'=', second, _, ..] => second.is_ascii_punctuation(),
        [b'&', ..] => STRUCTURES.iter().any(|(known, ..)| data.starts_with(known.as_bytes())),
        _ => false,
    }
}

/// Facility identification numbers leave out the letter O, and a 0 cannot begin one.
fn is_facility(data: &[u8]) -> bool {
    let letter = |b: &u8| b.is_ascii_uppercase() && *b != b'O';
    let facility = data.get(..FACILITY_CHARACTERS).is_some_and(|facility| {
        facility[..3].iter().all(|b| letter(b) || b.is_ascii_digit())
            && facility[3..].iter().all(u8::is_ascii_digit)
    });
    facility && data.first() != Some(&b'0')
}

fn fault(code: ErrorCode, at: usize, identifier: &str) -> ParseError {
    ParseError::new(code, at).of_ai(identifier)
}

fn next(text: &str) -> Result<IsbtStructure, ParseError> {
    let rest = text.strip_prefix(DONATION).unwrap_or_default();
    if is_facility(rest.as_bytes()) {
        return donation(rest);
    }
    let known = STRUCTURES.iter().find(|(identifier, ..)| text.starts_with(identifier));
    let Some((identifier, _, length)) = known else {
        let (identifier, content) = text.split_at_checked(2).unwrap_or((text, ""));
        return Ok(IsbtStructure { identifier: identifier.to_owned(), content: content.to_owned() });
    };
    let start = identifier.len();
    let located = |error: ParseError| error.shifted(start).of_ai(identifier);
    let content = &text[start..];
    let characters = characters(*length, content).map_err(located)?;
    let Some(content) = content.get(..characters) else {
        return Err(located(ParseError::new(ErrorCode::ValueTooShort, content.len())));
    };
    if let Length::Date(form) = length {
        form.check(content.as_bytes()).map_err(|fault| located(ParseError::new(fault.code, fault.at)))?;
    }
    Ok(IsbtStructure { identifier: (*identifier).to_owned(), content: content.to_owned() })
}

fn characters(length: Length, content: &str) -> Result<usize, ParseError> {
    match length {
        Fixed(characters) => Ok(characters),
        Length::Date(form) => Ok(form.0.len()),
        Repeated { digits, unit } => Ok(digits + unit * number(content, 0, digits)?),
        Prefixed => Ok(4 + number(content, 2, 2)?),
    }
}

/// The number of two or three digits that stands at a place of the content.
fn number(content: &str, at: usize, digits: usize) -> Result<usize, ParseError> {
    let Some(text) = content.get(at..at + digits) else {
        return Err(ParseError::new(ErrorCode::ValueTooShort, content.len()));
    };
    match text.bytes().position(|b| !b.is_ascii_digit()) {
        Some(bad) => Err(ParseError::new(ErrorCode::DigitExpected, at + bad)),
        None => Ok(text.bytes().fold(0, |number, digit| number * 10 + usize::from(digit - b'0'))),
    }
}

/// Facility, year, sequence and flags; where the flags are a check value, it is verified (ST-001, appendix A).
fn donation(content: &str) -> Result<IsbtStructure, ParseError> {
    let located = |code, at| fault(code, at + DONATION.len(), DONATION);
    let Some(content) = content.get(..DONATION_CHARACTERS + 2) else {
        return Err(located(ErrorCode::ValueTooShort, content.len()));
    };
    let (number, flags) = content.split_at(DONATION_CHARACTERS);
    let digits = &number.as_bytes()[FACILITY_CHARACTERS..];
    if let Some(at) = digits.iter().position(|b| !b.is_ascii_digit()) {
        return Err(located(ErrorCode::DigitExpected, FACILITY_CHARACTERS + at));
    }
    if let Some(at) = flags.bytes().position(|b| !b.is_ascii_uppercase() && !b.is_ascii_digit()) {
        return Err(located(ErrorCode::CharacterNotAllowed, DONATION_CHARACTERS + at));
    }
    let check = flags.parse::<u32>().ok().filter(|flags| CHECK_FLAGS.contains(flags));
    if check.is_some_and(|check| check - CHECK_FLAGS.start() != remainder(number)) {
        return Err(located(ErrorCode::CheckCharacters, DONATION_CHARACTERS));
    }
    Ok(IsbtStructure { identifier: DONATION.to_owned(), content: content.to_owned() })
}

/// ISO/IEC 7064, modulus 37-2, of digits and capital letters.
fn remainder(text: &str) -> u32 {
    let sum = text.chars().fold(0, |sum, c| (sum + c.to_digit(36).unwrap_or(0)) * 2 % 37);
    (38 - sum) % 37
}

/// A compound message says how many structures follow it. An unknown one may hold several, so with it among
/// them the number cannot be judged.
fn compound_is_complete(structures: &[IsbtStructure]) -> Result<(), ParseError> {
    let [head, rest @ ..] = structures else { return Ok(()) };
    if head.identifier != COMPOUND || rest.iter().any(|one| one.title().is_empty()) {
        return Ok(());
    }
    match number(&head.content, 0, 2) {
        Ok(announced) if announced == rest.len() => Ok(()),
        Ok(announced) => Err(fault(ErrorCode::StructureCount, 2, COMPOUND).with(announced.to_string())),
        Err(error) => Err(error.shifted(2).of_ai(COMPOUND)),
    }
}

/// The form of an element that is a date.
pub(crate) fn date_form(name: &str) -> Option<DateForm> {
    match STRUCTURES.iter().find(|(known, ..)| *known == name)?.2 {
        Length::Date(form) => Some(form),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(String, String)> {
        let isbt = Isbt128::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(isbt.to_text(), text);
        isbt.structures.into_iter().map(|one| (one.identifier, one.content)).collect()
    }

    fn fails(text: &str) -> (ErrorCode, usize) {
        let error = Isbt128::parse(text.as_bytes()).unwrap_err();
        (error.code, error.at)
    }

    #[test]
    fn structures_are_split() {
        let parts = split(
            "=+05000=Z54991712345600=%T300=<T0416003&>0183652359&,4PL001499Z549917123456A00T041600320181231",
        );
        let names: Vec<_> = parts.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["=+", "=", "=%", "=<", "&>", "&,4"]);
        assert_eq!(split("&#0105ABC12=<E2512V00")[0].1, "0105ABC12");
        assert_eq!(split("&$0101000100001000=,000012")[0].1, "0101000100001000");
        assert_eq!(split("=A99991712345600&xLOCAL=<")[1], ("&x".into(), "LOCAL=<".into()));
        assert_eq!(split("=G12341765432170").len(), 1);
        assert_eq!(split("=~future")[0].0, "=~");
        assert_eq!(split("=")[0].0, "=");
    }

    #[test]
    fn no_identifier_begins_another() {
        for (i, (one, title, _)) in STRUCTURES.iter().enumerate() {
            assert!(!title.is_empty());
            assert!(STRUCTURES.iter().skip(i + 1).all(|(other, ..)| !other.starts_with(one)), "{one}");
        }
    }

    #[test]
    fn faults_are_placed() {
        use ErrorCode as E;
        assert_eq!(fails(""), (E::EmptyData, 0));
        assert_eq!(fails("=<E2512V0"), (E::ValueTooShort, 9));
        assert_eq!(fails("=A999917123456"), (E::ValueTooShort, 14));
        assert_eq!(fails("=A9999171234x600"), (E::DigitExpected, 12));
        assert_eq!(fails("=A9999171234560-"), (E::CharacterNotAllowed, 15));
        assert_eq!(fails("=G12341765432171"), (E::CheckCharacters, 14));
        assert_eq!(fails("=<E2512V00=>019366"), (E::Date, 15));
        assert_eq!(fails("&>0193652460"), (E::Time, 8));
        assert_eq!(fails("=+02000=,000012"), (E::StructureCount, 2));
        assert_eq!(fails("=+0x000=,000012"), (E::DigitExpected, 3));
        assert_eq!(fails("&#01"), (E::ValueTooShort, 4));
        assert_eq!(fails("=<E\u{1d}"), (E::CharacterNotAllowed, 3));
        assert_eq!(fails(&"=,000012".repeat(65)), (E::TooManyElements, 512));
    }

    #[test]
    fn beginnings() {
        for yes in ["=<E2512V00", "=A9999", "&>0193652359", "=~x", "&,1"] {
            assert!(begins_like(yes.as_bytes()), "{yes}");
        }
        for no in ["=SUM(A1)", "=1", "=O9999", "=0A999", "&x", "& c", "=", "", "= x", "a"] {
            assert!(!begins_like(no.as_bytes()), "{no}");
        }
    }
}
