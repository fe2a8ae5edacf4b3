// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where pages come from, and the check that each passes before it is believed.

use std::sync::atomic::{AtomicU64, Ordering};

use super::bytes::Malformed;
use super::object::{HEADER_BYTES, Header, ObjectKind, PAGE_BYTES};
use crate::Digest;

/// The pages of one object, wherever it lies: in memory, in a mapped file.
pub trait Pages: Send + Sync {
    /// Page `n`, [`PAGE_BYTES`] long, or `None` where it cannot be had.
    fn page(&self, n: u64) -> Option<&[u8]>;
    /// Whole pages there are.
    fn len(&self) -> u64;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An object held in memory.
#[derive(Debug, Clone, Default)]
pub struct Memory(Vec<u8>);

impl Memory {
    /// Takes the bytes of an object.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Pages for Memory {
    fn page(&self, n: u64) -> Option<&[u8]> {
        let start = usize::try_from(n).ok()?.checked_mul(PAGE_BYTES)?;
        self.0.get(start..start.checked_add(PAGE_BYTES)?)
    }

    fn len(&self) -> u64 {
        (self.0.len() / PAGE_BYTES) as u64
    }
}

/// Why a page gave no answer. None of these says anything about the unit that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The source does not give it.
    #[error("page {page} of {object} cannot be read; install the bundle again")]
    Missing {
        /// The object.
        object: ObjectKind,
        /// Number of the page, from 0.
        page: u64,
    },
    /// Its hash is not its leaf.
    #[error("page {page} of {object} is damaged; install the bundle again")]
    Damaged {
        /// The object.
        object: ObjectKind,
        /// Number of the page, from 0.
        page: u64,
    },
    /// It is what was signed, and not in its form.
    #[error("{object} is signed but malformed: {what}; the registry must publish again")]
    Malformed {
        /// The object.
        object: ObjectKind,
        /// What is wrong.
        what: Malformed,
    },
    /// The block has no fingerprints: only the signature on the label can prove the unit.
    #[error("units of this block are proven by the signature on their label alone")]
    SignatureNeeded,
}

/// The pages of an object, each believed only after its hash matched its leaf, which is done once.
///
/// Once verified, a page is not hashed again: whoever implements [`Pages`] must give bytes that do not change
/// while it lives.
pub(super) struct Checked<P> {
    kind: ObjectKind,
    pages: P,
    leaves: Box<[Digest]>,
    verified: Box<[AtomicU64]>,
}

impl<P: Pages> Checked<P> {
    pub(super) fn new(kind: ObjectKind, pages: P, leaves: Box<[Digest]>) -> Self {
        let verified = (0..leaves.len().div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Self { kind, pages, leaves, verified }
    }

    /// Page `n`, verified.
    #[inline]
    pub(super) fn page(&self, n: u64) -> Result<&[u8; PAGE_BYTES], PageError> {
        let missing = PageError::Missing { object: self.kind, page: n };
        let page = self.pages.page(n).and_then(|page| page.first_chunk()).ok_or(missing)?;
        let at = usize::try_from(n).map_err(|_| missing)?;
        let (word, bit) = (self.verified.get(at / 64).ok_or(missing)?, 1 << (at % 64));
        if word.load(Ordering::Acquire) & bit == 0 {
            self.verify(at, page)?;
            word.fetch_or(bit, Ordering::Release);
        }
        Ok(page)
    }

    #[cold]
    fn verify(&self, at: usize, page: &[u8; PAGE_BYTES]) -> Result<(), PageError> {
        if self.leaves.get(at) == Some(&Digest::of(page)) {
            Ok(())
        } else {
            Err(PageError::Damaged { object: self.kind, page: at as u64 })
        }
    }

    /// Header of the object, the end of its last page.
    pub(super) fn header(&self) -> Result<Header, PageError> {
        let pages = self.leaves.len() as u64;
        let missing = PageError::Missing { object: self.kind, page: pages };
        let last = self.page(pages.checked_sub(1).ok_or(missing)?)?;
        let len = pages * PAGE_BYTES as u64;
        Header::read(&last[PAGE_BYTES - HEADER_BYTES..], self.kind, len).map_err(|what| self.malformed(what))
    }

    /// Verifies every page, so that none has to be read cold or fails later.
    pub(super) fn verify_all(&self) -> Result<(), PageError> {
        (0..self.leaves.len() as u64).try_for_each(|n| self.page(n).map(|_| ()))
    }

    pub(super) fn verified_pages(&self) -> u64 {
        self.verified.iter().map(|word| u64::from(word.load(Ordering::Acquire).count_ones())).sum()
    }

    pub(super) fn malformed(&self, what: Malformed) -> PageError {
        PageError::Malformed { object: self.kind, what }
    }
}
