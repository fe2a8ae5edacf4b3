// SPDX-License-Identifier: GPL-3.0-or-later
//! A grey picture and where pictures come from.

use std::path::PathBuf;
use std::time::Duration;

use drivers_api::Monotonic;

/// Longest side of a frame, in pixels. Larger pictures are reduced to it: decoding time follows area, and a
/// code that fills a label is still several pixels a module.
pub const MAX_SIDE_PX: u32 = 1920;

/// One grey picture, ready to be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Width in pixels, 1 to [`MAX_SIDE_PX`].
    pub width: u32,
    /// Height in pixels, 1 to [`MAX_SIDE_PX`].
    pub height: u32,
    /// Brightness, 0 is black; row by row without padding, `width * height` bytes.
    pub luma: Vec<u8>,
    /// Where it came from, for messages: a file name or a device file.
    pub source: String,
    /// When it was taken.
    pub captured: Monotonic,
}

/// Sizes that make no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a frame of {width} x {height} px with {len} bytes is not 1 to {MAX_SIDE_PX} px a side at one byte a pixel"
)]
pub struct FrameError {
    /// Width that was given, in pixels.
    pub width: u32,
    /// Height that was given, in pixels.
    pub height: u32,
    /// Bytes that were given.
    pub len: usize,
}

impl Frame {
    /// Takes the pixels of a picture taken now.
    ///
    /// # Errors
    /// [`FrameError`] when the sizes break the rules of the fields above.
    pub fn new(
        width: u32,
        height: u32,
        luma: Vec<u8>,
        source: impl Into<String>,
    ) -> Result<Self, FrameError> {
        let frame = Self { width, height, luma, source: source.into(), captured: Monotonic::now() };
        frame.check()?;
        Ok(frame)
    }

    /// Whether the public fields still fit each other.
    pub(crate) fn check(&self) -> Result<(), FrameError> {
        let sides = 1..=MAX_SIDE_PX;
        let fits = sides.contains(&self.width) && sides.contains(&self.height);
        if fits && self.luma.len() == pixels(self.width, self.height) {
            return Ok(());
        }
        Err(FrameError { width: self.width, height: self.height, len: self.luma.len() })
    }
}

/// Pixels of a picture of these sides.
pub(crate) fn pixels(width: u32, height: u32) -> usize {
    usize::try_from(u64::from(width) * u64::from(height)).unwrap_or(usize::MAX)
}

/// Why there is no frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The camera or the folder is away; the next call tries to reach it again.
    #[error("{what}")]
    Gone {
        /// What is away and what to do, in a sentence for the panel.
        what: String,
    },
    /// One picture could not be read; the source goes on with the next.
    #[error("the picture {} cannot be read: {reason}", path.display())]
    Picture {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// A camera, or what stands in for one.
pub trait FrameSource: Send {
    /// Waits up to about `timeout` for the next frame; `None` when there was none.
    ///
    /// # Errors
    /// [`SourceError`]; the source stays usable and the next call goes on or tries again. The caller paces
    /// calls after [`SourceError::Gone`].
    fn next(&mut self, timeout: Duration) -> Result<Option<Frame>, SourceError>;

    /// Whether frames follow each other as in a film, so that one label is in many of them.
    fn is_live(&self) -> bool;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_must_fit() {
        assert!(Frame::new(2, 3, vec![0; 6], "x").is_ok());
        for (width, height, len) in [(2, 3, 5), (0, 3, 0), (1921, 1, 1921), (u32::MAX, u32::MAX, 1)] {
            let wrong = Frame::new(width, height, vec![0; len], "x").unwrap_err();
            assert_eq!(wrong, FrameError { width, height, len });
        }
    }
}
