// SPDX-License-Identifier: GPL-3.0-or-later
//! Where the shipped binaries are.

use std::path::PathBuf;

use anyhow::Context;

/// The binary of a name, beside the running one: in `target/debug` for tests, `target/release` for the demo.
///
/// # Errors
/// When it was not built; says how to.
pub fn binary(name: &str) -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe().context("finding the running program")?;
    let found = here.ancestors().skip(1).take(2).map(|dir| dir.join(name)).find(|path| path.is_file());
    found.with_context(|| {
        format!("{name} is not built beside {}: run `cargo build --workspace --bins` first", here.display())
    })
}
