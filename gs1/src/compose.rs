// SPDX-License-Identifier: MIT OR Apache-2.0
//! Messages that are put together instead of scanned: for labels to be printed and for what a person types.

use crate::element_string::{self, MAX_ELEMENTS};
use crate::error::{ErrorCode, ParseError};
use crate::found::Placed;
use crate::message::{Element, Kind, Message};
use crate::parse::{MAX_SCAN_BYTES, checked};
use crate::table;

impl Message {
    /// Puts a message together from AIs and values, under the rules of a strict [`crate::parse`]. A value that
    /// would run into the next element, by a separator or by its length, is refused.
    ///
    /// # Errors
    /// [`ParseError`], whose place is the number of the pair, from 0.
    pub fn from_pairs(pairs: &[(&str, &str)]) -> Result<Self, ParseError> {
        let mut composed = Composed::default();
        for (at, (ai, value)) in pairs.iter().enumerate() {
            composed.add(ai, value, at)?;
        }
        composed.message(false)
    }

    /// Reads the form people write, `(01)…(21)…`, with `\(` for a `(` inside a value; the counterpart of
    /// [`Message::bracketed`]. `lenient` leaves out the check that an AI is accompanied by those it requires.
    ///
    /// # Errors
    /// [`ParseError`] with the rule that is broken and the place in `text`.
    pub fn from_bracketed(text: &str, lenient: bool) -> Result<Self, ParseError> {
        if text.len() > MAX_SCAN_BYTES {
            return Err(ParseError::new(ErrorCode::ScanTooLong, MAX_SCAN_BYTES).with(MAX_SCAN_BYTES));
        }
        let mut composed = Composed::default();
        let mut rest = text;
        while !rest.is_empty() {
            let at = text.len() - rest.len();
            let opened = rest.strip_prefix('(').and_then(|inner| inner.split_once(')'));
            let Some((ai, after)) = opened else { return Err(unknown(rest, at)) };
            let end = value_end(after);
            composed.add(ai, &after[..end].replace("\\(", "("), at)?;
            rest = &after[end..];
        }
        composed.message(lenient)
    }
}

/// Elements put together so far.
#[derive(Default)]
struct Composed {
    elements: Vec<Placed>,
}

impl Composed {
    fn add(&mut self, ai: &str, value: &str, at: usize) -> Result<(), ParseError> {
        if self.elements.len() == MAX_ELEMENTS {
            return Err(ParseError::new(ErrorCode::TooManyElements, at).with(MAX_ELEMENTS));
        }
        let Some(row) = table::exact(ai) else { return Err(unknown(ai, at)) };
        element_string::check_whole_value(row, value.as_bytes())
            .map_err(|error| ParseError::new(error.code, at).of_ai(row.ai))?;
        self.elements.push(Placed { element: Element::of_row(row, value.as_bytes()), at });
        Ok(())
    }

    fn message(self, lenient: bool) -> Result<Message, ParseError> {
        if self.elements.is_empty() {
            return Err(ParseError::new(ErrorCode::EmptyData, 0));
        }
        checked(Kind::Gs1, self.elements, lenient)
    }
}

/// Where the value ends: at the next `(` that no backslash stands before.
fn value_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let opens = |at: &usize| bytes[*at] == b'(' && (*at == 0 || bytes[at - 1] != b'\\');
    (0..bytes.len()).find(opens).unwrap_or(bytes.len())
}

fn unknown(text: &str, at: usize) -> ParseError {
    ParseError::new(ErrorCode::UnknownAi, at).quoting(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_become_a_label() {
        let message =
            Message::from_pairs(&[("01", "04006381333931"), ("10", "L(1"), ("21", "SN42"), ("17", "280229")])
                .unwrap();
        assert_eq!(message.element_string().unwrap(), "010400638133393110L(1\u{1d}21SN42\u{1d}17280229");
        assert_eq!(message.bracketed().unwrap(), "(01)04006381333931(10)L\\(1(21)SN42(17)280229");
        assert_eq!(Message::from_bracketed(&message.bracketed().unwrap(), false).unwrap(), message);
    }

    #[test]
    fn a_value_cannot_smuggle_another_element() {
        for value in ["A\u{1d}17280229", "", "123456789012345678901"] {
            assert!(Message::from_pairs(&[("01", "04006381333931"), ("21", value)]).is_err(), "{value:?}");
        }
        let error = Message::from_pairs(&[("01", "04006381333931"), ("2", "A")]).unwrap_err();
        assert_eq!((error.code, error.at), (ErrorCode::UnknownAi, 1));
        assert_eq!(Message::from_pairs(&[]).unwrap_err().code, ErrorCode::EmptyData);
        assert_eq!(Message::from_pairs(&[("21", "A")]).unwrap_err().code, ErrorCode::AiRequired);
        let many = vec![("99", "A"); MAX_ELEMENTS + 1];
        assert_eq!(Message::from_pairs(&many).unwrap_err().code, ErrorCode::TooManyElements);
    }

    #[test]
    fn broken_brackets_are_placed() {
        let code_at = |text| Message::from_bracketed(text, true).map_err(|e| (e.code, e.at)).unwrap_err();
        assert_eq!(code_at("01"), (ErrorCode::UnknownAi, 0));
        assert_eq!(code_at("(01"), (ErrorCode::UnknownAi, 0));
        assert_eq!(code_at("(99)A()B"), (ErrorCode::UnknownAi, 5));
        assert_eq!(code_at("(99)A(98)"), (ErrorCode::ValueEmpty, 5));
        assert_eq!(code_at("(17)9(90)217"), (ErrorCode::ValueTooShort, 0));
        assert_eq!(code_at(""), (ErrorCode::EmptyData, 0));
        assert!(Message::from_bracketed("(10)12345\\(", true).is_ok());
    }
}
