// SPDX-License-Identifier: GPL-3.0-or-later
//! The client against real sockets: a good registry, a refusing one, and everything a network can do.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests say what broke by panicking")]

mod bundle;
mod configuration;
mod given;
mod json;
mod network;
mod tls;
