// SPDX-License-Identifier: GPL-3.0-or-later
//! A panel without a screen: reads snapshots from the station's socket and taps.

use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Instant;

use anyhow::{Context, bail};
use station_api::{Action, Card, CardId, Intent, Screen, Snapshot, frame};

use super::{PATIENCE, eventually};

/// Snapshots buffered; the station sends about one a second and one per change.
const BUFFERED: usize = 10_000;

/// A connected panel.
pub struct Panel {
    stream: UnixStream,
    snapshots: Receiver<Snapshot>,
    newest: Snapshot,
}

impl Panel {
    /// Connects as soon as the station listens.
    ///
    /// # Errors
    /// When it does not.
    pub fn connect(socket: &Path) -> anyhow::Result<Self> {
        let stream = eventually("the station to listen for a panel", || UnixStream::connect(socket).ok())?;
        let mut from = stream.try_clone().context("sharing the socket")?;
        let (sender, snapshots) = sync_channel(BUFFERED);
        std::thread::spawn(move || {
            while let Ok(snapshot) = frame::read::<Snapshot>(&mut from) {
                if sender.send(snapshot).is_err() {
                    return;
                }
            }
        });
        let newest = snapshots.recv_timeout(PATIENCE).context("waiting for the first snapshot")?;
        Ok(Self { stream, snapshots, newest })
    }

    /// The newest snapshot read so far.
    pub fn newest(&self) -> &Snapshot {
        &self.newest
    }

    /// Takes in what arrives within `time`; whether anything did.
    ///
    /// # Errors
    /// When the station left.
    pub fn look(&mut self, time: std::time::Duration) -> anyhow::Result<bool> {
        match self.snapshots.recv_timeout(time) {
            Ok(snapshot) => {
                self.newest = snapshot;
                Ok(true)
            }
            Err(RecvTimeoutError::Timeout) => Ok(false),
            Err(RecvTimeoutError::Disconnected) => bail!("the station left"),
        }
    }

    /// Reads on until a snapshot is as wanted; the newest one counts too.
    ///
    /// # Errors
    /// When it does not come; says what was waited for and what the panel showed last.
    pub fn until(&mut self, what: &str, wanted: impl Fn(&Snapshot) -> bool) -> anyhow::Result<Snapshot> {
        let deadline = Instant::now() + PATIENCE;
        while !wanted(&self.newest) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.snapshots.recv_timeout(left) {
                Ok(snapshot) => self.newest = snapshot,
                Err(RecvTimeoutError::Timeout) => {
                    bail!("waited in vain for {what}; the panel shows {:#?}", self.newest)
                }
                Err(RecvTimeoutError::Disconnected) => bail!("the station left while waiting for {what}"),
            }
        }
        Ok(self.newest.clone())
    }

    /// Waits for the card of a scan after `after` and returns it.
    ///
    /// # Errors
    /// As [`Panel::until`].
    pub fn card_after(&mut self, after: CardId) -> anyhow::Result<Card> {
        let snapshot = self.until("the card of a new scan", |s| card(s).is_some_and(|c| c.id > after))?;
        card(&snapshot).cloned().context("a card")
    }

    /// The card that is up, where there is one.
    pub fn card(&self) -> Option<&Card> {
        card(&self.newest)
    }

    /// Presses a button of a card.
    ///
    /// # Errors
    /// When the socket is gone.
    pub fn tap(&mut self, card: CardId, action: Action) -> anyhow::Result<()> {
        frame::write(&mut self.stream, &Intent { card, action }).context("tapping")
    }
}

fn card(snapshot: &Snapshot) -> Option<&Card> {
    match &snapshot.screen {
        Screen::Verdict(card) | Screen::ReturnsQuestion(card) => Some(card),
        Screen::Idle(_) | Screen::Routed(_) => None,
    }
}

/// Family and reason of a card in the words of JSON output.
pub fn verdict_of(card: &Card) -> (&'static str, &'static str) {
    (card.verdict.kind().as_str(), card.verdict.reason())
}
