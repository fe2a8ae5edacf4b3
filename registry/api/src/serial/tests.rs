// SPDX-License-Identifier: MIT OR Apache-2.0
//! Vectors and properties of the codec.

use super::*;

fn input() -> TagInput<'static> {
    TagInput {
        brand: "acme",
        facility: "9521321000018",
        line: "4",
        made_at: "2026-03-15T08:00:00Z".parse().unwrap(),
    }
}

fn at(block: u32, index: u16) -> Locator {
    Locator { block: BlockNumber::new(block).unwrap(), index }
}

/// Worked by an independent implementation (Python's `hmac`), key 32 bytes of 7, the block facts of `input`.
#[test]
fn committed_vectors_hold() {
    let key = IssueKey::from_bytes(&[7; 32]);
    for line in include_str!("../../vectors/serials.csv").lines().skip(1) {
        let fields: Vec<_> = line.split(',').collect();
        let locator = at(fields[0].parse().unwrap(), fields[1].parse().unwrap());
        assert_eq!(key.mint(&input(), locator).unwrap().as_str(), fields[2], "{line}");
    }
}

#[test]
fn a_serial_carries_its_locator_and_proves_itself() {
    let key = IssueKey::from_bytes(&[1; 32]);
    for locator in [at(0, 0), at(1, 4095), at(MAX_BLOCKS - 1, 17), at(123_456_789, 2048)] {
        let serial = key.mint(&input(), locator).unwrap();
        assert_eq!(serial.locator(), locator);
        assert!(key.is_genuine(&input(), &serial));
        assert!(!IssueKey::from_bytes(&[2; 32]).is_genuine(&input(), &serial));
    }
}

#[test]
fn every_changed_character_is_noticed() {
    let key = IssueKey::from_bytes(&[1; 32]);
    let serial = key.mint(&input(), at(42, 7)).unwrap();
    for position in 0..SERIAL_CHARS {
        let mut chars = serial.0;
        chars[position] = if chars[position] == b'0' { b'1' } else { b'0' };
        assert!(!key.is_genuine(&input(), &Serial(chars)), "position {position}");
    }
}

#[test]
fn each_part_of_the_block_is_under_the_tag() {
    let key = IssueKey::from_bytes(&[1; 32]);
    let serial = key.mint(&input(), at(42, 7)).unwrap();
    let others = [
        TagInput { brand: "acmf", ..input() },
        TagInput { facility: "9521321000019", ..input() },
        TagInput { line: "5", ..input() },
        TagInput { made_at: "2026-03-15T08:00:01Z".parse().unwrap(), ..input() },
        TagInput { facility: "952132100001", line: "84", ..input() },
    ];
    for other in others {
        assert!(!key.is_genuine(&other, &serial), "{other:?}");
    }
}

#[test]
fn look_alikes_and_lower_case_fold_to_one_form() {
    let canonical = Serial::parse("01100000000000000000").unwrap();
    assert_eq!(Serial::parse("oIl0000000000000000o").unwrap(), canonical);
    assert_eq!(Serial::parse("abcdefghjkmnpqrstvwx").unwrap().as_str(), "ABCDEFGHJKMNPQRSTVWX");
}

#[test]
fn nonsense_is_refused_with_its_place() {
    assert_eq!(Serial::parse("ABC"), Err(SerialError::Length(3)));
    assert_eq!(Serial::parse("0000000000000000000U"), Err(SerialError::Character(20)));
    assert_eq!(Serial::parse("000000000é0000000000"), Err(SerialError::Character(10)));
    assert!(BlockNumber::new(MAX_BLOCKS).is_err());
    assert_eq!(
        IssueKey::from_bytes(&[1; 32]).mint(&input(), at(1, MAX_BLOCK_UNITS)),
        Err(SerialError::IndexRange)
    );
}
