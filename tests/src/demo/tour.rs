// SPDX-License-Identifier: GPL-3.0-or-later
//! The tour: each kind of verdict, played through real devices, drawn and printed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::json;
use station_api::{Action, BundleState, Card, CardId, Screen, VerdictKind};

use super::maker::Maker;
use super::{clock, kiosk, say, station};
use crate::rig::{Panel, RegistryRig, StationRig, eventually, verdict_of};

/// Longer than a scanner repeats a held label.
const NO_ECHO: Duration = Duration::from_millis(2200);

/// One station on the tour with its panel.
struct Stop {
    station: StationRig,
    panel: Panel,
    pictures: Gallery,
    last: CardId,
}

/// Numbered pictures in one folder.
#[derive(Clone)]
struct Gallery {
    dir: PathBuf,
    taken: std::rc::Rc<std::cell::Cell<u32>>,
}

/// What the tour saw, to be held against what it should have seen.
#[derive(Default)]
struct Seen {
    kinds: std::collections::BTreeSet<VerdictKind>,
    custody: Vec<String>,
}

/// How a code reaches the station.
enum By<'a> {
    Scanner(&'a str),
    Camera(&'a Path),
}

/// Plays the tour.
pub(super) fn play(dir: &Path, registry: &mut RegistryRig, maker: &Maker) -> anyhow::Result<()> {
    ensure!(clock::library().is_some(), "libfaketime is missing: install the Debian package libfaketime");
    let gallery = Gallery { dir: dir.join("tour"), taken: std::rc::Rc::default() };
    std::fs::create_dir_all(&gallery.dir)?;
    let mut seen = Seen::default();
    let mut dock = Stop::open(dir, "dock", registry, &gallery)?;
    at_the_dock(&mut dock, dir, maker, &mut seen)?;
    elsewhere(dir, registry, maker, &gallery, &mut seen)?;
    offline(&mut dock, dir, registry, maker, &mut seen)?;
    delivered(&mut dock, registry, &seen)?;
    ensure!(seen.kinds.len() == 6, "only these kinds of verdict were seen: {:?}", seen.kinds);
    say(&format!("done: {} pictures in {}", gallery.taken.get(), gallery.dir.display()));
    dock.station.stop()
}

fn at_the_dock(dock: &mut Stop, dir: &Path, maker: &Maker, seen: &mut Seen) -> anyhow::Result<()> {
    use VerdictKind::{Attention, Genuine, Indeterminate, NotVerified, Reported};
    let labels = dir.join("labels");
    dock.picture("dock-idle")?;
    dock.show("genuine", &By::Scanner(&maker.good[0].digital_link), Genuine, seen)?;
    dock.show("genuine-by-camera", &By::Camera(&labels.join("genuine-2.png")), Genuine, seen)?;
    // Within two seconds it would count as the same label still held before the scanner.
    std::thread::sleep(NO_ECHO);
    dock.show("duplicate", &By::Scanner(&maker.good[0].digital_link), Attention, seen)?;
    dock.answer(Action::Dismiss)?;
    dock.show("wrong-market", &By::Scanner(&maker.other_market.digital_link), Attention, seen)?;
    dock.answer(Action::SetAside)?;
    dock.show("recalled", &By::Camera(&labels.join("recalled.png")), Attention, seen)?;
    dock.answer(Action::SetAside)?;
    dock.show("not-in-shipment", &By::Scanner(&maker.unlisted.digital_link), Attention, seen)?;
    dock.answer(Action::SetAside)?;
    let forged = Maker::link_to(&maker.counterfeit);
    dock.show("counterfeit-first-read", &By::Scanner(&forged), Indeterminate, seen)?;
    dock.show("counterfeit-second-read", &By::Scanner(&forged), NotVerified, seen)?;
    dock.answer(Action::SetAside)?;
    dock.show("stolen", &By::Scanner(&maker.stolen.digital_link), Reported, seen)?;
    dock.answer(Action::SetAside)?;
    dock.show("garbage", &By::Scanner("\u{2}~~~garbage"), Indeterminate, seen)?;
    dock.answer(Action::Dismiss)?;
    dock.picture_when("dock-counted", |screen| matches!(screen, Screen::Idle(_)))
}

fn elsewhere(
    dir: &Path,
    registry: &RegistryRig,
    maker: &Maker,
    gallery: &Gallery,
    seen: &mut Seen,
) -> anyhow::Result<()> {
    let mut counter = Stop::open(dir, "counter", registry, gallery)?;
    counter.picture("counter-idle")?;
    counter.show("counter", &By::Scanner(&maker.good[4].digital_link), VerdictKind::Genuine, seen)?;
    counter.answer(Action::Sell)?;
    counter.show(
        "counter-fake",
        &By::Scanner(&Maker::link_to(&maker.known_fake)),
        VerdictKind::Reported,
        seen,
    )?;
    counter.station.stop()?;
    let mut returns = Stop::open(dir, "returns", registry, gallery)?;
    let unit = &maker.good[5];
    returns.show("returns-question", &By::Scanner(&unit.digital_link), VerdictKind::Genuine, seen)?;
    returns.tap(Action::Refurbish)?;
    returns.picture_when("returns-refurbish", |screen| matches!(screen, Screen::Routed(_)))?;
    returns.panel.until("the events of the return to leave", |s| s.link.waiting == 0)?;
    returns.station.stop()?;
    let mut line = Stop::open(dir, "line_end", registry, gallery)?;
    line.show("line-end", &By::Scanner(&maker.good[6].digital_link), VerdictKind::Genuine, seen)?;
    line.show("line-end-expired", &By::Scanner(&maker.expired.digital_link), VerdictKind::Attention, seen)?;
    line.panel.until("the events of the line to leave", |s| s.link.waiting == 0)?;
    line.station.stop()
}

/// The registry goes away, the clock moves on, and the station still answers.
fn offline(
    dock: &mut Stop,
    dir: &Path,
    registry: &mut RegistryRig,
    maker: &Maker,
    seen: &mut Seen,
) -> anyhow::Result<()> {
    say("stopping the registry");
    registry.stop()?;
    dock.panel.until("the station to notice", |s| s.link.offline_since.is_some())?;
    let newer = Maker::issue_now(registry)?;
    let link = newer.digital_link.clone();
    dock.show("newer-than-the-data", &By::Scanner(&link), VerdictKind::Indeterminate, seen)?;
    say("moving the demo's clock on by four days");
    clock::set(dir, "+4d")?;
    dock.panel.until("the station's data to grow old", |s| s.bundle.state == BundleState::Stale)?;
    dock.show("genuine-as-of", &By::Scanner(&maker.good[3].digital_link), VerdictKind::GenuineStale, seen)?;
    dock.answer(Action::Accept)?;
    dock.picture_when("dock-offline", |screen| matches!(screen, Screen::Idle(_)))?;
    clock::set(dir, "+0")?;
    dock.panel.until("the demo's clock to be back", |s| s.bundle.state == BundleState::Fresh)?;
    say("starting the registry again");
    registry.start()
}

/// Everything the stations said is at the registry once, and only once.
fn delivered(dock: &mut Stop, registry: &RegistryRig, seen: &Seen) -> anyhow::Result<()> {
    dock.panel.until("the queue to empty", |s| s.link.waiting == 0 && s.link.offline_since.is_none())?;
    dock.picture("dock-synced")?;
    for serial in &seen.custody {
        let events =
            eventually("the events of a unit", || registry.events(serial).ok().filter(|e| !e.is_empty()))?;
        let steps: Vec<_> = events.iter().map(|e| e["bizStep"].as_str().unwrap_or("?").to_owned()).collect();
        let mut once = events.iter().map(ToString::to_string).collect::<Vec<_>>();
        once.sort();
        once.dedup();
        ensure!(once.len() == events.len(), "an event of {serial} is stored twice: {steps:?}");
        say(&format!("the registry holds of {serial}: {}", steps.join(", ")));
    }
    Ok(())
}

impl Stop {
    fn open(
        dir: &Path,
        role: &'static str,
        registry: &RegistryRig,
        gallery: &Gallery,
    ) -> anyhow::Result<Self> {
        let station = station(dir, role, registry)?;
        let mut panel = station.panel()?;
        let ready = |s: &station_api::Snapshot| {
            let up = s.devices.iter().all(|d| d.state == station_api::DeviceState::Up);
            up && s.link.offline_since.is_none() && s.bundle.state == BundleState::Fresh
        };
        panel.until("every device up and fresh data", ready)?;
        let last = panel.card().map_or_else(CardId::default, |card| card.id);
        Ok(Self { station, panel, pictures: gallery.clone(), last })
    }

    /// Scans, prints the verdict, draws the panel, and holds the verdict against what it must be.
    fn show(&mut self, name: &str, by: &By<'_>, wanted: VerdictKind, seen: &mut Seen) -> anyhow::Result<()> {
        self.panel.until("the scanner and camera to be up", |s| {
            s.devices.iter().all(|d| d.state != station_api::DeviceState::Down)
        })?;
        let carrier = match by {
            By::Scanner(code) => {
                self.station.scanner.scan(code)?;
                "scanner"
            }
            By::Camera(label) => {
                self.station.show_picture(label, &format!("{name}.png"))?;
                "camera"
            }
        };
        let card = self.panel.card_after(self.last)?;
        self.last = card.id;
        let png = self.picture(name)?;
        print_line(name, carrier, &card, &png);
        if card.verdict.kind() != wanted {
            bail!("{name}: the verdict should be {wanted:?}; station's log:\n{}", self.station.log());
        }
        seen.kinds.insert(wanted);
        let custody = matches!(wanted, VerdictKind::Genuine | VerdictKind::GenuineStale);
        if let Some(serial) = card.facts.serial.filter(|serial| custody && !seen.custody.contains(serial)) {
            seen.custody.push(serial);
        }
        Ok(())
    }

    fn tap(&mut self, action: Action) -> anyhow::Result<()> {
        self.panel.tap(self.last, action)
    }

    /// Taps and waits until the card is gone.
    fn answer(&mut self, action: Action) -> anyhow::Result<()> {
        self.tap(action)?;
        self.panel.until("the card to go", |s| matches!(s.screen, Screen::Idle(_))).map(|_| ())
    }

    fn picture(&mut self, name: &str) -> anyhow::Result<PathBuf> {
        let number = self.pictures.taken.get() + 1;
        self.pictures.taken.set(number);
        let png = self.pictures.dir.join(format!("{number:02}-{name}.png"));
        kiosk::picture(&self.station.socket(), &png).with_context(|| format!("drawing {name}"))?;
        Ok(png)
    }

    fn picture_when(&mut self, name: &str, wanted: impl Fn(&Screen) -> bool) -> anyhow::Result<()> {
        self.panel.until(name, |s| wanted(&s.screen))?;
        self.picture(name).map(|_| ())
    }
}

fn print_line(step: &str, carrier: &str, card: &Card, png: &Path) {
    let (verdict, reason) = verdict_of(card);
    let line = json!({
        "step": step,
        "carrier": carrier,
        "in": card.facts.code,
        "verdict": verdict,
        "reason": reason,
        "product": card.facts.product,
        "png": png,
    });
    println!("{line}");
}
