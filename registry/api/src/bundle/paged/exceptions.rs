// SPDX-License-Identifier: MIT OR Apache-2.0
//! Statuses other than active: per block a list of indexes as Rice-coded gaps, and a kind of 3 bits each.
//!
//! A list lies in one page: kinds first (3 bits each, so that a kind is found without its neighbours), then
//! gaps. Gaps are counted anew in each block; the block's record says where its list begins, so no skip index
//! stands between. A list of 4,096 takes at most 16,384 bits, half a page.

use std::io::{self, Write};

use super::bits::{BitReader, BitWriter, RiceCosts};
use super::bytes::Malformed;
use super::object::{Header, ObjectKind, PAGE_BYTES};
use super::sink::{PageWriter, Written};
use crate::fact::Status;

/// Bits of a page.
pub(super) const PAGE_BITS: u64 = PAGE_BYTES as u64 * 8;
/// Largest Rice parameter of a block's list: 12 bits hold any index.
pub(super) const MAX_RICE: u32 = 12;
/// Costs of a block's list.
pub(super) type ListCosts = RiceCosts<{ MAX_RICE as usize + 1 }>;
/// Largest Rice parameter of changes: 40 bits hold any rank.
const MAX_CHANGE_RICE: usize = 40;
/// Bits of a kind.
pub(super) const KIND_BITS: u32 = 3;

/// The 3 bits of a status: its place in a unit's life.
pub(super) fn kind_of(status: Status) -> u64 {
    status as u64
}

#[inline]
pub(super) fn status_of(kind: u64) -> Option<Status> {
    Status::ALL.get(usize::try_from(kind).ok()?).copied()
}

/// Gaps between rising numbers: the first counted from 0, the others from one above the number before.
fn gaps(numbers: impl Iterator<Item = u64>) -> impl Iterator<Item = u64> {
    numbers.scan(0, |next, number| {
        let gap = number.checked_sub(*next)?;
        *next = number + 1;
        Some(gap)
    })
}

/// Where a list went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ListPlace {
    pub(super) at: u64,
    pub(super) rice: u8,
}

/// Writes lists so that none crosses a page.
pub(super) struct ExceptionWriter<W> {
    pages: PageWriter<W>,
    page: BitWriter,
}

impl<W: Write> ExceptionWriter<W> {
    pub(super) fn new(out: W) -> Self {
        Self { pages: PageWriter::new(ObjectKind::Exceptions, out), page: BitWriter::default() }
    }

    /// Appends a block's list, sorted by index.
    pub(super) fn put(&mut self, list: &[(u16, Status)]) -> io::Result<ListPlace> {
        let (bits, rice) = encode(list);
        if self.page.bits() as u64 + bits.bits() as u64 > PAGE_BITS {
            self.flush()?;
            self.pages.pad()?;
        }
        let at = self.pages.position() * 8 + self.page.bits() as u64;
        self.page.append(&bits);
        Ok(ListPlace { at, rice: rice as u8 })
    }

    fn flush(&mut self) -> io::Result<()> {
        let page = self.page.drain();
        self.pages.put(&page)
    }

    pub(super) fn finish(mut self) -> io::Result<Written<W>> {
        let bits = self.pages.position() * 8 + self.page.bits() as u64;
        self.flush()?;
        self.pages.finish(Header::new(ObjectKind::Exceptions, bits))
    }
}

pub(super) fn encode(list: &[(u16, Status)]) -> (BitWriter, u32) {
    let numbers = || list.iter().map(|(index, _)| u64::from(*index));
    let (rice, _) = ListCosts::of(gaps(numbers())).best();
    let mut bits = BitWriter::default();
    for (_, status) in list {
        bits.put(kind_of(*status), KIND_BITS);
    }
    for gap in gaps(numbers()) {
        put_gap(&mut bits, gap, rice);
    }
    (bits, rice)
}

fn put_gap(bits: &mut BitWriter, gap: u64, rice: u32) {
    bits.unary(gap >> rice);
    bits.put(gap, rice);
}

/// Status of unit `index` of a block whose list of `count` begins at `bit` of `page`; `None` = not listed.
#[inline]
pub(super) fn status_in(
    page: &[u8; PAGE_BYTES],
    bit: u64,
    count: u16,
    rice: u8,
    index: u16,
) -> Result<Option<Status>, Malformed> {
    const BROKEN: Malformed = Malformed("a list of statuses ends before its count");
    let kinds = bit as usize;
    let mut bits = BitReader::new(page, kinds + usize::from(count) * KIND_BITS as usize);
    let (place, found) = bits.search(usize::from(count), u32::from(rice), u64::from(index)).ok_or(BROKEN)?;
    if found != u64::from(index) {
        return Ok(None);
    }
    let kind = BitReader::new(page, kinds + place * KIND_BITS as usize).take(KIND_BITS);
    kind.and_then(status_of).ok_or(BROKEN).map(Some)
}

/// Statuses by rank over a whole bundle, as a delta carries them.
///
/// Form: `u32` count, `u8` Rice parameter, then kinds and gaps as in a block's list, filled up to a byte.
pub(super) fn encode_changes(changes: &[(u64, Status)]) -> Vec<u8> {
    let ranks = || changes.iter().map(|(rank, _)| *rank);
    let (rice, _) = RiceCosts::<{ MAX_CHANGE_RICE + 1 }>::of(gaps(ranks())).best();
    let mut bits = BitWriter::default();
    for (_, status) in changes {
        bits.put(kind_of(*status), KIND_BITS);
    }
    for gap in gaps(ranks()) {
        put_gap(&mut bits, gap, rice);
    }
    let mut bytes = (changes.len() as u32).to_le_bytes().to_vec();
    bytes.push(rice as u8);
    bytes.extend_from_slice(&bits.into_bytes());
    bytes
}

/// Reads what [`encode_changes`] wrote, each change as `rank * 8 + kind`, rising.
pub(super) fn decode_changes(bytes: &[u8]) -> Result<Vec<u64>, Malformed> {
    const BROKEN: Malformed = Malformed("the list of changes ends before its count");
    let mut cursor = super::bytes::Cursor::new(bytes);
    let (count, rice) = (cursor.u32()? as usize, u32::from(cursor.u8()?));
    let body = bytes.get(5..).unwrap_or_default();
    // At least a bit of gap each, so a count cannot ask for more memory than its bytes warrant.
    if rice > MAX_CHANGE_RICE as u32 || count.saturating_mul(KIND_BITS as usize + 1) > body.len() * 8 {
        return Err(BROKEN);
    }
    let mut kinds = BitReader::new(body, 0);
    let mut bits = BitReader::new(body, count * KIND_BITS as usize);
    let mut changes = Vec::with_capacity(count);
    let mut next = 0;
    for _ in 0..count {
        let kind = kinds.take(KIND_BITS).ok_or(BROKEN)?;
        let gap = bits.gap(rice).ok_or(BROKEN)?;
        let rank = gap.checked_add(next).filter(|rank| *rank <= super::record::MAX_40).ok_or(BROKEN)?;
        changes.push(rank << KIND_BITS | kind);
        next = rank + 1;
    }
    if bits.position().div_ceil(8) != body.len() {
        return Err(Malformed("the list of changes goes on after its end"));
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page_of(list: &[(u16, Status)]) -> (ListPlace, [u8; PAGE_BYTES]) {
        let mut writer = ExceptionWriter::new(Vec::new());
        writer.put(&[(3, Status::Sold)]).unwrap();
        let place = writer.put(list).unwrap();
        let bytes = writer.finish().unwrap().out;
        (
            place,
            bytes[place.at as usize / PAGE_BITS as usize * PAGE_BYTES..][..PAGE_BYTES].try_into().unwrap(),
        )
    }

    #[test]
    fn every_density_is_found_again() {
        for step in [1, 2, 3, 25, 400, 4095] {
            let list: Vec<_> =
                (0..4096_u16).step_by(step).map(|i| (i, Status::ALL[1 + usize::from(i) % 7])).collect();
            let (place, page) = page_of(&list);
            for index in 0..4096 {
                let wanted = list.iter().find(|(i, _)| *i == index).map(|(_, status)| *status);
                let bit = place.at % PAGE_BITS;
                let found = status_in(&page, bit, list.len() as u16, place.rice, index);
                assert_eq!(found, Ok(wanted), "step {step}, index {index}");
            }
        }
    }

    #[test]
    fn lists_never_cross_a_page() {
        let list: Vec<_> = (0..4096).map(|i| (i, Status::Sold)).collect();
        let mut writer = ExceptionWriter::new(Vec::new());
        let places: Vec<_> = (0..5).map(|_| writer.put(&list).unwrap().at).collect();
        assert_eq!(places, [0, 16384, 32768, 49152, 65536]);
        assert_eq!(writer.finish().unwrap().object.len, 3 * PAGE_BYTES as u64);
    }

    #[test]
    fn changes_come_back_and_a_cut_list_is_refused() {
        let changes: Vec<_> = (0..500_u64).map(|i| (i * i * 977, Status::ALL[i as usize % 8])).collect();
        let bytes = encode_changes(&changes);
        let wanted: Vec<_> = changes.iter().map(|(rank, status)| rank * 8 + kind_of(*status)).collect();
        assert_eq!(decode_changes(&bytes), Ok(wanted));
        for cut in 0..bytes.len() {
            assert!(decode_changes(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        assert!(decode_changes(&[0xff; 40]).is_err());
        assert_eq!(decode_changes(&encode_changes(&[])), Ok(vec![]));
    }
}
