// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who may say what of a brand's bundles: three roles, their signed objects, and the order in which a station
//! checks them.
//!
//! | object | says | signed by | lives |
//! |---|---|---|---|
//! | [`Root`] | which keys may do what | 2 of 3 or more keys that lie offline | a year |
//! | [`Publish`] | of which objects a bundle is made | the publish key, in a hardware module | until the next |
//! | [`Head`] | which publish is the newest | the head key, online | 72 hours |
//!
//! Roles and rules are those of The Update Framework, without its delegations and with what a station that is
//! offline needs: evidence that ages instead of failing, one state that changes atomically, and clocks that
//! cannot be trusted. `TRUST.md` beside this crate's manifest tells the whole.
//!
//! **Invariants:** a body is read only after the signatures that can be checked were; every refusal names its
//! step and changes nothing; no byte string, however made, panics.

mod clock;
#[cfg(test)]
mod fixture;
mod freshness;
mod head;
mod object;
mod publish;
mod refusal;
mod root;
mod signed;
mod state;
mod wire;
mod workflow;

pub use clock::Clock;
pub use freshness::{OfflineAnswer, ValueClass, offline_answer};
pub use head::{Head, MAX_CHECKPOINT_BYTES, MAX_HEAD_LIFE};
pub use object::{Intake, MAX_OBJECT_BYTES, MAX_OBJECTS, Object};
pub use publish::{Publish, SALT_BYTES, publish_name};
pub use refusal::Refusal;
pub use root::{
    ClockPolicy, MAX_LEAP_S, MAX_ROLE_KEYS, MAX_ROOT_LIFE, MAX_TOLERANCE_S, MIN_LEAP_S, MIN_ROOT_THRESHOLD,
    Role, Root,
};
pub use signed::{
    Kind, MAX_HEAD_BYTES, MAX_PUBLISH_BYTES, MAX_ROOT_BYTES, MAX_SIGNATURES, NotASignature, Signed,
};
pub use state::{DamagedState, TrustState};
pub use workflow::{Accepted, MAX_ROOT_UPDATES};
