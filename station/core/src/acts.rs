// SPDX-License-Identifier: GPL-3.0-or-later
//! From role and verdict to the custody act the station reports.

use registry_api::epcis::Act;
use station_api::{Action, AttentionReason, ReportedReason, Role, Verdict};

/// The act a scan means, or `None` where custody does not change.
///
/// A second sight of a unit in one run is no new act, and what cannot be said is no act at all.
pub(crate) fn act_of_scan(role: Role, verdict: &Verdict) -> Option<Act> {
    match verdict {
        Verdict::Genuine | Verdict::GenuineStale { .. } => Some(passed(role)),
        Verdict::Attention { reason } => held_for(role, reason),
        Verdict::NotVerified { .. } => Some(unknown(role)),
        Verdict::Reported { reason: ReportedReason::Stolen } => Some(Act::HeldStolen),
        Verdict::Reported { reason: ReportedReason::Counterfeit } => Some(Act::HeldUnknown),
        Verdict::Indeterminate { .. } => None,
    }
}

fn passed(role: Role) -> Act {
    match role {
        Role::Dock => Act::DockVerified,
        Role::Counter => Act::CounterChecked,
        Role::Returns => Act::ReturnReceived,
        Role::LineEnd => Act::LineEndPassed,
    }
}

fn held_for(role: Role, reason: &AttentionReason) -> Option<Act> {
    match reason {
        AttentionReason::Duplicate | AttentionReason::NotRecorded => None,
        _ if role == Role::LineEnd => Some(Act::LineEndFailed),
        AttentionReason::NotOnManifest => Some(Act::DockUnlisted),
        AttentionReason::Recalled => Some(Act::HeldRecalled),
        AttentionReason::Expired => Some(Act::HeldExpired),
        AttentionReason::WrongMarket { .. }
        | AttentionReason::AlreadyReturned
        | AttentionReason::Scrapped
        | AttentionReason::WrongLot { .. }
        | AttentionReason::WrongExpiry { .. } => Some(Act::HeldOther),
    }
}

fn unknown(role: Role) -> Act {
    if role == Role::LineEnd { Act::LineEndFailed } else { Act::HeldUnknown }
}

/// The act a tap on the card of `verdict` means, or `None` where the scan itself already said it.
pub(crate) fn act_of_tap(role: Role, verdict: &Verdict, action: Action) -> Option<Act> {
    match action {
        Action::Accept => matches!(verdict, Verdict::Attention { .. }).then(|| passed(role)),
        Action::SetAside => is_pass(verdict).then_some(Act::HeldOther),
        Action::Sell => Some(Act::Sold),
        Action::Refurbish => Some(Act::SentToRefurbish),
        Action::Scrap => Some(Act::Scrapped),
        Action::Dismiss => None,
    }
}

fn is_pass(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Genuine | Verdict::GenuineStale { .. })
}

/// What a person may do with a card, most likely first.
pub(crate) fn actions_for(role: Role, verdict: &Verdict) -> Vec<Action> {
    match verdict {
        Verdict::Genuine | Verdict::GenuineStale { .. } if role == Role::Returns => {
            vec![Action::Refurbish, Action::Scrap, Action::SetAside]
        }
        Verdict::Genuine if role == Role::Counter => vec![Action::Sell, Action::Dismiss],
        Verdict::Genuine => vec![],
        Verdict::GenuineStale { .. } if role == Role::Counter => vec![Action::Sell, Action::SetAside],
        Verdict::GenuineStale { .. } => vec![Action::Accept, Action::SetAside],
        Verdict::Attention { reason } => after_attention(reason),
        Verdict::NotVerified { .. } | Verdict::Reported { .. } => vec![Action::SetAside],
        Verdict::Indeterminate { .. } => vec![Action::Dismiss],
    }
}

fn after_attention(reason: &AttentionReason) -> Vec<Action> {
    match reason {
        AttentionReason::Duplicate | AttentionReason::NotRecorded | AttentionReason::Scrapped => {
            vec![Action::Dismiss]
        }
        AttentionReason::Recalled | AttentionReason::Expired => vec![Action::SetAside],
        _ => vec![Action::SetAside, Action::Accept],
    }
}
