// SPDX-License-Identifier: GPL-3.0-or-later
//! Whether the clock can be believed.

use jiff::{SignedDuration, Timestamp};
use registry_api::bundle::CLOCK_TOLERANCE;

use super::check::Check;
use crate::commands::bundle::span;

/// Difference to the registry's clock that is worth a look; a reply takes less.
const NOTABLE: SignedDuration = SignedDuration::from_secs(120);
const NAME: &str = "clock";
const SET: &str = "Let the network set the clock: sudo timedatectl set-ntp true. Without a network: \
                   sudo timedatectl set-time, and mind the clock's battery.";

/// Compares the clock with the newest signed time and, where the registry answered, with its clock.
pub(super) fn check(newest_signed: Option<Timestamp>, registry: Option<(Timestamp, Timestamp)>) -> Check {
    judge(Timestamp::now(), newest_signed, registry)
}

/// `registry` is the registry's time and this clock's when its answer came.
fn judge(now: Timestamp, signed: Option<Timestamp>, registry: Option<(Timestamp, Timestamp)>) -> Check {
    let behind = signed.map(|signed| signed.duration_since(now)).filter(|gap| *gap > CLOCK_TOLERANCE);
    if let Some(gap) = behind {
        let detail = format!("{now}, {} before data that was signed already", span(gap));
        return Check::fail(NAME, detail, SET);
    }
    let Some((theirs, ours)) = registry else {
        let known =
            if signed.is_some() { "after the newest signed data" } else { "nothing to compare it with" };
        return Check::ok(NAME, format!("{}, {known}", seconds(now)));
    };
    let gap = ours.duration_since(theirs);
    let side = if gap.is_negative() { "behind" } else { "ahead of" };
    let detail = format!("{}, {} {side} the registry", seconds(now), span(gap));
    match gap.abs() {
        far if far > CLOCK_TOLERANCE => Check::fail(NAME, detail, SET),
        near if near > NOTABLE => Check::warn(NAME, detail, SET),
        _ => Check::ok(NAME, format!("{}, in step with the registry", seconds(now))),
    }
}

fn seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::super::check::State;
    use super::*;

    #[test]
    fn a_clock_is_judged_by_what_is_known() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let now = at("2026-11-02T00:00:00Z");
        let state = |signed, registry| judge(now, signed, registry).state;
        assert_eq!(state(None, None), State::Ok);
        assert_eq!(state(Some(at("2026-11-01T00:00:00Z")), None), State::Ok);
        assert_eq!(state(Some(at("2026-11-02T00:09:00Z")), None), State::Ok);
        assert_eq!(state(Some(at("2026-11-02T01:00:00Z")), None), State::Fail);
        assert_eq!(state(None, Some((at("2026-11-02T00:01:00Z"), now))), State::Ok);
        assert_eq!(state(None, Some((at("2026-11-02T00:05:00Z"), now))), State::Warn);
        assert_eq!(state(None, Some((at("2026-11-01T23:55:00Z"), now))), State::Warn);
        assert_eq!(state(None, Some((at("2026-11-02T03:00:00Z"), now))), State::Fail);
    }
}
