// SPDX-License-Identifier: GPL-3.0-or-later
//! One picture file into a grey frame, under strict limits.

use std::fs::File;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use image::{DynamicImage, GrayImage, ImageReader, Limits};

use crate::frame::{Frame, SourceError};
use crate::scale;

/// Largest picture file, in bytes.
pub const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;
/// Longest side of a picture file, in pixels.
pub const MAX_PICTURE_SIDE_PX: u32 = 8192;
/// Most pixels of a picture file.
pub const MAX_PICTURE_PX: u64 = 40_000_000;
/// Most memory a picture may take while it is unpacked, in bytes: [`MAX_PICTURE_PX`] at four bytes each, and
/// what the format needs beside them.
const MAX_UNPACKED_BYTES: u64 = 192 * 1024 * 1024;

/// Reads a PNG, JPEG or WebP file; what it is, its first bytes say and not its name.
///
/// Transparent parts are taken as white paper. Pictures above [`crate::MAX_SIDE_PX`] are box-reduced.
///
/// # Errors
/// [`SourceError::Picture`] with what is wrong, in plain words.
pub fn load_picture(path: &Path) -> Result<Frame, SourceError> {
    let wrong = |reason: String| SourceError::Picture { path: path.to_owned(), reason };
    let bytes = read_bounded(path).map_err(wrong)?;
    // A broken file must not take the camera's thread down with a panic of the unpacker.
    let unpacked = catch_unwind(AssertUnwindSafe(|| unpack(&bytes)));
    let picture = unpacked.unwrap_or_else(|_| Err("unpacking it failed".to_owned())).map_err(wrong)?;
    scale::into_frame(picture, &name(path)).map_err(|error| wrong(error.to_string()))
}

/// The file name for messages.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, String> {
    // Looked at first: opening a named pipe would wait for its writer.
    let about = path.metadata().map_err(|error| error.to_string())?;
    if !about.is_file() {
        return Err("it is no file".into());
    }
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(format!("it is larger than {} MiB", MAX_FILE_BYTES / (1024 * 1024)));
    }
    Ok(bytes)
}

pub(crate) fn unpack(bytes: &[u8]) -> Result<GrayImage, String> {
    let (width, height) = reader(bytes)?.into_dimensions().map_err(|error| plain(&error))?;
    let too_long = width.max(height) > MAX_PICTURE_SIDE_PX;
    if too_long || u64::from(width) * u64::from(height) > MAX_PICTURE_PX {
        return Err(format!(
            "it has {width} x {height} px; at most {MAX_PICTURE_SIDE_PX} px a side and {MAX_PICTURE_PX} px in all are read"
        ));
    }
    if width == 0 || height == 0 {
        return Err("it has no pixels".into());
    }
    Ok(on_paper(reader(bytes)?.decode().map_err(|error| plain(&error))?))
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, String> {
    let guessed = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = guessed.map_err(|error| error.to_string())?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_PICTURE_SIDE_PX);
    limits.max_image_height = Some(MAX_PICTURE_SIDE_PX);
    limits.max_alloc = Some(MAX_UNPACKED_BYTES);
    reader.limits(limits);
    Ok(reader)
}

fn plain(error: &image::ImageError) -> String {
    match error {
        image::ImageError::Limits(_) => {
            format!("it is larger than {MAX_PICTURE_SIDE_PX} px a side or needs too much memory to unpack")
        }
        image::ImageError::Unsupported(_) => "it is no PNG, JPEG or WebP picture".into(),
        other => format!("it is damaged or not complete ({other})"),
    }
}

/// Printed codes saved without a background have transparent paper, which would turn black.
fn on_paper(picture: DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.into_luma8();
    }
    let grey = picture.into_luma_alpha8();
    let (width, height) = grey.dimensions();
    let over_white = |luma: u8, alpha: u8| {
        let (luma, alpha) = (u32::from(luma), u32::from(alpha));
        u8::try_from((luma * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    let luma = grey.pixels().map(|pixel| over_white(pixel.0[0], pixel.0[1])).collect();
    GrayImage::from_raw(width, height, luma).unwrap_or_default()
}
