// SPDX-License-Identifier: MIT OR Apache-2.0
//! What must hold for every input of every entry point: no panic, errors that point into the input and can be
//! read, and each written form reads back as what it was written from. The fuzz targets and the replay of their
//! corpus in `tests/corpus.rs` share these.

use gs1::{
    AimId, Compression, Date, Envelope, Epc, EpcClass, EpcTag, ErrorCode, Gln, Gtin, Hibc, Isbt128,
    KeyboardLayout, Kind, Lot, Message, Options, ParseError, Ppn, Profile, SerialNumber, Sscc, Udi,
    UrlPattern,
};

/// One target: its name, which is also that of its corpus folder, and its check.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// Every target.
pub(crate) const TARGETS: [Target; 12] = [
    ("scan", scan),
    ("scan_lenient", scan_lenient),
    ("scan_profile", scan_profile),
    ("bracketed", bracketed),
    ("digital_link", digital_link),
    ("compressed_link", compressed_link),
    ("url_pattern", url_pattern),
    ("values", values),
    ("epc", epc),
    ("envelope", envelope),
    ("hibc", hibc),
    ("isbt128", isbt128),
];

/// A year to put dates into a century by.
const YEAR: i16 = 2026;

/// A whole scan under the default options.
pub(crate) fn scan(data: &[u8]) {
    hold_together(data, &Options::default());
}

/// A whole scan whose missing partners are forgiven.
pub(crate) fn scan_lenient(data: &[u8]) {
    hold_together(data, &Options { lenient: true, ..Options::default() });
}

/// The first bytes make a profile, the rest is scanned with it.
pub(crate) fn scan_profile(data: &[u8]) {
    let Some(([flags, first, second], scan)) = data.split_first_chunk::<3>() else { return };
    let assume = [None, Some(AimId::GS1_DATAMATRIX), Some(AimId::QR), Some(AimId::EAN_13)];
    let substitutes = [&[][..], &[*first], &[*first, *second]];
    let profile = Profile {
        assume: assume[usize::from(flags & 3)],
        literal_identifier: flags & 4 != 0,
        gs_substitutes: substitutes[usize::from(flags >> 3 & 3) % 3].to_vec(),
        caps_locked: flags & 32 != 0,
        keyboard: if flags & 64 != 0 {
            KeyboardLayout::ALL.get(usize::from(*first & 1)).copied()
        } else {
            None
        },
        url_patterns: UrlPattern::new("https://a/{serial}").into_iter().collect(),
    };
    hold_together(scan, &Options { lenient: flags & 128 != 0, profile });
}

/// A text in brackets, as a person types it.
pub(crate) fn bracketed(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for lenient in [false, true] {
        match Message::from_bracketed(text, lenient) {
            Ok(message) => reads_back(&message),
            Err(error) => readable(&error, text.len()),
        }
    }
}

/// What follows the host of a web address.
pub(crate) fn digital_link(data: &[u8]) {
    hold_together(&[b"]Q1https://a/", data].concat(), &Options { lenient: true, ..Options::default() });
}

/// A compressed link, whole or behind a host.
pub(crate) fn compressed_link(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for link in [text.to_owned(), format!("https://a/{text}")] {
        match gs1::decompress(&link, true) {
            Ok(decompressed) => {
                reads_back(decompressed.message());
                assert!(decompressed.link().starts_with("http") || decompressed.link().starts_with("HTTP"));
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// A pattern on the first line, an address on the second.
pub(crate) fn url_pattern(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (pattern, url) = text.split_once('\n').unwrap_or((text, ""));
    let Ok(pattern) = UrlPattern::new(pattern) else { return };
    assert_eq!(pattern.to_string().parse().ok(), Some(pattern.clone()));
    if let Some(serial) = pattern.serial(url) {
        assert!((1..=20).contains(&serial.as_str().len()));
    }
}

/// A text as each of the identifiers there are types for.
pub(crate) fn values(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(gtin) = Gtin::new(text) {
        assert_eq!(gtin.as_str().len(), 14);
        assert!(gtin.as_str().ends_with(text) && gtin.as_str().ends_with(gtin.short_form()));
        assert_eq!(Gtin::new(gtin.short_form()), Ok(gtin));
    }
    assert!(Sscc::new(text).map_or(true, |sscc| sscc.as_str() == text));
    assert!(Gln::new(text).map_or(true, |gln| gln.as_str() == text));
    assert!(Lot::new(text).map_or(true, |lot| lot.as_str() == text));
    assert!(SerialNumber::new(text).map_or(true, |serial| serial.as_str() == text));
    assert!(AimId::new(text).map_or(true, |id| id.as_str() == text));
    assert!(Ppn::new(text).map_or(true, |ppn| Ppn::new(ppn.as_str()).is_ok()));
    if let Ok(date) = Date::new(text, YEAR) {
        assert_eq!(date.to_yymmdd(), text);
        assert!((-50..=50).contains(&(date.year - YEAR)));
    }
    if let Ok(date) = text.parse::<Date>() {
        assert_eq!(date.to_string(), text);
        assert!(date.last_day() >= date);
    }
}

/// The memory bank of a tag, and the written forms of a tag and of a code.
pub(crate) fn epc(data: &[u8]) {
    if let Ok(tag) = EpcTag::from_bytes(data) {
        assert_eq!(EpcTag::from_bytes(&tag.to_bytes()).as_ref(), Ok(&tag));
        assert_eq!(EpcTag::from_hex(&tag.to_hex()).as_ref(), Ok(&tag));
        assert_eq!(tag.to_string().parse().as_ref(), Ok(&tag));
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = text.parse::<EpcTag>();
    let _ = EpcTag::from_hex(text);
    if let Ok(class) = text.parse::<EpcClass>() {
        assert_eq!(class.to_string().parse().as_ref(), Ok(&class));
        assert!(!class.digital_link().is_empty());
    }
    if let Ok(epc) = text.parse::<Epc>() {
        assert_eq!(epc.to_string().parse().as_ref(), Ok(&epc));
    }
}

/// An ISO/IEC 15434 message.
pub(crate) fn envelope(data: &[u8]) {
    let behind_head = [b"[)>\x1e", data].concat();
    for data in [data, &behind_head] {
        match Envelope::parse(data, true) {
            Ok(envelope) => {
                // Data of these two may hold separators: without trailers its end is not told for certain.
                let is_opaque = |format: &gs1::Format| matches!(format.indicator(), 2 | 9);
                if !envelope.formats().iter().any(is_opaque) {
                    let text = envelope.to_text();
                    assert_eq!(Envelope::parse(text.as_bytes(), true).as_ref(), Ok(&envelope), "{text:?}");
                }
                accessors(&envelope.to_message());
            }
            Err(error) => readable(&error, data.len()),
        }
    }
}

/// A HIBC code.
pub(crate) fn hibc(data: &[u8]) {
    let behind_flag = [b"+", data].concat();
    for data in [data, &behind_flag] {
        match Hibc::parse(data) {
            Ok(hibc) => {
                if let Ok(text) = hibc.to_text() {
                    assert_eq!(Hibc::parse(text.as_bytes()).as_ref(), Ok(&hibc), "{text:?}");
                }
                if let Ok(message) = hibc.to_message() {
                    accessors(&message);
                }
            }
            Err(error) => readable(&error, data.len()),
        }
    }
}

/// An ISBT 128 code.
pub(crate) fn isbt128(data: &[u8]) {
    let behind_flag = [b"=", data].concat();
    for data in [data, &behind_flag] {
        match Isbt128::parse(data) {
            Ok(isbt) => assert_eq!(isbt.to_text().as_bytes(), data),
            Err(error) => readable(&error, data.len()),
        }
    }
}

fn hold_together(scan: &[u8], options: &Options) {
    match gs1::parse(scan, options) {
        Ok(message) => {
            accessors(&message);
            if matches!(message.kind(), Kind::Gs1 | Kind::DigitalLink) {
                reads_back(&message);
            }
        }
        Err(error) => readable(&error, scan.len()),
    }
}

fn readable(error: &ParseError, length: usize) {
    assert!(error.at <= length, "{error:?} points behind {length} bytes");
    let text = error.to_string();
    assert!(!text.is_empty() && text.len() < 2_000, "{error:?}: {text}");
    // A question mark stands where an error lacks what it speaks of, or in data that it quotes.
    let quotes =
        matches!(error.code, ErrorCode::UnknownAi | ErrorCode::UriUnknownAi | ErrorCode::DataIdentifier);
    assert!(quotes || !text.contains("(?)"), "{error:?}: {text}");
}

/// Asks for everything a message can tell.
fn accessors(message: &Message) {
    assert!(message.elements().len() <= gs1::MAX_ELEMENTS + 1, "{}", message.elements().len());
    let _ = (message.gtin(), message.serial(), message.lot(), message.sscc(), message.text());
    let _ = (message.readable(YEAR), Udi::of(message, YEAR), message.bracketed(), message.digital_link());
    for element in message.elements() {
        let _ = (message.date(element.ai(), YEAR), element.title(), element.amount(), element.currency());
        assert!(message.get(element.ai()).is_some());
    }
}

/// Brackets and element strings give the same elements back; a link gives each once.
fn reads_back(message: &Message) {
    let lenient = Options { lenient: true, ..Options::default() };
    let text = message.bracketed().expect("elements");
    let typed = Message::from_bracketed(&text, true);
    assert_eq!(typed.as_ref().map(Message::elements), Ok(message.elements()), "{text}");
    let scan = format!("]d2{}", message.element_string().expect("elements"));
    let scanned = gs1::parse(scan.as_bytes(), &lenient);
    assert_eq!(scanned.as_ref().map(Message::elements), Ok(message.elements()), "{scan:?}");
    let Some(link) = message.digital_link() else { return };
    let linked = gs1::parse(format!("]Q1{link}").as_bytes(), &lenient).expect("a link");
    assert_eq!(once_each(&linked), once_each(message), "{link}");
    assert_eq!(linked.digital_link().as_ref(), Some(&link));
    let is_key = |element: &&gs1::Element| {
        gs1::ai_facts(element.ai()).is_some_and(|facts| facts.key_qualifiers().is_some())
    };
    let Ok(compressed) = message.compressed_link("https://a", Compression::Full) else { return };
    // Compression does not keep the order that tells which of several keys is the primary one.
    let has_one_key = once_each(message).iter().filter(is_key).count() == 1;
    if has_one_key && compressed.len() <= gs1::MAX_SCAN_BYTES {
        let decompressed = gs1::decompress(&compressed, true).expect("a compressed link");
        assert_eq!(once_each(decompressed.message()), once_each(message), "{compressed}");
    }
}

fn once_each(message: &Message) -> Vec<gs1::Element> {
    let mut elements = message.elements().to_vec();
    elements.sort();
    elements.dedup();
    elements
}
