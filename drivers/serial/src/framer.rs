// SPDX-License-Identifier: GPL-3.0-or-later
//! Bytes of the line into the frames of single codes; no I/O, no clock.

use crate::config::{ConfigError, Framing};

const STX: u8 = 0x02;
const ETX: u8 = 0x03;

/// What the line carried between two end marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// One code, without its end mark; never empty.
    Data(Vec<u8>),
    /// More bytes than one code may have. Told as soon as the bound is crossed; what follows up to the next
    /// end mark or idle gap is dropped in silence and counted by [`Framer::dropped_bytes`].
    TooLong {
        /// Bytes dropped so far.
        dropped: usize,
    },
    /// Line noise: no printable character, bytes outside STX and ETX, or an STX frame without its ETX.
    Garbage {
        /// Bytes dropped.
        dropped: usize,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Waiting for STX; so many bytes came that belong to no frame.
    Outside(usize),
    /// Collecting the bytes of a code.
    Inside,
    /// Dropping the rest of a code that was too long.
    Skipping,
}

/// Cuts the bytes of a line into frames.
///
/// How the bytes are chunked makes no difference to the frames.
///
/// **Invariant:** holds at most `max_frame` bytes.
#[derive(Debug)]
pub struct Framer {
    ends: [bool; 256],
    stx_etx: bool,
    max_frame: usize,
    buffer: Vec<u8>,
    state: State,
    dropped_bytes: u64,
}

impl Framer {
    /// A framer at the start of a line.
    ///
    /// # Errors
    /// [`ConfigError`] when no code could ever end or the bound is out of range.
    pub fn new(framing: &Framing) -> Result<Self, ConfigError> {
        framing.check()?;
        let mut ends = [false; 256];
        for terminator in &framing.terminators {
            ends[usize::from(terminator.byte())] = true;
        }
        let state = if framing.stx_etx { State::Outside(0) } else { State::Inside };
        let max_frame = framing.max_frame;
        Ok(Self { ends, stx_etx: framing.stx_etx, max_frame, buffer: Vec::new(), state, dropped_bytes: 0 })
    }

    /// Takes bytes as they arrived and gives the frames they complete, in order.
    ///
    /// The iterator does the work: run it to its end.
    pub fn push<'a>(&'a mut self, bytes: &'a [u8]) -> impl Iterator<Item = Frame> + 'a {
        bytes.iter().filter_map(|byte| self.step(*byte))
    }

    /// The line has been silent for the idle gap: ends what is open.
    pub fn idle(&mut self) -> Option<Frame> {
        match self.state {
            State::Inside if self.stx_etx => self.restart(State::Outside(0)),
            State::Inside => self.complete(),
            State::Outside(count) => {
                self.state = State::Outside(0);
                noise(count)
            }
            State::Skipping => {
                self.state = if self.stx_etx { State::Outside(0) } else { State::Inside };
                None
            }
        }
    }

    /// Whether an idle gap would change anything.
    pub fn is_open(&self) -> bool {
        match self.state {
            State::Outside(count) => count > 0,
            State::Inside => self.stx_etx || !self.buffer.is_empty(),
            State::Skipping => true,
        }
    }

    /// All bytes dropped since the start: too long, or garbage.
    pub fn dropped_bytes(&self) -> u64 {
        self.dropped_bytes
    }

    fn step(&mut self, byte: u8) -> Option<Frame> {
        match self.state {
            State::Outside(count) => self.step_outside(byte, count),
            State::Inside => self.step_inside(byte),
            State::Skipping => self.step_skipping(byte),
        }
    }

    fn step_outside(&mut self, byte: u8, count: usize) -> Option<Frame> {
        if byte == STX {
            self.state = State::Inside;
            return noise(count);
        }
        if self.ends[usize::from(byte)] {
            self.state = State::Outside(0);
            return noise(count);
        }
        self.dropped_bytes += 1;
        self.state = State::Outside(count + 1);
        (count + 1 > self.max_frame).then(|| {
            self.state = State::Skipping;
            Frame::TooLong { dropped: count + 1 }
        })
    }

    fn step_inside(&mut self, byte: u8) -> Option<Frame> {
        match byte {
            STX if self.stx_etx => self.restart(State::Inside),
            ETX if self.stx_etx => {
                self.state = State::Outside(0);
                self.complete()
            }
            end if !self.stx_etx && self.ends[usize::from(end)] => self.complete(),
            data => self.collect(data),
        }
    }

    fn step_skipping(&mut self, byte: u8) -> Option<Frame> {
        match byte {
            STX if self.stx_etx => self.state = State::Inside,
            ETX if self.stx_etx => self.state = State::Outside(0),
            end if !self.stx_etx && self.ends[usize::from(end)] => self.state = State::Inside,
            _ => self.dropped_bytes += 1,
        }
        None
    }

    fn collect(&mut self, byte: u8) -> Option<Frame> {
        if self.buffer.len() < self.max_frame {
            self.buffer.push(byte);
            return None;
        }
        let dropped = self.buffer.len() + 1;
        self.dropped_bytes += dropped as u64;
        self.buffer.clear();
        self.state = State::Skipping;
        Some(Frame::TooLong { dropped })
    }

    /// Ends the frame in the buffer; CR followed by LF makes an empty one, which is nothing.
    fn complete(&mut self) -> Option<Frame> {
        let bytes = std::mem::take(&mut self.buffer);
        if bytes.is_empty() {
            return None;
        }
        if is_readable(&bytes) {
            return Some(Frame::Data(bytes));
        }
        self.dropped_bytes += bytes.len() as u64;
        noise(bytes.len())
    }

    /// Gives up an STX frame that lost its ETX.
    fn restart(&mut self, state: State) -> Option<Frame> {
        self.state = state;
        let dropped = self.buffer.len();
        self.dropped_bytes += dropped as u64;
        self.buffer.clear();
        noise(dropped)
    }
}

fn noise(dropped: usize) -> Option<Frame> {
    (dropped > 0).then_some(Frame::Garbage { dropped })
}

/// A break, a floating line or a wrong speed gives control and high bytes only; every code a label carries
/// has a printable character, in ASCII or in UTF-8.
fn is_readable(bytes: &[u8]) -> bool {
    let ascii = bytes.iter().any(u8::is_ascii_graphic);
    ascii || std::str::from_utf8(bytes).is_ok_and(|text| text.chars().any(|c| !c.is_control() && c != ' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Terminator;

    fn frames(framer: &mut Framer, bytes: &[u8]) -> Vec<Frame> {
        framer.push(bytes).collect()
    }

    fn data(text: &str) -> Frame {
        Frame::Data(text.into())
    }

    #[test]
    fn cr_and_lf_end_codes_and_empty_frames_are_nothing() {
        let mut framer = Framer::new(&Framing::default()).unwrap();
        assert_eq!(frames(&mut framer, b"\r\n]d201\x1d1\r\nB\n\n\rC"), [data("]d201\x1d1"), data("B")]);
        assert!(framer.is_open());
        assert_eq!(framer.idle(), Some(data("C")));
        assert!(!framer.is_open());
    }

    #[test]
    fn too_long_is_told_once_and_the_next_code_is_whole() {
        let framing = Framing { max_frame: 4, ..Framing::default() };
        let mut framer = Framer::new(&framing).unwrap();
        assert_eq!(frames(&mut framer, b"ABCD\r"), [data("ABCD")]);
        assert_eq!(frames(&mut framer, b"ABCDEFGH\rok\r"), [Frame::TooLong { dropped: 5 }, data("ok")]);
        assert_eq!(framer.dropped_bytes(), 8);
    }

    #[test]
    fn an_idle_gap_ends_the_dropping() {
        let framing =
            Framing { max_frame: 4, terminators: vec![], idle_gap_ms: Some(50), ..Framing::default() };
        let mut framer = Framer::new(&framing).unwrap();
        assert_eq!(frames(&mut framer, b"ABCDEFGH"), [Frame::TooLong { dropped: 5 }]);
        assert_eq!(framer.idle(), None);
        assert_eq!(frames(&mut framer, b"ok"), []);
        assert_eq!(framer.idle(), Some(data("ok")));
    }

    #[test]
    fn noise_is_told_apart_from_codes() {
        let mut framer = Framer::new(&Framing::default()).unwrap();
        assert_eq!(frames(&mut framer, b"\0\0\xff\r"), [Frame::Garbage { dropped: 3 }]);
        assert_eq!(frames(&mut framer, "\u{771f}\r".as_bytes()), [data("\u{771f}")]);
        assert_eq!(frames(&mut framer, b"\xff\xfeA\r"), [Frame::Data(b"\xff\xfeA".to_vec())]);
    }

    #[test]
    fn stx_and_etx_enclose_codes_that_hold_end_marks() {
        let framing = Framing { stx_etx: true, ..Framing::default() };
        let mut framer = Framer::new(&framing).unwrap();
        assert_eq!(frames(&mut framer, b"\x02A\r\nB\x03\r\n\x02C\x03"), [data("A\r\nB"), data("C")]);
        assert_eq!(frames(&mut framer, b"xyz\r\x02D\x03"), [Frame::Garbage { dropped: 3 }, data("D")]);
        assert_eq!(
            frames(&mut framer, b"\x02cut\x02whole\x03"),
            [Frame::Garbage { dropped: 3 }, data("whole")]
        );
        assert_eq!(frames(&mut framer, b"\x02open"), []);
        assert_eq!(framer.idle(), Some(Frame::Garbage { dropped: 4 }));
        assert!(!framer.is_open());
    }

    #[test]
    fn endless_noise_outside_stx_is_bounded_and_told() {
        let framing = Framing { stx_etx: true, max_frame: 4, ..Framing::default() };
        let mut framer = Framer::new(&framing).unwrap();
        assert_eq!(frames(&mut framer, &[b'x'; 100]), [Frame::TooLong { dropped: 5 }]);
        assert_eq!(frames(&mut framer, b"\x02ok\x03"), [data("ok")]);
        assert_eq!(framer.dropped_bytes(), 100);
    }

    #[test]
    fn settings_that_end_no_code_are_refused() {
        let never = Framing { terminators: vec![], ..Framing::default() };
        assert_eq!(Framer::new(&never).unwrap_err(), ConfigError::NothingEndsACode);
        let huge = Framing { max_frame: drivers_api::MAX_SCAN_BYTES + 1, ..Framing::default() };
        assert_eq!(Framer::new(&huge).unwrap_err(), ConfigError::MaxFrame);
        let slow = Framing { idle_gap_ms: Some(60_000), ..Framing::default() };
        assert_eq!(Framer::new(&slow).unwrap_err(), ConfigError::IdleGap);
        let tab = Framing { terminators: vec![Terminator::Tab], ..Framing::default() };
        assert_eq!(frames(&mut Framer::new(&tab).unwrap(), b"a\rb\t"), [data("a\rb")]);
    }
}
