// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which keys may sign labels, for which blocks of serials.
//!
//! The list is part of a publish, so the publish key vouches for it: whoever holds that key decides what a
//! bundle says of every serial anyway.

use crate::PublicKey;
use crate::serial::{BlockNumber, MAX_BLOCKS};

/// Most label keys of a brand.
pub const MAX_LABEL_KEYS: usize = 256;
/// Most revoked ranges of one key.
pub const MAX_REVOKED_RANGES: usize = 64;

/// Blocks from a first to a last, both within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockRange {
    first: BlockNumber,
    last: BlockNumber,
}

impl BlockRange {
    /// From a first block to a last, both within.
    ///
    /// # Errors
    /// [`LabelKeyError::Range`] where the first is above the last, or a number is 2^28 or more.
    pub fn new(first: u32, last: u32) -> Result<Self, LabelKeyError> {
        let number = |number| BlockNumber::new(number).map_err(|_| LabelKeyError::Range);
        let range = Self { first: number(first)?, last: number(last)? };
        if first <= last { Ok(range) } else { Err(LabelKeyError::Range) }
    }

    /// From a block on, without end.
    ///
    /// # Errors
    /// [`LabelKeyError::Range`] where the number is 2^28 or more.
    pub fn from(first: u32) -> Result<Self, LabelKeyError> {
        Self::new(first, MAX_BLOCKS - 1)
    }

    /// The first block.
    pub fn first(self) -> BlockNumber {
        self.first
    }

    /// The last block.
    pub fn last(self) -> BlockNumber {
        self.last
    }

    /// Whether a block is in it.
    pub fn contains(self, block: BlockNumber) -> bool {
        (self.first..=self.last).contains(&block)
    }
}

/// A key that signs labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelKey {
    /// The key.
    pub key: PublicKey,
    /// Blocks whose labels it may sign. They may lie beyond the last block of the bundle: that is what lets
    /// a station verify a unit that is newer than its data.
    pub blocks: BlockRange,
    /// Ranges within, rising and apart, for which its signatures count no more.
    pub revoked: Vec<BlockRange>,
}

impl LabelKey {
    /// Whether its signature no longer counts for a block.
    pub fn is_revoked_for(&self, block: BlockNumber) -> bool {
        self.revoked.iter().any(|range| range.contains(block))
    }

    fn check(&self) -> Result<(), LabelKeyError> {
        if self.revoked.len() > MAX_REVOKED_RANGES {
            return Err(LabelKeyError::TooManyRanges);
        }
        let within = |range: &BlockRange| self.blocks.first <= range.first && range.last <= self.blocks.last;
        let apart = self.revoked.windows(2).all(|pair| pair[0].last < pair[1].first);
        if apart && self.revoked.iter().all(within) { Ok(()) } else { Err(LabelKeyError::Revoked) }
    }
}

/// The label keys of a brand, in rising order of their bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LabelKeys(Vec<LabelKey>);

/// Why label keys cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.why())]
pub enum LabelKeyError {
    /// A range that is none.
    Range,
    /// More than [`MAX_LABEL_KEYS`].
    TooManyKeys,
    /// More than [`MAX_REVOKED_RANGES`].
    TooManyRanges,
    /// Revoked ranges that touch, go back, or leave the range of the key.
    Revoked,
    /// Keys that are not in rising order, or one twice.
    Order,
}

impl LabelKeyError {
    /// The sentence.
    pub fn why(self) -> &'static str {
        match self {
            Self::Range => "a range of blocks ends before it begins, or beyond the last possible block",
            Self::TooManyKeys => "there are more than 256 label keys",
            Self::TooManyRanges => "a label key has more than 64 revoked ranges",
            Self::Revoked => "revoked ranges of a label key are not apart, rising and within its range",
            Self::Order => "label keys are not in rising order, or one stands there twice",
        }
    }
}

impl LabelKeys {
    /// Takes keys in rising order of their bytes.
    ///
    /// # Errors
    /// [`LabelKeyError`].
    pub fn new(keys: Vec<LabelKey>) -> Result<Self, LabelKeyError> {
        if keys.len() > MAX_LABEL_KEYS {
            return Err(LabelKeyError::TooManyKeys);
        }
        keys.iter().try_for_each(LabelKey::check)?;
        if keys.windows(2).all(|pair| pair[0].key < pair[1].key) {
            Ok(Self(keys))
        } else {
            Err(LabelKeyError::Order)
        }
    }

    /// The keys.
    pub fn as_slice(&self) -> &[LabelKey] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8, revoked: &[(u32, u32)]) -> LabelKey {
        LabelKey {
            key: PublicKey::from_bytes([number; 32]),
            blocks: BlockRange::new(10, 99).unwrap(),
            revoked: revoked.iter().map(|(a, b)| BlockRange::new(*a, *b).unwrap()).collect(),
        }
    }

    #[test]
    fn ranges_and_lists_are_held_to_their_rules() {
        assert_eq!(BlockRange::new(2, 1), Err(LabelKeyError::Range));
        assert_eq!(BlockRange::from(MAX_BLOCKS), Err(LabelKeyError::Range));
        assert_eq!(BlockRange::from(7).unwrap().last().get(), MAX_BLOCKS - 1);
        let why = |keys| LabelKeys::new(keys).unwrap_err();
        assert!(LabelKeys::new(vec![key(1, &[(10, 19), (20, 20)]), key(2, &[])]).is_ok());
        assert_eq!(why(vec![key(2, &[]), key(1, &[])]), LabelKeyError::Order);
        assert_eq!(why(vec![key(1, &[]), key(1, &[])]), LabelKeyError::Order);
        assert_eq!(why(vec![key(1, &[(9, 11)])]), LabelKeyError::Revoked);
        assert_eq!(why(vec![key(1, &[(90, 100)])]), LabelKeyError::Revoked);
        assert_eq!(why(vec![key(1, &[(10, 20), (20, 30)])]), LabelKeyError::Revoked);
        assert_eq!(why(vec![key(1, &[(10, 10); 65])]), LabelKeyError::TooManyRanges);
        assert_eq!(why(vec![key(1, &[]); 257]), LabelKeyError::TooManyKeys);
    }
}
