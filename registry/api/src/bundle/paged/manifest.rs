// SPDX-License-Identifier: MIT OR Apache-2.0
//! The `manifest` object: shipments expected at one facility, with the tag keys of their units.
//!
//! An entry always has the 128-bit fingerprint of its serial. The serial itself stands beside it where the
//! sender wants missing units named; a stolen station then gives those serials away.

use super::bytes::{Cursor, Malformed, PACKED_BYTES, TextTooLong, put_count, put_packed, put_text};
use super::fingerprint::{PackedSerial, Salt};
use super::object::{HEADER_BYTES, Header, ObjectKind, whole};
use crate::bundle::Shipment;
use crate::serial::Serial;

/// One expected unit.
#[derive(Clone, PartialEq, Eq)]
pub struct ExpectedUnit {
    /// Its serial.
    pub serial: Serial,
    /// Keys of its tag, sealed to the station: bytes of which a bundle knows no more; at most 65,535.
    pub tag_keys: Vec<u8>,
}

impl std::fmt::Debug for ExpectedUnit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExpectedUnit").field("serial", &self.serial).finish_non_exhaustive()
    }
}

/// One expected shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedShipment {
    /// The sender's number.
    pub number: String,
    /// Whether serials stand in clear beside their fingerprints.
    pub named: bool,
    /// Its units, in the order they were announced.
    pub units: Vec<ExpectedUnit>,
}

/// What one facility expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Facility code it is for.
    pub facility: String,
    /// The shipments, in the order they were announced.
    pub shipments: Vec<ExpectedShipment>,
}

impl Manifest {
    /// The object.
    pub(super) fn encode(&self, salt: &Salt) -> Result<Vec<u8>, TextTooLong> {
        let mut body = Vec::new();
        put_text(&mut body, &self.facility)?;
        put_count(&mut body, self.shipments.len());
        for shipment in &self.shipments {
            put_text(&mut body, &shipment.number)?;
            body.push(u8::from(shipment.named));
            put_count(&mut body, shipment.units.len());
            for unit in &shipment.units {
                body.extend_from_slice(&salt.fingerprint(&unit.serial).expected());
                if shipment.named {
                    put_packed(&mut body, PackedSerial::of(&unit.serial));
                }
                let keys = &unit.tag_keys[..unit.tag_keys.len().min(usize::from(u16::MAX))];
                body.extend_from_slice(&(keys.len() as u16).to_le_bytes());
                body.extend_from_slice(keys);
            }
        }
        let units: usize = self.shipments.iter().map(|shipment| shipment.units.len()).sum();
        Ok(whole(Header::new(ObjectKind::Manifest, units as u64), &body))
    }
}

/// A unit that was found on a manifest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Expected<'a> {
    /// Facility it is expected at.
    pub facility: &'a str,
    /// Number of its shipment.
    pub shipment: &'a str,
    /// Keys of its tag, sealed to the station; may be empty.
    pub tag_keys: &'a [u8],
}

impl std::fmt::Debug for Expected<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Expected").field("shipment", &self.shipment).finish_non_exhaustive()
    }
}

struct Entry {
    fingerprint: [u8; 16],
    shipment: u32,
    keys: Vec<u8>,
}

/// Manifests as a reader holds them.
#[derive(Default)]
pub(super) struct Manifests {
    /// Facility and number of each shipment.
    labels: Vec<(String, String)>,
    /// Sorted by fingerprint.
    entries: Vec<Entry>,
    /// Shipments whose serials are in clear.
    named: Vec<Shipment>,
}

impl Manifests {
    /// Adds an object, whose hash the caller has checked.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<(), Malformed> {
        Header::read(bytes, ObjectKind::Manifest, bytes.len() as u64)?;
        let mut cursor = Cursor::new(&bytes[HEADER_BYTES..]);
        let facility = cursor.text()?;
        for _ in 0..cursor.count(7)? {
            self.add_shipment(facility, &mut cursor)?;
        }
        cursor.end()?;
        self.entries.sort_by_key(|entry| entry.fingerprint);
        Ok(())
    }

    fn add_shipment(&mut self, facility: &str, cursor: &mut Cursor<'_>) -> Result<(), Malformed> {
        let number = cursor.text()?;
        let named = match cursor.u8()? {
            0 => false,
            1 => true,
            _ => return Err(Malformed("a shipment is neither named nor unnamed")),
        };
        let shipment = self.labels.len() as u32;
        let mut serials = Vec::new();
        for _ in 0..cursor.count(18 + if named { PACKED_BYTES } else { 0 })? {
            let fingerprint = cursor.array()?;
            if named {
                serials.push(cursor.packed()?.unpack().ok_or(Malformed("a serial is none"))?);
            }
            let len = cursor.u16()?;
            let keys = cursor.take(usize::from(len))?.to_vec();
            self.entries.push(Entry { fingerprint, shipment, keys });
        }
        self.labels.push((facility.to_owned(), number.to_owned()));
        if named {
            self.named.push(Shipment { number: number.to_owned(), facility: facility.to_owned(), serials });
        }
        Ok(())
    }

    pub(super) fn shipments(&self, facility: &str) -> Vec<&Shipment> {
        self.named.iter().filter(|shipment| shipment.facility == facility).collect()
    }

    pub(super) fn expected(&self, fingerprint: [u8; 16]) -> Option<Expected<'_>> {
        let at = self.entries.binary_search_by_key(&fingerprint, |entry| entry.fingerprint).ok()?;
        let entry = self.entries.get(at)?;
        let (facility, shipment) = self.labels.get(entry.shipment as usize)?;
        Some(Expected { facility, shipment, tag_keys: &entry.keys })
    }
}
