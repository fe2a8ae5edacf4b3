// SPDX-License-Identifier: GPL-3.0-or-later
//! Brightness out of the pixel layouts that cameras send.

/// How a camera lays out brightness in its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PixelLayout {
    /// One byte of brightness a pixel: GREY, and the first plane of NV12, NV21 and YU12.
    Plane,
    /// Two bytes a pixel, brightness first: YUYV.
    EvenBytes,
    /// Two bytes a pixel, brightness second: UYVY.
    OddBytes,
}

impl PixelLayout {
    fn bytes_per_pixel(self) -> usize {
        match self {
            Self::Plane => 1,
            Self::EvenBytes | Self::OddBytes => 2,
        }
    }

    fn offset(self) -> usize {
        usize::from(self == Self::OddBytes)
    }
}

/// The rows of one picture in a camera's buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelRows {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Bytes from the start of one row to the next; drivers pad rows. 0 means without padding.
    pub stride: usize,
    /// The layout of a row.
    pub layout: PixelLayout,
}

/// A buffer that does not hold the picture it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PixelError {
    /// A row is longer than the distance to the next.
    #[error("rows of {row} bytes do not fit a stride of {stride}")]
    Stride {
        /// Bytes of a row.
        row: usize,
        /// Bytes from row to row.
        stride: usize,
    },
    /// The buffer ends before the picture does.
    #[error("a picture of {needed} bytes came with {len}")]
    Short {
        /// Bytes of the picture.
        needed: usize,
        /// Bytes of the buffer.
        len: usize,
    },
}

impl PixelRows {
    /// The brightness of every pixel, row by row without padding.
    ///
    /// # Errors
    /// [`PixelError`] when rows overlap or the buffer is too short; nothing is read beyond it.
    pub fn luma(&self, buffer: &[u8]) -> Result<Vec<u8>, PixelError> {
        let step = self.layout.bytes_per_pixel();
        let row = self.width.saturating_mul(step);
        let stride = if self.stride == 0 { row } else { self.stride };
        if row > stride {
            return Err(PixelError::Stride { row, stride });
        }
        // The last row need not be padded.
        let needed = self.height.saturating_sub(1).saturating_mul(stride).saturating_add(row);
        if row == 0 || self.height == 0 || buffer.len() < needed {
            return Err(PixelError::Short { needed, len: buffer.len() });
        }
        let rows = buffer.chunks(stride).take(self.height);
        let offset = self.layout.offset();
        Ok(rows.flat_map(|bytes| bytes[..row].iter().skip(offset).step_by(step).copied()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(width: usize, height: usize, stride: usize, layout: PixelLayout) -> PixelRows {
        PixelRows { width, height, stride, layout }
    }

    #[test]
    fn padding_is_left_out() {
        let grey = rows(3, 2, 4, PixelLayout::Plane);
        assert_eq!(grey.luma(&[1, 2, 3, 99, 4, 5, 6]), Ok(vec![1, 2, 3, 4, 5, 6]));
        let tight = rows(3, 2, 0, PixelLayout::Plane);
        assert_eq!(tight.luma(&[1, 2, 3, 4, 5, 6, 99]), Ok(vec![1, 2, 3, 4, 5, 6]));
    }

    #[test]
    fn brightness_is_taken_from_packed_pixels() {
        let bytes = [1, 128, 2, 128, 0, 0, 3, 128, 4, 128, 0, 0];
        assert_eq!(rows(2, 2, 6, PixelLayout::EvenBytes).luma(&bytes), Ok(vec![1, 2, 3, 4]));
        let swapped = [128, 1, 128, 2, 128, 3, 128, 4];
        assert_eq!(rows(2, 2, 4, PixelLayout::OddBytes).luma(&swapped), Ok(vec![1, 2, 3, 4]));
    }

    #[test]
    fn the_first_plane_of_nv12_is_brightness() {
        let nv12 = [1, 2, 3, 4, 128, 128];
        assert_eq!(rows(2, 2, 2, PixelLayout::Plane).luma(&nv12), Ok(vec![1, 2, 3, 4]));
    }

    #[test]
    fn short_and_overlapping_buffers_are_refused() {
        let grey = rows(4, 2, 4, PixelLayout::Plane);
        assert_eq!(grey.luma(&[0; 7]), Err(PixelError::Short { needed: 8, len: 7 }));
        let narrow = rows(4, 2, 4, PixelLayout::EvenBytes);
        assert_eq!(narrow.luma(&[0; 64]), Err(PixelError::Stride { row: 8, stride: 4 }));
        let huge = rows(usize::MAX, usize::MAX, 0, PixelLayout::EvenBytes);
        assert!(huge.luma(&[0; 64]).is_err());
        assert!(rows(0, 0, 0, PixelLayout::Plane).luma(&[]).is_err());
    }
}
