// SPDX-License-Identifier: MIT OR Apache-2.0
//! North American coupons: the GS1 US application guideline for AI 8110 and the data specification of AI 8112.
//!
//! Both are runs of digits in which a length indicator stands before each field of variable length.

use super::{Verdict, company, dates, ensure};
use crate::error::ErrorCode;

/// Digits of the shortest company prefix, funder or serial number; a length indicator counts from here.
const BASE_DIGITS: usize = 6;
/// Digits of an offer code.
const OFFER_DIGITS: usize = 6;
/// Digits of a family code.
const FAMILY_DIGITS: usize = 3;
/// The indicator that says no company prefix follows.
const NO_PREFIX: u8 = b'9';

/// The coupon of AI 8110.
pub(super) fn coupon(data: &[u8]) -> Verdict {
    let mut reader = Reader::new(data)?;
    reader.prefix(b"0123456")?;
    reader.skip(OFFER_DIGITS)?;
    reader.amount()?;
    reader.purchase()?;
    reader.further_purchases()?;
    reader.dates()?;
    reader.serial_number()?;
    reader.retailer()?;
    reader.miscellaneous()?;
    reader.end()
}

/// The positive offer coupon of AI 8112.
pub(super) fn positive_offer(data: &[u8]) -> Verdict {
    let mut reader = Reader::new(data)?;
    reader.one_of(b"01")?;
    reader.counted(b"0123456", BASE_DIGITS)?;
    reader.skip(OFFER_DIGITS)?;
    reader.counted(b"0123456789", BASE_DIGITS)?;
    reader.end()
}

/// Takes fields from the front of the digits.
struct Reader<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(data: &'a [u8]) -> Result<Self, super::Fault> {
        let first_other = data.iter().position(|b| !b.is_ascii_digit());
        ensure(first_other.is_none(), ErrorCode::DigitExpected, first_other.unwrap_or(0))?;
        Ok(Self { data, at: 0 })
    }

    fn take(&mut self, digits: usize) -> Result<&'a [u8], super::Fault> {
        let field = self.data.get(self.at..self.at + digits);
        ensure(field.is_some(), ErrorCode::Coupon, self.at.min(self.data.len()))?;
        self.at += digits;
        Ok(field.unwrap_or_default())
    }

    fn skip(&mut self, digits: usize) -> Verdict {
        self.take(digits).map(|_| ())
    }

    /// One digit of a set.
    fn one_of(&mut self, set: &[u8]) -> Result<u8, super::Fault> {
        let at = self.at;
        let digit = self.take(1)?.first().copied().unwrap_or_default();
        ensure(set.contains(&digit), ErrorCode::Coupon, at)?;
        Ok(digit)
    }

    /// A field behind its length indicator.
    fn counted(&mut self, indicators: &[u8], base: usize) -> Result<&'a [u8], super::Fault> {
        let indicator = self.one_of(indicators)?;
        self.take(usize::from(indicator - b'0') + base)
    }

    /// A company prefix behind its length indicator.
    fn prefix(&mut self, indicators: &[u8]) -> Verdict {
        let field = self.counted(indicators, BASE_DIGITS)?;
        company::first(field)
    }

    /// A company prefix, or the indicator that none follows.
    fn prefix_or_none(&mut self) -> Verdict {
        if self.option(NO_PREFIX) { Ok(()) } else { self.prefix(b"0123456") }
    }

    /// A save value or purchase requirement of one to five digits.
    fn amount(&mut self) -> Verdict {
        self.counted(b"12345", 0).map(|_| ())
    }

    /// Requirement, its code, and the family of goods.
    fn purchase(&mut self) -> Verdict {
        self.amount()?;
        self.one_of(b"012349")?;
        self.skip(FAMILY_DIGITS)
    }

    /// Whether the optional field of this number comes next; steps over its number.
    fn option(&mut self, number: u8) -> bool {
        let present = self.data.get(self.at) == Some(&number);
        self.at += usize::from(present);
        present
    }

    fn further_purchases(&mut self) -> Verdict {
        if self.option(b'1') {
            self.one_of(b"0123")?;
            self.purchase()?;
            self.prefix_or_none()?;
        }
        if self.option(b'2') {
            self.purchase()?;
            self.prefix_or_none()?;
        }
        Ok(())
    }

    fn date(&mut self) -> Result<&'a [u8], super::Fault> {
        let at = self.at;
        let field = self.take(6)?;
        ensure(dates::date(field).is_ok(), ErrorCode::Date, at)?;
        Ok(field)
    }

    /// Expiry and start; a start after the expiry is wrong.
    fn dates(&mut self) -> Verdict {
        let expiry = if self.option(b'3') { Some(self.date()?) } else { None };
        if self.option(b'4') {
            let at = self.at;
            let start = self.date()?;
            ensure(expiry.is_none_or(|expiry| start <= expiry), ErrorCode::Date, at)?;
        }
        Ok(())
    }

    fn serial_number(&mut self) -> Verdict {
        if self.option(b'5') {
            self.counted(b"0123456789", BASE_DIGITS)?;
        }
        Ok(())
    }

    fn retailer(&mut self) -> Verdict {
        if self.option(b'6') { self.prefix(b"1234567") } else { Ok(()) }
    }

    /// Save value code, what it applies to, the store flag and the multiplication flag.
    fn miscellaneous(&mut self) -> Verdict {
        if self.option(b'9') {
            self.one_of(b"01256")?;
            self.one_of(b"012")?;
            self.one_of(b"0123456789")?;
            self.one_of(b"01")?;
        }
        Ok(())
    }

    fn end(&self) -> Verdict {
        ensure(self.at == self.data.len(), ErrorCode::Coupon, self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "012345612345611110123";

    /// Every optional field once, in order: two further purchases, expiry, start, serial number, retailer,
    /// flags.
    const OPTIONS: [&str; 7] =
        ["101101239", "21101230123456", "3251231", "4250101", "50123456", "611234567", "90000"];

    #[test]
    fn options_alone_and_together() {
        assert!(coupon(PLAIN.as_bytes()).is_ok());
        for option in OPTIONS {
            assert!(coupon(format!("{PLAIN}{option}").as_bytes()).is_ok(), "{option}");
        }
        assert!(coupon(format!("{PLAIN}{}", OPTIONS.concat()).as_bytes()).is_ok());
    }

    #[test]
    fn options_cut_short_or_out_of_order_are_refused() {
        for option in OPTIONS {
            for len in 1..option.len() {
                assert!(coupon(format!("{PLAIN}{}", &option[..len]).as_bytes()).is_err(), "{option} {len}");
            }
        }
        for pair in OPTIONS.windows(2) {
            assert!(coupon(format!("{PLAIN}{}{}", pair[1], pair[0]).as_bytes()).is_err(), "{pair:?}");
        }
    }

    #[test]
    fn wrong_coupons_are_refused() {
        for len in 0..PLAIN.len() {
            assert!(coupon(&PLAIN.as_bytes()[..len]).is_err(), "{len}");
        }
        for bad in
            ["7", "3251301", "3250100", "32501014250102", "93000", "90300", "90002", "60123456", "62123456"]
        {
            assert!(coupon(format!("{PLAIN}{bad}").as_bytes()).is_err(), "{bad}");
        }
        for bad in ["712345612345611110123", "012345612345601110123", "012345612345611115123", "x1"] {
            assert!(coupon(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn positive_offers() {
        let good = "001234561234560123456";
        assert!(positive_offer(good.as_bytes()).is_ok());
        assert!(positive_offer(b"061234567890121234569123456789012345").is_ok());
        for len in 0..good.len() {
            assert!(positive_offer(&good.as_bytes()[..len]).is_err(), "{len}");
        }
        assert!(positive_offer(b"0012345612345601234567").is_err());
        assert!(positive_offer(b"201234561234560123456").is_err());
        assert!(positive_offer(b"071234561234560123456").is_err());
        assert!(positive_offer(b"a01234561234560123456").is_err());
    }
}
