// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a delta may and may not do.

use super::maker::*;
use crate::bundle::Finding;
use crate::bundle::paged::*;
use crate::fact::Status;
use crate::serial::BlockNumber;

fn base() -> (Objects, PagedBundle<Memory>) {
    let world = World { blocks: vec![Made::simple(1, 9), Made::simple(2, 9)], ..World::default() };
    let objects = paged(&world);
    let bundle = open(&objects);
    (objects, bundle)
}

fn with_delta(objects: &Objects, delta: &(ObjectRef, Vec<u8>)) -> Objects {
    let (mut contents, mut parts) = objects.clone();
    contents.objects.push(delta.0);
    parts.delta = Some(delta.1.clone());
    (contents, parts)
}

#[test]
fn a_delta_fits_its_own_base_alone() {
    let (_, bundle) = base();
    let delta = DeltaBuilder::new(&bundle).finish().unwrap();
    let other = paged(&World { blocks: vec![Made::simple(1, 8)], ..World::default() });
    let (contents, parts) = with_delta(&other, &delta);
    let error = PagedBundle::open(trusted(), &contents, parts).err().unwrap();
    assert!(matches!(error, OpenError::Malformed { object: ObjectKind::Delta, .. }), "{error}");
}

#[test]
fn a_publication_with_a_delta_does_not_open_without() {
    let (objects, bundle) = base();
    let delta = DeltaBuilder::new(&bundle).finish().unwrap();
    let (contents, mut parts) = with_delta(&objects, &delta);
    parts.delta = None;
    let error = PagedBundle::open(trusted(), &contents, parts).err().unwrap();
    assert_eq!(error, OpenError::Missing(ObjectKind::Delta));
}

#[test]
fn no_flipped_bit_of_a_delta_is_believed() {
    let (objects, bundle) = base();
    let mut builder = DeltaBuilder::new(&bundle);
    let made = Made::simple(3, 4);
    builder.block(&made.draft(&made.facts()), made.units()).unwrap();
    builder.change(&Made::simple(1, 9).serial(3), Status::Stolen).unwrap();
    let (object, bytes) = builder.finish().unwrap();
    for at in 0..bytes.len() * 8 {
        let mut bad = bytes.clone();
        bad[at / 8] ^= 1 << (at % 8);
        let (contents, parts) = with_delta(&objects, &(object, bad));
        let error = PagedBundle::open(trusted(), &contents, parts).err();
        assert_eq!(error, Some(OpenError::WrongContent(ObjectKind::Delta)), "bit {at}");
    }
}

/// Signed by a registry gone wrong: nothing may panic, and nothing may ask for memory it does not fill.
#[test]
fn a_signed_delta_of_nonsense_is_an_error() {
    let (objects, bundle) = base();
    let mut builder = DeltaBuilder::new(&bundle);
    let made = Made::simple(3, 4);
    builder.block(&made.draft(&made.facts()), made.units()).unwrap();
    builder.flags(BlockNumber::new(1).unwrap(), BlockFlags::RECALLED);
    let good = builder.finish().unwrap().1;
    let questions = [made.serial(0), made.serial(3), forge(&made.serial(1)), Made::simple(1, 9).serial(0)];
    for at in 0..good.len() {
        for value in [0, 0xff, good[at] ^ 0x80, good[at].wrapping_add(1)] {
            let mut bad = good.clone();
            bad[at] = value;
            let object = ObjectRef::of(ObjectKind::Delta, &bad);
            let (contents, parts) = with_delta(&objects, &(object, bad));
            let Ok(bundle) = PagedBundle::open(trusted(), &contents, parts) else { continue };
            questions.iter().for_each(|serial| drop(bundle.try_find(serial)));
        }
        let cut = good[..at].to_vec();
        let object = ObjectRef::of(ObjectKind::Delta, &cut);
        let (contents, parts) = with_delta(&objects, &(object, cut));
        assert!(PagedBundle::open(trusted(), &contents, parts).is_err(), "cut at {at}");
    }
}

#[test]
fn a_delta_brings_products_and_takes_statuses_back() {
    let mut made = Made::simple(1, 9);
    made.statuses.insert(3, Status::Stolen);
    let objects = paged(&World { blocks: vec![made.clone()], ..World::default() });
    let bundle = open(&objects);
    let mut builder = DeltaBuilder::new(&bundle);
    let gtin = gs1::Gtin::new("09521321000025").unwrap();
    let product = crate::fact::Product { gtin: gtin.clone(), name: "New".into(), warranty_months: None };
    builder.product(product.clone().into()).unwrap();
    assert!(matches!(builder.product(product.into()), Err(BuildError::TwiceProduct(_))));
    let next = Made::simple(2, 3);
    let facts = crate::fact::BlockFacts { gtin: gtin.clone(), ..next.facts() };
    builder.block(&BlockDraft::closed(&facts), next.units()).unwrap();
    builder.change(&made.serial(3), Status::Active).unwrap();
    assert!(matches!(builder.change(&next.serial(0), Status::Sold), Err(BuildError::UnknownSerial(_))));
    let bundle = open(&with_delta(&objects, &builder.finish().unwrap()));
    let fact = |serial: &crate::serial::Serial| match bundle.try_find(serial) {
        Ok(Finding::Issued(fact)) => fact,
        other => panic!("{other:?}"),
    };
    assert_eq!(fact(&made.serial(3)).status, Status::Active);
    assert_eq!(fact(&next.serial(2)).product.gtin, gtin);
    assert!(bundle.sheet(&gtin).is_some());
}
