// SPDX-License-Identifier: GPL-3.0-or-later
//! Bundles on disk: rollback, tears, flips, and what is left lying about.

use std::fs;
use std::os::unix::fs::MetadataExt;

use jiff::Timestamp;
use station_store::{
    BundleDir, BundleLoadError, BundleSummary, InstallError, Installed, Origin, open_exported,
};
use tempfile::TempDir;

use crate::given::{Maker, flip, time};

struct Given {
    maker: Maker,
    dir: BundleDir,
    temp: TempDir,
}

fn given() -> Given {
    let temp = tempfile::tempdir().unwrap();
    let dir = BundleDir::open(temp.path().join("bundle")).unwrap();
    Given { maker: Maker::new(1), dir, temp }
}

impl Given {
    fn install(&self, file: &[u8]) -> Result<Installed, InstallError> {
        self.dir.install(file, &self.maker.root(), now())
    }

    fn load(&self) -> Result<Installed, BundleLoadError> {
        self.dir.load(&self.maker.root())
    }

    fn sequence(&self) -> u64 {
        self.load().unwrap().bundle.trusted().sequence
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.dir.path()).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn now() -> Timestamp {
    time("2026-11-23T08:00:00Z")
}

fn step(error: &InstallError) -> &'static str {
    match error {
        InstallError::Untrusted { source } => source.step(),
        other => panic!("{other}"),
    }
}

#[test]
fn what_was_installed_is_loaded() {
    let given = given();
    assert!(matches!(given.load(), Err(BundleLoadError::Missing { .. })));
    assert!(given.dir.is_empty());
    given.install(&given.maker.bundle(5)).unwrap();
    let loaded = given.load().unwrap();
    assert_eq!((loaded.bundle.trusted().sequence, &loaded.origin), (5, &Origin::Current));
    assert_eq!((loaded.clock_floor, loaded.installed_at), (time("2026-11-01T05:00:00Z"), now()));
    assert_eq!(BundleSummary::of(&loaded.bundle, &given.maker.root()).sequence, 5);
}

#[test]
fn an_older_bundle_is_refused_also_after_a_restart() {
    let given = given();
    given.install(&given.maker.bundle(5)).unwrap();
    let again = BundleDir::open(given.dir.path()).unwrap();
    let error = again.install(&given.maker.bundle(4), &given.maker.root(), now()).unwrap_err();
    assert_eq!(step(&error), "rollback");
    assert_eq!(given.sequence(), 5);
}

#[test]
fn two_bundles_of_one_number_go_forward_only() {
    let given = given();
    let (early, late) = (time("2026-11-01T00:00:00Z"), time("2026-11-02T00:00:00Z"));
    let first = given.maker.bundle_of(5, early, "a");
    given.install(&first).unwrap();
    given.install(&first).unwrap();
    given.install(&given.maker.bundle_of(5, late, "b")).unwrap();
    assert!(matches!(given.install(&first), Err(InstallError::SignedBefore { sequence: 5 })));
    assert_eq!(given.load().unwrap().bundle.content().salt, "b");
}

#[test]
fn an_untrusted_bundle_changes_nothing() {
    let given = given();
    given.install(&given.maker.bundle(5)).unwrap();
    let before = given.names();
    assert_eq!(step(&given.install(&Maker::new(2).bundle(6)).unwrap_err()), "key");
    assert_eq!(step(&given.install(b"").unwrap_err()), "form");
    assert_eq!(step(&given.dir.check(&given.maker.bundle(1), &given.maker.root()).unwrap_err()), "rollback");
    given.dir.check(&given.maker.bundle(6), &given.maker.root()).unwrap();
    assert_eq!((given.names(), given.sequence()), (before, 5));
}

#[test]
fn a_torn_pointer_falls_back_and_says_so() {
    let given = given();
    given.install(&given.maker.bundle(5)).unwrap();
    given.install(&given.maker.bundle(6)).unwrap();
    let current = given.dir.path().join("current");
    let whole = fs::read(&current).unwrap();
    for length in 0..whole.len() {
        fs::write(&current, &whole[..length]).unwrap();
        let loaded = given.load().unwrap();
        assert_eq!(loaded.bundle.trusted().sequence, 5, "torn after {length} bytes");
        assert!(matches!(loaded.origin, Origin::Previous { problem } if problem.contains("pointer")));
    }
    given.install(&given.maker.bundle(6)).unwrap();
    assert_eq!(given.load().unwrap().origin, Origin::Current, "the next installation heals it");
}

#[test]
fn no_flipped_bit_of_the_pointer_is_believed() {
    let given = given();
    given.install(&given.maker.bundle(5)).unwrap();
    given.install(&given.maker.bundle(6)).unwrap();
    let current = given.dir.path().join("current");
    let truth = given.load().unwrap();
    for byte in 0..fs::read(&current).unwrap().len() {
        for bit in [0, 3, 6] {
            flip(&current, byte, bit);
            let loaded = given.load().unwrap();
            if loaded.origin == Origin::Current {
                assert_eq!(loaded.bundle.trusted(), truth.bundle.trusted(), "byte {byte} bit {bit}");
                assert_eq!(loaded.clock_floor, truth.clock_floor, "byte {byte} bit {bit}");
            }
            flip(&current, byte, bit);
        }
    }
}

#[test]
fn a_damaged_bundle_falls_back_and_does_not_push_out_the_good_one() {
    let given = given();
    given.install(&given.maker.bundle(5)).unwrap();
    let damaged = given.install(&given.maker.bundle(6)).unwrap().file;
    flip(&damaged, 300, 1);
    assert_eq!(given.sequence(), 5);
    let newest = given.install(&given.maker.bundle(7)).unwrap().file;
    assert_eq!(given.sequence(), 7);
    fs::remove_file(newest).unwrap();
    assert_eq!(given.sequence(), 5, "the damaged bundle 6 did not become the previous one");
}

#[test]
fn installing_the_same_bundle_repairs_its_file() {
    let given = given();
    let file = given.install(&given.maker.bundle(5)).unwrap().file;
    flip(&file, 300, 1);
    assert!(matches!(given.load(), Err(BundleLoadError::Unreadable { .. })));
    given.install(&given.maker.bundle(5)).unwrap();
    assert_eq!(given.sequence(), 5);
}

#[test]
fn another_root_trusts_none_of_it() {
    let given = given();
    given.install(&given.maker.bundle(5)).unwrap();
    let error = given.dir.load(&Maker::new(2).root()).unwrap_err();
    assert!(matches!(error, BundleLoadError::Untrusted { .. }));
    assert_eq!(error.step(), "key");
}

#[test]
fn root_installs_for_the_station_and_not_for_itself() {
    let temp = tempfile::tempdir().unwrap();
    let station = 12_345;
    if std::os::unix::fs::chown(temp.path(), Some(station), Some(station)).is_err() {
        println!("skipped: giving a directory away needs root");
        return;
    }
    let dir = BundleDir::open(temp.path().join("bundle")).unwrap();
    dir.install(&Maker::new(1).bundle(1), &Maker::new(1).root(), now()).unwrap();
    for path in
        [dir.path().to_owned(), dir.path().join("current"), dir.load(&Maker::new(1).root()).unwrap().file]
    {
        assert_eq!(fs::metadata(&path).unwrap().uid(), station, "{}", path.display());
    }
}

#[test]
fn only_two_bundles_are_kept() {
    let given = given();
    fs::write(given.dir.path().join("9-x.bundle.tmp"), "left by a crash").unwrap();
    for sequence in 1..=5 {
        given.install(&given.maker.bundle(sequence)).unwrap();
    }
    let names = given.names();
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(names[0].starts_with("4-") && names[1].starts_with("5-"), "{names:?}");
    assert_eq!(names[2..], ["current", "previous"]);
}

#[test]
fn an_exported_directory_is_checked_against_its_own_root() {
    let given = given();
    let dir = given.temp.path().join("out");
    fs::create_dir(&dir).unwrap();
    assert!(matches!(open_exported(&dir), Err(BundleLoadError::Missing { .. })));
    let file = given.maker.bundle(5);
    fs::write(dir.join("root.json"), serde_json::to_vec(&given.maker.root()).unwrap()).unwrap();
    fs::write(dir.join("current.bundle"), &file).unwrap();
    let exported = open_exported(&dir).unwrap();
    assert_eq!((exported.bundle.trusted().sequence, exported.bytes), (5, file.len()));
    fs::write(dir.join("current.bundle"), Maker::new(2).bundle(5)).unwrap();
    assert_eq!(open_exported(&dir).unwrap_err().step(), "key");
    fs::write(dir.join("root.json"), "{").unwrap();
    assert_eq!(open_exported(&dir).unwrap_err().step(), "unreadable");
}
