// SPDX-License-Identifier: GPL-3.0-or-later
//! Serial scanners: bytes into frames.
//!
//! A hand-held or fixed scanner on RS-232, USB CDC-ACM or a USB serial adapter sends one code after another,
//! each ended by a mark. [`run`] opens the line, cuts the bytes into frames ([`Framer`]) and hands each frame
//! over as a [`drivers_api::RawScan`]; it never returns. A line that goes away is closed at once and opened
//! again by its path with a growing pause; what is wrong is told as [`drivers_api::DeviceHealth`].
//!
//! ```toml
//! path = "/dev/serial/by-id/usb-Datalogic_Scanner_S123-if00"
//! baud = 115200
//! parity = "even"
//! framing = { terminators = ["cr", "lf"], idle_gap_ms = 80 }
//! ```
//!
//! A scanner that acts as a keyboard is no business of this crate: set it to its serial mode.
//!
//! **Invariant:** whatever the line carries, at most `max_frame` bytes are held, and a frame between two end
//! marks is handed over whole or not at all.

mod config;
mod framer;
mod line;
mod session;

pub use config::{ConfigError, DataBits, FlowControl, Framing, Parity, SerialConfig, StopBits, Terminator};
pub use framer::{Frame, Framer};
pub use session::run;
