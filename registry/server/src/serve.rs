// SPDX-License-Identifier: GPL-3.0-or-later
//! The running registry: what is built in which order, and how it ends.

use std::fs::{File, TryLockError};
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use jiff::Timestamp;
use registry_api::bundle::TrustRoot;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::bundle::{PlainPublisher, Press};
use crate::config::Config;
use crate::files;
use crate::http::{self, Api, Door};
use crate::issuing::Issuer;
use crate::keys::{AdminToken, Keys};
use crate::store::{DATABASE, SqliteStore, Store};

/// How long requests in work may take to end after the signal to stop.
const STOP_WITHIN: Duration = Duration::from_secs(10);
/// Version of the trust root: one key, never changed yet.
const ROOT_VERSION: u64 = 1;

/// The registry without its doors: what every command works with.
pub(crate) struct Registry {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) press: Arc<Press>,
    admin: AdminToken,
}

impl Registry {
    /// Opens the state folder; makes it, its keys and its database where they are not there yet.
    pub(crate) fn open(config: &Config) -> anyhow::Result<Self> {
        files::make_private_folder(&config.state_dir)?;
        let is_new = !config.state_dir.join(DATABASE).exists();
        let keys = Keys::open(&config.state_dir, is_new)?;
        let publish = Arc::new(keys.publish);
        let root = TrustRoot {
            version: ROOT_VERSION,
            brand: config.brand.clone(),
            publish_keys: vec![publish.public()],
        };
        let issuer = Issuer::new(&config.brand, keys.issue);
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&config.state_dir, issuer)?);
        let publisher = Box::new(PlainPublisher::new(&config.brand, publish));
        let press = Arc::new(Press::new(store.clone(), publisher, root, config.bundle_fresh()));
        Ok(Self { store, press, admin: keys.admin })
    }
}

/// Runs until it is told to stop.
pub(crate) fn serve(config: &Config) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(run(config));
    runtime.shutdown_timeout(STOP_WITHIN);
    done
}

async fn run(config: &Config) -> anyhow::Result<()> {
    let registry = Registry::open(config)?;
    let _only = lock(&config.state_dir)?;
    AddressNote::clear(&config.address_note())?;
    // Before the door opens, so that there is a bundle for whoever comes first.
    let first = registry.press.publish(Timestamp::now()).context("could not publish the first bundle")?;
    let (newest, bundles) = watch::channel(first);
    let root = registry.press.root().clone();
    let api = Api::new(registry.store, root, bundles, registry.admin, config.brand.clone());
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("could not listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let _note = AddressNote::write(config.address_note(), address)?;
    let (stop, stopped) = watch::channel(false);
    let server = axum::serve(Door::new(listener), http::router(Arc::new(api)))
        .with_graceful_shutdown(until(stopped))
        .into_future();
    let publishing = registry.press.run(Duration::from_secs(config.publish_every_s), newest);
    tracing::info!(%address, brand = config.brand, "registry is ready on http://{address}");
    // The first of the long-lived tasks to end ends the process.
    tokio::pin!(server);
    tokio::select! {
        ended = &mut server => bail!("the server ended by itself: {ended:?}"),
        () = publishing => bail!("publishing ended by itself"),
        signal = stop_signal() => tracing::info!(signal = signal?, "stopping"),
    }
    stop.send_replace(true);
    match tokio::time::timeout(STOP_WITHIN, server).await {
        Ok(ended) => ended.context("could not stop the server"),
        Err(_) => {
            tracing::warn!("requests still in work were cut off");
            Ok(())
        }
    }
}

/// Keeps a second registry from serving the same folder; the operating system lifts it with the process.
fn lock(state_dir: &Path) -> anyhow::Result<File> {
    let path = state_dir.join("serve.lock");
    let file = File::create(&path).with_context(|| format!("could not open {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("another registry serves {} already", state_dir.display()),
        Err(TryLockError::Error(error)) => Err(error).context(format!("could not lock {}", path.display())),
    }
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop as well.
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn stop_signal() -> std::io::Result<&'static str> {
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = term.recv() => Ok("SIGTERM"),
        _ = int.recv() => Ok("SIGINT"),
    }
}

/// The file that tells others the address, there as long as the registry is.
struct AddressNote(PathBuf);

impl AddressNote {
    /// Removes the note of a registry that was killed: nobody should take it for this one's.
    fn clear(path: &Path) -> anyhow::Result<()> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("could not remove the old {}", path.display()))
            }
            _ => Ok(()),
        }
    }

    fn write(path: PathBuf, address: SocketAddr) -> anyhow::Result<Self> {
        files::replace(&path, format!("{address}\n").as_bytes(), files::PUBLIC)?;
        Ok(Self(path))
    }
}

impl Drop for AddressNote {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::warn!(path = %self.0.display(), %error, "could not remove the address file");
        }
    }
}
