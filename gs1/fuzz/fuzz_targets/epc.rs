// SPDX-License-Identifier: MIT OR Apache-2.0
//! See `checks::epc`.
#![no_main]

#[allow(dead_code, reason = "the other targets' checks")]
#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::epc(data));
