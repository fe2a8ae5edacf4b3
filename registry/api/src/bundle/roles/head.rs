// SPDX-License-Identifier: MIT OR Apache-2.0
//! The head: which publish is the newest, said anew every hour.
//!
//! ```text
//! brand text  era u32  sequence u64  issued u64  expires u64
//! publish: hash 32  length u32
//! previous head: hash 32
//! checkpoint: length u16  bytes
//! ```

use jiff::{SignedDuration, Timestamp};

use super::refusal::Refusal;
use super::signed::{Kind, MAX_PUBLISH_BYTES, Signed};
use super::wire::{Reader, Writer, Wrong, count_u16};
use crate::Digest;

/// Longest life of a head.
pub const MAX_HEAD_LIFE: SignedDuration = SignedDuration::from_hours(72);
/// Longest checkpoint of the registry's log, in bytes.
pub const MAX_CHECKPOINT_BYTES: usize = 4096;

/// Which publish is the newest, and until when a station may rely on that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The brand.
    pub brand: String,
    /// Era of the root it was made under.
    pub era: u32,
    /// Number of the head, rising by one.
    pub sequence: u64,
    /// When it was signed. Whole seconds count.
    pub issued: Timestamp,
    /// Until when it counts as fresh, at most [`MAX_HEAD_LIFE`] later. Whole seconds count.
    pub expires: Timestamp,
    /// Hash of the whole publish object, signatures included.
    pub publish: Digest,
    /// Length of the publish object in bytes.
    pub publish_len: u32,
    /// Statement hash ([`Signed::statement`]) of the head before, [`Digest::ZERO`] for the first of an era.
    pub previous: Digest,
    /// The newest signed checkpoint of the registry's log, as the log wrote it; empty where there is none.
    pub checkpoint: Vec<u8>,
}

impl Head {
    /// The statement to be signed.
    ///
    /// # Errors
    /// [`Refusal::Form`] where a station would not read it; the text says what is wrong.
    pub fn to_statement(&self) -> Result<Signed, Refusal> {
        let signed = Signed::new(Kind::Head, self.encode());
        if Self::read(&signed)?.encode() == signed.body() {
            Ok(signed)
        } else {
            Err(Kind::Head.form("it does not read back as it was written"))
        }
    }

    /// Reads the body of a head whose signatures were checked.
    pub(super) fn read(signed: &Signed) -> Result<Self, Refusal> {
        let form = |why| Kind::Head.form(why);
        let mut reader = Reader::new(signed.body());
        let head = Self::decode(&mut reader).map_err(form)?;
        reader.end().map_err(form)?;
        head.check().map_err(form)?;
        Ok(head)
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, Wrong> {
        Ok(Self {
            brand: reader.brand()?,
            era: reader.u32()?,
            sequence: reader.u64()?,
            issued: reader.time()?,
            expires: reader.time()?,
            publish: reader.digest()?,
            publish_len: reader.u32()?,
            previous: reader.digest()?,
            checkpoint: Self::decode_checkpoint(reader)?,
        })
    }

    fn decode_checkpoint(reader: &mut Reader<'_>) -> Result<Vec<u8>, Wrong> {
        let length = usize::from(reader.u16()?);
        if length > MAX_CHECKPOINT_BYTES {
            return Err("its checkpoint is longer than 4096 bytes");
        }
        reader.bytes(length).map(<[u8]>::to_vec)
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.text(&self.brand).u32(self.era).u64(self.sequence).time(self.issued).time(self.expires);
        writer.bytes(self.publish.as_bytes()).u32(self.publish_len);
        writer.bytes(self.previous.as_bytes());
        writer.u16(count_u16(self.checkpoint.len())).bytes(&self.checkpoint);
        writer.finish()
    }

    fn check(&self) -> Result<(), Wrong> {
        let life = self.expires.duration_since(self.issued);
        if life <= SignedDuration::ZERO || life > MAX_HEAD_LIFE {
            return Err("it must expire after it was issued, and within 72 hours");
        }
        if u64::from(self.publish_len) > MAX_PUBLISH_BYTES as u64 {
            return Err("the publish it names is longer than 512 KiB");
        }
        Ok(())
    }
}
