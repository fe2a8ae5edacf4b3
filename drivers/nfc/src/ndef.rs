// SPDX-License-Identifier: GPL-3.0-or-later
//! The text of an NDEF message: its first URI, else its first text (NFC Forum NDEF, URI RTD, Text RTD).
//!
//! A smart poster (`Sp`) is looked into one level deep. Records in chunks are refused: no tag in trade uses
//! them.

/// Most records looked at in one message; a label has one to three.
const MAX_RECORDS: usize = 32;

/// What the first byte of a URI record stands for (URI RTD, table 3).
const URI_PREFIXES: [&str; 36] = [
    "",
    "http://www.",
    "https://www.",
    "http://",
    "https://",
    "tel:",
    "mailto:",
    "ftp://anonymous:anonymous@",
    "ftp://ftp.",
    "ftps://",
    "sftp://",
    "smb://",
    "nfs://",
    "ftp://",
    "dav://",
    "news:",
    "telnet://",
    "imap:",
    "rtsp://",
    "urn:",
    "pop:",
    "sip:",
    "sips:",
    "tftp:",
    "btspp://",
    "btl2cap://",
    "btgoep://",
    "tcpobex://",
    "irdaobex://",
    "file://",
    "urn:epc:id:",
    "urn:epc:tag:",
    "urn:epc:pat:",
    "urn:epc:raw:",
    "urn:epc:",
    "urn:nfc:",
];

/// Why a message cannot be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NdefError {
    /// A record needs more bytes than there are, or the last record is missing.
    #[error("the message ends inside its record {record}")]
    Truncated {
        /// Counted from 1.
        record: usize,
    },
    /// The first record does not say it is the first.
    #[error("the message does not begin with a first record")]
    NoBeginning,
    /// A record split into chunks.
    #[error("record {record} is split into chunks, which is not supported")]
    Chunked {
        /// Counted from 1.
        record: usize,
    },
    /// More records than [`MAX_RECORDS`].
    #[error("the message has more than {MAX_RECORDS} records")]
    TooManyRecords,
    /// A URI or text record whose content breaks its own form.
    #[error("the {0} record is damaged")]
    BadContent(&'static str),
}

/// One record, borrowed from its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Record<'a> {
    /// Type name format: 1 well-known, 3 absolute URI.
    format: u8,
    kind: &'a [u8],
    payload: &'a [u8],
}

/// Walks the records of one message (NDEF, 3.2).
struct Records<'a> {
    rest: &'a [u8],
    taken: usize,
    ended: bool,
}

impl<'a> Records<'a> {
    fn new(message: &'a [u8]) -> Self {
        Self { rest: message, taken: 0, ended: message.is_empty() }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], NdefError> {
        let (head, rest) =
            self.rest.split_at_checked(count).ok_or(NdefError::Truncated { record: self.taken })?;
        self.rest = rest;
        Ok(head)
    }

    fn take_byte(&mut self) -> Result<usize, NdefError> {
        Ok(usize::from(self.take(1)?.first().copied().unwrap_or_default()))
    }

    fn read(&mut self) -> Result<Record<'a>, NdefError> {
        self.taken += 1;
        if self.taken > MAX_RECORDS {
            return Err(NdefError::TooManyRecords);
        }
        let flags = Flags(self.take(1)?.first().copied().unwrap_or_default());
        if self.taken == 1 && !flags.begins() {
            return Err(NdefError::NoBeginning);
        }
        if flags.is_chunk() {
            return Err(NdefError::Chunked { record: self.taken });
        }
        self.ended = flags.ends();
        let kind_len = self.take_byte()?;
        let payload_len = if flags.is_short() { self.take_byte()? } else { be_length(self.take(4)?) };
        let id_len = if flags.has_id() { self.take_byte()? } else { 0 };
        let kind = self.take(kind_len)?;
        self.take(id_len)?;
        Ok(Record { format: flags.format(), kind, payload: self.take(payload_len)? })
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, NdefError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let record = self.read();
        self.ended |= record.is_err();
        Some(record)
    }
}

fn be_length(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |sum, &byte| (sum << 8) | usize::from(byte))
}

/// First byte of a record.
#[derive(Clone, Copy)]
struct Flags(u8);

impl Flags {
    fn begins(self) -> bool {
        self.0 & 0x80 != 0
    }

    fn ends(self) -> bool {
        self.0 & 0x40 != 0
    }

    fn is_chunk(self) -> bool {
        self.0 & 0x20 != 0 || self.format() == 6
    }

    fn is_short(self) -> bool {
        self.0 & 0x10 != 0
    }

    fn has_id(self) -> bool {
        self.0 & 0x08 != 0
    }

    fn format(self) -> u8 {
        self.0 & 0x07
    }
}

/// The first URI of `message`, expanded; without one its first text; `None` where it has neither.
///
/// # Errors
/// [`NdefError`] when the message or the record that counts is damaged.
pub(crate) fn first_text(message: &[u8]) -> Result<Option<Vec<u8>>, NdefError> {
    let mut text = None;
    for record in Records::new(message) {
        let record = record?;
        if let Some(uri) = uri_of(&record)? {
            return Ok(Some(uri));
        }
        if text.is_none() && record.format == 1 && record.kind == b"T" {
            text = Some(decode_text(record.payload)?);
        }
    }
    Ok(text)
}

/// The URI of a URI record, of an absolute-URI record or of a smart poster.
fn uri_of(record: &Record<'_>) -> Result<Option<Vec<u8>>, NdefError> {
    match (record.format, record.kind) {
        (1, b"U") => expand_uri(record.payload).map(Some),
        (3, uri) => Ok(Some(uri.to_vec())),
        (1, b"Sp") => {
            for inner in Records::new(record.payload) {
                let inner = inner?;
                if inner.format == 1 && inner.kind == b"U" {
                    return expand_uri(inner.payload).map(Some);
                }
            }
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// URI RTD, 3.2.2: codes beyond the table stand for no prefix.
fn expand_uri(payload: &[u8]) -> Result<Vec<u8>, NdefError> {
    let (&code, rest) = payload.split_first().ok_or(NdefError::BadContent("URI"))?;
    let prefix = URI_PREFIXES.get(usize::from(code)).copied().unwrap_or_default();
    Ok([prefix.as_bytes(), rest].concat())
}

/// Text RTD, 3.2.1: a status byte, the language, then UTF-8 or UTF-16.
fn decode_text(payload: &[u8]) -> Result<Vec<u8>, NdefError> {
    const BAD: NdefError = NdefError::BadContent("text");
    let (&status, rest) = payload.split_first().ok_or(BAD)?;
    let text = rest.get(usize::from(status & 0x3F)..).ok_or(BAD)?;
    if status & 0x80 == 0 { Ok(text.to_vec()) } else { utf16_to_utf8(text).ok_or(BAD) }
}

/// Big-endian unless a byte order mark says otherwise (Text RTD, 3.4).
fn utf16_to_utf8(text: &[u8]) -> Option<Vec<u8>> {
    let (text, little) = match text {
        [0xFF, 0xFE, rest @ ..] => (rest, true),
        [0xFE, 0xFF, rest @ ..] => (rest, false),
        all => (all, false),
    };
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    let units = pairs.iter().map(|&p| if little { u16::from_le_bytes(p) } else { u16::from_be_bytes(p) });
    char::decode_utf16(units).collect::<Result<String, _>>().ok().map(String::into_bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(flags: u8, kind: &[u8], payload: &[u8]) -> Vec<u8> {
        [&[flags | 0x10, kind.len() as u8, payload.len() as u8][..], kind, payload].concat()
    }

    fn text_of(message: &[u8]) -> Option<String> {
        first_text(message).unwrap().map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn uri_prefixes_are_expanded() {
        assert_eq!(text_of(&record(0xC1, b"U", b"\x04id.gs1.org/01/1")).unwrap(), "https://id.gs1.org/01/1");
        assert_eq!(text_of(&record(0xC1, b"U", b"\x1Esgtin:1.2.3")).unwrap(), "urn:epc:id:sgtin:1.2.3");
        assert_eq!(text_of(&record(0xC1, b"U", b"\x23sn:1")).unwrap(), "urn:nfc:sn:1");
        assert_eq!(text_of(&record(0xC1, b"U", b"\x00plain")).unwrap(), "plain");
        assert_eq!(text_of(&record(0xC1, b"U", b"\x24plain")).unwrap(), "plain");
        assert_eq!(text_of(&record(0xC3, b"https://x", b"")).unwrap(), "https://x");
    }

    #[test]
    fn a_uri_wins_over_an_earlier_text() {
        let message = [record(0x81, b"T", b"\x02enhello"), record(0x41, b"U", b"\x03a.b")].concat();
        assert_eq!(text_of(&message).unwrap(), "http://a.b");
    }

    #[test]
    fn texts_in_both_encodings() {
        assert_eq!(text_of(&record(0xC1, b"T", "\u{2}frété".as_bytes())).unwrap(), "été");
        for units in [&b"\x00A\x20\xAC"[..], b"\xFE\xFF\x00A\x20\xAC", b"\xFF\xFEA\x00\xAC\x20"] {
            let payload = [b"\x82de", units].concat();
            assert_eq!(text_of(&record(0xC1, b"T", &payload)).unwrap(), "A€");
        }
    }

    #[test]
    fn a_smart_poster_is_opened_once() {
        let inner = [record(0x81, b"T", b"\x02enhi"), record(0x41, b"U", b"\x04in.side")].concat();
        assert_eq!(text_of(&record(0xC1, b"Sp", &inner)).unwrap(), "https://in.side");
        let nested = record(0xC1, b"Sp", &record(0xC1, b"Sp", &inner));
        assert_eq!(text_of(&nested), None);
    }

    #[test]
    fn long_records_and_identifiers_are_stepped_over() {
        let mut message = vec![0x8A, 3, 0, 0, 1, 0, 2];
        message.extend(b"a/b");
        message.extend(b"id");
        message.extend([7; 256]);
        message.extend(record(0x41, b"U", b"\x04z"));
        assert_eq!(text_of(&message).unwrap(), "https://z");
    }

    #[test]
    fn nothing_to_say_is_not_an_error() {
        assert_eq!(text_of(b""), None);
        assert_eq!(text_of(&[0xD0, 0, 0]), None);
        assert_eq!(text_of(&record(0xC2, b"text/plain", b"x")), None);
    }

    #[test]
    fn damage_is_named() {
        let good = record(0xC1, b"U", b"\x04id.gs1.org");
        for end in 1..good.len() {
            assert_eq!(first_text(&good[..end]), Err(NdefError::Truncated { record: 1 }), "{end}");
        }
        let unended = record(0x81, b"X", b"");
        assert_eq!(first_text(&unended), Err(NdefError::Truncated { record: 2 }));
        assert_eq!(first_text(&record(0x41, b"U", b"\x04x")), Err(NdefError::NoBeginning));
        assert_eq!(first_text(&record(0xE1, b"U", b"\x04x")), Err(NdefError::Chunked { record: 1 }));
        assert_eq!(first_text(&record(0xC1, b"U", b"")), Err(NdefError::BadContent("URI")));
        assert_eq!(first_text(&record(0xC1, b"T", b"\x05en")), Err(NdefError::BadContent("text")));
        assert_eq!(first_text(&record(0xC1, b"T", b"\x80\xD8\x00")), Err(NdefError::BadContent("text")));
        let huge = [0xC1, 1, 0xFF, 0xFF, 0xFF, 0xFF, b'U'];
        assert_eq!(first_text(&huge), Err(NdefError::Truncated { record: 1 }));
    }

    #[test]
    fn records_are_counted() {
        let many = [record(0x81, b"X", b""), record(0x01, b"X", b"").repeat(MAX_RECORDS)].concat();
        assert_eq!(first_text(&many), Err(NdefError::TooManyRecords));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = first_text(&bytes);
        }

        #[test]
        fn what_is_written_is_read(code in 0u8..36, rest in "[ -~]{0,200}") {
            let message = record(0xC1, b"U", &[&[code], rest.as_bytes()].concat());
            let expected = format!("{}{rest}", URI_PREFIXES[usize::from(code)]);
            prop_assert_eq!(text_of(&message).unwrap(), expected);
        }
    }
}
