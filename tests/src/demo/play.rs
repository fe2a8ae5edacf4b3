// SPDX-License-Identifier: GPL-3.0-or-later
//! The demo a person plays with.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use station_api::{CardId, Screen};

use super::{Kiosk, role_of, say, station};
use crate::rig::{RegistryRig, StationRig, feed, verdict_of};

/// How often the panel is looked at between two snapshots.
const LOOK: Duration = Duration::from_millis(100);

/// Starts a station of a role and prints each verdict until Ctrl-C.
pub(super) fn play(
    dir: &Path,
    registry: &RegistryRig,
    role: &str,
    code: &str,
    headless: bool,
) -> anyhow::Result<()> {
    let stop = stop_flag()?;
    let mut station = station(dir, role_of(role), registry)?;
    let mut panel = station.panel()?;
    let (png, log) = (dir.join("kiosk.png"), dir.join("kiosk.log"));
    let mut kiosk = if headless {
        Kiosk::headless(&station.socket(), &png, &log)?
    } else {
        Kiosk::window(&station.socket(), &log)?
    };
    let mouth = dir.join("scanner");
    feed(&station.scanner, &mouth)?;
    explain(dir, registry, &station, code, headless.then_some(png.as_path()));
    let mut last = CardId::default();
    while !stop.load(Ordering::Relaxed) {
        panel.look(LOOK)?;
        if let Screen::Verdict(card) | Screen::ReturnsQuestion(card) = &panel.newest().screen
            && card.id > last
        {
            last = card.id;
            let (verdict, reason) = verdict_of(card);
            println!("{verdict:15} {reason:18} {}", card.facts.code);
        }
        if kiosk.closed()? {
            break;
        }
        if !station.runs() {
            bail!("the station ended:\n{}", station.log());
        }
    }
    say("stopping");
    station.stop()
}

fn explain(dir: &Path, registry: &RegistryRig, station: &StationRig, code: &str, png: Option<&Path>) {
    let (labels, camera, scanner) = (dir.join("labels"), station.pictures(), dir.join("scanner"));
    eprintln!();
    eprintln!("  The station is up. Scan something:");
    eprintln!("    by camera    cp {}/genuine-1.png {}/", labels.display(), camera.display());
    eprintln!("    by scanner   printf '%s\\r' '{code}' > {}", scanner.display());
    eprintln!("  Labels to try  {}", labels.display());
    if let Some(png) = png {
        eprintln!("  The panel      {} (drawn after each change)", png.display());
    }
    eprintln!("  The registry   {}", registry.url());
    eprintln!("  Ctrl-C stops everything.");
    eprintln!();
}

fn stop_flag() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = flag.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.context("preparing for Ctrl-C")?;
    std::thread::spawn(move || {
        let _ = runtime.block_on(tokio::signal::ctrl_c());
        raised.store(true, Ordering::Relaxed);
    });
    Ok(flag)
}
