// SPDX-License-Identifier: GPL-3.0-or-later
//! Header and banners: the same on every page.

use station_api::{
    BundleLine, BundleState, DeviceChip, DeviceState, Link, Notice, NoticeLevel, Role, Snapshot,
};

use super::time::{Clock, clip, number, short_span, span};
use super::view::{Banner, Chip, Header, Tone};

/// Characters of a device's name on its chip.
const CHIP_CHARS: usize = 14;
/// Letters that all chips may have together where there is room, each pill itself counted as some.
const HEADER_LETTERS: usize = 61;
/// Letters as wide as mark and ends of a pill.
const PILL_LETTERS: usize = 7;
/// Faults named where there is little room; the rest is counted.
const SHORT_FAULTS: usize = 1;
/// Characters of a banner: two lines on the smaller panel.
const BANNER_CHARS: usize = 150;

/// The line on top.
pub(super) fn header(snapshot: &Snapshot, clock: &Clock) -> Header {
    let (station, context) = title(snapshot);
    let link = link(&snapshot.link, clock);
    let short_chips = short_chips(&snapshot.devices);
    Header {
        station,
        context,
        chips: chips(&snapshot.devices, &link).unwrap_or_else(|| short_chips.clone()),
        short_chips,
        link,
        clock: clock.time(clock.now),
    }
}

/// `Dock 3 · Inbound` and what it works on; without that the job stands in its place. No job where the name
/// says the same.
fn title(snapshot: &Snapshot) -> (String, String) {
    let (name, job, context) = (snapshot.station.trim(), job(snapshot.role), snapshot.context.trim());
    let named = name.to_lowercase().contains(&job.to_lowercase());
    match (name.is_empty(), named, context.is_empty()) {
        (true, _, _) => (job.to_owned(), context.to_owned()),
        (_, true, _) => (name.to_owned(), context.to_owned()),
        (_, _, true) => (name.to_owned(), job.to_owned()),
        _ => (format!("{name} · {job}"), context.to_owned()),
    }
}

fn job(role: Role) -> &'static str {
    match role {
        Role::Dock => "Inbound",
        Role::Counter => "Authenticity check",
        Role::Returns => "Returns",
        Role::LineEnd => "Line end",
    }
}

/// Whether a device works, and whether it works but wants a look.
fn is_up(device: &DeviceChip) -> (bool, bool) {
    (device.state == DeviceState::Up, device.state == DeviceState::Degraded)
}

fn chip(device: &DeviceChip) -> Chip {
    let name = upper_first(&clip(&device.name, CHIP_CHARS));
    match is_up(device) {
        (true, _) => Chip { label: name, tone: Tone::Calm },
        (_, true) => Chip { label: name, tone: Tone::Caution },
        _ => Chip { label: format!("{name} off"), tone: Tone::Caution },
    }
}

/// One chip for each device, or `None` where they would push the station's name away.
fn chips(devices: &[DeviceChip], link: &Chip) -> Option<Vec<Chip>> {
    let chips: Vec<Chip> = devices.iter().map(chip).collect();
    let letters: usize =
        chips.iter().chain([link]).map(|chip| chip.label.chars().count() + PILL_LETTERS).sum();
    (letters <= HEADER_LETTERS).then_some(chips)
}

fn short_chips(devices: &[DeviceChip]) -> Vec<Chip> {
    let faulty: Vec<&DeviceChip> = devices.iter().filter(|device| !is_up(device).0).collect();
    match (devices.len(), faulty.len()) {
        (0, _) => Vec::new(),
        (1, 0) => devices.iter().map(chip).collect(),
        (all, 0) => vec![Chip { label: format!("{all} devices"), tone: Tone::Calm }],
        (_, few) if few <= SHORT_FAULTS => faulty.into_iter().map(chip).collect(),
        (_, many) => vec![Chip { label: format!("{many} devices"), tone: Tone::Caution }],
    }
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn link(link: &Link, clock: &Clock) -> Chip {
    let mut label = match link.offline_since {
        Some(since) => format!("Offline {}", short_span(clock.seconds_since(since))),
        None if link.waiting == 0 && link.parked > 0 => "Online".to_owned(),
        None if link.waiting == 0 => "Synced".to_owned(),
        None => "Sending".to_owned(),
    };
    if link.waiting > 0 {
        label.push_str(&format!(" · {} waiting", number(link.waiting)));
    }
    // While offline the queue matters more, and a notice tells of what is parked.
    if link.parked > 0 && link.offline_since.is_none() {
        label.push_str(&format!(" · {} parked", number(link.parked)));
    }
    let calm = link.offline_since.is_none() && link.parked == 0;
    Chip { label, tone: if calm { Tone::Calm } else { Tone::Caution } }
}

/// What a person should read: the notices, then on the idle page devices whose trouble no notice tells.
pub(super) fn banners(snapshot: &Snapshot, limit: usize, with_devices: bool) -> Vec<Banner> {
    let mut all: Vec<(Tone, String)> = snapshot.notices.iter().map(notice).collect();
    if with_devices {
        for device in snapshot.devices.iter().filter(|device| !is_up(device).0 && !device.detail.is_empty()) {
            let told = all.iter().any(|(_, text)| text.contains(device.detail.as_str()));
            if !told {
                all.push((Tone::Caution, format!("{}: {}", upper_first(&device.name), device.detail)));
            }
        }
    }
    let hidden = all.len().saturating_sub(limit);
    let mut shown: Vec<Banner> = all.into_iter().take(limit).map(banner).collect();
    if let (Some(last), true) = (shown.last_mut(), hidden > 0) {
        last.more = format!("+{hidden} more");
    }
    shown
}

fn notice(notice: &Notice) -> (Tone, String) {
    let tone = match notice.level {
        NoticeLevel::Info => Tone::Calm,
        NoticeLevel::Warning => Tone::Caution,
        NoticeLevel::Stop => Tone::Stop,
    };
    (tone, notice.text.clone())
}

fn banner((tone, text): (Tone, String)) -> Banner {
    Banner { tone, text: clip(&text, BANNER_CHARS), more: String::new() }
}

/// How old the signed data is.
pub(super) fn data(bundle: &BundleLine, clock: &Clock) -> Chip {
    let of = |words: &str| match bundle.issued {
        Some(issued) => {
            let age = span(clock.seconds_since(issued));
            format!("{words} of {}\n{age} old", clock.moment(issued))
        }
        None => words.to_owned(),
    };
    match bundle.state {
        BundleState::Fresh => Chip { label: of("Signed data"), tone: Tone::Calm },
        BundleState::Stale => Chip { label: of("Old signed data"), tone: Tone::Caution },
        BundleState::TooOld => Chip { label: of("Data too old to use"), tone: Tone::Caution },
        BundleState::Missing => Chip { label: "No signed data yet".to_owned(), tone: Tone::Caution },
        BundleState::Untrusted => Chip { label: "Data failed its check".to_owned(), tone: Tone::Stop },
    }
}
