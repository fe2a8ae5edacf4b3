// SPDX-License-Identifier: MIT OR Apache-2.0
//! One plain sentence for each broken rule: what, and what to do where that is known.

use std::fmt::{Formatter, Result};

use super::{Detail, ErrorCode as Code};

/// Writes the sentence for a code. `ai` is the AI concerned, `with` its partner or the expected number.
pub(super) fn write(f: &mut Formatter<'_>, code: Code, ai: &str, with: &Detail) -> Result {
    match code {
        Code::MissingIdentifier => f.write_str(
            "The scanner did not say what kind of code this is: set it to send the AIM identifier, or give \
             this device a profile that assumes one",
        ),
        Code::UnsupportedIdentifier => write!(f, "Codes of type {with} carry no GS1 data: scan another code"),
        Code::ScanTooLong => write!(f, "The scan is longer than {with} bytes, more than any label can hold"),
        Code::EmptyData => f.write_str("The code is empty"),
        Code::EanLength => write!(f, "A code of this type has {with} digits: scan it again"),
        Code::UnknownAi => write!(f, "Here an Application Identifier should begin, but “{with}” is not one"),
        Code::TooManyElements => write!(f, "The code holds more than {with} data elements"),
        Code::UriCharacter => f.write_str("The web address holds a character that no web address can hold"),
        Code::UriIncomplete => f.write_str("The web address lacks a host name or a path"),
        Code::UriHost => {
            f.write_str("The host name of the web address holds a character that it cannot hold")
        }
        Code::UriNoKey => f.write_str("The web address names no product: there is no GS1 key in its path"),
        Code::UriKeyOrder => {
            f.write_str("The parts of the web address are in an order that GS1 does not allow")
        }
        Code::UriUnknownAi => write!(f, "The web address uses ({with}), which is not a known identifier"),
        _ => other_system(f, code, ai, with),
    }
}

fn other_system(f: &mut Formatter<'_>, code: Code, ai: &str, with: &Detail) -> Result {
    match code {
        Code::EnvelopeFormat => {
            f.write_str("Here a format of an ISO/IEC 15434 message should begin: tell the maker of the label")
        }
        Code::EnvelopeTrailer => {
            f.write_str("The message does not end as ISO/IEC 15434 asks: tell the maker of the label")
        }
        Code::DataIdentifier => {
            write!(f, "Here a data identifier should begin, but “{with}” does not begin with one")
        }
        Code::HibcStructure => write!(f, "The code begins like a HIBC code, but lacks {with}"),
        Code::CheckCharacter => {
            f.write_str("The check character of the code is wrong: scan again, then suspect the label")
        }
        Code::LinkCharacter => {
            f.write_str("The two codes do not belong together: scan both codes of one label")
        }
        Code::StructureCount => {
            write!(f, "The code announces {with} data structures, but another number follows: scan it again")
        }
        _ => value(f, code, ai, with),
    }
}

fn value(f: &mut Formatter<'_>, code: Code, ai: &str, with: &Detail) -> Result {
    let fault = match code {
        Code::ValueEmpty => "is missing",
        Code::ValueTooShort => "is too short",
        Code::ValueTooLong => "is too long",
        Code::DigitExpected => "holds a character where only a digit may stand",
        Code::CharacterNotAllowed => "holds a character that may not stand there",
        Code::Base64Padding => "holds a signature that is cut short or badly padded",
        Code::CheckDigit => "has a wrong check digit: scan again, then suspect the label",
        Code::CheckCharacters => "has wrong check characters: scan again, then suspect the label",
        Code::CompanyPrefix => "does not begin with a possible GS1 Company Prefix",
        Code::Date => "holds a date that does not exist",
        Code::Time => "holds a time that does not exist",
        Code::Country => "names a country that is not in ISO 3166",
        Code::Currency => "names a currency that is not in ISO 4217",
        Code::Iban => "holds a bank account number that is wrong",
        Code::Position => "names a place outside the globe",
        Code::PercentEncoding => "holds a “%” without two hexadecimal digits after it",
        Code::Coupon => "holds a coupon that cannot be read",
        Code::PieceOfTotal => "counts a piece that cannot be: the number must be 1 up to the total",
        Code::NotInList => "holds a code that is not in its published list",
        Code::ZeroNotAllowed => "is zero where it may not be",
        Code::ZeroExpected => "must begin with zero",
        Code::LeadingZero => "may not begin with zero",
        Code::NonDigitExpected => "must hold something besides digits",
        Code::HyphenExpected => "may hold only a hyphen there",
        Code::UriZeroByte => "holds a zero byte",
        _ => return pair(f, code, ai, with),
    };
    write!(f, "The value of ({ai}) {fault}")
}

fn pair(f: &mut Formatter<'_>, code: Code, ai: &str, with: &Detail) -> Result {
    match code {
        Code::AiRepeated => write!(f, "({ai}) stands twice with different values"),
        Code::UriNotAttribute => write!(f, "({ai}) may not stand in the query of a web address"),
        Code::UriBelongsInPath => {
            write!(f, "({ai}) must stand in the path of the web address, not in its query")
        }
        Code::UriRepeated => write!(f, "({ai}) stands twice in the web address"),
        Code::AiExcluded => write!(f, "({ai}) and ({with}) must not stand on the same item"),
        Code::AiRequired => write!(f, "({ai}) may not stand alone: it needs {with} on the same item"),
        Code::SignatureWithoutSerial => {
            write!(f, "({ai}) has no serial part, so the signature in ({with}) covers no single item")
        }
        _ => write!(f, "({ai}) breaks the rule {}", code.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use crate::error::{ErrorCode, ParseError};

    #[test]
    fn every_code_has_its_own_sentence() {
        let mut seen = std::collections::BTreeSet::new();
        for code in ErrorCode::ALL {
            let text = ParseError::new(*code, 0).of_ai("01").with("21").to_string();
            assert!(!text.contains("breaks the rule"), "{code:?} has no sentence");
            assert!(seen.insert(text), "{code:?} shares its sentence");
        }
    }
}
