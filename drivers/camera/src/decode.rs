// SPDX-License-Identifier: GPL-3.0-or-later
//! Symbols out of one grey frame, by the readers there are.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::formats::{Format, Formats};
use crate::frame::Frame;
use crate::qr::QrReader;
use crate::scale;

/// Most symbols taken from one frame; a label sheet has fewer.
pub const MAX_SYMBOLS: usize = 64;

/// How hard a symbol was to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// In the frame as it is.
    Native,
    /// In the frame at twice its size.
    Doubled,
    /// In the frame with black and white swapped.
    Inverted,
}

impl Effort {
    /// The steps in the order they are tried; a later one only where all before found nothing.
    const LADDER: [Self; 3] = [Self::Native, Self::Doubled, Self::Inverted];
}

/// One code read from a frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symbol {
    /// AIM symbology identifier, ISO/IEC 15424, e.g. `]Q1`.
    pub symbology: String,
    /// The kind of code.
    pub format: Format,
    /// The payload as text: UTF-8, or Latin-1 where it is none.
    pub text: String,
    /// The payload as carried, FNC1 as GS.
    #[serde(rename = "bytes_hex", with = "hex")]
    pub bytes: Vec<u8>,
    /// Its corners in pixels of the frame, x before y: top left, top right, bottom right, bottom left as seen
    /// when the code stands upright. They may lie outside the frame.
    pub corners: [[i32; 2]; 4],
    /// The step that found it.
    pub effort: Effort,
}

impl Symbol {
    /// A symbol found in the frame as it is.
    pub fn new(format: Format, symbology: &str, bytes: Vec<u8>, corners: [[i32; 2]; 4]) -> Self {
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().copied().map(char::from).collect(),
        };
        Self { symbology: symbology.into(), format, text, bytes, corners, effort: Effort::Native }
    }
}

/// One decoding library behind the same door as all others.
///
/// A reader may panic: the frame counts as unread and the reader is called again with the next, so it keeps
/// nothing half done between calls.
pub trait SymbolReader: Send {
    /// The kinds of codes it can read.
    fn formats(&self) -> Formats;

    /// The symbols of these kinds that it finds in the frame as it is.
    fn read(&mut self, frame: &Frame, formats: Formats) -> Vec<Symbol>;
}

/// All readers of this build, each asked in turn.
///
/// **Invariant:** [`Self::decode`] never panics. It may take very long on some pictures: call it where it can
/// be ended from outside ([`crate::WorkerHandle`]).
pub struct Decoder {
    readers: Vec<Box<dyn SymbolReader>>,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::with_readers(vec![Box::new(QrReader)])
    }
}

impl Decoder {
    /// A decoder of these readers; the first that finds anything in a step of the ladder wins.
    pub fn with_readers(readers: Vec<Box<dyn SymbolReader>>) -> Self {
        Self { readers }
    }

    /// The kinds of codes that can be read at all.
    pub fn formats(&self) -> Formats {
        self.readers.iter().flat_map(|reader| reader.formats().iter()).collect()
    }

    /// The symbols of these kinds in the frame, at most [`MAX_SYMBOLS`]; none in a frame whose sizes do not fit.
    ///
    /// The frame is tried as it is, then at twice its size where it is small, then inverted.
    pub fn decode(&mut self, frame: &Frame, formats: Formats) -> Vec<Symbol> {
        if frame.check().is_err() {
            return Vec::new();
        }
        let steps = Effort::LADDER.into_iter();
        let mut found = steps.map(|effort| self.climb(frame, formats, effort));
        let mut symbols = found.find(|symbols| !symbols.is_empty()).unwrap_or_default();
        symbols.truncate(MAX_SYMBOLS);
        symbols
    }

    fn climb(&mut self, frame: &Frame, formats: Formats, effort: Effort) -> Vec<Symbol> {
        let picture = match effort {
            Effort::Native => Some(Cow::Borrowed(frame)),
            Effort::Doubled => scale::doubled(frame).map(Cow::Owned),
            Effort::Inverted => Some(Cow::Owned(scale::inverted(frame))),
        };
        let Some(picture) = picture else { return Vec::new() };
        let mut found = self.readers.iter_mut().map(|reader| read(reader.as_mut(), &picture, formats));
        let symbols = found.find(|symbols| !symbols.is_empty()).unwrap_or_default();
        symbols.into_iter().map(|symbol| place(symbol, effort)).collect()
    }
}

fn read(reader: &mut dyn SymbolReader, frame: &Frame, formats: Formats) -> Vec<Symbol> {
    let formats = reader.formats().and(formats);
    if formats.is_empty() {
        return Vec::new();
    }
    catch_unwind(AssertUnwindSafe(|| reader.read(frame, formats))).unwrap_or_else(|_| {
        warn!(source = frame.source, width_px = frame.width, height_px = frame.height, "a decoder panicked");
        Vec::new()
    })
}

/// Back into pixels of the frame that was asked about.
fn place(symbol: Symbol, effort: Effort) -> Symbol {
    let corners = match effort {
        Effort::Doubled => symbol.corners.map(|corner| corner.map(|at| at / 2)),
        Effort::Native | Effort::Inverted => symbol.corners,
    };
    Symbol { corners, effort, ..symbol }
}

mod hex {
    use data_encoding::HEXLOWER;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        HEXLOWER.decode(text.as_bytes()).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Finds one code when the frame's first pixel is bright enough, and breaks on black.
    struct Fussy;

    impl SymbolReader for Fussy {
        fn formats(&self) -> Formats {
            Formats::from_iter([Format::Ean8])
        }

        fn read(&mut self, frame: &Frame, _: Formats) -> Vec<Symbol> {
            assert_ne!(frame.luma[0], 0, "black");
            let corners = [[2, 2]; 4];
            let found = frame.luma[0] >= 128 || frame.width >= 20;
            if found { vec![Symbol::new(Format::Ean8, "]E4", b"1".to_vec(), corners); 100] } else { vec![] }
        }
    }

    fn frame(luma: u8, side: u32) -> Frame {
        Frame::new(side, 1, vec![luma; side as usize], "x").unwrap()
    }

    #[test]
    fn the_ladder_is_climbed_until_something_is_found() {
        let mut decoder = Decoder::with_readers(vec![Box::new(Fussy)]);
        let found =
            |decoder: &mut Decoder, frame: &Frame| decoder.decode(frame, Formats::all()).first().cloned();
        assert_eq!(found(&mut decoder, &frame(200, 4)).unwrap().effort, Effort::Native);
        let doubled = found(&mut decoder, &frame(100, 10)).unwrap();
        assert_eq!((doubled.effort, doubled.corners[0]), (Effort::Doubled, [1, 1]));
        assert_eq!(found(&mut decoder, &frame(100, 4)).unwrap().effort, Effort::Inverted);
        assert_eq!(decoder.decode(&frame(200, 4), Formats::all()).len(), MAX_SYMBOLS);
    }

    #[test]
    fn a_panic_is_an_unread_step() {
        let mut decoder = Decoder::with_readers(vec![Box::new(Fussy)]);
        assert_eq!(decoder.decode(&frame(0, 4), Formats::all())[0].effort, Effort::Inverted);
        assert_eq!(decoder.decode(&frame(200, 4), Formats::from_iter([Format::QrCode])), []);
    }

    #[test]
    fn payloads_become_text() {
        let text = |bytes: &[u8]| Symbol::new(Format::QrCode, "]Q1", bytes.to_vec(), [[0; 2]; 4]).text;
        assert_eq!(text("Prüf".as_bytes()), "Prüf");
        assert_eq!(text(b"Pr\xfcf"), "Prüf");
    }
}
