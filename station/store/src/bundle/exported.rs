// SPDX-License-Identifier: GPL-3.0-or-later
//! A directory as `registry bundle build --out DIR` writes it: `root.json` and `current.bundle`.

use std::path::Path;

use registry_api::bundle::TrustRoot;
use registry_api::bundle::plain::{MAX_BUNDLE_BYTES, PlainBundle};

use super::BundleLoadError;
use crate::files;

/// Longest trust root, in bytes.
const MAX_ROOT_BYTES: usize = 64 * 1024;

/// A bundle with the root it was handed over with.
#[derive(Debug, Clone)]
pub struct Exported {
    /// The root; trusted because a person named the directory.
    pub root: TrustRoot,
    /// The bundle, checked against that root.
    pub bundle: PlainBundle,
    /// Length of the bundle file in bytes.
    pub bytes: usize,
}

/// Reads and checks an exported directory.
///
/// # Errors
/// [`BundleLoadError::Missing`] without the two files, [`BundleLoadError::Unreadable`] for a root that is
/// none, [`BundleLoadError::Untrusted`] with the trust step that failed.
pub fn open_exported(dir: &Path) -> Result<Exported, BundleLoadError> {
    let root = read(dir, "root.json", MAX_ROOT_BYTES)?;
    let root: TrustRoot = serde_json::from_slice(&root)
        .map_err(|e| BundleLoadError::Unreadable { detail: format!("{}/root.json: {e}", dir.display()) })?;
    let file = read(dir, "current.bundle", MAX_BUNDLE_BYTES)?;
    let bundle =
        PlainBundle::open(&file, &root, 0).map_err(|source| BundleLoadError::Untrusted { source })?;
    Ok(Exported { root, bundle, bytes: file.len() })
}

fn read(dir: &Path, name: &str, limit: usize) -> Result<Vec<u8>, BundleLoadError> {
    let path = dir.join(name);
    let bytes = files::read_bounded(&path, limit);
    let bytes =
        bytes.map_err(|e| BundleLoadError::Unreadable { detail: format!("{}: {e}", path.display()) })?;
    bytes.ok_or_else(|| BundleLoadError::Missing { dir: dir.to_owned() })
}
