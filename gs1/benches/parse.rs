// SPDX-License-Identifier: MIT OR Apache-2.0
//! Time and allocations of one parse, by kind of scan: first of parsing alone, then with the bracketed text and
//! the canonical link asked for as well. `cargo bench -p assay-gs1`; without `--bench` each set runs once.

mod support;

use gs1::{ErrorCode, Options};
use support::{allocations, inputs, timing};

fn main() {
    let thorough = std::env::args().any(|argument| argument == "--bench");
    let mut sets = inputs::own();
    sets.iter().for_each(holds_its_kind);
    sets.extend(inputs::shared());
    println!(
        "{:<28}{:>7}{:>11}{:>13}{:>9}{:>9}",
        "set", "scans", "parse, ns", "and text, ns", "allocs", "and text"
    );
    for set in &sets {
        report(set, thorough);
    }
    refusals_allocate_nothing(&sets);
}

/// A set of our own that is not of its kind would measure something else than it says.
fn holds_its_kind(set: &inputs::Set) {
    for scan in &set.scans {
        let accepted = gs1::parse(scan, &options()).is_ok();
        assert_eq!(accepted, set.name != "refused", "{}: {}", set.name, scan.escape_ascii());
    }
}

fn report(set: &inputs::Set, thorough: bool) {
    let count = set.scans.len();
    let pass = |work: fn(&[u8])| set.scans.iter().for_each(|scan| work(scan));
    let allocated = |work: fn(&[u8])| allocations::during(|| pass(work)) as f64 / count as f64;
    let (alone, with_text) = (allocated(parse), allocated(parse_and_write));
    let time = |work: fn(&[u8])| timing::nanoseconds(thorough, count, || pass(work));
    let (parse_ns, text_ns) = (time(parse), time(parse_and_write));
    println!("{:<28}{count:>7}{parse_ns:>11.0}{text_ns:>13.0}{alone:>9.2}{with_text:>9.2}", set.name);
}

fn parse(scan: &[u8]) {
    drop(std::hint::black_box(gs1::parse(std::hint::black_box(scan), &options())));
}

fn parse_and_write(scan: &[u8]) {
    if let Ok(message) = gs1::parse(std::hint::black_box(scan), &options()) {
        drop(std::hint::black_box((message.bracketed(), message.digital_link())));
    }
}

fn options() -> Options {
    Options::default()
}

/// A station in front of a conveyor refuses at the rate it reads: that path must not touch the heap.
fn refusals_allocate_nothing(sets: &[inputs::Set]) {
    let options = options();
    let mut refused = 0;
    for scan in sets.iter().flat_map(|set| &set.scans) {
        let mut code: Option<ErrorCode> = None;
        let count = allocations::during(|| code = gs1::parse(scan, &options).err().map(|error| error.code));
        if let Some(code) = code {
            refused += 1;
            assert_eq!(count, 0, "refusing {:?} as {} allocates", scan.escape_ascii(), code.as_str());
        }
    }
    assert!(refused > 0);
    println!("{refused} refusals, none of which allocates");
}
