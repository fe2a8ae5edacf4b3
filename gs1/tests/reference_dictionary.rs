// SPDX-License-Identifier: MIT OR Apache-2.0
//! Holds the table of AIs against the GS1 Barcode Syntax Dictionary, where that lies beside the workspace.
#![allow(clippy::expect_used, reason = "a broken reference file must fail the test")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use gs1::{AiFacts, PartFacts};

/// The dictionary's names of the checks and ours.
const CHECKS: [(&str, &str); 34] = [
    ("couponcode", "coupon"),
    ("couponposoffer", "positive-offer-coupon"),
    ("csum", "check-digit"),
    ("csumalpha", "check-pair"),
    ("gcppos1", "company-prefix-first"),
    ("gcppos2", "company-prefix-second"),
    ("hasnondigit", "non-digit"),
    ("hh", "hour"),
    ("hhmi", "hour-minute"),
    ("hyphen", "hyphens"),
    ("iban", "iban"),
    ("importeridx", "importer-index"),
    ("iso3166", "country-number"),
    ("iso3166999", "country-number-or-999"),
    ("iso3166alpha2", "country-letters"),
    ("iso4217", "currency"),
    ("iso5218", "sex"),
    ("latitude", "latitude"),
    ("longitude", "longitude"),
    ("mediatype", "media-type"),
    ("mi", "minute"),
    ("nonzero", "non-zero"),
    ("nozeroprefix", "no-leading-zero"),
    ("packagetype", "package-type"),
    ("pcenc", "percent-encoding"),
    ("pieceoftotal", "piece-of-total"),
    ("posinseqslash", "position-in-sequence"),
    ("ss", "second"),
    ("winding", "winding"),
    ("yesno", "yes-no"),
    ("yymmd0", "date-or-month"),
    ("yymmdd", "date"),
    ("yyyymmdd", "long-date"),
    ("zero", "zero"),
];

/// One line of facts, in a form that both sides can be brought to.
#[derive(Debug, PartialEq, Eq)]
struct Facts {
    title: String,
    predefined: bool,
    attribute: bool,
    parts: Vec<String>,
    required: Vec<Vec<String>>,
    excluded: Vec<String>,
    key: Option<Vec<Vec<String>>>,
}

fn words(text: &str, separator: char) -> Vec<String> {
    text.split(separator).map(str::to_owned).collect()
}

/// `31nn` and `310n` name every AI that begins with 31 or 310.
fn beginning(pattern: &str) -> String {
    pattern.trim_end_matches('n').to_owned()
}

fn dictionary_facts(fields: &[&str], flags: &str, title: &str) -> Facts {
    let mut facts = Facts {
        title: title.to_owned(),
        predefined: flags.contains('*'),
        attribute: flags.contains('?'),
        parts: Vec::new(),
        required: Vec::new(),
        excluded: Vec::new(),
        key: None,
    };
    for field in fields {
        match field.split_once('=') {
            Some(("req", list)) => facts.required.push(list.split(',').map(beginning).collect()),
            Some(("ex", list)) => facts.excluded.extend(list.split(',').map(beginning)),
            Some(("dlpkey", list)) => facts.key = Some(list.split('|').map(|s| words(s, ',')).collect()),
            None if *field == "dlpkey" => facts.key = Some(Vec::new()),
            _ => facts.parts.push(dictionary_part(field)),
        }
    }
    facts.excluded.sort();
    facts
}

fn dictionary_part(field: &str) -> String {
    let plain = field.replace(['[', ']'], "");
    let mut items = plain.split(',');
    let form = items.next().unwrap_or_default();
    let names: BTreeMap<_, _> = CHECKS.into_iter().collect();
    let checks: Vec<_> = items.map(|item| names[item]).collect();
    let optional = if field.starts_with('[') { "?" } else { "" };
    format!("{form}{optional} {}", checks.join(" "))
}

fn dictionary() -> Option<BTreeMap<String, Facts>> {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/gs1/gs1-syntax-dictionary.txt");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            println!("skipped: no dictionary at {}: {error}", path.display());
            return None;
        }
    };
    Some(
        text.lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
            .flat_map(entries)
            .collect(),
    )
}

fn entries(line: &str) -> Vec<(String, Facts)> {
    let (body, title) = line.split_once(" # ").unwrap_or((line, ""));
    let mut fields: Vec<_> = body.split_whitespace().collect();
    let ais = fields.remove(0);
    let flags = if fields[0].starts_with(['*', '?']) { fields.remove(0) } else { "" };
    let (first, last) = ais.split_once('-').unwrap_or((ais, ais));
    let range = first.parse::<u16>().expect("an AI")..=last.parse().expect("an AI");
    let width = first.len();
    range.map(|ai| (format!("{ai:0width$}"), dictionary_facts(&fields, flags, title.trim()))).collect()
}

fn own_part(part: PartFacts) -> String {
    let (min, max) = part.length();
    let dots = if min == max { "" } else { ".." };
    assert!(min == max || min == 1);
    let optional = if part.is_optional() { "?" } else { "" };
    let checks: Vec<_> = part.checks().collect();
    format!("{}{dots}{max}{optional} {}", part.set(), checks.join(" "))
}

fn owned(lists: &[&[&str]]) -> Vec<Vec<String>> {
    lists.iter().map(|list| list.iter().map(|s| (*s).to_owned()).collect()).collect()
}

fn own_facts(facts: AiFacts) -> Facts {
    let mut excluded: Vec<_> = facts.excluded().map(str::to_owned).collect();
    excluded.sort();
    Facts {
        title: facts.title().to_owned(),
        predefined: facts.has_predefined_length(),
        attribute: facts.is_link_attribute(),
        parts: facts.parts().map(own_part).collect(),
        required: owned(facts.required()),
        excluded,
        key: facts.key_qualifiers().map(owned),
    }
}

#[test]
fn the_table_says_what_the_dictionary_says() {
    let Some(dictionary) = dictionary() else { return };
    let own: BTreeMap<_, _> =
        gs1::ai_table().flat_map(|facts| facts.ais().map(move |ai| (ai, own_facts(facts)))).collect();
    for (ai, theirs) in &dictionary {
        assert_eq!(own.get(ai), Some(theirs), "AI ({ai})");
    }
    let extra: Vec<_> = own.keys().filter(|ai| !dictionary.contains_key(*ai)).collect();
    assert!(extra.is_empty(), "not in the dictionary: {extra:?}");
    assert!(dictionary.len() > 400, "only {} AIs read", dictionary.len());
}
