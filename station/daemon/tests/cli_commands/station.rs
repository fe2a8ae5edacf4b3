// SPDX-License-Identifier: GPL-3.0-or-later
//! A station's folder and configuration.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use registry_api::http::EnrolAnswer;
use station_store::{Identity, StateDir};
use tempfile::TempDir;

use crate::maker::{FACILITY, Maker};
use crate::program::{self, Answer};

pub(crate) struct Station {
    folder: TempDir,
}

impl Station {
    /// A station that knows nothing yet, with a folder as its camera.
    pub(crate) fn new(registry: &str, more: &str) -> Self {
        let station = Self { folder: tempfile::tempdir().unwrap() };
        let root = station.folder.path().display();
        let text = format!(
            "name = \"Dock 3\"\nrole = \"dock\"\nstate_dir = \"{root}/state\"\nsocket = \"{root}/kiosk.sock\"\n\
             [registry]\nurl = \"{registry}\"\n[site]\nmarket = \"DE\"\n\
             [[device]]\nname = \"camera\"\ndriver = \"camera\"\n\
             source = {{ kind = \"folder\", path = \"{root}/pictures\" }}\n{more}"
        );
        std::fs::write(station.config(), text).unwrap();
        std::fs::create_dir(station.path().join("pictures")).unwrap();
        station
    }

    /// A station of `maker`, enrolled without a network.
    pub(crate) fn enrolled(maker: &Maker) -> Self {
        let station = Self::new("http://127.0.0.1:9", "");
        station.enrol(maker);
        station
    }

    pub(crate) fn enrol(&self, maker: &Maker) {
        let state = self.state();
        let answer = EnrolAnswer { station: "dock-3".into(), facility: FACILITY.into(), root: maker.root() };
        state.identity().unwrap().enrol(&state, answer).unwrap();
    }

    pub(crate) fn install(&self, maker: &Maker, sequence: u64, issued: Timestamp) {
        let bundles = self.state().bundles().unwrap();
        bundles.install(&maker.bundle(sequence, issued), &maker.root(), issued).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.path().join("station.toml")
    }

    pub(crate) fn state(&self) -> StateDir {
        StateDir::new(self.path().join("state"))
    }

    pub(crate) fn identity(&self) -> Identity {
        self.state().identity().unwrap()
    }

    /// Runs a command with `--config` of this station.
    pub(crate) fn run(&self, args: &[&str]) -> Answer {
        let config = self.config();
        let all = args.iter().copied().chain(["--config", config.to_str().unwrap()]);
        program::station(all)
    }
}

/// Every file below a folder with its content.
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let content = std::fs::read(&path).unwrap_or_default();
            found.push((path, content));
        }
    }
    found.sort();
    found
}
