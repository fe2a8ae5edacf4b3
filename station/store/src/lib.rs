// SPDX-License-Identifier: GPL-3.0-or-later
//! Journal, outbox and bundle files of a station.
//!
//! The only crate of the station that knows SQLite. [`Store`] is the one writer of the station's database;
//! [`Reader`] looks into it from another process. [`BundleDir`] holds the verification bundles, [`Identity`]
//! the station's own key. It decides nothing and knows no network.
//!
//! **Invariant:** the journal row and the outbox rows of one decision are committed together, and nothing
//! read back is used before its own hash was checked.

mod batch;
mod bundle;
mod db;
mod error;
mod files;
#[cfg(test)]
mod full_tests;
mod identity;
mod journal;
mod meta;
mod outbox;
mod reader;
mod repair;
mod state_dir;
mod store;

pub use batch::MAX_BATCH_BYTES;
pub use bundle::{
    BundleDir, BundleLoadError, BundleSummary, Exported, InstallError, Installed, Origin, open_exported,
};
pub use db::MIN_SQLITE;
pub use error::StoreError;
pub use identity::{Enrolment, Identity};
pub use journal::{ExportFormat, JournalReport, JournalRow};
pub use outbox::{Acknowledged, MAX_PROBLEM_CHARS, OutboxStatus, ParkedRow};
pub use reader::Reader;
pub use repair::Repaired;
pub use state_dir::StateDir;
pub use store::{MAX_EVENTS, MAX_JOURNAL_BYTES, Recorded, Store};
