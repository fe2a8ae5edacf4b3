// SPDX-License-Identifier: MIT OR Apache-2.0
//! A small set of scans with their answers, which always runs.

use gs1::{AimId, Cause, ErrorCode, Kind, Message, Options, Profile, UrlPattern};

fn strict(scan: &str) -> Result<Message, gs1::ParseError> {
    gs1::parse(scan.as_bytes(), &Options::default())
}

fn with(scan: &str, profile: Profile) -> Result<Message, gs1::ParseError> {
    gs1::parse(scan.as_bytes(), &Options { profile, ..Options::default() })
}

#[track_caller]
fn accepts(scan: &str, kind: Kind, bracketed: Option<&str>, link: Option<&str>) {
    let message = strict(scan).unwrap_or_else(|error| panic!("{scan:?}: {error}"));
    assert_eq!(message.kind(), kind, "{scan:?}");
    assert_eq!(message.bracketed().as_deref(), bracketed, "{scan:?}");
    assert_eq!(message.digital_link().as_deref(), link, "{scan:?}");
}

#[track_caller]
fn refuses(scan: &str, code: ErrorCode, at: usize) {
    match strict(scan) {
        Err(error) => assert_eq!((error.code, error.at), (code, at), "{scan:?}: {error}"),
        Ok(message) => panic!("{scan:?} was accepted as {message:?}"),
    }
}

#[test]
fn element_strings() {
    let link = "https://id.gs1.org/01/04006381333931/10/L-7/21/a%2FB?17=280200";
    let text = "(01)04006381333931(21)a/B(10)L-7(17)280200";
    for id in ["]C1", "]e0", "]d2", "]Q3", "]J1"] {
        let scan = format!("{id}010400638133393121a/B\u{1d}10L-7\u{1d}17280200");
        accepts(&scan, Kind::Gs1, Some(text), Some(link));
    }
    // One separator after any value is tolerated, the last and those of predefined length included.
    let scan = "]d20104006381333931\u{1d}21a/B\u{1d}10L-7\u{1d}17280200\u{1d}";
    accepts(scan, Kind::Gs1, Some(text), Some(link));
    // A bracket inside a value is told from those of the AIs.
    accepts(
        "]d22003\u{1d}0104006381333931",
        Kind::Gs1,
        Some("(20)03(01)04006381333931"),
        Some("https://id.gs1.org/01/04006381333931?20=03"),
    );
    accepts("]d290a(b)", Kind::Gs1, Some("(90)a\\(b)"), None);
    // (8200) may not stand in a link, and (03) is not a key of one.
    accepts("]C101040063813339318200x.example", Kind::Gs1, Some("(01)04006381333931(8200)x.example"), None);
    accepts("]C10304006381333931", Kind::Gs1, Some("(03)04006381333931"), None);
}

#[test]
fn broken_element_strings() {
    use ErrorCode as E;
    refuses("]d2", E::EmptyData, 3);
    refuses("]d2\u{1d}99A", E::UnknownAi, 3);
    refuses("]d20104006381333931\u{1d}\u{1d}99A", E::UnknownAi, 20);
    refuses("]d20104006381333931052", E::UnknownAi, 19);
    refuses("]d2010400638133393", E::ValueTooShort, 18);
    refuses("]d20104006381333932", E::CheckDigit, 18);
    refuses("]d201040063813339x1", E::DigitExpected, 17);
    refuses("]d299a b", E::CharacterNotAllowed, 6);
    refuses("]d299", E::ValueEmpty, 5);
    refuses("]d2242\u{1d}99A", E::ValueEmpty, 6);
    refuses("]d22421234567", E::ValueTooLong, 12);
    refuses("]d20104006381333931172802301", E::Date, 25);
    refuses("]d20104006381333931422000", E::Country, 22);
    refuses("]d2(01)04006381333931", E::UnknownAi, 3);
    refuses(&format!("]d2{}", "99A\u{1d}".repeat(65)), E::TooManyElements, 3 + 64 * 4);
    refuses(&"9".repeat(8192), E::ScanTooLong, 8191);
}

#[test]
fn rules_between_elements() {
    use ErrorCode as E;
    refuses("]d221A", E::AiRequired, 3);
    refuses("]d2010400638133393121A\u{1d}235B", E::AiExcluded, 19);
    refuses("]d201040063813339313100000001\u{1d}3101000001", E::AiExcluded, 19);
    refuses("]d20104006381333931400A\u{1d}400B", E::AiRepeated, 24);
    accepts(
        "]d20104006381333931400A\u{1d}400A",
        Kind::Gs1,
        Some("(01)04006381333931(400)A(400)A"),
        Some("https://id.gs1.org/01/04006381333931?400=A"),
    );
    // A secondary serial needs an item and a serial, a signature an item with a serial.
    refuses("]d20104006381333931250A", E::AiRequired, 19);
    refuses("]d201040063813339318030AAAA", E::AiRequired, 19);
    assert!(strict("]d2010400638133393121A\u{1d}8030AAAA").is_ok());
    refuses("]d22539506000134352\u{1d}8030AAAA", E::SignatureWithoutSerial, 3);
    assert!(strict("]d22539506000134352X\u{1d}8030AAAA").is_ok());
    // (8041) needs all of (01), (21) and (8040).
    refuses("]d2010400638133393121A\u{1d}8041123456789012345", E::AiRequired, 23);
    let error = strict("]d221A").unwrap_err();
    assert_eq!(
        error.to_string(),
        "(21) may not stand alone: it needs (01) or (03) or (8006) on the same item"
    );
    assert_eq!(error.ai(), Some("21"));
}

#[test]
fn lenient_leaves_out_one_check_alone() {
    let lenient = Options { lenient: true, ..Options::default() };
    assert!(gs1::parse(b"]d221A", &lenient).is_ok());
    let code = |scan: &[u8]| gs1::parse(scan, &lenient).unwrap_err().code;
    assert_eq!(code(b"]d221A\x1d235B"), ErrorCode::AiExcluded);
    assert_eq!(code(b"]d221A\x1d21B"), ErrorCode::AiRepeated);
    assert_eq!(code(b"]d22539506000134352\x1d8030AAAA"), ErrorCode::SignatureWithoutSerial);
    assert_eq!(code(b"]d20104006381333932"), ErrorCode::CheckDigit);
}

#[test]
fn digital_links() {
    for id in ["]d1", "]Q1", "]J0"] {
        accepts(
            &format!(
                "{id}https://a.example/x/y/01/04006381333931/22/c%2f1/10/L/21/S?17=280229&linkType=all&solo#f"
            ),
            Kind::DigitalLink,
            Some("(01)04006381333931(22)c/1(10)L(21)S(17)280229"),
            Some("https://id.gs1.org/01/04006381333931/22/c%2F1/10/L/21/S?17=280229"),
        );
    }
    accepts(
        "]Q1HTTP://A/00/006141411234567890?&&10=A%2BB&02=04006381333931&&37=1&",
        Kind::DigitalLink,
        Some("(00)006141411234567890(10)A+B(02)04006381333931(37)1"),
        Some("https://id.gs1.org/00/006141411234567890?02=04006381333931&10=A%2BB&37=1"),
    );
    // The rightmost key counts; a GTIN in the query may lack its zeros.
    let scan = "]Q1https://a/01/x/8004/9520614141234567?01=4006381333931";
    accepts(
        scan,
        Kind::DigitalLink,
        Some("(8004)9520614141234567(01)04006381333931"),
        Some("https://id.gs1.org/8004/9520614141234567?01=04006381333931"),
    );
    // With the other sequence of qualifiers in the path, (10) is an attribute.
    assert!(strict("]Q1https://a/01/04006381333931/235/T?10=L").is_ok());
    assert!(strict("]Q1https://[2001:db8::1]:8443/01/04006381333931").is_ok());
    // A scheme of mixed case is text.
    accepts("]Q1HtTps://a/01/04006381333931", Kind::Plain, None, None);
}

#[test]
fn broken_digital_links() {
    use ErrorCode as E;
    refuses("]Q1https://a/b c", E::UriCharacter, 14);
    refuses("]Q1https://", E::UriIncomplete, 11);
    refuses("]Q1https://a", E::UriIncomplete, 11);
    refuses("]Q1https:///01/04006381333931", E::UriIncomplete, 11);
    refuses("]Q1https://a_b/01/04006381333931", E::UriHost, 12);
    refuses("]Q1https://a/", E::UriNoKey, 12);
    refuses("]Q1https://a/gtin/04006381333931", E::UriNoKey, 12);
    refuses("]Q1https://a/01/04006381333931/", E::UriNoKey, 12);
    refuses("]Q1https://a/01/4006381333931", E::ValueTooShort, 16);
    refuses("]Q1https://a/01/04006381333931/21/S/10/L", E::UriKeyOrder, 13);
    refuses("]Q1https://a/01/04006381333931/21//10/L", E::ValueEmpty, 34);
    refuses("]Q1https://a/01/04006381333931/10/L?21=S", E::UriNotAttribute, 36);
    refuses("]Q1https://a/01/04006381333931?10=L", E::UriBelongsInPath, 31);
    refuses("]Q1https://a/01/04006381333931?99=A&99=A", E::UriRepeated, 36);
    refuses("]Q1https://a/01/04006381333931?99=A&123=A", E::UriUnknownAi, 36);
    refuses("]Q1https://a/01/04006381333931?99=", E::ValueEmpty, 34);
    refuses("]Q1https://a/01/04006381333931?99=A%00", E::UriZeroByte, 34);
    refuses("]Q1https://a/01/04006381333931?99=A+B", E::CharacterNotAllowed, 34);
    refuses("]Q1https://a/01/04006381333931?99=A%C3%A4", E::CharacterNotAllowed, 34);
    refuses("]Q1https://a/8018/123456789012345675?4315=x", E::AiRequired, 37);
}

#[test]
fn ean_and_upc() {
    let message = strict("]E04006381333931").unwrap();
    assert_eq!((message.kind(), message.bracketed(), message.digital_link()), (Kind::Ean, None, None));
    assert_eq!(message.gtin().unwrap().as_str(), "04006381333931");
    assert_eq!((message.elements()[0].ai(), message.elements()[0].title()), ("01", "GTIN"));
    assert_eq!(strict("]E496385074").unwrap().gtin().unwrap().as_str(), "00000096385074");
    refuses("]E0400638133393", ErrorCode::EanLength, 15);
    refuses("]E040063813339311", ErrorCode::EanLength, 16);
    refuses("]E0400638133393x", ErrorCode::DigitExpected, 15);
    refuses("]E04006381333932", ErrorCode::CheckDigit, 15);
    refuses("]E49638507", ErrorCode::EanLength, 10);
}

#[test]
fn composite_of_ean_and_element_strings() {
    accepts(
        "]E04006381333931|]e010L1\u{1d}17280229",
        Kind::Gs1,
        Some("(01)04006381333931(10)L1(17)280229"),
        Some("https://id.gs1.org/01/04006381333931/10/L1?17=280229"),
    );
    refuses("]E04006381333931|]e0", ErrorCode::EmptyData, 20);
    refuses("]E04006381333931|]e00109506000134352", ErrorCode::AiRepeated, 20);
    refuses("]E04006381333931|]e017280230", ErrorCode::Date, 26);
}

#[test]
fn other_kinds() {
    for (scan, kind) in [
        ("]Q1hello", Kind::Plain),
        ("]d1", Kind::Plain),
        ("]d1+A123BJC5D6E71G", Kind::Hibc),
        ("]A0+A123BJC5D6E71G", Kind::Hibc),
        ("+A123BJC5D6E71G", Kind::Hibc),
        ("]C0=<E2512V00", Kind::Isbt128),
        ("[)>\u{1e}06\u{1d}S1\u{1e}\u{4}", Kind::Iso15434),
        ("]d1[)>\u{1e}06\u{1d}S1\u{1e}\u{4}", Kind::Iso15434),
    ] {
        let message = strict(scan).unwrap();
        assert_eq!((message.kind(), message.bracketed()), (kind, None), "{scan:?}");
        assert_eq!(message.elements().is_empty(), kind == Kind::Plain, "{scan:?}");
        assert!(scan.ends_with(message.text().unwrap()), "{scan:?}");
    }
    assert_eq!(strict("]Q1hello").unwrap().text(), Some("hello"));
    let bytes = gs1::parse(b"]Q1\xff", &Options::default()).unwrap();
    assert_eq!(bytes.text(), Some("\u{fffd}"));
}

#[test]
fn unknown_carriers() {
    refuses("", ErrorCode::MissingIdentifier, 0);
    refuses("]", ErrorCode::MissingIdentifier, 0);
    refuses("0104006381333931", ErrorCode::MissingIdentifier, 0);
    refuses("]A0ABC", ErrorCode::UnsupportedIdentifier, 0);
    let error = strict("0104006381333931").unwrap_err();
    assert_eq!(error.likely_cause(), Some(Cause::IdentifierOff));
    assert_eq!(strict("]D20104006381333931").unwrap_err().likely_cause(), Some(Cause::CaseSwapped));
}

#[test]
fn accessors() {
    let scan = "]d20104006381333931210aZ\u{1d}10L1\u{1d}17280200\u{1d}4109506000134352";
    let message = strict(scan).unwrap();
    assert_eq!(message.serial().unwrap().as_str(), "0aZ");
    assert_eq!(message.lot().unwrap().as_str(), "L1");
    assert_eq!(message.date("17", 2026).unwrap().to_string(), "2028-02");
    assert_eq!(message.get("410"), Some("9506000134352"));
    assert_eq!((message.sscc(), message.text(), message.date("10", 2026)), (None, None, None));
    let titles: Vec<_> = message.elements().iter().map(gs1::Element::title).collect();
    assert_eq!(titles, ["GTIN", "SERIAL", "BATCH/LOT", "USE BY or EXPIRY", "SHIP TO LOC"]);
    let pallet = strict("]C100006141411234567890").unwrap();
    assert_eq!(pallet.sscc().unwrap().as_str(), "006141411234567890");
}

#[test]
fn device_profiles() {
    let assume = Profile { assume: Some(AimId::GS1_DATAMATRIX), ..Profile::default() };
    assert!(with("0104006381333931", assume.clone()).is_ok());
    assert_eq!(with("0104006381333932", assume.clone()).unwrap_err().at, 15);
    assert_eq!(with("]E04006381333931", assume.clone()).unwrap().kind(), Kind::Ean);
    assert_eq!(with("+A123BJC5D6E71G", assume.clone()).unwrap().kind(), Kind::Hibc);

    let substitute = Profile { gs_substitutes: vec![b'~', b'|'], ..Profile::default() };
    let message = with("]d2010400638133393121A~10B|17280229", substitute).unwrap();
    assert_eq!(message.bracketed().unwrap(), "(01)04006381333931(21)A(10)B(17)280229");

    let wrapped = Profile { assume: Some(AimId::QR), literal_identifier: true, ..Profile::default() };
    assert_eq!(with("]C0]C10104006381333931", wrapped.clone()).unwrap().kind(), Kind::Gs1);
    assert_eq!(with("]C10104006381333931", wrapped.clone()).unwrap().kind(), Kind::Gs1);
    assert_eq!(with("text", wrapped).unwrap().kind(), Kind::Plain);
    refuses("]C0]C10104006381333931", ErrorCode::UnsupportedIdentifier, 0);
}

#[test]
fn url_patterns() {
    let pattern = UrlPattern::new("https://verify.maker.example/serial-{serial}").unwrap();
    let profile = Profile { url_patterns: vec![pattern], ..Profile::default() };
    let message = with("]Q1https://verify.maker.example/serial-AB12CD", profile.clone()).unwrap();
    assert_eq!(message.kind(), Kind::Plain);
    assert_eq!(message.serial().unwrap().as_str(), "AB12CD");
    assert_eq!(message.text(), Some("https://verify.maker.example/serial-AB12CD"));
    assert_eq!((message.bracketed(), message.gtin()), (None, None));
    // What no pattern fits keeps the error of a link; what is a Digital Link stays one.
    let error = with("]Q1https://other.example/serial-AB12CD", profile.clone()).unwrap_err();
    assert_eq!(error.code, ErrorCode::UriNoKey);
    let link = with("]Q1https://verify.maker.example/01/04006381333931/21/A", profile).unwrap();
    assert_eq!(link.kind(), Kind::DigitalLink);
    refuses("]Q1https://verify.maker.example/serial-AB12CD", ErrorCode::UriNoKey, 31);
}
