// SPDX-License-Identifier: GPL-3.0-or-later
//! Labels drawn for the tests.

use std::path::Path;

use driver_camera::Frame;
use image::{GrayImage, Luma, LumaA};
use qrcode::{Color, EcLevel, QrCode};

/// Light modules around a code (ISO/IEC 18004 asks for four).
const QUIET: u32 = 4;

/// A QR code of this text at `scale` pixels a module, black on white.
pub(crate) fn qr(text: &str, scale: u32) -> GrayImage {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
    let modules = code.width() as u32;
    let side = (modules + 2 * QUIET) * scale;
    GrayImage::from_fn(side, side, |x, y| {
        let (x, y) = ((x / scale).wrapping_sub(QUIET), (y / scale).wrapping_sub(QUIET));
        let dark = x < modules && y < modules && code[(x as usize, y as usize)] == Color::Dark;
        Luma([if dark { 0 } else { 255 }])
    })
}

/// Labels side by side.
pub(crate) fn beside(left: &GrayImage, right: &GrayImage) -> GrayImage {
    let height = left.height().max(right.height());
    let mut both = GrayImage::from_pixel(left.width() + right.width(), height, Luma([255]));
    image::imageops::replace(&mut both, left, 0, 0);
    image::imageops::replace(&mut both, right, left.width().into(), 0);
    both
}

pub(crate) fn frame(picture: GrayImage) -> Frame {
    let (width, height) = picture.dimensions();
    Frame::new(width, height, picture.into_raw(), "film").unwrap()
}

/// Saves a picture the way careful programs do: elsewhere, then moved in.
pub(crate) fn save(picture: &GrayImage, folder: &Path, name: &str) {
    let hidden = folder.join(format!(".{name}"));
    picture.save(&hidden).unwrap();
    std::fs::rename(hidden, folder.join(name)).unwrap();
}

pub(crate) fn png(picture: &GrayImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The code's dark modules on nothing at all.
pub(crate) fn on_nothing(picture: &GrayImage) -> image::ImageBuffer<LumaA<u8>, Vec<u8>> {
    let (width, height) = picture.dimensions();
    image::ImageBuffer::from_fn(width, height, |x, y| LumaA([0, 255 - picture.get_pixel(x, y).0[0]]))
}

/// A few bytes of PNG that claim to be a picture of this size.
pub(crate) fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let header = [size.as_slice(), &[8, 0, 0, 0, 0]].concat();
    let data = [0x78, 0x9c, 0x63, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01];
    let chunks = [chunk(b"IHDR", &header), chunk(b"IDAT", &data), chunk(b"IEND", &[])].concat();
    [b"\x89PNG\r\n\x1a\n".as_slice(), &chunks].concat()
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [kind.as_slice(), data].concat();
    let length = (data.len() as u32).to_be_bytes();
    [length.as_slice(), &body, &crc32(&body).to_be_bytes()].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    let shift = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| shift(crc)))
}
