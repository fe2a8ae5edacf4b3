// SPDX-License-Identifier: GPL-3.0-or-later
//! The process `station`: wires everything below it.
//!
//! Start reading at [`run::run`], then `run/scan_loop.rs`. No rule of the domain lives here: those are in
//! `station-core`; no SQL: that is in `station-store`.
//!
//! **Invariants:** every queue is bounded; no lock is held across an await; a verdict is shown only after
//! its commit; environment, paths and configuration enter in `main` and are passed down.

pub mod cli;
pub mod commands;
pub mod config;
pub mod run;
pub mod telemetry;
