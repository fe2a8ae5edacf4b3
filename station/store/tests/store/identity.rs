// SPDX-License-Identifier: GPL-3.0-or-later
//! The station stays who it is.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use station_store::{Identity, StateDir, StoreError};

use crate::given::{Site, flip};

#[test]
fn the_key_is_made_once_and_for_the_owner_alone() {
    let temp = tempfile::tempdir().unwrap();
    let dir = StateDir::new(temp.path().join("new"));
    let first = dir.identity().unwrap();
    assert!(first.enrolment().is_none());
    assert_eq!(fs::metadata(dir.key()).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(dir.identity().unwrap().public_key(), first.public_key());
    assert!(first.public_key().verify(b"message", &first.sign(b"message")));
}

#[test]
fn the_enrolment_is_read_back() {
    let site = Site::new();
    let again = site.dir.identity().unwrap();
    assert_eq!(again.enrolment(), site.identity.enrolment());
    assert_eq!(again.enrolment().unwrap().station, "ST-1");
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let site = Site::new();
    fs::set_permissions(site.dir.key(), fs::Permissions::from_mode(0o640)).unwrap();
    let error = Identity::open(&site.dir).unwrap_err();
    assert!(error.to_string().contains("chmod 600"), "{error}");
}

#[test]
fn no_flipped_bit_of_the_key_is_believed() {
    let site = Site::new();
    let length = fs::read(site.dir.key()).unwrap().len();
    for byte in 0..length {
        flip(&site.dir.key(), byte, (byte % 8) as u8);
        if let Ok(identity) = Identity::open(&site.dir) {
            assert_eq!(identity.public_key(), site.identity.public_key(), "byte {byte}");
        }
        flip(&site.dir.key(), byte, (byte % 8) as u8);
    }
}

#[test]
fn no_flipped_bit_of_the_enrolment_is_believed() {
    let site = Site::new();
    let length = fs::read(site.dir.enrolment()).unwrap().len();
    let mut refused = 0;
    for byte in 0..length {
        for bit in [0, 2, 5] {
            flip(&site.dir.enrolment(), byte, bit);
            match Identity::open(&site.dir) {
                Ok(identity) => assert_eq!(identity.enrolment(), site.identity.enrolment(), "byte {byte}"),
                Err(_) => refused += 1,
            }
            flip(&site.dir.enrolment(), byte, bit);
        }
    }
    assert!(refused > length, "most flips are refused, {refused} of {}", length * 3);
}

#[test]
fn a_lost_key_is_not_replaced() {
    let site = Site::new();
    fs::remove_file(site.dir.key()).unwrap();
    assert!(matches!(Identity::open(&site.dir), Err(StoreError::Identity { .. })));
    assert!(!site.dir.key().exists());
}
