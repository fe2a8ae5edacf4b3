// SPDX-License-Identifier: GPL-3.0-or-later
//! The whole system, end to end: rig, demo, scenarios, measuring programs.
//!
//! [`rig`] starts the shipped binaries as real processes and speaks to them as their users do: over a
//! serial line, a folder of pictures, a Unix socket and HTTP. [`demo`] is built on it. [`scale`] makes
//! bundles of any size and measures them.

pub mod demo;
pub mod rig;
pub mod scale;
