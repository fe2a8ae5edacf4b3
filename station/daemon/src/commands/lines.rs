// SPDX-License-Identifier: GPL-3.0-or-later
//! Codes from stdin, one JSON string per line: so a group separator is `"\u001d"`.

use std::io::{self, BufRead, Read};

/// Longest line, in bytes: the longest scan with every byte written as six characters, and the quotes.
const MAX_LINE_BYTES: usize = gs1::MAX_SCAN_BYTES * 6 + 64;
/// Characters of a bad line that its answer quotes.
const MAX_QUOTED_CHARS: usize = 120;

/// A line that is no JSON string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadLine {
    /// The line as far as it can be shown.
    pub(crate) raw: String,
    /// Stable word.
    pub(crate) code: &'static str,
    /// One sentence.
    pub(crate) message: String,
    /// Offset in the line, in bytes.
    pub(crate) at: usize,
}

/// The next line; `None` at the end of the input.
pub(crate) fn next(input: &mut dyn BufRead) -> io::Result<Option<Result<String, BadLine>>> {
    let mut line = Vec::new();
    input.take(MAX_LINE_BYTES as u64 + 1).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.len() > MAX_LINE_BYTES && line.last() != Some(&b'\n') {
        input.skip_until(b'\n')?;
        return Ok(Some(Err(too_long(&line))));
    }
    Ok(Some(serde_json::from_slice(&line).map_err(|error| not_a_string(&line, &error))))
}

fn too_long(line: &[u8]) -> BadLine {
    let message = format!("The line is longer than {MAX_LINE_BYTES} bytes. Put one code on each line.");
    BadLine { raw: quoted(line), code: "line-too-long", message, at: MAX_LINE_BYTES }
}

fn not_a_string(line: &[u8], error: &serde_json::Error) -> BadLine {
    let message = "The line is no JSON string. Put each code in double quotes, a group separator as \\u001d.";
    BadLine {
        raw: quoted(line),
        code: "not-json-string",
        message: message.to_owned(),
        at: error.column().saturating_sub(1),
    }
}

fn quoted(line: &[u8]) -> String {
    String::from_utf8_lossy(line).trim_end_matches(['\n', '\r']).chars().take(MAX_QUOTED_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<Result<String, &'static str>> {
        let mut found = Vec::new();
        while let Some(line) = next(&mut input).unwrap() {
            found.push(line.map_err(|bad| bad.code));
        }
        found
    }

    #[test]
    fn every_line_has_an_answer() {
        let read = all(b"\"a\\u001db\"\n\nplain\n\"open\n{}\n\"last\"");
        let bad = Err("not-json-string");
        assert_eq!(
            read,
            [Ok("a\u{1d}b".to_owned()), bad.clone(), bad.clone(), bad.clone(), bad, Ok("last".to_owned())]
        );
    }

    #[test]
    fn an_endless_line_is_skipped() {
        let long = format!("\"{}\"\n\"next\"\n", "x".repeat(3 * MAX_LINE_BYTES));
        assert_eq!(all(long.as_bytes()), [Err("line-too-long"), Ok("next".to_owned())]);
        let longest = format!("\"{}\"\n", "x".repeat(MAX_LINE_BYTES - 2));
        assert!(all(longest.as_bytes())[0].is_ok());
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert_eq!(all(b"\"\xff\xfe\"\n"), [Err("not-json-string")]);
    }
}
