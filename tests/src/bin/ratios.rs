// SPDX-License-Identifier: GPL-3.0-or-later
//! Prints what the benches measured: ours, the peer, and how many times as fast ours is.

use std::path::{Path, PathBuf};

use anyhow::Context;

/// The name benches give to our side.
const OURS: &str = "ours";

fn main() -> anyhow::Result<()> {
    let root = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/criterion".to_owned()));
    println!("{:<20} {:>12} {:>12} {:>8}  peer", "bench", "ours ns", "peer ns", "ratio");
    for group in
        folders(&root).with_context(|| format!("no results in {}: run `make bench`", root.display()))?
    {
        let Some(ours) = mean_ns(&group.join(OURS)) else { continue };
        for peer in folders(&group)?.iter().filter(|dir| !dir.ends_with(OURS)) {
            if let Some(theirs) = mean_ns(peer) {
                let (bench, name) = (name(&group), name(peer));
                println!("{bench:<20} {ours:>12.1} {theirs:>12.1} {:>8.2}  {name}", theirs / ours);
            }
        }
    }
    Ok(())
}

fn name(dir: &Path) -> String {
    dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn folders(dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(dir)?.flatten().map(|entry| entry.path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir() && !path.ends_with("report")).collect();
    folders.sort();
    Ok(folders)
}

fn mean_ns(bench: &Path) -> Option<f64> {
    let text = std::fs::read_to_string(bench.join("new/estimates.json")).ok()?;
    let estimates: serde_json::Value = serde_json::from_str(&text).ok()?;
    estimates["mean"]["point_estimate"].as_f64()
}
