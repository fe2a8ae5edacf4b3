// SPDX-License-Identifier: MIT OR Apache-2.0
//! The objects a publish lists, and taking them in without trusting who sends them.

use ring::digest::{Context, SHA256};

use super::refusal::Refusal;
use super::wire::{Reader, Writer, Wrong};
use crate::Digest;

/// Most objects of one publish.
pub const MAX_OBJECTS: usize = 1024;
/// Longest object in bytes; how much a station has room for is its own, smaller limit.
pub const MAX_OBJECT_BYTES: u64 = 1 << 40;

/// An object as the publish names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Number of its kind, as in the header of the object itself. A station leaves alone what it does not
    /// know.
    pub kind: u16,
    /// What tells objects of one kind apart, e.g. the facility of a manifest; else empty.
    pub name: String,
    /// SHA-256 of its bytes, and its file name.
    pub sha256: Digest,
    /// Its length in bytes.
    pub len: u64,
    /// Hash and length of the object with the hashes of its pages, where it is read page by page and these
    /// hashes are not in an object of the list.
    pub leaves: Option<(Digest, u64)>,
}

impl Object {
    /// Checks an object that is at hand as a whole (5.7.3).
    ///
    /// # Errors
    /// [`Refusal::ObjectLength`] before anything is hashed, [`Refusal::ObjectHash`].
    pub fn check(&self, bytes: &[u8]) -> Result<(), Refusal> {
        let mut intake = self.intake();
        intake.take(bytes)?;
        intake.finish()
    }

    /// Begins to take it in piece by piece.
    pub fn intake(&self) -> Intake<'_> {
        Intake { object: self, context: Context::new(&SHA256), taken: 0 }
    }

    pub(super) fn key(&self) -> (u16, &str) {
        (self.kind, &self.name)
    }

    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<Self, Wrong> {
        let (kind, name) = (reader.u16()?, reader.text()?.to_owned());
        let (sha256, len) = decode_hash(reader)?;
        let leaves = match reader.u8()? {
            0 => None,
            1 => Some(decode_hash(reader)?),
            _ => return Err("it says neither that an object has leaves nor that it has none"),
        };
        Ok(Self { kind, name, sha256, len, leaves })
    }

    pub(super) fn encode(&self, writer: &mut Writer) {
        writer.u16(self.kind).text(&self.name).bytes(self.sha256.as_bytes()).u64(self.len);
        match &self.leaves {
            None => writer.u8(0),
            Some((sha256, len)) => writer.u8(1).bytes(sha256.as_bytes()).u64(*len),
        };
    }
}

fn decode_hash(reader: &mut Reader<'_>) -> Result<(Digest, u64), Wrong> {
    let (sha256, len) = (reader.digest()?, reader.u64()?);
    if len > MAX_OBJECT_BYTES { Err("an object is longer than 1 TiB") } else { Ok((sha256, len)) }
}

/// An object on its way in. Nothing of it may be read before [`Intake::finish`].
pub struct Intake<'a> {
    object: &'a Object,
    context: Context,
    taken: u64,
}

impl Intake<'_> {
    /// Takes the next piece.
    ///
    /// # Errors
    /// [`Refusal::ObjectLength`] with the first byte too many, however much more would come: stop fetching.
    pub fn take(&mut self, piece: &[u8]) -> Result<(), Refusal> {
        self.taken = self.taken.saturating_add(piece.len() as u64);
        if self.taken > self.object.len {
            return Err(self.wrong_length());
        }
        self.context.update(piece);
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    /// [`Refusal::ObjectLength`] where bytes are missing, [`Refusal::ObjectHash`].
    pub fn finish(self) -> Result<(), Refusal> {
        if self.taken != self.object.len {
            return Err(self.wrong_length());
        }
        if self.context.finish().as_ref() == self.object.sha256.as_bytes() {
            Ok(())
        } else {
            Err(Refusal::ObjectHash { kind: self.object.kind })
        }
    }

    fn wrong_length(&self) -> Refusal {
        Refusal::ObjectLength { kind: self.object.kind, found: self.taken, signed: self.object.len }
    }
}
