// SPDX-License-Identifier: GPL-3.0-or-later
//! Reading one tag: its identifier, then its message by whichever kind it is.

use drivers_api::{MAX_SCAN_BYTES, Payload};

use crate::apdu::{Dialogue, GET_UID, Transmit, TransmitError};
use crate::ndef::NdefError;
use crate::{ndef, type2, type4};

/// Longest NDEF message read, in bytes.
pub(crate) const MAX_MESSAGE_BYTES: usize = MAX_SCAN_BYTES;

/// Longest unique identifier taken, in bytes; ISO/IEC 14443-3 knows 4, 7 and 10, ISO/IEC 15693 knows 8.
const MAX_UID_BYTES: usize = 16;

/// Registered identifier of the PC/SC workgroup: it marks the answer to reset that a reader makes up for a
/// storage card (PC/SC part 3, 3.1.3.2.3).
const STORAGE_CARD_RID: [u8; 5] = [0xA0, 0x00, 0x00, 0x03, 0x06];

/// Card names of PC/SC part 3 supplement for MIFARE Classic, whose sectors need a key.
const KEYED_CARDS: [[u8; 2]; 2] = [[0x00, 0x01], [0x00, 0x02]];

/// Why a tag could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TagError {
    /// No answer.
    #[error("talking to the tag")]
    Transmit(#[from] TransmitError),
    /// The tag refused a step that it should have done.
    #[error("{doing}: the tag answered {status:04X}")]
    Status {
        /// What was asked.
        doing: &'static str,
        /// Its status bytes.
        status: u16,
    },
    /// An answer or a structure that contradicts itself.
    #[error("the tag gave {0}")]
    Malformed(&'static str),
    /// A message longer than the limit.
    #[error("the tag announces a message of {bytes} bytes, the limit is {MAX_MESSAGE_BYTES}")]
    TooLong {
        /// Length the tag announces.
        bytes: usize,
    },
    /// The message cannot be parsed.
    #[error("reading the message of the tag")]
    Ndef(#[from] NdefError),
    /// Neither identifier nor message.
    #[error("the card has neither a tag identifier nor a message")]
    NotATag,
}

impl TagError {
    /// Whether the same tag may well be read on the next try.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(self, Self::Transmit(_) | Self::Status { .. })
    }

    /// What to tell the person holding the tag; nothing when the tag is not to blame.
    pub(crate) fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Transmit(TransmitError::Gone) => return None,
            Self::Transmit(TransmitError::InUse) => {
                "another program is using the tag reader; close it, then present the tag again"
            }
            Self::Transmit(TransmitError::TooLong) | Self::Malformed(_) => {
                "the tag answers nonsense; try it once more, then treat the tag as damaged"
            }
            Self::Transmit(_) | Self::Status { .. } => {
                "the tag could not be read to the end; hold the tag still on the reader until the station answers"
            }
            Self::TooLong { .. } => "the tag claims to hold more data than a tag can; treat it as damaged",
            Self::Ndef(_) => "the data on the tag is damaged; scan the printed code of the item instead",
            Self::NotATag => "this card is not a tag the station can read; use the tag or code of the item",
        })
    }
}

/// What a tag held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TagRead {
    /// Unique identifier, most significant byte first; empty where the reader cannot tell it.
    pub(crate) uid: Vec<u8>,
    /// First URI or text; empty where there is none.
    pub(crate) payload: Payload,
}

/// Reads the tag behind `card`; `atr` is its answer to reset as the reader tells it.
pub(crate) fn read(card: &mut dyn Transmit, atr: &[u8]) -> Result<TagRead, TagError> {
    let mut dialogue = Dialogue::new(card);
    let uid = read_uid(&mut dialogue)?;
    let text = match read_message(&mut dialogue, atr)? {
        Some(message) => ndef::first_text(&message)?.unwrap_or_default(),
        None => Vec::new(),
    };
    if uid.is_empty() && text.is_empty() {
        return Err(TagError::NotATag);
    }
    let payload = Payload::new(text).map_err(|e| TagError::TooLong { bytes: e.len })?;
    Ok(TagRead { uid, payload })
}

fn read_uid(dialogue: &mut Dialogue<'_>) -> Result<Vec<u8>, TagError> {
    let answer = dialogue.send(&GET_UID)?;
    if !answer.is_ok() {
        return Ok(Vec::new());
    }
    if answer.data.len() > MAX_UID_BYTES {
        return Err(TagError::Malformed("an identifier that is too long"));
    }
    Ok(answer.data)
}

/// The NDEF message, or `None` where the tag has none that can be read without a key.
fn read_message(dialogue: &mut Dialogue<'_>, atr: &[u8]) -> Result<Option<Vec<u8>>, TagError> {
    match storage_card_name(atr) {
        None => type4::read(dialogue),
        Some(name) if KEYED_CARDS.contains(&name) => Ok(None),
        Some(_) => type2::read(dialogue),
    }
}

/// The card name a reader puts into the answer to reset of a storage card.
fn storage_card_name(atr: &[u8]) -> Option<[u8; 2]> {
    let at = atr.windows(STORAGE_CARD_RID.len()).position(|window| window == STORAGE_CARD_RID)?;
    let after = atr.get(at + STORAGE_CARD_RID.len()..)?;
    match after {
        [_standard, high, low, ..] => Some([*high, *low]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apdu::script::{Script, bytes};

    const TYPE_4_ATR: &str = "3B 81 80 01 80 80";
    const ULTRALIGHT_ATR: &str = "3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 03 00 00 00 00 68";
    const CLASSIC_ATR: &str = "3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 01 00 00 00 00 6A";

    #[test]
    fn type_4_tag_gives_uid_and_uri() {
        let mut card = Script::default()
            .then("FFCA000000", "04DE5F1EACC040 9000")
            .then("00A4040007D276000085010100", "9000")
            .then("00A4000C02E103", "9000")
            .then("00B000000F", "000F20003B00340406E10401000000 9000")
            .then("00A4000C02E104", "9000")
            .then("00B0000002", "0008 9000")
            .then("00B0000208", "D1010455 04 612E62 9000");
        let read = read(&mut card, &bytes(TYPE_4_ATR)).unwrap();
        assert_eq!(read.uid, bytes("04DE5F1EACC040"));
        assert_eq!(read.payload.as_bytes(), b"https://a.b");
        assert!(card.is_done());
    }

    #[test]
    fn a_storage_card_is_read_by_pages() {
        let mut card = Script::default()
            .then("FFCA000000", "04112233445566 9000")
            .then("FFB0000310", "E1101200 0308D101 04550461 2E62FE00 9000");
        let read = read(&mut card, &bytes(ULTRALIGHT_ATR)).unwrap();
        assert_eq!(read.payload.as_bytes(), b"https://a.b");
        assert!(card.is_done());
    }

    #[test]
    fn a_tag_without_message_still_gives_its_uid() {
        let mut keyed = Script::default().then("FFCA000000", "11223344 9000");
        let read_keyed = read(&mut keyed, &bytes(CLASSIC_ATR)).unwrap();
        assert_eq!((read_keyed.uid, read_keyed.payload), (bytes("11223344"), Payload::default()));

        let mut bare = Script::default()
            .then("FFCA000000", "04112233445566 9000")
            .then("00A4040007D276000085010100", "6A82");
        assert!(read(&mut bare, &bytes(TYPE_4_ATR)).unwrap().payload.as_bytes().is_empty());
    }

    #[test]
    fn a_bank_card_is_not_a_tag() {
        let mut card =
            Script::default().then("FFCA000000", "6D00").then("00A4040007D276000085010100", "6A82");
        let error = read(&mut card, &bytes("3B 65 00 00 20 63 CB 68 00")).unwrap_err();
        assert!(matches!(error, TagError::NotATag) && !error.is_passing());
    }

    #[test]
    fn a_tag_that_leaves_is_worth_another_try() {
        let mut card = Script::default()
            .then("FFCA000000", "04112233445566 9000")
            .then_fails("00A4040007D276000085010100", TransmitError::Removed);
        let error = read(&mut card, &bytes(TYPE_4_ATR)).unwrap_err();
        assert!(error.is_passing());
        assert!(error.advice().unwrap().contains("hold the tag still"));
    }

    #[test]
    fn cut_off_answers_to_reset_are_harmless() {
        let atr = bytes(ULTRALIGHT_ATR);
        for end in 0..atr.len() {
            let name = storage_card_name(&atr[..end]);
            assert_eq!(name.is_some(), end >= 15, "{end}");
        }
    }
}
