// SPDX-License-Identifier: GPL-3.0-or-later
//! How a serial scanner is connected and how it marks the end of a code.

use std::fmt;
use std::path::PathBuf;

use drivers_api::MAX_SCAN_BYTES;
use serde::{Deserialize, Serialize};

/// Speed of a scanner nobody has set up, in baud.
const DEFAULT_BAUD: u32 = 9600;

/// Longest idle gap that may be asked for, in milliseconds: an operator waits for it at every scan.
pub(crate) const MAX_IDLE_GAP_MS: u32 = 5_000;

/// One serial scanner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SerialConfig {
    /// The device file. Prefer `/dev/serial/by-id/…`: it stays the same when the scanner is plugged in again.
    pub path: PathBuf,
    /// Speed in baud; 9600 when left out. USB scanners ignore it.
    #[serde(default = "default_baud")]
    pub baud: u32,
    /// Bits of one character; 8 when left out.
    #[serde(default)]
    pub data_bits: DataBits,
    /// Parity; none when left out.
    #[serde(default)]
    pub parity: Parity,
    /// Stop bits; 1 when left out.
    #[serde(default)]
    pub stop_bits: StopBits,
    /// Who may stop the sender; nobody when left out.
    #[serde(default)]
    pub flow_control: FlowControl,
    /// Where one code ends and the next begins.
    #[serde(default)]
    pub framing: Framing,
}

impl SerialConfig {
    /// The usual line, 9600 8N1 ended by CR or LF, at `path`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            baud: DEFAULT_BAUD,
            data_bits: DataBits::default(),
            parity: Parity::default(),
            stop_bits: StopBits::default(),
            flow_control: FlowControl::default(),
            framing: Framing::default(),
        }
    }

    /// Says whether a scanner can be read with these settings at all.
    ///
    /// # Errors
    /// [`ConfigError`], which names the setting and what to write instead.
    pub fn check(&self) -> Result<(), ConfigError> {
        if self.path.as_os_str().is_empty() {
            return Err(ConfigError::NoPath);
        }
        if self.baud == 0 {
            return Err(ConfigError::NoSpeed);
        }
        self.framing.check()
    }
}

/// Bits of one character, written 7 or 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum DataBits {
    /// Seven, as old scanners with parity send.
    Seven,
    /// Eight.
    #[default]
    Eight,
}

/// Stop bits after one character, written 1 or 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum StopBits {
    /// One.
    #[default]
    One,
    /// Two.
    Two,
}

/// The check bit of one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parity {
    /// No check bit.
    #[default]
    None,
    /// Even number of ones.
    Even,
    /// Odd number of ones.
    Odd,
}

/// How the receiver stops the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowControl {
    /// Not at all.
    #[default]
    None,
    /// RTS and CTS.
    Hardware,
    /// XON and XOFF; not for codes that may hold these bytes.
    Software,
}

/// A byte that ends a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Terminator {
    /// Carriage return, 0x0D.
    Cr,
    /// Line feed, 0x0A.
    Lf,
    /// Horizontal tabulator, 0x09.
    Tab,
    /// End of text, 0x03.
    Etx,
    /// Zero byte.
    Nul,
}

impl Terminator {
    /// The byte on the line.
    pub fn byte(self) -> u8 {
        match self {
            Self::Cr => b'\r',
            Self::Lf => b'\n',
            Self::Tab => b'\t',
            Self::Etx => 0x03,
            Self::Nul => 0x00,
        }
    }
}

/// Where one code ends and the next begins.
///
/// EOT (0x04) is no end mark, because an ISO/IEC 15434 message carries it as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Framing {
    /// Bytes that end a code; CR and LF when left out. A code that holds one of them is cut there: for such
    /// codes set the scanner to send STX and ETX and turn on `stx_etx`.
    pub terminators: Vec<Terminator>,
    /// The scanner puts STX (0x02) before and ETX (0x03) after each code. Everything between is data, end
    /// marks included; everything outside is ignored.
    pub stx_etx: bool,
    /// Silence that ends a code, in milliseconds, up to 5,000; none when left out. Choose more than the
    /// longest pause inside a code (a USB adapter may hold bytes back for 16 ms).
    pub idle_gap_ms: Option<u32>,
    /// Longest code in bytes, 1 to [`MAX_SCAN_BYTES`]; what is longer is dropped whole.
    pub max_frame: usize,
}

impl Default for Framing {
    fn default() -> Self {
        Self {
            terminators: vec![Terminator::Cr, Terminator::Lf],
            stx_etx: false,
            idle_gap_ms: None,
            max_frame: MAX_SCAN_BYTES,
        }
    }
}

impl Framing {
    /// Says whether any code could end under these settings.
    ///
    /// # Errors
    /// [`ConfigError`], which names the setting and what to write instead.
    pub fn check(&self) -> Result<(), ConfigError> {
        if self.terminators.is_empty() && !self.stx_etx && self.idle_gap_ms.is_none() {
            return Err(ConfigError::NothingEndsACode);
        }
        if self.idle_gap_ms.is_some_and(|gap| !(1..=MAX_IDLE_GAP_MS).contains(&gap)) {
            return Err(ConfigError::IdleGap);
        }
        if !(1..=MAX_SCAN_BYTES).contains(&self.max_frame) {
            return Err(ConfigError::MaxFrame);
        }
        Ok(())
    }
}

/// Settings under which no scanner can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigError {
    /// `path` is empty.
    NoPath,
    /// `baud` is 0.
    NoSpeed,
    /// No end mark, no STX/ETX and no idle gap.
    NothingEndsACode,
    /// `idle_gap_ms` is 0 or too long.
    IdleGap,
    /// `max_frame` is 0 or too large.
    MaxFrame,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPath => f.write_str("path is empty: name the device file, e.g. /dev/serial/by-id/…"),
            Self::NoSpeed => f.write_str("baud is 0: write the speed the scanner is set to, e.g. 9600"),
            Self::NothingEndsACode => {
                f.write_str("framing ends no code: name terminators, turn on stx_etx or give idle_gap_ms")
            }
            Self::IdleGap => write!(f, "framing.idle_gap_ms must be 1 to {MAX_IDLE_GAP_MS}"),
            Self::MaxFrame => write!(f, "framing.max_frame must be 1 to {MAX_SCAN_BYTES}"),
        }
    }
}

impl std::error::Error for ConfigError {}

fn default_baud() -> u32 {
    DEFAULT_BAUD
}

impl TryFrom<u8> for DataBits {
    type Error = String;
    fn try_from(bits: u8) -> Result<Self, Self::Error> {
        match bits {
            7 => Ok(Self::Seven),
            8 => Ok(Self::Eight),
            other => Err(format!("data_bits must be 7 or 8, not {other}")),
        }
    }
}

impl From<DataBits> for u8 {
    fn from(bits: DataBits) -> Self {
        match bits {
            DataBits::Seven => 7,
            DataBits::Eight => 8,
        }
    }
}

impl TryFrom<u8> for StopBits {
    type Error = String;
    fn try_from(bits: u8) -> Result<Self, Self::Error> {
        match bits {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            other => Err(format!("stop_bits must be 1 or 2, not {other}")),
        }
    }
}

impl From<StopBits> for u8 {
    fn from(bits: StopBits) -> Self {
        match bits {
            StopBits::One => 1,
            StopBits::Two => 2,
        }
    }
}
