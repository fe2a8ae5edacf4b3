// SPDX-License-Identifier: GPL-3.0-or-later
//! QR codes by `rqrr`.

use rqrr::{BitGrid, Grid, PreparedImage};

use crate::decode::{MAX_SYMBOLS, Symbol, SymbolReader};
use crate::formats::{Format, Formats};
use crate::frame::{Frame, pixels};

/// QR Code Model 2. `rqrr` does not tell FNC1 or an ECI, so every code is `]Q1` (ISO/IEC 15424).
const SYMBOLOGY: &str = "]Q1";

/// Smallest side that can hold a QR code (version 1 at one pixel a module), in pixels.
const MIN_SIDE_PX: u32 = 21;

/// Reads QR codes in pure Rust.
///
/// It panics on some photographs and may take many seconds on others; codes with FNC1 (GS1 QR) or structured
/// append are not read.
#[derive(Debug, Clone, Copy, Default)]
pub struct QrReader;

impl SymbolReader for QrReader {
    fn formats(&self) -> Formats {
        Formats::from_iter([Format::QrCode])
    }

    fn read(&mut self, frame: &Frame, formats: Formats) -> Vec<Symbol> {
        let large_enough = frame.width.min(frame.height) >= MIN_SIDE_PX;
        let whole = frame.luma.len() == pixels(frame.width, frame.height);
        if !formats.contains(Format::QrCode) || !large_enough || !whole {
            return Vec::new();
        }
        let (width, height) = (frame.width as usize, frame.height as usize);
        let mut picture =
            PreparedImage::prepare_from_greyscale(width, height, |x, y| frame.luma[y * width + x]);
        picture.detect_grids().iter().filter_map(symbol).take(MAX_SYMBOLS).collect()
    }
}

fn symbol<G: BitGrid>(grid: &Grid<G>) -> Option<Symbol> {
    let mut bytes = Vec::new();
    grid.decode_to(&mut bytes).ok()?;
    if bytes.is_empty() {
        return None;
    }
    let corners = grid.bounds.map(|corner| [corner.x, corner.y]);
    Some(Symbol::new(Format::QrCode, SYMBOLOGY, bytes, corners))
}
