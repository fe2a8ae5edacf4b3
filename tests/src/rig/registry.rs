// SPDX-License-Identifier: GPL-3.0-or-later
//! A registry process with a made-up maker.

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;

use super::{Process, Reply, binary, eventually, get, request};

/// A unit as `registry issue --json` prints it.
#[derive(Debug, Clone, Deserialize)]
pub struct Unit {
    /// Its serial.
    pub serial: String,
    /// What its QR code holds.
    pub digital_link: String,
    /// Its element string in brackets.
    pub element_string: String,
}

/// What to issue.
#[derive(Debug, Clone, Default)]
pub struct Issue<'a> {
    /// GTIN.
    pub gtin: &'a str,
    /// How many.
    pub count: u32,
    /// Production lot.
    pub lot: Option<&'a str>,
    /// Expiry, `YYYY-MM-DD`.
    pub expiry: Option<&'a str>,
    /// Markets.
    pub markets: &'a [&'a str],
}

/// The registry, up or down.
pub struct RegistryRig {
    config: PathBuf,
    log: PathBuf,
    state: PathBuf,
    address: String,
    process: Option<Process>,
}

/// A port nobody listens on at this moment.
///
/// # Errors
/// When the machine has none.
pub fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("finding a free port")?;
    Ok(listener.local_addr()?.port())
}

impl RegistryRig {
    /// Writes a configuration below `dir`; nothing runs yet.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn prepare(dir: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(dir)?;
        let address = format!("127.0.0.1:{}", free_port()?);
        let (config, state) = (dir.join("registry.toml"), dir.join("state"));
        let text = format!(
            "brand = \"acme\"\nlisten = \"{address}\"\nstate_dir = {state:?}\npublic_url = \"http://{address}\"\n\
             [issue]\nfacility = \"9521321000018\"\nline = \"4\"\nplace = \"Pune\"\n"
        );
        std::fs::write(&config, text).context("writing the registry's configuration")?;
        Ok(Self { config, log: dir.join("registry.log"), state, address, process: None })
    }

    /// Starts it and waits until it answers.
    ///
    /// # Errors
    /// When it does not come up; the log is in the message.
    pub fn start(&mut self) -> anyhow::Result<()> {
        let mut command = Command::new(binary("registry")?);
        command.arg("serve").arg("--config").arg(&self.config);
        let mut process = Process::start("registry", command, &self.log)?;
        let up = eventually("the registry to answer", || {
            let healthy = get(&self.address, registry_api::http::HEALTH).is_ok_and(|r| r.status == 200);
            (healthy || process.ended().is_some()).then_some(healthy)
        })?;
        if !up {
            bail!("the registry ended at start:\n{}", process.log());
        }
        self.process = Some(process);
        Ok(())
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

    /// Kills it at once.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// `host:port`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its web address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds a product.
    ///
    /// # Errors
    /// As the command says.
    pub fn product(&self, gtin: &str, name: &str) -> anyhow::Result<()> {
        self.command(&["product", "--gtin", gtin, "--name", name, "--warranty-months", "24"], "").map(|_| ())
    }

    /// Issues units.
    ///
    /// # Errors
    /// As the command says.
    pub fn issue(&self, what: &Issue<'_>) -> anyhow::Result<Vec<Unit>> {
        let count = what.count.to_string();
        let mut arguments = vec!["issue", "--json", "--product", what.gtin, "--count", &count];
        if let Some(lot) = what.lot {
            arguments.extend(["--lot", lot]);
        }
        if let Some(expiry) = what.expiry {
            arguments.extend(["--expiry", expiry]);
        }
        for market in what.markets {
            arguments.extend(["--market", market]);
        }
        let out = self.command(&arguments, "")?;
        out.lines().map(|line| serde_json::from_str(line).context("reading an issued unit")).collect()
    }

    /// Sets the status of a unit.
    ///
    /// # Errors
    /// As the command says.
    pub fn status(&self, serial: &str, status: &str) -> anyhow::Result<()> {
        self.command(&["status", serial, status, "--reason", "made up for a trial"], "").map(|_| ())
    }

    /// Reports a serial as found on counterfeits.
    ///
    /// # Errors
    /// As the command says.
    pub fn report_fake(&self, serial: &str) -> anyhow::Result<()> {
        self.command(&["report-fake", serial], "").map(|_| ())
    }

    /// Announces a shipment.
    ///
    /// # Errors
    /// As the command says.
    pub fn shipment(&self, number: &str, facility: &str, serials: &[&str]) -> anyhow::Result<()> {
        let arguments = ["shipment", "--number", number, "--facility", facility];
        self.command(&arguments, &serials.join("\n")).map(|_| ())
    }

    /// A one-time code for a station at a facility.
    ///
    /// # Errors
    /// As the command says.
    pub fn enrol_code(&self, facility: &str) -> anyhow::Result<String> {
        Ok(self.command(&["enrol-code", "--facility", facility], "")?.trim().to_owned())
    }

    /// Writes a bundle for use without a station.
    ///
    /// # Errors
    /// As the command says.
    pub fn export_bundle(&self, out: &Path) -> anyhow::Result<()> {
        let out = out.to_string_lossy();
        self.command(&["bundle", "build", "--out", &out], "").map(|_| ())
    }

    /// Events stored of a serial, oldest first, as the EPCIS documents they are.
    ///
    /// # Errors
    /// When the registry does not answer.
    pub fn events(&self, serial: &str) -> anyhow::Result<Vec<Value>> {
        let path = format!("{}/{serial}/events", registry_api::http::SERIALS);
        let reply = self.admin("GET", &path, "")?;
        let history: Value = serde_json::from_str(&reply.body).context("reading a history")?;
        let events = history["events"].as_array().context("a history without events")?;
        Ok(events.iter().map(|stored| stored["event"].clone()).collect())
    }

    /// A request with the administrator's token.
    ///
    /// # Errors
    /// When the registry does not answer.
    pub fn admin(&self, method: &str, path: &str, body: &str) -> anyhow::Result<Reply> {
        let token = std::fs::read_to_string(self.state.join("admin.token")).context("reading the token")?;
        let bearer = format!("Bearer {}", token.trim());
        request(&self.address, method, path, &[("authorization", &bearer)], body)
    }

    fn command(&self, arguments: &[&str], input: &str) -> anyhow::Result<String> {
        let mut command = Command::new(binary("registry")?);
        command.args(arguments).arg("--config").arg(&self.config);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        child.stdin.take().context("no way in")?.write_all(input.as_bytes())?;
        let output = child.wait_with_output()?;
        if !output.status.success() {
            bail!("registry {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}
