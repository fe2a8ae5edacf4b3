// SPDX-License-Identifier: GPL-3.0-or-later
//! Installing and loading bundles so that a power cut at any moment leaves a usable one.
//!
//! Order: the bundle file is durable before a pointer names it, the old pointer is kept as `previous` before
//! `current` changes, and files are deleted only when no pointer names them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use registry_api::Digest;
use registry_api::bundle::plain::{MAX_BUNDLE_BYTES, PlainBundle};
use registry_api::bundle::{TrustError, TrustRoot};

use super::pointer::{Pointer, object_name};
use super::{BundleLoadError, InstallError};
use crate::{StoreError, files};

const CURRENT: &str = "current";
const PREVIOUS: &str = "previous";

/// The directory with a station's bundles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleDir {
    dir: PathBuf,
}

/// Which of the kept bundles was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The newest.
    Current,
    /// The one before, because the newest cannot be used; the station must show this.
    Previous {
        /// What is wrong with the newest.
        problem: String,
    },
}

/// A bundle that passed every trust step, with what the station remembers of it.
#[derive(Debug, Clone)]
pub struct Installed {
    /// The bundle.
    pub bundle: PlainBundle,
    /// Which one it is.
    pub origin: Origin,
    /// Newest signed time seen by this station.
    pub clock_floor: Timestamp,
    /// Wall clock when it was installed.
    pub installed_at: Timestamp,
    /// Version of the trust root it was checked against when it was installed.
    pub root_version: u64,
    /// Hash of the bundle file; usable as the `ETag` of a fetch only if the registry uses the same.
    pub sha256: Digest,
    /// The bundle file.
    pub file: PathBuf,
}

/// Why one pointer gave no bundle.
enum Unusable {
    Absent,
    Unreadable(String),
    Untrusted(TrustError),
}

impl BundleDir {
    /// Names the directory and makes it where it is missing.
    ///
    /// # Errors
    /// [`StoreError::Io`] when it cannot be made.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let dir = dir.into();
        files::private_dir(&dir)?;
        Ok(Self { dir })
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.dir
    }

    /// Checks a bundle as [`BundleDir::install`] would, and changes nothing.
    ///
    /// # Errors
    /// [`InstallError`] names the step that fails.
    pub fn check(&self, file: &[u8], root: &TrustRoot) -> Result<PlainBundle, InstallError> {
        self.check_against(&self.pointers(), file, root)
    }

    /// Checks a bundle and makes it the current one; the one before is kept as `previous` if it is still
    /// good. Installing the current bundle again changes nothing.
    ///
    /// # Errors
    /// [`InstallError::Untrusted`] with the failing step, [`InstallError::SignedBefore`], or
    /// [`InstallError::Store`] when the disk is full or refuses. The bundle in use stays in use.
    pub fn install(&self, file: &[u8], root: &TrustRoot, now: Timestamp) -> Result<Installed, InstallError> {
        let kept = self.pointers();
        let bundle = self.check_against(&kept, file, root)?;
        let pointer = kept.next(&bundle, Digest::of(file), root, now);
        self.put(&kept, &pointer, file, root).map_err(|source| InstallError::Store { source })?;
        tracing::info!(sequence = pointer.sequence, bytes = file.len(), "installed a bundle");
        Ok(self.installed(bundle, pointer, Origin::Current))
    }

    fn check_against(&self, kept: &Kept, file: &[u8], root: &TrustRoot) -> Result<PlainBundle, InstallError> {
        let bundle = PlainBundle::open(file, root, kept.trusted_sequence())
            .map_err(|source| InstallError::Untrusted { source })?;
        let trusted = bundle.trusted();
        // Two bundles with one number: only the later signing may follow the earlier.
        let same = kept.newest().filter(|p| p.sequence == trusted.sequence);
        if same.is_some_and(|p| trusted.issued < p.issued) {
            return Err(InstallError::SignedBefore { sequence: trusted.sequence });
        }
        Ok(bundle)
    }

    fn put(&self, kept: &Kept, pointer: &Pointer, file: &[u8], root: &TrustRoot) -> Result<(), StoreError> {
        let object = self.dir.join(&pointer.object);
        // A file that is already there may be the damaged one this installation is to repair.
        if files::read_bounded(&object, file.len()).ok().flatten().as_deref() != Some(file) {
            files::write_atomic(&object, file, 0o600)?;
        }
        // `previous` must be a bundle that loads: a current one that does not may not push it out.
        if let Some(current) = kept.current.as_ref().filter(|current| current.object != pointer.object)
            && self.open_object(current, root).is_ok()
        {
            current.write(&self.dir.join(PREVIOUS))?;
        }
        pointer.write(&self.dir.join(CURRENT))?;
        self.collect_garbage();
        Ok(())
    }

    /// Loads the current bundle, or the one before where the current one cannot be used.
    ///
    /// # Errors
    /// [`BundleLoadError`] when neither can be used; it tells of the current one.
    pub fn load(&self, root: &TrustRoot) -> Result<Installed, BundleLoadError> {
        let problem = match self.load_one(CURRENT, root) {
            Ok((bundle, pointer)) => return Ok(self.installed(bundle, pointer, Origin::Current)),
            Err(problem) => problem,
        };
        match self.load_one(PREVIOUS, root) {
            Ok((bundle, pointer)) => {
                let problem = problem.sentence();
                tracing::error!(problem, sequence = pointer.sequence, "fell back to the bundle before");
                Ok(self.installed(bundle, pointer, Origin::Previous { problem }))
            }
            Err(_) => Err(problem.into_error(&self.dir)),
        }
    }

    /// Whether a bundle was ever installed here, usable or not.
    pub fn is_empty(&self) -> bool {
        !self.dir.join(CURRENT).exists() && !self.dir.join(PREVIOUS).exists()
    }

    fn load_one(&self, name: &str, root: &TrustRoot) -> Result<(PlainBundle, Pointer), Unusable> {
        let pointer = Pointer::read(&self.dir.join(name)).map_err(Unusable::Unreadable)?;
        let pointer = pointer.ok_or(Unusable::Absent)?;
        let bundle = self.open_object(&pointer, root)?;
        Ok((bundle, pointer))
    }

    fn open_object(&self, pointer: &Pointer, root: &TrustRoot) -> Result<PlainBundle, Unusable> {
        let path = self.dir.join(&pointer.object);
        let unreadable = |what: String| Unusable::Unreadable(format!("{}: {what}", path.display()));
        let bytes = files::read_bounded(&path, MAX_BUNDLE_BYTES).map_err(|e| unreadable(e.to_string()))?;
        let bytes = bytes.ok_or_else(|| unreadable("the file is missing".to_owned()))?;
        if Digest::of(&bytes) != pointer.sha256 {
            return Err(unreadable("the file is not the one that was installed".to_owned()));
        }
        PlainBundle::open(&bytes, root, pointer.sequence).map_err(Unusable::Untrusted)
    }

    fn installed(&self, bundle: PlainBundle, pointer: Pointer, origin: Origin) -> Installed {
        Installed {
            bundle,
            origin,
            clock_floor: pointer.clock_floor,
            installed_at: pointer.installed_at,
            root_version: pointer.root_version,
            sha256: pointer.sha256,
            file: self.dir.join(pointer.object),
        }
    }

    fn pointers(&self) -> Kept {
        let read = |name| {
            Pointer::read(&self.dir.join(name)).unwrap_or_else(|problem| {
                tracing::warn!(problem, "ignored a damaged pointer");
                None
            })
        };
        Kept { current: read(CURRENT), previous: read(PREVIOUS) }
    }

    /// Deletes bundle files that no pointer names, and unfinished files. What cannot be deleted stays: it
    /// costs room, nothing else.
    fn collect_garbage(&self) {
        let kept = self.pointers();
        let named: BTreeSet<&str> = kept.both().map(|p| p.object.as_str()).collect();
        let entries = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let ours = name.ends_with(".bundle") || name.ends_with(".tmp");
            if ours && !named.contains(name) {
                let deleted = files::remove_if_there(&entry.path());
                tracing::debug!(name, ok = deleted.is_ok(), "deleted a bundle that is no longer used");
            }
        }
    }
}

/// The pointers that are there and fit their hash.
struct Kept {
    current: Option<Pointer>,
    previous: Option<Pointer>,
}

impl Kept {
    fn both(&self) -> impl Iterator<Item = &Pointer> {
        self.current.iter().chain(&self.previous)
    }

    fn newest(&self) -> Option<&Pointer> {
        self.both().max_by_key(|p| (p.sequence, p.issued))
    }

    fn trusted_sequence(&self) -> u64 {
        self.newest().map_or(0, |p| p.sequence)
    }

    fn next(&self, bundle: &PlainBundle, sha256: Digest, root: &TrustRoot, now: Timestamp) -> Pointer {
        let trusted = bundle.trusted();
        let floors = self.both().map(|p| p.clock_floor);
        Pointer {
            object: object_name(trusted.sequence, &sha256),
            sha256,
            sequence: trusted.sequence,
            issued: trusted.issued,
            root_version: root.version,
            clock_floor: floors.fold(trusted.issued, Timestamp::max),
            installed_at: now,
        }
    }
}

impl Unusable {
    fn sentence(&self) -> String {
        match self {
            Self::Absent => "the newest bundle was never wholly installed".to_owned(),
            Self::Unreadable(detail) => detail.clone(),
            Self::Untrusted(error) => error.to_string(),
        }
    }

    fn into_error(self, dir: &Path) -> BundleLoadError {
        match self {
            Self::Absent => BundleLoadError::Missing { dir: dir.to_owned() },
            Self::Unreadable(detail) => BundleLoadError::Unreadable { detail },
            Self::Untrusted(source) => BundleLoadError::Untrusted { source },
        }
    }
}
