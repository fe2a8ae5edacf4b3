// SPDX-License-Identifier: MIT OR Apache-2.0
//! The root: which keys may do what, for one brand.
//!
//! ```text
//! version u64  issued u64  expires u64  brand text  era u32
//! clock: tolerance u32  leap u32            (seconds)
//! root, publish, head: threshold u8  count u8  { key 32 }*
//! ```
//! Text is one byte of length and UTF-8; times are seconds since 1970; keys stand in rising order and each in
//! one role only.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::refusal::Refusal;
use super::signed::{Kind, Signed};
use super::wire::{Reader, Writer, Wrong, count_u8};
use crate::PublicKey;
use crate::label::raw::key_bytes;

/// Most keys in one role.
pub const MAX_ROLE_KEYS: usize = 16;
/// Longest life of a root.
pub const MAX_ROOT_LIFE: SignedDuration = SignedDuration::from_hours(366 * 24);
/// Fewest root signatures a root may ask for: one stolen drawer must not be enough.
pub const MIN_ROOT_THRESHOLD: u8 = 2;
/// Largest tolerance of a [`ClockPolicy`], in seconds.
pub const MAX_TOLERANCE_S: u32 = 24 * 3600;
/// Smallest leap of a [`ClockPolicy`], in seconds.
pub const MIN_LEAP_S: u32 = 24 * 3600;
/// Largest leap of a [`ClockPolicy`], in seconds.
pub const MAX_LEAP_S: u32 = 2 * 366 * 24 * 3600;

/// Keys that may sign one kind of object, and how many must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Signatures needed, by as many keys.
    pub threshold: u8,
    /// The keys.
    pub keys: BTreeSet<PublicKey>,
}

/// How far signed times may stand ahead of what a station knows of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockPolicy {
    /// How far ahead of a clock that is sure, in seconds; two clocks are never equal.
    pub tolerance_s: u32,
    /// How far ahead of the newest signed time where the clock is not sure, in seconds. It bounds how far a
    /// stolen head key can push a station without a clock of its own, and how long such a station may lie in
    /// store and still take a head.
    pub leap_s: u32,
}

impl Default for ClockPolicy {
    /// Ten minutes; 366 days.
    fn default() -> Self {
        Self { tolerance_s: 600, leap_s: 366 * 24 * 3600 }
    }
}

/// Which keys may do what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Version, rising by one with each root.
    pub version: u64,
    /// When it was made; a station's time is never before it. Whole seconds count.
    pub issued: Timestamp,
    /// When it stops to count, at most [`MAX_ROOT_LIFE`] later. Whole seconds count.
    pub expires: Timestamp,
    /// The brand.
    pub brand: String,
    /// Counts recoveries. A root with a higher era makes stations forget the highest sequences and the salt
    /// epoch, and take heads and publishes of the new era alone (TUF 5.3.11: fast-forward recovery).
    pub era: u32,
    /// What signed times are allowed.
    pub clock: ClockPolicy,
    /// Keys that sign the next root; they lie offline.
    pub root: Role,
    /// Keys that sign a publish.
    pub publish: Role,
    /// Keys that sign heads; they are online.
    pub head: Role,
}

impl Root {
    /// The statement to be signed.
    ///
    /// # Errors
    /// [`Refusal::Form`] where a station would not read it; the text says what is wrong.
    pub fn to_statement(&self) -> Result<Signed, Refusal> {
        let signed = Signed::new(Kind::Root, self.encode());
        if Self::read(&signed)?.encode() == signed.body() {
            Ok(signed)
        } else {
            Err(Kind::Root.form("it does not read back as it was written"))
        }
    }

    /// Reads the body of a root whose signatures were checked as far as they can be.
    pub(super) fn read(signed: &Signed) -> Result<Self, Refusal> {
        let form = |why| Kind::Root.form(why);
        let mut reader = Reader::new(signed.body());
        let root = Self::decode(&mut reader).map_err(form)?;
        reader.end().map_err(form)?;
        root.check().map_err(form)?;
        Ok(root)
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, Wrong> {
        Ok(Self {
            version: reader.u64()?,
            issued: reader.time()?,
            expires: reader.time()?,
            brand: reader.brand()?,
            era: reader.u32()?,
            clock: ClockPolicy { tolerance_s: reader.u32()?, leap_s: reader.u32()? },
            root: Role::decode(reader)?,
            publish: Role::decode(reader)?,
            head: Role::decode(reader)?,
        })
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.u64(self.version).time(self.issued).time(self.expires).text(&self.brand).u32(self.era);
        writer.u32(self.clock.tolerance_s).u32(self.clock.leap_s);
        for role in self.roles() {
            role.encode(&mut writer);
        }
        writer.finish()
    }

    fn roles(&self) -> [&Role; 3] {
        [&self.root, &self.publish, &self.head]
    }

    fn check(&self) -> Result<(), Wrong> {
        let life = self.expires.duration_since(self.issued);
        if life <= SignedDuration::ZERO || life > MAX_ROOT_LIFE {
            return Err("it must expire after it was issued, and within 366 days");
        }
        if self.version == 0 {
            return Err("its version is 0");
        }
        if self.clock.tolerance_s > MAX_TOLERANCE_S {
            return Err("its clock tolerance is above a day");
        }
        if !(MIN_LEAP_S..=MAX_LEAP_S).contains(&self.clock.leap_s) {
            return Err("its clock leap is not between a day and two years");
        }
        self.check_roles()
    }

    fn check_roles(&self) -> Result<(), Wrong> {
        if self.root.threshold < MIN_ROOT_THRESHOLD {
            return Err("it asks for fewer than two root signatures");
        }
        if self.root.keys.len() <= usize::from(self.root.threshold) {
            return Err("it has no spare root key: losing one would end the brand's chain");
        }
        let all: BTreeSet<&PublicKey> = self.roles().into_iter().flat_map(|role| &role.keys).collect();
        if all.len() != self.roles().into_iter().map(|role| role.keys.len()).sum::<usize>() {
            return Err("a key stands in two roles");
        }
        Ok(())
    }
}

impl Role {
    /// One key that signs alone.
    pub fn single(key: PublicKey) -> Self {
        Self { threshold: 1, keys: BTreeSet::from([key]) }
    }

    pub(super) fn needed(&self) -> usize {
        usize::from(self.threshold)
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, Wrong> {
        let (threshold, count) = (reader.u8()?, reader.u8()?);
        if threshold == 0 || threshold > count || usize::from(count) > MAX_ROLE_KEYS {
            return Err("a role needs 1 to 16 keys and a threshold within their number");
        }
        let mut keys = BTreeSet::new();
        for _ in 0..count {
            let key = PublicKey::from_bytes(reader.array()?);
            if keys.last().is_some_and(|last| *last >= key) {
                return Err("the keys of a role are not in rising order");
            }
            keys.insert(key);
        }
        Ok(Self { threshold, keys })
    }

    fn encode(&self, writer: &mut Writer) {
        writer.u8(self.threshold).u8(count_u8(self.keys.len()));
        for key in &self.keys {
            writer.bytes(&key_bytes(key));
        }
    }
}
