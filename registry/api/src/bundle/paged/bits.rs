// SPDX-License-Identifier: MIT OR Apache-2.0
//! Bit strings: bit `i` is bit `i % 8` of byte `i / 8`; numbers stand least significant bit first.

/// Most bits [`BitReader::take`] and [`BitWriter::put`] move at once.
pub(super) const MAX_WIDTH: u32 = 56;

/// Bits of a window that are there wherever it begins in its first byte.
const WINDOW_BITS: u32 = 57;

/// Writes bits into a buffer that grows.
#[derive(Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    bits: usize,
}

impl BitWriter {
    pub(super) fn bits(&self) -> usize {
        self.bits
    }

    /// Appends the low `width` bits of `value`, at most [`MAX_WIDTH`].
    pub(super) fn put(&mut self, value: u64, width: u32) {
        let shift = self.bits % 8;
        let value = (value & mask(width)) << shift;
        let needed = (self.bits + width as usize).div_ceil(8);
        let first = self.bits / 8;
        self.bytes.resize(needed, 0);
        for (slot, byte) in self.bytes[first..].iter_mut().zip(value.to_le_bytes()) {
            *slot |= byte;
        }
        self.bits += width as usize;
    }

    /// Appends `zeros` zero bits and a one.
    pub(super) fn unary(&mut self, zeros: u64) {
        let mut left = zeros;
        while left >= u64::from(MAX_WIDTH) {
            self.put(0, MAX_WIDTH);
            left -= u64::from(MAX_WIDTH);
        }
        self.put(1 << left, left as u32 + 1);
    }

    /// Appends what another wrote.
    pub(super) fn append(&mut self, other: &Self) {
        let mut left = other.bits;
        for chunk in other.bytes.chunks(4) {
            let width = left.min(32);
            self.put(super::bytes::narrow(chunk), width as u32);
            left -= width;
        }
    }

    /// The bytes; the bits after the last are zero.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The bytes so far, and an empty writer.
    pub(super) fn drain(&mut self) -> Vec<u8> {
        self.bits = 0;
        std::mem::take(&mut self.bytes)
    }
}

fn mask(width: u32) -> u64 {
    (1 << width) - 1
}

/// Reads bits of a slice; `None` past its end.
#[derive(Clone)]
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// At least [`MAX_WIDTH`] bits from here on, zeros past the end.
    #[inline]
    fn window(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let word = rest.first_chunk().map_or_else(|| super::bytes::narrow(rest), |w| u64::from_le_bytes(*w));
        word >> (self.at % 8)
    }

    #[inline]
    fn advance(&mut self, bits: usize) -> Option<()> {
        let end = self.at.checked_add(bits)?;
        if end > self.bytes.len() * 8 {
            return None;
        }
        self.at = end;
        Some(())
    }

    /// The next `width` bits, at most [`MAX_WIDTH`].
    pub(super) fn take(&mut self, width: u32) -> Option<u64> {
        let value = self.window() & mask(width.min(MAX_WIDTH));
        self.advance(width as usize)?;
        Some(value)
    }

    /// The next Rice-coded gap.
    pub(super) fn gap(&mut self, rice: u32) -> Option<u64> {
        let high = self.unary().filter(|high| high.leading_zeros() >= rice)?;
        Some(high << rice | self.take(rice)?)
    }

    /// The first of up to `count` rising numbers, coded as gaps, that is `wanted` or more: its place and the
    /// number itself. Without one, `count` and a number that is not `wanted`.
    #[inline]
    pub(super) fn search(&mut self, count: usize, rice: u32, wanted: u64) -> Option<(usize, u64)> {
        let (mut place, mut next) = (0, 0_u64);
        while place < count {
            // Several gaps fit into one window: the loop below is what a lookup spends its time in.
            let (mut window, mut left) = (self.window(), WINDOW_BITS);
            loop {
                let high = window.trailing_zeros();
                let width = high + 1 + rice;
                if width > left {
                    break;
                }
                let gap = u64::from(high) << rice | window >> (high + 1) & mask(rice);
                let number = next + gap;
                if number >= wanted {
                    self.advance((WINDOW_BITS - left + width) as usize)?;
                    return Some((place, number));
                }
                (place, next) = (place + 1, number + 1);
                (window, left) = (window >> width, left - width);
                if place == count {
                    break;
                }
            }
            self.advance((WINDOW_BITS - left) as usize)?;
            if left == WINDOW_BITS && place < count {
                let number = self.gap(rice)?.checked_add(next)?;
                if number >= wanted {
                    return Some((place, number));
                }
                (place, next) = (place + 1, number + 1);
            }
        }
        Some((count, wanted.wrapping_add(1)))
    }

    /// Passes ones until one that has `zeros` zeros or more before it, or until `ones` of them are passed.
    ///
    /// Returns how many ones were passed, and the zeros before the next one; that one is passed as well.
    pub(super) fn skip_zeros(&mut self, zeros: u64, ones: usize) -> (usize, u64) {
        let (mut passed, mut seen) = (0, 0);
        // Whole words while neither limit can lie inside.
        while seen + 64 <= zeros && passed + 64 <= ones && self.at.is_multiple_of(8) {
            let Some(word) = self.bytes.get(self.at / 8..).and_then(|rest| rest.first_chunk()) else { break };
            let found = u64::from_le_bytes(*word).count_ones();
            passed += found as usize;
            seen += u64::from(64 - found);
            self.at += 64;
        }
        while passed < ones {
            let Some(gap) = self.unary() else { break };
            seen += gap;
            if seen >= zeros {
                return (passed, seen);
            }
            passed += 1;
        }
        (ones, seen)
    }

    /// Zeros before the next one, which is passed as well.
    pub(super) fn unary(&mut self) -> Option<u64> {
        let start = self.at;
        loop {
            let window = self.window();
            if window != 0 {
                self.advance(window.trailing_zeros() as usize + 1)?;
                return Some((self.at - start - 1) as u64);
            }
            self.advance(MAX_WIDTH as usize)?;
        }
    }
}

/// Cost in bits of gaps under each Rice parameter below `N`.
#[derive(Clone, Copy)]
pub(super) struct RiceCosts<const N: usize>([u64; N]);

impl<const N: usize> RiceCosts<N> {
    pub(super) fn new() -> Self {
        Self([0; N])
    }

    pub(super) fn add(&mut self, gap: u64) {
        for (k, cost) in self.0.iter_mut().enumerate() {
            *cost += (gap >> k) + 1 + k as u64;
        }
    }

    /// The cheapest parameter, the smallest of several, with its cost in bits.
    pub(super) fn best(&self) -> (u32, u64) {
        let best = (0..N).min_by_key(|k| self.0[*k]).unwrap_or(0);
        (best as u32, self.0[best])
    }

    pub(super) fn of(gaps: impl Iterator<Item = u64>) -> Self {
        let mut costs = Self::new();
        gaps.for_each(|gap| costs.add(gap));
        costs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut writer = BitWriter::default();
        let fields = [(5, 3), (0, 1), ((1 << 56) - 1, 56), (1, 56), (77, 13)];
        for (value, width) in fields {
            writer.put(value, width);
            writer.unary(value % 131);
        }
        let bytes = writer.into_bytes();
        let mut reader = BitReader::new(&bytes, 0);
        for (value, width) in fields {
            assert_eq!((reader.take(width), reader.unary()), (Some(value), Some(value % 131)));
        }
        assert!(reader.take(8).is_none());
        assert!(BitReader::new(&[0; 40], 0).unary().is_none());
        assert!(BitReader::new(&[], usize::MAX).take(1).is_none());
    }
}
