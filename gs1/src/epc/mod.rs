// SPDX-License-Identifier: MIT OR Apache-2.0
//! Electronic Product Codes: what an RFID tag says, and the same as an address of EPCIS, an element or a link
//! (GS1 EPC Tag Data Standard, releases 1.13 and 2.0).

mod class;
mod convert;
mod error;
mod escape;
mod identity;
mod prefix;
mod scheme;
mod tag;

pub use class::EpcClass;
pub use error::EpcError;
pub use identity::{Epc, EpcKind};
pub use scheme::TagScheme;
pub use tag::EpcTag;
