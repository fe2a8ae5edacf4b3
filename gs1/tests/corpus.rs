// SPDX-License-Identifier: MIT OR Apache-2.0
//! Replays the corpus of the fuzz targets, so that what they once found stays found without a fuzzer.
#![allow(clippy::expect_used, reason = "what does not read back must fail the test")]

use std::path::PathBuf;

#[path = "../fuzz/checks.rs"]
mod checks;

#[test]
fn every_input_of_the_corpus_holds() {
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (target, check) in checks::TARGETS {
        let folder = corpus.join(target);
        let entries =
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut count = 0;
        for entry in entries {
            let path = entry.expect("a folder entry").path();
            println!("{}", path.display());
            check(&std::fs::read(&path).expect("a corpus file"));
            count += 1;
        }
        assert!(count > 0, "no input for {target}");
    }
}
