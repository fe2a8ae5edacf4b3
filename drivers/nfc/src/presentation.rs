// SPDX-License-Identifier: GPL-3.0-or-later
//! One tag on one reader: when to read it, when to try again, when to give up.

use std::time::{Duration, Instant};

/// Tries per presentation: with the pause between them about three seconds, as long as a person holds on.
const MAX_TRIES: u32 = 10;

/// Pause between two tries.
const RETRY_PAUSE: Duration = Duration::from_millis(300);

/// Failed tries before the person is told: the first touch of a tag often breaks off and the next succeeds.
const QUIET_TRIES: u32 = 1;

/// What a reader said of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    /// A tag is there.
    pub(crate) present: bool,
    /// Insertions and removals counted by the service; a change shows a swap between two looks.
    pub(crate) count: u32,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing now.
    Wait,
    /// Read the tag.
    Read,
    /// Tell that the tag went before it was read.
    TakenAway,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    #[default]
    Empty,
    Unread {
        failures: u32,
        not_before: Option<Instant>,
    },
    Read,
    GivenUp,
}

/// The presentation on one reader. Invariant: [`Step::Read`] is never answered after a successful read until
/// the tag was taken away.
#[derive(Debug, Default)]
pub(crate) struct Presentation {
    phase: Phase,
    count: u32,
}

impl Presentation {
    /// Takes what the reader says and tells what to do.
    pub(crate) fn observe(&mut self, field: Field, now: Instant) -> Step {
        let swapped = field.count != self.count;
        self.count = field.count;
        if !field.present {
            let unread = matches!(self.phase, Phase::Unread { failures, .. } if failures > 0);
            self.phase = Phase::Empty;
            return if unread { Step::TakenAway } else { Step::Wait };
        }
        if swapped || self.phase == Phase::Empty {
            self.phase = Phase::Unread { failures: 0, not_before: None };
        }
        match self.phase {
            Phase::Unread { not_before, .. } if not_before.is_none_or(|at| now >= at) => Step::Read,
            _ => Step::Wait,
        }
    }

    /// The tag was read.
    pub(crate) fn succeeded(&mut self) {
        self.phase = Phase::Read;
    }

    /// The tag was not read; `passing` when another try may help. Tells whether the person should know now.
    pub(crate) fn failed(&mut self, passing: bool, now: Instant) -> bool {
        let failures = match self.phase {
            Phase::Unread { failures, .. } => failures + 1,
            _ => 1,
        };
        self.phase = if !passing || failures >= MAX_TRIES {
            Phase::GivenUp
        } else {
            Phase::Unread { failures, not_before: Some(now + RETRY_PAUSE) }
        };
        !passing || failures > QUIET_TRIES
    }

    /// Whether another try is due soon.
    pub(crate) fn is_pending(&self) -> bool {
        matches!(self.phase, Phase::Unread { .. })
    }

    /// Whether a tag lies there that was not read.
    pub(crate) fn is_troubled(&self) -> bool {
        matches!(self.phase, Phase::Unread { .. } | Phase::GivenUp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWAY: Field = Field { present: false, count: 0 };
    const THERE: Field = Field { present: true, count: 1 };

    #[test]
    fn one_read_per_presentation() {
        let (mut tag, now) = (Presentation::default(), Instant::now());
        assert_eq!(tag.observe(AWAY, now), Step::Wait);
        assert_eq!(tag.observe(THERE, now), Step::Read);
        tag.succeeded();
        assert_eq!(tag.observe(THERE, now), Step::Wait);
        assert_eq!(tag.observe(Field { present: false, count: 2 }, now), Step::Wait);
        assert_eq!(tag.observe(Field { present: true, count: 3 }, now), Step::Read);
    }

    #[test]
    fn a_swap_between_two_looks_is_a_new_presentation() {
        let (mut tag, now) = (Presentation::default(), Instant::now());
        tag.observe(THERE, now);
        tag.succeeded();
        assert_eq!(tag.observe(Field { present: true, count: 3 }, now), Step::Read);
    }

    #[test]
    fn tries_are_paced_and_bounded() {
        let (mut tag, mut now) = (Presentation::default(), Instant::now());
        assert_eq!(tag.observe(THERE, now), Step::Read);
        assert!(!tag.failed(true, now), "the first failure is quiet");
        assert_eq!(tag.observe(THERE, now), Step::Wait);
        for _ in 1..MAX_TRIES {
            now += RETRY_PAUSE;
            assert_eq!(tag.observe(THERE, now), Step::Read);
            assert!(tag.failed(true, now));
        }
        now += RETRY_PAUSE;
        assert_eq!(tag.observe(THERE, now), Step::Wait);
        assert!(tag.is_troubled() && !tag.is_pending());
    }

    #[test]
    fn a_damaged_tag_is_not_tried_again() {
        let (mut tag, now) = (Presentation::default(), Instant::now());
        tag.observe(THERE, now);
        assert!(tag.failed(false, now));
        assert_eq!(tag.observe(THERE, now + RETRY_PAUSE), Step::Wait);
        assert_eq!(tag.observe(AWAY, now), Step::Wait, "told already");
    }

    #[test]
    fn leaving_after_a_quiet_failure_is_told() {
        let (mut tag, now) = (Presentation::default(), Instant::now());
        tag.observe(THERE, now);
        tag.failed(true, now);
        assert_eq!(tag.observe(AWAY, now), Step::TakenAway);
        assert_eq!(tag.observe(AWAY, now), Step::Wait);
    }
}
