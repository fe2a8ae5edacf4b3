// SPDX-License-Identifier: GPL-3.0-or-later
//! A V4L2 camera, read through mapped buffers.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Duration;

use ::v4l::buffer::{Flags, Type};
use ::v4l::io::mmap::Stream;
use ::v4l::io::traits::{CaptureStream, Stream as _};
use ::v4l::video::Capture;
use ::v4l::video::capture::Parameters;
use ::v4l::{Device, Format, FourCC};
use image::GrayImage;
use tracing::{debug, info, warn};

use crate::frame::{Frame, FrameSource, SourceError};
use crate::picture;
use crate::pixels::{PixelLayout, PixelRows};
use crate::scale;

/// A camera that gives no frame for this long is away. Waiting without a limit would hang when it is pulled.
const FRAME_TIMEOUT: Duration = Duration::from_secs(2);
/// Buffers asked for. Few, because frames wait in them: what is decoded should be what is before the camera.
const BUFFERS: u32 = 3;
/// So many broken frames in a row are a broken camera.
const MAX_BROKEN_FRAMES: u32 = 30;
/// Error code of a device that was pulled.
const ENODEV: i32 = 19;

/// Pixel formats that are read, the cheapest first.
const FORMATS: [(&[u8; 4], Pixels); 7] = [
    (b"GREY", Pixels::Rows(PixelLayout::Plane)),
    (b"YUYV", Pixels::Rows(PixelLayout::EvenBytes)),
    (b"UYVY", Pixels::Rows(PixelLayout::OddBytes)),
    (b"NV12", Pixels::Rows(PixelLayout::Plane)),
    (b"NV21", Pixels::Rows(PixelLayout::Plane)),
    (b"YU12", Pixels::Rows(PixelLayout::Plane)),
    (b"MJPG", Pixels::Jpeg),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pixels {
    Rows(PixelLayout),
    Jpeg,
}

/// A USB camera. Cameras on a Raspberry Pi's ribbon cable give no pictures through V4L2.
///
/// Each call of [`FrameSource::next`] waits for one frame, up to two seconds whatever was asked for: after a
/// shorter wait the stream could not be gone on with.
pub struct V4lSource {
    device: PathBuf,
    width: u32,
    height: u32,
    fps: u32,
    open: Option<Open>,
    broken_frames: u32,
}

struct Open {
    stream: Stream<'static>,
    format: Format,
    pixels: Pixels,
}

impl V4lSource {
    /// A camera at this device file, asked for pictures of this size and rate; it chooses what it can do.
    pub fn new(device: impl Into<PathBuf>, width: u32, height: u32, fps: u32) -> Self {
        Self { device: device.into(), width, height, fps: fps.max(1), open: None, broken_frames: 0 }
    }

    fn frame(&mut self) -> Result<Option<Frame>, String> {
        if self.open.is_none() {
            self.open = Some(self.start()?);
        }
        // Borrowed and not taken out: after a panic it must still be there to be closed with care.
        let Some(open) = &mut self.open else { return Ok(None) };
        let taken = open.frame(&self.device.display().to_string());
        match taken.map_err(|error| away(&error))? {
            Ok(frame) => {
                self.broken_frames = 0;
                Ok(frame)
            }
            Err(reason) => self.broken(&reason),
        }
    }

    fn broken(&mut self, reason: &str) -> Result<Option<Frame>, String> {
        self.broken_frames += 1;
        debug!(device = %self.device.display(), reason, "camera frame dropped");
        if self.broken_frames < MAX_BROKEN_FRAMES {
            return Ok(None);
        }
        self.broken_frames = 0;
        Err(format!("sends broken pictures ({reason}). Check its cable, or choose another size"))
    }

    fn start(&self) -> Result<Open, String> {
        let device = Device::with_path(&self.device).map_err(|error| cannot_open(&error))?;
        let (fourcc, pixels) = choose(&device)?;
        // Made anew and not changed from the camera's own: that would keep its old row length.
        let wanted = Format::new(self.width, self.height, fourcc);
        let refused = |error: io::Error| format!("refused its settings ({error}). Check its size and rate");
        let format = device.set_format(&wanted).map_err(refused)?;
        if format.fourcc != fourcc {
            return Err(format!("answered with the pixel format {} instead of {fourcc}", format.fourcc));
        }
        if let Err(error) = device.set_params(&Parameters::with_fps(self.fps)) {
            warn!(device = %self.device.display(), %error, "camera keeps its own frame rate");
        }
        let mut stream = Stream::with_buffers(&device, Type::VideoCapture, BUFFERS).map_err(refused)?;
        stream.set_timeout(FRAME_TIMEOUT);
        info!(device = %self.device.display(), width_px = format.width, height_px = format.height, %fourcc, "camera opened");
        Ok(Open { stream, format, pixels })
    }

    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        // Dropping the stream panics, and its buffers panic again, when it cannot be stopped for another reason
        // than a pulled camera; two panics at once would end the program. A leak is the lesser evil.
        let stopped = open.stream.stop();
        if stopped.is_ok() || stopped.is_err_and(|error| error.raw_os_error() == Some(ENODEV)) {
            let dropped = catch_unwind(AssertUnwindSafe(|| drop(open)));
            if dropped.is_err() {
                warn!(device = %self.device.display(), "camera buffers could not be given back");
            }
        } else {
            warn!(device = %self.device.display(), "camera could not be stopped; its buffers are left behind");
            std::mem::forget(open);
        }
    }
}

impl FrameSource for V4lSource {
    fn next(&mut self, _timeout: Duration) -> Result<Option<Frame>, SourceError> {
        // The library panics on answers of a driver that it does not know.
        let taken = catch_unwind(AssertUnwindSafe(|| self.frame()));
        taken.unwrap_or_else(|_| Err("gave an answer that is not understood".into())).map_err(|reason| {
            self.close();
            SourceError::Gone { what: format!("The camera {} {reason}.", self.device.display()) }
        })
    }

    fn is_live(&self) -> bool {
        true
    }
}

impl Drop for V4lSource {
    fn drop(&mut self) {
        self.close();
    }
}

impl Open {
    /// The next frame; the inner error is one broken frame, the outer one the end of the stream.
    fn frame(&mut self, source: &str) -> io::Result<Result<Option<Frame>, String>> {
        let (buffer, meta) = CaptureStream::next(&mut self.stream)?;
        if meta.flags.contains(Flags::ERROR) {
            return Ok(Err("marked as broken by the driver".into()));
        }
        let used = (meta.bytesused as usize).min(buffer.len());
        let bytes = if used == 0 { buffer } else { &buffer[..used] };
        Ok(grey(bytes, &self.format, self.pixels)
            .and_then(|picture| scale::into_frame(picture, source).map_err(|error| error.to_string()))
            .map(Some))
    }
}

fn grey(bytes: &[u8], format: &Format, pixels: Pixels) -> Result<GrayImage, String> {
    let Pixels::Rows(layout) = pixels else { return picture::unpack(bytes) };
    let (width, height) = (format.width as usize, format.height as usize);
    let rows = PixelRows { width, height, stride: format.stride as usize, layout };
    let luma = rows.luma(bytes).map_err(|error| error.to_string())?;
    GrayImage::from_raw(format.width, format.height, luma).ok_or_else(|| "its size is wrong".into())
}

fn choose(device: &Device) -> Result<(FourCC, Pixels), String> {
    // The library gives an empty list instead of the error of a device that captures nothing.
    let offered = device.enum_formats().unwrap_or_default();
    if offered.is_empty() {
        return Err("gives no pictures. Name the camera's capture device, often video0".into());
    }
    let best = FORMATS.iter().find(|(name, _)| offered.iter().any(|offer| offer.fourcc.repr == **name));
    best.map(|(name, pixels)| (FourCC::new(name), *pixels)).ok_or_else(|| {
        let offered: Vec<_> = offered.iter().map(|offer| offer.fourcc.to_string()).collect();
        format!("offers only pixel formats that are not read here ({})", offered.join(", "))
    })
}

fn cannot_open(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "is not there. Plug it in, or correct its path".into(),
        io::ErrorKind::PermissionDenied => {
            "may not be opened. Add the station's user to the group video".into()
        }
        _ => format!("cannot be opened ({error}). Check that no other program uses it"),
    }
}

fn away(error: &io::Error) -> String {
    let again = "Check its cable; it is taken up again by itself";
    match error.raw_os_error() {
        Some(ENODEV) => format!("was unplugged. {again}"),
        _ if error.kind() == io::ErrorKind::TimedOut => format!("sends no pictures. {again}"),
        _ => format!("went away ({error}). {again}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_that_is_not_there_says_what_to_do() {
        let mut source = V4lSource::new("/nowhere/video0", 640, 480, 15);
        for _ in 0..2 {
            let Err(SourceError::Gone { what }) = source.next(Duration::ZERO) else {
                panic!("a camera from nowhere")
            };
            assert!(what.contains("/nowhere/video0") && what.contains("Plug it in"), "{what}");
        }
    }

    #[test]
    fn what_is_no_camera_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut source = V4lSource::new(file.path(), 640, 480, 15);
        let Err(SourceError::Gone { what }) = source.next(Duration::ZERO) else {
            panic!("a file is no camera")
        };
        assert!(what.contains("gives no pictures"), "{what}");
    }

    #[test]
    fn rows_follow_the_driver_and_not_the_wish() {
        let mut format = Format::new(2, 2, FourCC::new(b"YUYV"));
        format.stride = 6;
        let bytes = [1, 128, 2, 128, 0, 0, 3, 128, 4, 128, 0, 0];
        let picture = grey(&bytes, &format, Pixels::Rows(PixelLayout::EvenBytes)).unwrap();
        assert_eq!(picture.into_raw(), [1, 2, 3, 4]);
        assert!(grey(&bytes[..7], &format, Pixels::Rows(PixelLayout::EvenBytes)).is_err());
        assert!(grey(b"no jpeg", &format, Pixels::Jpeg).is_err());
    }
}
