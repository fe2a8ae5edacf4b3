// SPDX-License-Identifier: MIT OR Apache-2.0
//! Both forms of a bundle answer every question alike, base and delta alike.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::maker::*;
use crate::bundle::paged::*;
use crate::bundle::plain::PlainBundle;
use crate::bundle::{Finding, Lookup, Shipment};
use crate::fact::Status;
use crate::serial::{MAX_BLOCKS, Serial};

fn status() -> impl Strategy<Value = Status> {
    (0..8_usize).prop_map(|at| Status::ALL[at])
}

fn statuses() -> impl Strategy<Value = BTreeMap<u16, Status>> {
    prop_oneof![
        3 => prop::collection::btree_map(0..40_u16, status(), 0..4),
        1 => prop::collection::btree_map(0..40_u16, status(), 0..40),
    ]
}

prop_compose! {
    fn made()(
        units in prop_oneof![Just(0_u16), 1..40_u16, Just(1100)],
        statuses in statuses(),
        open in prop::bool::weighted(0.1),
        product in 0..3_usize,
        lot in prop::option::of(prop_oneof![Just("A".to_owned()), "[A-Z0-9]{1,20}"]),
        line in 0..3_u8,
        expiry_days in prop::option::of(0..2000_u32),
        markets in prop::collection::vec("[A-Z]{2}", 0..3),
        strong in prop::bool::weighted(0.3),
        recalled in prop::bool::weighted(0.15),
    ) -> Made {
        let statuses = statuses.into_iter().filter(|(index, _)| *index < units).collect();
        Made { number: 0, units, statuses, open, product, lot, line, expiry_days, markets, strong, recalled }
    }
}

fn world() -> impl Strategy<Value = World> {
    let first = prop_oneof![0..9_u32, MAX_BLOCKS - 900..MAX_BLOCKS - 800];
    let gap = prop_oneof![4 => Just(1_u32), 1 => 2..9_u32];
    (first, prop::collection::vec((made(), gap), 0..8), any::<u64>()).prop_map(|(first, blocks, seed)| {
        let mut number = first;
        let place = |(mut made, gap): (Made, u32)| {
            number += gap;
            made.number = number;
            made
        };
        let blocks: Vec<_> = blocks.into_iter().map(place).collect();
        decorate(blocks, seed)
    })
}

/// Adds reported serials, some of which look issued, and shipments.
fn decorate(blocks: Vec<Made>, seed: u64) -> World {
    let all: Vec<_> = blocks.iter().flat_map(|made| made.units()).map(|(serial, _)| serial).collect();
    let pick = |salt: u64| all.get((seed.wrapping_mul(salt) >> 20) as usize % all.len().max(1)).copied();
    let fakes = [pick(3).map(|s| forge(&s)), pick(5), Some(at(MAX_BLOCKS - 1, 9))];
    let shipment = |number: &str, facility: &str, salt: u64| Shipment {
        number: number.into(),
        facility: facility.into(),
        serials: [pick(salt), pick(salt + 2)].into_iter().flatten().collect(),
    };
    let shipments = vec![shipment("1", "dock", 7), shipment("2", "gate", 11), shipment("3", "dock", 13)];
    World { blocks, fakes: fakes.into_iter().flatten().collect(), shipments }
}

/// Serials that ask about every corner of a world.
fn questions(world: &World) -> Vec<Serial> {
    let mut asked: Vec<_> = world.fakes.iter().copied().collect();
    for made in &world.blocks {
        let issued: Vec<_> = (0..made.units).step_by(if made.units > 100 { 37 } else { 1 }).collect();
        asked.extend(issued.iter().map(|index| made.serial(*index)));
        asked.extend(issued.iter().map(|index| forge(&made.serial(*index))));
        asked.extend([made.units, 4095].map(|index| at(made.number, index.min(4095))));
        let beside = [made.number.saturating_sub(1), (made.number + 1).min(MAX_BLOCKS - 1)];
        asked.extend(beside.map(|number| at(number, 0)));
    }
    asked.extend([0, 1, MAX_BLOCKS - 1].map(|number| at(number, 0)));
    asked
}

fn compare(plain: &PlainBundle, paged: &PagedBundle<Memory>, world: &World) {
    for serial in questions(world) {
        let wanted = plain.find(&serial);
        assert_eq!(paged.find(&serial), wanted, "{serial}");
        let probe = match wanted {
            Finding::Issued(fact) => Probe::Issued(fact.status),
            Finding::CheckFailed(_) => Probe::CheckFailed,
            Finding::NeverIssued => Probe::NeverIssued,
            Finding::NotCoveredYet => Probe::NotCoveredYet,
            Finding::ReportedFake => Probe::ReportedFake,
        };
        assert_eq!(paged.probe(&serial), Ok(probe));
    }
    for product in products() {
        assert_eq!(paged.product(&product.gtin), plain.product(&product.gtin));
    }
    for facility in ["dock", "gate", "elsewhere"] {
        assert_eq!(paged.shipments(facility), plain.shipments(facility));
    }
    assert_eq!(paged.unanswered(), 0);
}

/// What the world was when the base was made: fewer blocks, some still open, some statuses not yet changed.
fn earlier(world: &World, blocks: usize) -> World {
    let mut past = world.clone();
    past.blocks.truncate(blocks);
    for made in past.blocks.iter_mut().rev().step_by(2) {
        made.statuses = made.statuses.keys().map(|index| (*index, Status::Active)).collect();
        made.recalled = false;
    }
    if let Some(last) = past.blocks.last_mut() {
        last.open = true;
    }
    past.fakes.clear();
    past
}

fn delta(base: &PagedBundle<Memory>, past: &World, world: &World) -> (ObjectRef, Vec<u8>) {
    let mut builder = DeltaBuilder::new(base);
    for (at, made) in world.blocks.iter().enumerate() {
        let facts = made.facts();
        let draft = made.draft(&facts);
        match past.blocks.get(at).filter(|before| !before.open || made.open) {
            None => builder.block(&draft, made.units()).unwrap(),
            Some(before) => {
                if before.recalled != made.recalled {
                    builder.flags(facts.number, draft.flags);
                }
                for (serial, status) in made.units() {
                    let was = before.statuses.get(&serial.locator().index).copied();
                    if was.unwrap_or(Status::Active) != status {
                        builder.change(&serial, status).unwrap();
                    }
                }
            }
        }
    }
    builder.finish().unwrap()
}

/// The newer publication over the base of the older.
fn renew(
    old: &Objects,
    base: &PagedBundle<Memory>,
    delta: (ObjectRef, Vec<u8>),
    world: &World,
) -> PagedBundle<Memory> {
    let new = paged(world);
    let mut contents = old.0.clone();
    contents.objects.retain(|object| !matches!(object.kind, ObjectKind::Alerts | ObjectKind::Manifest));
    let light_kinds = [ObjectKind::Alerts, ObjectKind::Manifest];
    contents.objects.extend(new.0.objects.iter().filter(|object| light_kinds.contains(&object.kind)));
    contents.objects.push(delta.0);
    let light = Light { alerts: new.1.alerts, manifests: new.1.manifests, delta: Some(delta.1) };
    base.renewed(trusted(), &contents, &light).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn paged_and_plain_answer_alike(world in world()) {
        let plain = plain(&world);
        let objects = paged(&world);
        compare(&plain, &open(&objects), &world);
        prop_assert_eq!(paged(&world).0, objects.0, "the same input gives the same objects");
    }

    #[test]
    fn a_base_with_its_delta_answers_like_a_new_base(world in world(), keep in 0..8_usize) {
        let past = earlier(&world, keep.min(world.blocks.len()));
        let old = paged(&past);
        let base = open(&old);
        compare(&plain(&past), &base, &past);
        let delta = delta(&base, &past, &world);
        compare(&plain(&world), &renew(&old, &base, delta, &world), &world);
    }
}
