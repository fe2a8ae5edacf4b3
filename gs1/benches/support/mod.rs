// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the measurements stand on: inputs, a clock, and an allocator that counts.

pub(crate) mod allocations;
pub(crate) mod inputs;
pub(crate) mod timing;
