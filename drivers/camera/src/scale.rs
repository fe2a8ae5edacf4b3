// SPDX-License-Identifier: GPL-3.0-or-later
//! Grey pictures made smaller or larger.

use image::GrayImage;
use image::imageops::{self, FilterType};

use crate::frame::{Frame, FrameError, MAX_SIDE_PX, pixels};

/// Longest side of a picture worth doubling, in pixels; its double is still a frame.
pub(crate) const MAX_SIDE_TO_DOUBLE_PX: u32 = MAX_SIDE_PX / 2;

/// A frame of this picture, box-reduced where its longer side is above [`MAX_SIDE_PX`].
pub(crate) fn into_frame(picture: GrayImage, source: &str) -> Result<Frame, FrameError> {
    let (width, height) = picture.dimensions();
    let longer = width.max(height);
    if longer <= MAX_SIDE_PX {
        return Frame::new(width, height, picture.into_raw(), source);
    }
    let (width, height) = (reduced(width, longer), reduced(height, longer));
    Frame::new(width, height, imageops::thumbnail(&picture, width, height).into_raw(), source)
}

fn reduced(side: u32, longer: u32) -> u32 {
    let reduced = u64::from(side) * u64::from(MAX_SIDE_PX) / u64::from(longer);
    u32::try_from(reduced).unwrap_or(MAX_SIDE_PX).clamp(1, MAX_SIDE_PX)
}

/// The frame at twice its size, for modules of less than three pixels; `None` for larger frames.
pub(crate) fn doubled(frame: &Frame) -> Option<Frame> {
    if frame.width.max(frame.height) > MAX_SIDE_TO_DOUBLE_PX {
        return None;
    }
    let picture = GrayImage::from_raw(frame.width, frame.height, frame.luma.clone())?;
    let (width, height) = (frame.width * 2, frame.height * 2);
    let luma = imageops::resize(&picture, width, height, FilterType::Triangle).into_raw();
    Some(Frame { width, height, luma, source: frame.source.clone(), captured: frame.captured })
}

/// The frame with black and white swapped.
pub(crate) fn inverted(frame: &Frame) -> Frame {
    debug_assert_eq!(frame.luma.len(), pixels(frame.width, frame.height));
    let luma = frame.luma.iter().map(|luma| !luma).collect();
    Frame { luma, source: frame.source.clone(), ..*frame }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_pictures_are_reduced_and_keep_their_shape() {
        let frame = into_frame(GrayImage::from_pixel(4000, 1000, image::Luma([90])), "x").unwrap();
        assert_eq!((frame.width, frame.height), (1920, 480));
        assert!(frame.luma.iter().all(|luma| (89..=91).contains(luma)));
        let thin = into_frame(GrayImage::new(8000, 1), "x").unwrap();
        assert_eq!((thin.width, thin.height), (1920, 1));
    }

    #[test]
    fn small_frames_are_doubled_and_large_ones_are_not() {
        let small = Frame::new(10, 20, vec![7; 200], "x").unwrap();
        let twice = doubled(&small).unwrap();
        assert_eq!((twice.width, twice.height, twice.luma.len()), (20, 40, 800));
        assert!(doubled(&Frame::new(961, 1, vec![0; 961], "x").unwrap()).is_none());
        assert_eq!(inverted(&small).luma, vec![248; 200]);
    }
}
