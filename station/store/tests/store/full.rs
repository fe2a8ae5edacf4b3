// SPDX-License-Identifier: GPL-3.0-or-later
//! A real file system that is really full; needs root for the mount.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use station_store::{StateDir, Store, StoreError};

use crate::given::{Maker, decision, enrolled, record, time};

/// A small tmpfs, unmounted at the end.
struct Small {
    at: PathBuf,
    _temp: tempfile::TempDir,
}

impl Small {
    /// `None` where this process may not mount.
    fn mount() -> Option<Self> {
        let temp = tempfile::tempdir().unwrap();
        let at = temp.path().to_owned();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&at).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then_some(Self { at, _temp: temp })
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.at).status();
    }
}

/// Takes all room that is left, to the last byte.
fn fill(dir: &Path) -> PathBuf {
    use std::io::Write;
    let path = dir.join("ballast");
    let mut file = fs::File::create(&path).unwrap();
    for size in [65_536, 4096, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
    path
}

fn record_until_full(store: &mut Store) -> u64 {
    for n in 0..100_000 {
        match store.record(&decision(store.last_card() + 1, 1)) {
            Ok(_) => {}
            Err(StoreError::DiskFull { .. }) => return n,
            Err(other) => panic!("a full disk gave another error: {other:?}"),
        }
    }
    panic!("the disk never became full");
}

#[test]
fn a_full_disk_refuses_aloud_and_recovers_by_itself() {
    let Some(small) = Small::mount() else {
        println!("skipped: mounting a small tmpfs needs root");
        return;
    };
    let dir = StateDir::new(small.at.join("state"));
    let identity = enrolled(&dir);
    let mut store = dir.store(&identity).unwrap();
    record(&mut store, 5);
    let ballast = fill(&small.at);
    record_until_full(&mut store);
    let before = (store.journal_verify().unwrap(), store.outbox_status().unwrap());
    assert!(store.record(&decision(9999, 2)).unwrap_err().is_disk_full());
    assert_eq!(
        before,
        (store.journal_verify().unwrap(), store.outbox_status().unwrap()),
        "nothing half-written"
    );
    drop(store);
    let refused = dir.store(&identity).and_then(|mut store| store.record(&decision(9999, 2)));
    assert!(refused.as_ref().is_err_and(StoreError::is_disk_full), "after a restart: {refused:?}");
    fs::remove_file(&ballast).unwrap();
    let mut store = dir.store(&identity).unwrap();
    let recorded = store.record(&decision(store.last_card() + 1, 1)).unwrap();
    assert_eq!(recorded.journal_seq, before.0.last_seq + 1, "no number is left out");
    store.journal_verify().unwrap();
    assert!(store.next_batch(1000, usize::MAX).unwrap().is_some());
}

#[test]
fn a_bundle_that_does_not_fit_leaves_the_one_before() {
    let Some(small) = Small::mount() else {
        println!("skipped: mounting a small tmpfs needs root");
        return;
    };
    let bundles = StateDir::new(small.at.join("state")).bundles().unwrap();
    let maker = Maker::new(1);
    let now = time("2026-11-23T08:00:00Z");
    bundles.install(&maker.bundle(1), &maker.root(), now).unwrap();
    let ballast = fill(&small.at);
    let large = maker.bundle_of(2, now, &"x".repeat(500_000));
    let error = bundles.install(&large, &maker.root(), now).unwrap_err();
    assert!(format!("{error:?}").contains("DiskFull"), "{error:?}");
    assert_eq!(bundles.load(&maker.root()).unwrap().bundle.trusted().sequence, 1);
    fs::remove_file(ballast).unwrap();
    bundles.install(&large, &maker.root(), now).unwrap();
    assert_eq!(bundles.load(&maker.root()).unwrap().bundle.trusted().sequence, 2);
}
