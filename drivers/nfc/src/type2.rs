// SPDX-License-Identifier: GPL-3.0-or-later
//! The message of a Type 2 tag: memory pages with a list of blocks (NFC Forum Type 2 Tag, 2 and 4).
//!
//! Reserved areas in the middle of the data (memory control blocks) are stepped over as blocks, not as gaps:
//! the tags in trade keep them behind the data.

use crate::apdu::{Dialogue, Status, read_pages};
use crate::tag::{MAX_MESSAGE_BYTES, TagError};

/// Bytes of one memory page.
const PAGE_BYTES: usize = 4;

/// Page of the capability container; the data follows it.
const CAPABILITY_PAGE: usize = 3;

/// First byte of a capability container that announces NDEF data.
const NDEF_MAGIC: u8 = 0xE1;

/// Bytes of one READ of a Type 2 tag; a reader that wants single pages says so and is asked for those.
const READ_BYTES: u8 = 16;

/// Where the NDEF message lies in the data area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Search {
    /// From byte `start`, `len` bytes.
    Found { start: usize, len: usize },
    /// Undecided until `bytes` bytes are known.
    Need { bytes: usize },
    /// There is none.
    Absent,
}

/// Reads the NDEF message; `None` where the tag is not made for NDEF or holds no message block.
pub(crate) fn read(dialogue: &mut Dialogue<'_>) -> Result<Option<Vec<u8>>, TagError> {
    let mut memory = Memory { dialogue, bytes: Vec::new(), step: READ_BYTES };
    memory.fill(PAGE_BYTES)?;
    let (Some(&magic), Some(&size)) = (memory.bytes.first(), memory.bytes.get(2)) else {
        return Err(TagError::Malformed("a capability container that is too short"));
    };
    if magic != NDEF_MAGIC {
        return Ok(None);
    }
    let capacity = usize::from(size) * 8;
    loop {
        match find_message(memory.data(), capacity)? {
            Search::Absent => return Ok(None),
            Search::Need { bytes } => memory.fill(PAGE_BYTES + bytes)?,
            Search::Found { start, len } => {
                memory.fill(PAGE_BYTES + start + len)?;
                return Ok(memory.data().get(start..start + len).map(<[u8]>::to_vec));
            }
        }
    }
}

/// What is known of the tag's memory from the capability container on.
struct Memory<'a, 'b> {
    dialogue: &'a mut Dialogue<'b>,
    bytes: Vec<u8>,
    step: u8,
}

impl Memory<'_, '_> {
    fn data(&self) -> &[u8] {
        self.bytes.get(PAGE_BYTES..).unwrap_or_default()
    }

    /// Reads on until `bytes` bytes are known. Invariant: whole pages only, so each read starts at a page.
    fn fill(&mut self, bytes: usize) -> Result<(), TagError> {
        while self.bytes.len() < bytes {
            let page = u8::try_from(CAPABILITY_PAGE + self.bytes.len() / PAGE_BYTES)
                .map_err(|_| TagError::TooLong { bytes })?;
            let part = self.read_at(page)?;
            if part.is_empty() || part.len() > usize::from(self.step) || part.len() % PAGE_BYTES != 0 {
                return Err(TagError::Malformed("another number of bytes than asked"));
            }
            self.bytes.extend_from_slice(&part);
        }
        Ok(())
    }

    fn read_at(&mut self, page: u8) -> Result<Vec<u8>, TagError> {
        let answer = self.dialogue.send(&read_pages(page, self.step))?;
        if answer.status == Status::WRONG_LENGTH && usize::from(self.step) > PAGE_BYTES {
            self.step = PAGE_BYTES as u8;
            return self.dialogue.send(&read_pages(page, self.step))?.into_data("reading a memory page");
        }
        answer.into_data("reading memory pages")
    }
}

/// Walks the blocks of the data area: 00 padding, 03 the message, FE the end, anything else is skipped.
fn find_message(data: &[u8], capacity: usize) -> Result<Search, TagError> {
    let mut at = 0;
    while at < capacity {
        match data.get(at) {
            None => return Ok(Search::Need { bytes: at + 1 }),
            Some(0x00) => at += 1,
            Some(0xFE) => return Ok(Search::Absent),
            Some(kind) => {
                let Some((start, len)) = block_extent(data, at) else {
                    // Two bytes more may be a one-byte length; four hold the longest header.
                    return Ok(Search::Need { bytes: (at + 4).min(data.len() + 1) });
                };
                if len > MAX_MESSAGE_BYTES {
                    return Err(TagError::TooLong { bytes: len });
                }
                if start + len > capacity {
                    return Err(TagError::Malformed("a block that ends beyond the tag's memory"));
                }
                if *kind == 0x03 {
                    return Ok(Search::Found { start, len });
                }
                at = start + len;
            }
        }
    }
    Ok(Search::Absent)
}

/// Start and length of the value of the block at `at`: one length byte, or FF and two.
fn block_extent(data: &[u8], at: usize) -> Option<(usize, usize)> {
    match *data.get(at + 1)? {
        0xFF => {
            let (high, low) = (*data.get(at + 2)?, *data.get(at + 3)?);
            Some((at + 4, usize::from(u16::from_be_bytes([high, low]))))
        }
        len => Some((at + 2, usize::from(len))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::apdu::script::Script;

    fn read_with(mut card: Script) -> Result<Option<Vec<u8>>, TagError> {
        let result = read(&mut Dialogue::new(&mut card));
        assert!(card.is_done());
        result
    }

    #[test]
    fn message_behind_a_lock_block_is_found() {
        let card = Script::default().then("FFB0000310", "E1103E00 0103A010 44030401 020304FE 9000");
        assert_eq!(read_with(card).unwrap().unwrap(), [1, 2, 3, 4]);
    }

    #[test]
    fn long_message_is_read_page_by_page_when_the_reader_wants_that() {
        let card = Script::default()
            .then("FFB0000310", "6700")
            .then("FFB0000304", "E1101200 9000")
            .then("FFB0000404", "03FF0006 9000")
            .then("FFB0000504", "01020304 9000")
            .then("FFB0000604", "0506FE00 9000");
        assert_eq!(read_with(card).unwrap().unwrap(), [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn tags_without_message() {
        let other = Script::default().then("FFB0000310", "00000000 00000000 00000000 00000000 9000");
        assert_eq!(read_with(other).unwrap(), None);
        let ended = Script::default().then("FFB0000310", "E1101200 FE000000 00000000 00000000 9000");
        assert_eq!(read_with(ended).unwrap(), None);
        let empty = Script::default().then("FFB0000310", "E1101200 0300FE00 00000000 00000000 9000");
        assert_eq!(read_with(empty).unwrap(), Some(Vec::new()));
        let padded = Script::default().then("FFB0000310", "E1100100 00000000 00000000 00000000 9000");
        assert_eq!(read_with(padded).unwrap(), None);
    }

    #[test]
    fn lying_lengths_are_refused() {
        let beyond = Script::default().then("FFB0000310", "E1100100 03070000 00000000 00000000 9000");
        assert!(matches!(read_with(beyond), Err(TagError::Malformed(_))));
        let huge = Script::default().then("FFB0000310", "E110FF00 03FFFFFF 00000000 00000000 9000");
        assert!(matches!(read_with(huge), Err(TagError::TooLong { bytes: 0xFFFF })));
        let ragged = Script::default().then("FFB0000310", "E11012 9000");
        assert!(matches!(read_with(ragged), Err(TagError::Malformed(_))));
    }

    #[test]
    fn a_failed_page_is_a_failed_read() {
        let card = Script::default().then("FFB0000310", "6300");
        assert!(matches!(read_with(card), Err(TagError::Status { status: 0x6300, .. })));
    }

    proptest! {
        #[test]
        fn any_memory_ends_the_search(memory in proptest::collection::vec(any::<u8>(), 0..1024)) {
            struct Pages(Vec<u8>);
            impl crate::apdu::Transmit for Pages {
                fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, crate::apdu::TransmitError> {
                    let start = usize::from(command[3]) * PAGE_BYTES;
                    let mut answer: Vec<u8> = self.0.iter().copied().skip(start).take(16).collect();
                    answer.extend([0x90, 0x00]);
                    Ok(answer)
                }
            }
            let mut pages = Pages([vec![0; 12], vec![NDEF_MAGIC], memory].concat());
            let _ = read(&mut Dialogue::new(&mut pages));
        }
    }
}
