// SPDX-License-Identifier: GPL-3.0-or-later
//! The driver against a real pcscd with a virtual reader: packages pcscd and vsmartcard-vpcd.

#![allow(clippy::unwrap_used, reason = "a test says no more by hand than the panic does")]

mod support;

use driver_nfc::NfcConfig;
use driver_nfc::emulator::{EmulatorError, Fault, Tag, VirtualReader};
use drivers_api::{Carrier, DeviceState, RawScan};
use support::Driver;

const UID: [u8; 7] = [0x04, 0xDE, 0x5F, 0x1E, 0xAC, 0xC0, 0x40];
const OTHER_UID: [u8; 7] = [0x04, 0x95, 0x8C, 0xAA, 0x5C, 0x5E, 0x80];
const URI: &str = "https://id.gs1.org/01/09506000134352/21/TAG-0001?note=long-enough-for-more-than-one-read";

fn text(scan: &RawScan) -> &str {
    std::str::from_utf8(scan.payload.as_bytes()).unwrap()
}

/// The service or the reason, which names the packages when they are missing.
#[track_caller]
fn started<T>(result: Result<T, EmulatorError>) -> T {
    result.unwrap_or_else(|error| panic!("{error} ({error:?})"))
}

#[test]
#[ignore = "the driver process of the other tests; does nothing by itself"]
fn the_driver_process() {
    support::be_the_driver();
}

#[test]
fn a_tag_is_read_once_per_presentation() {
    let mut reader = started(VirtualReader::start());
    let mut driver = Driver::start(&reader);
    driver.is(DeviceState::Up, "");

    reader.present(Tag::type4(&UID, URI));
    let first = driver.scan(1);
    assert_eq!((text(&first), &first.tag_uid[..]), (URI, &UID[..]));
    assert_eq!((first.carrier, first.symbology, first.device.as_str()), (Carrier::Tag, None, "tag"));

    reader.present(Tag::storage(&OTHER_UID, URI));
    let second = driver.scan(2);
    assert_eq!((text(&second), &second.tag_uid[..]), (URI, &OTHER_UID[..]));

    reader.present(Tag::blank(&UID));
    let third = driver.scan(3);
    assert_eq!((text(&third), &third.tag_uid[..]), ("", &UID[..]));

    driver.stop();
    assert_eq!(driver.scans.len(), 3, "a tag that lies there is not read again");
    assert!(driver.health.iter().all(|health| health.state == DeviceState::Up));
}

#[test]
fn both_slots_are_watched_without_a_name() {
    let mut reader = started(VirtualReader::start());
    let mut driver = Driver::start_with(&reader, &NfcConfig::default());
    driver.is(DeviceState::Up, "");
    reader.present_on(0, Tag::type4(&UID, URI));
    reader.present_on(1, Tag::type4(&OTHER_UID, URI));
    driver.scan(2);
    let mut uids: Vec<_> = driver.scans.iter().map(|scan| scan.tag_uid.clone()).collect();
    uids.sort();
    assert_eq!(uids, [OTHER_UID.to_vec(), UID.to_vec()]);
}

#[test]
fn misbehaving_tags_are_told_and_the_next_good_one_is_read() {
    let mut reader = started(VirtualReader::start());
    let mut driver = Driver::start(&reader);
    driver.is(DeviceState::Up, "");
    let good = || Tag::type4(&UID, URI);
    let cases = [
        (good().with(Fault::LeavesAfter(6)), "hold the tag still"),
        (good().with(Fault::ClaimsLength(0xF000)), "more data than a tag can"),
        (good().with(Fault::ClaimsLength(0x0400)), "answers nonsense"),
        (good().with(Fault::GarbageStatus), "answers nonsense"),
        (Tag::type4_message(&UID, &[0xD1, 0x01, 0x40, b'U', 0x04]), "data on the tag is damaged"),
    ];
    for (at, (tag, words)) in cases.into_iter().enumerate() {
        reader.present(tag);
        driver.is(DeviceState::Degraded, words);
        assert_eq!(driver.scans.len(), at, "{words}: a bad tag gives no scan");
        reader.present(good());
        assert_eq!(text(&driver.scan(at + 1)), URI);
        driver.is(DeviceState::Up, "");
    }
}

#[test]
fn a_mute_tag_is_noticed_and_does_not_end_the_driver() {
    let mut reader = started(VirtualReader::start());
    let mut driver = Driver::start(&reader);
    driver.is(DeviceState::Up, "");
    reader.present(Tag::type4(&UID, URI).with(Fault::Mute));
    driver.is(DeviceState::Degraded, "does not answer");
    reader.take_away();
    driver.is(DeviceState::Degraded, "hold the tag still");
    reader.present(Tag::type4(&UID, URI));
    assert_eq!(text(&driver.scan(1)), URI);
    driver.is(DeviceState::Up, "");
}

#[test]
fn the_service_may_come_late_and_come_back() {
    let mut reader = started(VirtualReader::prepare());
    let mut driver = Driver::start(&reader);
    driver.is(DeviceState::Down, "tag service (pcscd) is not running");

    started(reader.start_service());
    driver.is(DeviceState::Up, "");
    reader.present(Tag::type4(&UID, URI));
    driver.scan(1);

    reader.stop_service();
    driver.is(DeviceState::Down, "tag service (pcscd) is not running");
    started(reader.start_service());
    driver.is(DeviceState::Up, "");
    reader.present(Tag::storage(&OTHER_UID, URI));
    assert_eq!(driver.scan(2).tag_uid, OTHER_UID);
    driver.stop();
}

#[test]
fn another_reader_than_the_wanted_one_is_not_used() {
    let mut reader = started(VirtualReader::start());
    let mut driver = Driver::start_with(&reader, &NfcConfig { reader: Some("ACR1252".into()) });
    driver.is(DeviceState::Down, &reader.reader_name());
    reader.present(Tag::type4(&UID, URI));
    driver.stop();
    assert!(driver.scans.is_empty());
}

#[test]
fn an_unplugged_reader_is_told_and_taken_up_again() {
    let mut reader = started(VirtualReader::start());
    let mut driver = Driver::start(&reader);
    driver.is(DeviceState::Up, "");
    started(reader.unplug());
    driver.is(DeviceState::Down, "tag reader unplugged");
    started(reader.plug_in());
    driver.is(DeviceState::Up, "");
    reader.present(Tag::type4(&UID, URI));
    assert_eq!(text(&driver.scan(1)), URI);
}

#[test]
fn a_reader_that_never_was_is_missed() {
    let mut reader = started(VirtualReader::prepare());
    started(reader.unplug());
    let mut driver = Driver::start(&reader);
    driver.is(DeviceState::Down, "plug it in");
    assert!(driver.health.iter().all(|health| !health.detail.contains("unplugged")));
}
