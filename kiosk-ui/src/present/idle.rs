// SPDX-License-Identifier: GPL-3.0-or-later
//! What the panel shows while it waits for a scan, role by role.

use station_api::{Idle, NoticeLevel, Recent, Role, Snapshot, Tally};

use super::header::data;
use super::time::{Clock, number};
use super::view::{Hero, IdlePage, RecentRow, Tile, Tone};
use super::words;

/// Rows of the list of last scans.
const RECENT: usize = 6;

/// The idle page.
pub(super) fn page(idle: &Idle, snapshot: &Snapshot, clock: &Clock) -> IdlePage {
    let stopped = snapshot.notices.iter().any(|notice| notice.level == NoticeLevel::Stop);
    IdlePage {
        hero: hero(snapshot.role, &idle.tally, stopped),
        tiles: tiles(snapshot.role, &idle.tally),
        hint: hint(snapshot.role, &idle.tally, stopped).to_owned(),
        stopped,
        recent: idle.recent.iter().take(RECENT).map(|recent| row(recent, clock)).collect(),
        data: data(&snapshot.bundle, clock),
    }
}

fn hero(role: Role, tally: &Tally, stopped: bool) -> Hero {
    match role {
        Role::Dock => count("Verified", tally),
        Role::LineEnd => count("Passed", tally),
        Role::Counter | Role::Returns if stopped => Hero::Invite {
            title: "Not working".to_owned(),
            text: "Scans are not accepted. The red line on top says why.".to_owned(),
        },
        Role::Counter => Hero::Invite {
            title: "Scan an item".to_owned(),
            text: "Hold its code before the scanner, or its tag on the reader.".to_owned(),
        },
        Role::Returns => Hero::Invite {
            title: "Scan a returned item".to_owned(),
            text: "Hold its code before the scanner. Then choose where it goes.".to_owned(),
        },
    }
}

fn count(label: &str, tally: &Tally) -> Hero {
    let end = tally.expected > 0;
    Hero::Count {
        label: label.to_owned(),
        value: number(tally.verified),
        of: if end { format!("of {}", number(tally.expected)) } else { String::new() },
        permille: end.then(|| permille(tally.verified, tally.expected)),
    }
}

/// Thousandths, never above 1,000, and never 1,000 before the last one is there.
fn permille(part: u64, whole: u64) -> u16 {
    let share = u128::from(part.min(whole)) * 1_000 / u128::from(whole.max(1));
    u16::try_from(share).unwrap_or(1_000)
}

fn tiles(role: Role, tally: &Tally) -> Vec<Tile> {
    let calm = |label, value| tile(label, value, Tone::Calm);
    let caution = |label, value| tile(label, value, Tone::Caution);
    let aside = tile("Aside", tally.aside, Tone::Stop);
    match role {
        Role::Dock if tally.expected == 0 => vec![caution("Twice", tally.twice), aside],
        Role::Dock => vec![
            calm("Missing", tally.expected.saturating_sub(tally.verified)),
            caution("Unlisted", tally.unlisted),
            caution("Twice", tally.twice),
            aside,
        ],
        Role::Counter => vec![calm("Genuine", tally.verified), aside],
        Role::Returns => vec![calm("Refurbish", tally.refurbish), calm("Scrap", tally.scrap), aside],
        Role::LineEnd => vec![caution("Twice", tally.twice), aside],
    }
}

/// A tile that wants no look while it stands at zero.
fn tile(label: &str, value: u64, tone: Tone) -> Tile {
    let tone = if value == 0 { Tone::Calm } else { tone };
    Tile { label: label.to_owned(), value: number(value), tone }
}

fn hint(role: Role, tally: &Tally, stopped: bool) -> &'static str {
    match role {
        _ if stopped => "Work has stopped",
        Role::Dock if tally.expected > 0 && tally.verified >= tally.expected => {
            "All of this shipment is here"
        }
        Role::Dock | Role::LineEnd => "Scan the next item",
        Role::Counter | Role::Returns => "",
    }
}

fn row(recent: &Recent, clock: &Clock) -> RecentRow {
    let reason = words::reason(recent.kind, &recent.reason);
    let tail =
        if recent.serial_tail.is_empty() { String::new() } else { format!("…{}", recent.serial_tail) };
    let title = if recent.title.is_empty() { "Unknown item".to_owned() } else { recent.title.clone() };
    RecentRow {
        look: words::look(recent.kind),
        title,
        detail: if reason.is_empty() || tail.is_empty() {
            reason + &tail
        } else {
            format!("{reason} · {tail}")
        },
        time: clock.time(recent.at),
    }
}
