// SPDX-License-Identifier: GPL-3.0-or-later
//! What the panel knows right now, and the view of it.

use std::time::Instant;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use station_api::Snapshot;

use crate::link::News;
use crate::present::{Absent, Clock, View, present, present_absent};

/// The last snapshot and whether the station still stands behind it.
#[derive(Debug)]
pub struct Session {
    zone: TimeZone,
    last: Option<(Snapshot, Instant)>,
    away: Option<(Instant, String)>,
}

impl Session {
    /// A panel that has not heard of its station yet.
    pub fn new(zone: TimeZone, now: Instant) -> Self {
        Self { zone, last: None, away: Some((now, String::new())) }
    }

    /// Takes in what the link says.
    pub fn hear(&mut self, news: News, now: Instant) {
        match news {
            News::Up(snapshot) => {
                self.last = Some((*snapshot, now));
                self.away = None;
            }
            News::Away(problem) => {
                let since = self.away.as_ref().map_or(now, |(since, _)| *since);
                self.away = Some((since, problem));
            }
        }
    }

    /// Whether a station stands behind the panel.
    pub fn is_up(&self) -> bool {
        self.away.is_none()
    }

    /// Number of the last snapshot, 0 before the first.
    pub fn seq(&self) -> u64 {
        self.last.as_ref().map_or(0, |(snapshot, _)| snapshot.seq)
    }

    /// The panel at this moment. `utc` is this computer's time; it counts only while there was no snapshot
    /// yet, because the station's clock is the one that verdicts are judged by.
    pub fn view(&self, now: Instant, utc: Timestamp) -> View {
        let clock = Clock { now: self.station_time(now).unwrap_or(utc), zone: self.zone.clone() };
        match (&self.away, &self.last) {
            (None, Some((snapshot, _))) => present(snapshot, &clock),
            (away, last) => {
                let (since, problem) = away.as_ref().map_or((now, ""), |(since, problem)| (*since, problem));
                let for_s = now.saturating_duration_since(since).as_secs();
                let last = last.as_ref().map(|(snapshot, _)| snapshot);
                present_absent(&Absent { last, for_s, problem }, &clock)
            }
        }
    }

    fn station_time(&self, now: Instant) -> Option<Timestamp> {
        let (snapshot, heard) = self.last.as_ref()?;
        let passed = SignedDuration::try_from(now.saturating_duration_since(*heard)).ok()?;
        snapshot.now.checked_add(passed).ok()
    }
}
