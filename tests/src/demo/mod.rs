// SPDX-License-Identifier: GPL-3.0-or-later
//! The demo: the shipped binaries, real HTTP, a pseudo terminal, a folder and a Unix socket.

mod clock;
mod kiosk;
mod maker;
mod play;
mod tour;

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::rig::{RegistryRig, StationPlan, StationRig};
use kiosk::Kiosk;
use maker::Maker;

/// How the demo is to run.
#[derive(Debug, clap::Parser)]
#[command(name = "demo", about = "A registry, a station and its kiosk on this machine")]
pub struct Options {
    /// Play a script and end: `tour` shows each kind of verdict
    #[arg(long, env = "SCRIPT", value_parser = ["tour", ""], default_value = "")]
    pub script: String,
    /// Draw into PNG files instead of a window: 1 or 0 (the default without a display)
    #[arg(long, env = "HEADLESS", default_value = "")]
    pub headless: String,
    /// dock, counter, returns or line_end
    #[arg(long, env = "ROLE", value_parser = ["dock", "counter", "returns", "line_end"], default_value = "dock")]
    pub role: String,
    /// Folder for everything the demo writes; emptied at the start
    #[arg(long, default_value = "var/demo")]
    pub dir: PathBuf,
}

/// Runs the demo.
///
/// # Errors
/// When a step of it fails; says which.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let dir = empty(&options.dir)?;
    say("founding a made-up maker: products, serials, a shipment");
    let mut registry = RegistryRig::prepare(&dir.join("registry"))?;
    let maker = Maker::found(&registry).context("founding the maker")?;
    say("starting its registry");
    registry.start()?;
    let labels = dir.join("labels");
    maker.draw_labels(&labels).context("drawing the labels")?;
    say(&format!("labels are in {}", labels.display()));
    if options.script == "tour" {
        return tour::play(&dir, &mut registry, &maker);
    }
    let headless = options.headless == "1" || (options.headless != "0" && no_display());
    let code = &maker.good.first().context("a unit to scan")?.digital_link;
    play::play(&dir, &registry, &options.role, code, headless)
}

/// A station of the demo, enrolled and running under the demo's clock, with a kiosk that draws.
fn station(dir: &Path, role: &'static str, registry: &RegistryRig) -> anyhow::Result<StationRig> {
    let plan = StationPlan {
        name: name_of(role).to_owned(),
        facility: maker::FACILITY.to_owned(),
        ..StationPlan::new(role)
    };
    let folder = dir.join(role);
    std::fs::create_dir_all(&folder)?;
    say(&format!("enrolling and starting the station {:?} ({role})", plan.name));
    let mut station = StationRig::prepare(&folder, &plan, &registry.url())?;
    station.enrol(&registry.enrol_code(&plan.facility)?)?;
    clock::install(dir, &mut station)?;
    station.start()?;
    Ok(station)
}

fn name_of(role: &str) -> &'static str {
    match role {
        "counter" => "Counter 1",
        "returns" => "Returns 2",
        "line_end" => "Line 4",
        _ => "Dock 3",
    }
}

fn role_of(word: &str) -> &'static str {
    match word {
        "counter" => "counter",
        "returns" => "returns",
        "line_end" => "line_end",
        _ => "dock",
    }
}

fn no_display() -> bool {
    std::env::var_os("DISPLAY").is_none_or(|display| display.is_empty())
}

/// Progress for the person who waits; standard output belongs to the verdicts.
fn say(text: &str) {
    eprintln!("demo: {text}");
}

fn empty(dir: &Path) -> anyhow::Result<PathBuf> {
    if dir.exists() {
        std::fs::remove_dir_all(dir).with_context(|| format!("emptying {}", dir.display()))?;
    }
    std::fs::create_dir_all(dir).with_context(|| format!("making {}", dir.display()))?;
    dir.canonicalize().with_context(|| format!("finding {}", dir.display()))
}
