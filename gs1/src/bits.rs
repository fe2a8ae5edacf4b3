// SPDX-License-Identifier: MIT OR Apache-2.0
//! Bit strings, most significant bit first, as RFID tags and compressed links carry them.

/// Collects fields of bits.
#[derive(Debug, Default)]
pub(crate) struct BitWriter(Vec<bool>);

impl BitWriter {
    /// Appends the lowest `width` bits of a number; `width` is at most 64.
    pub(crate) fn push(&mut self, value: u64, width: u32) {
        self.0.extend((0..width).rev().map(|at| value.checked_shr(at).unwrap_or_default() & 1 == 1));
    }

    /// Appends zeros until the length is a multiple of `unit` bits.
    pub(crate) fn pad_to_multiple_of(&mut self, unit: usize) {
        let padded = self.0.len().next_multiple_of(unit.max(1));
        self.0.resize(padded, false);
    }

    /// Appends zeros until there are so many bits.
    pub(crate) fn pad_to(&mut self, bits: usize) {
        self.0.resize(bits.max(self.0.len()), false);
    }

    /// The bits in groups of `width` (at most 8), a last group that is short left out.
    pub(crate) fn groups(&self, width: usize) -> impl Iterator<Item = u8> {
        self.0
            .chunks_exact(width.max(1))
            .map(|group| group.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit)))
    }
}

/// Reads fields of bits one after the other.
#[derive(Debug)]
pub(crate) struct BitReader {
    bits: Vec<bool>,
    at: usize,
}

impl BitReader {
    /// Takes the lowest `width` bits (at most 8) of each unit.
    pub(crate) fn new(units: impl IntoIterator<Item = u8>, width: u32) -> Self {
        let mut writer = BitWriter::default();
        for unit in units {
            writer.push(u64::from(unit), width);
        }
        Self { bits: writer.0, at: 0 }
    }

    /// The next bits as a number; `None`, with nothing taken, when there are too few or more than 64 are asked
    /// for.
    pub(crate) fn take(&mut self, width: u32) -> Option<u64> {
        if width > u64::BITS {
            return None;
        }
        let end = self.at.checked_add(usize::try_from(width).ok()?)?;
        let value = self.bits.get(self.at..end)?.iter().fold(0, |sum, bit| sum << 1 | u64::from(*bit));
        self.at = end;
        Some(value)
    }

    /// How many bits are left.
    pub(crate) fn left(&self) -> usize {
        self.bits.len() - self.at
    }

    /// Whether what is left is all zeros.
    pub(crate) fn rest_is_zero(&self) -> bool {
        self.bits[self.at..].iter().all(|bit| !bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_go_in_and_come_out() {
        let mut writer = BitWriter::default();
        writer.push(0b101, 3);
        writer.push(u64::MAX, 64);
        writer.push(7, 0);
        writer.pad_to_multiple_of(8);
        let mut reader = BitReader::new(writer.groups(8), 8);
        assert_eq!((reader.take(3), reader.take(64)), (Some(0b101), Some(u64::MAX)));
        assert!(reader.left() == 5 && reader.rest_is_zero());
        assert_eq!((reader.take(6), reader.take(65), reader.take(5)), (None, None, Some(0)));
        assert_eq!((reader.take(0), reader.take(1)), (Some(0), None));
    }
}
