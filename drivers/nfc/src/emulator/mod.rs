// SPDX-License-Identifier: GPL-3.0-or-later
//! Test support: a real tag service of one's own, with a virtual reader and tags that can misbehave.
//!
//! [`VirtualReader`] starts a private pcscd with the vpcd reader driver (packages `pcscd` and
//! `vsmartcard-vpcd`) in a temporary folder, needs no rights, and ends it on drop. [`Tag`] is what is laid on
//! it. A program under test finds the service through the variable of [`VirtualReader::environment`], which
//! must be set before its first call; a process can use one service only.
//!
//! Never part of a product: vpcd listens on every network address.

mod link;
mod service;
mod tag;

pub use service::{EmulatorError, VirtualReader};
pub use tag::{Fault, Tag};
