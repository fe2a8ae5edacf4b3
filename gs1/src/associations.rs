// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rules between the elements of one item (GS1 General Specifications, section 4.13): which exclude each
//! other, which require others, which may repeat.

use crate::element_string::Placed;
use crate::error::{ErrorCode, ParseError};
use crate::table::{self, Entry};

/// Whether the mandatory associations are part of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// Every rule.
    Full,
    /// Every rule but that an AI is accompanied by those it requires.
    WithoutRequired,
}

/// The AI of a digital signature.
const SIGNATURE: &str = "8030";
/// Keys whose serial part is optional; a signature beside one without it would cover a whole class.
const OPTIONALLY_SERIALISED: [&str; 3] = ["253", "255", "8003"];

/// Checks every rule between elements.
pub(crate) fn check(elements: &[Placed], strictness: Strictness) -> Result<(), ParseError> {
    each(elements, excluded)?;
    if strictness == Strictness::Full {
        each(elements, required)?;
    }
    each(elements, repeated)?;
    signature(elements)
}

type Rule = fn(&Placed, &'static Entry, &[Placed]) -> Result<(), ParseError>;

fn each(elements: &[Placed], rule: Rule) -> Result<(), ParseError> {
    elements.iter().filter_map(|one| Some((one, one.element.entry()?))).try_for_each(|(one, entry)| {
        rule(one, entry, elements).map_err(|error| error.of_ai(one.element.ai()))
    })
}

/// Another AI that begins with `prefix`; an AI is never its own partner.
fn partner<'a>(elements: &'a [Placed], prefix: &str, own: &str) -> Option<&'a Placed> {
    elements.iter().find(|other| other.element.ai().starts_with(prefix) && other.element.ai() != own)
}

fn excluded(one: &Placed, entry: &'static Entry, elements: &[Placed]) -> Result<(), ParseError> {
    let own = one.element.ai();
    let scales = entry.one_scale_only.then_some(entry.stem);
    match entry.excluded.iter().copied().chain(scales).find_map(|prefix| partner(elements, prefix, own)) {
        Some(other) => Err(ParseError::new(ErrorCode::AiExcluded, one.at).with(other.element.ai())),
        None => Ok(()),
    }
}

fn required(one: &Placed, entry: &'static Entry, elements: &[Placed]) -> Result<(), ParseError> {
    let own = one.element.ai();
    for alternatives in entry.required {
        let met = |group: &&str| group.split('+').all(|prefix| partner(elements, prefix, own).is_some());
        if !alternatives.iter().any(met) {
            return Err(ParseError::new(ErrorCode::AiRequired, one.at).with(wanted(alternatives)));
        }
    }
    Ok(())
}

/// The missing partners as a person reads them: `(00) or (01) with (21)`.
fn wanted(alternatives: &[&str]) -> String {
    let group = |group: &&str| {
        group.split('+').map(|ai| format!("({})", table::pattern(ai))).collect::<Vec<_>>().join(" with ")
    };
    alternatives.iter().map(group).collect::<Vec<_>>().join(" or ")
}

fn repeated(one: &Placed, _: &'static Entry, elements: &[Placed]) -> Result<(), ParseError> {
    let clash = |other: &&Placed| {
        other.at > one.at
            && other.element.ai() == one.element.ai()
            && other.element.value() != one.element.value()
    };
    match elements.iter().find(clash) {
        Some(other) => Err(ParseError::new(ErrorCode::AiRepeated, other.at)),
        None => Ok(()),
    }
}

fn signature(elements: &[Placed]) -> Result<(), ParseError> {
    if !elements.iter().any(|one| one.element.ai() == SIGNATURE) {
        return Ok(());
    }
    let bare = |one: &&Placed| {
        let shortest = one.element.entry().map_or(0, Entry::min_length);
        OPTIONALLY_SERIALISED.contains(&one.element.ai()) && one.element.value().len() == shortest
    };
    match elements.iter().find(bare) {
        Some(key) => {
            let error = ParseError::new(ErrorCode::SignatureWithoutSerial, key.at);
            Err(error.of_ai(key.element.ai()).with(SIGNATURE))
        }
        None => Ok(()),
    }
}
