// SPDX-License-Identifier: GPL-3.0-or-later
//! Every long-lived task is on one list; the first to end ends the process, and the service manager
//! starts it afresh. A station that lost one of its tasks must not look alive.

use std::future::Future;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Why a station ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The task.
    pub(crate) task: &'static str,
    /// What it said.
    pub(crate) result: anyhow::Result<()>,
}

/// The list.
pub(crate) struct Watched {
    tasks: JoinSet<Ended>,
    threads: mpsc::Sender<Ended>,
    ended: mpsc::Receiver<Ended>,
}

impl Default for Watched {
    fn default() -> Self {
        let (threads, ended) = mpsc::channel(1);
        Self { tasks: JoinSet::new(), threads, ended }
    }
}

impl Watched {
    /// Adds a task.
    pub(crate) fn task(
        &mut self,
        task: &'static str,
        run: impl Future<Output = anyhow::Result<()>> + Send + 'static,
    ) {
        self.tasks.spawn(async move { Ended { task, result: run.await } });
    }

    /// Adds a thread, for devices whose libraries block.
    ///
    /// # Errors
    /// When the operating system refuses another thread.
    pub(crate) fn thread(
        &self,
        task: &'static str,
        run: impl FnOnce() + Send + 'static,
    ) -> std::io::Result<()> {
        let ended = self.threads.clone();
        std::thread::Builder::new().name(task.to_owned()).spawn(move || {
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run))
                .map_err(|_| anyhow::anyhow!("the thread panicked"));
            // A full channel means that another ended first, which is all that matters.
            let _ = ended.try_send(Ended { task, result });
        })?;
        Ok(())
    }

    /// Waits for the first one to end.
    pub(crate) async fn first_end(&mut self) -> Ended {
        tokio::select! {
            Some(ended) = self.ended.recv() => ended,
            Some(joined) = self.tasks.join_next() => joined.unwrap_or_else(|error| Ended {
                task: "task",
                result: Err(anyhow::anyhow!("a task ended: {error}")),
            }),
        }
    }
}
