// SPDX-License-Identifier: MIT OR Apache-2.0
//! The `leaves` object: SHA-256 of every page of every paged object.

use super::bytes::{Cursor, Malformed};
use super::object::{HEADER_BYTES, Header, MAX_PAGED_BYTES, ObjectKind, PAGE_BYTES, whole};
use crate::Digest;

/// Leaves of the paged objects, in the order of their numbers.
pub(super) struct Leaves(Vec<(ObjectKind, Box<[Digest]>)>);

impl Leaves {
    pub(super) fn new(mut parts: Vec<(ObjectKind, Vec<Digest>)>) -> Self {
        parts.sort_by_key(|(kind, _)| *kind);
        Self(parts.into_iter().map(|(kind, leaves)| (kind, leaves.into())).collect())
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for (kind, leaves) in &self.0 {
            body.extend_from_slice(&u64::from(kind.number()).to_le_bytes());
            body.extend_from_slice(&(leaves.len() as u64).to_le_bytes());
        }
        for leaf in self.0.iter().flat_map(|(_, leaves)| leaves) {
            body.extend_from_slice(leaf.as_bytes());
        }
        whole(Header::new(ObjectKind::Leaves, self.0.len() as u64), &body)
    }

    /// Reads the object, whose hash the caller has checked.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let header = Header::read(bytes, ObjectKind::Leaves, bytes.len() as u64)?;
        let mut cursor = Cursor::new(&bytes[HEADER_BYTES..]);
        let mut table: Vec<(ObjectKind, u64)> = Vec::new();
        for _ in 0..header.items {
            let number = cursor.u64()?;
            let kind = ObjectKind::ALL.into_iter().find(|kind| u64::from(kind.number()) == number);
            // Rising, so no object stands here twice and the table stays short.
            let kind = kind.filter(|k| k.is_paged() && table.last().is_none_or(|(before, _)| before < k));
            let kind = kind.ok_or(Malformed("it names an object that has no pages, or one twice"))?;
            table.push((kind, cursor.u64()?));
        }
        let parts = table.into_iter().map(|(kind, pages)| read_part(&mut cursor, kind, pages));
        let parts = parts.collect::<Result<_, _>>()?;
        cursor.end()?;
        Ok(Self(parts))
    }

    /// Takes the leaves of an object out.
    pub(super) fn take(&mut self, kind: ObjectKind) -> Option<Box<[Digest]>> {
        let at = self.0.iter().position(|(found, _)| *found == kind)?;
        Some(self.0.swap_remove(at).1)
    }
}

fn read_part(
    cursor: &mut Cursor<'_>,
    kind: ObjectKind,
    pages: u64,
) -> Result<(ObjectKind, Box<[Digest]>), Malformed> {
    if pages > MAX_PAGED_BYTES / PAGE_BYTES as u64 {
        return Err(Malformed("an object has too many pages"));
    }
    let bytes = cursor.take(pages as usize * 32)?;
    let leaf = |chunk: &[u8]| {
        let mut digest = [0; 32];
        digest.copy_from_slice(chunk);
        Digest::from(digest)
    };
    Ok((kind, bytes.chunks_exact(32).map(leaf).collect()))
}
