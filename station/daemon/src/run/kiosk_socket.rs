// SPDX-License-Identifier: GPL-3.0-or-later
//! The local socket: snapshots out, intents in. Any number of panels up to a limit, each may come and go.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use station_api::{Intent, Snapshot, frame};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tracing::{info, warn};

/// Panels and support tools connected at a time.
const MAX_CLIENTS: usize = 8;

/// Binds the socket, taking over from a process that left its file behind.
///
/// # Errors
/// When the folder is missing or another process still listens there.
pub(crate) fn bind(path: &Path) -> anyhow::Result<UnixListener> {
    if std::os::unix::net::UnixStream::connect(path).is_ok() {
        anyhow::bail!("another station already listens on {}", path.display());
    }
    if path.exists() {
        std::fs::remove_file(path).with_context(|| format!("removing the old socket {}", path.display()))?;
    }
    let listener =
        UnixListener::bind(path).with_context(|| format!("listening for the panel on {}", path.display()))?;
    // Owner and group: the panel runs under a user of its own in the socket's group.
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660))
        .with_context(|| format!("setting permissions of {}", path.display()))?;
    Ok(listener)
}

/// Serves panels for ever.
///
/// # Errors
/// When the listener itself fails.
pub(crate) async fn serve(
    listener: UnixListener,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    intents: mpsc::Sender<Intent>,
) -> anyhow::Result<()> {
    let room = Arc::new(Semaphore::new(MAX_CLIENTS));
    loop {
        let (stream, _) = listener.accept().await.context("waiting for a panel")?;
        let Ok(seat) = room.clone().try_acquire_owned() else {
            warn!(limit = MAX_CLIENTS, "a panel was turned away: too many are connected");
            continue;
        };
        let (snapshots, intents) = (snapshots.clone(), intents.clone());
        tokio::spawn(async move {
            client(stream, snapshots, intents).await;
            drop(seat);
        });
    }
}

async fn client(
    stream: UnixStream,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    intents: mpsc::Sender<Intent>,
) {
    info!("a panel connected");
    let (reader, writer) = stream.into_split();
    let ended = tokio::select! {
        result = send(writer, snapshots) => result,
        result = receive(reader, intents) => result,
    };
    match ended {
        Ok(()) | Err(frame::FrameError::Closed) => info!("a panel left"),
        Err(error) => warn!(%error, "a panel was dropped"),
    }
}

async fn send(
    mut to: OwnedWriteHalf,
    mut snapshots: watch::Receiver<Arc<Snapshot>>,
) -> Result<(), frame::FrameError> {
    loop {
        let snapshot = snapshots.borrow_and_update().clone();
        to.write_all(&frame::encode(&*snapshot)?).await.map_err(frame::FrameError::Io)?;
        if snapshots.changed().await.is_err() {
            return Ok(());
        }
    }
}

async fn receive(mut from: OwnedReadHalf, intents: mpsc::Sender<Intent>) -> Result<(), frame::FrameError> {
    loop {
        let mut prefix = [0; 4];
        from.read_exact(&mut prefix).await.map_err(|_| frame::FrameError::Closed)?;
        let mut body = vec![0; frame::body_len(prefix)?];
        from.read_exact(&mut body).await.map_err(frame::FrameError::Io)?;
        let intent: Intent = frame::decode(&body)?;
        if intents.send(intent).await.is_err() {
            return Ok(());
        }
    }
}
