// SPDX-License-Identifier: GPL-3.0-or-later
//! A place for one value: the newest wins, an unread one is replaced.
//!
//! A slow panel skips snapshots; it never queues them and never holds the socket up.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The place. Bounded by nature: it holds one value.
#[derive(Debug)]
pub struct Latest<T> {
    value: Mutex<Option<T>>,
    changed: Condvar,
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self { value: Mutex::new(None), changed: Condvar::new() }
    }
}

impl<T> Latest<T> {
    /// Puts a value there. True when the place was empty, so that the reader has to be woken; false when an
    /// unread one was replaced, whose wake is still on its way.
    pub fn put(&self, value: T) -> bool {
        let was_empty = self.lock().replace(value).is_none();
        self.changed.notify_all();
        was_empty
    }

    /// Takes what is there.
    pub fn take(&self) -> Option<T> {
        let taken = self.lock().take();
        self.changed.notify_all();
        taken
    }

    /// Takes what is there, or waits for it that long.
    pub fn take_within(&self, wait: Duration) -> Option<T> {
        let end = Instant::now() + wait;
        let mut value = self.lock();
        while value.is_none() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            value = self.changed.wait_timeout(value, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let taken = value.take();
        self.changed.notify_all();
        taken
    }

    /// Waits until what was put has been taken.
    pub fn wait_taken(&self) {
        let mut value = self.lock();
        while value.is_some() {
            value = self.changed.wait(value).unwrap_or_else(PoisonError::into_inner);
        }
    }

    // A panicked writer cannot leave half a value behind: it is replaced in one step.
    fn lock(&self) -> MutexGuard<'_, Option<T>> {
        self.value.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_wins_and_asks_for_one_wake() {
        let latest = Latest::default();
        assert!(latest.put(1));
        assert!(!latest.put(2));
        assert_eq!(latest.take(), Some(2));
        assert_eq!(latest.take_within(Duration::from_millis(1)), None);
        assert!(latest.put(3));
    }

    #[test]
    fn a_waiting_reader_gets_what_another_thread_puts() {
        let latest = Latest::default();
        std::thread::scope(|threads| {
            threads.spawn(|| latest.put(7));
            assert_eq!(latest.take_within(Duration::from_secs(60)), Some(7));
        });
        latest.wait_taken();
    }
}
