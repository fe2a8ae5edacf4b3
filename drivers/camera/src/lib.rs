// SPDX-License-Identifier: GPL-3.0-or-later
//! Camera pictures and what is printed in them.
//!
//! The way of a picture: a [`FrameSource`] (a USB camera, or a folder that stands in for one) gives a grey
//! [`Frame`]; a child process decodes it ([`WorkerHandle`], [`worker_main`]) because a decoder may hang or
//! crash on pixels from outside; each [`Symbol`] becomes a [`drivers_api::RawScan`]. [`run`] ties these
//! together for one camera on a thread of its own. [`decode_file`] reads a single picture file.
//!
//! ```toml
//! source = { kind = "folder", path = "var/demo/camera" }
//! # or, with the cargo feature `v4l`:
//! # source = { kind = "v4l", device = "/dev/video0", width = 1280, height = 720, fps = 15 }
//! formats = ["QRCode"]
//! ```
//!
//! **Invariant:** no picture, however large or broken, makes this process panic, allocate beyond the named
//! limits or wait longer than the deadline for a decoder.

mod camera;
mod config;
mod cpu;
mod decode;
mod folder;
mod formats;
mod frame;
mod pause;
mod picture;
mod pixels;
mod protocol;
mod qr;
mod scale;
mod still;
mod view;
mod worker;

#[cfg(feature = "v4l")]
mod v4l;

pub use camera::{Camera, run};
pub use config::{CameraConfig, ConfigError, DEFAULT_DEADLINE, SourceConfig};
pub use decode::{Decoder, Effort, MAX_SYMBOLS, Symbol, SymbolReader};
pub use folder::{FolderSource, MAX_FILES};
pub use formats::{Format, Formats, UnknownFormat};
pub use frame::{Frame, FrameError, FrameSource, MAX_SIDE_PX, SourceError};
pub use picture::{MAX_FILE_BYTES, MAX_PICTURE_PX, MAX_PICTURE_SIDE_PX, load_picture};
pub use pixels::{PixelError, PixelLayout, PixelRows};
pub use protocol::Decoded;
pub use qr::QrReader;
pub use still::{StillAnswer, StillError, decode_file, decode_file_with};
pub use worker::{WorkerCommand, WorkerError, WorkerHandle, worker_main};

#[cfg(feature = "v4l")]
pub use v4l::V4lSource;
