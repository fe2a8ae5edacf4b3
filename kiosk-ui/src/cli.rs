// SPDX-License-Identifier: GPL-3.0-or-later
//! The command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Parser;

/// The touch panel of a station.
#[derive(Debug, Clone, Parser)]
#[command(name = "kiosk-ui", version, about)]
pub struct Args {
    /// The station's socket.
    #[arg(long, value_name = "PATH", required_unless_present = "replay")]
    pub socket: Option<PathBuf>,
    /// Draw into this PNG file instead of a window, anew after every change. Needs no display. Prints one
    /// JSON line per picture.
    #[arg(long, value_name = "FILE")]
    pub png: Option<PathBuf>,
    /// Stop after the first snapshot. With --png only.
    #[arg(long, requires = "png")]
    pub once: bool,
    /// Size of the panel: 1280x800 (10.1 inch) or 800x480 (7 inch).
    #[arg(long, value_name = "SIZE", default_value = "1280x800")]
    pub size: PanelSize,
    /// Fill the whole screen.
    #[arg(long, conflicts_with = "png")]
    pub fullscreen: bool,
    /// Draw on the bare screen, without a display server.
    #[arg(long, conflicts_with = "png")]
    pub kms: bool,
    /// Show the snapshots of this file, one JSON object per line, instead of a station.
    #[arg(long, value_name = "FILE", conflicts_with = "socket")]
    pub replay: Option<PathBuf>,
}

/// Size of a panel in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PanelSize {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl PanelSize {
    /// 10.1 inch, 0.170 mm a pixel.
    pub const LARGE: Self = Self { width: 1280, height: 800 };
    /// 7 inch, 0.193 mm a pixel.
    pub const SMALL: Self = Self { width: 800, height: 480 };
}

impl FromStr for PanelSize {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "1280x800" => Ok(Self::LARGE),
            "800x480" => Ok(Self::SMALL),
            other => Err(format!("{other:?} is no size of ours: use 1280x800 or 800x480")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Args, clap::Error> {
        Args::try_parse_from(std::iter::once("kiosk-ui").chain(words.split_whitespace()))
    }

    #[test]
    fn a_source_is_needed_and_once_needs_a_picture() {
        assert!(parse("").is_err());
        assert!(parse("--socket s --replay r").is_err());
        assert!(parse("--socket s --once").is_err());
        assert!(parse("--socket s --png p --once").unwrap().once);
        assert!(parse("--replay r").is_ok());
    }

    #[test]
    fn a_size_is_one_of_two() {
        assert_eq!(parse("--socket s --size 800x480").unwrap().size, PanelSize::SMALL);
        let refused = parse("--socket s --size 640x480").unwrap_err().to_string();
        assert!(refused.contains("1280x800"), "{refused}");
    }
}
