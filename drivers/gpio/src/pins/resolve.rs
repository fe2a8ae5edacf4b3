// SPDX-License-Identifier: GPL-3.0-or-later
//! Which chip and which line is meant. Pure: works on what the chips say of themselves.
//!
//! Chips are found by label and never by number: the number moves between kernels and with every expander.

use std::path::PathBuf;

use crate::config::{GpioConfig, LineRef};
use crate::error::{GpioError, Pin};

/// Labels of the chip behind the header of a Raspberry Pi: 5, then 4, then 3 and before.
pub(super) const HEADER_CHIPS: [&str; 3] = ["pinctrl-rp1", "pinctrl-bcm2711", "pinctrl-bcm2835"];

/// What a chip says of one of its lines; the index is the offset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LineFacts {
    pub(super) name: String,
    /// Who has the line.
    pub(super) consumer: Option<String>,
}

/// What a chip says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChipFacts {
    pub(super) path: PathBuf,
    pub(super) label: String,
    pub(super) lines: Vec<LineFacts>,
}

/// A line found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) pin: Pin,
    pub(super) chip: PathBuf,
    pub(super) offset: u32,
}

/// Finds every configured line.
pub(super) fn resolve(config: &GpioConfig, chips: &[ChipFacts]) -> Result<Vec<Place>, GpioError> {
    let named: Vec<&ChipFacts> = match &config.chip {
        Some(label) => vec![chip_labelled(chips, &[label])?],
        None => chips.iter().collect(),
    };
    let mut places: Vec<Place> = Vec::new();
    for (pin, line) in config.wired() {
        let (chip, offset) = match &line {
            LineRef::Name(name) => find_name(&named, pin, name)?,
            LineRef::Offset(offset) => {
                let chip = match named.as_slice() {
                    [only] if config.chip.is_some() => only,
                    _ => chip_labelled(chips, &HEADER_CHIPS)?,
                };
                (chip, *offset)
            }
        };
        let place = check_free(chip, offset, pin, &line)?;
        if let Some(first) = places.iter().find(|p| (&p.chip, p.offset) == (&place.chip, place.offset)) {
            return Err(GpioError::SharedLine { first: first.pin, second: pin, line: line.to_string() });
        }
        places.push(place);
    }
    Ok(places)
}

/// The chip with the first of `labels` that exists.
fn chip_labelled<'a>(chips: &'a [ChipFacts], labels: &[&str]) -> Result<&'a ChipFacts, GpioError> {
    let found = labels.iter().find_map(|label| chips.iter().find(|chip| chip.label == *label));
    found.ok_or_else(|| {
        let labels: Vec<_> = labels.iter().map(|label| format!("{label:?}")).collect();
        GpioError::NoChip { wanted: labels.join(" or "), found: labels_of(chips) }
    })
}

/// The labels of `chips`, for a message.
fn labels_of(chips: &[ChipFacts]) -> String {
    if chips.is_empty() {
        return "no GPIO chip at all".into();
    }
    chips.iter().map(|chip| format!("{:?}", chip.label)).collect::<Vec<_>>().join(", ")
}

fn find_name<'a>(chips: &[&'a ChipFacts], pin: Pin, name: &str) -> Result<(&'a ChipFacts, u32), GpioError> {
    let hits: Vec<(&ChipFacts, u32)> = chips
        .iter()
        .flat_map(|chip| (0u32..).zip(&chip.lines).map(move |(offset, line)| (*chip, offset, line)))
        .filter(|(_, _, line)| line.name == name)
        .map(|(chip, offset, _)| (chip, offset))
        .collect();
    match hits.as_slice() {
        [one] => Ok(*one),
        [] => {
            let labels: Vec<_> = chips.iter().map(|chip| format!("{:?}", chip.label)).collect();
            let place = if labels.is_empty() { "no GPIO chip at all".into() } else { labels.join(", ") };
            Err(GpioError::NoLine { pin, line: format!("{name:?}"), place })
        }
        many => Err(GpioError::AmbiguousLine { pin, line: format!("{name:?}"), count: many.len() }),
    }
}

fn check_free(chip: &ChipFacts, offset: u32, pin: Pin, line: &LineRef) -> Result<Place, GpioError> {
    let facts = usize::try_from(offset).ok().and_then(|at| chip.lines.get(at));
    match facts {
        None => Err(GpioError::NoLine {
            pin,
            line: line.to_string(),
            place: format!("{:?}, which has {} lines", chip.label, chip.lines.len()),
        }),
        Some(LineFacts { consumer: Some(consumer), .. }) => {
            Err(GpioError::Busy { pin, line: line.to_string(), consumer: consumer.clone() })
        }
        Some(_) => Ok(Place { pin, chip: chip.path.clone(), offset }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chip(number: u32, label: &str, names: &[&str]) -> ChipFacts {
        ChipFacts {
            path: format!("/dev/gpiochip{number}").into(),
            label: label.into(),
            lines: names
                .iter()
                .map(|name| LineFacts {
                    name: name.trim_start_matches('!').to_string(),
                    consumer: name.starts_with('!').then(|| "sysfs".to_string()),
                })
                .collect(),
        }
    }

    fn board() -> Vec<ChipFacts> {
        vec![
            chip(0, "gpio-brcmstb", &["A", "RELAY"]),
            chip(4, "pinctrl-rp1", &["GPIO0", "GPIO1", "!GPIO2", "RED"]),
        ]
    }

    fn resolved(text: &str) -> Result<Vec<(Pin, String, u32)>, GpioError> {
        let places = resolve(&toml::from_str(text).unwrap(), &board())?;
        Ok(places.into_iter().map(|p| (p.pin, p.chip.display().to_string(), p.offset)).collect())
    }

    #[test]
    fn numbers_mean_the_header_and_names_any_chip() {
        let places = resolved("lines.red = \"RED\"\nlines.green = 1\nlines.buzzer = \"RELAY\"").unwrap();
        let (rp1, first) = ("/dev/gpiochip4".to_string(), "/dev/gpiochip0".to_string());
        assert_eq!(places, [(Pin::Red, rp1.clone(), 3), (Pin::Green, rp1, 1), (Pin::Buzzer, first, 1)]);
    }

    #[test]
    fn a_label_restricts_both() {
        let places = resolved("chip = \"gpio-brcmstb\"\nlines.red = 0").unwrap();
        assert_eq!(places, [(Pin::Red, "/dev/gpiochip0".to_string(), 0)]);
        let error = resolved("chip = \"gpio-brcmstb\"\nlines.red = \"RED\"").unwrap_err();
        assert!(error.to_string().contains("\"RED\" for the red lamp on \"gpio-brcmstb\""), "{error}");
    }

    #[test]
    fn what_is_missing_or_taken_is_said() {
        let missing = resolved("chip = \"pinctrl-bcm2711\"\nlines.red = 0").unwrap_err().to_string();
        assert!(missing.contains("\"pinctrl-bcm2711\"") && missing.contains("\"pinctrl-rp1\""), "{missing}");
        let beyond = resolved("lines.amber = 4").unwrap_err().to_string();
        assert!(beyond.contains("amber lamp") && beyond.contains("has 4 lines"), "{beyond}");
        let busy = resolved("lines.white = 2").unwrap_err();
        assert!(matches!(busy, GpioError::Busy { pin: Pin::White, ref consumer, .. } if consumer == "sysfs"));
    }

    #[test]
    fn the_same_line_under_two_spellings_is_noticed() {
        let error = resolved("lines.red = 3\nlines.green = \"RED\"").unwrap_err();
        assert!(matches!(error, GpioError::SharedLine { first: Pin::Red, second: Pin::Green, .. }));
    }

    #[test]
    fn two_chips_with_one_name_need_a_label() {
        let chips = [chip(0, "a", &["X"]), chip(1, "b", &["X"])];
        let config = toml::from_str("lines.red = \"X\"").unwrap();
        assert!(matches!(resolve(&config, &chips), Err(GpioError::AmbiguousLine { count: 2, .. })));
    }

    #[test]
    fn no_chip_at_all() {
        let config = toml::from_str("lines.red = 17").unwrap();
        let error = resolve(&config, &[]).unwrap_err().to_string();
        assert!(error.contains("no GPIO chip at all") && error.contains("pinctrl-bcm2711"), "{error}");
    }
}
