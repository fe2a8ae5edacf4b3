// SPDX-License-Identifier: GPL-3.0-or-later
//! Values on the command line and the small files they name.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use crate::config::{Config, ReadingConfig};

/// A moment: `2026-11-01T08:00:00Z`, or a date, which means its first moment in UTC.
pub(crate) fn moment(text: &str) -> Result<Timestamp, String> {
    if let Ok(moment) = text.parse() {
        return Ok(moment);
    }
    let day = text.parse::<Date>().ok().and_then(|date| date.to_zoned(TimeZone::UTC).ok());
    day.map(|day| day.timestamp())
        .ok_or_else(|| "write a time such as 2026-11-01T08:00:00Z, or a date such as 2026-11-01".to_owned())
}

/// A market, ISO 3166-1 alpha-2.
pub(crate) fn market(text: &str) -> Result<String, String> {
    let is_code = text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
    is_code
        .then(|| text.to_ascii_uppercase())
        .ok_or_else(|| "write the two letters of the country, e.g. DE".to_owned())
}

/// The station's configuration.
#[derive(Debug, Clone, Args)]
pub struct ConfigArg {
    /// The station's configuration file (TOML)
    #[arg(long = "config", value_name = "FILE", default_value = "/etc/assay/station.toml")]
    pub path: PathBuf,
}

impl ConfigArg {
    /// Reads it.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub(crate) fn load(&self) -> anyhow::Result<Config> {
        Config::load(&self.path)
    }
}

/// How codes are read.
#[derive(Debug, Clone, Default, Args)]
pub struct ReadingArgs {
    /// Settings of the scanner: a TOML file with the keys of section reading
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
}

impl ReadingArgs {
    /// The parser's options.
    ///
    /// # Errors
    /// Names the file, and the key in it that cannot be used.
    pub(crate) fn options(&self, lenient: bool) -> anyhow::Result<gs1::Options> {
        let mut options = match &self.profile {
            Some(path) => profile(path)?,
            None => gs1::Options::default(),
        };
        options.lenient |= lenient;
        Ok(options)
    }
}

fn profile(path: &Path) -> anyhow::Result<gs1::Options> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading the profile {}", path.display()))?;
    let inside = || format!("in the profile {}", path.display());
    let reading: ReadingConfig = toml::from_str(&text).with_context(inside)?;
    reading.options().with_context(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_markets() {
        assert_eq!(moment("2026-11-01").unwrap(), moment("2026-11-01T00:00:00Z").unwrap());
        assert_eq!(moment("2026-11-01T01:00:00+01:00").unwrap(), moment("2026-11-01").unwrap());
        assert!(moment("yesterday").is_err() && moment("").is_err() && moment("2026-13-01").is_err());
        assert_eq!(market("de").unwrap(), "DE");
        assert!(market("DEU").is_err() && market("D1").is_err() && market("").is_err());
    }
}
