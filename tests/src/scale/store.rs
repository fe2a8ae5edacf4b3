// SPDX-License-Identifier: GPL-3.0-or-later
//! Objects as files named by their hash, and read back into memory.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use registry_api::bundle::paged::{Contents, ObjectKind, ObjectRef, ObjectSink, PAGE_BYTES, Pages, Parts};

/// Writes objects into a folder.
pub(super) struct DirSink {
    dir: PathBuf,
}

impl DirSink {
    /// A sink over a folder that is there.
    pub(super) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }
}

impl ObjectSink for DirSink {
    type Out = BufWriter<File>;

    fn create(&mut self, kind: ObjectKind) -> io::Result<Self::Out> {
        File::create(self.dir.join(format!("{kind}.tmp"))).map(BufWriter::new)
    }

    fn done(&mut self, object: &ObjectRef, out: Self::Out) -> io::Result<()> {
        drop(out.into_inner()?);
        fs::rename(self.dir.join(format!("{}.tmp", object.kind)), self.dir.join(object.sha256.to_string()))
    }
}

/// An object in memory that several bundles read.
#[derive(Clone)]
pub(super) struct Shared(Arc<Vec<u8>>);

impl Shared {
    /// Shares the bytes of an object.
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self(Arc::new(bytes))
    }
}

impl Pages for Shared {
    fn page(&self, n: u64) -> Option<&[u8]> {
        let start = usize::try_from(n).ok()?.checked_mul(PAGE_BYTES)?;
        self.0.get(start..start.checked_add(PAGE_BYTES)?)
    }

    fn len(&self) -> u64 {
        (self.0.len() / PAGE_BYTES) as u64
    }
}

/// Reads the objects of a base back.
///
/// # Errors
/// When one is missing or another.
pub(super) fn load(dir: &Path, contents: &Contents) -> anyhow::Result<Parts<Shared>> {
    let read = |kind: ObjectKind| {
        let object = contents.objects.iter().find(|object| object.kind == kind);
        let object = object.with_context(|| format!("no object of kind {kind}"))?;
        let bytes =
            fs::read(dir.join(object.sha256.to_string())).with_context(|| format!("reading {kind}"))?;
        ensure!(bytes.len() as u64 == object.len, "{kind} has another length");
        Ok(bytes)
    };
    let pages = |kind| read(kind).map(Shared::new);
    Ok(Parts {
        blocks: pages(ObjectKind::Blocks)?,
        lots: pages(ObjectKind::Lots)?,
        fingerprints: pages(ObjectKind::Fingerprints)?,
        exceptions: pages(ObjectKind::Exceptions)?,
        opaque: None,
        leaves: read(ObjectKind::Leaves)?,
        products: read(ObjectKind::Products)?,
        alerts: read(ObjectKind::Alerts)?,
        manifests: Vec::new(),
        delta: None,
    })
}

/// The most memory this process ever held, in megabytes (`VmHWM` of proc(5)).
///
/// # Errors
/// Where the kernel does not tell.
pub(super) fn peak_mb() -> anyhow::Result<f64> {
    let status = fs::read_to_string("/proc/self/status").context("reading /proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: f64 = line.and_then(|line| line.trim().split(' ').next()).context("no VmHWM")?.parse()?;
    Ok(kib * 1024.0 / 1e6)
}
