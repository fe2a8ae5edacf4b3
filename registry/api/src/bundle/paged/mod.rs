// SPDX-License-Identifier: MIT OR Apache-2.0
//! The bundle as objects of 4 KiB pages, for brands of any size. `FORMAT.md` has every byte.
//!
//! A base holds one fixed record per block and one fingerprint per unit, in the order of issue: the locator of
//! a serial says where to look, so nothing is searched. What came later is one delta over it. Objects are
//! named by their SHA-256 in a signed publication ([`Contents`]); large ones are read page by page, each page
//! checked against its leaf when it is first read.
//!
//! [`Builder`] writes a base as units stream by, [`DeltaBuilder`] a delta, [`PagedBundle`] answers.
//!
//! **Invariant:** no byte is interpreted before its hash was checked, and no answer "issued" rests on a byte
//! that was not.

mod alerts;
mod base;
mod bits;
mod build;
mod bytes;
mod catalogue;
mod contents;
mod delta;
mod delta_build;
mod draft;
mod exceptions;
mod find;
mod fingerprint;
mod leaves;
mod manifest;
mod object;
mod opaque;
mod pages;
mod read;
mod record;
mod sink;

pub use alerts::{Alerts, Pattern, PatternField, Revocation};
pub use build::{Builder, Built, encode_manifest};
pub use bytes::{Malformed, TextTooLong};
pub use catalogue::{Certification, Sheet, ValueClass, WarrantyRule};
pub use contents::{Contents, OpenError, Parts};
pub use delta_build::DeltaBuilder;
pub use draft::{BlockDraft, BuildError};
pub use find::Probe;
pub use fingerprint::{Fingerprint, InvalidSalt, PackedSerial, SALT_BYTES, Salt};
pub use manifest::{Expected, ExpectedShipment, ExpectedUnit, Manifest};
pub use object::{
    HEADER_BYTES, MAGIC, MAX_PAGED_BYTES, MAX_WHOLE_BYTES, ObjectKind, ObjectRef, PAGE_BYTES, VERSION,
};
pub use pages::{Memory, PageError, Pages};
pub use read::{Light, PagedBundle};
pub use record::BlockFlags;
pub use sink::{MemorySink, ObjectSink};

#[cfg(test)]
mod tests;
