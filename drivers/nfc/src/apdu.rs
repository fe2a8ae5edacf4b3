// SPDX-License-Identifier: GPL-3.0-or-later
//! Commands to a tag or its reader and their answers (ISO/IEC 7816-4, PC/SC part 3).

use crate::tag::TagError;

/// Most exchanges with one tag in one read: a 4 KiB message in the smallest allowed chunks of 15 bytes takes
/// 274.
pub(crate) const MAX_EXCHANGES: u32 = 400;

/// Most bytes one command may answer, over all its parts.
const MAX_ANSWER_BYTES: usize = 256;

/// Why no answer came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TransmitError {
    /// The tag left the field.
    #[error("the tag left the reader's field")]
    Removed,
    /// The tag is there and silent, or too slow.
    #[error("the tag did not answer")]
    NoAnswer,
    /// Another program has the tag to itself.
    #[error("another program holds the tag")]
    InUse,
    /// The reader or the tag service went away.
    #[error("the reader or the tag service went away")]
    Gone,
    /// More bytes than a short answer can hold.
    #[error("the answer is longer than {MAX_ANSWER_BYTES} bytes")]
    TooLong,
    /// Anything else the tag service says.
    #[error("the tag service refused")]
    Refused(#[source] pcsc::Error),
}

/// One exchange with a tag through its reader.
pub(crate) trait Transmit {
    /// Sends one command and gives the answer with its two status bytes.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError>;
}

/// The two status bytes of an answer (ISO/IEC 7816-4, 5.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Status(pub(crate) u16);

impl Status {
    /// Done as asked.
    const OK: Self = Self(0x9000);
    /// The file ended before the asked length; what there was is in the answer.
    const END_OF_FILE: Self = Self(0x6282);
    /// Wrong length.
    pub(crate) const WRONG_LENGTH: Self = Self(0x6700);

    fn sw1(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    fn sw2(self) -> u8 {
        self.0.to_be_bytes()[1]
    }

    /// Only 61 to 6F and 90 to 9F are status bytes; anything else is noise.
    fn is_plausible(self) -> bool {
        matches!(self.sw1(), 0x61..=0x6F | 0x90..=0x9F)
    }
}

/// Data and status of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) data: Vec<u8>,
    pub(crate) status: Status,
}

impl Answer {
    /// Splits an answer into data and status.
    fn parse(mut raw: Vec<u8>) -> Result<Self, TagError> {
        let Some((_, &[sw1, sw2])) = raw.split_last_chunk::<2>() else {
            return Err(TagError::Malformed("an answer without status bytes"));
        };
        let status = Status(u16::from_be_bytes([sw1, sw2]));
        if !status.is_plausible() {
            return Err(TagError::Malformed("status bytes that do not exist"));
        }
        raw.truncate(raw.len() - 2);
        Ok(Self { data: raw, status })
    }

    /// Whether the tag did what was asked.
    pub(crate) fn is_ok(&self) -> bool {
        self.status == Status::OK || (self.status == Status::END_OF_FILE && !self.data.is_empty())
    }

    /// The data, when the tag did what was asked.
    pub(crate) fn into_data(self, doing: &'static str) -> Result<Vec<u8>, TagError> {
        if self.is_ok() { Ok(self.data) } else { Err(TagError::Status { doing, status: self.status.0 }) }
    }
}

/// A bounded conversation with one tag.
pub(crate) struct Dialogue<'a> {
    card: &'a mut dyn Transmit,
    left: u32,
}

impl<'a> Dialogue<'a> {
    pub(crate) fn new(card: &'a mut dyn Transmit) -> Self {
        Self { card, left: MAX_EXCHANGES }
    }

    /// Sends `command`, fetching a split answer and correcting the expected length where the tag asks for it
    /// (61xx and 6Cxx, ISO/IEC 7816-4, 5.6).
    pub(crate) fn send(&mut self, command: &[u8]) -> Result<Answer, TagError> {
        let mut answer = self.once(command)?;
        if answer.status.sw1() == 0x6C {
            answer = self.once(&with_expected_length(command, answer.status.sw2()))?;
        }
        let mut data = answer.data;
        while answer.status.sw1() == 0x61 {
            answer = self.once(&[0x00, 0xC0, 0x00, 0x00, answer.status.sw2()])?;
            data.extend_from_slice(&answer.data);
            if data.len() > MAX_ANSWER_BYTES {
                return Err(TagError::Malformed("a split answer that does not end"));
            }
        }
        Ok(Answer { data, status: answer.status })
    }

    fn once(&mut self, command: &[u8]) -> Result<Answer, TagError> {
        self.left =
            self.left.checked_sub(1).ok_or(TagError::Malformed("answers in too many small pieces"))?;
        let raw = self.card.transmit(command)?;
        // Reader drivers hand on nothing at all, and call it success, when a tag leaves during a command.
        if raw.is_empty() { Err(TransmitError::NoAnswer.into()) } else { Answer::parse(raw) }
    }
}

fn with_expected_length(command: &[u8], length: u8) -> Vec<u8> {
    let mut again = command.to_vec();
    if let Some(last) = again.last_mut() {
        *last = length;
    }
    again
}

/// Asks the reader for the tag's unique identifier (PC/SC part 3, 3.2.2.1.3).
pub(crate) const GET_UID: [u8; 5] = [0xFF, 0xCA, 0x00, 0x00, 0x00];

/// SELECT of the NDEF application, mapping version 2 and above (NFC Forum Type 4 Tag, 5.5.2).
pub(crate) const SELECT_NDEF_APPLICATION: [u8; 13] =
    [0x00, 0xA4, 0x04, 0x00, 0x07, 0xD2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01, 0x00];

/// SELECT of a file by its identifier, no answer data wanted.
pub(crate) fn select_file(id: u16) -> [u8; 7] {
    let [high, low] = id.to_be_bytes();
    [0x00, 0xA4, 0x00, 0x0C, 0x02, high, low]
}

/// READ BINARY of `length` bytes from `offset`; offsets above 7FFF would name a file instead.
pub(crate) fn read_binary(offset: u16, length: u8) -> [u8; 5] {
    let [high, low] = (offset & 0x7FFF).to_be_bytes();
    [0x00, 0xB0, high, low, length]
}

/// Reads `length` bytes of a storage card from memory page `page` (PC/SC part 3, 3.2.2.1.8).
pub(crate) fn read_pages(page: u8, length: u8) -> [u8; 5] {
    [0xFF, 0xB0, 0x00, page, length]
}

/// A tag that knows its lines: it expects one exact conversation and panics on any other.
#[cfg(test)]
pub(crate) mod script {
    use super::{Transmit, TransmitError};

    pub(crate) type Line = (String, Result<Vec<u8>, TransmitError>);

    #[derive(Default)]
    pub(crate) struct Script {
        lines: std::collections::VecDeque<Line>,
    }

    pub(crate) fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|b| format!("{b:02X}")).collect()
    }

    impl Script {
        pub(crate) fn then(mut self, command: &str, answer: &str) -> Self {
            self.lines.push_back((hex(&bytes(command)), Ok(bytes(answer))));
            self
        }

        pub(crate) fn then_fails(mut self, command: &str, error: TransmitError) -> Self {
            self.lines.push_back((hex(&bytes(command)), Err(error)));
            self
        }

        pub(crate) fn is_done(&self) -> bool {
            self.lines.is_empty()
        }
    }

    impl Transmit for Script {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
            let (expected, answer) = self.lines.pop_front().expect("the conversation should be over");
            assert_eq!(hex(command), expected);
            answer
        }
    }
}

#[cfg(test)]
mod tests {
    use super::script::Script;
    use super::*;

    #[test]
    fn split_answers_are_put_together() {
        let mut card = Script::default()
            .then("00B0000004", "0102 6102")
            .then("00C0000002", "03 6101")
            .then("00C0000001", "04 9000");
        let answer = Dialogue::new(&mut card).send(&read_binary(0, 4)).unwrap();
        assert_eq!(answer, Answer { data: vec![1, 2, 3, 4], status: Status::OK });
        assert!(card.is_done());
    }

    #[test]
    fn wrong_expected_length_is_asked_again_once() {
        let mut card = Script::default().then("00B0000010", "6C04").then("00B0000004", "01020304 9000");
        assert_eq!(Dialogue::new(&mut card).send(&read_binary(0, 16)).unwrap().data, [1, 2, 3, 4]);
    }

    #[test]
    fn noise_is_told_from_a_refusal() {
        for noise in ["90", "0000", "FFFF", "01021234"] {
            let mut card = Script::default().then("FFCA000000", noise);
            let error = Dialogue::new(&mut card).send(&GET_UID).unwrap_err();
            assert!(matches!(error, TagError::Malformed(_)), "{noise}: {error:?}");
        }
        let mut card = Script::default().then("FFCA000000", "");
        let error = Dialogue::new(&mut card).send(&GET_UID).unwrap_err();
        assert!(matches!(error, TagError::Transmit(TransmitError::NoAnswer)));
        let mut card = Script::default().then("FFCA000000", "6A81");
        let error = Dialogue::new(&mut card).send(&GET_UID).unwrap().into_data("x").unwrap_err();
        assert!(matches!(error, TagError::Status { status: 0x6A81, .. }));
    }

    #[test]
    fn an_endless_answer_ends() {
        struct Endless;
        impl Transmit for Endless {
            fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransmitError> {
                Ok(vec![0x61, 0x10])
            }
        }
        let error = Dialogue::new(&mut Endless).send(&GET_UID).unwrap_err();
        assert!(matches!(error, TagError::Malformed(_)));
    }
}
