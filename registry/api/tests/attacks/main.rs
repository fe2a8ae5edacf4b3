// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every attack on a brand's bundles that is known to us, one test each, named after the attack; each says at
//! which step it is refused. `TRUST.md` holds the table these tests belong to.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

mod bytes;
mod chain;
mod maker;
mod reboot;
mod recovery;
mod replay;
mod stolen;
