// SPDX-License-Identifier: GPL-3.0-or-later
//! One line of comma-separated values (RFC 4180) that a spreadsheet cannot mistake for a formula.

/// Starts of a cell that spreadsheets take for a formula or skip over to find one.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Adds a line. A cell that could be a formula gets an apostrophe in front, because what a scanner reads is
/// written by strangers.
pub(super) fn line<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (i, cell) in cells.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        push_cell(out, cell);
    }
    out.push_str("\r\n");
}

fn push_cell(out: &mut String, cell: &str) {
    let guard = if cell.trim_start_matches(' ').starts_with(FORMULA_STARTS) { "'" } else { "" };
    if cell.contains([',', '"', '\n', '\r']) {
        out.push('"');
        out.push_str(guard);
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(guard);
        out.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    fn written(cells: &[&str]) -> String {
        let mut out = String::new();
        line(&mut out, cells.iter().copied());
        out
    }

    #[test]
    fn separators_quotes_and_line_ends_are_quoted() {
        assert_eq!(
            written(&["a,b", "say \"x\"", "1\n2", "plain"]),
            "\"a,b\",\"say \"\"x\"\"\",\"1\n2\",plain\r\n"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for start in ["=", "+", "-", "@", "\t", " =", "\r"] {
            let out = written(&[&format!("{start}cmd|' /C calc'!A0")]);
            assert!(out.trim_start_matches('"').starts_with('\''), "{out:?}");
        }
        assert_eq!(written(&["=1,2\""]), "\"'=1,2\"\"\"\r\n");
    }
}
