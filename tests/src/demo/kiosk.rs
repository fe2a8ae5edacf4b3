// SPDX-License-Identifier: GPL-3.0-or-later
//! The kiosk process of the demo.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use crate::rig::{Process, binary};

/// A kiosk that draws a station's panel.
pub(super) struct Kiosk(Process);

impl Kiosk {
    /// In a window.
    pub(super) fn window(socket: &Path, log: &Path) -> anyhow::Result<Self> {
        Self::start(socket, &[], log)
    }

    /// Into a PNG file, again after each change.
    pub(super) fn headless(socket: &Path, png: &Path, log: &Path) -> anyhow::Result<Self> {
        Self::start(socket, &["--png", &png.to_string_lossy()], log)
    }

    fn start(socket: &Path, arguments: &[&str], log: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(binary("kiosk-ui")?);
        command.arg("--socket").arg(socket).args(arguments);
        Ok(Self(Process::start("kiosk-ui", command, log)?))
    }

    /// Whether the window was closed.
    ///
    /// # Errors
    /// When the process failed; its log is in the message.
    pub(super) fn closed(&mut self) -> anyhow::Result<bool> {
        match self.0.ended() {
            Some(status) if !status.success() => bail!("the kiosk ended:\n{}", self.0.log()),
            ended => Ok(ended.is_some()),
        }
    }
}

/// Draws the panel as it stands, once.
pub(super) fn picture(socket: &Path, png: &Path) -> anyhow::Result<()> {
    let mut command = Command::new(binary("kiosk-ui")?);
    command.arg("--socket").arg(socket).arg("--once").arg("--png").arg(png);
    let output = command.output().context("starting the kiosk")?;
    if !output.status.success() {
        bail!("the kiosk did not draw: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
