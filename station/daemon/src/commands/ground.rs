// SPDX-License-Identifier: GPL-3.0-or-later
//! Which signed data a command stands on, and how far it is to be believed.
//!
//! A folder is either one that `registry bundle build --out DIR` wrote (`root.json`, `current.bundle`) or a
//! station's own: its bundle folder or the state folder around it, whose trust root is in the enrolment.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use anyhow::{Context, bail};
use jiff::Timestamp;
use registry_api::bundle::plain::{MAX_BUNDLE_BYTES, PlainBundle};
use registry_api::bundle::{Lookup, TrustRoot};
use station_api::Evidence;
use station_core::{BundleTrust, Ground};
use station_store::{BundleDir, BundleLoadError, Identity, Origin, StateDir, open_exported};

/// Longest trust root, in bytes.
const MAX_ROOT_BYTES: usize = 64 * 1024;
const ROOT: &str = "root.json";
const BUNDLE: &str = "current.bundle";

/// Signed data that passed every trust step.
#[derive(Debug)]
pub(crate) struct Found {
    /// The bundle.
    pub(crate) bundle: PlainBundle,
    /// The root it was checked against.
    pub(crate) root: TrustRoot,
    /// Newest signed time seen here; no clock may stand before it.
    pub(crate) clock_floor: Timestamp,
    /// What is wrong although this bundle can be used.
    pub(crate) problem: Option<String>,
}

/// Why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unfit {
    /// Word of the failing trust step, or `missing` or `unreadable`.
    pub(crate) step: String,
    /// One sentence.
    pub(crate) message: String,
}

impl Unfit {
    /// A refusal at `step`.
    pub(crate) fn new(step: &str, message: impl Into<String>) -> Self {
        Self { step: step.to_owned(), message: message.into() }
    }

    fn missing(dir: &Path) -> Self {
        let what = format!("There is no signed data in {}.", dir.display());
        Self::new("missing", what)
    }

    /// The failing step as evidence of a verdict.
    pub(crate) fn evidence(&self) -> Evidence {
        Evidence { code: self.step.clone(), text: self.message.clone() }
    }
}

impl From<BundleLoadError> for Unfit {
    fn from(error: BundleLoadError) -> Self {
        let step = error.step();
        Self::new(step, format!("{:#}", anyhow::Error::new(error)))
    }
}

impl Found {
    /// Data that was checked against `root`.
    pub(crate) fn of(bundle: PlainBundle, root: TrustRoot) -> Self {
        let clock_floor = bundle.trusted().issued;
        Self { bundle, root, clock_floor, problem: None }
    }
}

/// What a verdict stands on: signed data or the reason why there is none.
pub(crate) struct Standing {
    trust: BundleTrust,
    found: Result<Found, Unfit>,
}

impl Standing {
    /// Takes what was found.
    pub(crate) fn new(found: Result<Found, Unfit>) -> Self {
        let trust = match &found {
            Ok(found) => BundleTrust::Trusted(found.bundle.trusted().clone()),
            Err(unfit) if unfit.step == "missing" => BundleTrust::Missing,
            Err(unfit) => BundleTrust::Untrusted { step: unfit.step.clone() },
        };
        Self { trust, found }
    }

    /// In the form that verdicts are made from.
    pub(crate) fn ground(&self) -> Ground<'_> {
        let lookup = self.found.as_ref().ok().map(|found| &found.bundle as &dyn Lookup);
        Ground { lookup, trust: &self.trust }
    }

    /// How far it is trusted.
    pub(crate) fn trust(&self) -> &BundleTrust {
        &self.trust
    }

    /// Why it is not, or what is wrong with it.
    pub(crate) fn problem(&self) -> Option<Evidence> {
        match &self.found {
            Err(unfit) => Some(unfit.evidence()),
            Ok(found) => found.problem.as_deref().map(|problem| Unfit::new("fallback", problem).evidence()),
        }
    }
}

/// Opens the signed data in `dir`, checked against `root`, or against the folder's own root.
///
/// # Errors
/// [`Unfit`] with the failing step.
pub(crate) fn open(dir: &Path, root: Option<&TrustRoot>) -> Result<Found, Unfit> {
    if let Err(error) = fs::read_dir(dir) {
        return Err(match error.kind() {
            ErrorKind::NotFound => Unfit::missing(dir),
            _ => Unfit::new("unreadable", format!("The folder {} cannot be read: {error}.", dir.display())),
        });
    }
    let has = |name: &str| dir.join(name).exists();
    if has(ROOT) || has(BUNDLE) {
        return open_as_exported(dir, root);
    }
    if has("current") || has("previous") {
        let dir = fs::canonicalize(dir).map_err(|e| Unfit::new("unreadable", e.to_string()))?;
        return open_installed(&dir, &StateDir::new(dir.parent().unwrap_or(&dir)), root);
    }
    let state = StateDir::new(dir);
    if state.bundle().is_dir() {
        return open_installed(&state.bundle(), &state, root);
    }
    Err(Unfit::missing(dir))
}

fn open_as_exported(dir: &Path, root: Option<&TrustRoot>) -> Result<Found, Unfit> {
    let Some(root) = root else {
        let exported = open_exported(dir)?;
        return Ok(Found::of(exported.bundle, exported.root));
    };
    let path = dir.join(BUNDLE);
    let bytes = read_bundle(&path).map_err(|e| Unfit::new("unreadable", format!("{e:#}")))?;
    let bundle = PlainBundle::open(&bytes, root, 0).map_err(|e| Unfit::new(e.step(), e.to_string()))?;
    Ok(Found::of(bundle, root.clone()))
}

fn open_installed(dir: &Path, state: &StateDir, root: Option<&TrustRoot>) -> Result<Found, Unfit> {
    let root = match root {
        Some(root) => root.clone(),
        None => enrolled(state).map_err(|e| Unfit::new("root", format!("{e:#}")))?.1,
    };
    let unreadable = |e: station_store::StoreError| Unfit::new("unreadable", e.to_string());
    let installed = BundleDir::open(dir).map_err(unreadable)?.load(&root)?;
    let problem = match installed.origin {
        Origin::Current => None,
        Origin::Previous { problem } => Some(format!("The newest signed data is damaged: {problem}.")),
    };
    Ok(Found { bundle: installed.bundle, root, clock_floor: installed.clock_floor, problem })
}

/// The identity of an enrolled station and whom it believes; makes no key where there is none.
///
/// # Errors
/// When the station is not enrolled, or its identity cannot be read.
pub(crate) fn enrolled(state: &StateDir) -> anyhow::Result<(Identity, TrustRoot)> {
    let path = state.enrolment();
    let known = path.try_exists().with_context(|| format!("reading {}", path.display()))?;
    let identity =
        if known { Some(state.identity().context("reading the station's identity")?) } else { None };
    let enrolment = identity.as_ref().and_then(Identity::enrolment).cloned();
    match (identity, enrolment) {
        (Some(identity), Some(enrolment)) => Ok((identity, enrolment.root)),
        _ => bail!("{} is missing: this station is not enrolled; run `station enrol`", path.display()),
    }
}

/// Reads a trust root.
///
/// # Errors
/// Names the file and what is wrong with it.
pub(crate) fn read_root(path: &Path) -> anyhow::Result<TrustRoot> {
    let bytes = read_bounded(path, MAX_ROOT_BYTES)?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is no trust root", path.display()))
}

/// Reads a bundle file, or that of an exported folder.
///
/// # Errors
/// Names the file and why it cannot be read.
pub(crate) fn read_bundle(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path.is_dir() {
        return read_bounded(&path.join(BUNDLE), MAX_BUNDLE_BYTES);
    }
    read_bounded(path, MAX_BUNDLE_BYTES)
}

/// The root that lies beside a bundle file.
pub(crate) fn root_beside(bundle: &Path) -> Option<TrustRoot> {
    let folder = bundle.parent().unwrap_or(Path::new("."));
    read_root(&folder.join(ROOT)).ok()
}

fn read_bounded(path: &Path, limit: usize) -> anyhow::Result<Vec<u8>> {
    let doing = || format!("reading {}", path.display());
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(doing)?;
    file.take(limit as u64 + 1).read_to_end(&mut bytes).with_context(doing)?;
    if bytes.len() > limit {
        bail!("{} is longer than the {limit} bytes a station reads", path.display());
    }
    Ok(bytes)
}
