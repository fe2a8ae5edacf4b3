// SPDX-License-Identifier: GPL-3.0-or-later
//! Devices without hardware: scripted scans, a recording lamp, faults, replay.
//!
//! - [`RecordingLamp`] takes the place of a stack light: each signal becomes a line in a file, and it can be
//!   told to fail.
//! - [`ScriptedScanner`] plays a [`Script`] into a [`drivers_api::Sink`]: scans, pauses, and what real scanners
//!   do wrong (stall, garbage, unplug, flood).
//! - [`Recorder`] keeps every scan of a station with its time in a JSON-lines file; [`Recording`] reads such a
//!   file and [`replay`] plays it again, at its own pace or as fast as the station takes it.
//!
//! They stand beside the real drivers and speak the same messages, so a station started with them runs all of
//! its own code.
//!
//! **Invariant:** every wait can be cut short, and nothing here holds more than the named limits, whatever a
//! script or a recording asks for.

mod lamp;
mod record;
mod replay;
mod script;
mod stop;

pub use lamp::{FailSwitch, RecordingLamp};
pub use record::{FORMAT, Header, MAX_LINE_BYTES, MAX_SCANS, Recorder, RecordingError, VERSION};
pub use replay::{Recording, Replayed, Speed, replay};
pub use script::{MAX_FLOOD, MAX_STEPS, MAX_WAIT_MS, Script, ScriptError, ScriptedScanner, Step};
pub use stop::Stop;
