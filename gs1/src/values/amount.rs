// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers with an implied decimal point: measures, prices, percentages (AIs 31nn to 36nn and 39nn).

use std::fmt;
use std::str::FromStr;

use super::ValueError;

/// Most digits, so that the number always fits its type; no AI has more than 15.
const MAX_DIGITS: usize = 18;
/// Most digits after the point: the last digit of an AI tells them.
const MAX_DECIMALS: u8 = 9;

/// A number as labels carry it: digits, and how many of them stand after the decimal point.
///
/// ```
/// use gs1::Amount;
///
/// let weight = Amount::new("000189", 3)?;
/// assert_eq!(weight, Amount { digits: 189, decimals: 3 });
/// assert_eq!(weight.to_string(), "0.189");
/// assert_eq!("12.50".parse::<Amount>()?, Amount { digits: 1250, decimals: 2 });
/// # Ok::<(), gs1::ValueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    /// The number without its decimal point.
    pub digits: u64,
    /// How many of the digits stand after the point.
    pub decimals: u8,
}

impl Amount {
    /// Takes the digits of a label.
    ///
    /// # Errors
    /// [`ValueError`] when there are none or more than 18, a character is no digit, or more than 9 stand after
    /// the point.
    pub fn new(digits: &str, decimals: u8) -> Result<Self, ValueError> {
        const WHAT: &str = "number";
        if digits.is_empty() || digits.len() > MAX_DIGITS {
            return Err(ValueError::Length { what: WHAT, allowed: "1 to 18", found: digits.len() });
        }
        if let Some(at) = digits.bytes().position(|b| !b.is_ascii_digit()) {
            return Err(ValueError::Character { what: WHAT, at });
        }
        match digits.parse() {
            Ok(digits) if decimals <= MAX_DECIMALS => Ok(Self { digits, decimals }),
            _ => Err(ValueError::Form { what: WHAT, form: FORM }),
        }
    }
}

const FORM: &str = "digits, and perhaps a point with 1 to 9 digits after it";

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = usize::from(self.decimals);
        let digits = format!("{:0>width$}", self.digits, width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        if fraction.is_empty() { f.write_str(whole) } else { write!(f, "{whole}.{fraction}") }
    }
}

impl FromStr for Amount {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let form = ValueError::Form { what: "number", form: FORM };
        let Some((whole, fraction)) = text.split_once('.') else { return Self::new(text, 0) };
        let decimals =
            u8::try_from(fraction.len()).ok().filter(|decimals| *decimals > 0).ok_or(form.clone())?;
        if whole.is_empty() {
            return Err(form);
        }
        Self::new(&format!("{whole}{fraction}"), decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_stands_where_it_must() {
        for (digits, decimals, text) in [
            ("000189", 3, "0.189"),
            ("000189", 0, "189"),
            ("5", 3, "0.005"),
            ("0", 0, "0"),
            ("000000", 2, "0.00"),
            ("999999999999999", 9, "999999.999999999"),
        ] {
            let amount = Amount::new(digits, decimals).unwrap();
            assert_eq!(amount.to_string(), text);
            assert_eq!(text.parse(), Ok(amount));
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert!(
            Amount::new("", 0).is_err() && Amount::new("1x", 0).is_err() && Amount::new("1", 10).is_err()
        );
        assert!(Amount::new(&"9".repeat(19), 0).is_err());
        for text in ["", ".", "1.", ".5", "1.2.3", "-1", "1,5", "1.1234567890"] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }
}
