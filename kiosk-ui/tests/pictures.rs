// SPDX-License-Identifier: GPL-3.0-or-later
//! Every screen at both sizes, drawn without a display: against the committed pictures in `tests/goldens`,
//! and with room for everything it says.
//!
//! `UPDATE_GOLDENS=1` rewrites the committed pictures. `KIOSK_GALLERY=FOLDER` writes every screen of the
//! layout test there, to be looked at.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod goldens;
mod support;

use std::path::PathBuf;

use kiosk_ui::PanelSize;
use kiosk_ui::link::Taps;
use kiosk_ui::painter::Painter;
use kiosk_ui::picture::Picture;
use kiosk_ui::present::{Absent, Look, Page, View, present, present_absent};
use slint::LogicalPosition;
use slint::platform::{PointerEventButton, WindowEvent};
use station_api::{Action, CardId, Idle, Intent, NoticeLevel, Role, Route, Screen, Snapshot, Tally, Verdict};
use support::{
    ROLES, card, clock, device, dock_tally, every_verdict, idle, notice, offline, question, routed, scenes,
    snapshot,
};

const SIZES: [(&str, PanelSize); 2] = [("1280x800", PanelSize::LARGE), ("800x480", PanelSize::SMALL)];

fn waiting() -> View {
    let absent = Absent { last: None, for_s: 75, problem: "/run/assay/station.sock: Connection refused" };
    present_absent(&absent, &clock())
}

fn committed() -> Vec<(String, View)> {
    let mut all: Vec<(String, View)> = scenes()
        .into_iter()
        .map(|(name, snapshot)| (name.to_owned(), present(&snapshot, &clock())))
        .collect();
    all.push(("waiting".to_owned(), waiting()));
    all
}

#[test]
fn every_screen_looks_as_committed() {
    let folder = goldens::folder();
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut painter = Painter::new(PanelSize::LARGE, Taps::nowhere()).unwrap();
    let mut wrong = Vec::new();
    for (size_name, size) in SIZES {
        painter.resize(size);
        for (name, view) in committed().iter().filter(|(name, _)| is_committed(name, size)) {
            let picture = painter.paint(view);
            let golden = folder.join(format!("{name}-{size_name}.png"));
            if update {
                goldens::write(&picture, &golden).unwrap();
            } else if let Err(problem) = goldens::compare(&picture, &golden) {
                wrong.push(problem);
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nUPDATE_GOLDENS=1 rewrites them, if that is how it should look",
        wrong.join("\n")
    );
}

/// The smaller panel shares most of its drawing with the larger: only what is laid out anew is kept twice.
fn is_committed(name: &str, size: PanelSize) -> bool {
    size == PanelSize::LARGE || !matches!(name, "reported" | "cannot-say" | "waiting")
}

/// Every reason in every role, and the rest of the screens at their fullest.
fn fullest() -> Vec<(String, View)> {
    let mut all = committed();
    for role in ROLES {
        for (index, (verdict, actions)) in every_verdict().into_iter().enumerate() {
            let name = format!("{role}-{index:02}-{}", verdict.reason());
            let evidence = [
                "The serial was issued by the maker.",
                "Somebody must act: the label and the record differ.",
            ];
            let mut full = snapshot(role, Screen::Verdict(card(verdict, &evidence, &actions)));
            full.notices = vec![notice(
                NoticeLevel::Warning,
                "bundle_stale",
                "The signed data is old. Bring this station online to refresh it.",
            )];
            all.push((name, present(&offline(full), &clock())));
        }
        all.push((format!("{role}-idle"), present(&snapshot(role, idle(dock_tally())), &clock())));
        let empty = snapshot(role, Screen::Idle(Idle::default()));
        all.push((format!("{role}-empty"), present(&empty, &clock())));
        all.push((format!("{role}-busy"), present(&busy(role), &clock())));
    }
    let three = card(Verdict::Genuine, &[], &[Action::Refurbish, Action::Scrap, Action::SetAside]);
    all.push((
        "three-buttons".to_owned(),
        present(&snapshot(Role::Returns, Screen::Verdict(three)), &clock()),
    ));
    for (verdict, _) in every_verdict() {
        let name = format!("question-{}", verdict.reason());
        all.push((name, present(&offline(snapshot(Role::Returns, question(verdict))), &clock())));
    }
    all.push(("scrap".to_owned(), present(&snapshot(Role::Returns, routed(Route::Scrap)), &clock())));
    all
}

/// Long names, large numbers, everything broken.
fn busy(role: Role) -> Snapshot {
    let tally = Tally {
        expected: 25_000,
        verified: 12_345,
        unlisted: 1_204,
        twice: 312,
        aside: 1_021,
        refurbish: 4_200,
        scrap: 1_234,
    };
    let mut busy = offline(snapshot(role, idle(tally)));
    busy.station = "Goods inwards North gate 12".to_owned();
    busy.context = "Shipment 4500128-2026-11-NORTH-0007".to_owned();
    busy.link.parked = 12;
    busy.devices = vec![
        device("scanner", "scanner", "down", "The scanner does not answer. Check its cable."),
        device("camera", "camera", "degraded", "Pictures are too dark. Turn on the light."),
        device("tag reader", "tag", "down", "No reader is connected."),
        device("stack light", "lamp", "up", ""),
        device("second scanner", "scanner", "up", ""),
    ];
    let text = "The signed data failed its checks. Bring this station online or call support.";
    busy.notices = vec![
        notice(NoticeLevel::Stop, "bundle_untrusted", text),
        notice(
            NoticeLevel::Warning,
            "parked",
            "The registry could not use 12 record(s). A supervisor must look at them.",
        ),
    ];
    busy
}

#[test]
fn every_screen_has_room_for_what_it_says() {
    let gallery = std::env::var_os("KIOSK_GALLERY").map(PathBuf::from);
    let mut painter = Painter::new(PanelSize::LARGE, Taps::nowhere()).unwrap();
    let mut crowded = Vec::new();
    for (size_name, size) in SIZES {
        painter.resize(size);
        for (name, view) in fullest() {
            let room = painter.lay_out(&view);
            // Half a pixel is rounding.
            if room.needed_width > room.width + 0.5 || room.needed_height > room.height + 0.5 {
                crowded.push(format!("{name} at {size_name}: {room:?}"));
            }
            if let Some(folder) = &gallery {
                painter.paint(&view).write(&folder.join(format!("{size_name}-{name}.png"))).unwrap();
            }
        }
    }
    assert!(crowded.is_empty(), "these screens do not fit:\n{}", crowded.join("\n"));
}

#[test]
fn colours_mean_what_they_mean() {
    let mut painter = Painter::new(PanelSize::LARGE, Taps::nowhere()).unwrap();
    let field = |painter: &mut Painter, name: &str| {
        let (_, snapshot) = scenes().into_iter().find(|(scene, _)| *scene == name).unwrap();
        pixel(&painter.paint(&present(&snapshot, &clock())), 20, 120)
    };
    assert_eq!(field(&mut painter, "genuine"), [0x1b, 0xaf, 0x7a]);
    assert_eq!(field(&mut painter, "genuine-as-of"), [0xff, 0xd2, 0x4d]);
    assert_eq!(field(&mut painter, "check"), [0xff, 0xd2, 0x4d]);
    assert_eq!(field(&mut painter, "stop"), [0x7f, 0x0b, 0x14]);
    assert_eq!(field(&mut painter, "reported"), [0x7f, 0x0b, 0x14]);
    assert_eq!(field(&mut painter, "cannot-say"), [0x3b, 0x49, 0x58]);
    assert_eq!(field(&mut painter, "dock-idle"), [0x0f, 0x17, 0x20]);
}

/// Green is a pass and nothing else: no other screen has a pixel of it.
#[test]
fn nothing_but_a_pass_is_green() {
    let mut painter = Painter::new(PanelSize::LARGE, Taps::nowhere()).unwrap();
    for (name, view) in committed() {
        let picture = painter.paint(&view);
        let green = picture.rgb.chunks(3).filter(|pixel| is_green(pixel)).count();
        let pass = match &view.page {
            Page::Verdict(page) => page.look == Look::Pass,
            Page::Returns(page) => page.look == Look::Pass,
            Page::Idle(page) => page.recent.iter().any(|row| row.look == Look::Pass),
            Page::Waiting(_) | Page::Routed(_) => false,
        };
        assert_eq!(green > 0, pass, "{name} has {green} green pixels");
    }
}

fn is_green(pixel: &[u8]) -> bool {
    let (red, green, blue) = (i16::from(pixel[0]), i16::from(pixel[1]), i16::from(pixel[2]));
    green > red + 60 && green > blue + 30
}

fn pixel(picture: &Picture, x: usize, y: usize) -> [u8; 3] {
    let start = (y * picture.width as usize + x) * 3;
    picture.rgb[start..start + 3].try_into().unwrap()
}

#[test]
fn a_finger_on_a_button_becomes_an_intent_for_this_card() {
    let (taps, intents) = Taps::channel();
    let mut painter = Painter::new(PanelSize::LARGE, taps).unwrap();
    let (_, snapshot) = scenes().into_iter().find(|(scene, _)| *scene == "check").unwrap();
    painter.paint(&present(&snapshot, &clock()));
    std::thread::sleep(kiosk_ui::guard::LOCK * 2);
    let button = PointerEventButton::Left;
    let position = LogicalPosition::new(1030.0, 580.0);
    painter.touch(WindowEvent::PointerPressed { position, button }).unwrap();
    assert!(intents.try_recv().is_err(), "a press alone must not act");
    painter.touch(WindowEvent::PointerReleased { position, button }).unwrap();
    assert_eq!(intents.try_recv().unwrap(), Intent { card: CardId(208), action: Action::SetAside });
    let below = LogicalPosition::new(1030.0, 715.0);
    painter.touch(WindowEvent::PointerPressed { position: below, button }).unwrap();
    let outside = LogicalPosition::new(300.0, 300.0);
    painter.touch(WindowEvent::PointerReleased { position: outside, button }).unwrap();
    assert!(intents.try_recv().is_err(), "a finger that slides off must not act");
}
