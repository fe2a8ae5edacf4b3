// SPDX-License-Identifier: GPL-3.0-or-later
//! Draws product labels with a QR code, as a label printer would.

use std::path::Path;

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use anyhow::Context;
use image::{GrayImage, Luma, imageops};
use qrcode::{EcLevel, QrCode};

const REGULAR: &[u8] = include_bytes!("../../../kiosk-ui/ui/fonts/Inter-Regular.otf");
const BOLD: &[u8] = include_bytes!("../../../kiosk-ui/ui/fonts/Inter-ExtraBold.otf");

/// Pixels of one QR module; 24 dots at 600 dpi are about 1 mm, so a camera at arm's length reads it.
const MODULE_PX: u32 = 8;
/// Quiet zone in modules (ISO/IEC 18004 §5.3.8).
const QUIET_MODULES: u32 = 4;
const MARGIN: u32 = 36;
const TEXT_WIDTH: u32 = 560;

/// What is printed on a label.
#[derive(Debug, Clone)]
pub struct Label<'a> {
    /// Maker.
    pub brand: &'a str,
    /// Product name.
    pub product: &'a str,
    /// Lines of small print, e.g. `(21) …`.
    pub lines: Vec<String>,
    /// Content of the QR code.
    pub qr: &'a str,
}

/// The QR code alone, dark on white, with its quiet zone.
///
/// # Errors
/// When the content is too long for a QR code.
pub fn qr_picture(content: &str) -> anyhow::Result<GrayImage> {
    let code = QrCode::with_error_correction_level(content, EcLevel::M).context("encoding the QR code")?;
    let modules = u32::try_from(code.width()).context("a QR code of that size")?;
    let side = (modules + 2 * QUIET_MODULES) * MODULE_PX;
    let colors = code.to_colors();
    Ok(GrayImage::from_fn(side, side, |x, y| {
        let inside = |v: u32| (v / MODULE_PX).checked_sub(QUIET_MODULES).filter(|m| *m < modules);
        let dark = inside(x)
            .zip(inside(y))
            .is_some_and(|(column, row)| colors[(row * modules + column) as usize] == qrcode::Color::Dark);
        Luma([if dark { 0 } else { 255 }])
    }))
}

/// Draws a label into a PNG file.
///
/// # Errors
/// When the QR content is too long or the file cannot be written.
pub fn draw(label: &Label<'_>, file: &Path) -> anyhow::Result<()> {
    let qr = qr_picture(label.qr)?;
    let (width, height) = (qr.width() + TEXT_WIDTH + 2 * MARGIN, qr.height() + 2 * MARGIN);
    let mut paper = GrayImage::from_pixel(width, height, Luma([255]));
    frame(&mut paper);
    imageops::overlay(&mut paper, &qr, i64::from(MARGIN), i64::from(MARGIN));
    let (regular, bold) = (font(REGULAR)?, font(BOLD)?);
    let left = (qr.width() + MARGIN + 24) as f32;
    let mut baseline = MARGIN as f32 + 64.0;
    write(&mut paper, &bold, 52.0, left, baseline, label.brand);
    baseline += 62.0;
    write(&mut paper, &bold, 36.0, left, baseline, label.product);
    baseline += 20.0;
    for line in &label.lines {
        baseline += 36.0;
        write(&mut paper, &regular, 27.0, left, baseline, line);
    }
    paper.save(file).with_context(|| format!("writing {}", file.display()))
}

fn font(bytes: &'static [u8]) -> anyhow::Result<FontRef<'static>> {
    FontRef::try_from_slice(bytes).context("reading the label's font")
}

/// A thin line around the label, so that its edge shows on white.
fn frame(paper: &mut GrayImage) {
    let (width, height) = paper.dimensions();
    for (x, y, pixel) in paper.enumerate_pixels_mut() {
        if x < 2 || y < 2 || x >= width - 2 || y >= height - 2 {
            *pixel = Luma([120]);
        }
    }
}

fn write(paper: &mut GrayImage, font: &FontRef<'_>, size: f32, left: f32, baseline: f32, text: &str) {
    let scaled = font.as_scaled(PxScale::from(size));
    let mut x = left;
    for c in text.chars() {
        let id = scaled.glyph_id(c);
        let glyph = id.with_scale_and_position(size, point(x, baseline));
        x += scaled.h_advance(id);
        let Some(outline) = font.outline_glyph(glyph) else { continue };
        let corner = outline.px_bounds().min;
        outline.draw(|dx, dy, coverage| ink(paper, corner.x + dx as f32, corner.y + dy as f32, coverage));
    }
}

fn ink(paper: &mut GrayImage, x: f32, y: f32, coverage: f32) {
    if x < 0.0 || y < 0.0 {
        return;
    }
    if let Some(pixel) = paper.get_pixel_mut_checked(x as u32, y as u32) {
        let dark = (255.0 * (1.0 - coverage.clamp(0.0, 1.0))) as u8;
        pixel.0[0] = pixel.0[0].min(dark);
    }
}
