// SPDX-License-Identifier: GPL-3.0-or-later
//! Whole cameras: a folder of pictures, and a film.

use std::collections::VecDeque;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use driver_camera::{
    Camera, CameraConfig, Formats, Frame, FrameSource, SourceConfig, SourceError, WorkerCommand,
    WorkerHandle, run,
};
use drivers_api::{Carrier, DeviceId, DeviceState, Monotonic};
use tempfile::TempDir;

use crate::desk::Desk;
use crate::{labels, real_worker};

/// Far above what any step takes, for machines under load.
const PATIENCE: Duration = Duration::from_secs(60);

struct Folder {
    path: TempDir,
    desk: Arc<Desk>,
    camera: Camera,
}

fn device() -> DeviceId {
    DeviceId::new("camera").unwrap()
}

fn watch(folder: &Path, take_present: bool) -> CameraConfig {
    let source = SourceConfig::Folder { path: folder.to_owned(), take_present };
    CameraConfig { deadline_ms: 60_000, ..CameraConfig::of(source) }
}

impl Folder {
    fn new(worker: WorkerCommand, deadline_ms: u32) -> Self {
        let path = TempDir::new().unwrap();
        let desk = Arc::new(Desk::default());
        let config = CameraConfig { deadline_ms, ..watch(path.path(), false) };
        let mut folder = Self { camera: Camera::new(device(), config, worker, desk.clone()), path, desk };
        folder.until("up", |desk| desk.state() == Some(DeviceState::Up));
        folder
    }

    fn real() -> Self {
        Self::new(real_worker(), 60_000)
    }

    fn until(&mut self, what: &str, holds: impl Fn(&Desk) -> bool) {
        let started = Instant::now();
        while !holds(&self.desk) {
            assert!(started.elapsed() < PATIENCE, "{what}: {:?} {}", self.desk.state(), self.desk.detail());
            self.camera.step();
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path.path().join(name), bytes).unwrap();
    }

    fn save(&self, name: &str, text: &str) {
        labels::save(&labels::qr(text, 4), self.path.path(), name);
    }

    /// The picture was refused, with its name and these words.
    fn refused(&mut self, name: &str, words: &str) {
        self.until(name, |desk| desk.state() == Some(DeviceState::Degraded) && desk.detail().contains(name));
        let detail = self.desk.detail();
        assert!(detail.contains(words), "{detail}");
    }
}

#[test]
fn pictures_become_scans_and_every_kind_of_file_is_read() {
    let mut folder = Folder::real();
    for name in ["one.png", "two.jpg", "three.webp"] {
        folder.save(name, name);
        folder.until(name, |desk| desk.texts().last().is_some_and(|text| text == name));
    }
    let scan = folder.desk.scans.lock().unwrap()[0].clone();
    assert_eq!((scan.device.as_str(), scan.carrier), ("camera", Carrier::Camera));
    assert_eq!(scan.symbology.as_deref(), Some("]Q1"));
    assert_eq!((folder.desk.state(), folder.desk.told()), (Some(DeviceState::Up), 1));
}

#[test]
fn a_picture_gives_each_of_its_codes_once_and_again_when_written_again() {
    let mut folder = Folder::real();
    let left = labels::qr("left", 4);
    labels::save(&labels::beside(&left, &labels::qr("right", 5)), folder.path.path(), "two.png");
    folder.until("both", |desk| desk.texts().len() == 2);
    let mut texts = folder.desk.texts();
    texts.sort();
    assert_eq!(texts, ["left", "right"]);
    labels::save(&labels::beside(&left, &left), folder.path.path(), "two.png");
    folder.until("again", |desk| desk.texts().len() == 3);
    folder.save("last.png", "last");
    folder.until("last", |desk| desk.texts().contains(&"last".to_owned()));
    assert_eq!(folder.desk.texts()[2..], ["left", "last"]);
}

#[test]
fn bad_pictures_are_named_and_the_next_good_one_is_read() {
    let mut folder = Folder::real();
    let good = labels::png(&labels::qr("good", 4));
    folder.write("text.png", b"this is no picture");
    folder.refused("text.png", "no PNG, JPEG or WebP");
    folder.write("cut.png", &good[..good.len() / 2]);
    folder.refused("cut.png", "damaged");
    folder.write("bomb.png", &labels::png_that_claims(60_000, 60_000));
    folder.refused("bomb.png", "px a side");
    folder.write("wide.png", &labels::png_that_claims(8_000, 8_000));
    folder.refused("wide.png", "8000 x 8000 px");
    folder.write("blank.png", &labels::png(&image::GrayImage::from_pixel(300, 300, image::Luma([200]))));
    folder.refused("blank.png", "No code found");
    folder.save("good.png", "good");
    folder.until("good", |desk| desk.state() == Some(DeviceState::Up));
    assert_eq!(folder.desk.texts(), ["good"]);
}

#[test]
fn a_file_is_read_when_it_is_whole() {
    let mut folder = Folder::real();
    let whole = labels::png(&labels::qr("slow", 4));
    let (early, late) = whole.split_at(whole.len() / 2);
    folder.write("slow.png", early);
    folder.camera.step();
    folder.write("slow.png", &[early, late].concat());
    folder.until("slow", |desk| !desk.texts().is_empty());
    assert_eq!(folder.desk.texts(), ["slow"]);
    assert_eq!(folder.desk.state(), Some(DeviceState::Up));
}

#[test]
fn pictures_from_before_the_start_are_read_only_when_asked_for() {
    let old = TempDir::new().unwrap();
    labels::save(&labels::qr("old", 4), old.path(), "old.png");
    for (take_present, expected) in [(false, vec!["new"]), (true, vec!["old", "new"])] {
        let desk = Arc::new(Desk::default());
        let mut camera = Camera::new(device(), watch(old.path(), take_present), real_worker(), desk.clone());
        camera.step();
        labels::save(&labels::qr("new", 4), old.path(), "new.png");
        let started = Instant::now();
        while desk.texts().last().is_none_or(|text| text != "new") {
            assert!(started.elapsed() < PATIENCE, "{}", desk.detail());
            camera.step();
        }
        assert_eq!(desk.texts(), expected);
        fs::remove_file(old.path().join("new.png")).unwrap();
    }
}

#[test]
fn a_missing_folder_is_told_and_taken_up_when_it_comes() {
    let mut folder = Folder::real();
    let path = folder.path.path().to_owned();
    fs::remove_dir(&path).unwrap();
    folder.until("down", |desk| desk.state() == Some(DeviceState::Down));
    assert!(folder.desk.detail().contains("is not there"), "{}", folder.desk.detail());
    fs::create_dir(&path).unwrap();
    folder.until("up", |desk| desk.state() == Some(DeviceState::Up));
    folder.save("back.png", "back");
    folder.until("back", |desk| desk.texts() == ["back"]);
}

#[test]
fn a_decoder_that_hangs_or_dies_is_told_with_the_picture() {
    let mut hanging = Folder::new(WorkerCommand::new("sleep", ["1000"]), 100);
    hanging.save("slow.png", "x");
    hanging.refused("slow.png", "no answer within 100ms");
    let mut dying = Folder::new(WorkerCommand::new("false", [""; 0]), 60_000);
    dying.save("fatal.png", "x");
    dying.refused("fatal.png", "ended by itself");
    let mut missing = Folder::new(WorkerCommand::new("/nowhere/station", [""; 0]), 60_000);
    missing.save("any.png", "x");
    missing.refused("any.png", "/nowhere/station");
}

/// What a live camera gives, frame by frame.
enum Shot {
    /// These labels at this second.
    Frame(&'static [&'static str], u64),
    Unplugged,
}

struct Film(VecDeque<Shot>);

impl FrameSource for Film {
    fn next(&mut self, _: Duration) -> Result<Option<Frame>, SourceError> {
        match self.0.pop_front() {
            None => Ok(None),
            Some(Shot::Unplugged) => Err(SourceError::Gone { what: "The camera was unplugged.".into() }),
            Some(Shot::Frame(labels, second)) => {
                let blank = image::GrayImage::from_pixel(40, 40, image::Luma([255]));
                let sheet =
                    labels.iter().fold(blank, |sheet, text| labels::beside(&sheet, &labels::qr(text, 4)));
                Ok(Some(Frame { captured: Monotonic(second * 1_000_000), ..labels::frame(sheet) }))
            }
        }
    }

    fn is_live(&self) -> bool {
        true
    }
}

fn film(shots: Vec<Shot>, desk: &Arc<Desk>) -> Camera {
    let worker = WorkerHandle::new(real_worker(), Formats::all());
    Camera::with_source(device(), Box::new(Film(shots.into())), worker, PATIENCE, desk.clone())
}

#[test]
fn a_label_held_before_a_live_camera_is_one_scan() {
    let desk = Arc::new(Desk::default());
    let shots = vec![
        Shot::Frame(&["a"], 0),
        Shot::Frame(&["a"], 1),
        Shot::Frame(&["a", "b"], 9),
        Shot::Frame(&["b"], 10),
        Shot::Frame(&["b"], 13),
        Shot::Frame(&["a"], 14),
        Shot::Unplugged,
        Shot::Frame(&["a"], 15),
    ];
    let count = shots.len();
    let mut camera = film(shots, &desk);
    (0..count).for_each(|_| camera.step());
    assert_eq!(desk.texts(), ["a", "b", "a", "a"]);
    assert_eq!((desk.state(), desk.told()), (Some(DeviceState::Up), 3));
}

#[test]
fn a_code_refused_by_a_busy_station_is_offered_again_while_in_view() {
    let desk = Arc::new(Desk::default());
    let mut camera =
        film(vec![Shot::Frame(&["a"], 0), Shot::Frame(&["a"], 1), Shot::Frame(&["a"], 2)], &desk);
    *desk.full.lock().unwrap() = true;
    camera.step();
    *desk.full.lock().unwrap() = false;
    camera.step();
    camera.step();
    assert_eq!(desk.texts(), ["a"]);
}

#[test]
fn the_loop_runs_on_a_thread_of_its_own() {
    let folder = TempDir::new().unwrap();
    let desk = Arc::new(Desk::default());
    let (config, sink) = (watch(folder.path(), true), desk.clone());
    thread::spawn(move || run(device(), config, real_worker(), sink));
    labels::save(&labels::qr("run", 4), folder.path(), "run.png");
    let wrong = Arc::new(Desk::default());
    let (config, sink) = (CameraConfig { deadline_ms: 0, ..watch(folder.path(), true) }, wrong.clone());
    thread::spawn(move || run(device(), config, real_worker(), sink));
    let started = Instant::now();
    while desk.texts() != ["run"] || wrong.state() != Some(DeviceState::Down) {
        assert!(started.elapsed() < PATIENCE, "{} {}", desk.detail(), wrong.detail());
        thread::sleep(Duration::from_millis(10));
    }
    assert!(wrong.detail().contains("deadline_ms"), "{}", wrong.detail());
}
