// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every bit of every object, flipped: never another "issued" than the true one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::maker::*;
use crate::bundle::paged::*;
use crate::bundle::{Finding, Lookup};
use crate::fact::Status;
use crate::serial::Serial;

/// Two blocks of a few units, with a lot, an open block, statuses, a fake and a shipment.
fn small() -> (World, Vec<Serial>) {
    let mut second = Made::simple(2, 6);
    second.statuses.insert(1, Status::Recalled);
    second.strong = true;
    let open = Made { open: true, ..Made::simple(3, 1) };
    let first = Made::simple(1, 5);
    let mut asked: Vec<_> = (0..5).map(|index| first.serial(index)).collect();
    asked.extend((0..6).map(|index| second.serial(index)));
    asked.extend([forge(&first.serial(0)), forge(&second.serial(0)), at(1, 5), at(3, 0), at(9, 0)]);
    let shipment = crate::bundle::Shipment {
        number: "1".into(),
        facility: "dock".into(),
        serials: vec![first.serial(2)],
    };
    let fakes = [forge(&first.serial(4))].into();
    (World { blocks: vec![first, second, open], fakes, shipments: vec![shipment] }, asked)
}

type Field = fn(&mut Parts<Memory>) -> &mut Memory;

const PAGED: [(ObjectKind, Field); 4] = [
    (ObjectKind::Blocks, |parts| &mut parts.blocks),
    (ObjectKind::Lots, |parts| &mut parts.lots),
    (ObjectKind::Fingerprints, |parts| &mut parts.fingerprints),
    (ObjectKind::Exceptions, |parts| &mut parts.exceptions),
];

fn bytes_of(memory: &Memory) -> Vec<u8> {
    (0..memory.len()).flat_map(|n| memory.page(n).unwrap().to_vec()).collect()
}

#[test]
fn a_flipped_bit_of_a_page_is_an_error_or_changes_nothing() {
    let (world, asked) = small();
    let (contents, parts) = paged(&world);
    let good = open(&(contents.clone(), parts.clone()));
    let wanted: Vec<_> = asked.iter().map(|serial| good.find(serial)).collect();
    for (kind, field) in PAGED {
        let bytes = bytes_of(field(&mut parts.clone()));
        // Every bit of what is used, then one of each byte of the padding.
        let used = |byte: usize| !(160..PAGE_BYTES - HEADER_BYTES).contains(&byte);
        let dense = |at: &usize| used(at / 8 % PAGE_BYTES) || at.is_multiple_of(8);
        for at in (0..bytes.len() * 8).filter(dense) {
            let mut bad = bytes.clone();
            bad[at / 8] ^= 1 << (at % 8);
            let mut parts = parts.clone();
            *field(&mut parts) = Memory::new(bad);
            let Ok(bundle) = PagedBundle::open(trusted(), &contents, parts) else { continue };
            assert!(bundle.verify_all().is_err(), "{kind}, bit {at}");
            for (serial, wanted) in asked.iter().zip(&wanted) {
                match bundle.try_find(serial) {
                    Ok(found) => assert_eq!(found, *wanted, "{kind}, bit {at}"),
                    Err(error) => {
                        assert!(matches!(error, PageError::Damaged { object, .. } if object == kind));
                        assert_eq!(bundle.find(serial), Finding::NotCoveredYet);
                    }
                }
            }
        }
    }
}

#[test]
fn a_flipped_bit_of_a_whole_object_stops_the_opening() {
    let (world, _) = small();
    let (contents, parts) = paged(&world);
    for (_, field) in WHOLE {
        let len = field(&mut parts.clone()).len();
        for at in 0..len * 8 {
            let mut parts = parts.clone();
            field(&mut parts)[at / 8] ^= 1 << (at % 8);
            let error = PagedBundle::open(trusted(), &contents, parts).err().unwrap();
            assert!(matches!(error, OpenError::WrongContent(_)), "bit {at}: {error}");
        }
    }
}

type Bytes = fn(&mut Parts<Memory>) -> &mut Vec<u8>;

const WHOLE: [(ObjectKind, Bytes); 4] = [
    (ObjectKind::Leaves, |parts| &mut parts.leaves),
    (ObjectKind::Products, |parts| &mut parts.products),
    (ObjectKind::Alerts, |parts| &mut parts.alerts),
    (ObjectKind::Manifest, |parts| &mut parts.manifests[0]),
];

/// A byte and three others in its place.
fn others(byte: u8) -> [u8; 4] {
    [0, 0xff, byte ^ 0x80, byte.wrapping_add(1)]
}

/// Names other bytes of a kind in a publication.
fn rename(contents: &mut Contents, kind: ObjectKind, bytes: &[u8]) {
    contents.objects.retain(|object| object.kind != kind);
    contents.objects.push(ObjectRef::of(kind, bytes));
}

/// Asks everything; only a panic is wrong.
fn ask_all((contents, parts): Objects, asked: &[Serial]) {
    let Ok(bundle) = PagedBundle::open(trusted(), &contents, parts) else { return };
    for serial in asked {
        drop(bundle.try_find(serial));
        drop(bundle.try_find_signed(serial));
        drop(bundle.try_find_imported(&gs1::Gtin::new(GTINS[0]).unwrap(), serial.as_str()));
        bundle.expected(serial);
    }
}

/// Signed by a registry gone wrong: no panic, whatever it says.
#[test]
fn signed_nonsense_in_whole_objects_is_an_error() {
    let (world, asked) = small();
    let (contents, parts) = paged(&world);
    for (kind, field) in WHOLE {
        let good = field(&mut parts.clone()).clone();
        for (at, byte) in good.iter().enumerate() {
            let mut bad: Vec<_> =
                others(*byte).map(|other| [&good[..at], &[other], &good[at + 1..]].concat()).into();
            bad.push(good[..at].to_vec());
            for bad in bad {
                let (mut contents, mut parts) = (contents.clone(), parts.clone());
                rename(&mut contents, kind, &bad);
                *field(&mut parts) = bad;
                ask_all((contents, parts), &asked);
            }
        }
    }
}

#[test]
fn signed_nonsense_in_pages_is_an_error() {
    let (world, asked) = small();
    let with_imports = || {
        let mut builder = builder();
        for made in &world.blocks {
            builder.block(&made.draft(&made.facts()), made.units()).unwrap();
        }
        let facts = Made::simple(8, 0).facts();
        let draft = BlockDraft { flags: BlockFlags::IMPORTED, ..BlockDraft::closed(&facts) };
        builder.block(&draft, []).unwrap();
        let gtin = gs1::Gtin::new(GTINS[0]).unwrap();
        let key = |serial: &Serial| (SALT.imported_key(&gtin, serial.as_str()), 8, Status::Sold);
        let mut units: Vec<_> = asked.iter().map(key).collect();
        units.sort_by_key(|(key, ..)| *key);
        builder.imported(units).unwrap();
        objects(builder, &alerts(&world))
    };
    let (contents, parts) = with_imports();
    let opaque: (ObjectKind, Field) = (ObjectKind::Opaque, |parts| parts.opaque.as_mut().unwrap());
    for (kind, field) in PAGED.into_iter().chain([opaque]) {
        let good = bytes_of(field(&mut parts.clone()));
        let used = |at: &usize| at % PAGE_BYTES < 160 || at % PAGE_BYTES >= PAGE_BYTES - HEADER_BYTES;
        for at in (0..good.len()).filter(used) {
            for other in others(good[at]) {
                let mut bad = good.clone();
                bad[at] = other;
                let (mut contents, mut parts) = (contents.clone(), parts.clone());
                resign(&mut contents, &mut parts, kind, &bad);
                *field(&mut parts) = Memory::new(bad);
                ask_all((contents, parts), &asked);
            }
        }
    }
}

/// Puts other pages of an object under hashes that fit them.
fn resign(contents: &mut Contents, parts: &mut Parts<Memory>, kind: ObjectKind, bytes: &[u8]) {
    let pages = |kind| contents.objects.iter().find(|o| o.kind == kind).map(|o| o.len as usize / PAGE_BYTES);
    let paged: Vec<_> = ObjectKind::ALL.into_iter().filter(|kind| kind.is_paged()).collect();
    let table = paged.iter().filter_map(|kind| pages(*kind)).count() * 16;
    let before: usize = paged.iter().take_while(|k| **k != kind).filter_map(|kind| pages(*kind)).sum();
    for (n, page) in bytes.chunks(PAGE_BYTES).enumerate() {
        let at = HEADER_BYTES + table + (before + n) * 32;
        parts.leaves[at..at + 32].copy_from_slice(crate::Digest::of(page).as_bytes());
    }
    rename(contents, kind, bytes);
    rename(contents, ObjectKind::Leaves, &parts.leaves);
}

#[test]
fn cut_and_foreign_objects_are_refused() {
    let (world, _) = small();
    let (contents, parts) = paged(&world);
    let error = |parts| PagedBundle::open(trusted(), &contents, parts).err().unwrap();
    for (kind, field) in PAGED {
        let mut parts = parts.clone();
        let bytes = bytes_of(field(&mut parts));
        *field(&mut parts) = Memory::new(bytes[..bytes.len() - 1].to_vec());
        assert_eq!(error(parts), OpenError::WrongContent(kind));
    }
    let swapped = Parts { products: parts.alerts.clone(), ..parts.clone() };
    assert_eq!(error(swapped), OpenError::WrongContent(ObjectKind::Products));
    let mut twice = contents.clone();
    let blocks = *twice.objects.iter().find(|object| object.kind == ObjectKind::Blocks).unwrap();
    twice.objects.push(blocks);
    let refused = PagedBundle::open(trusted(), &twice, parts).err().unwrap();
    assert_eq!(refused, OpenError::NotNamed(ObjectKind::Blocks));
}

/// A source that loses pages: a card pulled out.
struct Gone(Memory, Arc<AtomicBool>);

impl Pages for Gone {
    fn page(&self, n: u64) -> Option<&[u8]> {
        if self.1.load(Ordering::Relaxed) { None } else { self.0.page(n) }
    }
    fn len(&self) -> u64 {
        self.0.len()
    }
}

#[test]
fn a_page_that_is_gone_is_no_verdict() {
    let (world, asked) = small();
    let (contents, parts) = paged(&world);
    let pulled = Arc::new(AtomicBool::new(false));
    let gone = |memory: Memory| Gone(memory, pulled.clone());
    let parts = Parts {
        blocks: gone(parts.blocks),
        lots: gone(parts.lots),
        fingerprints: gone(parts.fingerprints),
        exceptions: gone(parts.exceptions),
        opaque: None,
        leaves: parts.leaves,
        products: parts.products,
        alerts: parts.alerts,
        manifests: parts.manifests,
        delta: None,
    };
    let bundle = PagedBundle::open(trusted(), &contents, parts).unwrap();
    pulled.store(true, Ordering::Relaxed);
    let missing = PageError::Missing { object: ObjectKind::Blocks, page: 0 };
    assert_eq!(bundle.try_find(&asked[0]), Err(missing));
    assert_eq!(bundle.find(&asked[0]), Finding::NotCoveredYet);
    assert_eq!(bundle.unanswered(), 1);
}
