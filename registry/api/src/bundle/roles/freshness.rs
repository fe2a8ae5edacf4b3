// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a station may say offline, by the age of its evidence and what is at stake.

use super::clock::Times;
use super::head::Head;
use crate::bundle::{Freshness, STALE_LIMIT};

/// What a wrong pass of a product would cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueClass {
    /// Ordinary goods: old evidence still passes, with its date.
    Normal,
    /// Goods worth forging: no pass on evidence that is too old or of unknown age.
    High,
}

/// What a station may say of a unit whose identifier is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OfflineAnswer {
    /// Genuine.
    Pass,
    /// Genuine as of the date of the evidence, which is said.
    PassAsOf,
    /// Nothing either way; the evidence is too old for these goods.
    NoAnswer,
    /// What the evidence holds against it. Age changes nothing: a stolen unit stays stolen.
    Red,
}

/// The table.
///
/// | evidence | red | normal goods | high-value goods |
/// |---|---|---|---|
/// | not expired (72 h) | red | pass | pass |
/// | to 14 days | red | pass as of | pass as of |
/// | beyond 14 days | red | pass as of | no answer |
/// | age unknown | red | pass as of | no answer |
pub fn offline_answer(freshness: Freshness, class: ValueClass, is_red: bool) -> OfflineAnswer {
    if is_red {
        return OfflineAnswer::Red;
    }
    match (freshness, class) {
        (Freshness::Fresh, _) => OfflineAnswer::Pass,
        (Freshness::Stale, _) | (_, ValueClass::Normal) => OfflineAnswer::PassAsOf,
        (Freshness::TooOld | Freshness::ClockBehind, ValueClass::High) => OfflineAnswer::NoAnswer,
    }
}

/// How fresh a head is. With a clock that cannot be used its age is unknown and at least what signed times
/// say.
pub(super) fn freshness(head: &Head, times: &Times) -> Freshness {
    let reached = times.reached();
    if reached.duration_since(head.issued) > STALE_LIMIT {
        Freshness::TooOld
    } else if !times.is_usable() {
        Freshness::ClockBehind
    } else if reached <= head.expires {
        Freshness::Fresh
    } else {
        Freshness::Stale
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;

    #[test]
    fn the_table_of_offline_answers() {
        use Freshness::{ClockBehind, Fresh, Stale, TooOld};
        use OfflineAnswer::{NoAnswer, Pass, PassAsOf, Red};
        for (freshness, normal, high) in [
            (Fresh, Pass, Pass),
            (Stale, PassAsOf, PassAsOf),
            (TooOld, PassAsOf, NoAnswer),
            (ClockBehind, PassAsOf, NoAnswer),
        ] {
            assert_eq!(offline_answer(freshness, ValueClass::Normal, false), normal, "{freshness:?}");
            assert_eq!(offline_answer(freshness, ValueClass::High, false), high, "{freshness:?}");
            for class in [ValueClass::Normal, ValueClass::High] {
                assert_eq!(offline_answer(freshness, class, true), Red, "{freshness:?}");
            }
        }
    }

    #[test]
    fn age_is_counted_from_what_is_certain_of_the_time() {
        use crate::bundle::roles::Clock;
        let issued: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
        let root = crate::bundle::roles::fixture::root();
        let head = crate::bundle::roles::fixture::head(issued);
        let at = |hours| issued + SignedDuration::from_hours(hours);
        let fresh = |clock, floor| freshness(&head, &Times::new(clock, floor, &root));
        for (hours, expected) in [
            (0, Freshness::Fresh),
            (72, Freshness::Fresh),
            (73, Freshness::Stale),
            (14 * 24, Freshness::Stale),
            (14 * 24 + 1, Freshness::TooOld),
            (-1, Freshness::ClockBehind),
        ] {
            assert_eq!(fresh(Clock::sure(at(hours)), issued), expected, "{hours} h");
        }
        assert_eq!(fresh(Clock::unsure(at(1)), issued), Freshness::ClockBehind);
        assert_eq!(fresh(Clock::unsure(Timestamp::UNIX_EPOCH), at(24)), Freshness::ClockBehind);
        assert_eq!(fresh(Clock::unsure(Timestamp::UNIX_EPOCH), at(14 * 24 + 1)), Freshness::TooOld);
        assert_eq!(fresh(Clock::sure(at(-1)), at(14 * 24 + 1)), Freshness::TooOld);
    }
}
