// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the maker says of a product, a block of serials and a unit.

use std::fmt;
use std::str::FromStr;

use gs1::Gtin;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::serial::BlockNumber;

/// Where a unit stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Made and not yet sold.
    Active,
    /// Sold to a customer.
    Sold,
    /// Came back.
    Returned,
    /// Came back, was repaired and may be sold again.
    Refurbished,
    /// Destroyed; must not exist any more.
    Scrapped,
    /// Called back by the maker.
    Recalled,
    /// Reported stolen.
    Stolen,
    /// Copies of this serial were found, or it was reported as counterfeit.
    Counterfeit,
}

/// A word that names no [`Status`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "status {0:?} is unknown: use active, sold, returned, refurbished, scrapped, recalled, stolen or counterfeit"
)]
pub struct UnknownStatus(pub String);

impl Status {
    /// All of them, in the order of a unit's life.
    pub const ALL: [Self; 8] = [
        Self::Active,
        Self::Sold,
        Self::Returned,
        Self::Refurbished,
        Self::Scrapped,
        Self::Recalled,
        Self::Stolen,
        Self::Counterfeit,
    ];

    /// The word in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Sold => "sold",
            Self::Returned => "returned",
            Self::Refurbished => "refurbished",
            Self::Scrapped => "scrapped",
            Self::Recalled => "recalled",
            Self::Stolen => "stolen",
            Self::Counterfeit => "counterfeit",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = UnknownStatus;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|s| s.as_str() == word).ok_or_else(|| UnknownStatus(word.to_owned()))
    }
}

/// A product of the brand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// GTIN-14.
    #[serde(with = "as_text")]
    pub gtin: Gtin,
    /// Name a shop assistant knows it by, at most 80 characters.
    pub name: String,
    /// Months of warranty from production; `None` = no warranty stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warranty_months: Option<u16>,
}

/// Facts that all units of a block share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockFacts {
    /// Number of the block.
    pub number: BlockNumber,
    /// The product.
    #[serde(with = "as_text")]
    pub gtin: Gtin,
    /// Facility code, a GLN where the maker has one.
    pub facility: String,
    /// Place a person knows the facility by, e.g. `Pune`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Line identifier.
    pub line: String,
    /// Production timestamp.
    pub made_at: Timestamp,
    /// Production lot, GS1 AI (10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<String>,
    /// Expiry date, GS1 AI (17).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<Date>,
    /// Markets the units were made for, ISO 3166-1 alpha-2; empty = all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub markets: Vec<String>,
}

/// Everything a bundle or the registry knows of one issued unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its product.
    pub product: Product,
    /// Its block.
    pub block: BlockFacts,
    /// Its status.
    pub status: Status,
}

impl Fact {
    /// End of warranty by the product's rule, counted from production.
    pub fn warranty_until(&self) -> Option<Date> {
        let months = self.product.warranty_months?;
        let made_on = self.made_on();
        made_on.checked_add(jiff::Span::new().months(i64::from(months))).ok()
    }

    /// Production date in UTC.
    pub fn made_on(&self) -> Date {
        self.block.made_at.to_zoned(jiff::tz::TimeZone::UTC).date()
    }
}

/// Serializes a value by its text and reads it back through its one checked constructor.
pub mod as_text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes the text.
    ///
    /// # Errors
    /// The serializer's own.
    pub fn serialize<T: Display, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    /// Reads the text.
    ///
    /// # Errors
    /// Where the constructor refuses it.
    pub fn deserialize<'de, T, D>(from: D) -> Result<T, D::Error>
    where
        T: FromStr,
        T::Err: Display,
        D: Deserializer<'de>,
    {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
