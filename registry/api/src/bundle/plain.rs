// SPDX-License-Identifier: MIT OR Apache-2.0
//! The bundle as one signed file.
//!
//! ```text
//! ASSAY-BUNDLE-PLAIN 1\n
//! <signature over "assay-bundle-plain-1\n" + head, base64url>\n
//! <head: one line of JSON>\n
//! <content: JSON, to the end of the file>
//! ```
//! Nothing of the content is parsed before the head's signature and the content's hash were checked.

use std::collections::{BTreeMap, BTreeSet};

use gs1::Gtin;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Finding, Lookup, Shipment, TrustError, TrustRoot, Trusted};
use crate::fact::{BlockFacts, Fact, Product, Status};
use crate::serial::{BlockNumber, Serial};
use crate::{Digest, KeyId, Signature};

/// Longest bundle file a station reads, in bytes.
pub const MAX_BUNDLE_BYTES: usize = 256 * 1024 * 1024;
/// Longest head, in bytes.
const MAX_HEAD_BYTES: usize = 4096;
const MAGIC: &str = "ASSAY-BUNDLE-PLAIN 1";
const SIGNED_PREFIX: &str = "assay-bundle-plain-1\n";

/// Serials of a block as fingerprints, with what deviates from `active`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Facts of all its units.
    pub facts: BlockFacts,
    /// Whether it was still being issued when the bundle was made.
    #[serde(default, skip_serializing_if = "is_false")]
    pub open: bool,
    /// Fingerprint of each unit in index order, 8 hexadecimal digits each.
    pub fingerprints: String,
    /// Status of units that are not `active`, by index.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub statuses: BTreeMap<u16, Status>,
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

/// What a plain bundle holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Salt of the fingerprints; new with every full publication.
    pub salt: String,
    /// Products of the brand.
    pub products: Vec<Product>,
    /// Blocks in rising order of number, without gaps.
    pub blocks: Vec<Block>,
    /// Serials that were never issued and were found on counterfeits.
    #[serde(default)]
    pub reported_fakes: BTreeSet<Serial>,
    /// Expected shipments.
    #[serde(default)]
    pub shipments: Vec<Shipment>,
}

/// The signed part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Brand it is for.
    pub brand: String,
    /// Sequence number, rising.
    pub sequence: u64,
    /// When it was signed.
    pub issued: Timestamp,
    /// Until when it counts as fresh.
    pub expires: Timestamp,
    /// Hash of the content.
    pub content_sha256: Digest,
    /// Length of the content in bytes.
    pub content_len: u64,
    /// Key that signed.
    pub key: KeyId,
}

/// The 32-bit fingerprint of a serial: the first bytes of SHA-256 of salt and whole serial, as hexadecimal.
///
/// Never bits of the tag itself: a bundle must not hand over what a forger has to guess.
pub fn fingerprint(salt: &str, serial: &Serial) -> String {
    let digest = Digest::of_parts(&[salt.as_bytes(), serial.as_str().as_bytes()]);
    data_encoding::HEXLOWER.encode(&digest.as_bytes()[..4])
}

/// Puts a bundle together and signs it.
///
/// # Errors
/// When the content cannot be written as JSON; the text says why.
pub fn publish(
    content: &Content,
    head: impl FnOnce(Digest, u64) -> Head,
    sign: impl FnOnce(&[u8]) -> Signature,
) -> Result<Vec<u8>, serde_json::Error> {
    let body = serde_json::to_vec(content)?;
    let head = serde_json::to_string(&head(Digest::of(&body), body.len() as u64))?;
    let signature: String = sign(signed_bytes(&head).as_bytes()).into();
    let mut file = format!("{MAGIC}\n{signature}\n{head}\n").into_bytes();
    file.extend_from_slice(&body);
    Ok(file)
}

fn signed_bytes(head: &str) -> String {
    format!("{SIGNED_PREFIX}{head}")
}

/// A bundle that passed every trust step.
#[derive(Debug, Clone)]
pub struct PlainBundle {
    trusted: Trusted,
    content: Content,
    by_block: BTreeMap<BlockNumber, usize>,
    last_block: Option<BlockNumber>,
}

impl PlainBundle {
    /// Checks a bundle file against a root and the highest sequence trusted so far.
    ///
    /// Steps, in order: size, form, key, signature (TUF 5.4.2, 5.6.3), brand, content hash and length
    /// (5.7.2), rollback (5.6.4). Expiry is not refused here; see [`super::freshness`].
    ///
    /// # Errors
    /// [`TrustError`] names the first step that failed.
    pub fn open(file: &[u8], root: &TrustRoot, trusted_sequence: u64) -> Result<Self, TrustError> {
        if file.len() > MAX_BUNDLE_BYTES {
            return Err(TrustError::TooLarge(file.len()));
        }
        let parts = split(file)?;
        let head = check_head(&parts, root)?;
        if head.content_len != parts.content.len() as u64 || head.content_sha256 != Digest::of(parts.content)
        {
            return Err(TrustError::WrongContent);
        }
        if head.sequence < trusted_sequence {
            return Err(TrustError::Rollback { found: head.sequence, trusted: trusted_sequence });
        }
        let content: Content =
            serde_json::from_slice(parts.content).map_err(|e| TrustError::Form(format!("content: {e}")))?;
        Ok(Self::index(&head, content))
    }

    fn index(head: &Head, content: Content) -> Self {
        let by_block = content.blocks.iter().enumerate().map(|(i, b)| (b.facts.number, i)).collect();
        let last_block = content.blocks.iter().map(|b| b.facts.number).max();
        let trusted = Trusted { sequence: head.sequence, issued: head.issued, expires: head.expires };
        Self { trusted, content, by_block, last_block }
    }

    /// What was established about it.
    pub fn trusted(&self) -> &Trusted {
        &self.trusted
    }

    /// What it holds.
    pub fn content(&self) -> &Content {
        &self.content
    }

    fn fact(&self, block: &Block, index: u16) -> Option<Fact> {
        let product = self.product(&block.facts.gtin)?.clone();
        let status = block.statuses.get(&index).copied().unwrap_or(Status::Active);
        Some(Fact { product, block: block.facts.clone(), status })
    }

    fn find_in(&self, block: &Block, serial: &Serial) -> Finding {
        let index = serial.locator().index;
        let start = usize::from(index) * 8;
        let Some(stored) = block.fingerprints.get(start..start + 8) else {
            return Finding::NeverIssued;
        };
        let Some(fact) = self.fact(block, index) else {
            return Finding::NeverIssued;
        };
        if stored == fingerprint(&self.content.salt, serial) {
            Finding::Issued(Box::new(fact))
        } else {
            Finding::CheckFailed(Box::new(fact))
        }
    }
}

impl Lookup for PlainBundle {
    fn find(&self, serial: &Serial) -> Finding {
        if self.content.reported_fakes.contains(serial) {
            return Finding::ReportedFake;
        }
        let number = serial.locator().block;
        match self.by_block.get(&number).map(|i| &self.content.blocks[*i]) {
            Some(block) if block.open => Finding::NotCoveredYet,
            Some(block) => self.find_in(block, serial),
            None if self.last_block.is_none_or(|last| number > last) => Finding::NotCoveredYet,
            None => Finding::NeverIssued,
        }
    }

    fn product(&self, gtin: &Gtin) -> Option<&Product> {
        self.content.products.iter().find(|p| p.gtin == *gtin)
    }

    fn shipments(&self, facility: &str) -> Vec<&Shipment> {
        self.content.shipments.iter().filter(|s| s.facility == facility).collect()
    }
}

struct Parts<'a> {
    signature: Signature,
    head: &'a str,
    content: &'a [u8],
}

fn split(file: &[u8]) -> Result<Parts<'_>, TrustError> {
    let form = |what: &str| TrustError::Form(what.to_owned());
    let (magic, rest) = line(file).ok_or_else(|| form("no first line"))?;
    if magic != MAGIC {
        return Err(form("the first line is not that of a bundle"));
    }
    let (signature, rest) = line(rest).ok_or_else(|| form("no signature line"))?;
    let (head, content) = line(rest).ok_or_else(|| form("no head line"))?;
    let signature = Signature::try_from(signature.to_owned()).map_err(|e| TrustError::Form(e.to_string()))?;
    Ok(Parts { signature, head, content })
}

fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().take(MAX_HEAD_BYTES).position(|b| *b == b'\n')?;
    Some((std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]))
}

fn check_head(parts: &Parts<'_>, root: &TrustRoot) -> Result<Head, TrustError> {
    // The key id inside the unverified head only chooses which trusted key to try.
    let claimed: Head =
        serde_json::from_str(parts.head).map_err(|e| TrustError::Form(format!("head: {e}")))?;
    let key = root.publish_keys.iter().find(|key| key.id() == claimed.key);
    let key = key.ok_or_else(|| TrustError::UnknownKey(claimed.key.to_string()))?;
    if !key.verify(signed_bytes(parts.head).as_bytes(), &parts.signature) {
        return Err(TrustError::BadSignature);
    }
    if claimed.brand != root.brand {
        return Err(TrustError::WrongBrand { found: claimed.brand, expected: root.brand.clone() });
    }
    Ok(claimed)
}

#[cfg(test)]
mod tests;
