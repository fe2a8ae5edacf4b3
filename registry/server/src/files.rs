// SPDX-License-Identifier: GPL-3.0-or-later
//! Files that are there whole or not at all, also after a power cut.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Mode of a file only its owner may read.
pub(crate) const PRIVATE: u32 = 0o600;
/// Mode of a file anybody may read.
pub(crate) const PUBLIC: u32 = 0o644;

/// A file operation that failed.
#[derive(Debug, thiserror::Error)]
#[error("could not {doing} {}", .path.display())]
pub(crate) struct FileError {
    doing: &'static str,
    path: PathBuf,
    #[source]
    source: io::Error,
}

impl FileError {
    /// Names the operation and the path.
    pub(crate) fn new(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self { doing, path: path.to_owned(), source }
    }
}

/// Makes a folder, and those above it, that only its owner may enter. One that exists is left as it is.
pub(crate) fn make_private_folder(path: &Path) -> Result<(), FileError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .and_then(|()| sync_folder(path.parent().unwrap_or(Path::new("/"))))
        .map_err(|e| FileError::new("make the folder", path, e))
}

/// Puts a file in place: written beside it, synced, renamed over it, folder synced.
pub(crate) fn replace(path: &Path, content: &[u8], mode: u32) -> Result<(), FileError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let beside = beside(path);
    let written = write_synced(&beside, content, mode).and_then(|()| std::fs::rename(&beside, path));
    if let Err(error) = written {
        // The half-written neighbour is of no use to anybody; that it may stay is harmless.
        let _ = std::fs::remove_file(&beside);
        return Err(FileError::new("write", path, error));
    }
    sync_folder(folder).map_err(|e| FileError::new("sync the folder", folder, e))
}

/// The process id keeps two commands that write the same file from sharing a half-written neighbour.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}

fn write_synced(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_replaced_with_its_mode_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        replace(&path, b"one", PUBLIC).unwrap();
        replace(&path, b"two", PRIVATE).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, PRIVATE);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failure_names_the_path() {
        let error = replace(Path::new("/nowhere/at/all"), b"", PUBLIC).unwrap_err();
        assert_eq!(error.to_string(), "could not write /nowhere/at/all");
    }
}
