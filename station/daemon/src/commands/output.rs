// SPDX-License-Identifier: GPL-3.0-or-later
//! Answers on stdout.

use std::io::{self, Write};

use serde::Serialize;

/// Writes one JSON object as one line and hands it on at once: the reader may be waiting for it.
pub(crate) fn json_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    out.write_all(&line)?;
    out.flush()
}

/// Text that is safe on a terminal: what a label holds must not steer it.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}
