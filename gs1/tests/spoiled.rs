// SPDX-License-Identifier: MIT OR Apache-2.0
//! Scans as a wrongly set scanner or host spoils them: each must be refused with the cause a person can act on,
//! and read once a profile says what the device does.

use gs1::{Cause, KeyboardLayout, Options, Profile};

/// A label of an item with lot, serial and expiry, as it should arrive.
const WHOLE: &str = "]d20104006381333931101234-ABCD-56\u{1d}21SN-0042-X7/a\u{1d}17280229";

fn cause(scan: &str) -> Option<Cause> {
    match gs1::parse(scan.as_bytes(), &Options::default()) {
        Err(error) => error.likely_cause(),
        Ok(message) => panic!("{scan} was accepted as {message:?}"),
    }
}

fn with(scan: &str, profile: Profile) -> String {
    let options = Options { profile, ..Options::default() };
    let message = gs1::parse(scan.as_bytes(), &options).unwrap_or_else(|error| panic!("{scan}: {error}"));
    message.element_string().unwrap_or_default()
}

fn swapped_case(text: &str) -> String {
    let swap = |c: char| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    text.chars().map(swap).collect()
}

/// What a French host makes of the keys of a US layout.
fn french(text: &str) -> String {
    const MEANT: &str = "1234567890-qawzQAWZ];:m/";
    const MADE: &str = "&é\"'(-è_çà)aqzwAQZW$mM,!";
    let made = |c| MEANT.chars().zip(MADE.chars()).find(|(meant, _)| *meant == c).map_or(c, |(_, made)| made);
    text.chars().map(made).collect()
}

/// What a German host makes of them.
fn german(text: &str) -> String {
    const MEANT: &str = "yzYZ-]/";
    const MADE: &str = "zyZYß+-";
    let made = |c| MEANT.chars().zip(MADE.chars()).find(|(meant, _)| *meant == c).map_or(c, |(_, made)| made);
    text.chars().map(made).collect()
}

#[test]
fn the_label_itself_is_right() {
    assert_eq!(with(WHOLE, Profile::default()), WHOLE[3..]);
}

#[test]
fn separators_lost_on_the_way() {
    assert_eq!(cause(&WHOLE.replace('\u{1d}', "")), Some(Cause::SeparatorDropped));
    // The separator of the serial alone is lost: what follows it is taken into it.
    assert_eq!(cause("]d2010400638133393121SN-0042-X7/a-1728022910L-7"), Some(Cause::SeparatorDropped));
}

#[test]
fn separators_written_as_text() {
    for text in ["<GS>", "{GS}", "\\x1d", "\u{241d}"] {
        assert_eq!(cause(&WHOLE.replace('\u{1d}', text)), Some(Cause::SeparatorReplaced), "{text}");
    }
    let profile = Profile { gs_substitutes: b"|".to_vec(), ..Profile::default() };
    assert_eq!(with(&WHOLE.replace('\u{1d}', "|"), profile), WHOLE[3..]);
}

#[test]
fn caps_lock() {
    for id in ["]C1", "]e0", "]d2", "]Q3", "]J1"] {
        let scan = swapped_case(&WHOLE.replace("]d2", id));
        assert_eq!(cause(&scan), Some(Cause::CaseSwapped), "{scan}");
        let profile = Profile { caps_locked: true, ..Profile::default() };
        assert_eq!(with(&scan, profile), WHOLE[3..]);
    }
    assert_eq!(cause("]q1HTTPS://ID.GS1.ORG/01/04006381333931/21/sn42"), Some(Cause::CaseSwapped));
}

#[test]
fn scans_cut_short() {
    let cuts = [
        "]d2010400638133",
        "]d20104006381333931101234-ABCD-56\u{1d}21SN\u{1d}1728",
        "]d20104006381333931101234-ABCD-56\u{1d}21",
        "]d201040063813339313",
        "]E0400638133",
    ];
    for cut in cuts {
        assert_eq!(cause(cut), Some(Cause::Truncated), "{cut}");
    }
}

#[test]
fn keyboards_of_another_country() {
    for layout in [KeyboardLayout::French, KeyboardLayout::German] {
        let spoil = if layout == KeyboardLayout::French { french } else { german };
        for id in ["]C1", "]d2", "]Q3"] {
            let scan = spoil(&WHOLE.replace("]d2", id));
            assert_eq!(cause(&scan), Some(Cause::KeyboardLayout), "{scan}");
            let profile = Profile { keyboard: Some(layout), ..Profile::default() };
            assert_eq!(with(&scan, profile), WHOLE[3..]);
        }
    }
    // The place of an error is that in the scan as it came.
    let options = Options {
        profile: Profile { keyboard: Some(KeyboardLayout::French), ..Profile::default() },
        ..Options::default()
    };
    let scan = french("]d20104006381333932");
    let error = gs1::parse(scan.as_bytes(), &options).unwrap_err();
    assert_eq!((error.code, &scan[error.at..]), (gs1::ErrorCode::CheckDigit, "é"));
}

#[test]
fn other_causes() {
    assert_eq!(cause("0104006381333931"), Some(Cause::IdentifierOff));
    assert_eq!(cause("]d2(01)04006381333931(21)A"), Some(Cause::BracketsEncoded));
    assert_eq!(cause("]E04006381333932"), Some(Cause::Misread));
    assert_eq!(cause("]Q1https://maker.example/contact"), Some(Cause::NotAProductCode));
}
