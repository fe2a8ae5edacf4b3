// SPDX-License-Identifier: GPL-3.0-or-later
//! Who this station is: its Ed25519 key (RFC 8032), its number, its place and whom it trusts.
//!
//! The private key is made on the station and never leaves it. The enrolment is signed with that key, so
//! that a changed file is noticed before its trust root is believed.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use registry_api::bundle::TrustRoot;
use registry_api::http::EnrolAnswer;
use registry_api::{PublicKey, Signature};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde::{Deserialize, Serialize};

use crate::{StateDir, StoreError, files};

/// Longest key file, in bytes; PKCS#8 version 2 of Ed25519 has 85.
const MAX_KEY_BYTES: usize = 256;
/// Longest enrolment file, in bytes.
const MAX_ENROLMENT_BYTES: usize = 64 * 1024;
const SIGNED_PREFIX: &str = "assay-enrolment-1\n";

/// What the registry told the station when it was enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// The station's number.
    pub station: String,
    /// Facility code it stands at.
    pub facility: String,
    /// Whose bundles it believes.
    pub root: TrustRoot,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EnrolmentFile {
    enrolment: Enrolment,
    signature: Signature,
}

/// The station's key and, once enrolled, its number and trust root. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    key: Arc<Ed25519KeyPair>,
    public: PublicKey,
    enrolment: Option<Enrolment>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("public", &self.public).field("enrolment", &self.enrolment).finish()
    }
}

impl Identity {
    /// Reads the key, makes one where neither key nor enrolment exists, and reads the enrolment.
    ///
    /// # Errors
    /// [`StoreError::Identity`] when the key is readable by others, damaged, or gone while an enrolment
    /// remains (a new key would not be the enrolled one), or when the enrolment is not signed with the key.
    pub fn open(dir: &StateDir) -> Result<Self, StoreError> {
        let key = match read_key(&dir.key())? {
            Some(key) => key,
            None if dir.enrolment().exists() => return Err(key_is_gone(dir)),
            None => make_key(&dir.key())?,
        };
        let public = public_half(&key, &dir.key())?;
        let mut identity = Self { key: Arc::new(key), public, enrolment: None };
        identity.enrolment = identity.read_enrolment(&dir.enrolment())?;
        Ok(identity)
    }

    /// The public half, which the registry knows the station by.
    pub fn public_key(&self) -> PublicKey {
        self.public
    }

    /// What the registry told, once enrolled.
    pub fn enrolment(&self) -> Option<&Enrolment> {
        self.enrolment.as_ref()
    }

    /// Signs with the station's key.
    pub fn sign(&self, message: &[u8]) -> Signature {
        let mut bytes = [0; 64];
        bytes.copy_from_slice(self.key.sign(message).as_ref());
        Signature::from_bytes(bytes)
    }

    /// Keeps the registry's answer to an enrolment; replaces an earlier one.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] or [`StoreError::Io`] when it cannot be written; the earlier enrolment stays.
    pub fn enrol(&mut self, dir: &StateDir, answer: EnrolAnswer) -> Result<(), StoreError> {
        let enrolment = Enrolment { station: answer.station, facility: answer.facility, root: answer.root };
        let path = dir.enrolment();
        let signature = self.sign(&signed_bytes(&enrolment, &path)?);
        let file = EnrolmentFile { enrolment: enrolment.clone(), signature };
        let text = serde_json::to_string_pretty(&file).map_err(|e| unusable(&path, &e.to_string()))?;
        files::write_atomic(&path, text.as_bytes(), 0o600)?;
        self.enrolment = Some(enrolment);
        Ok(())
    }

    fn read_enrolment(&self, path: &Path) -> Result<Option<Enrolment>, StoreError> {
        let bytes = files::read_bounded(path, MAX_ENROLMENT_BYTES).map_err(StoreError::io("read", path))?;
        let Some(bytes) = bytes else { return Ok(None) };
        let file: EnrolmentFile =
            serde_json::from_slice(&bytes).map_err(|e| unusable(path, &format!("not an enrolment: {e}")))?;
        if self.public.verify(&signed_bytes(&file.enrolment, path)?, &file.signature) {
            return Ok(Some(file.enrolment));
        }
        Err(unusable(
            path,
            "it is not signed with this station's key: it was changed or belongs to another station",
        ))
    }
}

/// The enrolment as it is signed: written anew from what was read, so that no byte that means something
/// escapes the signature.
fn signed_bytes(enrolment: &Enrolment, path: &Path) -> Result<Vec<u8>, StoreError> {
    let json = serde_json::to_string(enrolment).map_err(|e| unusable(path, &e.to_string()))?;
    Ok(format!("{SIGNED_PREFIX}{json}").into_bytes())
}

fn unusable(path: &Path, what: &str) -> StoreError {
    let detail = format!("{what}; restore the file, or enrol the station anew with `station enrol`");
    StoreError::Identity { path: path.to_owned(), detail }
}

fn key_is_gone(dir: &StateDir) -> StoreError {
    let detail = format!(
        "the key is missing while {} remains; restore the key, or delete the enrolment and enrol the station anew",
        dir.enrolment().display()
    );
    StoreError::Identity { path: dir.key(), detail }
}

fn read_key(path: &Path) -> Result<Option<Ed25519KeyPair>, StoreError> {
    let read = files::read_bounded(path, MAX_KEY_BYTES);
    let Some(bytes) = read.map_err(StoreError::io("read", path))? else { return Ok(None) };
    let mode = fs::metadata(path).map_err(StoreError::io("read", path))?.permissions().mode();
    if mode & 0o077 != 0 {
        let detail = format!("others can read this key (mode {:o}); run `chmod 600` on it", mode & 0o777);
        return Err(StoreError::Identity { path: path.to_owned(), detail });
    }
    // Version 2 of PKCS#8 carries the public half, and both are compared here: a flipped bit shows.
    let key =
        Ed25519KeyPair::from_pkcs8(&bytes).map_err(|e| unusable(path, &format!("not a usable key: {e}")))?;
    Ok(Some(key))
}

fn make_key(path: &Path) -> Result<Ed25519KeyPair, StoreError> {
    let no_random = |_| StoreError::io("make", path)(io::Error::other("no random numbers"));
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(no_random)?;
    files::write_atomic(path, document.as_ref(), 0o600)?;
    tracing::info!(path = %path.display(), "made a new key for this station");
    read_key(path)?.ok_or_else(|| unusable(path, "the key vanished while it was made"))
}

fn public_half(key: &Ed25519KeyPair, path: &Path) -> Result<PublicKey, StoreError> {
    let bytes: Result<[u8; 32], _> = key.public_key().as_ref().try_into();
    bytes.map(PublicKey::from_bytes).map_err(|_| unusable(path, "not an Ed25519 key"))
}
