// SPDX-License-Identifier: GPL-3.0-or-later
//! The registry's secrets: made once, kept in files that only their owner may read.
//!
//! | file | holds |
//! |---|---|
//! | `issue.key` | 32 bytes under the tag of every serial |
//! | `publish.key` | Ed25519 key that signs bundles, PKCS#8 (RFC 5958) |
//! | `admin.token` | bearer token of the administrator, base64url |

use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use data_encoding::BASE64URL_NOPAD;
use registry_api::{PublicKey, Signature, serial::IssueKey};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{Ed25519KeyPair, KeyPair};

use crate::files::{self, FileError};

/// Longest key file, in bytes.
const MAX_KEY_BYTES: u64 = 4096;
/// Random bytes in the administrator's token.
const TOKEN_BYTES: usize = 32;

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    /// Reading or writing failed.
    #[error(transparent)]
    File(#[from] FileError),
    /// Others could read the file.
    #[error(
        "{} can be read by others (mode {mode:03o}): run `chmod 600 {}`, and replace the key if somebody may have read it",
        .path.display(), .path.display()
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file does not hold what it should.
    #[error("{} does not hold {what}: put it back from the backup", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
    },
    /// A key is gone while the data made with it is there.
    #[error("{} is missing though the database exists: put it back from the backup", .0.display())]
    Missing(PathBuf),
    /// The operating system gave no random bytes.
    #[error("the operating system gives no random bytes")]
    NoRandomness,
}

/// The key that signs bundles.
pub(crate) struct PublishKey(Ed25519KeyPair);

impl PublishKey {
    /// Its public half.
    pub(crate) fn public(&self) -> PublicKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        PublicKey::from_bytes(bytes)
    }

    /// Signs.
    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        let mut bytes = [0; 64];
        bytes.copy_from_slice(self.0.sign(message).as_ref());
        Signature::from_bytes(bytes)
    }
}

/// The administrator's token.
pub(crate) struct AdminToken(String);

impl AdminToken {
    /// Whether `given` is the token; the time of the answer tells nothing of how much of it was right.
    pub(crate) fn is(&self, given: &str) -> bool {
        let (own, given) = (self.0.as_bytes(), given.as_bytes());
        own.len() == given.len() && own.iter().zip(given).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
    }
}

/// All secrets of the registry.
pub(crate) struct Keys {
    /// Makes serials.
    pub(crate) issue: IssueKey,
    /// Signs bundles.
    pub(crate) publish: PublishKey,
    /// Opens the administrator's endpoints.
    pub(crate) admin: AdminToken,
}

impl Keys {
    /// Reads the key files of a state folder, and makes those that are missing where `may_make` allows.
    ///
    /// A missing key must not be made anew beside existing data: every serial issued before would turn into a
    /// forgery.
    pub(crate) fn open(state_dir: &Path, may_make: bool) -> Result<Self, KeyError> {
        let open = |name: &str, make: fn() -> Result<Vec<u8>, KeyError>| {
            read_or_make(&state_dir.join(name), may_make, make)
        };
        let (issue_path, issue) = open("issue.key", || Ok(random::<32>()?.to_vec()))?;
        let (publish_path, publish) = open("publish.key", make_publish_key)?;
        let (admin_path, admin) = open("admin.token", make_token)?;
        Ok(Self {
            issue: parse_issue_key(issue_path, &issue)?,
            publish: parse_publish_key(publish_path, &publish)?,
            admin: parse_token(admin_path, &admin)?,
        })
    }
}

/// Secret random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
    Ok(bytes)
}

fn read_or_make(
    path: &Path,
    may_make: bool,
    make: fn() -> Result<Vec<u8>, KeyError>,
) -> Result<(PathBuf, Vec<u8>), KeyError> {
    if let Some(content) = read_private(path)? {
        return Ok((path.to_owned(), content));
    }
    if !may_make {
        return Err(KeyError::Missing(path.to_owned()));
    }
    let content = make()?;
    files::replace(path, &content, files::PRIVATE)?;
    tracing::info!(path = %path.display(), "key made");
    Ok((path.to_owned(), content))
}

fn read_private(path: &Path) -> Result<Option<Vec<u8>>, KeyError> {
    let failed = |error| FileError::new("read", path, error);
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error).into()),
    };
    // The open file is asked, not the path, so that the answer and the content are of one file.
    let mode = file.metadata().map_err(failed)?.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyError::Exposed { path: path.to_owned(), mode });
    }
    let mut content = Vec::new();
    file.take(MAX_KEY_BYTES).read_to_end(&mut content).map_err(failed)?;
    Ok(Some(content))
}

fn make_publish_key() -> Result<Vec<u8>, KeyError> {
    let document =
        Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| KeyError::NoRandomness)?;
    Ok(document.as_ref().to_vec())
}

fn make_token() -> Result<Vec<u8>, KeyError> {
    Ok(format!("{}\n", BASE64URL_NOPAD.encode(&random::<TOKEN_BYTES>()?)).into_bytes())
}

fn parse_issue_key(path: PathBuf, content: &[u8]) -> Result<IssueKey, KeyError> {
    match content.try_into() {
        Ok(secret) => Ok(IssueKey::from_bytes(secret)),
        Err(_) => Err(KeyError::Damaged { path, what: "32 bytes" }),
    }
}

fn parse_publish_key(path: PathBuf, content: &[u8]) -> Result<PublishKey, KeyError> {
    let damaged = |_| KeyError::Damaged { path, what: "an Ed25519 key in PKCS#8" };
    Ed25519KeyPair::from_pkcs8(content).map(PublishKey).map_err(damaged)
}

fn parse_token(path: PathBuf, content: &[u8]) -> Result<AdminToken, KeyError> {
    let text = std::str::from_utf8(content).unwrap_or_default().trim();
    if BASE64URL_NOPAD.decode(text.as_bytes()).is_ok_and(|bytes| bytes.len() >= TOKEN_BYTES) {
        Ok(AdminToken(text.to_owned()))
    } else {
        Err(KeyError::Damaged { path, what: "a token of 32 bytes or more in base64url" })
    }
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn why(result: Result<Keys, KeyError>) -> String {
        result.err().map(|error| error.to_string()).unwrap()
    }

    #[test]
    fn keys_are_made_once_private_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let made = Keys::open(folder.path(), true).unwrap();
        let again = Keys::open(folder.path(), false).unwrap();
        assert_eq!(made.publish.public(), again.publish.public());
        assert!(again.admin.is(&made.admin.0));
        assert!(!again.admin.is(""));
        assert!(!again.admin.is(&"A".repeat(made.admin.0.len())));
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            assert_eq!(entry.unwrap().metadata().unwrap().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_key_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        Keys::open(folder.path(), true).unwrap();
        for mode in [0o640, 0o604, 0o620] {
            std::fs::set_permissions(folder.path().join("publish.key"), Permissions::from_mode(mode))
                .unwrap();
            let why = why(Keys::open(folder.path(), true));
            assert!(why.contains("chmod 600") && why.contains("publish.key"), "{why}");
        }
    }

    #[test]
    fn a_missing_or_damaged_key_is_not_replaced_beside_data() {
        let folder = tempfile::tempdir().unwrap();
        Keys::open(folder.path(), true).unwrap();
        let issue = folder.path().join("issue.key");
        std::fs::write(&issue, [0; 31]).unwrap();
        assert!(why(Keys::open(folder.path(), true)).contains("32 bytes"));
        std::fs::remove_file(&issue).unwrap();
        assert!(why(Keys::open(folder.path(), false)).contains("missing"));
        assert!(!issue.exists());
    }
}
