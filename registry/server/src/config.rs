// SPDX-License-Identifier: GPL-3.0-or-later
//! The configuration file: TOML, every key known, every value checked where it is read.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer};

/// Longest configuration file, in bytes.
const MAX_CONFIG_BYTES: usize = 64 * 1024;

/// What the registry was told.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The brand whose serials these are; part of every serial's tag, so it never changes.
    #[serde(deserialize_with = "brand")]
    pub(crate) brand: String,
    /// Address to listen on; port 0 takes any free one.
    #[serde(default = "default_listen")]
    pub(crate) listen: SocketAddr,
    /// Folder of database and keys.
    #[serde(default = "default_state_dir")]
    pub(crate) state_dir: PathBuf,
    /// Address under which customers reach the public pages; default: `http://` and `listen`.
    #[serde(default, deserialize_with = "public_url")]
    public_url: Option<String>,
    /// Seconds between two bundles when nothing urgent changes.
    #[serde(default = "default_publish_every_s", deserialize_with = "publish_every_s")]
    pub(crate) publish_every_s: u64,
    /// Hours for which a bundle counts as fresh.
    #[serde(default = "default_bundle_fresh_h", deserialize_with = "bundle_fresh_h")]
    bundle_fresh_h: u16,
    /// What `registry issue` takes where its options are left out.
    #[serde(default)]
    pub(crate) issue: IssueDefaults,
    #[serde(default, rename = "database", deserialize_with = "no_database")]
    _database: (),
}

/// The section `[issue]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssueDefaults {
    /// Facility code.
    pub(crate) facility: Option<String>,
    /// Line.
    pub(crate) line: Option<String>,
    /// Place a person knows the facility by.
    #[serde(default)]
    pub(crate) place: String,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file cannot be read.
    #[error("could not read the configuration {}", .path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// The file is longer than any configuration.
    #[error("the configuration {} is longer than {MAX_CONFIG_BYTES} bytes", .0.display())]
    TooLong(PathBuf),
    /// The text is not a configuration.
    #[error("the configuration {} is wrong", .path.display())]
    Form {
        path: PathBuf,
        #[source]
        source: toml::de::Error,
    },
}

impl Config {
    /// Reads a file.
    pub(crate) fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        if text.len() > MAX_CONFIG_BYTES {
            return Err(ConfigError::TooLong(path.to_owned()));
        }
        toml::from_str(&text).map_err(|source| ConfigError::Form { path: path.to_owned(), source })
    }

    /// Address of the public pages, without a slash at its end.
    ///
    /// Where neither `public_url` nor a port was chosen, it is the one the running registry got.
    pub(crate) fn public_url(&self) -> String {
        let noted = || std::fs::read_to_string(self.address_note()).ok()?.trim().parse::<SocketAddr>().ok();
        self.public_url.clone().unwrap_or_else(|| match self.listen.port() {
            0 => format!("http://{}", noted().unwrap_or(self.listen)),
            _ => format!("http://{}", self.listen),
        })
    }

    /// The file in which a running registry notes its address.
    pub(crate) fn address_note(&self) -> PathBuf {
        self.state_dir.join("listen.addr")
    }

    /// How long a bundle counts as fresh.
    pub(crate) fn bundle_fresh(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.bundle_fresh_h))
    }
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

fn default_state_dir() -> PathBuf {
    PathBuf::from("/var/lib/assay-registry")
}

fn default_publish_every_s() -> u64 {
    900
}

fn default_bundle_fresh_h() -> u16 {
    72
}

fn brand<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let fits = !text.is_empty() && text.chars().count() <= 40 && !text.chars().any(char::is_control);
    if fits && text.trim() == text {
        Ok(text)
    } else {
        Err(D::Error::invalid_value(
            Unexpected::Str(&text),
            &"a brand of 1 to 40 characters without outer spaces",
        ))
    }
}

fn public_url<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(from)?;
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let printable = text.bytes().all(|b| (0x21..0x7f).contains(&b) && !b"\"'<>?#\\".contains(&b));
    if host.is_some_and(|host| !host.trim_matches('/').is_empty()) && printable && text.len() <= 200 {
        Ok(Some(text.trim_end_matches('/').to_owned()))
    } else {
        Err(D::Error::invalid_value(Unexpected::Str(&text), &"an address as https://check.example.com"))
    }
}

fn publish_every_s<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let seconds = u64::deserialize(from)?;
    if (1..=86_400).contains(&seconds) {
        Ok(seconds)
    } else {
        Err(D::Error::invalid_value(Unexpected::Unsigned(seconds), &"1 to 86400 seconds"))
    }
}

fn bundle_fresh_h<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    let hours = u16::deserialize(from)?;
    if (1..=336).contains(&hours) {
        Ok(hours)
    } else {
        Err(D::Error::invalid_value(Unexpected::Unsigned(hours.into()), &"1 to 336 hours"))
    }
}

fn no_database<'de, D: Deserializer<'de>>(from: D) -> Result<(), D::Error> {
    let url = String::deserialize(from)?;
    let scheme = url.split(':').next().unwrap_or_default().to_owned();
    Err(D::Error::custom(format!(
        "a {scheme} database is not supported yet: remove this line and the registry keeps its data in SQLite below state_dir"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_brand_is_enough() {
        let config = read("brand = \"acme\"").unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.public_url(), "http://127.0.0.1:8080");
        assert_eq!((config.publish_every_s, config.bundle_fresh().as_hours()), (900, 72));
    }

    #[test]
    fn the_example_shows_the_defaults() {
        let example = read(include_str!("../registry.example.toml")).unwrap();
        let default = read("brand = \"Acme Instruments\"").unwrap();
        assert_eq!((example.listen, &example.state_dir), (default.listen, &default.state_dir));
        assert_eq!(example.public_url(), default.public_url());
        assert_eq!(example.publish_every_s, default.publish_every_s);
        assert_eq!(example.bundle_fresh(), default.bundle_fresh());
    }

    #[test]
    fn the_public_address_loses_its_last_slash() {
        let config = read("brand = \"acme\"\npublic_url = \"https://check.example/\"").unwrap();
        assert_eq!(config.public_url(), "https://check.example");
    }

    #[test]
    fn a_port_the_system_chose_is_in_the_public_address() {
        let folder = tempfile::tempdir().unwrap();
        let text = "brand = \"acme\"\nlisten = \"127.0.0.1:0\"\n";
        let config = Config { state_dir: folder.path().to_owned(), ..read(text).unwrap() };
        assert_eq!(config.public_url(), "http://127.0.0.1:0");
        std::fs::write(config.address_note(), "127.0.0.1:4711\n").unwrap();
        assert_eq!(config.public_url(), "http://127.0.0.1:4711");
    }

    #[test]
    fn each_mistake_is_told_with_its_line() {
        for second in [
            "colour = 1",
            "listen = \"nowhere\"",
            "public_url = \"javascript:x\"",
            "publish_every_s = 0",
            "bundle_fresh_h = 337",
            "database = \"postgres://db/registry\"",
        ] {
            let error = read(&format!("brand = \"acme\"\n{second}\n")).unwrap_err();
            assert!(error.contains("line 2"), "{second}: {error}");
        }
        assert!(read("brand = \" \"").unwrap_err().contains("line 1"));
        assert!(read("").unwrap_err().contains("brand"));
    }

    #[test]
    fn another_database_is_refused_in_words() {
        let error = read("brand = \"a\"\ndatabase = \"postgres://u:secret@db/x\"").unwrap_err();
        assert!(error.contains("a postgres database is not supported yet"), "{error}");
    }
}
