// SPDX-License-Identifier: GPL-3.0-or-later
//! The public page of a serial: what the maker's record says and what to do.
//!
//! One self-contained document without scripts. Everything that came from outside is escaped.

mod html;
mod view;

pub(crate) use html::{Page, home, result};
pub(crate) use view::View;
