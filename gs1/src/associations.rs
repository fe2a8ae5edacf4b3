// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rules between the elements of one item (GS1 General Specifications, section 4.13): which exclude each
//! other, which require others, which may repeat.

use crate::error::{ErrorCode, ParseError};
use crate::found::{Placed, Slot};
use crate::table::Row;

/// Whether the mandatory associations are part of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// Every rule.
    Full,
    /// Every rule but that an AI is accompanied by those it requires.
    WithoutRequired,
}

impl Strictness {
    /// What the option of the same name asks for.
    pub(crate) fn lenient(lenient: bool) -> Self {
        if lenient { Self::WithoutRequired } else { Self::Full }
    }
}

/// The AI of a digital signature.
const SIGNATURE: &str = "8030";
/// Keys whose serial part is optional; a signature beside one without it would cover a whole class.
const OPTIONALLY_SERIALISED: [&str; 3] = ["253", "255", "8003"];

/// Checks every rule between elements that are copied already.
pub(crate) fn check(elements: &[Placed], strictness: Strictness) -> Result<(), ParseError> {
    // The place of a slot is the number of the element: the rules ask for values by it.
    let slot =
        |(i, one): (usize, &Placed)| Some(Slot::new(one.element.row()?, i, 0..0, one.element.bytes().len()));
    let slots: Vec<Slot> = elements.iter().enumerate().filter_map(slot).collect();
    let value = |slot: &Slot| elements.get(slot.at()).map(|one| one.element.bytes());
    check_slots(&slots, strictness, |one, other| value(one) == value(other)).map_err(|error| {
        let at = elements.get(error.at).map_or(0, |one| one.at);
        error.placed(at)
    })
}

/// Checks every rule between elements. `same_value` tells whether two elements of one AI have the same value.
pub(crate) fn check_slots(
    elements: &[Slot],
    strictness: Strictness,
    same_value: impl Fn(&Slot, &Slot) -> bool,
) -> Result<(), ParseError> {
    let (mut present, mut excluded) = (0, 0);
    let (mut has_scales, mut has_signature) = (false, false);
    for row in elements.iter().map(Slot::row) {
        present |= row.partners.names;
        excluded |= row.partners.excluded;
        has_scales |= row.one_scale_only;
        has_signature |= row.ai == SIGNATURE;
    }
    if present & excluded != 0 || has_scales {
        elements.iter().try_for_each(|one| keeps_apart(one, present, elements))?;
    }
    if strictness == Strictness::Full {
        elements.iter().try_for_each(|one| required(one, present, elements))?;
    }
    repeated(elements, same_value)?;
    if has_signature { signature(elements) } else { Ok(()) }
}

/// Another AI that begins with `prefix`; an AI is never its own partner.
fn partner(elements: &[Slot], prefix: &str, own: &Row) -> Option<&'static Row> {
    elements.iter().map(Slot::row).find(|other| other.ai.starts_with(prefix) && *other != own)
}

fn keeps_apart(one: &Slot, present: u64, elements: &[Slot]) -> Result<(), ParseError> {
    let row = one.row();
    if present & row.partners.excluded == 0 && !row.one_scale_only {
        return Ok(());
    }
    let scales = row.one_scale_only.then_some(row.stem);
    let mut names = row.excluded.iter().copied().chain(scales);
    match names.find_map(|prefix| partner(elements, prefix, row)) {
        Some(other) => Err(ParseError::new(ErrorCode::AiExcluded, one.at()).of_ai(row.ai).with(other.ai)),
        None => Ok(()),
    }
}

fn required(one: &Slot, present: u64, elements: &[Slot]) -> Result<(), ParseError> {
    let row = one.row();
    for (alternatives, names) in row.required.iter().zip(row.partners.needs) {
        let met = |group: &&str| group.split('+').all(|prefix| partner(elements, prefix, row).is_some());
        let is_met = present & names != 0 || row.partners.needs_groups && alternatives.iter().any(met);
        if !is_met {
            return Err(ParseError::new(ErrorCode::AiRequired, one.at()).of_ai(row.ai).with(*alternatives));
        }
    }
    Ok(())
}

fn repeated(elements: &[Slot], same_value: impl Fn(&Slot, &Slot) -> bool) -> Result<(), ParseError> {
    let marks = elements.iter().fold(0u64, |marks, one| marks | 1 << (one.row().number % 64));
    if marks.count_ones() as usize == elements.len() {
        return Ok(());
    }
    for (i, one) in elements.iter().enumerate() {
        let clash = |other: &&Slot| other.row() == one.row() && !same_value(one, other);
        if let Some(other) = elements[i + 1..].iter().find(clash) {
            return Err(ParseError::new(ErrorCode::AiRepeated, other.at()).of_ai(one.row().ai));
        }
    }
    Ok(())
}

fn signature(elements: &[Slot]) -> Result<(), ParseError> {
    let bare = |one: &&Slot| {
        OPTIONALLY_SERIALISED.contains(&one.row().ai) && one.length() == usize::from(one.row().min)
    };
    match elements.iter().find(bare) {
        Some(key) => {
            let error = ParseError::new(ErrorCode::SignatureWithoutSerial, key.at());
            Err(error.of_ai(key.row().ai).with(SIGNATURE))
        }
        None => Ok(()),
    }
}
