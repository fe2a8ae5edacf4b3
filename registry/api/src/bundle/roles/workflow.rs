// SPDX-License-Identifier: MIT OR Apache-2.0
//! The detailed client workflow, clause 5 of The Update Framework's specification 1.0, for three roles.
//!
//! The head is TUF's timestamp role; the publish is its snapshot and targets roles in one, because a brand has
//! one publisher and one list. Where this differs from TUF it says so.

use super::clock::{Clock, Times};
use super::freshness::freshness;
use super::head::Head;
use super::publish::Publish;
use super::refusal::Refusal;
use super::root::Root;
use super::signed::{Kind, Signed};
use super::state::{Newest, TrustState};
use crate::bundle::{Freshness, Trusted};
use crate::{Digest, PublicKey};

/// Most roots followed in one update (TUF 5.3.3: Y).
pub const MAX_ROOT_UPDATES: usize = 256;

/// A head and a publish that passed every step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The head.
    pub head: Head,
    /// The publish. Its objects are still to be fetched and checked, each by [`super::Object::intake`].
    pub publish: Publish,
    /// How fresh the head is.
    pub freshness: Freshness,
    /// Whether the head directly follows the trusted one by number and names another as the one before: the
    /// registry, or whoever has its head key, tells two stories. Report it; the newer head is followed,
    /// because refusing it would let a thief of that key cut the station off.
    pub forked: bool,
}

impl Accepted {
    /// The numbers and times a verdict rests on.
    pub fn trusted(&self) -> Trusted {
        Trusted { sequence: self.publish.sequence, issued: self.head.issued, expires: self.head.expires }
    }
}

impl TrustState {
    /// Follows the chain of roots, then takes a head and the publish it names.
    ///
    /// `root_updates` are the roots after the trusted one in rising order, maybe none. Nothing changes unless
    /// everything passes: the new state is to be made durable in one pointer with the bundle it names.
    ///
    /// # Errors
    /// [`Refusal`] names the first step that failed. Where the roots were good and the head was not, make
    /// [`TrustState::rotate`]'s state durable, so that a refused head cannot keep a revoked key alive.
    pub fn accept(
        &self,
        root_updates: &[&[u8]],
        head: &[u8],
        publish: &[u8],
        clock: Clock,
    ) -> Result<(Self, Accepted), Refusal> {
        // 5.1 The clock was read once, by the caller. 5.2 The trusted root is part of the state.
        // 5.3 Update the root.
        let mut state = self.rotate(root_updates)?;
        let times = Times::new(clock, state.clock_floor(), &state.root);
        // 5.3.10 An expired root is refused, now that the newest one is known (freeze).
        check_root_expiry(&state.root, &times)?;
        // 5.4 Update the head.
        let (signed, head) = state.check_head(head)?;
        check_signing_time(&head, &state.root, &times)?;
        state.check_head_is_newer(&signed, &head)?;
        // 5.5, 5.6 Update the publish.
        let publish = state.check_publish(publish, &head)?;
        state.check_publish_is_newer(&head, &publish)?;
        let forked = state.is_forked(&head);
        state.remember(&signed, &head, &publish);
        let times = Times::new(clock, state.clock_floor(), &state.root);
        Ok((state, Accepted { freshness: freshness(&head, &times), head, publish, forked }))
    }

    /// Follows the chain of roots alone (TUF 5.3.2 to 5.3.9).
    ///
    /// A root that is byte for byte the trusted statement is passed over, so a caller may hand over the chain
    /// from the trusted root on.
    ///
    /// # Errors
    /// `size`, `form`, `root-threshold`, `root-version`, `brand`, `era`.
    pub fn rotate(&self, root_updates: &[&[u8]]) -> Result<Self, Refusal> {
        if root_updates.len() > MAX_ROOT_UPDATES {
            return Err(Refusal::TooManyRoots { found: root_updates.len(), limit: MAX_ROOT_UPDATES });
        }
        root_updates.iter().try_fold(self.clone(), |state, update| state.follow(update))
    }

    fn follow(self, update: &[u8]) -> Result<Self, Refusal> {
        // 5.3.3 Nothing above the limit is read.
        let signed = Signed::parse(Kind::Root, update)?;
        // 5.3.5 The trusted root itself is discarded and the update goes on.
        if Signed::parse(Kind::Root, &self.root_bytes)?.statement() == signed.statement() {
            return Ok(self);
        }
        // 5.3.4 Signed by a threshold of the trusted root's keys, before its body is read, and of its own.
        check_root_threshold(&signed, &self.root)?;
        let new = Root::read(&signed)?;
        check_root_threshold(&signed, &new)?;
        // 5.3.5 Exactly the next version: no rollback, and no step is left out.
        if self.root.version.checked_add(1) != Some(new.version) {
            return Err(Refusal::RootVersion { found: new.version, trusted: self.root.version });
        }
        check_brand(Kind::Root, &new.brand, &self.root.brand)?;
        // An era never goes back, or what it ended would count again.
        if new.era < self.root.era {
            return Err(Refusal::Era { what: Kind::Root, found: new.era, trusted: self.root.era });
        }
        // 5.3.6 The expiry of a root in between does not matter. 5.3.7, 5.3.8 It becomes the trusted one.
        Ok(self.with_root(new, update))
    }

    /// TUF 5.3.11: recovery from fast-forward attacks.
    ///
    /// TUF forgets the trusted versions whenever keys changed. Here the root says so by a new era, so that a
    /// planned change of keys keeps the protection against rollback; and heads carry the era, so that none
    /// from before the recovery counts, even where its key was kept.
    fn with_root(mut self, new: Root, bytes: &[u8]) -> Self {
        if new.era != self.root.era {
            self.newest = None;
            self.floors.clear();
        }
        self.root = new;
        self.root_bytes = bytes.to_vec();
        self.forget_old_keys();
        self
    }

    fn check_head(&self, bytes: &[u8]) -> Result<(Signed, Head), Refusal> {
        // 5.4.1 Nothing above the limit is read.
        let signed = Signed::parse(Kind::Head, bytes)?;
        // 5.4.2 Signed by a threshold of head keys, before its body is read.
        let (found, needed) = (signed.signers(&self.root.head).len(), self.root.head.needed());
        if found < needed {
            return Err(Refusal::HeadThreshold { found, needed });
        }
        let head = Head::read(&signed)?;
        check_brand(Kind::Head, &head.brand, &self.root.brand)?;
        check_era(Kind::Head, head.era, &self.root)?;
        Ok((signed, head))
    }

    fn check_head_is_newer(&self, signed: &Signed, head: &Head) -> Result<(), Refusal> {
        let Some(newest) = self.newest else { return Ok(()) };
        // 5.4.3.1 A head below the trusted one is a rollback; the same one again is no news and no error.
        if head.sequence < newest.head_sequence {
            return Err(Refusal::HeadRollback { found: head.sequence, trusted: newest.head_sequence });
        }
        if head.sequence == newest.head_sequence && signed.statement() != newest.head {
            return Err(Refusal::HeadFork { sequence: head.sequence });
        }
        // 5.4.4 An expired head is not refused: its age weakens every verdict instead, because a station that
        // is offline must go on with what it has. See the table of offline answers.
        Ok(())
    }

    fn check_publish(&self, bytes: &[u8], head: &Head) -> Result<Publish, Refusal> {
        // 5.5.1, 5.6.1 Nothing longer than the head says is read.
        if bytes.len() as u64 > u64::from(head.publish_len) {
            let limit = usize::try_from(head.publish_len).unwrap_or(usize::MAX);
            return Err(Refusal::TooLarge { what: Kind::Publish, found: bytes.len(), limit });
        }
        // 5.5.2, 5.6.2 The publish this head names and no other (mix-and-match); checked before it is read.
        if Digest::of(bytes) != head.publish || bytes.len() as u64 != u64::from(head.publish_len) {
            return Err(Refusal::PublishHash);
        }
        let signed = Signed::parse(Kind::Publish, bytes)?;
        // 5.5.3, 5.6.3 Signed by a threshold of publish keys: a head key alone makes no content.
        let (found, needed) = (signed.signers(&self.root.publish).len(), self.root.publish.needed());
        if found < needed {
            return Err(Refusal::PublishThreshold { found, needed });
        }
        let publish = Publish::read(&signed)?;
        check_brand(Kind::Publish, &publish.brand, &self.root.brand)?;
        check_era(Kind::Publish, publish.era, &self.root)?;
        Ok(publish)
    }

    fn check_publish_is_newer(&self, head: &Head, publish: &Publish) -> Result<(), Refusal> {
        let Some(newest) = self.newest else { return Ok(()) };
        // 5.5.5 No rollback, also not one that a thief of the head key alone tries with an old publish.
        if publish.sequence < newest.publish_sequence {
            let (found, trusted) = (publish.sequence, newest.publish_sequence);
            return Err(Refusal::PublishRollback { found, trusted });
        }
        if publish.sequence == newest.publish_sequence && head.publish != newest.publish {
            return Err(Refusal::PublishFork { sequence: publish.sequence });
        }
        // A salt that was given up stays given up: labels ground against it must not pass again.
        if publish.epoch < newest.epoch {
            return Err(Refusal::EpochRollback { found: publish.epoch, trusted: newest.epoch });
        }
        // 5.5.6, 5.6.5 A publish has no expiry of its own; the head's is shorter.
        Ok(())
    }

    fn is_forked(&self, head: &Head) -> bool {
        self.newest.is_some_and(|newest| {
            newest.head_sequence.checked_add(1) == Some(head.sequence) && head.previous != newest.head
        })
    }

    /// 5.4.5, 5.5.7, 5.6.6: what is to be made durable.
    fn remember(&mut self, signed: &Signed, head: &Head, publish: &Publish) {
        for key in signed.signers(&self.root.head) {
            let floor = self.floors.entry(key.id()).or_insert(head.issued);
            *floor = head.issued.max(*floor);
        }
        self.newest = Some(Newest {
            head_sequence: head.sequence,
            head: signed.statement(),
            publish_sequence: publish.sequence,
            publish: head.publish,
            epoch: publish.epoch,
        });
    }

    /// Takes up at start-up what was accepted before.
    ///
    /// Signatures, hashes, brand and era are checked again under the remembered root; the clock refuses
    /// nothing, because a station without a clock chip starts in 1970 and must not lose its own bundle.
    ///
    /// # Errors
    /// [`Refusal::HeadHash`] for a head that is not the remembered one, and the words of [`TrustState::accept`]
    /// but those of time and rollback.
    pub fn resume(&self, head: &[u8], publish: &[u8], clock: Clock) -> Result<Accepted, Refusal> {
        self.take_up(self.newest.as_ref(), head, publish, clock)
    }

    /// Takes up the bundle before, where the newest cannot be used, under everything this newest state knows.
    ///
    /// It is never fresh: something newer was here and is damaged.
    ///
    /// # Errors
    /// As [`TrustState::resume`]; `era` or a threshold where a key it rests on was revoked since.
    pub fn fall_back(
        &self,
        previous: &Self,
        head: &[u8],
        publish: &[u8],
        clock: Clock,
    ) -> Result<Accepted, Refusal> {
        let accepted = self.take_up(previous.newest.as_ref(), head, publish, clock)?;
        let freshness = match accepted.freshness {
            Freshness::Fresh => Freshness::Stale,
            other => other,
        };
        Ok(Accepted { freshness, ..accepted })
    }

    fn take_up(
        &self,
        remembered: Option<&Newest>,
        head: &[u8],
        publish: &[u8],
        clock: Clock,
    ) -> Result<Accepted, Refusal> {
        let (signed, head) = self.check_head(head)?;
        if remembered.map(|newest| newest.head) != Some(signed.statement()) {
            return Err(Refusal::HeadHash);
        }
        let publish = self.check_publish(publish, &head)?;
        let times = Times::new(clock, self.clock_floor(), &self.root);
        Ok(Accepted { freshness: freshness(&head, &times), head, publish, forked: false })
    }

    /// How fresh an accepted head is by now; asked again with every verdict.
    pub fn freshness(&self, head: &Head, clock: Clock) -> Freshness {
        freshness(head, &Times::new(clock, self.clock_floor(), &self.root))
    }
}

/// 5.3.4, for one of the two sets of keys.
pub(super) fn check_root_threshold(signed: &Signed, root: &Root) -> Result<(), Refusal> {
    let signers: Vec<&PublicKey> = signed.signers(&root.root);
    let (found, needed) = (signers.len(), root.root.needed());
    if found < needed { Err(Refusal::RootThreshold { of: root.version, found, needed }) } else { Ok(()) }
}

fn check_root_expiry(root: &Root, times: &Times) -> Result<(), Refusal> {
    if times.reached() > root.expires {
        return Err(Refusal::RootExpired { version: root.version, expires: root.expires });
    }
    Ok(())
}

/// Not in TUF, which has no clock to defend: a head from the future would push every later answer into
/// "too old".
fn check_signing_time(head: &Head, root: &Root, times: &Times) -> Result<(), Refusal> {
    // Whatever the clock says, an expired root has no heads.
    let latest = times.latest_signing().min(root.expires);
    if head.issued > latest { Err(Refusal::HeadFuture { issued: head.issued, latest }) } else { Ok(()) }
}

fn check_brand(what: Kind, found: &str, expected: &str) -> Result<(), Refusal> {
    if found == expected {
        return Ok(());
    }
    Err(Refusal::WrongBrand { what, found: found.to_owned(), expected: expected.to_owned() })
}

fn check_era(what: Kind, found: u32, root: &Root) -> Result<(), Refusal> {
    if found == root.era { Ok(()) } else { Err(Refusal::Era { what, found, trusted: root.era }) }
}
