// SPDX-License-Identifier: GPL-3.0-or-later
//! The small file that says which bundle counts, and what was trusted so far.

use std::path::Path;

use jiff::Timestamp;
use registry_api::Digest;
use serde::{Deserialize, Serialize};

use crate::{StoreError, files};

/// Longest pointer, in bytes.
const MAX_POINTER_BYTES: usize = 4096;

/// Which bundle counts, with everything that must not go backwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pointer {
    /// Name of the bundle file in the same directory.
    pub(super) object: String,
    /// Hash of that file.
    pub(super) sha256: Digest,
    /// Highest sequence trusted so far (TUF 5.6.4: nothing below it is taken).
    pub(super) sequence: u64,
    /// When the bundle was signed.
    pub(super) issued: Timestamp,
    /// Version of the trust root it was checked against.
    pub(super) root_version: u64,
    /// Newest signed time seen so far.
    pub(super) clock_floor: Timestamp,
    /// Wall clock at the installation.
    pub(super) installed_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PointerFile {
    pointer: Pointer,
    sha256: Digest,
}

impl Pointer {
    /// Reads a pointer; `None` where there is none, a sentence where it is torn or changed.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, String> {
        let bytes = files::read_bounded(path, MAX_POINTER_BYTES)
            .map_err(|e| format!("the pointer {} cannot be read: {e}", path.display()))?;
        let Some(bytes) = bytes else { return Ok(None) };
        let bad = |what: &str| format!("the pointer {} {what}", path.display());
        let file: PointerFile =
            serde_json::from_slice(&bytes).map_err(|e| bad(&format!("is torn or changed: {e}")))?;
        if file.pointer.check().as_ref() != Some(&file.sha256) {
            return Err(bad("does not fit its hash"));
        }
        if file.pointer.object != object_name(file.pointer.sequence, &file.pointer.sha256) {
            return Err(bad("names a file that is no bundle"));
        }
        Ok(Some(file.pointer))
    }

    /// Puts the pointer in place, wholly or not at all.
    pub(super) fn write(&self, path: &Path) -> Result<(), StoreError> {
        let no_json = || StoreError::io("write", path)(std::io::Error::other("the pointer is no JSON"));
        let sha256 = self.check().ok_or_else(no_json)?;
        let file = PointerFile { pointer: self.clone(), sha256 };
        let text = serde_json::to_string_pretty(&file).map_err(|_| no_json())?;
        files::write_atomic(path, text.as_bytes(), 0o600)
    }

    /// Hash over the pointer as it is written, so that no changed byte with a meaning escapes.
    fn check(&self) -> Option<Digest> {
        serde_json::to_vec(self).ok().map(|json| Digest::of_parts(&[b"assay-pointer-1\n", &json]))
    }
}

/// Name of a bundle file.
pub(super) fn object_name(sequence: u64, sha256: &Digest) -> String {
    format!("{sequence}-{}.bundle", &sha256.to_string()[..16])
}
