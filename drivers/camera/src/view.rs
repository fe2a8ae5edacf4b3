// SPDX-License-Identifier: GPL-3.0-or-later
//! Which codes a live camera has in view, so that a label held before it is one scan.

use std::collections::BTreeMap;
use std::time::Duration;

use drivers_api::Monotonic;

use crate::decode::Symbol;

/// A code is a new scan after it was out of view this long. An operator's hand covers a label for about a
/// second; the next label takes longer to come.
const OUT_OF_VIEW: Duration = Duration::from_secs(2);
/// Most codes remembered at once.
const MAX_HELD: usize = 256;

type Key = (String, Vec<u8>);

/// The codes in view.
///
/// Absence is counted between frames that were decoded and did not show the code: frames the decoder failed on
/// say nothing, so a slow decoder reports no label twice.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// When a code was first missed; `None` while it is seen.
    held: BTreeMap<Key, Option<Monotonic>>,
}

impl View {
    /// The symbols of one decoded frame that are news, each code once.
    pub(crate) fn news<'a>(&mut self, symbols: &'a [Symbol], at: Monotonic) -> Vec<&'a Symbol> {
        let mut fresh: BTreeMap<Key, &Symbol> = symbols.iter().map(|symbol| (key(symbol), symbol)).collect();
        self.held.retain(|_, missed| missed.is_none_or(|since| at.since(since) < OUT_OF_VIEW));
        for (held, missed) in &mut self.held {
            match fresh.remove(held) {
                Some(_) => *missed = None,
                None => *missed = Some(missed.unwrap_or(at)),
            }
        }
        fresh.into_values().collect()
    }

    /// The station has taken this code: it is no news while it stays in view.
    pub(crate) fn hold(&mut self, symbol: &Symbol) {
        if self.held.len() >= MAX_HELD {
            let longest_away =
                self.held.iter().filter_map(|(key, missed)| Some(((*missed)?, key.clone()))).min();
            if let Some((_, key)) = longest_away {
                self.held.remove(&key);
            }
        }
        self.held.insert(key(symbol), None);
    }

    /// The camera was away: whatever it shows next is news.
    pub(crate) fn clear(&mut self) {
        self.held.clear();
    }
}

fn key(symbol: &Symbol) -> Key {
    (symbol.symbology.clone(), symbol.bytes.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Format;

    fn symbol(text: &str) -> Symbol {
        Symbol::new(Format::QrCode, "]Q1", text.into(), [[0; 2]; 4])
    }

    /// Texts reported for a frame at this second.
    fn frame(view: &mut View, second: f64, texts: &[&str]) -> Vec<String> {
        let symbols: Vec<_> = texts.iter().map(|text| symbol(text)).collect();
        let news = view.news(&symbols, Monotonic((second * 1e6) as u64));
        let texts = news.iter().map(|symbol| symbol.text.clone()).collect();
        news.iter().for_each(|symbol| view.hold(symbol));
        texts
    }

    #[test]
    fn a_held_code_is_one_scan() {
        let view = &mut View::default();
        assert_eq!(frame(view, 0.0, &["a", "a"]), ["a"]);
        assert_eq!(frame(view, 9.0, &["a"]), [""; 0]);
        assert_eq!(frame(view, 9.5, &[]), [""; 0]);
        assert_eq!(frame(view, 11.0, &["a", "b"]), ["b"]);
        assert_eq!(frame(view, 11.1, &["b"]), [""; 0]);
        assert_eq!(frame(view, 13.1, &["a", "b"]), ["a"]);
    }

    #[test]
    fn frames_that_were_not_decoded_are_no_absence() {
        let view = &mut View::default();
        assert_eq!(frame(view, 0.0, &["a"]), ["a"]);
        assert_eq!(frame(view, 60.0, &["a"]), [""; 0]);
        view.clear();
        assert_eq!(frame(view, 60.1, &["a"]), ["a"]);
    }

    #[test]
    fn memory_is_bounded() {
        let view = &mut View::default();
        for n in 0..2_000 {
            frame(view, 0.0, &[&n.to_string()]);
        }
        assert_eq!(view.held.len(), MAX_HELD);
        assert_eq!(frame(view, 0.1, &["1999"]), [""; 0]);
    }
}
