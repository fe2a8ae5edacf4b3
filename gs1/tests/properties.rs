// SPDX-License-Identifier: MIT OR Apache-2.0
//! What holds for every input: no panic, errors in bounds, and every written form reads back as itself.

#![allow(clippy::expect_used, reason = "a form that does not read back must fail the test")]

use gs1::{AimId, KeyboardLayout, Kind, Message, Options, Profile, UrlPattern};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

fn config() -> ProptestConfig {
    // A file of past failures would be left in the source folder.
    ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() }
}

const IDS: [&str; 13] =
    ["", "]", "]C1", "]e0", "]d2", "]Q3", "]J1", "]d1", "]Q1", "]J0", "]E0", "]E4", "]A0"];

/// Pieces that get a random scan past the first gates.
const PIECES: [&str; 22] = [
    "01",
    "04006381333931",
    "21",
    "A",
    "\u{1d}",
    "10",
    "17",
    "280229",
    "8030",
    "3100",
    "000123",
    "https://",
    "a",
    "/",
    "?",
    "&",
    "=",
    "%",
    "#",
    "|]e0",
    "[)>\u{1e}",
    "é",
];

fn options() -> impl Strategy<Value = Options> {
    let pattern = UrlPattern::new("https://a/{serial}").expect("a pattern");
    (
        any::<bool>(),
        any::<bool>(),
        vec(any::<u8>(), 0..3),
        select(vec![None, Some(AimId::GS1_QR), Some(AimId::QR)]),
        any::<bool>(),
        select(vec![None, Some(KeyboardLayout::German), Some(KeyboardLayout::French)]),
    )
        .prop_map(move |(lenient, literal_identifier, gs_substitutes, assume, caps_locked, keyboard)| {
            Options {
                lenient,
                profile: Profile {
                    assume,
                    gs_substitutes,
                    literal_identifier,
                    caps_locked,
                    keyboard,
                    url_patterns: vec![pattern.clone()],
                },
            }
        })
}

fn hold_together(scan: &[u8], options: &Options) -> Result<(), TestCaseError> {
    match gs1::parse(scan, options) {
        Ok(message) => {
            let has_elements = matches!(message.kind(), Kind::Gs1 | Kind::DigitalLink);
            prop_assert_eq!(message.bracketed().is_some(), has_elements);
            if has_elements {
                reads_back(&message)?;
            }
        }
        Err(error) => {
            prop_assert!(error.at <= scan.len());
            prop_assert!(!error.to_string().contains("(?)"), "{:?}: {}", error.code, error);
        }
    }
    Ok(())
}

/// Brackets and element strings give the same elements back; the link gives each once.
fn reads_back(message: &Message) -> Result<(), TestCaseError> {
    let lenient = Options { lenient: true, ..Options::default() };
    let bracketed = message.bracketed().expect("elements");
    let typed = Message::from_bracketed(&bracketed, true).expect("brackets");
    prop_assert_eq!(typed.elements(), message.elements());
    let scan = format!("]d2{}", message.element_string().expect("elements"));
    let scanned = gs1::parse(scan.as_bytes(), &lenient).expect("an element string");
    prop_assert_eq!(scanned.elements(), message.elements());
    if let Some(link) = message.digital_link() {
        let linked = gs1::parse(format!("]Q1{link}").as_bytes(), &lenient).expect("a link");
        let sorted = |message: &Message| {
            let mut elements = message.elements().to_vec();
            elements.sort();
            elements.dedup();
            elements
        };
        prop_assert_eq!(sorted(&linked), sorted(message));
        prop_assert_eq!(linked.digital_link(), Some(link));
    }
    Ok(())
}

fn gtin() -> impl Strategy<Value = String> {
    "[0-9]{13}".prop_map(|body| {
        let sum: u32 = body
            .bytes()
            .rev()
            .enumerate()
            .map(|(i, b)| u32::from(b - b'0') * if i % 2 == 0 { 3 } else { 1 })
            .sum();
        format!("{body}{}", (10 - sum % 10) % 10)
    })
}

fn cset82(max: usize) -> impl Strategy<Value = String> {
    const SET: &str = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    vec(select(SET.chars().collect::<Vec<_>>()), 1..=max).prop_map(String::from_iter)
}

fn date() -> impl Strategy<Value = String> {
    (0..100u8, 1..13u8, 0..29u8).prop_map(|(y, m, d)| format!("{y:02}{m:02}{d:02}"))
}

/// An item with some of the elements that may accompany it, in any order.
fn item() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let values = (
        gtin(),
        cset82(20),
        cset82(20),
        cset82(20),
        date(),
        "[0-9]{6}",
        cset82(90),
        "[0-9]{1,15}",
        cset82(30),
    );
    let elements = values.prop_map(|(gtin, lot, serial, cpv, date, weight, own, price, more)| {
        let pairs = [
            ("01", gtin),
            ("10", lot),
            ("21", serial),
            ("22", cpv),
            ("17", date),
            ("3103", weight),
            ("99", own),
            ("3922", price),
            ("240", more),
        ];
        pairs.to_vec()
    });
    // The item itself and its weight are always there: the price needs both.
    elements
        .prop_flat_map(|pairs| {
            let needed = vec![pairs[0].clone(), pairs[5].clone()];
            let rest: Vec<_> = pairs.into_iter().filter(|(ai, _)| !matches!(*ai, "01" | "3103")).collect();
            let size = 0..=rest.len();
            subsequence(rest, size).prop_map(move |some| [needed.clone(), some].concat())
        })
        .prop_shuffle()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn arbitrary_bytes(id in select(IDS.to_vec()), data in vec(any::<u8>(), 0..120), options in options()) {
        hold_together(&[id.as_bytes(), &data].concat(), &options)?;
    }

    #[test]
    fn arbitrary_pieces(id in select(IDS.to_vec()), pieces in vec(select(PIECES.to_vec()), 0..24), options in options()) {
        hold_together(format!("{id}{}", pieces.concat()).as_bytes(), &options)?;
    }

    #[test]
    fn items_are_accepted_and_read_back(pairs in item()) {
        let pairs: Vec<_> = pairs.iter().map(|(ai, value)| (*ai, value.as_str())).collect();
        let message = Message::from_pairs(&pairs).expect("an item");
        let found: Vec<_> = message.elements().iter().map(|e| (e.ai(), e.value())).collect();
        prop_assert_eq!(found, pairs);
        prop_assert!(message.digital_link().is_some());
        reads_back(&message)?;
    }

    #[test]
    fn items_with_one_byte_changed(pairs in item(), at in any::<prop::sample::Index>(), byte in any::<u8>(), options in options()) {
        let pairs: Vec<_> = pairs.iter().map(|(ai, value)| (*ai, value.as_str())).collect();
        let message = Message::from_pairs(&pairs).expect("an item");
        for mut scan in [
            format!("]d2{}", message.element_string().expect("elements")).into_bytes(),
            format!("]Q1{}", message.digital_link().expect("a link")).into_bytes(),
        ] {
            let at = at.index(scan.len());
            scan[at] = byte;
            hold_together(&scan, &options)?;
        }
    }

    #[test]
    fn dates_keep_their_digits(yymmdd in date(), year in 1900..2200i16) {
        if let Ok(date) = gs1::Date::new(&yymmdd, year) {
            prop_assert_eq!(date.to_yymmdd(), yymmdd);
            prop_assert!((-50..=50).contains(&(date.year - year)));
            prop_assert_eq!(date.to_string().parse::<gs1::Date>().expect("a date"), date);
        }
    }
}
