// SPDX-License-Identifier: GPL-3.0-or-later
//! The store as the station uses it: one binary, so that it links once.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests say what broke by panicking")]

mod bundles;
mod crash;
mod damage;
mod full;
mod given;
mod identity;
mod journal;
mod outbox;
mod recording;
