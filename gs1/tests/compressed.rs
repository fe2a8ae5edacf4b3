// SPDX-License-Identifier: MIT OR Apache-2.0
//! Compressed links: published pairs, both ways, and random labels.
#![allow(clippy::expect_used, reason = "strategies and helpers must fail the test")]

use gs1::{Compression, DecompressError, ErrorCode, Kind, Message, Options};
use proptest::prelude::*;

const STEM: &str = "https://id.gs1.org";

/// Path of a compressed link, path of the plain one. Source: Solidsoft-Reply/Gs1DigitalLinkLib,
/// Tests/Features/CompressGs1DigitalLink.feature and DecompressGs1DigitalLink.feature, without those whose keys
/// are no keys of a link, whose check digits are wrong, or that count the second piece of one.
const FULL: &[(&str, &str)] = &[
    ("AN2yxDhfaiaw", "00/998440410914660971"),
    ("AQnYUc1gmg", "01/05412345000013"),
    ("AQnYUc1gmiCNV4JG", "01/05412345000013/10/ABC123"),
    ("AQnYUc1gmiCNV4JGQhcNT6K6c", "01/05412345000013/10/ABC123/21/72292641703"),
    (
        "AQnYUc1gmiCNV4JGQhcNT6K6cibQCWN9Pee9tT-PQ",
        "01/05412345000013/22/AJY3095721P49/10/ABC123/21/72292641703",
    ),
    ("AQnYUc1gmiCNV4JGRNoBLG-nvPe2p_Ho", "01/05412345000013/22/AJY3095721P49/10/ABC123"),
    ("AQnYUc1gmkax7ipGrOHDPC5YNI8hMz", "01/05412345000013/235/8TFV883a904GH%263"),
    ("AQnYUc1gmkIXDU-iun", "01/05412345000013/21/72292641703"),
    ("AQnYUc1gmkIXDU-iunIm0AljfT3nvbU_j0", "01/05412345000013/22/AJY3095721P49/21/72292641703"),
    ("AQnYUc1gmkTaASxvp7z3tqfx6", "01/05412345000013/22/AJY3095721P49"),
    ("JTLIetaiHYA", "253/3060077601309"),
    ("JVUqG5hJ5wA", "255/5678409730535"),
    ("QBl2DVoxZM2jVm3ZOWEFoxTR5HDgzZg", "401/0541234537290A41%26GHpp33"),
    ("QCJZyW9mC6Z4", "402/21173492661712079"),
    ("QUSaVjC_dA", "414/5060917510004"),
    ("JUa0T-eifdtOO9UFEmlYwv3Q", "414/5060917510004/254/RP56J920471"),
    ("QUSaVjC_dHBAVlCrg", "414/5060917510004/7040/5KFX"),
    ("QXSaVjC_dA", "417/5060917510004"),
    ("QXSaVjC_dHBAVlCrg", "417/5060917510004/7040/5KFX"),
    ("cEB2CqjAAkuwatGLJm0as27JywgtGKaPI4cGbM", "8004/0541234537290A41%26GHpp33/7040/7BVR"),
    ("gAMJCAXukTMA", "8003/04965031954585"),
    ("gASXYNWjFkzaNWbdk5YQWjFNHkcODNm", "8004/0541234537290A41%26GHpp33"),
    ("gBCVYNWjFkzaNWbdk5YQWjFHHkM2cAI0xdvpGo", "8010/0541234537290A41%23GH33/8011/6639047221"),
    ("gBCVYNWjFkzaNWbdk5YQWjFHHkM2Y", "8010/0541234537290A41%23GH33"),
    ("gBe1ajAd9ATDk", "8017/817019610850151481"),
    ("gBe1ajAd9ATDmAGXPRfk", "8017/817019610850151481/8019/4003812"),
    ("gBhbV6rzBENPmAGXPRfk", "8018/411369833821910265/8019/4003812"),
    // TrustCodes/gs1-compression, tests of core_functions.
    ("ARHKVAdpQg", "01/09780345418913"),
    ("ABeRcNWtKMPA", "00/106141412345678908"),
    ("QUCO_anbfA", "414/0614141123452"),
    ("JAaasHt_dNNt4ADESMALumsUfMAm34", "8003/09421012301014f9804dbf?240=qwe390023"),
    ("AREjalurbiAUO-cgohCz45Z67b8A", "01/09421902960055/10/2010005828/21/xyz1234"),
    ("AQEd-1O2-GIGAD6A", "01/00614141123452?3103=000500"),
    ("AQnYUc1gmiCNV4JGYgYAF6ckaEPg", "01/05412345000013/10/ABC123?3103=000189&3923=2172"),
];

/// As [`FULL`], with the key in the clear.
const PARTIAL: &[(&str, &str)] = &[
    ("01/05412345000013/EEarwSM", "01/05412345000013/10/ABC123"),
    ("01/05412345000013/EEarwSMhC4an0V04", "01/05412345000013/10/ABC123/21/72292641703"),
    (
        "01/05412345000013/EEarwSMhC4an0V05E2gEsb6e897an8eg",
        "01/05412345000013/22/AJY3095721P49/10/ABC123/21/72292641703",
    ),
    ("01/05412345000013/I1j3FSNWcOGeFywaR5CZm", "01/05412345000013/235/8TFV883a904GH%263"),
    ("01/05412345000013/Im0AljfT3nvbU_j0", "01/05412345000013/22/AJY3095721P49"),
    ("01/05412345000013/IQuGp9FdO", "01/05412345000013/21/72292641703"),
    ("414/5060917510004/cEBWUKu", "414/5060917510004/7040/5KFX"),
    ("414/5060917510004/JUa0T-eifdtOO9Q", "414/5060917510004/254/RP56J920471"),
    ("8004/0541234537290A41%26GHpp33/cEB2Cqi", "8004/0541234537290A41%26GHpp33/7040/7BVR"),
    ("8010/0541234537290A41%23GH33/gBGmLt9I1", "8010/0541234537290A41%23GH33/8011/6639047221"),
    ("8017/817019610850151481/gBlz0X5A", "8017/817019610850151481/8019/4003812"),
];

fn lenient() -> Options {
    Options { lenient: true, ..Options::default() }
}

#[test]
fn published_links() {
    for (pairs, compression) in [(FULL, Compression::Full), (PARTIAL, Compression::KeyInClear)] {
        for (packed, plain) in pairs {
            let (packed, plain) = (format!("{STEM}/{packed}"), format!("{STEM}/{plain}"));
            let scanned = gs1::parse(format!("]Q1{plain}").as_bytes(), &lenient());
            let scanned = scanned.unwrap_or_else(|error| panic!("{plain}: {error}"));
            assert_eq!(scanned.compressed_link(STEM, compression).as_deref(), Ok(packed.as_str()), "{plain}");
            let read = gs1::decompress(&packed, true).unwrap_or_else(|error| panic!("{packed}: {error}"));
            assert_eq!((read.message(), read.link()), (&scanned, plain.as_str()), "{packed}");
            assert!(read.other_pairs().is_empty());
        }
    }
}

/// Source: the same library, Tests/Features/AdditionalUriContent.feature.
#[test]
fn names_and_values_that_are_not_of_gs1_are_kept() {
    let expected = "https://id.gs1.org/01/05412345000013/10/ABC123?17=290331&arv=true&donor=bmgf";
    for link in [
        "https://id.gs1.org/AQnYUc1gmiCNV4JGLo3DY?arv=true&donor=bmgf",
        "https://id.gs1.org/AQnYUc1gmiCNV4JGLo3Dfg2q72Etrue8K7RPRWwjc0D4",
        "https://id.gs1.org/AQnYUc1gmiCNV4JGLo3Dfg2q72Etrue8K7RPRWwjc0D4#chapter1",
        "https://id.gs1.org/01/05412345000013/EEarwSMXRuGw?arv=true&donor=bmgf",
        "https://id.gs1.org/01/05412345000013/EEarwSMXRuG_BtV3sJbXc94V2ieithG5oHw",
    ] {
        let read = gs1::decompress(link, false).unwrap_or_else(|error| panic!("{link}: {error}"));
        assert_eq!(read.link(), expected, "{link}");
        assert_eq!(read.other_pairs().len(), 2);
        assert_eq!(
            read.into_message().bracketed().as_deref(),
            Some("(01)05412345000013(10)ABC123(17)290331")
        );
    }
    // An AI beside the compressed part counts.
    let read = gs1::decompress("https://id.gs1.org/AQnYUc1gmiCNV4JG?17=290331&flag", false).unwrap();
    assert_eq!(read.message().get("17"), Some("290331"));
}

#[test]
fn leading_zeros_and_stems_survive() {
    let message =
        Message::from_bracketed("(01)00000096385074(10)007(21)00000000000000000000", false).unwrap();
    for stem in ["https://a.example/x/y", "http://a.example:8080", "HTTPS://A.EXAMPLE/"] {
        for compression in [Compression::Full, Compression::FullWithPairs, Compression::KeyInClear] {
            let link = message.compressed_link(stem, compression).unwrap();
            let read = gs1::decompress(&link, false).unwrap();
            assert_eq!(read.message().elements(), message.elements(), "{link}");
            assert_eq!(read.link(), message.digital_link_with(stem).unwrap());
        }
    }
}

/// The codes 1A and 9D, in the order the standard lists their AIs and in the ascending order of its reference
/// program, gs1/GS1DigitalLinkCompressionPrototype, which sorts its table. Written bit by bit from the rules.
#[test]
fn both_orders_of_the_disputed_codes_are_read() {
    let bits = |text: &str| {
        const SIX_BIT: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut bits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect();
        bits.resize(bits.len().next_multiple_of(6), 0);
        let value = |six: &[u8]| six.iter().fold(0usize, |sum, bit| sum << 1 | usize::from(*bit));
        bits.chunks(6).map(|six| char::from(SIX_BIT[value(six)])).collect::<String>()
    };
    let gtin = format!("{:047b}", 5_412_345_000_013_u64);
    let lot = format!("010 00110 {}", "1010 1011 1100 0001 0010 0011");
    let serial = format!("000 00011 {:010b}", 457);
    let expiry = format!("{:020b}", 290_331);
    let expected = "https://a.example/01/05412345000013/10/ABC123/21/457?17=290331";
    for values in [[&gtin, &lot, &serial, &expiry], [&gtin, &lot, &expiry, &serial]] {
        let packed = bits(&format!("0001 1010 {}", values.map(String::as_str).join(" ")));
        let read = gs1::decompress(&format!("https://a.example/{packed}"), false).unwrap();
        assert_eq!(read.link(), expected, "{packed}");
    }
    let gln = format!("{:044b}", 5_060_917_510_004_u64);
    let extension = "010 00011 1010 0001 0010";
    for values in [format!("{gln}{extension}"), format!("{extension}{gln}")] {
        let packed = bits(&format!("1001 1101 {values}"));
        let read = gs1::decompress(&format!("https://a.example/{packed}"), false).unwrap();
        assert_eq!(read.link(), "https://a.example/414/5060917510004/254/A12", "{packed}");
    }
}

#[test]
fn codes_for_ais_that_stand_together_save_room() {
    let label = "(01)05412345000013(10)ABC123(3103)000189";
    let message = Message::from_bracketed(label, false).unwrap();
    let full = message.compressed_link(STEM, Compression::Full).unwrap();
    let pairs = message.compressed_link(STEM, Compression::FullWithPairs).unwrap();
    // (01) with (3103), 2D, saves more digits than (01) with (10), 0B.
    assert!(pairs.starts_with("https://id.gs1.org/LQ"), "{pairs}");
    assert!(pairs.len() < full.len());
    assert_eq!(gs1::decompress(&pairs, false).unwrap().message().elements(), message.elements());
}

#[track_caller]
fn refuses(link: &str, code: &str) -> DecompressError {
    let error = gs1::decompress(link, false).expect_err(link);
    assert_eq!(error.code(), code, "{link}: {error}");
    error
}

#[test]
fn what_cannot_be_read_is_named() {
    for link in ["", "ftp://a/AQnYUc1gmg", "https://AQnYUc1gmg", "https:///AQnYUc1gmg", "https://a.example/ü"]
    {
        refuses(link, "address");
    }
    refuses(&format!("https://a.example/{}", "A".repeat(8192)), "address");
    for link in [
        "https://a.example/",
        "https://a.example/A",
        "https://a.example/AQnYUc1gmg.html",
        "https://a.example/AQnYUc1gmg/",
        "https://a.example/01/05412345000013",
        "https://a.example/01/05412345000013/10/ABC123?17=290331",
    ] {
        refuses(link, "not-compressed");
    }
    refuses("https://a.example/AQnYUc1g", "cut-short");
    refuses("https://a.example/VVVVVVVV", "unknown-ai");
    refuses("https://a.example/product", "cut-short");
    // AA is not assigned.
    refuses("https://a.example/qqqqqqqq", "unassigned-code");
    // (10) in the text encoding 101.
    refuses("https://a.example/EKAA", "encoding");
    // (3103) of 1,048,575.
    refuses("https://a.example/MQP____w", "overflow");
    refuses("https://a.example/01/05412345000013/AQnYUc1gmg", "repeated");
    refuses("https://a.example/AQnYUc1gmiCNV4JG?10=ABC123", "repeated");
    refuses("https://a.example/AQnYUc1gmg?8=1", "unknown-ai");
    // Two names of no character with values of none.
    refuses(&format!("https://a.example/{}", "8BAHgIA".repeat(40)), "too-many-elements");
    // A lot alone is no link, and a wrong check digit is no GTIN.
    refuses("https://a.example/EEarwSM", "link");
    match refuses("https://a.example/AQnYUc1gnA", "element") {
        DecompressError::Element(error) => assert_eq!(error.code, ErrorCode::CheckDigit),
        error => panic!("{error:?}"),
    }
    // (240) needs an item, which an asset is not; lenient reading leaves that out.
    let alone = "https://a.example/JAaasHt_dNNt4ADESMALumsUfMAm34";
    match refuses(alone, "element") {
        DecompressError::Element(error) => assert_eq!(error.code, ErrorCode::AiRequired),
        error => panic!("{error:?}"),
    }
    assert!(gs1::decompress(alone, true).is_ok());
}

#[test]
fn scans_never_take_an_address_for_a_compressed_link() {
    let error = gs1::parse(b"]Q1https://id.gs1.org/AQnYUc1gmiCNV4JG", &Options::default()).unwrap_err();
    assert_eq!(error.code, ErrorCode::UriNoKey);
}

#[test]
fn only_what_may_stand_in_a_link_is_compressed() {
    let of =
        |label: &str| Message::from_bracketed(label, true).unwrap().compressed_link(STEM, Compression::Full);
    assert_eq!(of("(10)A").unwrap_err().code(), "no-key");
    assert_eq!(of("(01)05412345000013(8200)a.example").unwrap_err().code(), "not-allowed");
    let plain = gs1::parse(b"]Q1text", &Options::default()).unwrap();
    assert_eq!(plain.compressed_link(STEM, Compression::Full).unwrap_err().code(), "no-elements");
    let ean = gs1::parse(b"]E04006381333931", &Options::default()).unwrap();
    assert_eq!((ean.kind(), ean.digital_link_with(STEM).is_err()), (Kind::Ean, true));
}

#[test]
fn stems() {
    let message = Message::from_bracketed("(01)05412345000013(17)290331", false).unwrap();
    for stem in ["https://a", "http://a.example:81/x/y", "https://a.example/01/x", "HTTP://A.EXAMPLE"] {
        let link = message.digital_link_with(stem).unwrap();
        assert_eq!(link, format!("{stem}/01/05412345000013?17=290331"));
        let scanned = gs1::parse(format!("]Q1{link}").as_bytes(), &Options::default()).unwrap();
        assert_eq!(scanned.elements(), message.elements(), "{link}");
    }
    for stem in [
        "",
        "a.example",
        "ftp://a",
        "https://",
        "https:///x",
        "https://a?x=1",
        "https://a/#f",
        "https://ä",
        "https://a b",
        "https://u@a",
    ] {
        assert_eq!(message.digital_link_with(stem).unwrap_err().code(), "stem", "{stem}");
    }
    assert!(message.digital_link_with(&format!("https://a/{}", "x".repeat(2000))).is_err());
    assert_eq!(message.digital_link_with(STEM).ok(), message.digital_link());
}

fn config() -> ProptestConfig {
    // A file of past failures would be left in the source folder.
    ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() }
}

const CSET82: &str = "[!\"%-?A-Z_a-z]{1,20}|[0-9]{1,20}|[0-9a-f]{1,20}|[0-9A-F]{1,20}|[A-Za-z0-9_-]{1,20}";
const LONG: &str = "[!\"%-?A-Z_a-z]{1,90}|[0-9]{55,63}|[0-9]{1,90}";

/// A trade item with some of the elements that may accompany it in a link.
fn item() -> impl Strategy<Value = Message> {
    let one = |ai: &'static str, value: &'static str| {
        proptest::option::of(value.prop_map(move |value| (ai, value)))
    };
    (
        one("10", CSET82),
        one("21", CSET82),
        one("22", CSET82),
        one("17", "[0-9]{2}(0[1-9]|1[0-2])(0[0-9]|1[0-9]|2[0-8])"),
        one("3103", "[0-9]{6}"),
        one("99", LONG),
        one("7007", "2[0-9]0[1-9]1[0-9](2[0-9]0[1-9]1[0-9])?"),
        one("423", "(276|250|076){1,5}"),
        one("30", "[0-9]{1,8}"),
        one("7003", "2[0-9]0[1-9]1[0-9]1[0-9][0-5][0-9]"),
    )
        .prop_map(|values| {
            let (a, b, c, d, e, f, g, h, i, j) = values;
            let rest = [a, b, c, d, e, f, g, h, i, j].into_iter().flatten();
            let pairs: Vec<_> = [("01", "05412345000013".to_owned())].into_iter().chain(rest).collect();
            let pairs: Vec<_> = pairs.iter().map(|(ai, value)| (*ai, value.as_str())).collect();
            Message::from_pairs(&pairs).expect("an item")
        })
}

fn sorted(message: &Message) -> Vec<gs1::Element> {
    let mut elements = message.elements().to_vec();
    elements.sort();
    elements
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn items_survive(message in item(), stem in proptest::sample::select(vec![STEM, "https://a.example/p"])) {
        for compression in [Compression::Full, Compression::FullWithPairs, Compression::KeyInClear] {
            let link = message.compressed_link(stem, compression).expect("a link");
            if compression == Compression::KeyInClear && message.elements().len() == 1 {
                prop_assert_eq!(gs1::decompress(&link, false), Err(DecompressError::NotCompressed));
                continue;
            }
            let read = gs1::decompress(&link, false).expect("a compressed link");
            prop_assert_eq!(sorted(read.message()), sorted(&message));
            prop_assert_eq!(read.message().kind(), Kind::DigitalLink);
            let again = gs1::parse(format!("]Q1{}", read.link()).as_bytes(), &Options::default()).expect("a link");
            prop_assert_eq!(&again, read.message());
            let scan = format!("]Q1{link}");
            prop_assert!(gs1::parse(scan.as_bytes(), &Options::default()).is_err());
        }
    }

    #[test]
    fn arbitrary_characters_do_no_harm(
        before in proptest::sample::select(vec!["", "/01/05412345000013", "/8004/0541234"]),
        packed in "[A-Za-z0-9_-]{0,60}|[Aa-f0-9]{0,20}|\\PC{0,10}",
        query in "(\\?[a-z0-9=&%+]{0,20})?",
    ) {
        let link = format!("https://a.example{before}/{packed}{query}");
        if let Ok(read) = gs1::decompress(&link, true) {
            let plain = format!("]Q1{}", read.link());
            let scanned = gs1::parse(plain.as_bytes(), &lenient()).expect("a plain link");
            prop_assert_eq!(&scanned, read.message());
        }
    }
}
