// SPDX-License-Identifier: MIT OR Apache-2.0
//! What people read: every kind of value that is written out.

use gs1::{Amount, Message, Options};
use proptest::prelude::*;

/// The value of the last element of a label, seen from 2026.
fn last(label: &str) -> String {
    let message = Message::from_bracketed(label, true).unwrap_or_else(|error| panic!("{label}: {error}"));
    message.readable(2026).last().map(|line| line.value.clone()).unwrap_or_default()
}

#[test]
fn keys_are_printed_as_below_their_barcodes() {
    for (label, value) in [
        ("(01)04006381333931", "4006381333931"),
        ("(01)00614141123452", "614141123452"),
        ("(01)00000096385074", "96385074"),
        ("(01)80614141123458", "80614141123458"),
        ("(02)04006381333931", "4006381333931"),
        ("(8006)054123450000130203", "5412345000013, piece 2 of 3"),
        ("(00)106141412345678908", "106141412345678908"),
        ("(253)9506000134352X1", "9506000134352X1"),
        ("(21)00042", "00042"),
    ] {
        assert_eq!(last(label), value, "{label}");
    }
}

#[test]
fn dates_and_times() {
    for (label, value) in [
        ("(17)280229", "2028-02-29"),
        ("(17)280200", "2028-02"),
        ("(11)770101", "1977-01-01"),
        ("(7003)2803311430", "2028-03-31 14:30"),
        ("(7007)280331", "2028-03-31"),
        ("(7007)280331280402", "2028-03-31 to 2028-04-02"),
        ("(7011)280331", "2028-03-31"),
        ("(7011)2803310905", "2028-03-31 09:05"),
        ("(8008)28033109", "2028-03-31 09"),
        ("(8008)2803310905", "2028-03-31 09:05"),
        ("(8008)280331090507", "2028-03-31 09:05:07"),
        ("(4324)2803000000", "2028-03 00:00"),
        ("(7250)19770228", "1977-02-28"),
        ("(7251)197702280905", "1977-02-28 09:05"),
    ] {
        assert_eq!(last(label), value, "{label}");
    }
}

#[test]
fn amounts_and_measures() {
    for (label, value) in [
        ("(3103)000189", "0.189 kg"),
        ("(3100)000189", "189 kg"),
        ("(3321)001234", "123.4 m"),
        ("(3142)001234", "12.34 m²"),
        ("(3622)001234", "12.34 qt (US)"),
        ("(3371)001234", "123.4 kg/m²"),
        ("(3922)250", "2.50"),
        ("(3932)978250", "2.50 EUR"),
        ("(3900)250", "250"),
        ("(3912)840250", "2.50 USD"),
        ("(3941)0155", "15.5 %"),
        ("(3952)000250", "2.50"),
        ("(8005)000250", "000250"),
        ("(37)12", "12"),
        ("(4331)001250-", "-12.50 °C"),
        ("(4330)023020", "230.20 °F"),
    ] {
        assert_eq!(last(label), value, "{label}");
    }
}

#[test]
fn places_texts_and_answers() {
    for (label, value) in [
        // The example of the GS1 General Specifications, section 3.7.10.
        ("(4309)02790858483015297971", "-62.0914152, -58.4702029"),
        ("(4309)09000000000000000000", "0.0000000, 0.0000000"),
        ("(4309)18000000001800000000", "90.0000000, 180.0000000"),
        ("(4300)Acme+Corp", "Acme Corp"),
        ("(4300)M%C3%BCller%26S%C3%B6hne", "Müller&Söhne"),
        ("(4300)A%0AB", "A%0AB"),
        ("(4300)A%FFB", "A%FFB"),
        ("(4321)1", "yes"),
        ("(4321)0", "no"),
        ("(7252)2", "female"),
        ("(421)276L1234", "276 L1234"),
        ("(423)276250", "276, 250"),
        ("(7030)999AB", "999 AB"),
        ("(7040)1ABC", "1ABC"),
    ] {
        assert_eq!(last(label), value, "{label}");
    }
}

#[test]
fn lines_keep_the_order_of_the_label() {
    let label = "(01)04006381333931(3103)000189(3932)978250(10)L7";
    let lines = Message::from_bracketed(label, false).unwrap().readable(2026);
    let texts: Vec<String> = lines.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        ["GTIN: 4006381333931", "NET WEIGHT (kg): 0.189 kg", "PRICE: 2.50 EUR", "BATCH/LOT: L7"]
    );
    assert_eq!((lines[3].ai.as_str(), lines[3].title), ("10", "BATCH/LOT"));
    let ean = gs1::parse(b"]E40000096385074", &Options::default());
    assert!(ean.is_err());
    let ean = gs1::parse(b"]E496385074", &Options::default()).unwrap();
    assert_eq!(ean.readable(2026)[0].to_string(), "GTIN: 96385074");
    let text = gs1::parse(b"]Q1some text", &Options::default()).unwrap();
    assert!(text.readable(2026).is_empty());
}

#[test]
fn amounts_are_typed() {
    let label = "(01)04006381333931(3103)000189(3932)978250(10)310";
    let message = Message::from_bracketed(label, false).unwrap();
    let amounts: Vec<_> = message.elements().iter().map(gs1::Element::amount).collect();
    assert_eq!(
        amounts,
        [None, Some(Amount { digits: 189, decimals: 3 }), Some(Amount { digits: 250, decimals: 2 }), None]
    );
    let currencies: Vec<_> = message.elements().iter().map(gs1::Element::currency).collect();
    assert_eq!(currencies, [None, None, Some("EUR"), None]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_ai_has_a_value_to_read(
        at in any::<prop::sample::Index>(),
        value in "[0-9]{1,20}|[!\"%-?A-Z_a-z]{1,40}",
        year in any::<i16>(),
    ) {
        let ais: Vec<String> = gs1::ai_table().flat_map(|facts| facts.ais()).collect();
        let ai = at.get(&ais);
        if let Ok(message) = Message::from_bracketed(&format!("({ai}){}", value.replace('(', "\\(")), true) {
            let lines = message.readable(year);
            prop_assert_eq!(lines.len(), 1);
            prop_assert!(!lines[0].value.is_empty() && !lines[0].to_string().contains(char::is_control));
        }
    }

    #[test]
    fn amounts_go_both_ways(digits in "[0-9]{1,18}", decimals in 0..10u8) {
        let amount = Amount::new(&digits, decimals).expect("a number");
        prop_assume!(amount.to_string().len() <= 18);
        prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount));
    }
}
