// SPDX-License-Identifier: GPL-3.0-or-later
//! The card's side of vpcd's protocol: length-prefixed messages over TCP, the connection is the presence.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::tag::{Reply, Tag};

/// How long a tag tries to reach the reader: the service opens its port only after its first client.
const CONNECT_TIME: Duration = Duration::from_secs(60);

/// How often a tag looks whether it was taken away.
const POLL: Duration = Duration::from_millis(50);

/// Control messages of vpcd: one byte; anything longer is a command.
const POWER_OFF: u8 = 0x00;
const POWER_ON: u8 = 0x01;
const RESET: u8 = 0x02;
const GET_ATR: u8 = 0x04;

/// A tag lying on the reader; taken away when dropped.
#[derive(Debug)]
pub(super) struct Presented {
    taken: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Presented {
    /// Lays `tag` on the reader that listens on `port`.
    pub(super) fn new(tag: Tag, port: u16) -> Self {
        let taken = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&taken);
        let thread = std::thread::spawn(move || lie_there(tag, port, &seen));
        Self { taken, thread: Some(thread) }
    }
}

impl Drop for Presented {
    fn drop(&mut self) {
        self.taken.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Answers until the tag is taken away or leaves by itself. A reader that hangs up (vpcd does so when it
/// clears away an earlier tag late) finds the tag still there.
fn lie_there(mut tag: Tag, port: u16, taken: &AtomicBool) {
    while !taken.load(Ordering::Relaxed) {
        let mut stream = match connect(port, taken) {
            Ok(stream) => stream,
            Err(error) => {
                tracing::debug!(port, %error, "virtual tag found no reader");
                return;
            }
        };
        match serve(&mut tag, &mut stream, taken) {
            Ok(Parting::Gone) => return,
            Ok(Parting::HungUp) => {}
            Err(error) => tracing::debug!(port, %error, "virtual tag lost its reader"),
        }
        std::thread::sleep(POLL);
    }
}

/// How a connection ended.
enum Parting {
    /// The tag left or was taken away.
    Gone,
    /// The reader closed the connection.
    HungUp,
}

fn serve(tag: &mut Tag, stream: &mut TcpStream, taken: &AtomicBool) -> io::Result<Parting> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(POLL))?;
    while let Some(message) = receive(stream, taken)? {
        let reply = match message.as_slice() {
            [POWER_OFF | POWER_ON | RESET] => {
                tag.reset();
                continue;
            }
            [GET_ATR] => Reply::Answer(tag.answer_to_reset()),
            command => tag.reply(command),
        };
        match reply {
            Reply::Answer(answer) => send(stream, &answer)?,
            Reply::Silence => {}
            Reply::Leave => return Ok(Parting::Gone),
        }
    }
    Ok(if taken.load(Ordering::Relaxed) { Parting::Gone } else { Parting::HungUp })
}

fn connect(port: u16, taken: &AtomicBool) -> io::Result<TcpStream> {
    let end = Instant::now() + CONNECT_TIME;
    loop {
        match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
            Err(error) if taken.load(Ordering::Relaxed) || Instant::now() > end => return Err(error),
            Err(_) => std::thread::sleep(POLL),
            Ok(stream) => return Ok(stream),
        }
    }
}

/// One message, or `None` when the tag was taken away or the reader hung up.
fn receive(stream: &mut TcpStream, taken: &AtomicBool) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 2];
    if !fill(stream, &mut length, taken)? {
        return Ok(None);
    }
    let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
    Ok(fill(stream, &mut message, taken)?.then_some(message))
}

/// `read_exact` that keeps what it has over a timeout and ends when the tag is taken away.
fn fill(stream: &mut TcpStream, buffer: &mut [u8], taken: &AtomicBool) -> io::Result<bool> {
    let mut have = 0;
    while let Some(rest) = buffer.get_mut(have..).filter(|rest| !rest.is_empty()) {
        if taken.load(Ordering::Relaxed) {
            return Ok(false);
        }
        match stream.read(rest) {
            Ok(0) => return Ok(false),
            Ok(count) => have += count,
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

/// Length and payload in one write: vpcd is twice as slow when they come apart.
fn send(stream: &mut TcpStream, payload: &[u8]) -> io::Result<()> {
    let length = u16::try_from(payload.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    stream.write_all(&[&length.to_be_bytes()[..], payload].concat())
}
