// SPDX-License-Identifier: GPL-3.0-or-later
//! The sentences: what a verdict means and what to do with the item.
//!
//! Words only. Which verdict it is and which buttons there are, the station has decided.

use station_api::{
    Action, AttentionReason, Card, Cause, NotVerifiedReason, ReportedReason, Role, Verdict, VerdictKind,
};

use super::time::{Clock, date};
use super::view::Look;

/// Countries named in a sentence; the rest is counted.
const MARKETS_NAMED: usize = 4;

/// Why, and what to do with the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    /// Why.
    pub(super) headline: String,
    /// What to do.
    pub(super) todo: String,
}

fn say(headline: impl Into<String>, todo: impl Into<String>) -> Sentence {
    Sentence { headline: headline.into(), todo: todo.into() }
}

/// Colour and shape.
pub(super) fn look(kind: VerdictKind) -> Look {
    match kind {
        VerdictKind::Genuine => Look::Pass,
        VerdictKind::GenuineStale => Look::Stale,
        VerdictKind::Attention => Look::Caution,
        VerdictKind::NotVerified => Look::Stop,
        VerdictKind::Reported => Look::Hand,
        VerdictKind::Indeterminate => Look::Unsure,
    }
}

/// The word to be read from a metre away.
pub(super) fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Genuine | Verdict::GenuineStale { .. } => "GENUINE",
        Verdict::Attention { .. } => "CHECK",
        Verdict::NotVerified { .. } | Verdict::Reported { .. } => "STOP",
        Verdict::Indeterminate { cause: Cause::ReadAgain } => "SCAN AGAIN",
        Verdict::Indeterminate { .. } => "CAN’T SAY",
    }
}

/// Why, and what to do with the item.
pub(super) fn sentence(card: &Card, role: Role, clock: &Clock) -> Sentence {
    match &card.verdict {
        Verdict::Genuine => say("Issued by the maker. No alerts.", pass_on(role)),
        Verdict::GenuineStale { as_of } => stale(card, role, &clock.moment(*as_of)),
        Verdict::Attention { reason } => attention(reason, card, role),
        Verdict::NotVerified { reason } => say(not_verified(reason), red_place(role)),
        Verdict::Reported { reason } => reported(*reason, role),
        Verdict::Indeterminate { cause } => cannot_say(cause, role, clock),
    }
}

fn pass_on(role: Role) -> &'static str {
    match role {
        Role::Dock => "Take it in.",
        Role::Counter => "It can be sold.",
        Role::Returns => "It can be returned.",
        Role::LineEnd => "Send it on.",
    }
}

fn yellow_place(role: Role) -> &'static str {
    match role {
        Role::Dock | Role::Returns => "Put it on the yellow shelf.",
        Role::Counter => "Do not sell it. Put it on the yellow shelf.",
        Role::LineEnd => "Take it off the line. Put it on the yellow shelf.",
    }
}

fn red_place(role: Role) -> &'static str {
    match role {
        Role::Dock => "Put it in the red cage.",
        Role::Counter => "Do not sell it. Keep it behind the counter.",
        Role::Returns => "Do not take it back into stock. Put it in the red cage.",
        Role::LineEnd => "Take it off the line. Put it in the red cage.",
    }
}

/// Where an item waits that nobody may be accused of.
fn waiting_place(role: Role) -> &'static str {
    match role {
        Role::Dock | Role::Returns => "Set it aside.",
        Role::Counter => "Do not sell it yet.",
        Role::LineEnd => "Take it off the line.",
    }
}

fn stale(card: &Card, role: Role, as_of: &str) -> Sentence {
    let headline = format!("As of {as_of}. Later alerts are not known here.");
    if card.actions.contains(&Action::Accept) {
        say(headline, "Accept it on this data, or set it aside.")
    } else if card.actions.contains(&Action::Sell) {
        say(headline, "Sell it on this data, or set it aside.")
    } else if role == Role::Returns {
        say(headline, "Decide on this data, or set it aside.")
    } else {
        say(headline, format!("{} Try again when the station is online.", waiting_place(role)))
    }
}

fn attention(reason: &AttentionReason, card: &Card, role: Role) -> Sentence {
    let place = yellow_place(role);
    match reason {
        AttentionReason::Recalled => say("Genuine, but the maker has recalled it.", place),
        AttentionReason::Expired => match card.facts.expiry {
            Some(expiry) => say(format!("Genuine, but it expired on {}.", date(expiry)), place),
            None => say("Genuine, but past its expiry date.", place),
        },
        AttentionReason::WrongMarket { made_for, .. } => say(wrong_market(made_for), place),
        AttentionReason::NotOnManifest => say("Genuine, but not in this shipment.", place),
        AttentionReason::Duplicate => duplicate(role),
        AttentionReason::AlreadyReturned => say("Genuine, but registered as returned before.", place),
        AttentionReason::Scrapped => say("Registered as scrapped. It should not exist any more.", place),
        AttentionReason::WrongLot { .. } => {
            say("The label names another lot than the maker’s record.", place)
        }
        AttentionReason::WrongExpiry { .. } => {
            say("The label names another expiry date than the maker’s record.", place)
        }
        AttentionReason::NotRecorded => say(
            "This scan could not be saved, so it does not count.",
            format!("{} Scan it again; if this stays, call support.", waiting_place(role)),
        ),
    }
}

fn wrong_market(made_for: &[String]) -> String {
    if made_for.is_empty() {
        return "Genuine, but not made for this market.".to_owned();
    }
    let named = made_for.iter().take(MARKETS_NAMED).cloned().collect::<Vec<_>>().join(", ");
    match made_for.len().saturating_sub(MARKETS_NAMED) {
        0 => format!("Genuine, but made for another market: {named}."),
        more => format!("Genuine, but made for other markets: {named} and {more} more."),
    }
}

fn duplicate(role: Role) -> Sentence {
    let other = match role {
        Role::Counter => "A second item with this serial: do not sell it.",
        Role::LineEnd => "A second item with this serial: off the line.",
        Role::Dock | Role::Returns => "A second item with this serial: yellow shelf.",
    };
    say("This serial was scanned before.", format!("Same item again? Carry on. {other}"))
}

fn not_verified(reason: &NotVerifiedReason) -> &'static str {
    match reason {
        NotVerifiedReason::NeverIssued => "The maker never issued this serial.",
        NotVerifiedReason::CheckFailed => "The serial does not pass the maker’s check.",
        NotVerifiedReason::WrongProduct { .. } => "This serial belongs to another product.",
        NotVerifiedReason::NotASerial => "The maker makes no serials like this one.",
    }
}

fn reported(reason: ReportedReason, role: Role) -> Sentence {
    let headline = match reason {
        ReportedReason::Counterfeit => "This serial is on the list of counterfeits.",
        ReportedReason::Stolen => "This item is on the list of stolen goods.",
    };
    let todo = match role {
        Role::Counter => "Do not sell it. Keep it behind the counter and call your supervisor.",
        Role::Dock => "Put it in the red cage and call your supervisor.",
        Role::Returns => "Do not hand it back. Red cage, and call your supervisor.",
        Role::LineEnd => "Take it off the line. Red cage, and call your supervisor.",
    };
    say(headline, todo)
}

fn cannot_say(cause: &Cause, role: Role, clock: &Clock) -> Sentence {
    let wait = waiting_place(role);
    match cause {
        Cause::ReadAgain => say(
            "The first read did not match. A worn or dirty label can do that.",
            "Wipe the label and scan the same item once more.",
        ),
        Cause::NotCoveredYet => say(
            "Newer than the data on this station.",
            format!("{wait} Try again when the station is online."),
        ),
        Cause::Unreadable { .. } => say(
            "This code cannot be understood.",
            format!("Scan the maker’s code on the item. If there is none: {}", lower_first(wait)),
        ),
        Cause::NoSerial => say(
            "This code names the product, but no serial number.",
            "Look for the other code on the item, mostly a square one.",
        ),
        Cause::UnknownProduct => {
            say("This product is not in the maker’s list.", format!("{wait} Ask your supervisor."))
        }
        Cause::BundleMissing => {
            say("This station has no signed data yet.", format!("{wait} Bring the station online."))
        }
        Cause::BundleUntrusted { .. } => {
            say("The data on this station failed its own check.", format!("{wait} Call support."))
        }
        Cause::BundleTooOld { as_of } => say(
            format!("The data here is of {} and too old to rely on.", clock.moment(*as_of)),
            format!("{wait} Bring the station online."),
        ),
        Cause::ClockUntrusted => say(
            "This station’s clock is wrong, so nobody knows how old its data is.",
            format!("{wait} Call support."),
        ),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// What a button says.
pub(super) fn button(action: Action, verdict: &Verdict, role: Role) -> &'static str {
    match action {
        Action::Accept if verdict.kind() == VerdictKind::GenuineStale => "Accept",
        Action::Accept => "Accept anyway",
        Action::SetAside => set_aside(verdict.kind(), role),
        Action::Dismiss => dismiss(verdict),
        Action::Sell => "Sell",
        Action::Refurbish => "Refurbish",
        Action::Scrap => "Scrap",
    }
}

fn set_aside(kind: VerdictKind, role: Role) -> &'static str {
    match (kind, role) {
        (VerdictKind::NotVerified | VerdictKind::Reported, Role::Counter) => "Keep aside",
        (VerdictKind::NotVerified | VerdictKind::Reported, _) => "Red cage",
        (VerdictKind::Attention, _) => "Yellow shelf",
        (VerdictKind::Genuine | VerdictKind::GenuineStale | VerdictKind::Indeterminate, _) => "Set aside",
    }
}

fn dismiss(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Genuine => "Only checked",
        Verdict::Attention { reason: AttentionReason::Duplicate } => "Carry on",
        Verdict::Attention { reason: AttentionReason::NotRecorded }
        | Verdict::Indeterminate { cause: Cause::ReadAgain | Cause::Unreadable { .. } | Cause::NoSerial } => {
            "Try again"
        }
        _ => "Done",
    }
}

/// A reason in a word, behind a product in the list of last scans; empty on a plain pass.
pub(super) fn reason(kind: VerdictKind, reason: &str) -> String {
    match (kind, reason) {
        (VerdictKind::Genuine, _) => String::new(),
        (_, "old_bundle") => "old data".to_owned(),
        (_, "duplicate") => "twice".to_owned(),
        (_, "not_on_manifest") => "unlisted".to_owned(),
        (_, "wrong_market") => "other market".to_owned(),
        (_, "already_returned") => "returned before".to_owned(),
        (_, "not_recorded") => "not saved".to_owned(),
        (_, "check_failed") => "check failed".to_owned(),
        (_, "not_a_serial") => "no such serial".to_owned(),
        (_, "read_again") => "scan again".to_owned(),
        (_, "not_covered_yet") => "too new to say".to_owned(),
        (_, "bundle_missing" | "bundle_untrusted" | "bundle_too_old") => "no usable data".to_owned(),
        (_, "clock_untrusted") => "clock is wrong".to_owned(),
        (_, other) => other.replace('_', " "),
    }
}
