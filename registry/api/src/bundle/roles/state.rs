// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a station must remember of what it trusted.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use super::root::Root;
use super::signed::{Kind, Signed};
use crate::{Digest, KeyId};

/// Everything that must not go backwards, kept in the same atomic pointer that names the bundle.
///
/// Whoever deletes it, or puts back a whole disk, takes the station back to what that disk knew: nothing
/// without a counter in hardware prevents that. The registry sees it, because stations report
/// [`TrustState::head_sequence`] and [`TrustState::head`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct TrustState {
    pub(super) root: Root,
    pub(super) root_bytes: Vec<u8>,
    /// Newest time signed by each head key. By key, so that a time signed with a stolen key dies with it.
    pub(super) floors: BTreeMap<KeyId, Timestamp>,
    pub(super) newest: Option<Newest>,
}

/// The newest head and publish that were trusted in the era of the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Newest {
    pub(super) head_sequence: u64,
    /// Statement hash of the head.
    pub(super) head: Digest,
    pub(super) publish_sequence: u64,
    /// Hash of the publish object.
    pub(super) publish: Digest,
    pub(super) epoch: u32,
}

impl TrustState {
    /// Begins with a root that was handed over by hand, e.g. when the station was enrolled.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`], [`Refusal::Form`], or [`Refusal::RootThreshold`] where it is not signed by its
    /// own keys. Its expiry does not matter yet (TUF 5.2).
    pub fn enrol(root: &[u8]) -> Result<Self, Refusal> {
        let signed = Signed::parse(Kind::Root, root)?;
        let parsed = Root::read(&signed)?;
        super::workflow::check_root_threshold(&signed, &parsed)?;
        Ok(Self { root: parsed, root_bytes: root.to_vec(), floors: BTreeMap::new(), newest: None })
    }

    /// The trusted root.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// The trusted root as it came.
    pub fn root_bytes(&self) -> &[u8] {
        &self.root_bytes
    }

    /// Sequence of the newest trusted head, 0 before the first.
    pub fn head_sequence(&self) -> u64 {
        self.newest.map_or(0, |newest| newest.head_sequence)
    }

    /// Statement hash of the newest trusted head.
    pub fn head(&self) -> Option<Digest> {
        self.newest.map(|newest| newest.head)
    }

    /// Sequence of the newest trusted publish, 0 before the first.
    pub fn publish_sequence(&self) -> u64 {
        self.newest.map_or(0, |newest| newest.publish_sequence)
    }

    /// Hash of the newest trusted publish, and the name of its file.
    pub fn publish(&self) -> Option<Digest> {
        self.newest.map(|newest| newest.publish)
    }

    /// The newest time that trusted keys have signed; it is not earlier than this.
    pub fn clock_floor(&self) -> Timestamp {
        let floors = self.root.head.keys.iter().filter_map(|key| self.floors.get(&key.id()));
        floors.copied().fold(self.root.issued, Timestamp::max)
    }

    /// Whether this state has seen more than another: which of two pointers to hold new heads against.
    pub fn is_ahead_of(&self, other: &Self) -> bool {
        let rank = |state: &Self| (state.root.version, state.head_sequence(), state.publish_sequence());
        rank(self) > rank(other)
    }
}

/// The stored form: JSON, the root as unpadded base64url.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    root: String,
    clock_floors: BTreeMap<KeyId, Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    newest: Option<Newest>,
}

/// Why a stored state is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DamagedState {
    /// The root is not base64url.
    #[error("the root in the trust state is not unpadded base64url")]
    Text,
    /// The root is none.
    #[error("the root in the trust state cannot be used")]
    Root(#[source] Refusal),
}

impl TryFrom<Stored> for TrustState {
    type Error = DamagedState;
    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let bytes = BASE64URL_NOPAD.decode(stored.root.as_bytes()).map_err(|_| DamagedState::Text)?;
        let enrolled = Self::enrol(&bytes).map_err(DamagedState::Root)?;
        let mut state = Self { floors: stored.clock_floors, newest: stored.newest, ..enrolled };
        state.forget_old_keys();
        Ok(state)
    }
}

impl TrustState {
    /// Drops the times of keys that are no head keys any more.
    pub(super) fn forget_old_keys(&mut self) {
        let keys: Vec<KeyId> = self.root.head.keys.iter().map(crate::PublicKey::id).collect();
        self.floors.retain(|key, _| keys.contains(key));
    }
}

impl From<TrustState> for Stored {
    fn from(state: TrustState) -> Self {
        Self {
            root: BASE64URL_NOPAD.encode(&state.root_bytes),
            clock_floors: state.floors,
            newest: state.newest,
        }
    }
}
