// SPDX-License-Identifier: GPL-3.0-or-later
//! The link to the station: one thread reads snapshots, one writes intents, both for ever.

use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use station_api::frame::{self, FrameError};
use station_api::{Intent, Snapshot};

use crate::latest::Latest;

/// First pause before the station is tried again.
const BACKOFF_MIN: Duration = Duration::from_millis(200);
/// Longest pause.
const BACKOFF_MAX: Duration = Duration::from_secs(2);
/// Taps that may wait for the socket; a person is slower than that.
const TAPS: usize = 8;
/// How long a tap may take to be written before the link counts as broken.
const WRITE_LIMIT: Duration = Duration::from_secs(1);
/// How long the station may be silent. It sends its clock every second, so silence is a station that hangs,
/// and its last card must not stay up as if it stood.
const SILENCE_LIMIT: Duration = Duration::from_secs(15);

/// What the link says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The station stands behind this.
    Up(Box<Snapshot>),
    /// It is away, for this reason.
    Away(String),
}

/// Where taps go. Never blocks.
#[derive(Debug, Clone)]
pub struct Taps(SyncSender<Intent>);

impl Taps {
    /// Hands an intent to the link; it is dropped, with a warning, when the link is stuck.
    pub fn send(&self, intent: Intent) {
        match self.0.try_send(intent) {
            Ok(()) => {}
            Err(TrySendError::Full(intent)) => tracing::warn!(?intent, "tap dropped: the station takes none"),
            Err(TrySendError::Disconnected(intent)) => tracing::warn!(?intent, "tap dropped: no station"),
        }
    }

    /// Taps and where they come out.
    pub fn channel() -> (Self, Receiver<Intent>) {
        let (sender, receiver) = sync_channel(TAPS);
        (Self(sender), receiver)
    }

    /// A place for taps that leads nowhere, for recordings and pictures.
    pub fn nowhere() -> Self {
        Self::channel().0
    }
}

/// The connection of the moment, for the thread that writes.
type Current = Arc<Mutex<Option<UnixStream>>>;

/// Starts both threads. `wake` is called when the reader of `latest` has to look.
///
/// # Errors
/// When the system gives no thread.
pub fn start(socket: &Path, latest: Arc<Latest<News>>, wake: impl Fn() + Send + 'static) -> io::Result<Taps> {
    let (taps, receiver) = Taps::channel();
    let current = Current::default();
    let writer = Arc::clone(&current);
    thread::Builder::new().name("kiosk-taps".to_owned()).spawn(move || write_taps(&receiver, &writer))?;
    let reader = Reader { socket: socket.to_owned(), latest, wake: Box::new(wake), current };
    thread::Builder::new().name("kiosk-link".to_owned()).spawn(move || reader.run())?;
    Ok(taps)
}

struct Reader {
    socket: PathBuf,
    latest: Arc<Latest<News>>,
    wake: Box<dyn Fn() + Send>,
    current: Current,
}

impl Reader {
    fn run(&self) {
        let mut pause = BACKOFF_MIN;
        let mut told = String::new();
        loop {
            let (heard, problem) = self.connection();
            // Said once for each trouble: a station that stays away for a night must not fill the log.
            if heard || problem != told {
                tracing::warn!(socket = %self.socket.display(), problem, "no station: trying again for ever");
                told.clone_from(&problem);
            }
            self.tell(News::Away(problem));
            // A station that spoke is a station that restarts: it is looked for eagerly again.
            pause = if heard { BACKOFF_MIN } else { (pause * 2).min(BACKOFF_MAX) };
            thread::sleep(pause);
        }
    }

    /// One connection from beginning to end: whether a snapshot came, and why it ended.
    fn connection(&self) -> (bool, String) {
        let mut stream = match self.open() {
            Ok(stream) => stream,
            Err(error) => return (false, format!("{}: {error}", self.socket.display())),
        };
        let mut heard = false;
        let error = loop {
            match frame::read::<Snapshot>(&mut stream) {
                Ok(snapshot) => {
                    heard = true;
                    self.tell(News::Up(Box::new(snapshot)));
                }
                Err(error) => break error,
            }
        };
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = None;
        (heard, explain(&error))
    }

    fn open(&self) -> io::Result<UnixStream> {
        let stream = UnixStream::connect(&self.socket)?;
        stream.set_write_timeout(Some(WRITE_LIMIT))?;
        stream.set_read_timeout(Some(SILENCE_LIMIT))?;
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(stream.try_clone()?);
        tracing::info!(socket = %self.socket.display(), "connected to the station");
        Ok(stream)
    }

    fn tell(&self, news: News) {
        if self.latest.put(news) {
            (self.wake)();
        }
    }
}

fn explain(error: &FrameError) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

fn write_taps(taps: &Receiver<Intent>, current: &Current) {
    while let Ok(intent) = taps.recv() {
        let stream =
            current.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(UnixStream::try_clone);
        let Some(Ok(mut stream)) = stream else {
            tracing::warn!(?intent, "tap dropped: no station");
            continue;
        };
        if let Err(error) = frame::write(&mut stream, &intent) {
            tracing::warn!(error = explain(&error), ?intent, "tap not delivered: closing the connection");
            // Half a frame may be out; nothing after it could be read.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
