// SPDX-License-Identifier: MIT OR Apache-2.0
//! Content checks of single value parts: the character set first, then what the part's meaning demands.

mod codes;
mod company;
mod coupons;
mod dates;
mod iban;
mod lists;
mod numbers;
mod pair;

use crate::charset::{CharSet, first_of};
use crate::error::ErrorCode;
use crate::table::Part;

/// What is wrong with a part, and where in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: ErrorCode,
    /// Offset in bytes from the start of the part.
    pub(crate) at: usize,
}

/// The outcome of one check.
pub(crate) type Verdict = Result<(), Fault>;

/// A fault, as the error side of a [`Verdict`].
pub(crate) fn fault(code: ErrorCode, at: usize) -> Verdict {
    Err(Fault { code, at })
}

/// A fault unless the condition holds.
pub(crate) fn ensure(holds: bool, code: ErrorCode, at: usize) -> Verdict {
    if holds { Ok(()) } else { fault(code, at) }
}

/// Declares the checks with the names the public table gives them and the functions that do them.
macro_rules! checks {
    ($($name:ident = $text:literal => $check:path,)+) => {
        /// A demand on the content of a value part beyond its characters and length.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Check {
            $($name,)+
        }

        impl Check {
            /// The stable kebab-case name.
            pub(crate) fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            fn run(self, data: &[u8]) -> Verdict {
                match self {
                    $(Self::$name => $check(data),)+
                }
            }
        }
    };
}

checks! {
    Mod10 = "check-digit" => numbers::check_digit,
    Mod1021 = "check-pair" => pair::check,
    CompanyPrefixFirst = "company-prefix-first" => company::first,
    CompanyPrefixSecond = "company-prefix-second" => company::second,
    Coupon = "coupon" => coupons::coupon,
    PositiveOfferCoupon = "positive-offer-coupon" => coupons::positive_offer,
    NonDigit = "non-digit" => numbers::has_non_digit,
    Hour = "hour" => dates::hour,
    HourMinute = "hour-minute" => dates::hour_minute,
    Minute = "minute" => dates::minute,
    Second = "second" => dates::second,
    Date = "date" => dates::date,
    DateOrMonth = "date-or-month" => dates::date_or_month,
    LongDate = "long-date" => dates::long_date,
    Hyphens = "hyphens" => codes::hyphens,
    Iban = "iban" => iban::check,
    ImporterIndex = "importer-index" => codes::importer_index,
    CountryNumber = "country-number" => codes::country_number,
    CountryNumberOr999 = "country-number-or-999" => codes::country_number_or_999,
    CountryLetters = "country-letters" => codes::country_letters,
    Currency = "currency" => codes::currency,
    Sex = "sex" => codes::sex,
    Latitude = "latitude" => numbers::latitude,
    Longitude = "longitude" => numbers::longitude,
    MediaType = "media-type" => codes::media_type,
    NonZero = "non-zero" => numbers::non_zero,
    NoLeadingZero = "no-leading-zero" => numbers::no_leading_zero,
    PackageType = "package-type" => codes::package_type,
    PercentEncoding = "percent-encoding" => codes::percent_encoding,
    PieceOfTotal = "piece-of-total" => numbers::piece_of_total,
    PositionInSequence = "position-in-sequence" => numbers::position_in_sequence,
    Winding = "winding" => codes::winding,
    YesNo = "yes-no" => codes::yes_no,
    Zero = "zero" => numbers::zero,
}

/// Checks one part of a value: its characters, then its content.
pub(crate) fn check(part: &Part, data: &[u8]) -> Verdict {
    if let Some(at) = first_of(part.set.barred(), data) {
        let code = if part.set == CharSet::Numeric {
            ErrorCode::DigitExpected
        } else {
            ErrorCode::CharacterNotAllowed
        };
        return fault(code, at);
    }
    check_content(part, data)
}

/// Checks the content of a part whose characters are all of its set.
pub(crate) fn check_content(part: &Part, data: &[u8]) -> Verdict {
    if part.set == CharSet::Cset64 {
        base64url(data)?;
    }
    part.checks.iter().try_for_each(|check| check.run(data))
}

/// At most two padding characters, at the end, and then only where they round the length to a multiple of
/// three: the rule of the GS1 syntax dictionary's reference check, which counts characters. The characters are
/// those of CSET 64.
fn base64url(data: &[u8]) -> Verdict {
    let body = data.iter().rposition(|b| *b != b'=').map_or(0, |last| last + 1);
    let padding = data.len() - body;
    if padding > 2 || (padding > 0 && !data.len().is_multiple_of(3)) {
        return fault(ErrorCode::Base64Padding, body);
    }
    match data[..body].iter().position(|b| *b == b'=') {
        Some(at) => fault(ErrorCode::CharacterNotAllowed, at),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_counted_in_threes() {
        for good in ["123", "12", "12=", "1==", "-_A"] {
            assert!(base64url(good.as_bytes()).is_ok(), "{good}");
        }
        for bad in ["===", "123=", "12==", "1===", "1=2"] {
            assert!(base64url(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
