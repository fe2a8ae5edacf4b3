// SPDX-License-Identifier: MIT OR Apache-2.0
//! Vectors and refusals of signed labels.

use gs1::Gtin;
use ring::signature::{Ed25519KeyPair, KeyPair};

use super::*;
use crate::serial::{MAX_BLOCKS, Serial};

struct Signer(Ed25519KeyPair);

impl Signer {
    fn new(seed: u8) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
    }

    fn public(&self) -> PublicKey {
        PublicKey::from_bytes(self.0.public_key().as_ref().try_into().unwrap())
    }

    fn issue(&self, brand: &str, subject: &LabelSubject<'_>) -> SignedLabel {
        SignedLabel::issue(brand, subject, &self.public(), |message| {
            Signature::from_bytes(self.0.sign(message).as_ref().try_into().unwrap())
        })
    }

    fn entry(&self, first: u32, last: u32, revoked: &[(u32, u32)]) -> LabelKey {
        let range = |(first, last): &(u32, u32)| BlockRange::new(*first, *last).unwrap();
        let revoked = revoked.iter().map(range).collect();
        LabelKey { key: self.public(), blocks: range(&(first, last)), revoked }
    }
}

fn keys(mut entries: Vec<LabelKey>) -> LabelKeys {
    entries.sort_by_key(|entry| entry.key);
    LabelKeys::new(entries).unwrap()
}

fn gtin() -> Gtin {
    Gtin::new("09521321000018").unwrap()
}

/// Block 81,941.
fn serial() -> Serial {
    Serial::parse("00A02N700123456789AB").unwrap()
}

/// Worked by an independent implementation (Python's `cryptography`); the key of seed `n` is 32 bytes of `n`.
#[test]
fn committed_vectors_hold() {
    let mut count = 0;
    for line in include_str!("../../vectors/labels.csv").lines().skip(1) {
        let fields: Vec<_> = line.split(',').collect();
        let [brand, gtin, serial, expiry, lot, seed, text] = fields[..] else { panic!("{line}") };
        let (gtin, serial) = (Gtin::new(gtin).unwrap(), Serial::parse(serial).unwrap());
        let mut subject = LabelSubject::new(&gtin, &serial);
        if !expiry.is_empty() {
            subject = subject.with_expiry(expiry).unwrap();
        }
        if !lot.is_empty() {
            subject = subject.with_lot(lot).unwrap();
        }
        let signer = Signer::new(seed.parse().unwrap());
        assert_eq!(signer.issue(brand, &subject).to_string(), text);
        let known = keys(vec![signer.entry(0, MAX_BLOCKS - 1, &[])]);
        let verdict = SignedLabel::parse(text).unwrap().verify(brand, &subject, &known);
        assert!(verdict.is_verified(), "{line}: {verdict:?}");
        count += 1;
    }
    assert_eq!(count, 5);
}

#[test]
fn a_label_fits_the_identifier_and_the_digital_link() {
    let (gtin, serial) = (gtin(), serial());
    let text = Signer::new(1).issue("acme", &LabelSubject::new(&gtin, &serial)).to_string();
    assert_eq!(text.len(), LABEL_CHARS);
    let element = format!("]d201{gtin}21{serial}\u{1d}{LABEL_AI}{text}");
    let message = gs1::parse(element.as_bytes(), &gs1::Options::default()).unwrap();
    let link = message.digital_link().unwrap();
    assert_eq!(link, format!("https://id.gs1.org/01/{gtin}/21/{serial}?{LABEL_AI}={text}"));
    assert_eq!(link.len(), 154);
}

#[test]
fn each_part_of_the_identifier_is_under_the_signature() {
    let (gtin, serial) = (gtin(), serial());
    let whole = LabelSubject::new(&gtin, &serial).with_expiry("281231").unwrap().with_lot("8").unwrap();
    let signer = Signer::new(1);
    let known = keys(vec![signer.entry(0, MAX_BLOCKS - 1, &[])]);
    let label = signer.issue("acme", &whole);
    assert!(label.verify("acme", &whole, &known).is_verified());
    let (gtin_2, serial_2) =
        (Gtin::new("04006381333931").unwrap(), Serial::parse("00A02N700123456789AC").unwrap());
    let build = |gtin, serial, expiry, lot| {
        LabelSubject::new(gtin, serial).with_expiry(expiry).unwrap().with_lot(lot).unwrap()
    };
    for other in [
        build(&gtin_2, &serial, "281231", "8"),
        build(&gtin, &serial_2, "281231", "8"),
        build(&gtin, &serial, "281200", "8"),
        build(&gtin, &serial, "281231", "9"),
    ] {
        assert_eq!(label.verify("acme", &other, &known), LabelVerdict::Forged, "{other:?}");
    }
    assert_eq!(label.verify("acmf", &whole, &known), LabelVerdict::Forged);
    let without_lot = LabelSubject::new(&gtin, &serial).with_expiry("281231").unwrap();
    assert_eq!(label.verify("acme", &without_lot, &known), LabelVerdict::Incomplete);
    let plain = signer.issue("acme", &LabelSubject::new(&gtin, &serial));
    assert!(plain.verify("acme", &whole, &known).is_verified(), "what is not signed does not matter");
}

#[test]
fn a_key_counts_in_its_blocks_and_until_it_is_revoked() {
    let (gtin, serial) = (gtin(), serial());
    let block = serial.locator().block.get();
    let subject = LabelSubject::new(&gtin, &serial);
    let signer = Signer::new(1);
    let label = signer.issue("acme", &subject);
    let key = signer.public().id();
    let verdict = |entries| label.verify("acme", &subject, &keys(entries));
    let verified = LabelVerdict::Verified { key: key.clone() };
    assert_eq!(verdict(vec![signer.entry(block, block, &[])]), verified);
    assert_eq!(verdict(vec![signer.entry(0, block, &[(block - 9, block - 1)])]), verified);
    let outside = LabelVerdict::OutsideRange { key: key.clone() };
    assert_eq!(verdict(vec![signer.entry(0, block - 1, &[])]), outside);
    assert_eq!(verdict(vec![signer.entry(block + 1, block + 9, &[])]), outside);
    assert_eq!(verdict(vec![signer.entry(0, block + 9, &[(block, block)])]), LabelVerdict::Revoked { key });
    assert_eq!(verdict(vec![]), LabelVerdict::UnknownKey);
    assert_eq!(verdict(vec![Signer::new(2).entry(0, MAX_BLOCKS - 1, &[])]), LabelVerdict::UnknownKey);
}

/// Among 256 keys some share a hint; each still finds its own.
#[test]
fn keys_with_one_hint_are_all_tried() {
    let (gtin, serial) = (gtin(), serial());
    let subject = LabelSubject::new(&gtin, &serial);
    let signers: Vec<Signer> = (0..=255).map(Signer::new).collect();
    let known = keys(signers.iter().map(|signer| signer.entry(0, MAX_BLOCKS - 1, &[])).collect());
    let mut hints: Vec<u8> = signers.iter().map(|signer| hint(&signer.public())).collect();
    hints.sort_unstable();
    hints.dedup();
    assert!(hints.len() < 256, "no two keys share a hint, so this test shows nothing");
    for signer in &signers {
        assert!(signer.issue("acme", &subject).verify("acme", &subject, &known).is_verified());
    }
}

#[test]
fn texts_that_are_no_label_are_refused() {
    let (gtin, serial) = (gtin(), serial());
    let good = Signer::new(1).issue("acme", &LabelSubject::new(&gtin, &serial)).to_string();
    assert_eq!(SignedLabel::parse(&good).unwrap().to_string(), good);
    assert_eq!(SignedLabel::parse(&good[1..]), Err(LabelError::Length(87)));
    assert_eq!(SignedLabel::parse(&format!("{good}==")), Err(LabelError::Length(90)));
    assert_eq!(SignedLabel::parse(&format!("{}==", &good[..86])), Err(LabelError::Characters));
    assert_eq!(SignedLabel::parse(&format!("+{}", &good[1..])), Err(LabelError::Characters));
    assert_eq!(SignedLabel::parse(&format!("A{}", &good[1..])), Err(LabelError::Form(0)));
    assert_eq!(SignedLabel::parse(&"é".repeat(44)), Err(LabelError::Characters));
    let subject = LabelSubject::new(&gtin, &serial);
    assert_eq!(subject.with_expiry("28123"), Err(InvalidSubject::Expiry));
    assert_eq!(subject.with_expiry("28123é"), Err(InvalidSubject::Expiry));
    assert_eq!(subject.with_lot(""), Err(InvalidSubject::Lot));
    assert_eq!(subject.with_lot("A B"), Err(InvalidSubject::Lot));
}

/// Every bit of a label, flipped, is refused as form, unread key or forgery; none is still verified.
#[test]
fn no_flipped_bit_is_verified() {
    let (gtin, serial) = (gtin(), serial());
    let subject = LabelSubject::new(&gtin, &serial).with_expiry("281231").unwrap().with_lot("8").unwrap();
    let signer = Signer::new(1);
    let known = keys(vec![signer.entry(0, MAX_BLOCKS - 1, &[])]);
    let text = signer.issue("acme", &subject).to_string();
    let good = BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
    for bit in 0..LABEL_BYTES * 8 {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let parsed = SignedLabel::parse(&BASE64URL_NOPAD.encode(&bytes));
        let verified = parsed.is_ok_and(|label| label.verify("acme", &subject, &known).is_verified());
        assert!(!verified, "bit {bit}");
    }
}

proptest::proptest! {
    // A file of past failures would be left in the source folder.
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_text_panics(text in ".{0,100}") {
        let (gtin, serial) = (gtin(), serial());
        if let Ok(label) = SignedLabel::parse(&text) {
            let known = keys(vec![Signer::new(1).entry(0, 9, &[])]);
            let verdict = label.verify("acme", &LabelSubject::new(&gtin, &serial), &known);
            proptest::prop_assert!(!verdict.is_verified());
        }
    }

    #[test]
    fn every_well_formed_label_reads_back(bytes: [u8; 32], tail: [u8; 32], hint: u8, flags in 0x10_u8..0x14) {
        let whole = [&[flags, hint][..], &bytes, &tail].concat();
        let text = BASE64URL_NOPAD.encode(&whole);
        proptest::prop_assert_eq!(SignedLabel::parse(&text).unwrap().to_string(), text);
    }
}
