// SPDX-License-Identifier: MIT OR Apache-2.0
//! Electronic Product Codes: published tags and their addresses, and random ones both ways.
#![allow(clippy::expect_used, reason = "strategies and helpers must fail the test")]

use gs1::{Epc, EpcClass, EpcError, EpcKind, EpcTag, Gtin, Lot, Message, SerialNumber, Sscc, TagScheme};
use proptest::prelude::*;

/// Tag, its address, and the path of its link.
///
/// Sources: EPC Tag Data Standard 1.13, annex E (prefix 0614141) and 2.3, annex E (prefix 9521141), as the tests
/// of the TagDataTranslation library have them; sderbis/epc-tag-data-translation,
/// GS1EpcTagDataCustomTranslationTest; kduma-autoid and pedrozc90/epc-coder for the rest.
const TAGS: &[(&str, &str, &str)] = &[
    ("3074257BF7194E4000001A85", "urn:epc:tag:sgtin-96:3.0614141.812345.6789", "/01/80614141123458/21/6789"),
    (
        "30340242201D8840009EFDF7",
        "urn:epc:tag:sgtin-96:1.0037000.030241.10419703",
        "/01/00037000302414/21/10419703",
    ),
    ("303613ACD83B9AC000000646", "urn:epc:tag:sgtin-96:1.8710966.061035.1606", "/01/08710966610350/21/1606"),
    ("301800004000004000000001", "urn:epc:tag:sgtin-96:0.000001.0000001.1", "/01/00000010000014/21/1"),
    (
        "3674257BF6B7A659B2C2BF10000000000000000000000000000",
        "urn:epc:tag:sgtin-198:3.0614141.712345.32a%2Fb",
        "/01/70614141123451/21/32a%2Fb",
    ),
    (
        "363613ACD83B9AD2B26AC9900000000000000000000000000000",
        "urn:epc:tag:sgtin-198:1.8710966.061035.%252522",
        "/01/08710966610350/21/%252522",
    ),
    ("3174257BF4499602D2000000", "urn:epc:tag:sscc-96:3.0614141.1234567890", "/00/106141412345678908"),
    ("31AC16465751CCD0C2000000", "urn:epc:tag:sscc-96:5.023356789.30200002", "/00/302335678902000022"),
    ("31105E30A7055F2CC0000000", "urn:epc:tag:sscc-96:0.12345678.090123456", "/00/012345678901234560"),
    ("3376451FD40C0E400000162E", "urn:epc:tag:grai-96:3.9521141.12345.5678", "/8003/095211411234545678"),
    ("3374257BF4000200000004D2", "urn:epc:tag:grai-96:3.0614141.00008.1234", "/8003/006141410000811234"),
    ("330C75BCD150030000000001", "urn:epc:tag:grai-96:0.123456789.012.1", "/8003/012345678901281"),
    (
        "3776451FD40C0E59B2C2BF1000000000000000000000",
        "urn:epc:tag:grai-170:3.9521141.12345.32a%2Fb",
        "/8003/0952114112345432a%2Fb",
    ),
    (
        "37E45BFB8386A0A0C2C7922A18F1E42D76995614A000",
        "urn:epc:tag:grai-170:7.12345678901.2.ABcdE!GGH-;%26*a%25",
        "/8003/01234567890128ABcdE%21GGH-%3B%26%2Aa%25",
    ),
    (
        "3714257BF40C0E60C287118B266D1780000000000000",
        "urn:epc:tag:grai-170:0.0614141.12345.ABCD1234%2F",
        "/8003/00614141123452ABCD1234%2F",
    ),
    ("3476451FD40000000000162E", "urn:epc:tag:giai-96:3.9521141.5678", "/8004/95211415678"),
    ("3414257BF400000000BC6038", "urn:epc:tag:giai-96:0.0614141.12345400", "/8004/061414112345400"),
    ("34344B5A1C00000000000001", "urn:epc:tag:giai-96:1.1234567.1", "/8004/12345671"),
    (
        "3876451FD59B2C2BF10000000000000000000000000000000000",
        "urn:epc:tag:giai-202:3.9521141.32a%2Fb",
        "/8004/952114132a%2Fb",
    ),
    (
        "38344B5A1D8C1C30B14BD76BD217E9593264D52A54E9D2800000",
        "urn:epc:tag:giai-202:1.1234567.1AaBbKkZz!%3F%252225%25%25''%25",
        "/8004/12345671AaBbKkZz%21%3F%252225%25%25%27%27%25",
    ),
    (
        "3834257BF58B266D1AB460C00000000000000000000000000000",
        "urn:epc:tag:giai-202:1.0614141.12345400",
        "/8004/061414112345400",
    ),
];

#[test]
fn published_tags_read_and_write() {
    for (hex, urn, path) in TAGS {
        // One source leaves out half a byte of filling.
        let hex = if hex.len() % 2 == 1 { format!("{hex}0") } else { (*hex).to_owned() };
        let tag = EpcTag::from_hex(&hex).unwrap_or_else(|error| panic!("{hex}: {error}"));
        assert_eq!(tag.to_string(), *urn);
        assert_eq!(urn.parse::<EpcTag>().as_ref(), Ok(&tag), "{urn}");
        assert_eq!(tag.to_hex(), hex, "{urn}");
        assert_eq!(tag.epc().digital_link(), format!("https://id.gs1.org{path}"));
        assert_eq!(tag.epc().to_string().parse::<Epc>().as_ref(), Ok(tag.epc()));
        let (_, after_filter) = urn.split_once('.').unwrap();
        assert_eq!(
            tag.epc().to_string(),
            format!("urn:epc:id:{}:{after_filter}", tag.epc().kind()),
            "the pure identity is the tag's without coding and filter"
        );
        let message = tag.epc().to_message().unwrap();
        let digits = tag.epc().company_prefix().len();
        assert_eq!(Epc::from_message(&message, digits).as_ref(), Ok(tag.epc()), "{urn}");
        assert_eq!(message.digital_link(), Some(tag.epc().digital_link()));
    }
}

#[test]
fn labels_become_codes_only_with_the_length_of_the_prefix() {
    let gtin = Gtin::new("80614141123458").unwrap();
    let serial = SerialNumber::new("6789").unwrap();
    let epc = |digits| Epc::sgtin(&gtin, &serial, digits);
    assert_eq!(epc(7).unwrap().to_string(), "urn:epc:id:sgtin:0614141.812345.6789");
    assert_eq!(epc(12).unwrap().to_string(), "urn:epc:id:sgtin:061414112345.8.6789");
    assert_eq!(epc(6).unwrap().to_string(), "urn:epc:id:sgtin:061414.8112345.6789");
    for digits in [0, 5, 13, usize::MAX] {
        assert_eq!(epc(digits), Err(EpcError::CompanyPrefix { found: digits }));
    }
    assert_eq!(epc(9).unwrap().gtin().as_ref(), Some(&gtin));
    assert_eq!(epc(9).unwrap().serial().as_ref(), Some(&serial));
    let sscc = Epc::sscc(&Sscc::new("106141412345678908").unwrap(), 7).unwrap();
    assert_eq!((sscc.gtin(), sscc.serial(), sscc.kind()), (None, None, EpcKind::Sscc));
    assert_eq!(Epc::grai("00614141123452", 7), Err(EpcError::NoSerial));
    assert_eq!(Epc::grai("10614141123459X", 7).unwrap_err().code(), "key");
    assert_eq!(Epc::grai("00614141123453X", 7).unwrap_err().code(), "key");
    assert_eq!(Epc::grai("0061414112345é", 7).unwrap_err().code(), "key");
    assert_eq!(Epc::grai("0123456789012834", 12).unwrap().to_string(), "urn:epc:id:grai:123456789012..34");
    assert_eq!(Epc::giai("061414", 7).unwrap_err().code(), "company-prefix");
    assert_eq!(Epc::giai("0614141", 7).unwrap_err().code(), "serial");
    assert_eq!(Epc::giai("06141X1A", 7).unwrap_err().code(), "digits");
    assert_eq!(Epc::giai("é614141A", 7).unwrap_err().code(), "digits");
    let label = |text| Epc::from_message(&Message::from_bracketed(text, true).unwrap(), 7);
    assert_eq!(label("(01)80614141123458"), Err(EpcError::NoSerial));
    assert_eq!(label("(10)L7"), Err(EpcError::NoKey));
    assert_eq!(label("(00)106141412345678908(01)80614141123458").unwrap().kind(), EpcKind::Sscc);
}

#[test]
fn the_serial_decides_the_coding() {
    let tag = |serial: &str| {
        let epc = Epc::sgtin(&Gtin::new("80614141123458").unwrap(), &SerialNumber::new(serial).unwrap(), 7);
        EpcTag::new(epc.unwrap(), 1).unwrap()
    };
    for serial in ["0", "1", "274877906943"] {
        assert_eq!(tag(serial).scheme(), TagScheme::Sgtin96, "{serial}");
    }
    for serial in ["00", "01", "274877906944", "99999999999999999999", "A", "1-2", "-1", "+1"] {
        let long = tag(serial);
        assert_eq!(long.scheme(), TagScheme::Sgtin198, "{serial}");
        assert_eq!(
            EpcTag::with_scheme(long.epc().clone(), 1, TagScheme::Sgtin96),
            Err(EpcError::SerialForScheme { scheme: TagScheme::Sgtin96 })
        );
        assert_eq!(EpcTag::from_hex(&long.to_hex()), Ok(long));
    }
    // A number may also be held by the long coding.
    let epc = tag("7").epc().clone();
    let long = EpcTag::with_scheme(epc.clone(), 0, TagScheme::Sgtin198).unwrap();
    assert_eq!(EpcTag::from_bytes(&long.to_bytes()).unwrap().epc(), &epc);
    assert_eq!(EpcTag::new(epc.clone(), 8), Err(EpcError::Filter { found: 8 }));
    assert_eq!(EpcTag::with_scheme(epc, 0, TagScheme::Sscc96).unwrap_err().code(), "scheme-for-kind");
    let giai = Epc::giai(&format!("0614141{}", "4".repeat(18)), 7).unwrap();
    assert_eq!(EpcTag::new(giai, 0).unwrap().scheme(), TagScheme::Giai202);
}

#[track_caller]
fn refuses_tag(hex: &str, code: &str) {
    let error = EpcTag::from_hex(hex).expect_err(hex);
    assert_eq!(error.code(), code, "{hex}: {error}");
}

#[test]
fn broken_tags_are_named() {
    refuses_tag("", "tag-length");
    refuses_tag("30", "tag-length");
    refuses_tag(&format!("30{}", "0".repeat(200)), "tag-length");
    refuses_tag("3074257BF7194E4000001A8", "not-hex");
    refuses_tag("3074257BF7194E4000001AXY", "not-hex");
    refuses_tag("3074257BF7194E4000001Aé5", "not-hex");
    refuses_tag("E28011606000020000000001", "unknown-header");
    refuses_tag("000000000000000000000000", "unknown-header");
    // Partition 7.
    refuses_tag("307C257BF7194E4000001A85", "partition");
    // The company prefix of 7 digits is 16,777,215.
    refuses_tag("3077FFFFFF194E4000001A85", "field-overflow");
    // The item reference of 6 digits is 1,048,575.
    refuses_tag("3074257BFFFFFFC000001A85", "field-overflow");
    // Zeros may follow, data may not.
    assert!(EpcTag::from_hex("3074257BF7194E4000001A850000").is_ok());
    refuses_tag("3074257BF7194E4000001A850001", "trailing-data");
    refuses_tag("3174257BF4499602D2000001", "trailing-data");
    // A serial with a character after its end, one with a space, and one that is empty.
    refuses_tag("3674257BF6B7A659B2C2BF1000000000000000000000000100", "trailing-data");
    refuses_tag("3674257BF6B7902000000000000000000000000000000000", "tag-length");
    refuses_tag("3674257BF6B7900000000000000000000000000000000000000", "not-hex");
    refuses_tag("3674257BF6B7900000000000000000000000000000000000000000", "serial");
    refuses_tag("3674257BF6B7882000000000000000000000000000000000000000", "serial");
}

#[test]
fn broken_addresses_are_named() {
    let epc = |text: &str| text.parse::<Epc>().unwrap_err().code();
    let tag = |text: &str| text.parse::<EpcTag>().unwrap_err().code();
    for text in [
        "",
        "urn:epc:id:",
        "urn:epc:id:sgln:0614141.12345.0",
        "urn:epc:id:sgtin:0614141",
        "urn:epc:id:sgtin:0614141.812345",
        "urn:epc:tag:sgtin-96:3.0614141.812345.6789",
        "URN:EPC:ID:SGTIN:0614141.812345.6789",
    ] {
        assert_eq!(epc(text), "urn", "{text}");
    }
    assert_eq!(epc("urn:epc:id:sgtin:06141.8123456.6789"), "company-prefix");
    assert_eq!(epc("urn:epc:id:sgtin:061414x.812345.6789"), "digits");
    assert_eq!(epc("urn:epc:id:sgtin:0614141.81234.6789"), "digits");
    assert_eq!(epc("urn:epc:id:sgtin:0614141.812345."), "serial");
    assert_eq!(epc("urn:epc:id:sgtin:0614141.812345.123456789012345678901"), "serial");
    assert_eq!(epc("urn:epc:id:sgtin:0614141.812345.32a/b"), "escape");
    assert_eq!(epc("urn:epc:id:sgtin:0614141.812345.%41"), "escape");
    assert_eq!(epc("urn:epc:id:sscc:0614141.1234567890.1"), "digits");
    // A dot is one of the characters a serial may hold.
    assert_eq!("urn:epc:id:sgtin:0614141.812345.1.2".parse::<Epc>().unwrap().parts(), ("812345", "1.2"));
    for text in [
        "urn:epc:tag:sgtin-96:8.0614141.812345.6789",
        "urn:epc:tag:sgtin-96:3",
        "urn:epc:tag:sgtin-64:3.0614141.812345.6789",
        "urn:epc:tag:sgtin-96:33.0614141.812345.6789",
    ] {
        assert_eq!(tag(text), "urn", "{text}");
    }
    assert_eq!(tag("urn:epc:tag:sgtin-96:3.0614141.812345.06789"), "serial-for-scheme");
    assert_eq!(tag("urn:epc:tag:sgtin-96:3.0614141.812345.274877906944"), "serial-for-scheme");
    assert_eq!(tag("urn:epc:tag:giai-96:3.0614141.A"), "serial-for-scheme");
}

#[test]
fn classes() {
    let gtin = Gtin::new("4012345123456").unwrap();
    let lot = EpcClass::lot(&gtin, &Lot::new("99/8").unwrap(), 7).unwrap();
    let all = EpcClass::gtin(&gtin, 7).unwrap();
    for (class, text, link) in [
        (&all, "urn:epc:idpat:sgtin:4012345.012345.*", "https://id.gs1.org/01/04012345123456"),
        (&lot, "urn:epc:class:lgtin:4012345.012345.99%2F8", "https://id.gs1.org/01/04012345123456/10/99%2F8"),
    ] {
        assert_eq!((class.to_string().as_str(), class.digital_link().as_str()), (text, link));
        assert_eq!(text.parse::<EpcClass>().as_ref(), Ok(class));
    }
    assert_eq!(lot.lot_number().map(Lot::as_str), Some("99/8"));
    let item: Epc = "urn:epc:id:sgtin:4012345.012345.1".parse().unwrap();
    let other: Epc = "urn:epc:id:sgtin:4012345.012346.1".parse().unwrap();
    assert!(all.has_key_of(&item) && lot.has_key_of(&item) && !all.has_key_of(&other));
    let asset: Epc = "urn:epc:id:grai:0614141.12345.400".parse().unwrap();
    let assets = EpcClass::of(&asset).unwrap();
    assert_eq!(assets.to_string(), "urn:epc:idpat:grai:0614141.12345.*");
    assert_eq!(assets.digital_link(), "https://id.gs1.org/8003/00614141123452");
    assert_eq!(assets.to_string().parse::<EpcClass>().as_ref(), Ok(&assets));
    assert_eq!(EpcClass::of(&"urn:epc:id:sscc:0614141.1234567890".parse().unwrap()), None);
    let code = |text: &str| text.parse::<EpcClass>().unwrap_err().code();
    for text in ["urn:epc:idpat:sgtin:4012345.*.*", "urn:epc:class:lgtin:4012345.012345"] {
        assert!(matches!(code(text), "urn" | "digits"), "{text}");
    }
    assert_eq!(code("urn:epc:idpat:sgtin:4012345.012345.1"), "urn");
    assert_eq!(code("urn:epc:class:lgtin:4012345.012345."), "key");
    assert_eq!(code("urn:epc:idpat:sscc:0614141.*"), "urn");
}

#[test]
fn every_error_says_something() {
    let error = EpcTag::from_hex("307C257BF7194E4000001A85").unwrap_err();
    assert_eq!(error.to_string(), "the tag divides its number in a way that does not exist (partition 7)");
    let error = "urn:epc:id:sgtin:0614141.812345.a/b".parse::<Epc>().unwrap_err();
    assert!(error.to_string().contains("position 1 of the serial part"), "{error}");
}

fn config() -> ProptestConfig {
    // A file of past failures would be left in the source folder.
    ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() }
}

/// Any serial number, and often one of digits alone.
const SERIAL: &str = "[!\"%-?A-Z_a-z]{1,20}|0|[1-9][0-9]{0,19}|[0-9]{1,20}";

/// A code of any kind with a prefix of any length.
fn epc() -> impl Strategy<Value = Epc> {
    ("[0-9]{12}", "[0-9]{17}", SERIAL, 6..=12usize, 0..4u8).prop_map(
        |(prefix, digits, serial, length, kind)| {
            let prefix = &prefix[..length];
            let serial_of = |most: usize| serial[..serial.len().min(most)].to_owned();
            let escaped = |text: String| {
                text.chars()
                    .map(|c| {
                        if "\"%&/<>?".contains(c) { format!("%{:02X}", u32::from(c)) } else { c.to_string() }
                    })
                    .collect::<String>()
            };
            let urn = match kind {
                0 => format!("sgtin:{prefix}.{}.{}", &digits[..13 - length], escaped(serial_of(20))),
                1 => format!("sscc:{prefix}.{}", &digits[..17 - length]),
                2 => format!("grai:{prefix}.{}.{}", &digits[..12 - length], escaped(serial_of(16))),
                _ => format!("giai:{prefix}.{}", escaped(serial_of(30 - length))),
            };
            format!("urn:epc:id:{urn}").parse().expect("a code")
        },
    )
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn codes_go_every_way_and_back(epc in epc(), filter in 0..8u8) {
        prop_assert_eq!(epc.to_string().parse::<Epc>(), Ok(epc.clone()));
        let tag = EpcTag::new(epc.clone(), filter).expect("a tag");
        prop_assert_eq!(EpcTag::from_bytes(&tag.to_bytes()), Ok(tag.clone()));
        prop_assert_eq!(EpcTag::from_hex(&tag.to_hex().to_lowercase()), Ok(tag.clone()));
        prop_assert_eq!(tag.to_string().parse::<EpcTag>(), Ok(tag.clone()));
        prop_assert_eq!(tag.to_bytes().len() % 2, 0);
        prop_assert_eq!(tag.to_bytes().first().copied(), Some(tag.scheme().header()));
        for scheme in TagScheme::ALL {
            if let Ok(other) = EpcTag::with_scheme(epc.clone(), filter, scheme) {
                prop_assert_eq!(EpcTag::from_bytes(&other.to_bytes()), Ok(other.clone()));
            }
        }
        let message = epc.to_message().expect("a label");
        prop_assert_eq!(Epc::from_message(&message, epc.company_prefix().len()), Ok(epc.clone()));
        prop_assert_eq!(message.digital_link(), Some(epc.digital_link()));
        let scan = format!("]Q1{}", epc.digital_link());
        let linked = gs1::parse(scan.as_bytes(), &gs1::Options::default()).expect("a link");
        prop_assert_eq!(linked.elements(), message.elements());
    }

    #[test]
    fn random_tags_are_refused_or_written_back_alike(
        scheme in proptest::sample::select(TagScheme::ALL.to_vec()),
        mut bytes in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        if let Some(first) = bytes.first_mut() {
            *first = scheme.header();
        }
        if let Ok(tag) = EpcTag::from_bytes(&bytes) {
            let mut written = tag.to_bytes();
            written.resize(bytes.len().max(written.len()), 0);
            bytes.resize(written.len(), 0);
            prop_assert_eq!(written, bytes);
        }
    }

    #[test]
    fn arbitrary_texts_do_no_harm(
        start in proptest::sample::select(vec!["", "urn:epc:id:sgtin:", "urn:epc:tag:grai-170:3.", "urn:epc:class:lgtin:"]),
        rest in "\\PC{0,40}|[0-9.%A-F*]{0,40}",
        digits in any::<usize>(),
    ) {
        let text = format!("{start}{rest}");
        let _ = (text.parse::<Epc>(), text.parse::<EpcTag>(), text.parse::<EpcClass>());
        let _ = (EpcTag::from_hex(&rest), Epc::grai(&rest, digits), Epc::giai(&rest, digits % 40));
    }
}
