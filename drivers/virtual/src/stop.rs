// SPDX-License-Identifier: GPL-3.0-or-later
//! Waiting that can be cut short.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A wish to stop, shared between threads. Once wished it stays so.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<(Mutex<bool>, Condvar)>);

impl Stop {
    /// Nobody wishes to stop yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Wishes to stop and wakes everybody who waits.
    pub fn stop(&self) {
        let (wished, changed) = &*self.0;
        *wished.lock().unwrap_or_else(PoisonError::into_inner) = true;
        changed.notify_all();
    }

    /// Whether stopping was wished for.
    pub fn is_stopped(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for so long or until stopping is wished for; says whether it is.
    pub fn wait(&self, time: Duration) -> bool {
        self.wait_until(Instant::now().checked_add(time))
    }

    /// Waits up to a moment, `None` for ever, or until stopping is wished for; says whether it is.
    pub(crate) fn wait_until(&self, until: Option<Instant>) -> bool {
        let (wished, changed) = &*self.0;
        let mut stopped = wished.lock().unwrap_or_else(PoisonError::into_inner);
        while !*stopped {
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            stopped = match left {
                Some(Duration::ZERO) => return false,
                Some(left) => changed.wait_timeout(stopped, left).unwrap_or_else(PoisonError::into_inner).0,
                None => changed.wait(stopped).unwrap_or_else(PoisonError::into_inner),
            };
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_ends_by_itself_or_by_the_wish() {
        let stop = Stop::new();
        assert!(!stop.wait(Duration::from_millis(1)));
        let waiter = std::thread::spawn({
            let stop = stop.clone();
            move || stop.wait_until(None)
        });
        stop.stop();
        assert!(waiter.join().unwrap());
        assert!(stop.is_stopped() && stop.wait(Duration::MAX));
    }
}
