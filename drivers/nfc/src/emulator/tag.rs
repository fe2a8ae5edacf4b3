// SPDX-License-Identifier: GPL-3.0-or-later
//! Tags as vpcd sees them: the tag itself and the part of the reader that answers for it.

/// NDEF application of a Type 4 tag.
const NDEF_APPLICATION: [u8; 7] = [0xD2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01];

/// Answer size a Type 4 tag here announces, in bytes: small enough that messages take several reads.
const MAX_ANSWER: u8 = 0x3B;

const OK: [u8; 2] = [0x90, 0x00];
const NOT_FOUND: [u8; 2] = [0x6A, 0x82];
const WRONG_OFFSET: [u8; 2] = [0x6B, 0x00];
const NOT_KNOWN: [u8; 2] = [0x6D, 0x00];

/// How a tag misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Says who it is (answer to reset), then never answers a command.
    Mute,
    /// Leaves the field after answering this many commands, the request for its identifier included.
    LeavesAfter(u32),
    /// Announces this message length, in bytes, whatever it holds.
    ClaimsLength(u16),
    /// Ends every answer with status bytes that do not exist.
    GarbageStatus,
}

#[derive(Debug, Clone)]
enum Kind {
    /// File contents, without the length field; the selected file.
    Type4 { message: Vec<u8>, selected: u16 },
    /// Whole memory from page 0.
    Storage { memory: Vec<u8> },
}

/// One tag, with an identifier and content.
#[derive(Debug, Clone)]
pub struct Tag {
    uid: Vec<u8>,
    kind: Kind,
    fault: Option<Fault>,
    answered: u32,
}

/// What comes back for one command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Answer(Vec<u8>),
    Silence,
    Leave,
}

impl Tag {
    /// A Type 4 tag whose message is one URI record. `uri` is stored without abbreviation unless it begins
    /// with `https://`.
    pub fn type4(uid: &[u8], uri: &str) -> Self {
        Self::type4_message(uid, &uri_message(uri))
    }

    /// A Type 4 tag with these bytes as its message, sound or not.
    pub fn type4_message(uid: &[u8], message: &[u8]) -> Self {
        Self::new(uid, Kind::Type4 { message: message.to_vec(), selected: 0 })
    }

    /// A storage card (Type 2, as NTAG 21x) whose message is one URI record.
    pub fn storage(uid: &[u8], uri: &str) -> Self {
        let message = uri_message(uri);
        let mut block = match u8::try_from(message.len()) {
            Ok(len) if len < 0xFF => vec![0x03, len],
            _ => [&[0x03, 0xFF][..], &(message.len() as u16).to_be_bytes()].concat(),
        };
        block.extend(message);
        block.push(0xFE);
        let units = u8::try_from(block.len().div_ceil(8)).unwrap_or(u8::MAX);
        block.resize(usize::from(units) * 8, 0);
        let memory = [&[0; 12][..], &[0xE1, 0x10, units, 0x00], &block].concat();
        Self::new(uid, Kind::Storage { memory })
    }

    /// A storage card that was never given a message.
    pub fn blank(uid: &[u8]) -> Self {
        Self::new(uid, Kind::Storage { memory: vec![0; 64] })
    }

    /// The same tag, misbehaving.
    #[must_use]
    pub fn with(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    fn new(uid: &[u8], kind: Kind) -> Self {
        Self { uid: uid.to_vec(), kind, fault: None, answered: 0 }
    }

    /// Answer to reset; a storage card's is made up by its reader (PC/SC part 3, 3.1.3.2.3).
    pub(super) fn answer_to_reset(&self) -> Vec<u8> {
        let mut atr = vec![0x3B, 0x81, 0x80, 0x01, 0x80];
        if let Kind::Storage { .. } = self.kind {
            atr = vec![0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06];
            atr.extend([0x03, 0x00, 0x03, 0x00, 0x00, 0x00, 0x00]);
        }
        let check = atr.iter().skip(1).fold(0, |sum, byte| sum ^ byte);
        atr.push(check);
        atr
    }

    /// The reader switched its field off or on: nothing is selected any more.
    pub(super) fn reset(&mut self) {
        if let Kind::Type4 { selected, .. } = &mut self.kind {
            *selected = 0;
        }
    }

    pub(super) fn reply(&mut self, command: &[u8]) -> Reply {
        match self.fault {
            Some(Fault::Mute) => return Reply::Silence,
            Some(Fault::LeavesAfter(count)) if self.answered >= count => return Reply::Leave,
            _ => self.answered += 1,
        }
        let mut answer = self.answer(command);
        if let (Some(Fault::GarbageStatus), Some(status)) = (self.fault, answer.last_chunk_mut::<2>()) {
            *status = [0x12, 0x34];
        }
        Reply::Answer(answer)
    }

    fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        let claimed = match self.fault {
            Some(Fault::ClaimsLength(len)) => Some(len),
            _ => None,
        };
        match (command, &mut self.kind) {
            ([0xFF, 0xCA, 0x00, 0x00, ..], _) => [&self.uid[..], &OK].concat(),
            ([0xFF, 0xB0, 0x00, page, len, ..], Kind::Storage { memory }) => {
                slice(memory, usize::from(*page) * 4, *len)
            }
            ([0x00, rest @ ..], Kind::Type4 { message, selected }) => {
                type4_answer(rest, message, selected, claimed)
            }
            _ => NOT_KNOWN.to_vec(),
        }
    }
}

fn type4_answer(command: &[u8], message: &[u8], selected: &mut u16, claimed: Option<u16>) -> Vec<u8> {
    match command {
        [0xA4, 0x04, 0x00, 0x07, aid @ ..] if aid.starts_with(&NDEF_APPLICATION) => OK.to_vec(),
        [0xA4, 0x00, 0x0C, 0x02, high, low] if matches!((high, low), (0xE1, 0x03 | 0x04)) => {
            *selected = u16::from_be_bytes([*high, *low]);
            OK.to_vec()
        }
        [0xA4, ..] => NOT_FOUND.to_vec(),
        [0xB0, high, low, len] => {
            let offset = usize::from(u16::from_be_bytes([*high, *low]));
            match *selected {
                0xE103 => slice(&capability(message.len()), offset, *len),
                0xE104 => {
                    let length = claimed.unwrap_or(message.len() as u16).to_be_bytes();
                    slice(&[&length[..], message].concat(), offset, *len)
                }
                _ => NOT_FOUND.to_vec(),
            }
        }
        _ => NOT_KNOWN.to_vec(),
    }
}

fn capability(message_len: usize) -> Vec<u8> {
    let [high, low] = u16::try_from(message_len + 2).unwrap_or(u16::MAX).to_be_bytes();
    vec![0x00, 0x0F, 0x20, 0x00, MAX_ANSWER, 0x00, 0x34, 0x04, 0x06, 0xE1, 0x04, high, low, 0x00, 0x00]
}

fn slice(content: &[u8], offset: usize, len: u8) -> Vec<u8> {
    match content.get(offset..) {
        Some(rest) if !rest.is_empty() => {
            let end = usize::from(len).min(rest.len());
            [rest.get(..end).unwrap_or_default(), &OK].concat()
        }
        _ => WRONG_OFFSET.to_vec(),
    }
}

/// An NDEF message of one URI record (URI RTD, 3.2).
fn uri_message(uri: &str) -> Vec<u8> {
    let (code, rest) = uri.strip_prefix("https://").map_or((0x00, uri), |rest| (0x04, rest));
    let payload = [&[code][..], rest.as_bytes()].concat();
    match u8::try_from(payload.len()) {
        Ok(len) => [&[0xD1, 1, len, b'U'][..], &payload].concat(),
        Err(_) => {
            let len = (payload.len() as u32).to_be_bytes();
            [&[0xC1, 1][..], &len, b"U", &payload].concat()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apdu::{Transmit, TransmitError};
    use crate::tag::{TagError, read};

    const UID: [u8; 7] = [4, 1, 2, 3, 4, 5, 6];

    impl Transmit for Tag {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
            match self.reply(command) {
                Reply::Answer(answer) => Ok(answer),
                Reply::Silence => Err(TransmitError::NoAnswer),
                Reply::Leave => Err(TransmitError::Removed),
            }
        }
    }

    fn read_tag(mut tag: Tag) -> Result<String, TagError> {
        let atr = tag.answer_to_reset();
        let found = read(&mut tag, &atr)?;
        assert_eq!(found.uid, UID);
        Ok(String::from_utf8(found.payload.as_bytes().to_vec()).unwrap())
    }

    #[test]
    fn sound_tags_of_any_length_are_read() {
        for len in [1, 40, 60, 230, 254, 260, 900] {
            let uri = format!("https://{}", "x".repeat(len));
            assert_eq!(read_tag(Tag::type4(&UID, &uri)).unwrap(), uri);
            assert_eq!(read_tag(Tag::storage(&UID, &uri)).unwrap(), uri);
        }
        assert_eq!(read_tag(Tag::blank(&UID)).unwrap(), "");
    }

    #[test]
    fn a_tag_may_leave_after_any_command() {
        let uri = format!("https://{}", "x".repeat(150));
        for count in 0..9 {
            let tag = Tag::type4(&UID, &uri).with(Fault::LeavesAfter(count));
            assert!(matches!(read_tag(tag), Err(TagError::Transmit(TransmitError::Removed))), "{count}");
        }
    }

    #[test]
    fn faults_are_told_apart() {
        let tag = || Tag::type4(&UID, "https://a.b");
        assert!(matches!(read_tag(tag().with(Fault::Mute)), Err(TagError::Transmit(_))));
        assert!(matches!(read_tag(tag().with(Fault::GarbageStatus)), Err(TagError::Malformed(_))));
        assert!(matches!(read_tag(tag().with(Fault::ClaimsLength(0xFFFF))), Err(TagError::TooLong { .. })));
        assert!(matches!(read_tag(tag().with(Fault::ClaimsLength(200))), Err(TagError::Malformed(_))));
        assert!(matches!(read_tag(Tag::type4_message(&UID, &[0xC1, 9])), Err(TagError::Ndef(_))));
    }
}
