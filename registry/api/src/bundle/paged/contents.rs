// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a signed publication says of the objects, and why a set of objects is not the one it names.

use serde::{Deserialize, Serialize};

use super::bytes::Malformed;
use super::fingerprint::Salt;
use super::object::{ObjectKind, ObjectRef};
use super::pages::PageError;

/// The part of a signed publication that is about objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// Salt of the epoch.
    pub salt: Salt,
    /// The objects. Manifests of all facilities are named, of which a station has its own.
    pub objects: Vec<ObjectRef>,
}

/// Objects as a station has them: pages of the paged ones, bytes of the others.
#[derive(Debug, Clone)]
pub struct Parts<P> {
    /// Block records.
    pub blocks: P,
    /// Texts of lots.
    pub lots: P,
    /// Fingerprints.
    pub fingerprints: P,
    /// Statuses other than active.
    pub exceptions: P,
    /// Imported serials, where the publication names them.
    pub opaque: Option<P>,
    /// Hashes of pages.
    pub leaves: Vec<u8>,
    /// Products and profiles.
    pub products: Vec<u8>,
    /// What is known of counterfeits.
    pub alerts: Vec<u8>,
    /// Shipments expected here.
    pub manifests: Vec<Vec<u8>>,
    /// What came after the base, where the publication names it.
    pub delta: Option<Vec<u8>>,
}

/// Why objects were not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The publication names none of this kind, or several.
    #[error("the signed publication does not name one object of kind {0}")]
    NotNamed(ObjectKind),
    /// The publication names one that is not there.
    #[error("{0} is missing; fetch the bundle again")]
    Missing(ObjectKind),
    /// The bytes are not those named.
    #[error("{0} is not the one that was signed; fetch the bundle again")]
    WrongContent(ObjectKind),
    /// What was signed is not in its form.
    #[error("{object} is signed but malformed; the registry must publish again")]
    Malformed {
        /// The object.
        object: ObjectKind,
        /// What is wrong.
        #[source]
        source: Malformed,
    },
    /// A page that is needed at once cannot be read.
    #[error("a page that is needed at once cannot be read")]
    Page(#[from] PageError),
}

/// Ties what is wrong to the object.
pub(super) fn malformed(object: ObjectKind) -> impl FnOnce(Malformed) -> OpenError {
    move |source| OpenError::Malformed { object, source }
}

impl Contents {
    /// The one object of a kind.
    pub(super) fn one(&self, kind: ObjectKind) -> Result<&ObjectRef, OpenError> {
        let mut named = self.objects.iter().filter(|object| object.kind == kind);
        match (named.next(), named.next()) {
            (Some(object), None) => Ok(object),
            _ => Err(OpenError::NotNamed(kind)),
        }
    }

    pub(super) fn names_any(&self, kind: ObjectKind) -> bool {
        self.objects.iter().any(|object| object.kind == kind)
    }

    /// Refuses bytes that are not the object named.
    pub(super) fn check(&self, kind: ObjectKind, bytes: &[u8]) -> Result<(), OpenError> {
        if self.one(kind)?.names(bytes) { Ok(()) } else { Err(OpenError::WrongContent(kind)) }
    }
}
