// SPDX-License-Identifier: MIT OR Apache-2.0
//! The `products` object: product sheets, and the profiles that blocks share.
//!
//! Blocks point at both by their place, so within an epoch entries are only ever added; a delta brings its own.

use std::collections::BTreeMap;

use gs1::Gtin;
use jiff::civil::Date;

use super::bytes::{Cursor, Malformed, TextTooLong, put_count, put_text};
use super::object::{HEADER_BYTES, Header, ObjectKind, whole};
use crate::Digest;
use crate::fact::Product;

/// How much a forged unit of a product would be worth the trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ValueClass {
    /// Fingerprints of 32 bits.
    #[default]
    Ordinary,
    /// Fingerprints of 64 bits: a stolen bundle is no longer enough to grind a label that passes.
    High,
}

/// A certificate a product was sold under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certification {
    /// Its name and number, e.g. `CE 0123`.
    pub name: String,
    /// First day it holds.
    pub from: Date,
    /// Last day it holds.
    pub until: Date,
}

/// Everything a bundle tells of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// GTIN, name and warranty.
    pub product: Product,
    /// SHA-256 of its picture.
    pub picture: Option<Digest>,
    /// How strong its fingerprints are.
    pub value_class: ValueClass,
    /// Its certificates, at most 255.
    pub certifications: Vec<Certification>,
    /// What to tell a person, by language tag (BCP 47), at most 255.
    pub texts: Vec<(String, String)>,
}

impl From<Product> for Sheet {
    fn from(product: Product) -> Self {
        let value_class = ValueClass::Ordinary;
        Self { product, picture: None, value_class, certifications: Vec::new(), texts: Vec::new() }
    }
}

/// The warranty of a block's units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum WarrantyRule {
    /// That of the product.
    #[default]
    AsProduct,
    /// Another one: months from production, or none at all.
    Own(Option<u16>),
}

/// What blocks made in one place for one purpose share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Profile {
    pub(super) facility: String,
    pub(super) place: String,
    pub(super) line: String,
    pub(super) markets: Vec<String>,
    pub(super) warranty: WarrantyRule,
    pub(super) label_key: u32,
}

/// Sheets and profiles by place, and sheets by GTIN.
#[derive(Debug, Clone, Default)]
pub(super) struct Catalogue {
    sheets: Vec<Sheet>,
    profiles: Vec<Profile>,
    by_gtin: BTreeMap<Gtin, u32>,
    by_profile: BTreeMap<Profile, u32>,
}

impl Catalogue {
    pub(super) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    pub(super) fn sheet(&self, at: u32) -> Option<&Sheet> {
        self.sheets.get(at as usize)
    }

    pub(super) fn profile(&self, at: u32) -> Option<&Profile> {
        self.profiles.get(at as usize)
    }

    pub(super) fn find(&self, gtin: &Gtin) -> Option<u32> {
        self.by_gtin.get(gtin).copied()
    }

    /// How many sheets and profiles there are.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.sheets.len(), self.profiles.len())
    }

    /// Adds a sheet; `None` if there is one with its GTIN.
    pub(super) fn add_sheet(&mut self, sheet: Sheet) -> Option<u32> {
        let at = self.sheets.len() as u32;
        if self.by_gtin.contains_key(&sheet.product.gtin) {
            return None;
        }
        self.by_gtin.insert(sheet.product.gtin.clone(), at);
        self.sheets.push(sheet);
        Some(at)
    }

    /// Place of a profile, which is added if it is new.
    pub(super) fn profile_at(&mut self, profile: Profile) -> u32 {
        let next = self.profiles.len() as u32;
        if let Some(at) = self.by_profile.get(&profile) {
            return *at;
        }
        self.profiles.push(profile.clone());
        self.by_profile.insert(profile, next);
        next
    }

    /// The object.
    pub(super) fn encode(&self) -> Result<Vec<u8>, TextTooLong> {
        let mut body = Vec::new();
        self.encode_from((0, 0), &mut body)?;
        Ok(whole(Header::new(ObjectKind::Products, self.sheets.len() as u64), &body))
    }

    /// Sheets and profiles from some places on.
    pub(super) fn encode_from(&self, from: (usize, usize), into: &mut Vec<u8>) -> Result<(), TextTooLong> {
        let sheets = self.sheets.get(from.0..).unwrap_or_default();
        put_count(into, sheets.len());
        sheets.iter().try_for_each(|sheet| put_sheet(into, sheet))?;
        let profiles = self.profiles.get(from.1..).unwrap_or_default();
        put_count(into, profiles.len());
        profiles.iter().try_for_each(|profile| put_profile(into, profile))
    }

    /// Reads the object, whose hash the caller has checked.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        Header::read(bytes, ObjectKind::Products, bytes.len() as u64)?;
        let mut cursor = Cursor::new(&bytes[HEADER_BYTES..]);
        let mut catalogue = Self::default();
        catalogue.extend(&mut cursor)?;
        cursor.end()?;
        Ok(catalogue)
    }

    /// Adds what [`Self::encode_from`] wrote.
    pub(super) fn extend(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Malformed> {
        for _ in 0..cursor.count(LEAST_SHEET)? {
            self.add_sheet(read_sheet(cursor)?).ok_or(Malformed("two products have one GTIN"))?;
        }
        for _ in 0..cursor.count(LEAST_PROFILE)? {
            let next = self.profiles.len() as u32;
            if self.profile_at(read_profile(cursor)?) != next {
                return Err(Malformed("two profiles are alike"));
            }
        }
        Ok(())
    }
}

/// Bytes of the shortest sheet and profile.
const LEAST_SHEET: usize = 14 + 2 + 3 + 1 + 1 + 1 + 1;
const LEAST_PROFILE: usize = 2 + 2 + 2 + 1 + 3 + 4;
/// Numbers of a warranty: none; of months; that of the product.
const NO_WARRANTY: u8 = 0;
const MONTHS: u8 = 1;
const AS_PRODUCT: u8 = 2;

fn put_months(into: &mut Vec<u8>, months: Option<u16>) {
    into.push(months.map_or(NO_WARRANTY, |_| MONTHS));
    into.extend_from_slice(&months.unwrap_or(0).to_le_bytes());
}

fn put_warranty(into: &mut Vec<u8>, rule: WarrantyRule) {
    match rule {
        WarrantyRule::AsProduct => into.extend_from_slice(&[AS_PRODUCT, 0, 0]),
        WarrantyRule::Own(months) => put_months(into, months),
    }
}

fn read_warranty(cursor: &mut Cursor<'_>) -> Result<WarrantyRule, Malformed> {
    match (cursor.u8()?, cursor.u16()?) {
        (NO_WARRANTY, _) => Ok(WarrantyRule::Own(None)),
        (MONTHS, months) => Ok(WarrantyRule::Own(Some(months))),
        (AS_PRODUCT, _) => Ok(WarrantyRule::AsProduct),
        _ => Err(Malformed("a warranty is none of those known")),
    }
}

/// A list of up to 255 things behind its length.
fn put_list<T>(
    into: &mut Vec<u8>,
    list: &[T],
    put: impl Fn(&mut Vec<u8>, &T) -> Result<(), TextTooLong>,
) -> Result<(), TextTooLong> {
    let kept = &list[..list.len().min(MAX_LIST)];
    into.push(kept.len() as u8);
    kept.iter().try_for_each(|item| put(into, item))
}

/// Things in a list of a sheet or a profile at most.
pub(super) const MAX_LIST: usize = 255;

fn put_sheet(into: &mut Vec<u8>, sheet: &Sheet) -> Result<(), TextTooLong> {
    into.extend_from_slice(sheet.product.gtin.as_str().as_bytes());
    put_text(into, &sheet.product.name)?;
    put_months(into, sheet.product.warranty_months);
    into.push(u8::from(sheet.value_class == ValueClass::High));
    into.push(u8::from(sheet.picture.is_some()));
    into.extend_from_slice(sheet.picture.as_ref().map(|p| p.as_bytes().as_slice()).unwrap_or_default());
    put_list(into, &sheet.certifications, |into, certification| {
        put_text(into, &certification.name)?;
        put_date(into, certification.from);
        put_date(into, certification.until);
        Ok(())
    })?;
    put_list(into, &sheet.texts, |into, (language, text)| {
        put_text(into, language)?;
        put_text(into, text)
    })
}

/// A date as `i16` year, `u8` month, `u8` day.
fn put_date(into: &mut Vec<u8>, date: Date) {
    into.extend_from_slice(&date.year().to_le_bytes());
    into.extend_from_slice(&[date.month() as u8, date.day() as u8]);
}

fn read_date(cursor: &mut Cursor<'_>) -> Result<Date, Malformed> {
    let (year, month, day) = (cursor.u16()? as i16, cursor.u8()? as i8, cursor.u8()? as i8);
    Date::new(year, month, day).map_err(|_| Malformed("a date does not exist"))
}

fn read_sheet(cursor: &mut Cursor<'_>) -> Result<Sheet, Malformed> {
    let gtin = std::str::from_utf8(cursor.take(14)?).ok().and_then(|digits| Gtin::new(digits).ok());
    let gtin = gtin.ok_or(Malformed("a GTIN has a wrong digit"))?;
    let name = cursor.text()?.to_owned();
    let WarrantyRule::Own(warranty_months) = read_warranty(cursor)? else {
        return Err(Malformed("the warranty of a product is that of the product"));
    };
    let value_class = match cursor.u8()? {
        0 => ValueClass::Ordinary,
        1 => ValueClass::High,
        _ => return Err(Malformed("a value class is none of those known")),
    };
    let picture = match cursor.u8()? {
        0 => None,
        1 => Some(Digest::from(cursor.array::<32>()?)),
        _ => return Err(Malformed("a picture is neither there nor absent")),
    };
    let certifications = (0..cursor.u8()?).map(|_| {
        let name = cursor.text()?.to_owned();
        Ok(Certification { name, from: read_date(cursor)?, until: read_date(cursor)? })
    });
    let certifications = certifications.collect::<Result<_, Malformed>>()?;
    let texts = (0..cursor.u8()?).map(|_| Ok((cursor.text()?.to_owned(), cursor.text()?.to_owned())));
    let texts = texts.collect::<Result<_, Malformed>>()?;
    let product = Product { gtin, name, warranty_months };
    Ok(Sheet { product, picture, value_class, certifications, texts })
}

fn put_profile(into: &mut Vec<u8>, profile: &Profile) -> Result<(), TextTooLong> {
    put_text(into, &profile.facility)?;
    put_text(into, &profile.place)?;
    put_text(into, &profile.line)?;
    put_list(into, &profile.markets, |into, market| put_text(into, market))?;
    put_warranty(into, profile.warranty);
    into.extend_from_slice(&profile.label_key.to_le_bytes());
    Ok(())
}

fn read_profile(cursor: &mut Cursor<'_>) -> Result<Profile, Malformed> {
    let facility = cursor.text()?.to_owned();
    let place = cursor.text()?.to_owned();
    let line = cursor.text()?.to_owned();
    let markets = (0..cursor.u8()?).map(|_| cursor.text().map(str::to_owned)).collect::<Result<_, _>>()?;
    let warranty = read_warranty(cursor)?;
    Ok(Profile { facility, place, line, markets, warranty, label_key: cursor.u32()? })
}
