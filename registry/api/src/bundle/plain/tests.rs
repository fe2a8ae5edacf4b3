// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every trust step has a bundle that fails it.

use ring::signature::{Ed25519KeyPair, KeyPair};

use super::*;
use crate::PublicKey;
use crate::serial::{IssueKey, Locator, TagInput};

struct Maker {
    key: Ed25519KeyPair,
    issue: IssueKey,
}

fn maker(seed: u8) -> Maker {
    Maker {
        key: Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap(),
        issue: IssueKey::from_bytes(&[9; 32]),
    }
}

impl Maker {
    fn public(&self) -> PublicKey {
        PublicKey::from_bytes(self.key.public_key().as_ref().try_into().unwrap())
    }

    fn root(&self) -> TrustRoot {
        TrustRoot { version: 1, brand: "acme".into(), publish_keys: vec![self.public()] }
    }

    fn serial(&self, block: u32, index: u16) -> Serial {
        let facts = facts(block);
        let input =
            TagInput { brand: "acme", facility: &facts.facility, line: &facts.line, made_at: facts.made_at };
        self.issue.mint(&input, Locator { block: facts.number, index }).unwrap()
    }

    fn block(&self, number: u32, units: u16) -> Block {
        let fingerprints = (0..units).map(|i| fingerprint("s", &self.serial(number, i))).collect();
        Block { facts: facts(number), open: false, fingerprints, statuses: BTreeMap::new() }
    }

    fn publish(&self, brand: &str, sequence: u64, content: &Content) -> Vec<u8> {
        let head = |content_sha256, content_len| Head {
            brand: brand.into(),
            sequence,
            issued: "2026-11-01T00:00:00Z".parse().unwrap(),
            expires: "2026-11-04T00:00:00Z".parse().unwrap(),
            content_sha256,
            content_len,
            key: self.public().id(),
        };
        publish(content, head, |bytes| {
            Signature::from_bytes(self.key.sign(bytes).as_ref().try_into().unwrap())
        })
        .unwrap()
    }

    fn content(&self) -> Content {
        let mut second = self.block(2, 3);
        second.statuses.insert(1, Status::Recalled);
        Content {
            salt: "s".into(),
            products: vec![Product {
                gtin: Gtin::new("09521321000018").unwrap(),
                name: "Torque sensor".into(),
                warranty_months: Some(24),
            }],
            blocks: vec![self.block(1, 4), second, Block { open: true, ..self.block(4, 0) }],
            reported_fakes: BTreeSet::from([Serial::parse("ZZZZZZZZZZZZZZZZZZZZ").unwrap()]),
            shipments: vec![Shipment {
                number: "4500128".into(),
                facility: "dock".into(),
                serials: vec![self.serial(1, 0)],
            }],
        }
    }
}

fn facts(number: u32) -> BlockFacts {
    BlockFacts {
        number: BlockNumber::new(number).unwrap(),
        gtin: Gtin::new("09521321000018").unwrap(),
        facility: "9521321000018".into(),
        place: "Pune".into(),
        line: "4".into(),
        made_at: "2026-03-15T08:00:00Z".parse().unwrap(),
        lot: Some("88123".into()),
        expiry: None,
        markets: vec!["DE".into()],
    }
}

#[test]
fn a_good_bundle_answers_each_question() {
    let acme = maker(1);
    let bundle = PlainBundle::open(&acme.publish("acme", 7, &acme.content()), &acme.root(), 7).unwrap();
    assert_eq!(bundle.trusted().sequence, 7);
    let Finding::Issued(fact) = bundle.find(&acme.serial(2, 1)) else { panic!("issued") };
    assert_eq!((fact.status, fact.warranty_until()), (Status::Recalled, Some("2028-03-15".parse().unwrap())));
    assert_eq!(bundle.find(&acme.serial(1, 4)), Finding::NeverIssued, "index above the count");
    assert_eq!(bundle.find(&acme.serial(3, 0)), Finding::NeverIssued, "a gap below the last block");
    assert_eq!(bundle.find(&acme.serial(4, 0)), Finding::NotCoveredYet, "an open block");
    assert_eq!(bundle.find(&acme.serial(5, 0)), Finding::NotCoveredYet, "above the last block");
    let forged = Serial::parse(&format!("{}000000000000", &acme.serial(1, 0).as_str()[..8])).unwrap();
    assert!(matches!(bundle.find(&forged), Finding::CheckFailed(_)));
    assert_eq!(bundle.find(&Serial::parse("ZZZZZZZZZZZZZZZZZZZZ").unwrap()), Finding::ReportedFake);
    assert_eq!(bundle.shipments("dock")[0].number, "4500128");
    assert!(bundle.shipments("elsewhere").is_empty());
}

#[test]
fn each_attack_fails_at_its_own_step() {
    let acme = maker(1);
    let good = acme.publish("acme", 7, &acme.content());
    let step = |file: &[u8], trusted| PlainBundle::open(file, &acme.root(), trusted).unwrap_err().step();
    assert_eq!(step(&maker(2).publish("acme", 7, &acme.content()), 0), "key");
    assert_eq!(step(&acme.publish("other", 7, &acme.content()), 0), "brand");
    assert_eq!(step(&good, 8), "rollback");
    assert_eq!(step(b"hello", 0), "form");
    assert_eq!(step(&good[..good.len() - 1], 0), "content");
    assert_eq!(step(&[good.as_slice(), b" "].concat(), 0), "content");
    let other_head = String::from_utf8(good.clone()).unwrap().replacen("\"sequence\":7", "\"sequence\":8", 1);
    assert_eq!(step(other_head.as_bytes(), 0), "signature");
}

#[test]
fn no_flipped_bit_is_believed() {
    let acme = maker(1);
    let good = acme.publish("acme", 7, &acme.content());
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        assert!(PlainBundle::open(&bad, &acme.root(), 0).is_err(), "byte {at}");
    }
}
