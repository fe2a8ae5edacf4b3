// SPDX-License-Identifier: MIT OR Apache-2.0
//! Scans of ISO/IEC 15434, HIBC and ISBT 128 with their answers, and what they say of a medical device.

use gs1::{Cause, Envelope, ErrorCode, Format, Hibc, Kind, Message, Options, Udi, UdiError, UdiIssuer};

const YEAR: i16 = 2026;
const PHARMACY: &str =
    "[)>\u{1e}06\u{1d}9N112097776020\u{1d}S496320471563\u{1d}1TABC123\u{1d}D290331\u{1e}\u{4}";

#[track_caller]
fn parse(scan: &str) -> Message {
    gs1::parse(scan.as_bytes(), &Options::default()).unwrap_or_else(|error| panic!("{scan:?}: {error}"))
}

#[track_caller]
fn refuses(scan: &str, code: ErrorCode, at: usize) {
    match gs1::parse(scan.as_bytes(), &Options::default()) {
        Err(error) => assert_eq!((error.code, error.at), (code, at), "{scan:?}: {error}"),
        Ok(message) => panic!("{scan:?} was accepted as {message:?}"),
    }
}

fn elements(message: &Message) -> Vec<(&str, &str, &str)> {
    message.elements().iter().map(|e| (e.ai(), e.title(), e.value())).collect()
}

fn said(message: &Message) -> [Option<String>; 5] {
    [
        message.gtin().map(String::from),
        message.serial().map(String::from),
        message.lot().map(String::from),
        message.expiry(YEAR).map(String::from),
        message.manufactured(YEAR).map(String::from),
    ]
}

fn some(texts: [&str; 5]) -> [Option<String>; 5] {
    texts.map(|text| (!text.is_empty()).then(|| text.to_owned()))
}

#[test]
fn pharmacy_pack() {
    for id in ["", "]d1", "]Q1", "]A0"] {
        let message = parse(&format!("{id}{PHARMACY}"));
        assert_eq!(message.kind(), Kind::Iso15434);
        let expected = [
            ("9N", "PHARMACY PRODUCT NUMBER", "112097776020"),
            ("S", "SERIAL NUMBER", "496320471563"),
            ("1T", "LOT (SUPPLIER)", "ABC123"),
            ("D", "DATE", "290331"),
        ];
        assert_eq!(elements(&message), expected);
        assert_eq!(said(&message), some(["04150209777602", "496320471563", "ABC123", "2029-03-31", ""]));
        assert_eq!(
            (message.bracketed(), message.element_string(), message.digital_link()),
            (None, None, None)
        );
        assert_eq!(message.text(), Some(PHARMACY));
        let udi = Udi::of(&message, YEAR).unwrap();
        assert_eq!((udi.issuer, udi.device.as_str()), (UdiIssuer::Ifa, "112097776020"));
    }
    let month = parse("[)>\u{1e}06\u{1d}9N110375286414\u{1d}1T12345ABCDE\u{1d}D290300\u{1d}SX\u{1e}\u{4}");
    assert_eq!(month.expiry(YEAR).unwrap().to_string(), "2029-03");
    assert_eq!(month.ppn().unwrap().pzn(), Some("03752864"));
}

#[test]
fn automotive_part() {
    let message = parse("]d1[)>\u{1e}06\u{1d}P84161234\u{1d}12V123456789\u{1d}1TL-7\u{1d}D260131\u{1e}\u{4}");
    assert_eq!(message.part().map(|e| (e.ai(), e.value())), Some(("P", "84161234")));
    assert_eq!(message.supplier().map(|e| (e.ai(), e.value())), Some(("12V", "123456789")));
    // A plain date is an expiry only beside a PPN.
    assert_eq!(said(&message), some(["", "", "L-7", "", ""]));
    assert_eq!(message.date("D", YEAR).unwrap().to_string(), "2026-01-31");
    assert_eq!(Udi::of(&message, YEAR), Err(UdiError::NoDevice));
}

#[test]
fn serials_of_every_kind() {
    for (field, serial) in [
        ("S0aZ", Some("0aZ")),
        ("18S1VVM4786950", Some("786950")),
        ("37SUN123456789PART+A7", Some("A7")),
        ("25SUN123456789A7", Some("UN123456789A7")),
        ("25SUN123456789A7X12345678901234", None),
        ("1SREV2", None),
    ] {
        let message = parse(&format!("[)>\u{1e}06\u{1d}{field}\u{1e}\u{4}"));
        assert_eq!(message.serial().map(String::from).as_deref(), serial, "{field}");
    }
}

#[test]
fn gs1_in_an_envelope() {
    let body = "[)>\u{1e}05\u{1d}0104006381333931\u{1d}21A\u{1d}17290331\u{1e}";
    for trailer in ["\u{4}", ""] {
        let message = parse(&format!("{body}{trailer}"));
        assert_eq!((message.kind().as_str(), elements(&message)[0].1), ("iso15434", "GTIN"));
        assert_eq!(message.bracketed().as_deref(), Some("(01)04006381333931(21)A(17)290331"));
        assert_eq!(message.element_string().as_deref(), Some("010400638133393121A\u{1d}17290331"));
        assert_eq!(
            message.digital_link().as_deref(),
            Some("https://id.gs1.org/01/04006381333931/21/A?17=290331")
        );
        assert_eq!(said(&message), some(["04006381333931", "A", "", "2029-03-31", ""]));
    }
    refuses("[)>\u{1e}05\u{1d}0104006381333932\u{1e}\u{4}", ErrorCode::CheckDigit, 22);
    refuses("]d1[)>\u{1e}05\u{1d}21A\u{1e}\u{4}", ErrorCode::AiRequired, 10);
    let lenient = Options { lenient: true, ..Options::default() };
    assert!(gs1::parse(b"[)>\x1e05\x1d21A\x1e\x04", &lenient).is_ok());
}

#[test]
fn several_formats_in_one_envelope() {
    let message = parse(
        "[)>\u{1e}06\u{1d}9N112097776020\u{1d}SA\u{1e}05\u{1d}0104006381333931\u{1d}10L\u{1e}07free text\u{1e}12\u{1d}MFR 98897\u{1d}SER786950\u{1d}\u{1e}\u{4}",
    );
    let expected = [
        ("9N", "PHARMACY PRODUCT NUMBER", "112097776020"),
        ("S", "SERIAL NUMBER", "A"),
        ("01", "GTIN", "04006381333931"),
        ("10", "BATCH/LOT", "L"),
        ("FORMAT 07", "OTHER FORMAT", "free text"),
        ("MFR", "MANUFACTURER", "98897"),
        ("SER", "SERIAL NUMBER", "786950"),
    ];
    assert_eq!(elements(&message), expected);
    assert_eq!(message.bracketed().as_deref(), Some("(01)04006381333931(10)L"));
    assert_eq!(message.gtin().unwrap().as_str(), "04006381333931");
    // The rules between AIs hold across formats.
    let repeated = "[)>\u{1e}05\u{1d}0104006381333931\u{1e}05\u{1d}0109506000134352\u{1e}\u{4}";
    refuses(repeated, ErrorCode::AiRepeated, 27);
    // Binary data may hold separators of its own.
    let binary = parse("[)>\u{1e}09\u{1d}bin\u{1d}\u{1d}4\u{1d}\u{1e}\u{4}\u{1e}!\u{1e}\u{4}");
    assert_eq!(elements(&binary).len(), 1);
}

#[test]
fn unknown_identifiers_are_kept() {
    let message = parse("[)>\u{1e}06\u{1d}999Zany thing\u{1d}P1\u{1e}12\u{1d}XYZ 1\u{1e}\u{4}");
    assert_eq!(elements(&message)[0], ("999Z", "", "any thing"));
    assert_eq!(elements(&message)[2], ("XYZ", "", "1"));
}

#[test]
fn trailers() {
    let body = PHARMACY.trim_end_matches(['\u{1e}', '\u{4}']);
    assert_eq!(elements(&parse(body)), elements(&parse(PHARMACY)));
    assert_eq!(elements(&parse(&format!("{body}\u{1e}"))), elements(&parse(PHARMACY)));
    refuses(&format!("{body}\u{4}"), ErrorCode::EnvelopeTrailer, body.len());
    refuses(&format!("{PHARMACY}x"), ErrorCode::EnvelopeTrailer, PHARMACY.len());
    refuses(&format!("]d1{PHARMACY}\r"), ErrorCode::EnvelopeTrailer, PHARMACY.len() + 3);
}

#[test]
fn broken_envelopes() {
    use ErrorCode as E;
    refuses("[)>\u{1e}", E::EmptyData, 4);
    refuses("[)>\u{1e}\u{4}", E::EnvelopeFormat, 4);
    refuses("[)>\u{1e}6\u{1d}S1\u{1e}\u{4}", E::EnvelopeFormat, 4);
    refuses("[)>\u{1e}06S1\u{1e}\u{4}", E::EnvelopeFormat, 6);
    refuses("[)>\u{1e}06\u{1d}\u{1e}\u{4}", E::EmptyData, 7);
    refuses("[)>\u{1e}06\u{1d}S1\u{1d}\u{1d}P1\u{1e}\u{4}", E::DataIdentifier, 10);
    refuses("[)>\u{1e}06\u{1d}s1\u{1e}\u{4}", E::DataIdentifier, 7);
    refuses("[)>\u{1e}12\u{1d}MF\u{1e}\u{4}", E::DataIdentifier, 7);
    refuses("[)>\u{1e}12\u{1d}MFR \u{1e}\u{4}", E::ValueEmpty, 11);
    refuses("[)>\u{1e}06\u{1d}S\u{1e}\u{4}", E::ValueEmpty, 8);
    refuses("[)>\u{1e}06\u{1d}9N112097776021\u{1e}\u{4}", E::CheckCharacters, 19);
    refuses("[)>\u{1e}06\u{1d}S1\u{1d}14D20290332\u{1e}\u{4}", E::Date, 19);
    refuses("[)>\u{1e}06\u{1d}S1\u{1c}2\u{1e}\u{4}", E::CharacterNotAllowed, 9);
    let many = format!("[)>\u{1e}06{}\u{1e}\u{4}", "\u{1d}S1".repeat(65));
    refuses(&many, E::TooManyElements, 7 + 64 * 3);
    let error = gs1::parse(b"[)>\x1e06\x1d9N112097776021\x1e\x04", &Options::default()).unwrap_err();
    assert_eq!((error.ai(), error.likely_cause()), (Some("9N"), Some(Cause::Misread)));
    let error = gs1::parse(b"[)>\x1e06\x1dS1\x1d\xff\x1e\x04", &Options::default()).unwrap_err();
    assert_eq!((error.code, error.at), (E::DataIdentifier, 10));
}

#[test]
fn envelopes_are_put_together() {
    let items =
        Format::application_identifiers(&[("01", "04006381333931"), ("3103", "000123"), ("21", "A(1")]);
    let parts = Format::text_elements(&[("SER", "A 7")]);
    let envelope = Envelope::new(vec![items.unwrap(), parts.unwrap()], false).unwrap();
    assert_eq!(Envelope::parse(envelope.to_text().as_bytes(), false), Ok(envelope.clone()));
    assert_eq!(envelope.to_message().bracketed().unwrap(), "(01)04006381333931(3103)000123(21)A\\(1");
    let code = |error: gs1::ParseError| (error.code, error.at);
    let smuggled = Format::data_identifiers(&[("P", "1"), ("S", "1\u{1d}P2")]);
    assert_eq!(smuggled.map_err(code), Err((ErrorCode::CharacterNotAllowed, 1)));
    let unknown = Format::application_identifiers(&[("S", "1")]);
    assert_eq!(unknown.map_err(code), Err((ErrorCode::UnknownAi, 0)));
    assert_eq!(Format::data_identifiers(&[("", "1")]).map_err(code), Err((ErrorCode::DataIdentifier, 0)));
    let alone = Format::application_identifiers(&[("21", "A")]).unwrap();
    assert_eq!(Envelope::new(vec![alone.clone()], false).map_err(|e| e.code), Err(ErrorCode::AiRequired));
    assert!(Envelope::new(vec![alone], true).is_ok());
    assert_eq!(Envelope::new(Vec::new(), true).map_err(|e| e.code), Err(ErrorCode::EnvelopeFormat));
    let escaping = Format::Other { indicator: 7, data: "x\u{1e}06\u{1d}S1".to_owned() };
    assert_eq!(Envelope::new(vec![escaping], true).map_err(|e| e.code), Err(ErrorCode::EnvelopeFormat));
    let three_digits = Format::Other { indicator: 107, data: String::new() };
    assert!(Envelope::new(vec![three_digits], true).is_err());
}

#[test]
fn hibc_codes() {
    for (scan, device, answer) in [
        ("+A123BJC5D6E71G", "A123BJC5D6E71", ["", "", "", "", ""]),
        ("+J123AQ3451/25330BC34567/S4012X", "J123AQ3451", ["", "4012", "BC34567", "2025-11-26", ""]),
        ("+J123AQ3451/$$1125BC34567/S4012L", "J123AQ3451", ["", "4012", "BC34567", "2025-11", ""]),
        ("+J123AQ3451/$$3231231BC34567/S4012R", "J123AQ3451", ["", "4012", "BC34567", "2023-12-31", ""]),
        (
            "+A99912345/$$812710X3/16D20111212/14D20200906/S77DEFG453",
            "A99912345",
            ["", "77DEFG45", "10X3", "2020-09-06", "2011-12-12"],
        ),
        (
            "+A99912345/$$902345710X3/16D20111212/14D20200906/S77DEFG45F",
            "A99912345",
            ["", "77DEFG45", "10X3", "2020-09-06", "2011-12-12"],
        ),
        ("+E203PB414109/$$8243280112R00089525J", "E203PB414109", ["", "", "R00089525", "2028-01-12", ""]),
        (
            "+A99912349/$10X3/16D20111231/14D20200131/Q500Z",
            "A99912349",
            ["", "", "10X3", "2020-01-31", "2011-12-31"],
        ),
        ("+EHWD3551419/$$900100F", "EHWD3551419", ["", "", "", "", ""]),
        ("+EHWD3551419/$/Q100X", "EHWD3551419", ["", "", "", "", ""]),
        (
            "+X999123ABC0/$$20515191234AB/S5678EDFG/16D20151001I",
            "X999123ABC0",
            ["", "5678EDFG", "1234AB", "2019-05-15", "2015-10-01"],
        ),
        (
            "+X999123ABC0/$$619135211234AB/S5678EDFG/16D20151001N",
            "X999123ABC0",
            ["", "5678EDFG", "1234AB", "2019-05-15", "2015-10-01"],
        ),
    ] {
        for id in ["", "]A0", "]C0", "]d1", "]Q1"] {
            let message = parse(&format!("{id}{scan}"));
            assert_eq!((message.kind(), message.text()), (Kind::Hibc, Some(scan)));
            assert_eq!(said(&message), some(answer), "{scan}");
            let udi = Udi::of(&message, YEAR).unwrap();
            assert_eq!((udi.issuer, udi.device.as_str()), (UdiIssuer::Hibcc, device), "{scan}");
            assert_eq!(udi.production.is_empty(), answer.iter().all(|text| text.is_empty()));
        }
    }
    let message = parse("+E203PB414109/$$8243280112R00089525J");
    let expected = [
        ("LIC", "LABELER IDENTIFICATION CODE", "E203"),
        ("PCN", "PRODUCT OR CATALOG NUMBER", "PB41410"),
        ("U/M", "UNIT OF MEASURE", "9"),
        ("QTY", "QUANTITY", "24"),
        ("EXP:YYMMDD", "EXPIRATION DATE", "280112"),
        ("LOT", "LOT NUMBER", "R00089525"),
    ];
    assert_eq!(elements(&message), expected);
    assert_eq!(message.date("EXP:YYMMDD", YEAR).unwrap().to_string(), "2028-01-12");
}

#[test]
fn hibc_over_two_symbols() {
    let first = Hibc::parse(b"+A123BJC5D6E71G").unwrap();
    for (second, serial, lot) in [
        ("+$$52001510X3GD", None, Some("10X3")),
        ("+2001510X3GG", None, Some("10X3")),
        ("+$$710X3G7", None, Some("10X3")),
        ("+$$+52001510X3GB", Some("10X3"), None),
    ] {
        let alone = parse(second);
        assert_eq!(Udi::of(&alone, YEAR), Err(UdiError::SecondSymbol));
        assert_eq!(alone.get("LINK"), Some("G"));
        let both = first.join(&Hibc::parse(second.as_bytes()).unwrap()).unwrap().to_message().unwrap();
        let production = Udi::of(&both, YEAR).unwrap().production;
        assert_eq!((production.serial.as_deref(), production.lot.as_deref()), (serial, lot), "{second}");
    }
    let special = Hibc::parse(b"+A123BJCMD6E79+").unwrap();
    assert!(special.join(&Hibc::parse(b"+$$52001510X3+ ").unwrap()).is_ok());
    let other = special.join(&Hibc::parse(b"+$$52001510X3GD").unwrap()).unwrap_err();
    assert_eq!((other.code, other.at), (ErrorCode::LinkCharacter, 13));
    assert_eq!(first.join(&first).map_err(|e| e.code), Err(ErrorCode::HibcStructure));
    // A serial number may have a symbol of its own.
    let serial = Hibc::parse(b"+S4012TJ").unwrap();
    let joined = Hibc::parse(b"+J123AQ3451T").unwrap().join(&serial).unwrap().to_message().unwrap();
    assert_eq!(joined.serial().unwrap().as_str(), "4012");
}

#[test]
fn broken_hibc_codes() {
    refuses("]d1+A123BJC5D6E71H", ErrorCode::CheckCharacter, 17);
    refuses("+A99912345/$$52001510X3/16D20111212/S77DEFG45/", ErrorCode::CheckCharacter, 45);
    let error = gs1::parse(b"+A123BJC5D6E71H", &Options::default()).unwrap_err();
    assert_eq!(error.likely_cause(), Some(Cause::Misread));
    // A telephone number is no HIBC code of the old form.
    assert_eq!(parse("]Q1+4930123456").kind(), Kind::Plain);
    refuses("]A0+4930123456", ErrorCode::UnsupportedIdentifier, 0);
    refuses("+4930123456", ErrorCode::MissingIdentifier, 0);
}

#[test]
fn isbt_128() {
    let blood = parse("]C0=A99991712345600");
    let expected =
        [("=", "DONATION IDENTIFICATION NUMBER", "A999917123456"), ("FLAG", "FLAG CHARACTERS", "00")];
    assert_eq!(elements(&blood), expected);
    assert_eq!(Udi::of(&blood, YEAR), Err(UdiError::NoDevice));

    let scan = "=+06000=/A9999XYZ100T0476=,000025=A99971712345600=>019032=}017032&,1000000000000XYZ123";
    for id in ["", "]d1", "]C0"] {
        let message = parse(&format!("{id}{scan}"));
        assert_eq!(message.kind(), Kind::Isbt128);
        assert_eq!(said(&message), some(["", "000025", "000000000000XYZ123", "2019-02-01", "2017-02-01"]));
        let udi = Udi::of(&message, YEAR).unwrap();
        assert_eq!((udi.issuer, udi.device.as_str()), (UdiIssuer::Iccbba, "A9999XYZ100T0476"));
        assert_eq!(udi.production.donation.as_deref(), Some("A999717123456"));
    }
    let bag = Udi::of(&parse("]d1=)1TE123456A&)RZ12345678"), YEAR).unwrap();
    assert_eq!((bag.device.as_str(), bag.production.lot.as_deref()), ("1TE123456A", Some("RZ12345678")));
    let time = parse("&>0193652359");
    assert_eq!(time.expiry(YEAR).unwrap().to_string(), "2019-12-31");
    // Divisions are a serial number on a device alone.
    assert_eq!(parse("=A99991712345600=,000012").serial(), None);
    // What nobody here knows is kept.
    assert_eq!(elements(&parse("=~future 1")), [("=~", "", "future 1")]);
    refuses("]d1=<E2512V0", ErrorCode::ValueTooShort, 12);
    assert_eq!(parse("]Q1=SUM(A1)").kind(), Kind::Plain);
}

#[test]
fn udi_of_gs1() {
    let message = parse("]d20151022222233336111412311715070710A213B1\u{1d}211234");
    let udi = Udi::of(&message, YEAR).unwrap();
    assert_eq!((udi.issuer, udi.device.as_str()), (UdiIssuer::Gs1, "51022222233336"));
    let production = udi.production;
    assert_eq!((production.lot.as_deref(), production.serial.as_deref()), (Some("A213B1"), Some("1234")));
    assert_eq!(production.expiry.unwrap().to_string(), "2015-07-07");
    assert_eq!(production.manufactured.unwrap().to_string(), "2014-12-31");
    // A UPC may serve as the identifier of a class I device.
    let upc = Udi::of(&parse("]E04006381333931"), YEAR).unwrap();
    assert!(upc.device.to_string() == "04006381333931" && upc.production.is_empty());
    let in_06 = parse("[)>\u{1e}06\u{1d}8P04006381333931\u{1d}SA\u{1e}\u{4}");
    assert_eq!(Udi::of(&in_06, YEAR).unwrap().issuer, UdiIssuer::Gs1);
    assert_eq!(Udi::of(&parse("]C100006141411234567890"), YEAR), Err(UdiError::NoDevice));
}
