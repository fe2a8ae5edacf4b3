// SPDX-License-Identifier: GPL-3.0-or-later
//! Every decision of the station; no clock, disk, network or async.
//!
//! A scan goes [`read`](reading::read) → [`judge`](verdict::judge) → [`Session::scan`], which returns what is
//! to be done as data: a [`Decision`] to commit, and an [`Effect`] to apply once it is committed.
//!
//! **Invariants:** time is an argument; nothing is shown as accepted by a scan whose decision was not
//! committed; the same inputs always give the same outcome.

mod acts;
mod decision;
mod ground;
mod panel;
pub mod reading;
mod session;
mod signals;
mod triage;
pub mod verdict;

pub use decision::{ClockConfidence, Decision, JournalEntry, RefusedEntry, ScanEntry, Stamp, TapEntry};
pub use ground::{BundleTrust, Ground};
pub use panel::{Panel, PanelInput};
pub use session::{Effect, Now, Session, Site, Step};
pub use signals::signal_for;
