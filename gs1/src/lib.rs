// SPDX-License-Identifier: MIT OR Apache-2.0
//! GS1 syntax: what a label says, by the letter of the standards.
#![doc = include_str!("../README.md")]

mod aim;
mod associations;
mod bits;
mod charset;
mod checksum;
mod compose;
mod data_identifier;
mod digital_link;
mod element;
mod element_string;
mod envelope;
mod epc;
mod error;
mod found;
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
pub use profile::{GROUP_SEPARATOR, KeyboardLayout, Options, Profile, UrlPattern};
pub use readable::ReadableLine;
pub use table::{AiFacts, PartFacts, ai_facts, ai_table};
pub use udi::{DeviceIdentifier, ProductionIdentifier, Udi, UdiError, UdiIssuer};
pub use values::{Amount, Date, Gln, Gtin, Lot, SerialNumber, Sscc, ValueError};
