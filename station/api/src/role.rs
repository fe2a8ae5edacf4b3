// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a station is there for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The job of a station, chosen in its configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Inbound verification against a shipment.
    Dock,
    /// Authenticity check before a customer.
    Counter,
    /// Returned goods: refurbish or scrap.
    Returns,
    /// Quality check where the goods are made.
    LineEnd,
}

/// A word that names no [`Role`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRole(
    /// The word.
    pub String,
);

impl fmt::Display for UnknownRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "role {:?} is unknown: use dock, counter, returns or line_end", self.0)
    }
}

impl std::error::Error for UnknownRole {}

impl Role {
    /// The word used in configuration, journal and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dock => "dock",
            Self::Counter => "counter",
            Self::Returns => "returns",
            Self::LineEnd => "line_end",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::Dock, Self::Counter, Self::Returns, Self::LineEnd]
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or_else(|| UnknownRole(word.to_owned()))
    }
}
