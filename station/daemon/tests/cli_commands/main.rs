// SPDX-License-Identifier: GPL-3.0-or-later
//! The commands as a person or a script calls them: the real program, its stdout and its exit status.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed expectation fails the test")]

mod bundle;
mod decode;
mod doctor;
mod enrol;
mod journal;
mod maker;
mod parse;
mod program;
mod registry;
mod replay;
mod station;
mod verify;
