// SPDX-License-Identifier: GPL-3.0-or-later
//! Which taps count.
//!
//! A screen can change under a finger that is already on its way. So buttons are dead for a moment after a
//! change, and a tap counts only when the finger went down on the very screen it is lifted from.

use std::time::{Duration, Instant};

use station_api::CardId;

/// How long buttons are dead after the screen has changed: shorter than a person reads a word, longer than a
/// bounce of the glass.
pub const LOCK: Duration = Duration::from_millis(300);

/// What makes one screen another: its kind and its card.
pub type ScreenKey = (u8, Option<CardId>);

/// Keeps ghost taps out.
#[derive(Debug, Default)]
pub struct Guard {
    screen: Option<(ScreenKey, Instant)>,
    pressed: Option<ScreenKey>,
}

impl Guard {
    /// A screen is shown. Its clock starts when it is another one than before.
    pub fn shown(&mut self, key: ScreenKey, now: Instant) {
        if self.screen.is_none_or(|(screen, _)| screen != key) {
            self.screen = Some((key, now));
            self.pressed = None;
        }
    }

    /// A finger goes down on a button.
    pub fn down(&mut self, now: Instant) {
        self.pressed = self
            .screen
            .filter(|(_, since)| now.saturating_duration_since(*since) >= LOCK)
            .map(|(screen, _)| screen);
    }

    /// It is lifted from a button: whether that counts. One press counts once.
    pub fn up(&mut self) -> bool {
        let pressed = self.pressed.take();
        pressed.is_some() && pressed == self.screen.map(|(screen, _)| screen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: ScreenKey = (1, Some(CardId(1)));
    const SECOND: ScreenKey = (1, Some(CardId(2)));

    #[test]
    fn a_tap_counts_once_and_only_after_the_lock() {
        let (mut guard, start) = (Guard::default(), Instant::now());
        guard.shown(FIRST, start);
        guard.down(start + LOCK / 2);
        assert!(!guard.up());
        guard.down(start + LOCK);
        assert!(guard.up());
        assert!(!guard.up());
    }

    #[test]
    fn a_press_begun_on_the_screen_before_does_not_answer_this_one() {
        let (mut guard, start) = (Guard::default(), Instant::now());
        guard.shown(FIRST, start);
        guard.down(start + LOCK);
        guard.shown(SECOND, start + LOCK);
        assert!(!guard.up());
    }

    #[test]
    fn the_same_screen_again_does_not_lock_anew() {
        let (mut guard, start) = (Guard::default(), Instant::now());
        guard.shown(FIRST, start);
        guard.down(start + LOCK);
        guard.shown(FIRST, start + LOCK);
        assert!(guard.up());
    }

    #[test]
    fn nothing_counts_before_anything_is_shown() {
        let mut guard = Guard::default();
        guard.down(Instant::now());
        assert!(!guard.up());
    }
}
