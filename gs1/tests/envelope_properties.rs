// SPDX-License-Identifier: MIT OR Apache-2.0
//! What holds for every HIBC code, ISO/IEC 15434 message and ISBT 128 scan: no panic, errors in bounds, and what
//! is written reads back as itself.

#![allow(clippy::expect_used, reason = "a form that does not read back must fail the test")]

use gs1::{
    Envelope, Format, Hibc, HibcBatch, HibcDateForm, HibcExpiry, HibcPrimary, HibcSecondary, HibcSupplement,
    Isbt128, Kind, Options, Ppn, Udi,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn config() -> ProptestConfig {
    // A file of past failures would be left in the source folder.
    ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() }
}

/// Pieces that get a random scan past the first gates.
const PIECES: [&str; 40] = [
    "[)>\u{1e}",
    "05",
    "06",
    "12",
    "07",
    "\u{1d}",
    "\u{1e}",
    "\u{4}",
    "9N112097776020",
    "S",
    "1T",
    "D290331",
    "14D",
    "20290331",
    "0104006381333931",
    "21A",
    "MFR ",
    "+",
    "A123",
    "BJC5D6E71G",
    "/",
    "$",
    "$$",
    "$$+",
    "8",
    "12",
    "7",
    "3",
    "231231",
    "16D",
    "=",
    "&",
    "=<",
    "E2512V00",
    "=>",
    "019032",
    "=+02000",
    "&#",
    "A99991712345600",
    "é",
];

fn hold_together(scan: &[u8]) -> Result<(), TestCaseError> {
    match gs1::parse(scan, &Options::default()) {
        Ok(message) => {
            if matches!(message.kind(), Kind::Iso15434 | Kind::Hibc | Kind::Isbt128) {
                prop_assert!(!message.elements().is_empty() && message.text().is_some());
            }
            let _ = (message.gtin(), message.serial(), message.lot(), message.part(), message.supplier());
            let _ = (message.expiry(2026), message.manufactured(2026), message.digital_link());
            let _ = Udi::of(&message, 2026);
            for element in message.elements() {
                let _ = message.date(element.ai(), 2026);
            }
        }
        Err(error) => {
            prop_assert!(error.at <= scan.len(), "{:?} at {}", error.code, error.at);
            let sentence = error.to_string();
            prop_assert!(
                !sentence.contains("(?)") && !sentence.contains("“?”"),
                "{:?}: {}",
                error.code,
                sentence
            );
        }
    }
    Ok(())
}

fn hibc_text(max: usize) -> impl Strategy<Value = String> {
    vec(select("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $+%".chars().collect::<Vec<_>>()), 1..=max)
        .prop_map(String::from_iter)
}

fn digits(form: HibcDateForm, (year, month, day, hour): (u8, u8, u8, u8)) -> String {
    let nth = u16::from(month) * 28 + u16::from(day);
    match form {
        HibcDateForm::MonthYear => format!("{month:02}{year:02}"),
        HibcDateForm::MonthDayYear => format!("{month:02}{day:02}{year:02}"),
        HibcDateForm::YearMonthDay => format!("{year:02}{month:02}{day:02}"),
        HibcDateForm::YearMonthDayHour => format!("{year:02}{month:02}{day:02}{hour:02}"),
        HibcDateForm::YearDay => format!("{year:02}{nth:03}"),
        HibcDateForm::YearDayHour => format!("{year:02}{nth:03}{hour:02}"),
    }
}

fn expiry() -> impl Strategy<Value = HibcExpiry> {
    (select(HibcDateForm::ALL.to_vec()), (0..100u8, 1..=12u8, 1..=28u8, 0..24u8))
        .prop_map(|(form, moment)| HibcExpiry { form, digits: digits(form, moment) })
}

fn secondary() -> impl Strategy<Value = HibcSecondary> {
    let batch =
        prop_oneof![hibc_text(18).prop_map(HibcBatch::Lot), hibc_text(18).prop_map(HibcBatch::Serial)];
    (option::of(0..100_000u32), option::of(expiry()), option::of(batch))
        .prop_map(|(quantity, expiry, batch)| HibcSecondary { quantity, expiry, batch })
}

fn supplement() -> impl Strategy<Value = HibcSupplement> {
    let of = |identifier: &str, value: String| HibcSupplement { identifier: identifier.to_owned(), value };
    prop_oneof![
        hibc_text(18).prop_map(move |value| of("S", value)),
        (2000..2100u16, 1..=12u8, 1..=28u8).prop_map(move |(y, m, d)| of("16D", format!("{y}{m:02}{d:02}"))),
        "[0-9]{1,5}".prop_map(move |value| of("Q", value)),
    ]
}

fn hibc() -> impl Strategy<Value = Hibc> {
    let primary = ("[A-Z][A-Z0-9]{3}", "[A-Z0-9]{1,18}", 0..10u8)
        .prop_map(|(labeler, product, unit)| HibcPrimary { labeler, product, unit });
    let whole = (primary, option::of(secondary()), vec(supplement(), 0..4)).prop_map(
        |(primary, secondary, supplements)| Hibc {
            primary: Some(primary),
            secondary,
            supplements,
            link: None,
        },
    );
    let link = select("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%".chars().collect::<Vec<_>>());
    let second = (secondary(), vec(supplement(), 0..4), link).prop_map(|(secondary, supplements, link)| {
        Hibc { primary: None, secondary: Some(secondary), supplements, link: Some(link) }
    });
    prop_oneof![whole, second]
}

/// A lot that begins with `+` and has no date before it is written as a serial number is: it is not HIBC.
fn is_writable(hibc: &Hibc) -> bool {
    !matches!(&hibc.secondary, Some(HibcSecondary { quantity: None, expiry: None, batch: Some(HibcBatch::Lot(lot)) })
        if lot.starts_with(['+', '$']))
}

fn ppn() -> impl Strategy<Value = String> {
    ("[A-Z0-9]{2}", "[A-Z0-9._-]{1,18}")
        .prop_map(|(agency, product)| Ppn::of_product(&agency, &product).expect("a PPN").to_string())
}

fn format() -> impl Strategy<Value = Format> {
    let fields = (ppn(), "[!-~]{1,20}", "[ -~]{1,30}", "[0-9]{9}", "[0-9]{1,3}[EGM]").prop_map(
        |(ppn, serial, lot, duns, unknown)| {
            let pairs = [("9N", &*ppn), ("S", &*serial), ("1T", &*lot), ("12V", &*duns), (&*unknown, "ä")];
            Format::data_identifiers(&pairs).expect("format 06")
        },
    );
    let items = "[!%-?A-Z_a-z]{1,20}".prop_map(|serial| {
        let pairs = [("01", "04006381333931"), ("21", &*serial), ("11", "260131")];
        Format::application_identifiers(&pairs).expect("format 05")
    });
    let texts = ("[A-Z][A-Z0-9]{2}", "[!-~][ -~]{0,20}")
        .prop_map(|(name, value)| Format::text_elements(&[(&name, &value)]).expect("format 12"));
    let other = (select(vec![1u8, 3, 7, 11, 99]), "[ -~\u{1c}\u{1d}\u{1f}]{0,20}")
        .prop_map(|(indicator, data)| Format::Other { indicator, data });
    prop_oneof![fields, items, texts, other]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn arbitrary_bytes(head in select(vec!["[)>\u{1e}", "+", "=", "&", "]d1+", "]C0="]), data in vec(any::<u8>(), 0..80)) {
        hold_together(&[head.as_bytes(), &data].concat())?;
        let _ = (Hibc::parse(&data), Isbt128::parse(&data), Envelope::parse(&data, true), Ppn::new(&String::from_utf8_lossy(&data)));
    }

    #[test]
    fn arbitrary_pieces(head in select(vec!["[)>\u{1e}06\u{1d}", "[)>\u{1e}", "+A123B1/", "+$$", "=", "=+02000"]), pieces in vec(select(PIECES.to_vec()), 0..16)) {
        hold_together(format!("{head}{}", pieces.concat()).as_bytes())?;
    }

    #[test]
    fn hibc_reads_back(hibc in hibc()) {
        prop_assume!(is_writable(&hibc));
        let text = hibc.to_text().expect("a HIBC code");
        prop_assert_eq!(&Hibc::parse(text.as_bytes()).expect("HIBC"), &hibc);
        let message = gs1::parse(text.as_bytes(), &Options::default()).expect("a message");
        prop_assert_eq!(&message, &hibc.to_message().expect("a message"));
        prop_assert_eq!(Udi::of(&message, 2026).is_ok(), hibc.primary.is_some());
        prop_assert_eq!(message.expiry(2026).is_some(), hibc.secondary.as_ref().is_some_and(|s| s.expiry.is_some()));
    }

    /// One changed character is always found, because the modulus is prime and every weight is one.
    #[test]
    fn hibc_check_character_finds_a_change(hibc in hibc(), at in any::<prop::sample::Index>(), by in "[0-9A-Z]") {
        prop_assume!(is_writable(&hibc));
        let text = hibc.to_text().expect("a HIBC code");
        let at = 1 + at.index(text.len() - 1);
        prop_assume!(text.get(at..=at) != Some(by.as_str()));
        let changed = format!("{}{by}{}", &text[..at], &text[at + 1..]);
        prop_assert_eq!(Hibc::parse(changed.as_bytes()).map_err(|e| e.code), Err(gs1::ErrorCode::CheckCharacter));
    }

    #[test]
    fn envelopes_read_back(formats in vec(format(), 1..4), cut in 0..3usize) {
        // The rules between AIs may refuse two items in one envelope.
        let Ok(envelope) = Envelope::new(formats.clone(), false) else {
            prop_assert!(formats.iter().filter(|format| format.indicator() == 5).count() > 1);
            return Ok(());
        };
        let text = envelope.to_text();
        prop_assert_eq!(&Envelope::parse(text.as_bytes(), false).expect("an envelope"), &envelope);
        let message = gs1::parse(text.as_bytes(), &Options::default()).expect("a message");
        prop_assert_eq!(&message, &envelope.to_message());
        prop_assert_eq!(message.bracketed().is_some(), formats.iter().any(|format| format.indicator() == 5));
        // Lost trailers change nothing.
        let stripped = Envelope::parse(&text.as_bytes()[..text.len() - cut], false).expect("an envelope");
        prop_assert_eq!(stripped, envelope);
    }

    #[test]
    fn ppn_check_digits_find_a_change(ppn in ppn(), at in any::<prop::sample::Index>(), by in "[0-9]") {
        let at = at.index(ppn.len());
        prop_assume!(ppn.get(at..=at) != Some(by.as_str()));
        let changed = format!("{}{by}{}", &ppn[..at], &ppn[at + 1..]);
        prop_assert!(Ppn::new(&changed).is_err(), "{} {}", ppn, changed);
    }

    #[test]
    fn isbt_keeps_every_character(structures in vec(select(vec!["=<E2512V00", "=A99991712345600", "=>019032", "=,000012", "&,1000000000000XYZ123", "&#0105ABC12", "=~rest"]), 1..8)) {
        let text = structures.concat();
        prop_assert_eq!(Isbt128::parse(text.as_bytes()).expect("ISBT 128").to_text(), text);
    }
}
