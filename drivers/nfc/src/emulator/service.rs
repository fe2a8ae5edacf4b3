// SPDX-License-Identifier: GPL-3.0-or-later
//! A private pcscd with one virtual reader of two slots.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use super::link::Presented;
use super::tag::Tag;

/// Reader driver of the package vsmartcard-vpcd.
const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

/// Where Debian puts the service; it is not on the search path of an ordinary user.
const SERVICE: &str = "/usr/sbin/pcscd";

/// Opens the service's socket where we want it; the path inside pcscd is compiled in.
const ACTIVATOR: &str = "/usr/bin/systemd-socket-activate";

/// Folder of reader entries inside the private folder.
const READERS: &str = "readers";

/// Ports below the range the kernel hands out by itself (32768 and up); each reader takes two.
const FIRST_PORT: u16 = 20_000;
const PORT_PAIRS: u16 = 6_000;

/// Port pairs tried before giving up.
const PORT_TRIES: u16 = 200;

/// How long the socket may take to appear.
const START_TIME: Duration = Duration::from_secs(30);

/// Why the private service could not be started.
#[derive(Debug, thiserror::Error)]
pub enum EmulatorError {
    /// A program or driver is not installed.
    #[error("{path} is missing: install the packages pcscd, vsmartcard-vpcd and systemd")]
    NotInstalled {
        /// What is missing.
        path: PathBuf,
    },
    /// No free pair of TCP ports.
    #[error("no two neighbouring free TCP ports for a virtual reader above {FIRST_PORT}")]
    NoPort,
    /// The service ended or never opened its socket.
    #[error("the private pcscd did not start; its log:\n{log}")]
    NotStarted {
        /// What the service wrote.
        log: String,
    },
    /// A file or process could not be made.
    #[error("{doing}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
}

fn failed(doing: &'static str) -> impl FnOnce(io::Error) -> EmulatorError {
    move |source| EmulatorError::Io { doing, source }
}

/// A virtual reader behind a tag service of its own. Dropping it takes the tags away and ends the service.
#[derive(Debug)]
pub struct VirtualReader {
    // Order of fields is order of dropping: the tags leave before the service ends, the folder goes last.
    slots: [Option<Presented>; 2],
    service: Option<Service>,
    port: u16,
    folder: tempfile::TempDir,
}

impl VirtualReader {
    /// Prepares the reader and starts its service.
    ///
    /// # Errors
    /// [`EmulatorError`] when a package is missing or the service does not come up.
    pub fn start() -> Result<Self, EmulatorError> {
        let mut reader = Self::prepare()?;
        reader.start_service()?;
        Ok(reader)
    }

    /// Prepares the reader without a service: its socket leads nowhere until
    /// [`start_service`](Self::start_service).
    ///
    /// # Errors
    /// [`EmulatorError`] when a package is missing or the folder cannot be made.
    pub fn prepare() -> Result<Self, EmulatorError> {
        for path in [SERVICE, DRIVER, ACTIVATOR] {
            if !Path::new(path).exists() {
                return Err(EmulatorError::NotInstalled { path: path.into() });
            }
        }
        let port = free_port()?;
        let folder = tempfile::tempdir().map_err(failed("making a folder for the private pcscd"))?;
        fs::create_dir(folder.path().join(READERS)).map_err(failed("making the reader folder"))?;
        let reader = Self { slots: [None, None], service: None, port, folder };
        reader.write_entry()?;
        Ok(reader)
    }

    /// Part of the reader's name that no other reader has.
    pub fn reader_name(&self) -> String {
        format!("Virtual Reader {}", self.port)
    }

    /// Variable and value that lead a program to this service; set them for the whole process.
    pub fn environment(&self) -> (&'static str, PathBuf) {
        ("PCSCLITE_CSOCK_NAME", self.socket())
    }

    /// Starts the service, when it does not run.
    ///
    /// # Errors
    /// [`EmulatorError`] when it does not come up.
    pub fn start_service(&mut self) -> Result<(), EmulatorError> {
        if self.service.is_none() {
            self.service = Some(Service::start(self.folder.path(), &self.socket())?);
        }
        Ok(())
    }

    /// Ends the service, as a crash would; a tag on the reader is taken away.
    pub fn stop_service(&mut self) {
        self.slots = [None, None];
        self.service = None;
    }

    /// Unplugs the reader. The service starts anew without it: it looks for virtual readers only then.
    ///
    /// # Errors
    /// [`EmulatorError`] when the service does not come up again.
    pub fn unplug(&mut self) -> Result<(), EmulatorError> {
        self.stop_service();
        fs::remove_file(self.entry()).map_err(failed("removing the reader entry"))?;
        self.start_service()
    }

    /// Plugs the reader in again; the service starts anew with it.
    ///
    /// # Errors
    /// [`EmulatorError`] when the service does not come up again.
    pub fn plug_in(&mut self) -> Result<(), EmulatorError> {
        self.stop_service();
        self.write_entry()?;
        self.start_service()
    }

    /// Lays a tag on the reader, taking an earlier one away; returns before it was seen.
    pub fn present(&mut self, tag: Tag) {
        self.present_on(0, tag);
    }

    /// Lays a tag on slot 0 or 1, which show as two readers; a slot beyond is slot 1.
    pub fn present_on(&mut self, slot: u16, tag: Tag) {
        let slot = slot.min(1);
        let port = self.port + slot;
        if let Some(place) = self.slots.get_mut(usize::from(slot)) {
            *place = None;
            *place = Some(Presented::new(tag, port));
        }
    }

    /// Takes every tag away.
    pub fn take_away(&mut self) {
        self.slots = [None, None];
    }

    /// The file that makes pcscd load the virtual reader.
    fn entry(&self) -> PathBuf {
        self.folder.path().join(READERS).join("vpcd")
    }

    fn write_entry(&self) -> Result<(), EmulatorError> {
        let (name, port) = (self.reader_name(), self.port);
        let entry = format!(
            "FRIENDLYNAME \"{name}\"\nDEVICENAME /dev/null:{port:#X}\nLIBPATH {DRIVER}\nCHANNELID {port:#X}\n"
        );
        fs::write(self.entry(), entry).map_err(failed("writing the reader entry"))
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("pcscd.comm")
    }
}

/// Two neighbouring free ports, by process and use, so that tests running at once seldom meet.
fn free_port() -> Result<u16, EmulatorError> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = (std::process::id() % u32::from(PORT_PAIRS)) as u16;
    for _ in 0..PORT_TRIES {
        let pair = start.wrapping_add(NEXT.fetch_add(7, Ordering::Relaxed)) % PORT_PAIRS;
        let port = FIRST_PORT + 2 * pair;
        let free = |port| TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok();
        if free(port) && free(port + 1) {
            return Ok(port);
        }
    }
    Err(EmulatorError::NoPort)
}

/// The running pcscd; killed on drop.
#[derive(Debug)]
struct Service {
    child: Child,
}

impl Service {
    fn start(folder: &Path, socket: &Path) -> Result<Self, EmulatorError> {
        // A killed service leaves its socket behind, and nothing can listen on that name again.
        if socket.exists() {
            fs::remove_file(socket).map_err(failed("removing the old socket of the private pcscd"))?;
        }
        let log_path = folder.join("pcscd.log");
        let log = File::create(&log_path).map_err(failed("making the log of the private pcscd"))?;
        let log_too = log.try_clone().map_err(failed("making the log of the private pcscd"))?;
        let child = Command::new(ACTIVATOR)
            .arg("-l")
            .arg(socket)
            .args(["-E", "PCSCLITE_CSOCK_NAME", SERVICE, "--foreground", "--error", "--config"])
            .arg(folder.join(READERS))
            .env("PCSCLITE_CSOCK_NAME", socket)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(log_too)
            .spawn()
            .map_err(failed("starting the private pcscd"))?;
        let mut service = Self { child };
        service.wait_for(socket, &log_path)?;
        Ok(service)
    }

    /// The first connection makes the activator become pcscd.
    fn wait_for(&mut self, socket: &Path, log: &Path) -> Result<(), EmulatorError> {
        let end = Instant::now() + START_TIME;
        while UnixStream::connect(socket).is_err() {
            let ended = self.child.try_wait().map_err(failed("looking after the private pcscd"))?;
            if ended.is_some() || Instant::now() > end {
                let log = fs::read_to_string(log).unwrap_or_default();
                return Err(EmulatorError::NotStarted { log });
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
