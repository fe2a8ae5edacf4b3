// SPDX-License-Identifier: MIT OR Apache-2.0
//! The content of a tag: a code with its filter value in one of the binary codings.

use std::fmt;
use std::str::FromStr;

use super::identity::reference_digits;
use super::prefix::{Partition, padded};
use super::scheme::SerialCoding;
use super::{Epc, EpcError, TagScheme};
use crate::bits::{BitReader, BitWriter};
use crate::charset::is_cset82;

/// Tags store their code in words of so many bits.
const WORD_BITS: usize = 16;
/// Longest tag content taken, in bytes: the largest code bank of common tags.
const MAX_TAG_BYTES: usize = 64;
/// The largest filter value.
const MAX_FILTER: u8 = 7;

/// What an RFID tag holds: a code, the filter value and the binary coding.
///
/// ```
/// use gs1::{EpcTag, TagScheme};
///
/// let tag = EpcTag::from_hex("3074257BF7194E4000001A85")?;
/// assert_eq!(tag.to_string(), "urn:epc:tag:sgtin-96:3.0614141.812345.6789");
/// assert_eq!(tag.epc().to_string(), "urn:epc:id:sgtin:0614141.812345.6789");
/// assert_eq!((tag.filter(), tag.scheme()), (3, TagScheme::Sgtin96));
/// assert_eq!(tag.to_hex(), "3074257BF7194E4000001A85");
/// # Ok::<(), gs1::EpcError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EpcTag {
    scheme: TagScheme,
    /// 0 to 7.
    filter: u8,
    epc: Epc,
}

impl EpcTag {
    /// Puts a code in the shortest coding that holds it.
    ///
    /// # Errors
    /// [`EpcError::Filter`] for a filter value above 7.
    pub fn new(epc: Epc, filter: u8) -> Result<Self, EpcError> {
        let fits = |scheme: &TagScheme| scheme.kind() == epc.kind() && holds(*scheme, &epc).is_ok();
        // Invariant: the longest coding of a kind holds every code of that kind.
        let scheme = TagScheme::ALL.into_iter().find(fits).ok_or(EpcError::NoKey)?;
        Self::with_scheme(epc, filter, scheme)
    }

    /// Puts a code in the coding given.
    ///
    /// # Errors
    /// [`EpcError::SchemeForKind`], [`EpcError::SerialForScheme`] or [`EpcError::Filter`].
    pub fn with_scheme(epc: Epc, filter: u8, scheme: TagScheme) -> Result<Self, EpcError> {
        if filter > MAX_FILTER {
            return Err(EpcError::Filter { found: filter });
        }
        if scheme.kind() != epc.kind() {
            return Err(EpcError::SchemeForKind { scheme, kind: epc.kind() });
        }
        holds(scheme, &epc)?;
        Ok(Self { scheme, filter, epc })
    }

    /// Reads the content of a tag's code bank from its first byte (the header); zeros after the code are
    /// tolerated, as tags store whole words.
    ///
    /// # Errors
    /// [`EpcError`] for an unknown header, a length that does not fit it, numbers that overflow their digits, a
    /// serial that is none, or data after the code.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EpcError> {
        let header = *bytes.first().ok_or(EpcError::Length { found: 0 })?;
        let scheme = TagScheme::of_header(header).ok_or(EpcError::Header { header })?;
        let fault = EpcError::Length { found: bytes.len() };
        if !(scheme.bits().div_ceil(8)..=MAX_TAG_BYTES).contains(&bytes.len()) {
            return Err(fault);
        }
        let mut reader = BitReader::new(bytes.iter().copied(), 8);
        read(&mut reader, scheme)
            .and_then(|tag| if reader.rest_is_zero() { Ok(tag) } else { Err(EpcError::TrailingData) })
    }

    /// Reads the content of a tag as hexadecimal digits, as readers report it.
    ///
    /// # Errors
    /// As [`EpcTag::from_bytes`], and [`EpcError::NotHex`].
    pub fn from_hex(hex: &str) -> Result<Self, EpcError> {
        if hex.len() > 2 * MAX_TAG_BYTES {
            return Err(EpcError::Length { found: hex.len() / 2 });
        }
        let digit = |(at, b): (usize, u8)| char::from(b).to_digit(16).ok_or(EpcError::NotHex { at });
        let digits = hex.bytes().enumerate().map(digit).collect::<Result<Vec<u32>, _>>()?;
        if digits.len() % 2 == 1 {
            return Err(EpcError::NotHex { at: digits.len() });
        }
        let bytes: Vec<u8> =
            digits.chunks_exact(2).filter_map(|pair| u8::try_from(pair[0] << 4 | pair[1]).ok()).collect();
        Self::from_bytes(&bytes)
    }

    /// The bytes for the tag's code bank, filled up with zeros to a whole word of 16 bits.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = BitWriter::default();
        write(&mut writer, self);
        writer.pad_to(self.scheme.bits());
        writer.pad_to_multiple_of(WORD_BITS);
        writer.groups(8).collect()
    }

    /// [`EpcTag::to_bytes`] as hexadecimal digits in upper case.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.to_bytes().iter().map(|b| format!("{b:02X}")).collect()
    }

    /// The code.
    #[must_use]
    pub fn epc(&self) -> &Epc {
        &self.epc
    }

    /// The filter value, 0 to 7, which says what kind of object the tag is on (EPC Tag Data Standard, section
    /// 10).
    #[must_use]
    pub fn filter(&self) -> u8 {
        self.filter
    }

    /// The binary coding.
    #[must_use]
    pub fn scheme(&self) -> TagScheme {
        self.scheme
    }
}

/// Whether a coding can hold the serial part.
fn holds(scheme: TagScheme, epc: &Epc) -> Result<(), EpcError> {
    let partition = Partition::of_digits(epc.prefix.len())?;
    let held = match scheme.serial_coding(partition.prefix_bits) {
        SerialCoding::None => epc.serial.is_empty(),
        SerialCoding::Number(bits) => plain_number(&epc.serial).is_some_and(|n| n >> bits == 0),
        SerialCoding::Characters(bits) => epc.serial.len() * 7 <= bits as usize,
    };
    if held { Ok(()) } else { Err(EpcError::SerialForScheme { scheme }) }
}

/// A number written without leading zeros.
fn plain_number(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

fn write(writer: &mut BitWriter, tag: &EpcTag) {
    let epc = &tag.epc;
    // Invariant: `with_scheme` has found the partition, and every number is made of digits that fit it.
    let Ok(partition) = Partition::of_digits(epc.prefix.len()) else { return };
    let number = |text: &str| text.parse::<u64>().unwrap_or_default();
    let prefix_bits = partition.prefix_bits;
    writer.push(u64::from(tag.scheme.header()), 8);
    writer.push(u64::from(tag.filter), 3);
    writer.push(partition.value, 3);
    writer.push(number(&epc.prefix), prefix_bits);
    writer.push(number(&epc.reference), tag.scheme.number_bits(prefix_bits) - prefix_bits);
    match tag.scheme.serial_coding(prefix_bits) {
        SerialCoding::None => {}
        SerialCoding::Number(bits) => writer.push(number(&epc.serial), bits),
        SerialCoding::Characters(_) => epc.serial.bytes().for_each(|b| writer.push(u64::from(b), 7)),
    }
}

fn read(reader: &mut BitReader, scheme: TagScheme) -> Result<EpcTag, EpcError> {
    let mut take = |bits: u32| reader.take(bits).ok_or(EpcError::Length { found: 0 });
    // The header, by which the scheme was chosen.
    take(8)?;
    let filter = u8::try_from(take(3)?).unwrap_or(MAX_FILTER);
    let partition = Partition::of_value(take(3)?)?;
    let prefix = padded(take(partition.prefix_bits)?, partition.prefix_digits)
        .ok_or(EpcError::Overflow { field: "company prefix" })?;
    let bits = scheme.number_bits(partition.prefix_bits) - partition.prefix_bits;
    let reference = padded(take(bits)?, reference_digits(scheme.kind(), partition.prefix_digits))
        .ok_or(EpcError::Overflow { field: "reference" })?;
    let serial = match scheme.serial_coding(partition.prefix_bits) {
        SerialCoding::None => String::new(),
        SerialCoding::Number(bits) => take(bits)?.to_string(),
        SerialCoding::Characters(bits) => characters(&mut take, bits)?,
    };
    let epc = Epc::new(scheme.kind(), &prefix, &reference, &serial)?;
    EpcTag::with_scheme(epc, filter, scheme)
}

/// Reads characters of 7 bits up to the first zero; what follows it must be zero too.
fn characters(take: &mut impl FnMut(u32) -> Result<u64, EpcError>, bits: u32) -> Result<String, EpcError> {
    let mut text = String::new();
    let mut ended = false;
    for _ in 0..bits / 7 {
        let b = u8::try_from(take(7)?).unwrap_or_default();
        ended |= b == 0;
        match (ended, b) {
            (true, 0) => {}
            (false, b) if is_cset82(b) => text.push(char::from(b)),
            (true, _) => return Err(EpcError::TrailingData),
            (false, _) => return Err(EpcError::Serial { field: "serial number", most: bits as usize / 7 }),
        }
    }
    Ok(text)
}

impl fmt::Display for EpcTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "urn:epc:tag:{}:{}.{}", self.scheme, self.filter, self.epc.body())
    }
}

impl FromStr for EpcTag {
    type Err = EpcError;

    fn from_str(text: &str) -> Result<Self, EpcError> {
        const FORM: &str = "urn:epc:tag:SCHEME:FILTER.… with a scheme such as sgtin-96";
        let fault = EpcError::Urn { form: FORM };
        let named = text.strip_prefix("urn:epc:tag:").and_then(|rest| rest.split_once(':'));
        let (name, rest) = named.ok_or(fault.clone())?;
        let scheme =
            TagScheme::ALL.into_iter().find(|scheme| scheme.as_str() == name).ok_or(fault.clone())?;
        let (filter, body) = rest.split_once('.').ok_or(fault.clone())?;
        let [digit @ b'0'..=b'7'] = filter.as_bytes() else { return Err(fault) };
        Self::with_scheme(Epc::of_body(scheme.kind(), body)?, digit - b'0', scheme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epc::EpcKind;

    /// Header, filter and partition together.
    const FRONT_BITS: u32 = 14;

    #[test]
    fn every_coding_fills_its_bits() {
        for scheme in TagScheme::ALL {
            for digits in 6..=12 {
                let partition = Partition::of_digits(digits).unwrap();
                let serial = match scheme.serial_coding(partition.prefix_bits) {
                    SerialCoding::None => 0,
                    SerialCoding::Number(bits) | SerialCoding::Characters(bits) => bits,
                };
                let bits = FRONT_BITS + scheme.number_bits(partition.prefix_bits) + serial;
                // An SSCC leaves 24 bits unused.
                let unused = if scheme.kind() == EpcKind::Sscc { 24 } else { 0 };
                assert_eq!((bits + unused) as usize, scheme.bits(), "{scheme} {digits}");
            }
        }
    }
}
