// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a label's signature says.

use super::keys::LabelKey;
use crate::KeyId;
use crate::serial::BlockNumber;

/// What a label's signature says. Only [`LabelVerdict::Verified`] takes the place of the fingerprint; the
/// unit's status, alerts, market and shipment are asked for all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelVerdict {
    /// The maker signed this identifier for this block.
    Verified {
        /// The key it was signed with.
        key: KeyId,
    },
    /// Keys that could have signed it are known, and none of them did: a misread or a forgery.
    Forged,
    /// A key signed it that may not sign for this block: a stolen key used outside its range.
    OutsideRange {
        /// That key.
        key: KeyId,
    },
    /// The signature fits and counts no more for this block; whether the unit is genuine, only the
    /// fingerprint or the registry can say.
    Revoked {
        /// That key.
        key: KeyId,
    },
    /// Signed with a key this bundle does not have, perhaps a newer one; says nothing either way.
    UnknownKey,
    /// The signature covers an expiry date or a lot that was not read; read the whole label.
    Incomplete,
}

impl LabelVerdict {
    /// Whether it may take the place of the fingerprint.
    pub fn is_verified(&self) -> bool {
        matches!(self, Self::Verified { .. })
    }
}

pub(super) fn of_signer(signer: Option<&LabelKey>, block: BlockNumber) -> LabelVerdict {
    let Some(signer) = signer else { return LabelVerdict::Forged };
    let key = signer.key.id();
    if !signer.blocks.contains(block) {
        LabelVerdict::OutsideRange { key }
    } else if signer.is_revoked_for(block) {
        LabelVerdict::Revoked { key }
    } else {
        LabelVerdict::Verified { key }
    }
}
