// SPDX-License-Identifier: GPL-3.0-or-later
//! What can be set for the tag reader.

use serde::{Deserialize, Serialize};

/// Which readers to use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NfcConfig {
    /// Part of the reader's name as `pcsc_scan` lists it, upper and lower case alike; every reader when
    /// absent.
    pub reader: Option<String>,
}

impl NfcConfig {
    /// Whether the reader called `name` is meant.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.reader.as_deref().is_none_or(|part| name.to_lowercase().contains(&part.to_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn part_of_a_name_is_enough_and_case_does_not_matter() {
        let config = NfcConfig { reader: Some("acr1252".into()) };
        assert!(config.wants("ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] 00 00"));
        assert!(!config.wants("Virtual PCD 00 00"));
        assert!(NfcConfig::default().wants("anything"));
    }

    #[test]
    fn a_misspelt_key_is_refused() {
        assert!(serde_json::from_str::<NfcConfig>(r#"{"raeder":"x"}"#).is_err());
        assert_eq!(serde_json::from_str::<NfcConfig>("{}").unwrap(), NfcConfig::default());
    }
}
