// SPDX-License-Identifier: GPL-3.0-or-later
//! Taps over a real socket: whole frames, to the connection of the moment, never blocking.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod support;

use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::time::Duration;

use kiosk_ui::latest::Latest;
use kiosk_ui::link::{self, News};
use station_api::{Action, CardId, Intent, Role, frame};
use support::{dock_tally, idle, snapshot};

const DEADLINE: Duration = Duration::from_secs(60);

fn heard(latest: &Latest<News>) -> News {
    latest.take_within(DEADLINE).unwrap()
}

#[test]
fn a_tap_reaches_the_station_and_after_a_loss_the_next_one() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("station.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let latest: Arc<Latest<News>> = Arc::default();
    let taps = link::start(&socket, Arc::clone(&latest), || {}).unwrap();
    let sent = snapshot(Role::Dock, idle(dock_tally()));
    for card in [CardId(1), CardId(2)] {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        frame::write(&mut stream, &sent).unwrap();
        while heard(&latest) != News::Up(Box::new(sent.clone())) {}
        let intent = Intent { card, action: Action::SetAside };
        taps.send(intent);
        assert_eq!(frame::read::<Intent>(&mut stream).unwrap(), intent);
    }
}

#[test]
fn taps_without_a_station_are_dropped_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let latest: Arc<Latest<News>> = Arc::default();
    let taps = link::start(&folder.path().join("none.sock"), Arc::clone(&latest), || {}).unwrap();
    for number in 0..1_000 {
        taps.send(Intent { card: CardId(number), action: Action::Accept });
    }
    assert!(matches!(heard(&latest), News::Away(problem) if problem.contains("none.sock")));
}
