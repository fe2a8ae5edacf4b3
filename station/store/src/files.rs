// SPDX-License-Identifier: GPL-3.0-or-later
//! Files that are either wholly there or not there at all, also after the power failed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};

use crate::StoreError;

/// Name of the unfinished form of a file.
pub(crate) fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".tmp");
    PathBuf::from(name)
}

/// Writes a file: unfinished form, fsync, rename, fsync of the directory.
///
/// Each of the four is needed: without the first fsync the name may point at zeros, without the second the
/// rename may be lost after somebody relied on it.
pub(crate) fn write_atomic(path: &Path, bytes: &[u8], mode: u32) -> Result<(), StoreError> {
    let tmp = unfinished(path);
    let write = || -> io::Result<()> {
        // An older unfinished file could have other rights, which `mode` does not change.
        remove_if_there(&tmp)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&tmp)?;
        give_to_owner_of(path, &file)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&tmp, path)?;
        sync_dir_of(path)
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&tmp);
        StoreError::io("write", path)(error)
    })
}

/// Gives a file that root just made to whoever owns its directory: an administrator who installs a bundle by
/// hand must not lock the station out of it.
pub(crate) fn give_to_owner_of(path: &Path, file: &File) -> io::Result<()> {
    let dir = fs::metadata(dir_of(path))?;
    if file.metadata()?.uid() == 0 && dir.uid() != 0 {
        fchown(file, Some(dir.uid()), Some(dir.gid()))?;
    }
    Ok(())
}

pub(crate) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Makes the names in the directory of `path` durable.
pub(crate) fn sync_dir_of(path: &Path) -> io::Result<()> {
    File::open(dir_of(path))?.sync_all()
}

fn dir_of(path: &Path) -> &Path {
    match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    }
}

/// Makes a directory that only the station may read.
pub(crate) fn private_dir(dir: &Path) -> Result<(), StoreError> {
    let make = || -> io::Result<()> {
        if dir.is_dir() {
            return Ok(());
        }
        fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        give_to_owner_of(dir, &File::open(dir)?)?;
        sync_dir_of(dir)
    };
    make().map_err(StoreError::io("make the directory", dir))
}

/// Reads a file of at most `limit` bytes; `None` where there is none.
pub(crate) fn read_bounded(path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("longer than {limit} bytes")));
    }
    Ok(Some(bytes))
}
