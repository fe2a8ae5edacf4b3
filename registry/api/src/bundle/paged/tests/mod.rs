// SPDX-License-Identifier: MIT OR Apache-2.0
//! Paged bundles as their users see them.

mod alike;
mod damage;
mod delta;
mod maker;
mod rules;
