// SPDX-License-Identifier: MIT OR Apache-2.0
//! Ed25519 public keys and signatures (RFC 8032).

use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use crate::Digest;

/// An Ed25519 public key; unpadded base64url in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; 32]);

/// An Ed25519 signature; unpadded base64url in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Signature([u8; 64]);

/// The first eight bytes of the SHA-256 of a public key, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct KeyId(String);

/// Text that is no key or signature of the right length in base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an Ed25519 {what} in unpadded base64url")]
pub struct InvalidKey {
    what: &'static str,
}

impl PublicKey {
    /// Takes the 32 bytes of a key.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Whether `signature` was made over `message` with this key's private half.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(message, &signature.0).is_ok()
    }

    /// The short name of this key.
    pub fn id(&self) -> KeyId {
        KeyId(HEXLOWER.encode(&Digest::of(&self.0).as_bytes()[..8]))
    }
}

impl Signature {
    /// Takes the 64 bytes of a signature.
    pub fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }
}

impl KeyId {
    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn decode<const N: usize>(text: &str, what: &'static str) -> Result<[u8; N], InvalidKey> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| InvalidKey { what })?;
    bytes.try_into().map_err(|_| InvalidKey { what })
}

impl TryFrom<String> for PublicKey {
    type Error = InvalidKey;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        decode(&text, "public key").map(Self)
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        BASE64URL_NOPAD.encode(&key.0)
    }
}

impl TryFrom<String> for Signature {
    type Error = InvalidKey;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        decode(&text, "signature").map(Self)
    }
}

impl From<Signature> for String {
    fn from(signature: Signature) -> Self {
        BASE64URL_NOPAD.encode(&signature.0)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(..)")
    }
}
