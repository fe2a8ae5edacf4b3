// SPDX-License-Identifier: MIT OR Apache-2.0
//! Identifiers as types: one checked constructor each, so that a value in hand is a value that was checked.

mod amount;
mod date;
mod error;
mod keys;
mod text;

pub use amount::Amount;
pub use date::Date;
pub(crate) use date::days_in_month;
pub use error::ValueError;
pub use keys::{Gln, Gtin, Sscc};
pub use text::{Lot, SerialNumber};

/// The conversions every text-like identifier has, all through its one constructor.
macro_rules! text_conversions {
    ($($name:ident),+) => {$(
        impl $name {
            /// The checked text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::values::ValueError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::values::ValueError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(&text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::values::ValueError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    )+};
}
use text_conversions;
