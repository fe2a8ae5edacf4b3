// SPDX-License-Identifier: GPL-3.0-or-later
//! A made-up maker whose every fact is a function of a seed and a number, so that nothing has to be kept.

use std::ops::Range;

use gs1::Gtin;
use jiff::Timestamp;
use registry_api::bundle::paged::{BlockDraft, Salt};
use registry_api::fact::{BlockFacts, Product, Status};
use registry_api::serial::{BlockNumber, IssueKey, Locator, Serial, TagInput};

/// Units of a block.
pub const UNITS_PER_BLOCK: u16 = 1000;
/// Products of the maker.
pub const PRODUCTS: u64 = 500;
/// One unit in this many has a status other than active.
pub const EXCEPTION_EVERY: u64 = 25;
/// Statuses other than active, all alike often.
pub const KINDS: u64 = 7;
/// Facilities, lines of each, and market sets.
pub const FACILITIES: u64 = 4;
/// Lines of a facility.
pub const LINES: u64 = 8;
/// Market sets.
pub const MARKET_SETS: u64 = 4;
/// Seconds in which a block is begun.
pub const BLOCK_SECONDS: u64 = 600;
/// Lots there can be: six digits.
pub const LOTS: u64 = 1_000_000;
/// One bit says whether a block perishes.
pub const PERISHES: u64 = 2;
/// Salt of the bundle.
pub const SALT: Salt = Salt::from_bytes([0x5a; 16]);

const MARKETS: [&[&str]; MARKET_SETS as usize] = [&[], &["DE"], &["US", "CA"], &["IN", "BD", "LK"]];
const FACILITY_CODES: [&str; FACILITIES as usize] =
    ["9521321000018", "9521321000025", "9521321000032", "9521321000049"];
const PLACES: [&str; FACILITIES as usize] = ["Pune", "Brno", "Leeds", "Puebla"];
/// Days until what perishes does.
const SHELF_DAYS: i32 = 730;
/// 2026-01-01T00:00:00Z.
const BEGIN: i64 = 1_767_225_600;

/// The maker.
pub struct Maker {
    seed: u64,
    serials: u64,
    key: IssueKey,
    gtins: Vec<Gtin>,
}

/// What a number is drawn for, so that draws do not repeat each other.
#[derive(Clone, Copy)]
pub enum Draw {
    /// Facts of a block.
    Block = 1,
    /// Status of a unit.
    Status,
    /// Which unit to ask for.
    Question,
    /// A guessed tag.
    Guess,
    /// Which unit changes, and to what.
    Change,
}

impl Maker {
    /// A maker of so many serials.
    ///
    /// # Errors
    /// Never with the products there are.
    pub fn new(seed: u64, serials: u64) -> anyhow::Result<Self> {
        let gtins = (0..PRODUCTS).map(gtin).collect::<Result<_, _>>()?;
        Ok(Self { seed, serials, key: IssueKey::from_bytes(&[0x17; 32]), gtins })
    }

    /// Serials in the base.
    pub fn serials(&self) -> u64 {
        self.serials
    }

    /// A number that depends on nothing but seed, purpose and `n` (SplitMix64, Steele and others 2014).
    pub fn draw(&self, draw: Draw, n: u64) -> u64 {
        let mix = |mut z: u64| {
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        mix(mix(self.seed ^ (draw as u64) << 56).wrapping_add(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// Products of the maker.
    pub fn products(&self) -> Vec<Product> {
        let product = |(at, gtin): (usize, &Gtin)| Product {
            gtin: gtin.clone(),
            name: format!("Infusion pump, series {at}"),
            warranty_months: Some(24),
        };
        self.gtins.iter().enumerate().map(product).collect()
    }

    /// Blocks of the base, the last of which may be short.
    pub fn blocks(&self) -> u64 {
        self.serials.div_ceil(u64::from(UNITS_PER_BLOCK))
    }

    /// Units of a block of the base.
    pub fn units(&self, block: u64) -> u16 {
        (self.serials - block * u64::from(UNITS_PER_BLOCK)).min(u64::from(UNITS_PER_BLOCK)) as u16
    }

    fn new_serials(&self) -> u64 {
        self.serials * 3 / 1000
    }

    /// Blocks made on the day after.
    pub fn new_blocks(&self) -> Range<u64> {
        self.blocks()..self.blocks() + self.new_serials().div_ceil(u64::from(UNITS_PER_BLOCK))
    }

    /// Units of a new block.
    pub fn new_units(&self, block: u64) -> u16 {
        let before = (block - self.blocks()) * u64::from(UNITS_PER_BLOCK);
        (self.new_serials() - before).min(u64::from(UNITS_PER_BLOCK)) as u16
    }

    /// Facts of a block. Its number is one above its place.
    ///
    /// # Errors
    /// When there are more blocks than numbers.
    pub fn facts(&self, block: u64) -> anyhow::Result<BlockFacts> {
        let draw = self.draw(Draw::Block, block);
        let (gtin, draw) = (self.gtins[(draw % PRODUCTS) as usize].clone(), draw / PRODUCTS);
        let (facility, draw) = ((draw % FACILITIES) as usize, draw / FACILITIES);
        let (line, draw) = (draw % LINES, draw / LINES);
        let (markets, draw) = (MARKETS[(draw % MARKET_SETS) as usize], draw / MARKET_SETS);
        let (lot, draw) = (draw % LOTS, draw / LOTS);
        let (perishes, draw) = (draw % PERISHES == 1, draw / PERISHES);
        let second = BEGIN + (block * BLOCK_SECONDS + draw % BLOCK_SECONDS) as i64;
        let made_at = Timestamp::from_second(second)?;
        let made_on = made_at.to_zoned(jiff::tz::TimeZone::UTC).date();
        let expiry = made_on.checked_add(jiff::Span::new().days(SHELF_DAYS))?;
        Ok(BlockFacts {
            number: BlockNumber::new(u32::try_from(block + 1)?)?,
            gtin,
            facility: FACILITY_CODES[facility].to_owned(),
            place: PLACES[facility].to_owned(),
            line: line.to_string(),
            made_at,
            lot: Some(format!("{lot:06}")),
            expiry: perishes.then_some(expiry),
            markets: markets.iter().map(|&market| market.to_owned()).collect(),
        })
    }

    /// A block as the builders take it.
    pub fn draft(facts: &BlockFacts) -> BlockDraft<'_> {
        BlockDraft::closed(facts)
    }

    /// The serial of a unit.
    ///
    /// # Errors
    /// For an index that no block has.
    pub fn serial(&self, facts: &BlockFacts, index: u16) -> anyhow::Result<Serial> {
        let input =
            TagInput { brand: "acme", facility: &facts.facility, line: &facts.line, made_at: facts.made_at };
        Ok(self.key.mint(&input, Locator { block: facts.number, index })?)
    }

    /// The status of a unit of the base.
    pub fn status(&self, block: u64, index: u16) -> Status {
        let draw = self.draw(Draw::Status, block * u64::from(UNITS_PER_BLOCK) + u64::from(index));
        if draw.is_multiple_of(EXCEPTION_EVERY) {
            Status::ALL[1 + (draw / EXCEPTION_EVERY % KINDS) as usize]
        } else {
            Status::Active
        }
    }
}

/// The GTIN of a product: a made-up prefix, its place, the check digit (GS1 General Specifications 7.9).
fn gtin(product: u64) -> Result<Gtin, gs1::ValueError> {
    let digits = format!("0952132{product:06}");
    let weighted = |(at, digit): (usize, u8)| u32::from(digit - b'0') * if at % 2 == 0 { 3 } else { 1 };
    let sum: u32 = digits.bytes().enumerate().map(weighted).sum();
    Gtin::new(&format!("{digits}{}", (10 - sum % 10) % 10))
}
