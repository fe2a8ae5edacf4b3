// SPDX-License-Identifier: MIT OR Apache-2.0
//! The frame form of the local socket: four bytes of length, little-endian, then that much JSON.
//!
//! The station writes [`crate::Snapshot`] frames, the panel writes [`crate::Intent`] frames. The same
//! bytes serve tests and remote support, so they are plain JSON and not a private packing.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Longest frame body in bytes; a longer one is a broken or hostile peer.
pub const MAX_FRAME_BYTES: u32 = 256 * 1024;

/// Why a frame could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The peer closed between two frames.
    #[error("the other side closed the connection")]
    Closed,
    /// The length is above [`MAX_FRAME_BYTES`].
    #[error("a frame of {0} bytes is longer than the limit of {MAX_FRAME_BYTES}")]
    TooLong(usize),
    /// The body is not the JSON that was expected.
    #[error("a frame does not hold the expected JSON")]
    Json(#[source] serde_json::Error),
    /// The socket failed.
    #[error("the local socket failed")]
    Io(#[source] io::Error),
}

/// One message as a frame.
///
/// # Errors
/// [`FrameError::Json`] when it cannot be serialized, [`FrameError::TooLong`] above the limit.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, FrameError> {
    let body = serde_json::to_vec(message).map_err(FrameError::Json)?;
    let len = u32::try_from(body.len()).ok().filter(|len| *len <= MAX_FRAME_BYTES);
    let len = len.ok_or(FrameError::TooLong(body.len()))?;
    let mut frame = Vec::with_capacity(4 + body.len());
    frame.extend_from_slice(&len.to_le_bytes());
    frame.extend_from_slice(&body);
    Ok(frame)
}

/// Length of the body that follows a frame's first four bytes.
///
/// # Errors
/// [`FrameError::TooLong`] above the limit, so that nothing is allocated for it.
pub fn body_len(prefix: [u8; 4]) -> Result<usize, FrameError> {
    let len = u32::from_le_bytes(prefix);
    if len > MAX_FRAME_BYTES { Err(FrameError::TooLong(len as usize)) } else { Ok(len as usize) }
}

/// The message in a frame's body.
///
/// # Errors
/// [`FrameError::Json`].
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, FrameError> {
    serde_json::from_slice(body).map_err(FrameError::Json)
}

/// Reads one message, blocking.
///
/// # Errors
/// [`FrameError::Closed`] at a clean end, else what went wrong.
pub fn read<T: DeserializeOwned>(from: &mut impl Read) -> Result<T, FrameError> {
    let mut prefix = [0; 4];
    from.read_exact(&mut prefix).map_err(closed_or_io)?;
    let mut body = vec![0; body_len(prefix)?];
    from.read_exact(&mut body).map_err(FrameError::Io)?;
    decode(&body)
}

/// Writes one message, blocking.
///
/// # Errors
/// As [`encode`], and [`FrameError::Io`].
pub fn write<T: Serialize>(to: &mut impl Write, message: &T) -> Result<(), FrameError> {
    to.write_all(&encode(message)?).map_err(FrameError::Io)
}

fn closed_or_io(error: io::Error) -> FrameError {
    if error.kind() == io::ErrorKind::UnexpectedEof { FrameError::Closed } else { FrameError::Io(error) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Action, CardId, Intent};

    #[test]
    fn a_message_survives_the_wire_and_a_clean_end_is_told_apart() {
        let intent = Intent { card: CardId(7), action: Action::SetAside };
        let bytes = encode(&intent).unwrap();
        let mut from = bytes.as_slice();
        assert_eq!(read::<Intent>(&mut from).unwrap(), intent);
        assert!(matches!(read::<Intent>(&mut from), Err(FrameError::Closed)));
    }

    #[test]
    fn a_lying_length_is_refused_before_anything_is_allocated() {
        let mut from: &[u8] = &[0xff, 0xff, 0xff, 0xff, 1, 2, 3];
        assert!(matches!(read::<Intent>(&mut from), Err(FrameError::TooLong(_))));
    }

    #[test]
    fn garbage_is_an_error_and_not_a_panic() {
        let mut from: &[u8] = &[3, 0, 0, 0, b'{', b'x', b'}'];
        assert!(matches!(read::<Intent>(&mut from), Err(FrameError::Json(_))));
    }
}
