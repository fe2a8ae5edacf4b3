// SPDX-License-Identifier: GPL-3.0-or-later
//! From everything the station knows to one [`Snapshot`].

use drivers_api::DeviceHealth;
use jiff::Timestamp;
use station_api::{BundleState, DeviceChip, DeviceKind, Link, Notice, NoticeLevel, Snapshot};

use crate::ground::Ground;
use crate::session::Session;

/// The parts of the panel that are not the session's.
#[derive(Debug, Clone)]
pub struct Panel {
    station: String,
    devices: Vec<DeviceChip>,
    seq: u64,
}

/// What the daemon knows at the moment of a snapshot.
#[derive(Debug, Clone, Default)]
pub struct PanelInput {
    /// Link and queue.
    pub link: Link,
    /// Conditions the daemon found, e.g. a full disk.
    pub notices: Vec<Notice>,
}

impl Panel {
    /// A panel of a station with its devices in configuration order; each is down until it says otherwise.
    pub fn new(station: &str, devices: impl IntoIterator<Item = (String, DeviceKind)>) -> Self {
        let chip = |(name, kind)| DeviceChip {
            name,
            kind,
            state: drivers_api::DeviceState::Down,
            detail: "starting".to_owned(),
        };
        Self { station: station.to_owned(), devices: devices.into_iter().map(chip).collect(), seq: 0 }
    }

    /// Takes over what a device says of itself; a device nobody configured is ignored.
    pub fn device(&mut self, health: &DeviceHealth) {
        if let Some(chip) = self.devices.iter_mut().find(|chip| chip.name == health.device.as_str()) {
            chip.state = health.state;
            chip.detail.clone_from(&health.detail);
        }
    }

    /// The devices as they stand.
    pub fn devices(&self) -> &[DeviceChip] {
        &self.devices
    }

    /// Everything on the panel at `now`.
    pub fn snapshot(
        &mut self,
        session: &Session,
        ground: &Ground<'_>,
        input: &PanelInput,
        now: Timestamp,
    ) -> Snapshot {
        self.seq += 1;
        let bundle = ground.trust.line(now);
        let mut notices = input.notices.clone();
        notices.extend(bundle_notice(bundle.state));
        notices.extend(parked_notice(input.link.parked));
        notices.sort_by_key(|notice| std::cmp::Reverse(notice.level));
        Snapshot {
            seq: self.seq,
            station: self.station.clone(),
            role: session.site().role,
            context: session.context(ground),
            now,
            devices: self.devices.clone(),
            link: input.link.clone(),
            bundle,
            notices,
            screen: session.screen(ground),
        }
    }
}

fn notice(level: NoticeLevel, code: &str, text: &str) -> Notice {
    Notice { level, code: code.to_owned(), text: text.to_owned() }
}

fn bundle_notice(state: BundleState) -> Option<Notice> {
    use BundleState::{Fresh, Missing, Stale, TooOld, Untrusted};
    match state {
        Fresh => None,
        Stale => Some(notice(
            NoticeLevel::Warning,
            "bundle_stale",
            "The signed data is old. Bring this station online to refresh it.",
        )),
        TooOld => Some(notice(
            NoticeLevel::Stop,
            "bundle_too_old",
            "The signed data is too old to rely on. Bring this station online.",
        )),
        Missing => Some(notice(
            NoticeLevel::Stop,
            "bundle_missing",
            "No signed data yet. Bring this station online so that it can verify.",
        )),
        Untrusted => Some(notice(
            NoticeLevel::Stop,
            "bundle_untrusted",
            "The signed data failed its checks. Bring this station online or call support.",
        )),
    }
}

fn parked_notice(parked: u64) -> Option<Notice> {
    (parked > 0).then(|| {
        let text = format!("The registry could not use {parked} record(s). A supervisor must look at them.");
        Notice { level: NoticeLevel::Warning, code: "parked".to_owned(), text }
    })
}
