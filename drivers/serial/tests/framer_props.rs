// SPDX-License-Identifier: GPL-3.0-or-later
//! Framing under any bytes in any chunks.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use driver_serial::{Frame, Framer, Framing, SerialConfig};
use proptest::collection::vec;
use proptest::prelude::*;

/// Frames of `bytes` when they arrive in pieces of the given sizes, the open end flushed.
fn frames(framing: &Framing, bytes: &[u8], chunks: &[usize]) -> Vec<Frame> {
    let mut framer = Framer::new(framing).unwrap();
    let mut found = Vec::new();
    let (mut rest, mut sizes) = (bytes, chunks.iter().cycle());
    while !rest.is_empty() {
        let size = sizes.next().map_or(rest.len(), |size| (*size).clamp(1, rest.len()));
        let (now, later) = rest.split_at(size);
        found.extend(framer.push(now));
        rest = later;
    }
    found.extend(framer.idle());
    found
}

fn codes(frames: &[Frame]) -> Vec<Vec<u8>> {
    let only_data = |frame: &Frame| match frame {
        Frame::Data(bytes) => Some(bytes.clone()),
        Frame::TooLong { .. } | Frame::Garbage { .. } => None,
    };
    frames.iter().filter_map(only_data).collect()
}

/// A code as labels carry it: GS and high bytes may be in it, something printable always is.
fn code() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![8 => 0x20..=0x7eu8, 1 => Just(0x1du8), 1 => 0x80..=0xffu8];
    (0x21..=0x7eu8, vec(byte, 0..39)).prop_map(|(first, rest)| [vec![first], rest].concat())
}

/// Noise between two end marks, some of it far too long.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let byte = any::<u8>().prop_filter("end marks", |byte| !b"\r\n".contains(byte));
    vec(byte, 0..300)
}

proptest! {
    #[test]
    fn no_code_is_lost_whatever_lies_between(
        parts in vec((noise(), code()), 1..12), chunks in vec(1usize..50, 0..8), end in 0usize..3,
    ) {
        let framing = Framing { max_frame: 40, ..Framing::default() };
        let end: &[u8] = [b"\r".as_slice(), b"\n", b"\r\n"][end];
        let mut line = Vec::new();
        for (noise, code) in &parts {
            line.extend([noise.as_slice(), end, code.as_slice(), end].concat());
        }
        let found = codes(&frames(&framing, &line, &chunks));
        let mut wanted = parts.iter().map(|(_, code)| code).peekable();
        for code in &found {
            wanted.next_if(|next| *next == code);
        }
        prop_assert!(wanted.peek().is_none(), "lost {:?}", wanted.next());
    }

    #[test]
    fn chunks_make_no_difference_and_bounds_hold(
        line in vec(prop_oneof![any::<u8>(), Just(b'\r'), Just(0x02), Just(0x03)], 0..600),
        chunks in vec(1usize..50, 1..8), max_frame in 1usize..60, stx_etx: bool,
    ) {
        let framing = Framing { max_frame, stx_etx, ..Framing::default() };
        let found = frames(&framing, &line, &chunks);
        prop_assert_eq!(&found, &frames(&framing, &line, &[]));
        for code in codes(&found) {
            prop_assert!(!code.is_empty() && code.len() <= max_frame);
        }
    }
}

#[test]
fn settings_come_from_a_file_and_unknown_ones_are_refused() {
    let text = r#"{"path": "/dev/ttyACM0", "baud": 115200, "data_bits": 7, "parity": "even",
        "framing": {"terminators": ["tab"], "idle_gap_ms": 80}}"#;
    let config: SerialConfig = serde_json::from_str(text).unwrap();
    assert_eq!(config.check(), Ok(()));
    assert_eq!(config.framing.max_frame, drivers_api::MAX_SCAN_BYTES);
    let usual: SerialConfig = serde_json::from_str(r#"{"path": "/dev/ttyACM0"}"#).unwrap();
    assert_eq!(usual, SerialConfig::at("/dev/ttyACM0"));
    for wrong in [r#"{"path": "x", "bauds": 1}"#, r#"{"path": "x", "data_bits": 6}"#, r#"{"baud": 9600}"#] {
        assert!(serde_json::from_str::<SerialConfig>(wrong).is_err(), "{wrong}");
    }
}
