// SPDX-License-Identifier: GPL-3.0-or-later
//! The documents as HTML text.

use std::sync::OnceLock;

use data_encoding::BASE64;
use jiff::Timestamp;
use registry_api::Digest;

use super::view::{Tone, View};

const STYLE: &str = include_str!("style.css");
const TICK: &str = include_str!("tick.svg");
const MARK: &str = include_str!("mark.svg");
const CROSS: &str = include_str!("cross.svg");

/// What no record can say. It stands with every record, and only there.
const NOTE: &str = "<p class=\"note\">The record cannot tell whether the item in your hand is the original or a \
                    copy with the same label.</p>\n";

/// A document and the policy it is to be sent with.
pub(crate) struct Page {
    /// HTML text.
    pub(crate) html: String,
    /// Value of the header `Content-Security-Policy`.
    pub(crate) policy: &'static str,
}

impl Page {
    fn new(brand: &str, title: &str, body: &str) -> Self {
        let (brand, title) = (escape(brand), escape(title));
        let html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<meta name=\"color-scheme\" content=\"dark\">\n\
             <title>{title} · {brand}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
             <header><b>{brand}</b><span>Authenticity check</span></header>\n{body}</body>\n</html>\n"
        );
        Self { html, policy: policy() }
    }
}

/// No script, nothing from elsewhere, not in a frame; the one style sheet by its hash, so that markup slipped
/// in could not even carry a style.
fn policy() -> &'static str {
    static POLICY: OnceLock<String> = OnceLock::new();
    POLICY.get_or_init(|| {
        let hash = BASE64.encode(Digest::of(STYLE.as_bytes()).as_bytes());
        format!(
            "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
    })
}

/// The page of a serial.
pub(crate) fn result(brand: &str, view: &View, now: Timestamp) -> Page {
    let (class, sign) = match view.tone {
        Tone::Pass => ("pass", TICK),
        Tone::Caution => ("caution", MARK),
        Tone::Stop => ("stop", CROSS),
    };
    let facts: String = view
        .facts
        .iter()
        .map(|(label, value)| format!("<div><dt>{label}</dt><dd>{}</dd></div>\n", escape(value)))
        .collect();
    let advice: String = view.advice.iter().map(|line| format!("<li>{}</li>\n", escape(line))).collect();
    let body = format!(
        "<main>\n<section class=\"verdict {class}\">\n{sign}<h1>{word}</h1>\n<p>{why}</p>\n</section>\n\
         {note}<dl>\n{facts}<div class=\"serial\"><dt>Serial</dt><dd>{serial}</dd></div>\n</dl>\n\
         <h2>What to do</h2>\n<ol>\n{advice}</ol>\n</main>\n\
         <footer><a href=\"/\">Check another serial</a><span>Record as of {when} UTC</span></footer>\n",
        note = if view.facts.is_empty() { "" } else { NOTE },
        serial = escape(&grouped(&view.serial)),
        word = escape(view.word),
        why = escape(&view.why),
        when = now.strftime("%-d %b %Y, %H:%M"),
    );
    Page::new(brand, view.word, &body)
}

/// The page that asks for a serial.
pub(crate) fn home(brand: &str) -> Page {
    let body = "<main>\n<section class=\"ask\">\n<h1>Is it genuine?</h1>\n\
        <p>Scan the code on the label with your phone, or type the serial that stands on it.</p>\n</section>\n\
        <form action=\"/check\" method=\"get\">\n<label for=\"serial\">Serial, 20 letters and digits</label>\n\
        <input id=\"serial\" name=\"serial\" required maxlength=\"40\" autocomplete=\"off\" \
        autocapitalize=\"characters\" spellcheck=\"false\">\n<button>Check</button>\n</form>\n</main>\n";
    Page::new(brand, "Authenticity check", body)
}

/// In groups of four, as it is easiest to compare.
fn grouped(serial: &str) -> String {
    let chars: Vec<char> = serial.chars().collect();
    chars.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// Makes text safe between tags and inside quoted attributes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_asked_stays_text() {
        let hostile = "<script>alert('1')</script>\"&";
        let now = Timestamp::UNIX_EPOCH;
        let page = result("<b>", &View::of_no_serial(hostile), now);
        assert!(!page.html.contains("<script") && !page.html.contains("<b>\""));
        assert!(
            page.html.contains("<dd>&lt;scr ipt&gt; aler t(&#39;1 &#39;)&lt;/ scri pt&gt;&quot; &amp;</dd>")
        );
        assert!(page.html.contains("<header><b>&lt;b&gt;</b>"));
    }

    #[test]
    fn the_policy_lets_in_the_style_and_nothing_else() {
        let page = home("acme");
        assert!(page.policy.starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(!page.policy.contains("unsafe"));
        assert!(
            !page.html.contains("style=") && !page.html.contains("<script") && !page.html.contains("http")
        );
    }

    #[test]
    fn a_record_says_what_it_cannot_know() {
        let empty = result("acme", &View::of_no_serial("x"), Timestamp::UNIX_EPOCH);
        assert!(empty.html.contains("Record as of 1 Jan 1970, 00:00 UTC") && !empty.html.contains(NOTE));
        let record = View { facts: vec![("Product", "Pump".into())], ..View::of_no_serial("x") };
        assert!(result("acme", &record, Timestamp::UNIX_EPOCH).html.contains(NOTE));
    }
}
