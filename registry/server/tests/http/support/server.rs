// SPDX-License-Identifier: GPL-3.0-or-later
//! The program as a process, with a folder of its own.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use registry_api::http::IssuedUnit;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::{Client, wait_for};

/// GTIN of the product the tests issue.
pub(crate) const GTIN: &str = "04006381333931";

/// A registry with a product, running.
pub(crate) struct Server {
    pub(crate) folder: TempDir,
    child: Child,
}

/// How a command ended.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let config = format!(
            "brand = \"acme\"\nlisten = \"127.0.0.1:0\"\nstate_dir = {state:?}\n\
             public_url = \"https://check.example\"\n\
             [issue]\nfacility = \"9521321000018\"\nline = \"4\"\nplace = \"Pune\"\n"
        );
        std::fs::write(folder.path().join("registry.toml"), config).unwrap();
        let server = Self { child: serve(&folder), folder };
        server.wait_until_ready();
        server.ok(&["product", "--gtin", GTIN, "--name", "Pump <P2>", "--warranty-months", "24"]);
        server
    }

    fn wait_until_ready(&self) {
        wait_for("the address file", || std::fs::read_to_string(self.state("listen.addr")).ok());
    }

    pub(crate) fn state(&self, file: &str) -> PathBuf {
        self.folder.path().join("state").join(file)
    }

    pub(crate) fn client(&self) -> Client {
        let address = std::fs::read_to_string(self.state("listen.addr")).unwrap().trim().to_owned();
        Client { address, headers: Vec::new() }
    }

    pub(crate) fn admin(&self) -> Client {
        let token = std::fs::read_to_string(self.state("admin.token")).unwrap();
        let mut client = self.client();
        client.headers.push(("authorization".into(), format!("Bearer {}", token.trim())));
        client
    }

    /// Ends the process as a power cut would, as far as a process can be hit by one.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again after [`Server::kill`].
    pub(crate) fn restart(&mut self) {
        let old = std::fs::read_to_string(self.state("listen.addr")).ok();
        self.child = serve(&self.folder);
        wait_for("the new address", || {
            std::fs::read_to_string(self.state("listen.addr")).ok().filter(|new| Some(new) != old.as_ref())
        });
    }

    /// Asks it to stop and waits for its end.
    pub(crate) fn stop(&mut self) -> Option<i32> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
        wait_for("the end of the process", || self.child.try_wait().unwrap()).code()
    }

    pub(crate) fn run(&self, args: &[&str], stdin: &str) -> Run {
        run(&self.folder, args, stdin)
    }

    /// Runs a command that must succeed and gives its stdout.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let run = self.run(args, "");
        assert_eq!(run.code, Some(0), "{args:?}: {}", run.err);
        run.out
    }

    pub(crate) fn issue(&self, batch: &str, count: u32) -> Vec<IssuedUnit> {
        let count = count.to_string();
        let out = self.ok(&["issue", "--product", GTIN, "--count", &count, "--batch", batch, "--json"]);
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn command(folder: &TempDir, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_registry"));
    command.args(args).env_remove("RUST_LOG");
    if args != ["openapi"] {
        command.arg("--config").arg(folder.path().join("registry.toml"));
    }
    command
}

fn serve(folder: &TempDir) -> Child {
    let log = std::fs::File::create(folder.path().join("serve.log")).unwrap();
    command(folder, &["serve"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap()
}

fn run(folder: &TempDir, args: &[&str], stdin: &str) -> Run {
    let mut command = command(folder, args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that does not read closes the pipe; that is its right.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: status.code(), out: text(stdout), err: text(stderr) }
}
