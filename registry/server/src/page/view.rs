// SPDX-License-Identifier: GPL-3.0-or-later
//! From an answer to what a page shows: word, tone, facts, advice.

use jiff::civil::Date;
use registry_api::fact::Status;
use registry_api::http::VerifyAnswer;

/// Longest text from a request that is shown again, in characters.
const MAX_ASKED_CHARS: usize = 40;

/// Colour and sign of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Green, tick.
    Pass,
    /// Amber, exclamation mark.
    Caution,
    /// Red, cross.
    Stop,
}

/// What a page shows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct View {
    pub(super) tone: Tone,
    /// One or two words that can be read from afar.
    pub(super) word: &'static str,
    /// Why, in one sentence or two.
    pub(super) why: String,
    /// Label and value.
    pub(super) facts: Vec<(&'static str, String)>,
    /// The serial, or what was asked instead of one.
    pub(super) serial: String,
    /// What to do.
    pub(super) advice: Vec<&'static str>,
}

impl View {
    /// The view of a serial's record. `gtin` is the product number that stood beside the serial, if any: a
    /// record of another product is no record of this label.
    pub(crate) fn of_answer(answer: &VerifyAnswer, gtin: Option<&str>) -> Self {
        let fits = gtin.is_none_or(|gtin| answer.gtin.as_deref() == Some(gtin));
        match answer.status {
            Some(status) if fits => of_unit(answer, status),
            _ if answer.alerts.is_empty() || answer.issued => not_found(&answer.serial, gtin.is_some()),
            _ => reported(&answer.serial),
        }
    }

    /// The view of a text that cannot be a serial.
    pub(crate) fn of_no_serial(asked: &str) -> Self {
        not_found(&printable(asked), false)
    }
}

/// Only visible ASCII of what was asked is shown again: other characters could turn the text around or hide
/// a part of it.
fn printable(asked: &str) -> String {
    let visible = |c: char| if c.is_ascii_graphic() || c == ' ' { c } else { '\u{fffd}' };
    let shown: String = asked.chars().take(MAX_ASKED_CHARS).map(visible).collect();
    if asked.chars().count() > MAX_ASKED_CHARS { shown + "…" } else { shown }
}

fn not_found(serial: &str, with_gtin: bool) -> View {
    let what = if with_gtin { "product number with this serial" } else { "serial" };
    View {
        tone: Tone::Stop,
        word: "NOT FOUND",
        why: format!("The maker has no record of this {what}."),
        facts: Vec::new(),
        serial: serial.to_owned(),
        advice: vec![
            "Scan the label once more, or compare each character.",
            "Still not found: do not buy or use the item.",
            "Show it to the shop or to the maker.",
        ],
    }
}

fn reported(serial: &str) -> View {
    View {
        tone: Tone::Stop,
        word: "FAKE",
        why: "This serial was never issued and was found on counterfeits.".to_owned(),
        facts: Vec::new(),
        serial: serial.to_owned(),
        advice: vec!["Do not buy or use the item.", "Keep it, and show it to the shop or to the maker."],
    }
}

struct Words {
    tone: Tone,
    word: &'static str,
    why: &'static str,
    advice: &'static [&'static str],
}

fn of_unit(answer: &VerifyAnswer, status: Status) -> View {
    let words = match words(status) {
        // An alert beside a good status speaks of the expiry date.
        good if good.tone == Tone::Pass && !answer.alerts.is_empty() => EXPIRED,
        other => other,
    };
    View {
        tone: words.tone,
        word: words.word,
        why: words.why.to_owned(),
        facts: facts(answer),
        serial: answer.serial.clone(),
        advice: words.advice.to_vec(),
    }
}

const EXPIRED: Words = Words {
    tone: Tone::Caution,
    word: "EXPIRED",
    why: "A genuine record, but past its expiry date.",
    advice: &["Do not use the item.", "Take it back to the shop it came from."],
};

const COMPARE: &str = "Compare product, lot and dates with the item and its box.";

fn words(status: Status) -> Words {
    match status {
        Status::Active => Words {
            tone: Tone::Pass,
            word: "GENUINE RECORD",
            why: "The maker issued this serial and nothing speaks against it.",
            advice: &[COMPARE, "Something differs? Do not buy it; show it to the shop."],
        },
        Status::Sold => Words {
            tone: Tone::Pass,
            word: "GENUINE RECORD",
            why: "The maker issued this serial. It has been sold.",
            advice: &[COMPARE, "Offered to you as new? It was sold before: ask for the receipt."],
        },
        Status::Refurbished => Words {
            tone: Tone::Pass,
            word: "GENUINE RECORD",
            why: "The maker issued this serial. It came back, was repaired and may be sold as refurbished.",
            advice: &[COMPARE, "Offered to you as new? It is not: show it to the shop."],
        },
        Status::Returned => Words {
            tone: Tone::Caution,
            word: "CHECK",
            why: "A genuine record, but the item was returned and is not for sale as new.",
            advice: &["Offered to you as new? Do not buy it.", "Ask the shop where it comes from."],
        },
        Status::Recalled => Words {
            tone: Tone::Caution,
            word: "RECALLED",
            why: "A genuine record, but the maker has called this item back.",
            advice: &["Do not use the item.", "Take it back to the shop it came from."],
        },
        Status::Scrapped => Words {
            tone: Tone::Stop,
            word: "STOP",
            why: "By the maker's record this item was destroyed.",
            advice: &["Do not buy or use the item.", "Show it to the shop or to the maker."],
        },
        Status::Stolen => Words {
            tone: Tone::Stop,
            word: "STOP",
            why: "This item was reported stolen.",
            advice: &["Do not buy it.", "Tell the maker where you saw it."],
        },
        Status::Counterfeit => Words {
            tone: Tone::Stop,
            word: "STOP",
            why: "Copies of this serial were found. The item may be a counterfeit.",
            advice: &["Do not buy or use the item.", "Show it to the shop or to the maker."],
        },
    }
}

fn facts(answer: &VerifyAnswer) -> Vec<(&'static str, String)> {
    let text = |value: &Option<String>| value.clone();
    let day = |value: &Option<String>| value.as_deref().map(long_date);
    let markets = (!answer.markets.is_empty()).then(|| answer.markets.join(", "));
    let rows = [
        ("Product", text(&answer.product)),
        ("Made", day(&answer.made_on)),
        ("Lot", text(&answer.lot)),
        ("Use until", day(&answer.expiry)),
        ("Warranty until", day(&answer.warranty_until)),
        ("Made for", markets),
    ];
    rows.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

/// `15 Mar 2026`.
fn long_date(iso: &str) -> String {
    match iso.parse::<Date>() {
        Ok(date) => date.strftime("%-d %b %Y").to_string(),
        Err(_) => iso.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(status: Status) -> VerifyAnswer {
        VerifyAnswer {
            serial: "0000100000000000000A".into(),
            issued: true,
            status: Some(status),
            product: Some("Pump P2".into()),
            gtin: Some("04006381333931".into()),
            lot: None,
            made_on: Some("2026-03-05".into()),
            expiry: None,
            warranty_until: None,
            markets: vec!["DE".into(), "FR".into()],
            alerts: Vec::new(),
        }
    }

    #[test]
    fn only_a_unit_nothing_speaks_against_passes() {
        for status in Status::ALL {
            let view = View::of_answer(&unit(status), Some("04006381333931"));
            let good = matches!(status, Status::Active | Status::Sold | Status::Refurbished);
            assert_eq!(view.tone == Tone::Pass, good, "{status}");
        }
        let expired = VerifyAnswer { alerts: vec!["It expired".into()], ..unit(Status::Active) };
        assert_eq!(View::of_answer(&expired, None).word, "EXPIRED");
    }

    #[test]
    fn a_record_of_another_product_is_no_record() {
        let view = View::of_answer(&unit(Status::Active), Some("00012345678905"));
        assert_eq!((view.word, view.facts.len()), ("NOT FOUND", 0));
        let recalled = VerifyAnswer { alerts: vec!["recalled".into()], ..unit(Status::Recalled) };
        assert_eq!(View::of_answer(&recalled, Some("00012345678905")).word, "NOT FOUND");
    }

    #[test]
    fn facts_are_in_words() {
        let view = View::of_answer(&unit(Status::Active), None);
        let value = |label| view.facts.iter().find(|(l, _)| *l == label).map(|(_, v)| v.as_str());
        assert_eq!(value("Made"), Some("5 Mar 2026"));
        assert_eq!(value("Made for"), Some("DE, FR"));
        assert_eq!(value("Lot"), None);
    }

    #[test]
    fn a_serial_known_from_counterfeits_says_so() {
        let fake = VerifyAnswer {
            issued: false,
            status: None,
            gtin: None,
            alerts: vec!["found".into()],
            ..unit(Status::Active)
        };
        assert_eq!(View::of_answer(&fake, Some("04006381333931")).word, "FAKE");
    }

    #[test]
    fn what_was_asked_is_shown_short_and_visible() {
        assert_eq!(View::of_no_serial("a\u{202e}b\n").serial, "a\u{fffd}b\u{fffd}");
        assert_eq!(View::of_no_serial(&"x".repeat(5000)).serial.chars().count(), MAX_ASKED_CHARS + 1);
    }
}
