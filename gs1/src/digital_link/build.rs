// SPDX-License-Identifier: MIT OR Apache-2.0
//! The canonical Digital Link of a set of elements.

use super::{percent, sequence};
use crate::message::Element;
use crate::table::Entry;

/// The host that stands for no resolver in particular.
const CANONICAL_STEM: &str = "https://id.gs1.org";

/// Builds the canonical link: the first primary key with the sequence of qualifiers that takes up most
/// elements, then the attributes, those of predefined length first, each group in the order given. `None` when
/// there is no key, or an element is left that may not be an attribute.
pub(crate) fn canonical(elements: &[Element]) -> Option<String> {
    let (key, entry) = elements.iter().find_map(primary_key)?;
    let find = |ai: &str| elements.iter().find(|element| element.ai() == ai);
    let qualifiers = sequence::best(entry, |ai| find(ai).is_some());
    let mut link = CANONICAL_STEM.to_owned();
    for element in [key].into_iter().chain(qualifiers.iter().filter_map(|ai| find(ai))) {
        link.extend(["/", element.ai(), "/"]);
        percent::encode_into(&mut link, element.value(), false);
    }
    let mut separator = "?";
    for element in attributes(elements, key, qualifiers)? {
        link.extend([separator, element.ai(), "="]);
        percent::encode_into(&mut link, element.value(), true);
        separator = "&";
    }
    Some(link)
}

fn primary_key(element: &Element) -> Option<(&Element, &'static Entry)> {
    let entry = element.entry()?;
    entry.qualifiers.is_some().then_some((element, entry))
}

/// The elements that are not in the path, each AI once, in the order of the query.
fn attributes<'a>(elements: &'a [Element], key: &Element, qualifiers: &[&str]) -> Option<Vec<&'a Element>> {
    let mut fixed = Vec::new();
    let mut variable = Vec::new();
    for (i, element) in elements.iter().enumerate() {
        let ai = element.ai();
        let repeats = elements[..i].iter().any(|earlier| earlier.ai() == ai);
        if ai == key.ai() || qualifiers.contains(&ai) || repeats {
            continue;
        }
        let entry = element.entry().filter(|entry| entry.attribute)?;
        if entry.predefined { fixed.push(element) } else { variable.push(element) }
    }
    fixed.append(&mut variable);
    Some(fixed)
}
