// SPDX-License-Identifier: GPL-3.0-or-later
//! What the station and its decode worker say to each other.
//!
//! Request: `ADW1`, then as 32-bit little-endian numbers the length of the rest, width, height and the set of
//! formats, then one byte a pixel. Answer: `ADA1`, the length as a 32-bit little-endian number, then JSON of
//! [`Decoded`]. Neither side believes the other: every length is checked before memory is taken for it.

use std::io::{self, ErrorKind, Read, Write};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::decode::{MAX_SYMBOLS, Symbol};
use crate::formats::Formats;
use crate::frame::{Frame, MAX_SIDE_PX, pixels};

const REQUEST_MARK: [u8; 4] = *b"ADW1";
const ANSWER_MARK: [u8; 4] = *b"ADA1";
/// Width, height and formats.
const REQUEST_FIELDS_BYTES: usize = 12;
/// Longest answer, in bytes: [`MAX_SYMBOLS`] of the largest payload as escaped text and as hexadecimal.
const MAX_ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// What a worker found in one frame.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decoded {
    /// The symbols, at most [`MAX_SYMBOLS`].
    pub symbols: Vec<Symbol>,
    /// Processor time from grey buffer to answer, in microseconds.
    pub cpu_us: u64,
}

impl Decoded {
    pub(crate) fn new(symbols: Vec<Symbol>, cpu: Duration) -> Self {
        Self { symbols, cpu_us: u64::try_from(cpu.as_micros()).unwrap_or(u64::MAX) }
    }
}

pub(crate) fn request(frame: &Frame, formats: Formats) -> Vec<u8> {
    let length = u32::try_from(REQUEST_FIELDS_BYTES + frame.luma.len()).unwrap_or(u32::MAX);
    let fields = [length, frame.width, frame.height, formats.bits().into()].map(u32::to_le_bytes);
    [REQUEST_MARK.as_slice(), fields.as_flattened(), &frame.luma].concat()
}

/// The next request; `None` when the station has closed its end.
pub(crate) fn read_request(input: &mut impl Read) -> io::Result<Option<(Frame, Formats)>> {
    let mut mark = [0; 4];
    if input.read(&mut mark[..1])? == 0 {
        return Ok(None);
    }
    input.read_exact(&mut mark[1..])?;
    expect(mark == REQUEST_MARK, "a request does not begin with its mark")?;
    let (length, width, height) = (number(input)?, number(input)?, number(input)?);
    let formats = Formats::from_bits(u16::try_from(number(input)?).unwrap_or(u16::MAX));
    expect(width <= MAX_SIDE_PX && height <= MAX_SIDE_PX, "a request has too large a frame")?;
    let len = pixels(width, height);
    expect(length as usize == REQUEST_FIELDS_BYTES + len, "a request has the wrong length")?;
    let mut luma = vec![0; len];
    input.read_exact(&mut luma)?;
    let frame = Frame::new(width, height, luma, "worker").map_err(|error| invalid(&error.to_string()))?;
    Ok(Some((frame, formats)))
}

pub(crate) fn write_answer(output: &mut impl Write, decoded: &Decoded) -> io::Result<()> {
    let json = serde_json::to_vec(decoded)?;
    let length = u32::try_from(json.len()).map_err(|_| invalid("an answer is too long"))?;
    output.write_all(&[ANSWER_MARK.as_slice(), &length.to_le_bytes(), &json].concat())?;
    output.flush()
}

pub(crate) fn read_answer(input: &mut impl Read) -> io::Result<Decoded> {
    let mut mark = [0; 4];
    input.read_exact(&mut mark)?;
    expect(mark == ANSWER_MARK, "the answer does not begin with its mark")?;
    let length = number(input)? as usize;
    expect(length <= MAX_ANSWER_BYTES, "the answer is too long")?;
    let mut json = vec![0; length];
    input.read_exact(&mut json)?;
    let decoded: Decoded = serde_json::from_slice(&json).map_err(|error| invalid(&error.to_string()))?;
    expect(decoded.symbols.len() <= MAX_SYMBOLS, "the answer has too many symbols")?;
    Ok(decoded)
}

fn number(input: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    input.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

fn expect(holds: bool, otherwise: &str) -> io::Result<()> {
    if holds { Ok(()) } else { Err(invalid(otherwise)) }
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::formats::Format;

    fn frame() -> Frame {
        Frame::new(3, 2, vec![1, 2, 3, 4, 5, 6], "x").unwrap()
    }

    #[test]
    fn requests_and_answers_go_both_ways() {
        let formats = Formats::from_iter([Format::QrCode, Format::Ean8]);
        let bytes = request(&frame(), formats);
        let (read, asked) = read_request(&mut bytes.as_slice()).unwrap().unwrap();
        assert_eq!((read.width, read.height, &read.luma, asked), (3, 2, &frame().luma, formats));
        assert!(read_request(&mut [].as_slice()).unwrap().is_none());

        let symbol = Symbol::new(Format::QrCode, "]Q1", b"A\x1d\xff".to_vec(), [[-1, 2]; 4]);
        let decoded = Decoded { symbols: vec![symbol], cpu_us: 7 };
        let mut bytes = Vec::new();
        write_answer(&mut bytes, &decoded).unwrap();
        assert_eq!(read_answer(&mut bytes.as_slice()).unwrap(), decoded);
    }

    #[test]
    fn lengths_are_checked_before_memory_is_taken() {
        let mut huge = request(&frame(), Formats::all());
        huge[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(read_request(&mut huge.as_slice()).unwrap_err().kind(), ErrorKind::InvalidData);
        let long = [ANSWER_MARK.as_slice(), &u32::MAX.to_le_bytes()].concat();
        assert_eq!(read_answer(&mut long.as_slice()).unwrap_err().kind(), ErrorKind::InvalidData);
        let cut = &request(&frame(), Formats::all())[..18];
        assert_eq!(read_request(&mut &cut[..]).unwrap_err().kind(), ErrorKind::UnexpectedEof);
    }

    proptest! {
        #[test]
        fn any_bytes_are_refused_or_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_request(&mut [REQUEST_MARK.as_slice(), &bytes].concat().as_slice());
            let _ = read_answer(&mut [ANSWER_MARK.as_slice(), &bytes].concat().as_slice());
        }
    }
}
