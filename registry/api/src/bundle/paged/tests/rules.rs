// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signed labels, patterns, manifests, imported serials, and what the builder refuses.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::maker::*;
use crate::bundle::Finding;
use crate::bundle::paged::*;
use crate::fact::{BlockFacts, Product, Status};
use crate::serial::BlockNumber;

fn gtin() -> gs1::Gtin {
    gs1::Gtin::new(GTINS[0]).unwrap()
}

fn signed_block(flags: BlockFlags, alerts: &Alerts) -> (PagedBundle<Memory>, Made) {
    let made = Made::simple(5, 3);
    let mut builder = builder();
    let facts = made.facts();
    let draft = BlockDraft { flags, label_key: 12, ..BlockDraft::closed(&facts) };
    builder.block(&draft, made.units()).unwrap();
    (open(&objects(builder, alerts)), made)
}

#[test]
fn a_signature_stands_for_the_fingerprint_where_labels_are_signed() {
    let bare = BlockFlags::SIGNED_LABELS | BlockFlags::NO_FINGERPRINTS;
    let (bundle, made) = signed_block(bare, &Alerts::default());
    let serial = made.serial(1);
    assert_eq!(bundle.try_find(&serial), Err(PageError::SignatureNeeded));
    assert!(matches!(bundle.try_find_signed(&serial), Ok(Finding::Issued(_))));
    assert_eq!(bundle.try_find_signed(&at(5, 3)), Ok(Finding::NeverIssued));
    let (bundle, _) = signed_block(BlockFlags::NONE, &Alerts::default());
    assert!(matches!(bundle.try_find_signed(&forge(&serial)), Ok(Finding::CheckFailed(_))));
    let revocations = vec![Revocation { label_key: 12, first_block: 5, last_block: 9 }];
    let revoked = Alerts { revocations, ..Alerts::default() };
    let (bundle, _) = signed_block(BlockFlags::SIGNED_LABELS, &revoked);
    assert!(bundle.is_label_key_revoked(12, 9) && !bundle.is_label_key_revoked(12, 4));
    assert!(matches!(bundle.try_find_signed(&forge(&serial)), Ok(Finding::CheckFailed(_))));
    assert!(matches!(bundle.try_find_signed(&serial), Ok(Finding::Issued(_))), "the fingerprint still holds");
    let (bundle, _) = signed_block(bare, &revoked);
    assert_eq!(bundle.try_find_signed(&serial), Err(PageError::SignatureNeeded));
}

#[test]
fn a_pattern_marks_what_was_never_issued_and_nothing_else() {
    let made = Made::simple(5, 3);
    let prefix = made.serial(0).as_str()[..6].to_owned();
    let pattern = |field, text: &str| Pattern { field, text: text.into(), note: "workshop 3".into() };
    let patterns =
        vec![pattern(PatternField::SerialPrefix, &prefix), pattern(PatternField::LinkHost, "fake.test")];
    let (bundle, made) = signed_block(BlockFlags::NONE, &Alerts { patterns, ..Alerts::default() });
    assert!(matches!(bundle.try_find(&made.serial(0)), Ok(Finding::Issued(_))));
    assert_eq!(bundle.try_find(&forge(&made.serial(0))), Ok(Finding::ReportedFake));
    assert_eq!(bundle.probe(&at(5, 70)), Ok(Probe::ReportedFake));
    assert_eq!(bundle.pattern(PatternField::LinkHost, "FAKE.test").unwrap().note, "workshop 3");
    assert!(bundle.pattern(PatternField::Lot, "fake.test").is_none());
}

#[test]
fn manifests_know_their_units_with_and_without_names() {
    let made = Made::simple(1, 4);
    let unit = |index| ExpectedUnit { serial: made.serial(index), tag_keys: vec![index as u8; 32] };
    let shipment = |number: &str, named, units| ExpectedShipment { number: number.into(), named, units };
    let shipments = vec![shipment("A", true, vec![unit(1), unit(0)]), shipment("B", false, vec![unit(2)])];
    let mut builder = builder();
    builder.block(&BlockDraft::closed(&made.facts()), made.units()).unwrap();
    builder.manifest(&Manifest { facility: "dock".into(), shipments }).unwrap();
    let bundle = open(&objects(builder, &Alerts::default()));
    let named: Vec<_> = crate::bundle::Lookup::shipments(&bundle, "dock").into_iter().cloned().collect();
    assert_eq!(named.len(), 1);
    assert_eq!(named[0].serials, [made.serial(1), made.serial(0)], "in the order announced");
    let expected = bundle.expected(&made.serial(2)).unwrap();
    assert_eq!((expected.facility, expected.shipment, expected.tag_keys), ("dock", "B", &[2; 32][..]));
    assert!(bundle.expected(&made.serial(3)).is_none());
    assert!(!format!("{expected:?}").contains("[2"), "keys stay out of logs");
}

#[test]
fn sheets_come_back_whole_and_high_value_asks_for_strong_fingerprints() {
    let sheet = Sheet {
        product: Product { gtin: gtin(), name: "Pump".into(), warranty_months: Some(12) },
        picture: Some(crate::Digest::of(b"picture")),
        value_class: ValueClass::High,
        certifications: vec![Certification {
            name: "CE 0123".into(),
            from: jiff::civil::date(2024, 2, 29),
            until: jiff::civil::date(2029, 2, 28),
        }],
        texts: vec![("de".into(), "Nicht werfen".into()), ("hi".into(), "सावधान".into())],
    };
    let made = Made::simple(1, 4);
    let mut builder = Builder::new(MemorySink::default(), SALT).unwrap();
    builder.product(sheet.clone()).unwrap();
    let facts = made.facts();
    let draft = BlockDraft { warranty: WarrantyRule::Own(Some(60)), ..BlockDraft::closed(&facts) };
    builder.block(&draft, made.units()).unwrap();
    let objects = objects(builder, &Alerts::default());
    let bundle = open(&objects);
    assert_eq!(bundle.sheets(), [sheet]);
    let Ok(Finding::Issued(fact)) = bundle.try_find(&made.serial(3)) else { panic!("issued") };
    assert_eq!(fact.product.warranty_months, Some(60), "the block's own warranty");
    let words = objects.1.fingerprints.page(0).unwrap();
    assert_eq!(words[24..32], SALT.fingerprint(&made.serial(3)).strong());
}

/// An imported block, and its serials with their statuses.
fn imported(serials: &BTreeMap<String, (u32, Status)>) -> (Builder<MemorySink>, Vec<BlockFacts>) {
    let mut builder = builder();
    let facts: Vec<_> = [3, 4, 9].map(|number| Made::simple(number, 0).facts()).into();
    for facts in &facts {
        let draft = BlockDraft { flags: BlockFlags::IMPORTED, ..BlockDraft::closed(facts) };
        builder.block(&draft, []).unwrap();
    }
    let mut units: Vec<_> = serials
        .iter()
        .map(|(serial, (number, status))| (SALT.imported_key(&gtin(), serial), *number, *status))
        .collect();
    units.sort_by_key(|(key, ..)| *key);
    builder.imported(units).unwrap();
    (builder, facts)
}

fn check_imported(bundle: &PagedBundle<Memory>, serials: &BTreeMap<String, (u32, Status)>) {
    for (serial, (number, status)) in serials {
        let Ok(Finding::Issued(fact)) = bundle.try_find_imported(&gtin(), serial) else { panic!("{serial}") };
        assert_eq!((fact.block.number.get(), fact.status), (*number, *status), "{serial}");
        let near = format!("{serial}x");
        if !serials.contains_key(&near) {
            assert_eq!(bundle.try_find_imported(&gtin(), &near), Ok(Finding::NeverIssued));
        }
        let other = gs1::Gtin::new(GTINS[1]).unwrap();
        assert_eq!(bundle.try_find_imported(&other, serial), Ok(Finding::NeverIssued));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn imported_serials_are_found_in_base_and_delta(
        serials in prop::collection::btree_map(
            "[a-z0-9]{1,12}",
            (prop_oneof![Just(3_u32), Just(4), Just(9)], (0..8_usize).prop_map(|at| Status::ALL[at])),
            0..1500,
        ),
        newer in 0..40_usize,
    ) {
        let mut old = serials.clone();
        for serial in serials.keys().take(newer) {
            old.remove(serial);
        }
        for (_, status) in old.values_mut().take(newer) {
            *status = Status::Sold;
        }
        let (builder, _) = imported(&old);
        let (mut contents, mut parts) = objects(builder, &Alerts::default());
        let bundle = open(&(contents.clone(), parts.clone()));
        check_imported(&bundle, &old);
        let mut delta = DeltaBuilder::new(&bundle);
        for (serial, (number, status)) in serials.iter().take(2 * newer) {
            delta.imported(SALT.imported_key(&gtin(), serial), BlockNumber::new(*number).unwrap(), *status);
        }
        let (object, bytes) = delta.finish().unwrap();
        contents.objects.push(object);
        parts.delta = Some(bytes);
        check_imported(&open(&(contents, parts)), &serials);
    }
}

#[test]
fn an_imported_block_gives_no_locator_and_can_come_by_delta() {
    let serials = BTreeMap::from([("one".to_owned(), (4, Status::Active))]);
    let (builder, _) = imported(&serials);
    let (mut contents, mut parts) = objects(builder, &Alerts::default());
    let bundle = open(&(contents.clone(), parts.clone()));
    assert_eq!(bundle.try_find(&at(4, 0)), Ok(Finding::NeverIssued));
    let mut delta = DeltaBuilder::new(&bundle);
    let facts = Made::simple(11, 0).facts();
    let draft = BlockDraft { flags: BlockFlags::IMPORTED, ..BlockDraft::closed(&facts) };
    delta.block(&draft, []).unwrap();
    delta.flags(BlockNumber::new(4).unwrap(), BlockFlags::RECALLED);
    delta.imported(SALT.imported_key(&gtin(), "two"), facts.number, Status::Sold);
    let (object, bytes) = delta.finish().unwrap();
    contents.objects.push(object);
    parts.delta = Some(bytes);
    let now =
        BTreeMap::from([("one".to_owned(), (4, Status::Recalled)), ("two".to_owned(), (11, Status::Sold))]);
    check_imported(&open(&(contents, parts)), &now);
}

#[test]
fn the_builder_says_what_does_not_fit() {
    let made = Made::simple(5, 3);
    let facts = made.facts();
    let try_block = |draft: &BlockDraft<'_>, units: Vec<_>| builder().block(draft, units).unwrap_err();
    let closed = BlockDraft::closed(&facts);
    let mut swapped = made.units();
    swapped.swap(0, 1);
    assert!(matches!(try_block(&closed, swapped), BuildError::WrongPlace { index: 0, .. }));
    let open = BlockDraft { flags: BlockFlags::OPEN, ..closed };
    assert!(matches!(try_block(&open, made.units()), BuildError::Block { number: 5, .. }));
    let bare = BlockDraft { flags: BlockFlags::NO_FINGERPRINTS, ..closed };
    assert!(matches!(try_block(&bare, vec![]), BuildError::Block { .. }));
    let stranger = BlockFacts { gtin: gs1::Gtin::new("09521321000025").unwrap(), ..facts.clone() };
    assert!(matches!(try_block(&BlockDraft::closed(&stranger), vec![]), BuildError::UnknownProduct { .. }));
    let old = BlockFacts { made_at: "1969-12-31T23:59:59Z".parse().unwrap(), ..facts.clone() };
    assert!(matches!(try_block(&BlockDraft::closed(&old), vec![]), BuildError::Block { .. }));
    let long = BlockFacts { lot: Some("x".repeat(256)), ..facts.clone() };
    assert!(matches!(try_block(&BlockDraft::closed(&long), vec![]), BuildError::Text(_)));
    let mut builder = builder();
    builder.block(&closed, made.units()).unwrap();
    assert!(matches!(builder.block(&closed, vec![]), Err(BuildError::BlockOrder { number: 5 })));
    assert!(matches!(builder.imported([(1, 5, Status::Active)]), Err(BuildError::NotImported(5))));
}

#[test]
fn an_empty_bundle_covers_nothing_yet() {
    let bundle = open(&paged(&World::default()));
    assert_eq!(bundle.try_find(&at(0, 0)), Ok(Finding::NotCoveredYet));
    assert_eq!(bundle.base_units(), 0);
    bundle.verify_all().unwrap();
}
