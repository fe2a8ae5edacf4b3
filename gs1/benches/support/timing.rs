// SPDX-License-Identifier: MIT OR Apache-2.0
//! Time per item, as the median of many short slices: what else runs on the machine spoils some of them, not
//! the middle one.

use std::time::{Duration, Instant};

const SLICES: usize = 101;
const SLICE: Duration = Duration::from_millis(5);
const WARM_UP: Duration = Duration::from_millis(200);

/// Nanoseconds per item of a pass over `items`; of one single pass unless `thorough`.
pub(crate) fn nanoseconds(thorough: bool, items: usize, pass: impl Fn()) -> f64 {
    if !thorough {
        return per_item(Duration::ZERO, items, &pass);
    }
    let start = Instant::now();
    while start.elapsed() < WARM_UP {
        pass();
    }
    let mut slices: Vec<f64> = (0..SLICES).map(|_| per_item(SLICE, items, &pass)).collect();
    slices.sort_by(f64::total_cmp);
    slices[SLICES / 2]
}

/// Passes over and over for at least `least`, and at least once.
fn per_item(least: Duration, items: usize, pass: &impl Fn()) -> f64 {
    let start = Instant::now();
    let mut passes = 0.0;
    loop {
        pass();
        passes += 1.0;
        let elapsed = start.elapsed();
        if elapsed >= least {
            return elapsed.as_nanos() as f64 / passes / items as f64;
        }
    }
}
