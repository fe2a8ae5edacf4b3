// SPDX-License-Identifier: MIT OR Apache-2.0
//! The envelope of every signed object.
//!
//! ```text
//! "SVB1"  kind u8  body length u32  body  signature count u8  { key handle 8  signature 64 }*
//! ```
//! Little-endian. A signature is Ed25519 (RFC 8032) over the context line of the kind, e.g. `assay-head-1\n`,
//! followed by the body; the context keeps a signature of one role from being read as another's. The handle
//! (the first eight bytes of the key's SHA-256) only says which key to try.

use super::refusal::Refusal;
use super::root::Role;
use super::wire::{Reader, Writer, Wrong, count_u8};
use crate::label::raw::{key_bytes, signature_bytes};
use crate::{Digest, PublicKey, Signature};

const MAGIC: &[u8; 4] = b"SVB1";
/// Most signatures on one object: those of two whole sets of root keys.
pub const MAX_SIGNATURES: usize = 32;
/// Longest root, in bytes.
pub const MAX_ROOT_BYTES: usize = 8 * 1024;
/// Longest head, in bytes.
pub const MAX_HEAD_BYTES: usize = 8 * 1024;
/// Longest publish, in bytes.
pub const MAX_PUBLISH_BYTES: usize = 512 * 1024;

/// The three signed objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Which keys may do what.
    Root,
    /// Which objects a bundle is made of.
    Publish,
    /// That a publish is the newest one, and until when.
    Head,
}

impl Kind {
    /// The word in errors.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Publish => "publish",
            Self::Head => "head",
        }
    }

    /// Longest object of this kind in bytes; nothing longer is read or fetched.
    pub fn max_bytes(self) -> usize {
        match self {
            Self::Root => MAX_ROOT_BYTES,
            Self::Publish => MAX_PUBLISH_BYTES,
            Self::Head => MAX_HEAD_BYTES,
        }
    }

    fn number(self) -> u8 {
        match self {
            Self::Root => 1,
            Self::Publish => 2,
            Self::Head => 3,
        }
    }

    fn context(self) -> &'static [u8] {
        match self {
            Self::Root => b"assay-root-1\n",
            Self::Publish => b"assay-publish-1\n",
            Self::Head => b"assay-head-1\n",
        }
    }

    pub(super) fn form(self, why: Wrong) -> Refusal {
        Refusal::Form { what: self, why }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

type Handle = [u8; 8];

/// A statement with the signatures gathered so far.
///
/// Root keys lie in different drawers: a root is signed by passing it round, [`Signed::parse`],
/// [`Signed::add`], [`Signed::to_bytes`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    kind: Kind,
    body: Vec<u8>,
    signatures: Vec<(Handle, Signature)>,
}

/// The signature to be added does not verify under the key it is said to be of, or there are
/// [`MAX_SIGNATURES`] already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("could not add the signature: it does not verify under that key, or there are 32 already")]
pub struct NotASignature;

impl Signed {
    pub(super) fn new(kind: Kind, body: Vec<u8>) -> Self {
        Self { kind, body, signatures: Vec::new() }
    }

    /// Splits the bytes of an object. Its body is not looked into.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`] before anything is read, [`Refusal::Form`].
    pub fn parse(kind: Kind, bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > kind.max_bytes() {
            return Err(Refusal::TooLarge { what: kind, found: bytes.len(), limit: kind.max_bytes() });
        }
        Self::split(kind, bytes).map_err(|why| kind.form(why))
    }

    fn split(kind: Kind, bytes: &[u8]) -> Result<Self, Wrong> {
        let mut reader = Reader::new(bytes);
        if reader.array::<4>()? != *MAGIC {
            return Err("it does not begin with SVB1");
        }
        if reader.u8()? != kind.number() {
            return Err("it is an object of another kind");
        }
        let length = usize::try_from(reader.u32()?).map_err(|_| "it ends too early")?;
        let body = reader.bytes(length)?.to_vec();
        let count = usize::from(reader.u8()?);
        if count > MAX_SIGNATURES {
            return Err("it has more than 32 signatures");
        }
        let mut signatures = Vec::with_capacity(count);
        for _ in 0..count {
            signatures.push((reader.array()?, Signature::from_bytes(reader.array()?)));
        }
        reader.end()?;
        Ok(Self { kind, body, signatures })
    }

    /// What its signers sign.
    pub fn message(&self) -> Vec<u8> {
        [self.kind.context(), &self.body].concat()
    }

    /// Hash of the message: the identity of the statement, whoever signed it and in whatever order.
    pub fn statement(&self) -> Digest {
        Digest::of_parts(&[self.kind.context(), &self.body])
    }

    /// Adds a signature made over [`Signed::message`]; one of the same key is replaced.
    ///
    /// # Errors
    /// [`NotASignature`] where it does not verify, so that no key ceremony ends with a dud.
    pub fn add(&mut self, key: &PublicKey, signature: Signature) -> Result<(), NotASignature> {
        if !key.verify(&self.message(), &signature) {
            return Err(NotASignature);
        }
        let handle = handle(key);
        self.signatures.retain(|(other, _)| *other != handle);
        if self.signatures.len() == MAX_SIGNATURES {
            return Err(NotASignature);
        }
        self.signatures.push((handle, signature));
        Ok(())
    }

    /// The object as it is stored and sent.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.bytes(MAGIC).u8(self.kind.number());
        // A body is far below 4 GiB: it was read back under the limit of its kind.
        writer.u32(u32::try_from(self.body.len()).unwrap_or(u32::MAX)).bytes(&self.body);
        writer.u8(count_u8(self.signatures.len()));
        for (handle, signature) in &self.signatures {
            writer.bytes(handle).bytes(&signature_bytes(signature));
        }
        writer.finish()
    }

    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    /// Keys of the role with a signature that verifies. Counted by key, so a key that signed twice counts
    /// once, and keys outside the role not at all.
    pub(super) fn signers<'r>(&self, role: &'r Role) -> Vec<&'r PublicKey> {
        let message = self.message();
        role.keys.iter().filter(|key| self.is_signed_by(key, &message)).collect()
    }

    fn is_signed_by(&self, key: &PublicKey, message: &[u8]) -> bool {
        let handle = handle(key);
        self.signatures.iter().any(|(of, signature)| *of == handle && key.verify(message, signature))
    }
}

fn handle(key: &PublicKey) -> Handle {
    let mut handle = [0; 8];
    handle.copy_from_slice(&Digest::of(&key_bytes(key)).as_bytes()[..8]);
    handle
}
