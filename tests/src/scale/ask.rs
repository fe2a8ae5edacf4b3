// SPDX-License-Identifier: GPL-3.0-or-later
//! Questions with known answers, timed and counted.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use anyhow::ensure;
use registry_api::bundle::paged::{Contents, PagedBundle, Parts, Probe};
use registry_api::bundle::{Finding, Lookup};
use registry_api::fact::Status;
use registry_api::serial::Serial;

use super::maker::{Draw, Maker, SALT, UNITS_PER_BLOCK};
use super::store::Shared;
use super::{Bundle, SLICES, trusted};

/// Questions of one kind.
const QUESTIONS: u64 = 200_000;
/// Bundles opened anew to count the pages one lookup reads.
const COLD_OPENINGS: u64 = 50;
/// Lookups of a bundle just opened.
const COLD_LOOKUPS: u64 = 1000;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Times of a lookup in nanoseconds.
pub(super) struct Timing {
    /// Issued: locator, fingerprint (SHA-256), status, no facts copied.
    pub(super) hit_ns: f64,
    /// A guessed tag at a place that is issued.
    pub(super) miss_ns: f64,
    /// Issued, with the facts of product and block copied out (`Lookup::find`).
    pub(super) facts_ns: f64,
    /// The SHA-256 that is part of each.
    pub(super) fingerprint_ns: f64,
}

fn unit(maker: &Maker, draw: Draw, n: u64) -> (u64, u16) {
    let rank = maker.draw(draw, n) % maker.serials();
    (rank / u64::from(UNITS_PER_BLOCK), (rank % u64::from(UNITS_PER_BLOCK)) as u16)
}

fn question(maker: &Maker, n: u64) -> anyhow::Result<(Serial, Status)> {
    let (block, index) = unit(maker, Draw::Question, n);
    Ok((maker.serial(&maker.facts(block)?, index)?, maker.status(block, index)))
}

/// A serial at an issued place with a guessed tag.
fn guess(maker: &Maker, n: u64) -> anyhow::Result<Serial> {
    let (block, index) = unit(maker, Draw::Question, n);
    let (locator, tag) = ((block + 1) << 12 | u64::from(index), maker.draw(Draw::Guess, n));
    let digit = |bits: u64, place: u32| ALPHABET[(bits >> (5 * place) & 31) as usize] as char;
    let head = (0..8).rev().map(|place| digit(locator, place));
    let text: String = head.chain((0..12).rev().map(|place| digit(tag, place))).collect();
    Ok(Serial::parse(&text)?)
}

/// Serials issued, with their statuses, and guesses.
pub(super) struct Questions {
    hits: Vec<(Serial, Status)>,
    misses: Vec<Serial>,
}

impl Questions {
    pub(super) fn new(maker: &Maker) -> anyhow::Result<Self> {
        let hits = (0..QUESTIONS).map(|n| question(maker, n)).collect::<Result<_, _>>()?;
        let misses = (QUESTIONS..2 * QUESTIONS).map(|n| guess(maker, n)).collect::<Result<_, _>>()?;
        Ok(Self { hits, misses })
    }

    /// Checks every answer, then times them.
    pub(super) fn time(&self, bundle: &Bundle) -> anyhow::Result<Timing> {
        for (serial, status) in &self.hits {
            ensure!(bundle.probe(serial)? == Probe::Issued(*status), "{serial} is issued and {status}");
            let Finding::Issued(fact) = bundle.find(serial) else { anyhow::bail!("{serial} is issued") };
            ensure!(fact.status == *status && fact.block.number == serial.locator().block, "{serial}: facts");
        }
        for serial in &self.misses {
            ensure!(bundle.probe(serial)? == Probe::CheckFailed, "{serial} was never issued");
        }
        Ok(Timing {
            hit_ns: self.time_hits(bundle)?,
            miss_ns: best_ns(&self.misses, |serial| bundle.probe(serial)),
            facts_ns: best_ns(&self.hits, |(serial, _)| bundle.find(serial)),
            fingerprint_ns: best_ns(&self.hits, |(serial, _)| SALT.fingerprint(serial)),
        })
    }

    /// Times the issued ones.
    pub(super) fn time_hits(&self, bundle: &Bundle) -> anyhow::Result<f64> {
        Ok(best_ns(&self.hits, |(serial, _)| bundle.probe(serial)))
    }
}

/// Mean time of one question in the best of several runs over different questions.
fn best_ns<Q, A>(questions: &[Q], ask: impl Fn(&Q) -> A) -> f64 {
    let slice = |questions: &[Q]| {
        let begun = Instant::now();
        for question in questions {
            black_box(ask(black_box(question)));
        }
        begun.elapsed().as_secs_f64() * 1e9 / questions.len() as f64
    };
    questions.chunks(questions.len().div_ceil(SLICES)).map(slice).fold(f64::INFINITY, f64::min)
}

/// How often a guess at an issued place passes.
pub(super) fn false_accepts(bundle: &Bundle, maker: &Maker, probes: u64) -> anyhow::Result<u64> {
    let mut passed = 0;
    for n in 0..probes {
        let serial = guess(maker, 2 * QUESTIONS + n)?;
        passed += u64::from(matches!(bundle.probe(&serial)?, Probe::Issued(_)));
    }
    Ok(passed)
}

/// Pages that lookups of a bundle just opened have to read and verify.
pub(super) struct Cold {
    /// By one lookup, the small objects having been read when the bundle was opened, as a station does.
    pub(super) after_warm: f64,
    /// By the very first lookup, none having been read.
    pub(super) touched: f64,
}

pub(super) fn cold_pages(contents: &Contents, parts: &Parts<Shared>, maker: &Maker) -> anyhow::Result<Cold> {
    let asked = (0..COLD_LOOKUPS).map(|n| question(maker, n)).collect::<anyhow::Result<Vec<_>>>()?;
    let open = || PagedBundle::open(trusted(), contents, parts.clone());
    let warm = open()?;
    warm.warm()?;
    let before = warm.verified_pages();
    for (serial, _) in &asked {
        warm.try_find(serial)?;
    }
    let after_warm = (warm.verified_pages() - before) as f64 / COLD_LOOKUPS as f64;
    let mut touched = 0;
    for (serial, _) in asked.iter().take(COLD_OPENINGS as usize) {
        let bundle = open()?;
        let before = bundle.verified_pages();
        bundle.try_find(serial)?;
        touched += bundle.verified_pages() - before;
    }
    Ok(Cold { after_warm, touched: touched as f64 / COLD_OPENINGS as f64 })
}

/// Units of the base that have another status a day later.
pub(super) struct Changed(BTreeMap<Serial, Status>);

impl Changed {
    /// 0.02 % of the base.
    pub(super) fn new(maker: &Maker) -> anyhow::Result<Self> {
        let wanted = (maker.serials() / 5000) as usize;
        let mut changed = BTreeMap::new();
        let mut n = 0;
        while changed.len() < wanted {
            let (block, index) = unit(maker, Draw::Change, n);
            let others: Vec<_> =
                Status::ALL.into_iter().filter(|s| *s != maker.status(block, index)).collect();
            let status = others[(maker.draw(Draw::Change, n) >> 32) as usize % others.len()];
            changed.insert(maker.serial(&maker.facts(block)?, index)?, status);
            n += 1;
        }
        Ok(Self(changed))
    }

    pub(super) fn units(&self) -> impl Iterator<Item = (&Serial, &Status)> {
        self.0.iter()
    }

    /// Whether a bundle brought up to date knows the changes and every new unit.
    pub(super) fn check(&self, bundle: &Bundle, maker: &Maker) -> anyhow::Result<()> {
        for (serial, status) in self.units() {
            ensure!(bundle.probe(serial)? == Probe::Issued(*status), "{serial} is {status} now");
        }
        for block in maker.new_blocks() {
            let facts = maker.facts(block)?;
            for index in 0..maker.new_units(block) {
                let serial = maker.serial(&facts, index)?;
                ensure!(bundle.probe(&serial)? == Probe::Issued(Status::Active), "{serial} is new");
            }
        }
        Ok(())
    }
}
