// SPDX-License-Identifier: GPL-3.0-or-later
//! A second read before anybody is accused.
//!
//! Most failed verifications are scanner faults. The first failure of a code asks to read it again; only
//! when the same code fails again does it stand as not verified.

use std::collections::VecDeque;
use std::time::Duration;

use drivers_api::Monotonic;
use station_api::{Cause, Verdict};

/// Failures remembered at a time; a person holds one unit, a line a few.
const MAX_PENDING: usize = 16;
/// How long a first failure waits for its second read.
const WINDOW: Duration = Duration::from_secs(120);

/// Codes that failed once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Triage {
    pending: VecDeque<(String, Monotonic)>,
}

/// What a scan changes in the triage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TriageChange {
    /// Nothing.
    None,
    /// This code failed for the first time.
    Failed(String),
    /// This code is settled.
    Settled(String),
}

impl Triage {
    /// The verdict to show for a code, given what the table says of it.
    pub(crate) fn review(&self, code: &str, verdict: Verdict, now: Monotonic) -> (Verdict, TriageChange) {
        match verdict {
            Verdict::NotVerified { .. } if !self.failed_before(code, now) => {
                (Verdict::Indeterminate { cause: Cause::ReadAgain }, TriageChange::Failed(code.to_owned()))
            }
            Verdict::NotVerified { .. } => (verdict, TriageChange::Settled(code.to_owned())),
            Verdict::Indeterminate { .. } => (verdict, TriageChange::None),
            _ => (verdict, TriageChange::Settled(code.to_owned())),
        }
    }

    fn failed_before(&self, code: &str, now: Monotonic) -> bool {
        self.pending.iter().any(|(failed, at)| failed == code && now.since(*at) <= WINDOW)
    }

    /// Takes a change over once its scan is committed.
    pub(crate) fn apply(&mut self, change: &TriageChange, now: Monotonic) {
        self.pending.retain(|(_, at)| now.since(*at) <= WINDOW);
        match change {
            TriageChange::None => {}
            TriageChange::Settled(code) => self.pending.retain(|(failed, _)| failed != code),
            TriageChange::Failed(code) => {
                if self.pending.len() == MAX_PENDING {
                    self.pending.pop_front();
                }
                self.pending.push_back((code.clone(), now));
            }
        }
    }
}
