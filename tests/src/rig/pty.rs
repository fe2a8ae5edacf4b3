// SPDX-License-Identifier: GPL-3.0-or-later
//! A serial line without a cable: the station opens the far end of a pseudo terminal by a fixed name.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::Context;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// A line with a scanner at this end.
pub struct SerialLine {
    name: PathBuf,
    near: Option<File>,
}

impl SerialLine {
    /// A line the station finds under `name`.
    ///
    /// # Errors
    /// When the kernel gives no pseudo terminal or the name is taken by a file.
    pub fn plug(name: &Path) -> anyhow::Result<Self> {
        let mut line = Self { name: name.to_owned(), near: None };
        line.replug()?;
        Ok(line)
    }

    /// Pulls the plug: the near end closes, the name vanishes.
    pub fn unplug(&mut self) {
        self.near = None;
        let _ = std::fs::remove_file(&self.name);
    }

    /// Plugs it in again: another pseudo terminal under the same name.
    ///
    /// # Errors
    /// As [`SerialLine::plug`].
    pub fn replug(&mut self) -> anyhow::Result<()> {
        self.unplug();
        let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).context("opening a pseudo terminal")?;
        grantpt(&near).context("granting the pseudo terminal")?;
        unlockpt(&near).context("unlocking the pseudo terminal")?;
        let far = ptsname(&near, Vec::new()).context("naming the pseudo terminal")?;
        let far = PathBuf::from(far.to_string_lossy().into_owned());
        symlink(&far, &self.name).with_context(|| format!("naming the line {}", self.name.display()))?;
        raw(&far)?;
        self.near = Some(File::from(near));
        Ok(())
    }

    /// The name the station opens.
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// Sends one code as a scanner does, ended by CR.
    ///
    /// # Errors
    /// When the line is unplugged.
    pub fn scan(&mut self, code: &str) -> anyhow::Result<()> {
        self.send(format!("{code}\r").as_bytes())
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// When the line is unplugged.
    pub fn send(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let near = self.near.as_mut().context("the line is unplugged")?;
        near.write_all(bytes).context("writing to the line")
    }
}

/// Opens a second line under `name` whose far end anybody may write to; what comes in goes down `line`.
///
/// A pseudo terminal has one writer's end only, and the rig holds it: a person at a shell needs another.
///
/// # Errors
/// As [`SerialLine::plug`].
pub fn feed(line: &SerialLine, name: &Path) -> anyhow::Result<()> {
    let near = line.near.as_ref().context("the line is unplugged")?;
    let mut down = near.try_clone().context("sharing the line")?;
    let mut mouth = SerialLine::plug(name)?;
    // Held open for good: reading fails as long as nobody has the far end open.
    let held = File::options().read(true).write(true).open(name).context("holding the far end")?;
    let mut up = mouth.near.take().context("the mouth of the line")?;
    std::thread::spawn(move || {
        let _held = (held, mouth);
        let _ = std::io::copy(&mut up, &mut down);
    });
    Ok(())
}

impl Drop for SerialLine {
    fn drop(&mut self) {
        self.unplug();
    }
}

/// No echo and no line editing, also before the station has opened the far end.
fn raw(far: &Path) -> anyhow::Result<()> {
    let file = File::options().read(true).write(true).open(far).context("opening the far end")?;
    let mut settings = rustix::termios::tcgetattr(&file).context("reading the line's settings")?;
    settings.make_raw();
    let set = rustix::termios::tcsetattr(&file, rustix::termios::OptionalActions::Now, &settings);
    set.context("setting the line raw")
}
