// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where objects are written to, and the writer that cuts them into pages.

use std::io::{self, Write};

use super::object::{HEADER_BYTES, Header, ObjectKind, ObjectRef, PAGE_BYTES};
use crate::Digest;

/// A place for objects. Several are open at once; the name of each is known only when it is whole.
pub trait ObjectSink {
    /// Where the bytes of one object go.
    type Out: Write;

    /// Begins an object.
    ///
    /// # Errors
    /// Where it cannot be begun.
    fn create(&mut self, kind: ObjectKind) -> io::Result<Self::Out>;

    /// Takes a whole object under its name.
    ///
    /// # Errors
    /// Where it cannot be kept.
    fn done(&mut self, object: &ObjectRef, out: Self::Out) -> io::Result<()>;
}

/// Objects in memory.
#[derive(Debug, Clone, Default)]
pub struct MemorySink(Vec<(ObjectRef, Vec<u8>)>);

impl MemorySink {
    /// The objects of a kind, in the order they were done.
    pub fn take(&mut self, kind: ObjectKind) -> Vec<Vec<u8>> {
        self.0.iter_mut().filter(|(object, _)| object.kind == kind).map(|(_, b)| std::mem::take(b)).collect()
    }

    /// All objects with their names.
    pub fn objects(&self) -> &[(ObjectRef, Vec<u8>)] {
        &self.0
    }
}

impl ObjectSink for MemorySink {
    type Out = Vec<u8>;

    fn create(&mut self, _: ObjectKind) -> io::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    fn done(&mut self, object: &ObjectRef, out: Vec<u8>) -> io::Result<()> {
        self.0.push((*object, out));
        Ok(())
    }
}

/// Cuts what it is given into pages and hashes each, and the whole.
pub(super) struct PageWriter<W> {
    kind: ObjectKind,
    out: W,
    page: Vec<u8>,
    leaves: Vec<Digest>,
    whole: ring::digest::Context,
}

/// A paged object that was written.
pub(super) struct Written<W> {
    pub(super) object: ObjectRef,
    pub(super) leaves: Vec<Digest>,
    pub(super) out: W,
}

impl<W: Write> PageWriter<W> {
    pub(super) fn new(kind: ObjectKind, out: W) -> Self {
        let whole = ring::digest::Context::new(&ring::digest::SHA256);
        Self { kind, out, page: Vec::with_capacity(PAGE_BYTES), leaves: Vec::new(), whole }
    }

    /// Bytes written so far.
    pub(super) fn position(&self) -> u64 {
        (self.leaves.len() * PAGE_BYTES + self.page.len()) as u64
    }

    /// Appends bytes, across pages where need be.
    pub(super) fn put(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let room = PAGE_BYTES - self.page.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.page.extend_from_slice(now);
            bytes = later;
            if self.page.len() == PAGE_BYTES {
                self.flush_page()?;
            }
        }
        Ok(())
    }

    /// Appends bytes that stay within one page, and tells where they begin.
    pub(super) fn put_together(&mut self, bytes: &[u8]) -> io::Result<u64> {
        if self.page.len() + bytes.len() > PAGE_BYTES {
            self.pad()?;
        }
        let at = self.position();
        self.put(bytes)?;
        Ok(at)
    }

    /// Fills the page with zeros.
    pub(super) fn pad(&mut self) -> io::Result<()> {
        if self.page.is_empty() {
            return Ok(());
        }
        self.page.resize(PAGE_BYTES, 0);
        self.flush_page()
    }

    fn flush_page(&mut self) -> io::Result<()> {
        self.out.write_all(&self.page)?;
        self.whole.update(&self.page);
        self.leaves.push(Digest::of(&self.page));
        self.page.clear();
        Ok(())
    }

    /// Ends the object with its header in the last bytes of its last page.
    pub(super) fn finish(mut self, mut header: Header) -> io::Result<Written<W>> {
        if self.page.len() > PAGE_BYTES - HEADER_BYTES {
            self.pad()?;
        }
        self.page.resize(PAGE_BYTES - HEADER_BYTES, 0);
        header.len = self.position() + HEADER_BYTES as u64;
        self.put(&header.to_bytes())?;
        self.out.flush()?;
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(self.whole.finish().as_ref());
        let object = ObjectRef { kind: self.kind, sha256: sha256.into(), len: header.len };
        Ok(Written { object, leaves: self.leaves, out: self.out })
    }
}
