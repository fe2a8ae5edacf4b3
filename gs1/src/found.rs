// SPDX-License-Identifier: MIT OR Apache-2.0
//! Elements that are found and checked but not yet copied: where they stand in the data. A scan that is refused
//! after all has then asked for no memory.

use std::ops::Range;

use crate::digital_link::percent_decode_into;
use crate::element::{Element, MAX_VALUE_BYTES};
use crate::element_string::MAX_ELEMENTS;
use crate::error::{ErrorCode, ParseError};
use crate::parse::MAX_SCAN_BYTES;
use crate::table::{Row, row_numbered};

// A place in a scan is kept in 16 bits, the length of a value in 8.
const _: () = assert!(MAX_SCAN_BYTES <= u16::MAX as usize && MAX_VALUE_BYTES <= u8::MAX as usize);

/// One element.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Slot {
    row: u16,
    at: u16,
    start: u16,
    /// Bytes of the value as written, which may be percent-encoded or lack its leading zeros.
    written: u16,
    /// Bytes of the value itself.
    length: u8,
}

impl Slot {
    /// `at` is the place of the AI, `written` that of the value, `length` what is left of it when it is decoded.
    pub(crate) fn new(row: &Row, at: usize, written: Range<usize>, length: usize) -> Self {
        Self {
            row: row.number,
            at: at as u16,
            start: written.start as u16,
            written: written.len() as u16,
            length: length as u8,
        }
    }

    pub(crate) fn row(&self) -> &'static Row {
        row_numbered(self.row)
    }

    /// Offset in bytes of the AI.
    pub(crate) fn at(&self) -> usize {
        usize::from(self.at)
    }

    /// Bytes of the value.
    pub(crate) fn length(&self) -> usize {
        usize::from(self.length)
    }

    /// The element in `data`, in which it was found.
    pub(crate) fn element(&self, data: &[u8]) -> Element {
        let start = usize::from(self.start);
        let written = data.get(start..start + usize::from(self.written)).unwrap_or_default();
        if written.len() == self.length() {
            return Element::of_row(self.row(), written);
        }
        let mut value = [b'0'; MAX_VALUE_BYTES];
        let mut decoded = [0; MAX_VALUE_BYTES];
        let length = percent_decode_into(written, false, &mut decoded).unwrap_or_default().min(self.length());
        let zeros = self.length() - length;
        value[zeros..self.length()].copy_from_slice(&decoded[..length]);
        Element::of_row(self.row(), &value[..self.length()])
    }
}

/// The elements of one scan, in order.
#[derive(Debug)]
pub(crate) struct Found {
    slots: [Slot; MAX_ELEMENTS],
    count: usize,
}

impl Found {
    pub(crate) fn new() -> Self {
        Self { slots: [Slot::default(); MAX_ELEMENTS], count: 0 }
    }

    pub(crate) fn slots(&self) -> &[Slot] {
        &self.slots[..self.count]
    }

    pub(crate) fn add(&mut self, slot: Slot) -> Result<(), ParseError> {
        let Some(free) = self.slots.get_mut(self.count) else { return self.room(slot.at()) };
        *free = slot;
        self.count += 1;
        Ok(())
    }

    /// Refuses an element at `at` when there is no room for one more.
    pub(crate) fn room(&self, at: usize) -> Result<(), ParseError> {
        if self.count < MAX_ELEMENTS {
            return Ok(());
        }
        Err(ParseError::new(ErrorCode::TooManyElements, at).with(MAX_ELEMENTS))
    }

    /// Copies the elements out of the data they were found in.
    pub(crate) fn elements(&self, data: &[u8]) -> Vec<Element> {
        self.slots().iter().map(|slot| slot.element(data)).collect()
    }

    /// The elements with their places.
    pub(crate) fn placed(&self, data: &[u8]) -> Vec<Placed> {
        self.slots().iter().map(|slot| Placed { element: slot.element(data), at: slot.at() }).collect()
    }
}

/// An element and where it was given.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) element: Element,
    /// Offset in bytes, or the number of a pair.
    pub(crate) at: usize,
}
