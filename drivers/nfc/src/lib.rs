// SPDX-License-Identifier: GPL-3.0-or-later
//! NFC tags over PC/SC: the text of a tag's first URI or text record, and its unique identifier.
//!
//! [`run`] watches every matching reader and hands over one scan per tag laid on it. Type 4 tags (ISO/IEC
//! 7816-4 files) and Type 2 tags (memory pages, through the reader's storage-card commands of PC/SC part 3)
//! are read; a tag without a readable NDEF message gives an empty payload and its identifier.
//!
//! **Invariant:** whatever a tag, a reader or the service answers, the loop goes on, and every read is
//! bounded in bytes, exchanges and time.

mod apdu;
mod config;
mod ndef;
mod presentation;
mod reader;
mod report;
mod service;
mod tag;
mod type2;
mod type4;

#[cfg(feature = "emulator")]
pub mod emulator;

pub use config::NfcConfig;
pub use service::{run, run_until};
