// SPDX-License-Identifier: GPL-3.0-or-later
//! Where a camera's pictures come from and what is looked for in them.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::folder::FolderSource;
use crate::formats::Formats;
use crate::frame::FrameSource;
#[cfg(not(feature = "v4l"))]
use crate::frame::{Frame, SourceError};
use crate::picture::MAX_PICTURE_SIDE_PX;

/// Longest time for one picture when nothing else was asked for. The slowest picture that gave a code took
/// half of it; those that take longer never end in a code.
pub const DEFAULT_DEADLINE: Duration = Duration::from_secs(2);

/// Longest time for one picture that may be asked for, in milliseconds.
const MAX_DEADLINE_MS: u32 = 60_000;
/// Highest frame rate that may be asked for, a second.
const MAX_FPS: u32 = 120;

/// One camera.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CameraConfig {
    /// Where pictures come from.
    pub source: SourceConfig,
    /// Kinds of codes to look for; all when left out.
    #[serde(default)]
    pub formats: Formats,
    /// Longest time for one picture in milliseconds, 1 to 60,000; 2,000 when left out.
    #[serde(default = "default_deadline_ms")]
    pub deadline_ms: u32,
}

/// Where a camera's pictures come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum SourceConfig {
    /// Picture files that come into a folder.
    Folder {
        /// The folder.
        path: PathBuf,
        /// Read the pictures that are there at the start as well; not when left out, because after a restart
        /// they would all be scanned again.
        #[serde(default)]
        take_present: bool,
    },
    /// A V4L2 camera, e.g. a USB one.
    V4l {
        /// The device file. Prefer `/dev/v4l/by-id/…`: it stays the same when the camera is plugged in again.
        device: PathBuf,
        /// Width to ask for in pixels; 1280 when left out. The camera may choose another.
        #[serde(default = "default_width")]
        width: u32,
        /// Height to ask for in pixels; 720 when left out. The camera may choose another.
        #[serde(default = "default_height")]
        height: u32,
        /// Frames a second to ask for; 15 when left out. The camera may choose another.
        #[serde(default = "default_fps")]
        fps: u32,
    },
}

impl CameraConfig {
    /// This source with everything else as when left out.
    pub fn of(source: SourceConfig) -> Self {
        Self { source, formats: Formats::default(), deadline_ms: default_deadline_ms() }
    }

    /// Says whether a camera can be read with these settings at all.
    ///
    /// # Errors
    /// [`ConfigError`], which names the setting and what to write instead.
    pub fn check(&self) -> Result<(), ConfigError> {
        if !(1..=MAX_DEADLINE_MS).contains(&self.deadline_ms) {
            return Err(ConfigError::Deadline);
        }
        match &self.source {
            SourceConfig::Folder { path, .. } if path.as_os_str().is_empty() => Err(ConfigError::NoFolder),
            SourceConfig::Folder { .. } => Ok(()),
            SourceConfig::V4l { device, .. } if device.as_os_str().is_empty() => Err(ConfigError::NoDevice),
            SourceConfig::V4l { width, height, .. } if ![*width, *height].iter().all(is_side) => {
                Err(ConfigError::Size)
            }
            SourceConfig::V4l { fps, .. } if !(1..=MAX_FPS).contains(fps) => Err(ConfigError::Rate),
            SourceConfig::V4l { .. } => Ok(()),
        }
    }

    pub(crate) fn deadline(&self) -> Duration {
        Duration::from_millis(self.deadline_ms.into())
    }

    pub(crate) fn open(self) -> Box<dyn FrameSource> {
        match self.source {
            SourceConfig::Folder { path, take_present } => Box::new(FolderSource::new(path, take_present)),
            #[cfg(feature = "v4l")]
            SourceConfig::V4l { device, width, height, fps } => {
                Box::new(crate::v4l::V4lSource::new(device, width, height, fps))
            }
            #[cfg(not(feature = "v4l"))]
            SourceConfig::V4l { .. } => Box::new(NotBuilt),
        }
    }
}

/// Settings under which no camera can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The path of the folder is empty.
    #[error("source.path is empty: name the folder that pictures come into")]
    NoFolder,
    /// The device file is empty.
    #[error("source.device is empty: name the device file, e.g. /dev/video0")]
    NoDevice,
    /// Width or height is out of range.
    #[error("source.width and source.height must be 1 to {MAX_PICTURE_SIDE_PX} px")]
    Size,
    /// The frame rate is out of range.
    #[error("source.fps must be 1 to {MAX_FPS}")]
    Rate,
    /// The deadline is out of range.
    #[error("deadline_ms must be 1 to {MAX_DEADLINE_MS}")]
    Deadline,
}

fn is_side(side: &u32) -> bool {
    (1..=MAX_PICTURE_SIDE_PX).contains(side)
}

/// Stands in for a camera kind that this build leaves out.
#[cfg(not(feature = "v4l"))]
struct NotBuilt;

#[cfg(not(feature = "v4l"))]
impl FrameSource for NotBuilt {
    fn next(&mut self, _: Duration) -> Result<Option<Frame>, SourceError> {
        let what =
            "This program was built without V4L2 cameras. Build it with the feature v4l, or use a folder.";
        Err(SourceError::Gone { what: what.into() })
    }

    fn is_live(&self) -> bool {
        true
    }
}

fn default_deadline_ms() -> u32 {
    2_000
}

fn default_width() -> u32 {
    1280
}

fn default_height() -> u32 {
    720
}

fn default_fps() -> u32 {
    15
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<CameraConfig, String> {
        let config: CameraConfig = serde_json::from_str(text).map_err(|error| error.to_string())?;
        config.check().map_err(|error| error.to_string())?;
        Ok(config)
    }

    #[test]
    fn settings_come_from_a_file() {
        let folder = read(r#"{"source": {"kind": "folder", "path": "x"}}"#).unwrap();
        assert_eq!(folder, CameraConfig::of(SourceConfig::Folder { path: "x".into(), take_present: false }));
        assert_eq!(folder.deadline(), DEFAULT_DEADLINE);
        let text = r#"{"source": {"kind": "v4l", "device": "/dev/video0"}, "formats": ["QRCode"], "deadline_ms": 500}"#;
        let camera = read(text).unwrap();
        let device = PathBuf::from("/dev/video0");
        assert_eq!(camera.source, SourceConfig::V4l { device, width: 1280, height: 720, fps: 15 });
        assert_eq!(camera.formats, "QRCode".parse().unwrap());
    }

    #[test]
    fn settings_that_cannot_work_are_refused() {
        let wrong = [
            (r#"{"source": {"kind": "folder", "path": "x", "fps": 5}}"#, "fps"),
            (r#"{"source": {"kind": "folder", "path": ""}}"#, "source.path"),
            (r#"{"source": {"kind": "film", "path": "x"}}"#, "film"),
            (r#"{"source": {"kind": "v4l", "device": ""}}"#, "source.device"),
            (r#"{"source": {"kind": "v4l", "device": "x", "width": 0}}"#, "source.width"),
            (r#"{"source": {"kind": "v4l", "device": "x", "fps": 0}}"#, "source.fps"),
            (r#"{"source": {"kind": "folder", "path": "x"}, "deadline_ms": 0}"#, "deadline_ms"),
            (r#"{"source": {"kind": "folder", "path": "x"}, "formats": ["Aztec"]}"#, "Aztec"),
        ];
        for (text, names) in wrong {
            let error = read(text).unwrap_err();
            assert!(error.contains(names), "{text}: {error}");
        }
    }
}
