// SPDX-License-Identifier: GPL-3.0-or-later
//! The registry: where serials are born and remembered.
//!
//! [`run`] takes one parsed command line and does it. Everything else is private: other programs speak with
//! the registry through its command line and over HTTP ([`registry_api`]).
//!
//! **Invariants:** the key that makes serials never leaves this process; what was issued or acknowledged is
//! on disk before it is said; production records are only ever added.

mod bundle;
mod check;
mod cli;
mod commands;
mod config;
mod custody;
mod files;
mod http;
mod issuing;
mod keys;
mod page;
mod serve;
mod store;

pub use cli::Cli;
pub use commands::run;
