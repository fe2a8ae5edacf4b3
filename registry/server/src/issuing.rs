// SPDX-License-Identifier: GPL-3.0-or-later
//! How a batch becomes blocks, a block serials, and a serial what stands on a label.

use registry_api::epcis::uri_escape;
use registry_api::fact::BlockFacts;
use registry_api::http::IssuedUnit;
use registry_api::serial::{IssueKey, Locator, MAX_BLOCK_UNITS, MAX_BLOCKS, Serial, SerialError, TagInput};

/// Makes and recognises the serials of one brand.
#[derive(Debug)]
pub(crate) struct Issuer {
    brand: String,
    key: IssueKey,
}

impl Issuer {
    /// An issuer of a brand.
    pub(crate) fn new(brand: &str, key: IssueKey) -> Self {
        Self { brand: brand.to_owned(), key }
    }

    /// Makes the serials of a block, in index order.
    pub(crate) fn mint_block(&self, facts: &BlockFacts, units: u16) -> Result<Vec<Serial>, SerialError> {
        let input = self.input(facts);
        (0..units).map(|index| self.key.mint(&input, Locator { block: facts.number, index })).collect()
    }

    /// Whether a serial is the one made at its place in a block of `units` units.
    pub(crate) fn is_genuine(&self, facts: &BlockFacts, units: u16, serial: &Serial) -> bool {
        let genuine = self.key.is_genuine(&self.input(facts), serial);
        genuine && serial.locator().index < units
    }

    /// Spends on a serial without a block what [`Issuer::is_genuine`] spends on one with a block, so that the
    /// time of an answer does not tell which blocks exist.
    pub(crate) fn spend_like_a_check(&self, serial: &Serial) {
        let decoy = TagInput {
            brand: &self.brand,
            facility: "0000000000000",
            line: "0",
            made_at: jiff::Timestamp::UNIX_EPOCH,
        };
        std::hint::black_box(self.key.is_genuine(&decoy, serial));
    }

    fn input<'a>(&'a self, facts: &'a BlockFacts) -> TagInput<'a> {
        TagInput { brand: &self.brand, facility: &facts.facility, line: &facts.line, made_at: facts.made_at }
    }
}

/// Sizes of the blocks a batch fills: all full but the last.
pub(crate) fn block_sizes(units: u32) -> impl Iterator<Item = u16> {
    let full = u32::from(MAX_BLOCK_UNITS);
    (0..units.div_ceil(full)).map(move |block| (units - block * full).min(full) as u16)
}

/// Whether `blocks` more blocks may follow block `last`.
pub(crate) fn has_room(last: u32, blocks: u32) -> bool {
    last.checked_add(blocks).is_some_and(|end| end < MAX_BLOCKS)
}

/// What stands on the label of a unit.
///
/// Lot and expiry date travel along, so that a station can hold the label against the record.
pub(crate) fn label(facts: &BlockFacts, serial: Serial) -> IssuedUnit {
    let gtin = facts.gtin.as_str();
    let mut link = format!("https://id.gs1.org/01/{gtin}");
    let mut elements = format!("(01){gtin}(21){serial}");
    if let Some(lot) = &facts.lot {
        // Digital Link: a lot stands before the serial in the path (GS1 Digital Link URI Syntax 4.3).
        link.push_str(&format!("/10/{}", uri_escape(lot)));
        elements.push_str(&format!("(10){}", lot.replace('(', "\\(")));
    }
    link.push_str(&format!("/21/{serial}"));
    if let Some(expiry) = facts.expiry {
        let six = expiry.strftime("%y%m%d");
        link.push_str(&format!("?17={six}"));
        elements.push_str(&format!("(17){six}"));
    }
    IssuedUnit { serial, digital_link: link, element_string: elements }
}

/// Address of the public page of a unit.
pub(crate) fn page_url(public_url: &str, facts: &BlockFacts, serial: &Serial) -> String {
    format!("{public_url}/01/{}/21/{serial}", facts.gtin.as_str())
}

#[cfg(test)]
mod tests {
    use gs1::Gtin;
    use registry_api::serial::BlockNumber;

    use super::*;

    fn facts() -> BlockFacts {
        BlockFacts {
            number: BlockNumber::new(3).unwrap(),
            gtin: Gtin::new("4006381333931").unwrap(),
            facility: "9521321000018".into(),
            place: "Pune".into(),
            line: "4".into(),
            made_at: "2026-03-15T08:00:00Z".parse().unwrap(),
            lot: None,
            expiry: None,
            markets: Vec::new(),
        }
    }

    fn issuer() -> Issuer {
        Issuer::new("acme", IssueKey::from_bytes(&[3; 32]))
    }

    #[test]
    fn a_batch_fills_whole_blocks() {
        assert_eq!(block_sizes(1).collect::<Vec<_>>(), [1]);
        assert_eq!(block_sizes(4096).collect::<Vec<_>>(), [4096]);
        assert_eq!(block_sizes(8200).collect::<Vec<_>>(), [4096, 4096, 8]);
        assert!(has_room(0, 1));
        assert!(!has_room(MAX_BLOCKS - 1, 1));
        assert!(!has_room(u32::MAX, 1));
    }

    #[test]
    fn a_serial_is_genuine_in_its_block_only() {
        let serials = issuer().mint_block(&facts(), 5).unwrap();
        assert!(serials.iter().all(|serial| issuer().is_genuine(&facts(), 5, serial)));
        assert!(!issuer().is_genuine(&facts(), 4, &serials[4]));
        assert!(!issuer().is_genuine(&BlockFacts { line: "5".into(), ..facts() }, 5, &serials[0]));
    }

    #[test]
    fn a_label_says_what_the_record_says() {
        let serial = issuer().mint_block(&facts(), 1).unwrap()[0];
        let plain = label(&facts(), serial);
        assert_eq!(plain.element_string, format!("(01)04006381333931(21){serial}"));
        assert_eq!(plain.digital_link, format!("https://id.gs1.org/01/04006381333931/21/{serial}"));
        let full = BlockFacts { lot: Some("A/1".into()), expiry: "2028-02-29".parse().ok(), ..facts() };
        let full = label(&full, serial);
        assert_eq!(full.element_string, format!("(01)04006381333931(21){serial}(10)A/1(17)280229"));
        let link = format!("https://id.gs1.org/01/04006381333931/10/A%2F1/21/{serial}?17=280229");
        assert_eq!(full.digital_link, link);
    }

    #[test]
    fn the_link_is_read_back_by_the_rules_of_gs1() {
        let serial = issuer().mint_block(&facts(), 1).unwrap()[0];
        for facts in
            [facts(), BlockFacts { lot: Some("A/1".into()), expiry: "2028-02-29".parse().ok(), ..facts() }]
        {
            let label = label(&facts, serial);
            let scan = format!("]Q1{}", label.digital_link);
            let message = gs1::parse(scan.as_bytes(), &gs1::Options::default()).unwrap();
            assert_eq!(message.gtin(), Some(facts.gtin));
            assert_eq!(message.serial().map(String::from).as_deref(), Some(serial.as_str()));
            assert_eq!(message.lot().map(String::from), facts.lot);
        }
    }
}
