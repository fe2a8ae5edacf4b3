// SPDX-License-Identifier: MIT OR Apache-2.0
//! The bytes of keys and signatures, which give themselves away only as text.

use data_encoding::BASE64URL_NOPAD;

use crate::{PublicKey, Signature};

/// The 32 bytes of a key.
pub(crate) fn key_bytes(key: &PublicKey) -> [u8; 32] {
    decode(&String::from(*key))
}

/// The 64 bytes of a signature.
pub(crate) fn signature_bytes(signature: &Signature) -> [u8; 64] {
    decode(&String::from(*signature))
}

/// Never fails on what the types write; were it to, zeros are a key and a signature that verify nothing.
fn decode<const N: usize>(text: &str) -> [u8; N] {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).unwrap_or_default();
    bytes.try_into().unwrap_or([0; N])
}
