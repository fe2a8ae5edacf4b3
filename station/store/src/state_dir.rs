// SPDX-License-Identifier: GPL-3.0-or-later
//! Where the files of a station lie.

use std::path::{Path, PathBuf};

use crate::files;
use crate::{BundleDir, Identity, Reader, Store, StoreError};

/// The directory with everything a station remembers, e.g. `/var/lib/assay-station`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateDir {
    root: PathBuf,
}

impl StateDir {
    /// Names a directory; nothing is touched.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Makes the directory where it is missing, readable by its owner alone.
    ///
    /// # Errors
    /// [`StoreError::Io`] when it cannot be made.
    pub fn create(&self) -> Result<(), StoreError> {
        files::private_dir(&self.root)
    }

    /// The directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.root.join("station.db")
    }

    /// The station's private key.
    pub fn key(&self) -> PathBuf {
        self.root.join("identity.key")
    }

    /// What the registry answered when the station was enrolled.
    pub fn enrolment(&self) -> PathBuf {
        self.root.join("enrolment.json")
    }

    /// The directory of the bundles.
    pub fn bundle(&self) -> PathBuf {
        self.root.join("bundle")
    }

    /// Opens the identity, makes the key where there is none yet, see [`Identity::open`].
    ///
    /// # Errors
    /// As [`Identity::open`].
    pub fn identity(&self) -> Result<Identity, StoreError> {
        self.create()?;
        Identity::open(self)
    }

    /// Opens the database as its one writer; with an enrolled identity, ready to record custody.
    ///
    /// # Errors
    /// As [`Store::open`] and [`Store::attach`].
    pub fn store(&self, identity: &Identity) -> Result<Store, StoreError> {
        self.create()?;
        let mut store = Store::open(&self.database())?;
        if identity.enrolment().is_some() {
            store.attach(identity)?;
        }
        Ok(store)
    }

    /// Opens the database to look into it, also while the station runs.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn reader(&self) -> Result<Reader, StoreError> {
        Reader::open(&self.database())
    }

    /// Opens the bundle directory.
    ///
    /// # Errors
    /// As [`BundleDir::open`].
    pub fn bundles(&self) -> Result<BundleDir, StoreError> {
        BundleDir::open(self.bundle())
    }
}
