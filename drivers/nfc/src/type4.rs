// SPDX-License-Identifier: GPL-3.0-or-later
//! The message of a Type 4 tag: application, capability container, NDEF file (NFC Forum Type 4 Tag, 5).

use crate::apdu::{Dialogue, SELECT_NDEF_APPLICATION, read_binary, select_file};
use crate::tag::{MAX_MESSAGE_BYTES, TagError};

/// Identifier of the capability container file.
const CAPABILITY_FILE: u16 = 0xE103;

/// Bytes of the capability container up to the end of its first file description.
const CAPABILITY_BYTES: u8 = 15;

/// Type of the file description for an NDEF file with a two-byte length.
const NDEF_FILE_CONTROL: u8 = 0x04;

/// Smallest answer size a tag may announce, in bytes.
const MIN_ANSWER_BYTES: u16 = 15;

/// Most bytes asked at once: below the 255 a reader with one-byte lengths can pass on beside its own header.
const MAX_CHUNK_BYTES: usize = 240;

/// File identifiers that cannot be an NDEF file.
const RESERVED_FILES: [u16; 5] = [0x0000, 0xE102, CAPABILITY_FILE, 0x3F00, 0x3FFF];

/// Where the message is and how it may be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Capability {
    file: u16,
    file_bytes: u16,
    chunk_bytes: usize,
    readable: bool,
}

/// Reads the NDEF message; `None` where the tag has no NDEF application or reading needs a key.
pub(crate) fn read(dialogue: &mut Dialogue<'_>) -> Result<Option<Vec<u8>>, TagError> {
    if !dialogue.send(&SELECT_NDEF_APPLICATION)?.is_ok() {
        return Ok(None);
    }
    let capability = read_capability(dialogue)?;
    if !capability.readable {
        return Ok(None);
    }
    dialogue.send(&select_file(capability.file))?.into_data("selecting the NDEF file")?;
    let length = read_length(dialogue, capability.file_bytes)?;
    read_exactly(dialogue, length, capability.chunk_bytes).map(Some)
}

fn read_capability(dialogue: &mut Dialogue<'_>) -> Result<Capability, TagError> {
    dialogue.send(&select_file(CAPABILITY_FILE))?.into_data("selecting the capability container")?;
    let container =
        dialogue.send(&read_binary(0, CAPABILITY_BYTES))?.into_data("reading the capability container")?;
    parse_capability(&container)
}

/// NFC Forum Type 4 Tag, 5.1: length, version, MLe, MLc, then the description of the NDEF file.
fn parse_capability(container: &[u8]) -> Result<Capability, TagError> {
    let &[
        _,
        _,
        version,
        le_high,
        le_low,
        _,
        _,
        kind,
        kind_len,
        id_high,
        id_low,
        size_high,
        size_low,
        read,
        ..,
    ] = container
    else {
        return Err(TagError::Malformed("a capability container that is too short"));
    };
    let max_answer = u16::from_be_bytes([le_high, le_low]);
    let file = u16::from_be_bytes([id_high, id_low]);
    if !(1..=3).contains(&(version >> 4)) || max_answer < MIN_ANSWER_BYTES {
        return Err(TagError::Malformed("a capability container of an unknown kind"));
    }
    if kind != NDEF_FILE_CONTROL || kind_len != 6 || RESERVED_FILES.contains(&file) {
        return Err(TagError::Malformed("a capability container without an NDEF file"));
    }
    Ok(Capability {
        file,
        file_bytes: u16::from_be_bytes([size_high, size_low]),
        chunk_bytes: usize::from(max_answer).min(MAX_CHUNK_BYTES),
        readable: read == 0x00,
    })
}

fn read_length(dialogue: &mut Dialogue<'_>, file_bytes: u16) -> Result<usize, TagError> {
    let field = dialogue.send(&read_binary(0, 2))?.into_data("reading the message length")?;
    let &[high, low] = field.as_slice() else {
        return Err(TagError::Malformed("a message length that is not two bytes"));
    };
    let length = usize::from(u16::from_be_bytes([high, low]));
    if length > MAX_MESSAGE_BYTES {
        return Err(TagError::TooLong { bytes: length });
    }
    if length + 2 > usize::from(file_bytes) {
        return Err(TagError::Malformed("a message length beyond its file"));
    }
    Ok(length)
}

/// Reads `length` bytes behind the length field. An answer may be shorter than asked, never empty or longer.
fn read_exactly(dialogue: &mut Dialogue<'_>, length: usize, chunk: usize) -> Result<Vec<u8>, TagError> {
    let mut message = Vec::with_capacity(length);
    while message.len() < length {
        let wanted = chunk.min(length - message.len());
        let (Ok(offset), Ok(count)) = (u16::try_from(message.len() + 2), u8::try_from(wanted)) else {
            return Err(TagError::TooLong { bytes: length });
        };
        let part = dialogue.send(&read_binary(offset, count))?.into_data("reading the message")?;
        if part.is_empty() || part.len() > wanted {
            return Err(TagError::Malformed("another number of bytes than asked"));
        }
        message.extend_from_slice(&part);
    }
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apdu::TransmitError;
    use crate::apdu::script::Script;

    const SELECT: &str = "00A4040007D276000085010100";

    fn up_to_length(capability: &str) -> Script {
        Script::default()
            .then(SELECT, "9000")
            .then("00A4000C02E103", "9000")
            .then("00B000000F", capability)
            .then("00A4000C02E104", "9000")
    }

    fn read_with(mut card: Script) -> Result<Option<Vec<u8>>, TagError> {
        let result = read(&mut Dialogue::new(&mut card));
        assert!(card.is_done());
        result
    }

    #[test]
    fn message_is_read_in_chunks_of_the_announced_size() {
        let card = up_to_length("000F20000F00340406E10400FF0000 9000")
            .then("00B0000002", "0014 9000")
            .then("00B000020F", "000102030405060708090A0B0C0D0E 9000")
            .then("00B0001105", "0F1011 9000")
            .then("00B0001402", "1213 9000");
        assert_eq!(read_with(card).unwrap().unwrap(), (0..20).collect::<Vec<u8>>());
    }

    #[test]
    fn no_message_is_an_empty_message() {
        let card = up_to_length("000F20003B00340406E10400FF0000 9000").then("00B0000002", "0000 9000");
        assert_eq!(read_with(card).unwrap(), Some(Vec::new()));
    }

    #[test]
    fn a_file_behind_a_key_counts_as_no_message() {
        let card = Script::default()
            .then(SELECT, "9000")
            .then("00A4000C02E103", "9000")
            .then("00B000000F", "001720010000FF0406E1040100FF00 9000");
        assert_eq!(read_with(card).unwrap(), None);
    }

    #[test]
    fn lying_lengths_are_refused_before_anything_is_read() {
        let beyond_limit =
            up_to_length("000F20003B00340406E104FFFE0000 9000").then("00B0000002", "F000 9000");
        assert!(matches!(read_with(beyond_limit), Err(TagError::TooLong { bytes: 0xF000 })));
        let beyond_file = up_to_length("000F20003B00340406E10400200000 9000").then("00B0000002", "001F 9000");
        assert!(matches!(read_with(beyond_file), Err(TagError::Malformed(_))));
    }

    #[test]
    fn wrong_amounts_are_refused() {
        for (length, part) in [("0002", "9000"), ("0002", "010203 9000")] {
            let card = up_to_length("000F20003B00340406E10400FF0000 9000")
                .then("00B0000002", &format!("{length} 9000"))
                .then("00B0000202", part);
            assert!(matches!(read_with(card), Err(TagError::Malformed(_))), "{part}");
        }
        let card = up_to_length("000F20003B00340406E10400FF0000 9000").then("00B0000002", "01 9000");
        assert!(matches!(read_with(card), Err(TagError::Malformed(_))));
    }

    #[test]
    fn broken_containers_are_refused() {
        for bad in [
            "",
            "000F2000",
            "000F00003B00340406E10400FF0000",
            "000F20000100340406E10400FF0000",
            "000F20003B00340506E10400FF0000",
            "000F20003B00340406E10300FF0000",
        ] {
            let card = Script::default()
                .then(SELECT, "9000")
                .then("00A4000C02E103", "9000")
                .then("00B000000F", &format!("{bad}9000"));
            assert!(matches!(read_with(card), Err(TagError::Malformed(_))), "{bad}");
        }
    }

    #[test]
    fn one_byte_at_a_time_is_cut_off() {
        struct Dripping(u32);
        impl crate::apdu::Transmit for Dripping {
            fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
                self.0 += 1;
                Ok(match (self.0, command[1]) {
                    (_, 0xA4) => vec![0x90, 0x00],
                    (3, _) => crate::apdu::script::bytes("000F20003B00340406E104FFFE0000 9000"),
                    (5, _) => vec![0x0F, 0xFF, 0x90, 0x00],
                    _ => vec![0x00, 0x90, 0x00],
                })
            }
        }
        let mut card = Dripping(0);
        assert!(matches!(read(&mut Dialogue::new(&mut card)), Err(TagError::Malformed(_))));
        assert_eq!(card.0, crate::apdu::MAX_EXCHANGES);
    }

    #[test]
    fn a_refusal_in_the_middle_is_a_failed_read() {
        let card = up_to_length("000F20003B00340406E10400FF0000 9000").then("00B0000002", "6F00");
        assert!(matches!(read_with(card), Err(TagError::Status { status: 0x6F00, .. })));
    }
}
