// SPDX-License-Identifier: MIT OR Apache-2.0
//! GS1 syntax: what a label says, by the letter of the standards.
//!
//! One call, [`parse`], takes the bytes of one scan with their AIM symbology identifier and gives a
//! [`Message`] or a [`ParseError`] that names the rule, the place and the likely cause. The crate reads no
//! file, asks no clock and holds no state.
//!
//! ```
//! let scan = b"]d2010400638133393121SN42\x1d17280229";
//! let message = gs1::parse(scan, &gs1::Options::default())?;
//! assert_eq!(message.serial().map(String::from).as_deref(), Some("SN42"));
//! assert_eq!(message.bracketed().as_deref(), Some("(01)04006381333931(21)SN42(17)280229"));
//! assert_eq!(
//!     message.digital_link().as_deref(),
//!     Some("https://id.gs1.org/01/04006381333931/21/SN42?17=280229")
//! );
//! # Ok::<(), gs1::ParseError>(())
//! ```
//!
//! The rules are those of the GS1 General Specifications, the GS1 Digital Link URI syntax standard and the GS1
//! Barcode Syntax Dictionary; the table of Application Identifiers is the crate's own.

mod aim;
mod associations;
mod charset;
mod checksum;
mod compose;
mod digital_link;
mod element_string;
mod envelope;
mod error;
mod linters;
mod message;
mod parse;
mod profile;
mod table;
mod values;

pub use aim::AimId;
pub use element_string::MAX_ELEMENTS;
pub use error::{Cause, ErrorCode, ParseError};
pub use message::{Element, Kind, Message};
pub use parse::{MAX_SCAN_BYTES, parse};
pub use profile::{GROUP_SEPARATOR, Options, Profile, UrlPattern};
pub use table::{AiFacts, PartFacts, ai_facts, ai_table};
pub use values::{Date, Gln, Gtin, Lot, SerialNumber, Sscc, ValueError};
