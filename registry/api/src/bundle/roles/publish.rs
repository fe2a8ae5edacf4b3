// SPDX-License-Identifier: MIT OR Apache-2.0
//! The publish: of which objects a bundle is made, and which keys sign labels.
//!
//! ```text
//! brand text  era u32  epoch u32  salt 16  sequence u64
//! objects: count u16  { kind u16  name text  hash 32  length u64  leaves u8 [ hash 32  length u64 ] }*
//! label keys: count u16  { key 32  blocks u32 u32  revoked: count u16  { u32 u32 }* }*
//! ```
//! Objects stand in rising order of kind and name, label keys of their bytes, ranges of their first block;
//! `leaves` is 0 or 1.

use super::object::{MAX_OBJECTS, Object};
use super::refusal::Refusal;
use super::signed::{Kind, Signed};
use super::wire::{Reader, Writer, Wrong, count_u16};
use crate::label::raw::key_bytes;
use crate::label::{BlockRange, LabelKey, LabelKeys};
use crate::{Digest, PublicKey};

/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;

/// Of which objects a bundle is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// The brand.
    pub brand: String,
    /// Era of the root it was made under.
    pub era: u32,
    /// Number of the salt, rising by one with each new salt.
    pub epoch: u32,
    /// Salt of the fingerprints.
    pub salt: [u8; SALT_BYTES],
    /// Number of the publish, rising by one.
    pub sequence: u64,
    /// Its objects, in rising order of kind and name.
    pub objects: Vec<Object>,
    /// Keys under which labels are signed.
    pub label_keys: LabelKeys,
}

impl Publish {
    /// The statement to be signed.
    ///
    /// # Errors
    /// [`Refusal::Form`] where a station would not read it; the text says what is wrong.
    pub fn to_statement(&self) -> Result<Signed, Refusal> {
        let signed = Signed::new(Kind::Publish, self.encode());
        Signed::parse(Kind::Publish, &signed.to_bytes())?;
        if Self::read(&signed)?.encode() == signed.body() {
            Ok(signed)
        } else {
            Err(Kind::Publish.form("it does not read back as it was written"))
        }
    }

    /// The one object of a kind and name; names are empty but for manifests (the facility).
    ///
    /// # Errors
    /// [`Refusal::ObjectMissing`].
    pub fn object(&self, kind: u16, name: &str) -> Result<&Object, Refusal> {
        let found = self.objects.binary_search_by(|object| object.key().cmp(&(kind, name)));
        let found = found.ok().and_then(|at| self.objects.get(at));
        found.ok_or_else(|| Refusal::ObjectMissing { kind, name: name.to_owned() })
    }

    /// Reads the body of a publish whose hash and signatures were checked.
    pub(super) fn read(signed: &Signed) -> Result<Self, Refusal> {
        let form = |why| Kind::Publish.form(why);
        let mut reader = Reader::new(signed.body());
        let publish = Self::decode(&mut reader).map_err(form)?;
        reader.end().map_err(form)?;
        Ok(publish)
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, Wrong> {
        Ok(Self {
            brand: reader.brand()?,
            era: reader.u32()?,
            epoch: reader.u32()?,
            salt: reader.array()?,
            sequence: reader.u64()?,
            objects: decode_objects(reader)?,
            label_keys: decode_label_keys(reader)?,
        })
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.text(&self.brand).u32(self.era).u32(self.epoch).bytes(&self.salt).u64(self.sequence);
        writer.u16(count_u16(self.objects.len()));
        for object in &self.objects {
            object.encode(&mut writer);
        }
        writer.u16(count_u16(self.label_keys.as_slice().len()));
        for key in self.label_keys.as_slice() {
            encode_label_key(key, &mut writer);
        }
        writer.finish()
    }
}

fn decode_objects(reader: &mut Reader<'_>) -> Result<Vec<Object>, Wrong> {
    let count = usize::from(reader.u16()?);
    if count > MAX_OBJECTS {
        return Err("it lists more than 1024 objects");
    }
    let mut objects: Vec<Object> = Vec::with_capacity(count);
    for _ in 0..count {
        let object = Object::decode(reader)?;
        if objects.last().is_some_and(|last| last.key() >= object.key()) {
            return Err("its objects are not in rising order of kind and name");
        }
        objects.push(object);
    }
    Ok(objects)
}

fn decode_label_keys(reader: &mut Reader<'_>) -> Result<LabelKeys, Wrong> {
    let count = usize::from(reader.u16()?);
    let mut keys = Vec::new();
    for _ in 0..count {
        keys.push(decode_label_key(reader)?);
    }
    LabelKeys::new(keys).map_err(|error| error.why())
}

fn decode_label_key(reader: &mut Reader<'_>) -> Result<LabelKey, Wrong> {
    let key = PublicKey::from_bytes(reader.array()?);
    let blocks = decode_range(reader)?;
    let count = usize::from(reader.u16()?);
    let mut revoked = Vec::new();
    for _ in 0..count {
        revoked.push(decode_range(reader)?);
    }
    Ok(LabelKey { key, blocks, revoked })
}

fn decode_range(reader: &mut Reader<'_>) -> Result<BlockRange, Wrong> {
    BlockRange::new(reader.u32()?, reader.u32()?).map_err(|error| error.why())
}

fn encode_label_key(key: &LabelKey, writer: &mut Writer) {
    writer.bytes(&key_bytes(&key.key));
    encode_range(key.blocks, writer);
    writer.u16(count_u16(key.revoked.len()));
    for range in &key.revoked {
        encode_range(*range, writer);
    }
}

fn encode_range(range: BlockRange, writer: &mut Writer) {
    writer.u32(range.first().get()).u32(range.last().get());
}

/// Hash and length by which a head names a publish.
pub fn publish_name(bytes: &[u8]) -> (Digest, u32) {
    (Digest::of(bytes), u32::try_from(bytes.len()).unwrap_or(u32::MAX))
}
