// SPDX-License-Identifier: GPL-3.0-or-later
//! How long the processor worked for this thread.

use std::time::{Duration, Instant};

/// Time this thread has run, whoever else is on the machine.
const CLOCK: &str = "/proc/thread-self/schedstat";

/// Measures from its making; on one thread only.
pub(crate) struct CpuTime {
    worked: Option<Duration>,
    started: Instant,
}

impl CpuTime {
    pub(crate) fn start() -> Self {
        Self { worked: thread_time(), started: Instant::now() }
    }

    /// Processor time since the start; the time of the wall where the kernel does not tell.
    pub(crate) fn elapsed(&self) -> Duration {
        match (self.worked, thread_time()) {
            (Some(then), Some(now)) => now.saturating_sub(then),
            _ => self.started.elapsed(),
        }
    }
}

fn thread_time() -> Option<Duration> {
    // The kernel brings the sum up to date when the thread gives way, else only at its ticks.
    std::thread::yield_now();
    parse(&std::fs::read_to_string(CLOCK).ok()?)
}

/// First field: nanoseconds on a processor.
fn parse(line: &str) -> Option<Duration> {
    line.split_ascii_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_field_counts() {
        assert_eq!(parse("119456 83941 2\n"), Some(Duration::from_nanos(119_456)));
        assert_eq!(parse(""), None);
        assert_eq!(parse("many 1 2"), None);
    }

    #[test]
    fn work_is_seen_and_sleep_is_not() {
        let cpu = CpuTime::start();
        let mut sum = 0u64;
        let mut rounds = 0u64;
        while cpu.elapsed() < Duration::from_millis(5) {
            sum = (0..100_000u64).fold(sum, |sum, i| sum.wrapping_mul(31).wrapping_add(i));
            rounds += 1;
            assert!(rounds < 1_000_000, "no time seen at all, {sum}");
        }
        if thread_time().is_some() {
            let asleep = CpuTime::start();
            std::thread::sleep(Duration::from_millis(300));
            assert!(asleep.elapsed() < Duration::from_millis(200));
        }
    }
}
