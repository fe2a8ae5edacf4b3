// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which qualifiers may follow a primary key in the path, and in which order.

use crate::table::{self, Entry};

/// Whether the AIs, a primary key first, are a key with some of the qualifiers of one of its sequences, in
/// order.
pub(super) fn is_valid<'a>(ais: impl IntoIterator<Item = &'a str>) -> bool {
    let mut ais = ais.into_iter();
    let Some(sequences) = ais.next().and_then(table::exact).and_then(|key| key.qualifiers) else {
        return false;
    };
    let present: Vec<&str> = ais.collect();
    present.is_empty() || sequences.iter().any(|sequence| is_in_order(&present, sequence))
}

fn is_in_order(present: &[&str], sequence: &[&str]) -> bool {
    let mut rest = sequence.iter();
    present.iter().all(|ai| rest.any(|qualifier| qualifier == ai))
}

/// Whether an AI could be put somewhere after the key of a valid path so that the path stays valid.
pub(super) fn could_join(path: &[&str], ai: &str) -> bool {
    (1..=path.len()).any(|at| {
        let (before, after) = path.split_at(at);
        is_valid(before.iter().copied().chain([ai]).chain(after.iter().copied()))
    })
}

/// The sequence of a key that takes up most of the AIs at hand; the first of equals.
pub(super) fn best(key: &Entry, is_present: impl Fn(&str) -> bool) -> &'static [&'static str] {
    let taken = |sequence: &[&str]| sequence.iter().filter(|ai| is_present(ai)).count();
    let mut best: &[&str] = &[];
    for sequence in key.qualifiers.unwrap_or_default() {
        if taken(sequence) > taken(best) {
            best = sequence;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_sequences() {
        for good in
            [&["01"][..], &["01", "22", "10", "21"], &["01", "22", "21"], &["01", "235"], &["414", "7040"]]
        {
            assert!(is_valid(good.iter().copied()), "{good:?}");
        }
        for bad in
            [&["01", "21", "10"][..], &["01", "10", "235"], &["00", "21"], &["21"], &["01", "21", "21"], &[]]
        {
            assert!(!is_valid(bad.iter().copied()), "{bad:?}");
        }
        assert!(could_join(&["01", "21"], "10"));
        assert!(!could_join(&["01", "235"], "10"));
    }
}
