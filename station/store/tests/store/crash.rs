// SPDX-License-Identifier: GPL-3.0-or-later
//! The process is killed at random moments of recording, sending, acknowledging and installing.
//!
//! The child is this same test binary; it prints what was acknowledged to it, and that must be there
//! afterwards. A kill does not test the disk's own cache; that needs a simulated power cut.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use registry_api::Digest;
use registry_api::chain::Batch;
use ring::rand::{SecureRandom, SystemRandom};
use station_store::{StateDir, Store};

use crate::given::{Maker, batch, decision, enrolled, stored, time};

const KILLS: u32 = 40;
const HOME: &str = "ASSAY_CRASH_TEST_HOME";
/// Recordings per child at most, in case nobody kills it.
const MAX_ROUNDS: u32 = 2000;

#[test]
fn nothing_acknowledged_is_lost_to_a_kill() {
    let temp = tempfile::tempdir().unwrap();
    let mut acknowledged = Acknowledged::default();
    for _ in 0..KILLS {
        acknowledged.raise(&run_and_kill(temp.path()));
        check(temp.path(), &acknowledged);
    }
    assert!(acknowledged.journal > u64::from(KILLS), "the kills left time to work: {acknowledged:?}");
    assert!(acknowledged.bundle > 0, "bundles were installed in between");
}

/// The highest numbers a child said it was given.
#[derive(Debug, Default)]
struct Acknowledged {
    journal: u64,
    outbox: u64,
    bundle: u64,
}

impl Acknowledged {
    fn raise(&mut self, lines: &[String]) {
        for line in lines {
            let numbers: Vec<u64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
            let [journal, outbox, bundle] = numbers[..] else { panic!("not a report: {line:?}") };
            self.journal = self.journal.max(journal);
            self.outbox = self.outbox.max(outbox);
            self.bundle = self.bundle.max(bundle);
        }
    }
}

fn random(below: u8) -> u8 {
    let mut byte = [0];
    SystemRandom::new().fill(&mut byte).unwrap();
    byte[0] % below
}

/// Lets a child work for a random while, kills it and answers its acknowledgements.
fn run_and_kill(home: &Path) -> Vec<String> {
    let mut child = Reaped(
        Command::new(std::env::current_exe().unwrap())
            .args(["crash::child", "--exact", "--ignored", "--nocapture", "--quiet"])
            .env(HOME, home)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    let wanted = usize::from(random(12));
    let mut seen: Vec<String> =
        lines.by_ref().map_while(Result::ok).filter(|l| is_report(l)).take(wanted).collect();
    // The moment itself must be random; nothing is asserted on it.
    std::thread::sleep(Duration::from_micros(u64::from(random(255)) * 40));
    child.0.kill().unwrap();
    seen.extend(lines.map_while(Result::ok).filter(|l| is_report(l)));
    seen
}

fn is_report(line: &str) -> bool {
    line.ends_with(" end")
}

/// A child that does not outlive the test.
struct Reaped(Child);

impl Drop for Reaped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn check(home: &Path, acknowledged: &Acknowledged) {
    let dir = StateDir::new(home.join("state"));
    let identity = enrolled(&dir);
    let store = dir.store(&identity).unwrap();
    let journal = store.journal_verify().unwrap();
    assert!(journal.rows >= acknowledged.journal, "{journal:?} after {acknowledged:?}");
    let status = store.outbox_status().unwrap();
    assert!(status.last_seq >= acknowledged.outbox, "{status:?} after {acknowledged:?}");
    let events: u64 = (1..=journal.rows).map(events_of).sum();
    assert_eq!(status.last_seq, events, "journal and outbox rows of a decision were not written together");
    let delivered = registry_rows(home);
    let held = delivered.keys().next_back().copied().unwrap_or(0);
    assert_eq!(delivered.len() as u64, held, "the registry has a gap");
    assert!(status.acked_seq <= held, "a row was deleted that the registry does not have");
    if status.waiting > 0 {
        let next = batch(&store, &identity, 1000);
        assert_eq!(next.rows[0].seq, status.acked_seq + 1);
        assert_eq!(next.rows.len() as u64, status.waiting.min(1000), "a row is lost");
        for row in &next.rows {
            assert!(
                delivered.get(&row.seq).is_none_or(|hash| *hash == row.hash),
                "row {} has two forms",
                row.seq
            );
        }
    }
    check_bundle(&dir, acknowledged.bundle);
}

fn check_bundle(dir: &StateDir, acknowledged: u64) {
    let loaded = dir.bundles().unwrap().load(&Maker::new(1).root());
    let sequence = loaded.map_or(0, |installed| installed.bundle.trusted().sequence);
    assert!(sequence >= acknowledged, "bundle {sequence} is older than the installed {acknowledged}");
}

/// Custody events of a card of the child, so that the journal alone says how many there must be.
fn events_of(card: u64) -> u64 {
    card % 3
}

/// What the registry of the child holds; a row that comes twice must be the same.
fn registry_rows(home: &Path) -> BTreeMap<u64, Digest> {
    let text = fs::read_to_string(registry_file(home)).unwrap_or_default();
    let mut rows = BTreeMap::new();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    for line in whole.lines() {
        let (seq, hash) = line.split_once(' ').unwrap();
        let hash = Digest::try_from(hash.to_owned()).unwrap();
        let before = rows.insert(seq.parse().unwrap(), hash);
        assert!(before.is_none_or(|before| before == hash), "row {seq} was sent in two forms");
    }
    rows
}

fn registry_file(home: &Path) -> PathBuf {
    home.join("registry")
}

/// The child: works until it is killed. Ignored, because it is no test of its own.
#[test]
#[ignore = "started by nothing_acknowledged_is_lost_to_a_kill"]
fn child() {
    let Some(home) = std::env::var_os(HOME).map(PathBuf::from) else { return };
    let dir = StateDir::new(home.join("state"));
    let identity = enrolled(&dir);
    let mut store = dir.store(&identity).unwrap();
    let bundles = dir.bundles().unwrap();
    let maker = Maker::new(1);
    let mut bundle =
        bundles.load(&maker.root()).map_or(0, |i| u32::try_from(i.bundle.trusted().sequence).unwrap());
    for round in 0..MAX_ROUNDS {
        let card = store.last_card() + 1;
        let recorded = store.record(&decision(card, events_of(card))).unwrap();
        let outbox = recorded.outbox_seqs.last().copied().unwrap_or(0);
        println!("{} {outbox} {bundle} end", recorded.journal_seq);
        if round % 4 == 3 {
            deliver(&home, &mut store);
        }
        if round % 5 == 4 {
            bundle += 1;
            bundles.install(&maker.bundle(bundle), &maker.root(), time("2026-11-23T08:00:00Z")).unwrap();
        }
    }
}

fn deliver(home: &Path, store: &mut Store) {
    let Some(batch) = store.next_batch(3, usize::MAX).unwrap() else { return };
    let mut file = OpenOptions::new().append(true).create(true).open(registry_file(home)).unwrap();
    file.write_all(lines(&batch).as_bytes()).unwrap();
    file.sync_all().unwrap();
    store.acknowledge(&batch, &stored(&batch)).unwrap();
}

fn lines(batch: &Batch) -> String {
    batch.rows.iter().map(|row| format!("{} {}\n", row.seq, row.hash)).collect()
}
