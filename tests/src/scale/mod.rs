// SPDX-License-Identifier: GPL-3.0-or-later
//! Paged bundles of any size: a made-up maker streams its units into one, and each property is measured.
//!
//! Times are of the wall clock, lookups as the best of [`SLICES`] runs: other work on the machine makes a run
//! slower and none faster. Every answer is compared with what the maker knows; a wrong one ends the run.

mod ask;
mod floor;
pub mod maker;
mod store;

use std::time::Instant;

use anyhow::{Context, ensure};
use registry_api::bundle::Trusted;
use registry_api::bundle::paged::{Alerts, Builder, Contents, DeltaBuilder, Light, ObjectKind, PagedBundle};
use registry_api::fact::Status;

use maker::{Maker, SALT};

use store::{DirSink, Shared, peak_mb};

/// Runs of a timing, of which the best counts.
pub const SLICES: usize = 100;
/// Most serials of a run: what 28 bits of block number hold at 1,000 units each.
const MAX_SERIALS: u64 = 100_000_000_000;
/// Guesses against the fingerprints.
const PROBES: u64 = 3_000_000;

/// What to build.
#[derive(Debug, clap::Parser)]
#[command(name = "bundle-scale", about = "Builds a paged bundle of any size and measures it")]
pub struct Options {
    /// Serials in the base, 1,000 to a block.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=MAX_SERIALS))]
    serials: u64,
    /// Seed of everything that is made up.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

type Bundle = PagedBundle<Shared>;

fn trusted() -> Trusted {
    let issued = jiff::Timestamp::UNIX_EPOCH;
    Trusted { sequence: 1, issued, expires: issued }
}

/// Builds, asks, updates; one line of JSON.
///
/// # Errors
/// When a file cannot be written or read, or an answer is wrong.
pub fn run(options: &Options) -> anyhow::Result<String> {
    let maker = Maker::new(options.seed, options.serials)?;
    let dir = tempfile::Builder::new().prefix("bundle-scale-").tempdir().context("no folder for objects")?;
    let begun = Instant::now();
    let (contents, statuses) = build(&maker, DirSink::new(dir.path()))?;
    let build_s = begun.elapsed().as_secs_f64();
    let build_peak_mb = peak_mb()?;
    let bytes: u64 = contents.objects.iter().map(|object| object.len).sum();
    let products = contents.objects.iter().find(|object| object.kind == ObjectKind::Products);
    let floor = floor::bytes(options.serials, products.map_or(0, |object| object.len));

    let parts = store::load(dir.path(), &contents)?;
    let begun = Instant::now();
    let bundle = PagedBundle::open(trusted(), &contents, parts.clone())?;
    bundle.warm()?;
    let open_ms = begun.elapsed().as_secs_f64() * 1e3;
    let page_proof_us = page_proof_us(&bundle)?;
    let cold = ask::cold_pages(&contents, &parts, &maker)?;

    let questions = ask::Questions::new(&maker)?;
    let plain = questions.time(&bundle)?;
    let delta = update(&maker, &bundle, &contents, &parts.alerts)?;
    delta.changed.check(&delta.bundle, &maker)?;
    let updated_ns = questions.time_hits(&delta.bundle)?;
    let false_accepts = ask::false_accepts(&delta.bundle, &maker, PROBES)?;

    let report = serde_json::json!({
        "serials": options.serials,
        "statuses": statuses,
        "bytes": bytes,
        "bits_per_serial": bytes as f64 * 8.0 / options.serials as f64,
        "build_s": build_s,
        "build_peak_mb": build_peak_mb,
        "open_ms": open_ms,
        "lookup_hit_ns": plain.hit_ns,
        "lookup_miss_ns": plain.miss_ns,
        "false_accepts": false_accepts,
        "probes": PROBES,
        "daily_delta_bytes": delta.bytes,
        "delta_apply_s": delta.apply_s,
        "floor_bytes": floor,
        "pages_cold": cold.after_warm,
        "over_floor": bytes as f64 / floor as f64,
        "page_proof_us": page_proof_us,
        "pages_touched": cold.touched,
        "lookup_hit_facts_ns": plain.facts_ns,
        "lookup_hit_delta_ns": updated_ns,
        "fingerprint_ns": plain.fingerprint_ns,
        "objects": contents.objects.iter().map(|o| (o.kind.as_str(), o.len)).collect::<std::collections::BTreeMap<_, _>>(),
    });
    Ok(report.to_string())
}

/// Streams every unit into a base; the number of statuses that are not active comes back as well.
fn build(maker: &Maker, sink: DirSink) -> anyhow::Result<(Contents, u64)> {
    let mut builder = Builder::new(sink, SALT)?;
    maker.products().into_iter().try_for_each(|product| builder.product(product.into()))?;
    let (mut statuses, mut units) = (0, Vec::new());
    for block in 0..maker.blocks() {
        let facts = maker.facts(block)?;
        units.clear();
        for index in 0..maker.units(block) {
            let status = maker.status(block, index);
            statuses += u64::from(status != Status::Active);
            units.push((maker.serial(&facts, index)?, status));
        }
        builder.block(&Maker::draft(&facts), units.drain(..))?;
    }
    let built = builder.finish(&Alerts::default())?;
    Ok((Contents { salt: SALT, objects: built.objects }, statuses))
}

/// Time of a page's first read: its hash and the comparison with its leaf.
fn page_proof_us(bundle: &Bundle) -> anyhow::Result<f64> {
    let before = bundle.verified_pages();
    let begun = Instant::now();
    bundle.verify_all()?;
    let (elapsed, pages) = (begun.elapsed(), bundle.verified_pages() - before);
    Ok(elapsed.as_secs_f64() * 1e6 / pages.max(1) as f64)
}

struct Update {
    bundle: Bundle,
    bytes: u64,
    apply_s: f64,
    changed: ask::Changed,
}

/// A day: 0.3 % new serials, 0.02 % of the old ones with another status.
fn update(maker: &Maker, base: &Bundle, contents: &Contents, alerts: &[u8]) -> anyhow::Result<Update> {
    let changed = ask::Changed::new(maker)?;
    let mut builder = DeltaBuilder::new(base);
    for block in maker.new_blocks() {
        let facts = maker.facts(block)?;
        let unit = |index| Ok((maker.serial(&facts, index)?, Status::Active));
        let units = (0..maker.new_units(block)).map(unit).collect::<anyhow::Result<Vec<_>>>()?;
        builder.block(&Maker::draft(&facts), units)?;
    }
    for (serial, status) in changed.units() {
        builder.change(serial, *status)?;
    }
    let (object, bytes) = builder.finish()?;
    let mut contents = contents.clone();
    contents.objects.push(object);
    let light = Light { alerts: alerts.to_vec(), manifests: Vec::new(), delta: Some(bytes) };
    let begun = Instant::now();
    let bundle = base.renewed(trusted(), &contents, &light)?;
    let apply_s = begun.elapsed().as_secs_f64();
    ensure!(bundle.base_units() == maker.serials(), "the base has lost units");
    Ok(Update { bundle, bytes: object.len, apply_s, changed })
}
