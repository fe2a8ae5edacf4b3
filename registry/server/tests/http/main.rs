// SPDX-License-Identifier: GPL-3.0-or-later
//! The real program as a process, over real HTTP.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

mod bundles;
mod process;
mod requests;
mod support;
