// SPDX-License-Identifier: GPL-3.0-or-later
//! A station process with devices this side can play.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use super::{Panel, Process, RegistryRig, SerialLine, binary};

/// What to put into a station's configuration.
#[derive(Debug, Clone)]
pub struct StationPlan {
    /// Name on the panel.
    pub name: String,
    /// `dock`, `counter`, `returns` or `line_end`.
    pub role: &'static str,
    /// Facility code it is enrolled at.
    pub facility: String,
    /// Market of the site.
    pub market: Option<&'static str>,
    /// Further configuration, e.g. more devices.
    pub more: String,
}

impl StationPlan {
    /// A station of a role at the facility `dock-3`, in Germany.
    pub fn new(role: &'static str) -> Self {
        Self {
            name: "Dock 3".to_owned(),
            role,
            facility: "dock-3".to_owned(),
            market: Some("DE"),
            more: String::new(),
        }
    }
}

/// The station, up or down, with a scanner, a folder watched as a camera and a recorded lamp.
pub struct StationRig {
    dir: PathBuf,
    config: PathBuf,
    /// The scanner's line.
    pub scanner: SerialLine,
    process: Option<Process>,
    envs: Vec<(String, String)>,
}

impl StationRig {
    /// Writes a configuration below `dir`; nothing runs yet.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn prepare(dir: &Path, plan: &StationPlan, registry_url: &str) -> anyhow::Result<Self> {
        let pictures = dir.join("camera");
        std::fs::create_dir_all(&pictures)?;
        let scanner = SerialLine::plug(&dir.join("scanner"))?;
        let config = dir.join("station.toml");
        let market = plan.market.map(|m| format!("market = {m:?}\n")).unwrap_or_default();
        let text = format!(
            "name = {:?}\nrole = {:?}\nstate_dir = {:?}\nsocket = {:?}\n\n\
             [registry]\nurl = {registry_url:?}\nrefresh_s = 1\n\n[site]\n{market}\n\
             [[device]]\nname = \"scanner\"\ndriver = \"serial\"\npath = {:?}\n\n\
             [[device]]\nname = \"camera\"\ndriver = \"camera\"\nsource = {{ kind = \"folder\", path = {pictures:?} }}\n\n\
             [[device]]\nname = \"lamp\"\ndriver = \"recorded_lamp\"\npath = {:?}\n\n{}",
            plan.name,
            plan.role,
            dir.join("state"),
            dir.join("kiosk.sock"),
            scanner.name(),
            dir.join("lamp.jsonl"),
            plan.more,
        );
        std::fs::write(&config, text).context("writing the station's configuration")?;
        Ok(Self { dir: dir.to_owned(), config, scanner, process: None, envs: Vec::new() })
    }

    /// A station that is enrolled and running.
    ///
    /// # Errors
    /// When one of the steps fails.
    pub fn enrolled(dir: &Path, plan: &StationPlan, registry: &RegistryRig) -> anyhow::Result<Self> {
        let mut station = Self::prepare(dir, plan, &registry.url())?;
        station.enrol(&registry.enrol_code(&plan.facility)?)?;
        station.start()?;
        Ok(station)
    }

    /// Adds a variable to the environment of the next start.
    pub fn env(&mut self, name: &str, value: &str) {
        self.envs.push((name.to_owned(), value.to_owned()));
    }

    /// Enrols with a one-time code.
    ///
    /// # Errors
    /// As the command says.
    pub fn enrol(&self, code: &str) -> anyhow::Result<()> {
        self.command(&["enrol", "--code", code]).map(|_| ())
    }

    /// Starts the daemon.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn start(&mut self) -> anyhow::Result<()> {
        let mut command = Command::new(binary("station")?);
        command.arg("run").arg("--config").arg(&self.config);
        command.envs(self.envs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.process = Some(Process::start("station", command, &self.log_path())?);
        Ok(())
    }

    /// Kills it at once, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// Stops it in order.
    ///
    /// # Errors
    /// When it does not stop.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        match self.process.take() {
            Some(mut process) => process.stop().map(|_| ()),
            None => Ok(()),
        }
    }

    /// Whether the process still runs.
    pub fn runs(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| process.ended().is_none())
    }

    /// Its process number.
    pub fn id(&self) -> Option<u32> {
        self.process.as_ref().map(Process::id)
    }

    /// A panel on its socket.
    ///
    /// # Errors
    /// When it does not listen; its log is in the message.
    pub fn panel(&self) -> anyhow::Result<Panel> {
        Panel::connect(&self.socket()).with_context(|| format!("the station's log:\n{}", self.log()))
    }

    /// A one-shot command of `station` with this configuration; its standard output.
    ///
    /// # Errors
    /// When it exits with another status than 0.
    pub fn command(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let mut command = Command::new(binary("station")?);
        let output = command.args(arguments).arg("--config").arg(&self.config).output()?;
        if !output.status.success() {
            bail!("station {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Puts a picture before the camera, whole at once.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub fn show_picture(&self, picture: &Path, name: &str) -> anyhow::Result<()> {
        let hidden = self.dir.join(format!("{name}.part"));
        std::fs::copy(picture, &hidden).with_context(|| format!("copying {}", picture.display()))?;
        Ok(std::fs::rename(hidden, self.pictures().join(name))?)
    }

    /// What the lamp was told, oldest first.
    ///
    /// # Errors
    /// When the recording holds something else.
    pub fn lamp(&self) -> anyhow::Result<Vec<serde_json::Value>> {
        let text = std::fs::read_to_string(self.dir.join("lamp.jsonl")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).context("reading the lamp's record")).collect()
    }

    /// What the process wrote.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// Its socket.
    pub fn socket(&self) -> PathBuf {
        self.dir.join("kiosk.sock")
    }

    /// The folder watched as a camera.
    pub fn pictures(&self) -> PathBuf {
        self.dir.join("camera")
    }

    /// Its state folder.
    pub fn state(&self) -> PathBuf {
        self.dir.join("state")
    }

    /// Its configuration file.
    pub fn config(&self) -> &Path {
        &self.config
    }

    fn log_path(&self) -> PathBuf {
        self.dir.join("station.log")
    }
}
