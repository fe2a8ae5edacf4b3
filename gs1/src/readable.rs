// SPDX-License-Identifier: MIT OR Apache-2.0
//! The elements as people read them: a title and a value with its dates, decimal points and units written out
//! (GS1 General Specifications, sections 3 and 4.15).

mod currency;
mod part;

use std::fmt;

use crate::message::{Element, Message};
use crate::values::{Amount, Gtin};

/// One element as people read it.
///
/// ```
/// let message = gs1::Message::from_bracketed("(01)04006381333931(17)280200(3103)000189", false)?;
/// let lines: Vec<String> = message.readable(2026).iter().map(ToString::to_string).collect();
/// assert_eq!(
///     lines,
///     ["GTIN: 4006381333931", "USE BY or EXPIRY: 2028-02", "NET WEIGHT (kg): 0.189 kg"]
/// );
/// # Ok::<(), gs1::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadableLine {
    /// The Application Identifier.
    pub ai: String,
    /// The data title, such as `SERIAL`; empty for the few AIs that have none.
    pub title: &'static str,
    /// The value with dates, decimal points, units and the like written out.
    pub value: String,
}

impl fmt::Display for ReadableLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.title {
            "" => write!(f, "({}): {}", self.ai, self.value),
            title => write!(f, "{title}: {}", self.value),
        }
    }
}

impl Message {
    /// The elements as people read them, one line each, in the order of [`Message::elements`]. Years of two
    /// digits are seen from `reference_year`, as by [`crate::Date::new`].
    #[must_use]
    pub fn readable(&self, reference_year: i16) -> Vec<ReadableLine> {
        let line = |element: &Element| ReadableLine {
            ai: element.ai().to_owned(),
            title: element.title(),
            value: value(element, reference_year),
        };
        self.elements().iter().map(line).collect()
    }
}

impl Element {
    /// The number with the decimal point that the last digit of its AI tells, of a measure, price, amount or
    /// percentage (AIs 31nn to 36nn and 39nn).
    ///
    /// ```
    /// let message = gs1::Message::from_bracketed("(01)04006381333931(3103)000189", false)?;
    /// let weight = message.elements()[1].amount();
    /// assert_eq!(weight, Some(gs1::Amount { digits: 189, decimals: 3 }));
    /// # Ok::<(), gs1::ParseError>(())
    /// ```
    #[must_use]
    pub fn amount(&self) -> Option<Amount> {
        let has_point =
            self.ai().len() == 4 && matches!(self.ai().as_bytes(), [b'3', b'1'..=b'6' | b'9', ..]);
        let decimals = self.ai().bytes().last().filter(|_| has_point)? - b'0';
        Amount::new(self.currency_and_digits().1, decimals).ok()
    }

    /// The three letters of the currency (ISO 4217) of an amount or price that names one (AIs 391n and 393n).
    ///
    /// ```
    /// let message = gs1::Message::from_bracketed("(01)04006381333931(3103)000189(3932)978250", false)?;
    /// assert_eq!(message.elements()[2].currency(), Some("EUR"));
    /// # Ok::<(), gs1::ParseError>(())
    /// ```
    #[must_use]
    pub fn currency(&self) -> Option<&'static str> {
        currency::letters(self.currency_and_digits().0)
    }

    fn currency_and_digits(&self) -> (&str, &str) {
        let has_currency = self.ai().len() == 4 && matches!(self.ai().get(..3), Some("391" | "393"));
        self.value().split_at_checked(3).filter(|_| has_currency).unwrap_or(("", self.value()))
    }
}

impl Gtin {
    /// The GTIN as it is printed below its barcode: with 8, 12, 13 or 14 digits.
    ///
    /// ```
    /// assert_eq!(gs1::Gtin::new("00000096385074")?.short_form(), "96385074");
    /// assert_eq!(gs1::Gtin::new("00614141123452")?.short_form(), "614141123452");
    /// assert_eq!(gs1::Gtin::new("04006381333931")?.short_form(), "4006381333931");
    /// assert_eq!(gs1::Gtin::new("80614141123458")?.short_form(), "80614141123458");
    /// # Ok::<(), gs1::ValueError>(())
    /// ```
    #[must_use]
    pub fn short_form(&self) -> &str {
        let text = self.as_str();
        let zeros = ["000000", "00", "0"];
        zeros.into_iter().find_map(|zeros| text.strip_prefix(zeros)).unwrap_or(text)
    }
}

fn value(element: &Element, reference_year: i16) -> String {
    if let Some(amount) = element.amount() {
        return with_unit(element, amount);
    }
    match (element.ai(), element.entry()) {
        ("4330" | "4332", _) => temperature(element.value(), "°F"),
        ("4331" | "4333", _) => temperature(element.value(), "°C"),
        (_, Some(entry)) => part::joined(entry.parts, element.value(), reference_year),
        (_, None) => element.value().to_owned(),
    }
}

fn with_unit(element: &Element, amount: Amount) -> String {
    let (currency, _) = element.currency_and_digits();
    match (element.ai().get(..3), element.currency()) {
        (_, Some(letters)) => format!("{amount} {letters}"),
        (Some("391" | "393"), None) => format!("{amount} ({currency})"),
        (Some("394"), _) => format!("{amount} %"),
        (Some("337"), _) => format!("{amount} kg/m²"),
        _ => match unit(element.title()) {
            Some(unit) => format!("{amount} {unit}"),
            None => amount.to_string(),
        },
    }
}

/// The unit that a title such as `VOLUME (qt (US)), log` names in its outer brackets.
fn unit(title: &str) -> Option<&str> {
    let (from, to) = (title.find('(')?, title.rfind(')')?);
    title.get(from + 1..to)
}

/// Hundredths of a degree, and a hyphen after them when below zero.
fn temperature(value: &str, unit: &str) -> String {
    let (digits, sign) = match value.strip_suffix('-') {
        Some(digits) => (digits, "-"),
        None => (value, ""),
    };
    match Amount::new(digits, 2) {
        Ok(amount) => format!("{sign}{amount} {unit}"),
        Err(_) => value.to_owned(),
    }
}
