// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which qualifiers may follow a primary key in the path, and in which order.

use crate::table::{Entry, Row};

/// Whether the qualifiers after a primary key are some of one of its sequences, in order.
pub(super) fn is_valid(key: &Entry, present: &(impl Iterator<Item = &'static Row> + Clone)) -> bool {
    let Some(sequences) = key.qualifiers else { return false };
    present.clone().next().is_none()
        || sequences.iter().any(|sequence| is_in_order(present.clone(), sequence))
}

fn is_in_order(mut present: impl Iterator<Item = &'static Row>, sequence: &[&str]) -> bool {
    let mut rest = sequence.iter();
    present.all(|row| rest.any(|qualifier| *qualifier == row.ai))
}

/// Whether an AI could be put somewhere among the qualifiers of a valid path so that the path stays valid.
pub(super) fn could_join(
    key: &Row,
    present: &(impl ExactSizeIterator<Item = &'static Row> + Clone),
    ai: &'static Row,
) -> bool {
    if key.partners.sequences.iter().all(|sequence| sequence & ai.partners.names == 0) {
        return false;
    }
    (0..=present.len()).any(|at| {
        let (before, after) = (present.clone().take(at), present.clone().skip(at));
        is_valid(key, &before.chain([ai]).chain(after))
    })
}

/// The sequence of a key that takes up most of the names at hand, with the set of its names; the first of equals.
pub(super) fn best(key: &Row, present: u64) -> (&'static [&'static str], u64) {
    let mut best: (&[&str], u64) = (&[], 0);
    let lists = key.entry().qualifiers.unwrap_or_default();
    for (list, names) in lists.iter().zip(key.partners.sequences) {
        if (names & present).count_ones() > (best.1 & present).count_ones() {
            best = (list, names);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows<'a>(ais: &'a [&str]) -> impl ExactSizeIterator<Item = &'static Row> + Clone + 'a {
        ais.iter().map(|ai| crate::table::exact(ai).expect("an AI"))
    }

    fn valid(ais: &[&str]) -> bool {
        let (key, rest) = ais.split_first().expect("a key");
        is_valid(rows(&[key]).next().expect("a row"), &rows(rest))
    }

    fn joins(ais: &[&str], ai: &str) -> bool {
        let (key, rest) = ais.split_first().expect("a key");
        could_join(rows(&[key]).next().expect("a row"), &rows(rest), rows(&[ai]).next().expect("a row"))
    }

    #[test]
    fn order_and_sequences() {
        for good in
            [&["01"][..], &["01", "22", "10", "21"], &["01", "22", "21"], &["01", "235"], &["414", "7040"]]
        {
            assert!(valid(good), "{good:?}");
        }
        for bad in
            [&["01", "21", "10"][..], &["01", "10", "235"], &["00", "21"], &["21"], &["01", "21", "21"]]
        {
            assert!(!valid(bad), "{bad:?}");
        }
        assert!(joins(&["01", "21"], "10") && joins(&["01"], "10") && joins(&["01", "22", "10"], "21"));
        assert!(!joins(&["01", "235"], "10") && !joins(&["01", "10"], "10") && !joins(&["01"], "17"));
    }
}
