// SPDX-License-Identifier: GPL-3.0-or-later
//! The station's configuration file (TOML). Unknown keys are errors: a misspelt one must not be silent.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use driver_camera::CameraConfig;
use driver_serial::SerialConfig;
use drivers_api::DeviceId;
use serde::Deserialize;
use station_api::{DeviceKind, Role};

/// Devices of one station at most.
const MAX_DEVICES: usize = 32;

/// Everything the file says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Name a person knows the station by, e.g. `Dock 3`.
    pub name: String,
    /// Its job.
    pub role: Role,
    /// Folder of journal, outbox, bundle and identity.
    #[serde(default = "default_state_dir")]
    pub state_dir: PathBuf,
    /// Unix socket the panel connects to.
    #[serde(default = "default_socket")]
    pub socket: PathBuf,
    /// Where the registry is.
    pub registry: RegistryConfig,
    /// What the site adds to the facts.
    #[serde(default)]
    pub site: SiteConfig,
    /// How codes are read.
    #[serde(default)]
    pub reading: ReadingConfig,
    /// Devices, in the order of their chips on the panel.
    #[serde(default, rename = "device")]
    pub devices: Vec<DeviceConfig>,
}

/// `[registry]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryConfig {
    /// Base address, e.g. `https://registry.maker.example`.
    pub url: String,
    /// Seconds between two looks for a newer bundle.
    #[serde(default = "default_refresh_s")]
    pub refresh_s: u64,
    /// Plain HTTP beyond this machine; for closed networks only.
    #[serde(default)]
    pub allow_plain_http: bool,
}

/// `[site]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteConfig {
    /// Market, ISO 3166-1 alpha-2; not checked when absent.
    pub market: Option<String>,
    /// Number of the expected shipment; the first announced one when absent.
    pub shipment: Option<String>,
    /// Minutes that local time is east of UTC; part of every event.
    #[serde(default)]
    pub utc_offset_min: i16,
}

/// `[reading]`: the device profile of `gs1`, off where nothing is set.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingConfig {
    /// Identifier of data that comes without one, e.g. `]d2`.
    pub assume: Option<String>,
    /// Characters that stand for GS, e.g. `["~"]`.
    #[serde(default)]
    pub gs_substitutes: Vec<char>,
    /// The maker's plain verification addresses, e.g. `https://verify.maker.example/serial-{serial}`.
    #[serde(default)]
    pub url_patterns: Vec<String>,
    /// Accept labels that lack an element GS1 asks to accompany another.
    #[serde(default)]
    pub lenient: bool,
}

/// `[[device]]`; the driver's own settings refuse unknown keys.
#[derive(Debug, Clone, Deserialize)]
pub struct DeviceConfig {
    /// Role name of the device.
    pub name: DeviceId,
    /// What it is.
    #[serde(flatten)]
    pub driver: DriverConfig,
}

/// Which driver runs.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "driver", rename_all = "snake_case")]
pub enum DriverConfig {
    /// A scanner on a serial line.
    Serial(SerialConfig),
    /// A camera or a folder of pictures.
    Camera(CameraConfig),
    /// A PC/SC tag reader.
    #[cfg(feature = "nfc")]
    Nfc(driver_nfc::NfcConfig),
    /// Stack light and buzzer on pins.
    #[cfg(feature = "gpio")]
    Gpio(driver_gpio::GpioConfig),
    /// A lamp that writes what it is told into a file.
    RecordedLamp {
        /// The file.
        path: PathBuf,
    },
}

impl DriverConfig {
    /// The kind of chip on the panel.
    pub fn kind(&self) -> DeviceKind {
        match self {
            Self::Serial(_) => DeviceKind::Scanner,
            Self::Camera(_) => DeviceKind::Camera,
            #[cfg(feature = "nfc")]
            Self::Nfc(_) => DeviceKind::Tag,
            #[cfg(feature = "gpio")]
            Self::Gpio(_) => DeviceKind::Lamp,
            Self::RecordedLamp { .. } => DeviceKind::Lamp,
        }
    }
}

fn default_state_dir() -> PathBuf {
    PathBuf::from("/var/lib/assay-station")
}

fn default_socket() -> PathBuf {
    PathBuf::from("/run/assay/kiosk.sock")
}

fn default_refresh_s() -> u64 {
    60
}

impl Config {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// Names the file, the place in it and what to change.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("reading the configuration {}", path.display()))?;
        let config: Self =
            toml::from_str(&text).with_context(|| format!("in the configuration {}", path.display()))?;
        config.check().with_context(|| format!("in the configuration {}", path.display()))?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        if self.name.is_empty() || self.name.chars().count() > 40 {
            bail!("name = {:?}: use 1 to 40 characters", self.name);
        }
        if self.devices.len() > MAX_DEVICES {
            bail!("{} devices are more than the {MAX_DEVICES} a station can have", self.devices.len());
        }
        for (position, device) in self.devices.iter().enumerate() {
            if self.devices[..position].iter().any(|other| other.name == device.name) {
                bail!("two devices are named {}: give each a name of its own", device.name);
            }
        }
        if !(1..=86_400).contains(&self.registry.refresh_s) {
            bail!("registry.refresh_s = {}: use 1 to 86400 seconds", self.registry.refresh_s);
        }
        if let Some(market) = &self.site.market
            && !(market.len() == 2 && market.bytes().all(|b| b.is_ascii_uppercase()))
        {
            bail!("site.market = {market:?}: use two capital letters (ISO 3166-1), e.g. \"DE\"");
        }
        if !(-840..=840).contains(&self.site.utc_offset_min) {
            bail!("site.utc_offset_min = {}: use -840 to 840 minutes", self.site.utc_offset_min);
        }
        self.reading.options().map(|_| ())
    }
}

impl ReadingConfig {
    /// The options of the parser.
    ///
    /// # Errors
    /// Names the key that cannot be used.
    pub fn options(&self) -> anyhow::Result<gs1::Options> {
        let mut profile = gs1::Profile::default();
        if let Some(text) = &self.assume {
            profile.assume = match gs1::AimId::split(text.as_bytes()) {
                Some((id, [])) => Some(id),
                _ => bail!("reading.assume = {text:?}: use an AIM identifier such as \"]d2\""),
            };
        }
        for c in &self.gs_substitutes {
            let byte = u8::try_from(*c).ok().filter(u8::is_ascii);
            let byte =
                byte.with_context(|| format!("reading.gs_substitutes: {c:?} is not an ASCII character"))?;
            profile.gs_substitutes.push(byte);
        }
        for pattern in &self.url_patterns {
            let parsed = gs1::UrlPattern::new(pattern);
            profile.url_patterns.push(parsed.with_context(|| format!("reading.url_patterns: {pattern:?}"))?);
        }
        Ok(gs1::Options { lenient: self.lenient, profile })
    }
}
