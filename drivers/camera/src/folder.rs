// SPDX-License-Identifier: GPL-3.0-or-later
//! A folder that stands in for a camera: each new picture file is a frame.

use std::collections::{BTreeMap, VecDeque};
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::frame::{Frame, FrameSource, SourceError};
use crate::picture::load_picture;

/// Time from one look into the folder to the next.
const LOOK_EVERY: Duration = Duration::from_millis(150);
/// A file last written this long ago was moved here whole, or its writer is done.
const SETTLED: Duration = Duration::from_secs(1);
/// Most files of a watched folder; bounds what is remembered.
pub const MAX_FILES: usize = 10_000;
/// Endings of picture files, in any case of letters.
const ENDINGS: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

/// What tells one version of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    bytes: u64,
}

/// Watches a folder and gives each picture once it has stopped growing, oldest first.
///
/// Hidden files, other endings and empty files are left alone. A file that is written again is given again.
pub struct FolderSource {
    folder: PathBuf,
    /// Files that were given, or were there before.
    seen: BTreeMap<OsString, Stamp>,
    /// Files that may still grow.
    growing: BTreeMap<OsString, Stamp>,
    ready: VecDeque<PathBuf>,
    looked: Option<Instant>,
    skip_present: bool,
}

impl FolderSource {
    /// A source that gives the pictures which come into the folder from its first look on, and with
    /// `take_present` those it finds there as well.
    pub fn new(folder: impl Into<PathBuf>, take_present: bool) -> Self {
        Self {
            folder: folder.into(),
            seen: BTreeMap::new(),
            growing: BTreeMap::new(),
            ready: VecDeque::new(),
            looked: None,
            skip_present: !take_present,
        }
    }

    fn look(&mut self) -> Result<(), SourceError> {
        self.looked = Some(Instant::now());
        let present = list(&self.folder)?;
        self.seen.retain(|name, _| present.contains_key(name));
        if std::mem::take(&mut self.skip_present) {
            self.seen = present;
            return Ok(());
        }
        let mut settled = Vec::new();
        let mut growing = BTreeMap::new();
        for (name, stamp) in present {
            if self.seen.get(&name) == Some(&stamp) {
                continue;
            }
            if self.growing.get(&name) == Some(&stamp) || is_old(&stamp) {
                settled.push((stamp.modified, name.clone()));
                self.seen.insert(name, stamp);
            } else {
                growing.insert(name, stamp);
            }
        }
        self.growing = growing;
        settled.sort();
        self.ready.extend(settled.into_iter().map(|(_, name)| self.folder.join(name)));
        Ok(())
    }

    fn until_next_look(&self) -> Duration {
        self.looked.map_or(Duration::ZERO, |looked| LOOK_EVERY.saturating_sub(looked.elapsed()))
    }
}

impl FrameSource for FolderSource {
    fn next(&mut self, timeout: Duration) -> Result<Option<Frame>, SourceError> {
        let started = Instant::now();
        loop {
            while let Some(path) = self.ready.pop_front() {
                // A file taken away again is no fault.
                if path.exists() {
                    return load_picture(&path).map(Some);
                }
            }
            let wait = self.until_next_look();
            let left = timeout.saturating_sub(started.elapsed());
            if wait > left {
                thread::sleep(left);
                return Ok(None);
            }
            thread::sleep(wait);
            self.look()?;
        }
    }

    fn is_live(&self) -> bool {
        false
    }
}

/// A file dated in the future is not old; it has to be seen twice.
fn is_old(stamp: &Stamp) -> bool {
    SystemTime::now().duration_since(stamp.modified).is_ok_and(|age| age >= SETTLED)
}

fn list(folder: &Path) -> Result<BTreeMap<OsString, Stamp>, SourceError> {
    let entries = fs::read_dir(folder).map_err(|error| gone(folder, &error))?;
    let mut files = BTreeMap::new();
    for (count, entry) in entries.enumerate() {
        if count >= MAX_FILES {
            let what = format!(
                "The picture folder {} holds more than {MAX_FILES} files. Clear it.",
                folder.display()
            );
            return Err(SourceError::Gone { what });
        }
        let entry = entry.map_err(|error| gone(folder, &error))?;
        if let Some(stamp) = stamp(&entry) {
            files.insert(entry.file_name(), stamp);
        }
    }
    Ok(files)
}

/// `None` for what is no picture file, or not yet.
fn stamp(entry: &DirEntry) -> Option<Stamp> {
    let path = entry.path();
    let ending = path.extension().and_then(OsStr::to_str)?.to_ascii_lowercase();
    let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
    if hidden || !ENDINGS.contains(&ending.as_str()) {
        return None;
    }
    let about = fs::metadata(&path).ok()?;
    let stamp = Stamp { modified: about.modified().ok()?, bytes: about.len() };
    (about.is_file() && stamp.bytes > 0).then_some(stamp)
}

fn gone(folder: &Path, error: &io::Error) -> SourceError {
    let folder = folder.display();
    let what = match error.kind() {
        io::ErrorKind::NotFound => {
            format!("The picture folder {folder} is not there. Make it, or correct its path.")
        }
        io::ErrorKind::PermissionDenied => {
            format!("No right to read the picture folder {folder}. Let the station's user read it.")
        }
        _ => format!("The picture folder {folder} cannot be read ({error}). Check that it is a folder."),
    };
    SourceError::Gone { what }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a file dated in the future, which is never taken for settled by its age.
    fn write(folder: &Path, name: &str, bytes: &[u8]) {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        let tomorrow = SystemTime::now() + Duration::from_secs(86_400);
        fs::File::open(path).unwrap().set_modified(tomorrow).unwrap();
    }

    fn ready(source: &mut FolderSource) -> Vec<String> {
        source.look().unwrap();
        source.ready.drain(..).map(|path| crate::picture::name(&path)).collect()
    }

    #[test]
    fn a_file_is_taken_when_two_looks_find_it_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let mut source = FolderSource::new(folder.path(), true);
        write(folder.path(), "b.png", b"half");
        assert_eq!(ready(&mut source), [""; 0]);
        write(folder.path(), "b.png", b"half and half");
        assert_eq!(ready(&mut source), [""; 0]);
        assert_eq!(ready(&mut source), ["b.png"]);
        assert_eq!(ready(&mut source), [""; 0]);
    }

    #[test]
    fn a_file_moved_in_is_taken_at_once_and_the_oldest_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let mut source = FolderSource::new(folder.path(), true);
        for (name, age) in
            [("a.JPG", 10), ("c.webp", 30), ("b.png", 30), (".hidden.png", 30), ("notes.txt", 30)]
        {
            write(folder.path(), name, b"x");
            let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 - age);
            fs::File::open(folder.path().join(name)).unwrap().set_modified(then).unwrap();
        }
        write(folder.path(), "empty.png", b"");
        assert_eq!(ready(&mut source), ["b.png", "c.webp", "a.JPG"]);
        assert_eq!(ready(&mut source), [""; 0]);
    }

    #[test]
    fn files_that_are_gone_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let mut source = FolderSource::new(folder.path(), false);
        write(folder.path(), "old.png", b"x");
        assert_eq!(ready(&mut source), [""; 0]);
        assert_eq!(source.seen.len(), 1);
        fs::remove_file(folder.path().join("old.png")).unwrap();
        assert_eq!(ready(&mut source), [""; 0]);
        assert!(source.seen.is_empty());
    }
}
