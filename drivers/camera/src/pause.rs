// SPDX-License-Identifier: GPL-3.0-or-later
//! Pauses that grow from try to try.

use std::time::Duration;

/// First pause after a fault; doubled up to [`LAST`].
const FIRST: Duration = Duration::from_millis(250);
/// Longest pause: what was repaired is taken up again no later than this.
const LAST: Duration = Duration::from_secs(5);

/// The pause before the next try.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pause(Duration);

impl Pause {
    pub(crate) fn new() -> Self {
        Self(FIRST)
    }

    /// The pause to make now; the next one will be twice as long.
    pub(crate) fn take(&mut self) -> Duration {
        let now = self.0;
        self.0 = (now * 2).min(LAST);
        now
    }

    /// All is well again.
    pub(crate) fn reset(&mut self) {
        self.0 = FIRST;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_five_seconds() {
        let mut pause = Pause::new();
        let taken: Vec<_> = (0..7).map(|_| pause.take().as_millis()).collect();
        assert_eq!(taken, [250, 500, 1000, 2000, 4000, 5000, 5000]);
        pause.reset();
        assert_eq!(pause.take(), FIRST);
    }
}
