// SPDX-License-Identifier: GPL-3.0-or-later
//! The door: so many connections at once, none of them silent for long.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

/// Connections at once; more wait in the operating system's queue.
const MAX_CONNECTIONS: usize = 512;
/// Longest a connection may bring and take nothing; longer than any request takes.
const MAX_SILENCE: Duration = Duration::from_secs(60);

/// Lets connections in.
pub(crate) struct Door {
    listener: TcpListener,
    places: Arc<Semaphore>,
    max_silence: Duration,
}

impl Door {
    /// A door at a listening socket.
    pub(crate) fn new(listener: TcpListener) -> Self {
        Self::with_limits(listener, MAX_CONNECTIONS, MAX_SILENCE)
    }

    fn with_limits(listener: TcpListener, connections: usize, max_silence: Duration) -> Self {
        Self { listener, places: Arc::new(Semaphore::new(connections)), max_silence }
    }
}

impl Listener for Door {
    type Io = Guest;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Guest, SocketAddr) {
        // The semaphore is never closed, so there is always a place in the end.
        let place = self.places.clone().acquire_owned().await.ok();
        let (stream, address) = Listener::accept(&mut self.listener).await;
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "answers on this connection may wait for one another");
        }
        let max_silence = self.max_silence;
        let silence = Box::pin(tokio::time::sleep(max_silence));
        (Guest { stream, silence, max_silence, _place: place }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection with its place and its patience.
pub(crate) struct Guest {
    stream: TcpStream,
    silence: Pin<Box<Sleep>>,
    max_silence: Duration,
    _place: Option<OwnedSemaphorePermit>,
}

impl Guest {
    fn heard(&mut self) {
        let until = Instant::now() + self.max_silence;
        self.silence.as_mut().reset(until);
    }
}

impl AsyncRead for Guest {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_read(cx, buf) {
            Poll::Ready(done) => {
                self.heard();
                Poll::Ready(done)
            }
            Poll::Pending => match self.silence.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                Poll::Pending => Poll::Pending,
            },
        }
    }
}

impl AsyncWrite for Guest {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write(cx, buf);
        if matches!(wrote, Poll::Ready(Ok(_))) {
            // A large bundle over a slow line: a guest who takes is not silent.
            self.heard();
        }
        wrote
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn door(connections: usize, max_silence: Duration) -> (Door, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        (Door::with_limits(listener, connections, max_silence), address)
    }

    #[tokio::test]
    async fn a_silent_guest_is_shown_out() {
        let (mut door, address) = door(1, Duration::from_millis(20)).await;
        let _silent = TcpStream::connect(address).await.unwrap();
        let (mut guest, _) = door.accept().await;
        let error = guest.read(&mut [0; 8]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_place_is_free_again_when_a_guest_leaves() {
        let (mut door, address) = door(1, MAX_SILENCE).await;
        let mut first = TcpStream::connect(address).await.unwrap();
        let (mut guest, _) = door.accept().await;
        first.write_all(b"hello").await.unwrap();
        let mut heard = [0; 5];
        guest.read_exact(&mut heard).await.unwrap();
        assert_eq!(&heard, b"hello");
        let _second = TcpStream::connect(address).await.unwrap();
        assert_eq!(door.places.available_permits(), 0);
        drop(guest);
        door.accept().await;
    }
}
