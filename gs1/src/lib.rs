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
mod bits;
mod charset;
mod checksum;
mod compose;
mod data_identifier;
mod digital_link;
mod element_string;
mod envelope;
mod epc;
mod error;
mod hibc;
mod isbt128;
mod linters;
mod message;
mod parse;
mod profile;
mod readable;
mod table;
mod udi;
mod values;

pub use aim::AimId;
pub use data_identifier::{DiFacts, Ppn, di_facts, di_table};
pub use digital_link::{Compression, DecompressError, Decompressed, LinkError, decompress};
pub use element_string::MAX_ELEMENTS;
pub use envelope::{Envelope, Format};
pub use epc::{Epc, EpcClass, EpcError, EpcKind, EpcTag, TagScheme};
pub use error::{Cause, ErrorCode, ParseError};
pub use hibc::{Hibc, HibcBatch, HibcDateForm, HibcExpiry, HibcPrimary, HibcSecondary, HibcSupplement};
pub use isbt128::{Isbt128, IsbtStructure};
pub use message::{Element, Kind, Message};
pub use parse::{MAX_SCAN_BYTES, parse};
pub use profile::{GROUP_SEPARATOR, Options, Profile, UrlPattern};
pub use readable::ReadableLine;
pub use table::{AiFacts, PartFacts, ai_facts, ai_table};
pub use udi::{DeviceIdentifier, ProductionIdentifier, Udi, UdiError, UdiIssuer};
pub use values::{Amount, Date, Gln, Gtin, Lot, SerialNumber, Sscc, ValueError};
