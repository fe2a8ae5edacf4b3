// SPDX-License-Identifier: GPL-3.0-or-later
//! `registry bundle`.

use anyhow::{Context, bail};
use jiff::Timestamp;

use super::open;
use crate::cli::BundleBuildArgs;
use crate::files;

/// Publishes a bundle into a folder.
pub(super) fn build(args: &BundleBuildArgs) -> anyhow::Result<()> {
    if let Some(since) = args.since {
        bail!(
            "this form of bundle has no deltas, so nothing can be made since {since}: leave --since out for a whole bundle"
        );
    }
    let (_, registry) = open(&args.config)?;
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("could not make the folder {}", args.out.display()))?;
    let bundle = registry.press.publish(Timestamp::now())?;
    let root = serde_json::to_string_pretty(registry.press.root())? + "\n";
    files::replace(&args.out.join("root.json"), root.as_bytes(), files::PUBLIC)?;
    files::replace(&args.out.join("current.bundle"), &bundle.file, files::PUBLIC)?;
    Ok(())
}
