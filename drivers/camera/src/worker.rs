// SPDX-License-Identifier: GPL-3.0-or-later
//! Decoding in a child process that can be ended.

use std::ffi::OsString;
use std::io::{self, ErrorKind, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use tracing::{debug, warn};

use crate::cpu::CpuTime;
use crate::decode::Decoder;
use crate::formats::Formats;
use crate::frame::{Frame, FrameError};
use crate::pause::Pause;
use crate::protocol::{self, Decoded};

/// Answers requests until the station closes `input`: all a decode worker does.
///
/// # Errors
/// The input was no request, or one of the ends broke: the worker has nothing left to do but to end.
pub fn worker_main(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let mut decoder = Decoder::default();
    while let Some((frame, formats)) = protocol::read_request(&mut input)? {
        let cpu = CpuTime::start();
        let symbols = decoder.decode(&frame, formats);
        protocol::write_answer(&mut output, &Decoded::new(symbols, cpu.elapsed()))?;
    }
    Ok(())
}

/// How to start a decode worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerCommand {
    program: PathBuf,
    arguments: Vec<OsString>,
    variables: Vec<(OsString, OsString)>,
}

impl WorkerCommand {
    /// This program with these arguments.
    pub fn new<A: Into<OsString>>(
        program: impl Into<PathBuf>,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        let arguments = arguments.into_iter().map(Into::into).collect();
        Self { program: program.into(), arguments, variables: Vec::new() }
    }

    /// The running program itself with these arguments, even when its file has been replaced meanwhile: both
    /// ends then speak the same form.
    pub fn this_program<A: Into<OsString>>(arguments: impl IntoIterator<Item = A>) -> Self {
        Self::new("/proc/self/exe", arguments)
    }

    /// Sets an environment variable for the worker.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    fn spawn(&self) -> Result<Child, WorkerError> {
        let variables = self.variables.iter().map(|(name, value)| (name, value));
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).envs(variables);
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        spawned.map_err(|source| WorkerError::Start { program: self.program.clone(), source })
    }
}

/// Why a frame was not decoded.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The worker could not be started.
    #[error("starting the decoder {}", program.display())]
    Start {
        /// The program that was tried.
        program: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// No answer in time; the worker was ended.
    #[error("the decoder gave no answer within {0:?}")]
    Deadline(Duration),
    /// The worker ended by itself.
    #[error("the decoder ended by itself: {0}")]
    Died(String),
    /// The worker answered something else than an answer and was ended.
    #[error("the decoder answered nonsense: {0}")]
    Garbage(String),
    /// The frame breaks its own rules; it was not sent.
    #[error(transparent)]
    Frame(#[from] FrameError),
}

/// One decode worker and its restarts.
///
/// **Invariant:** at most one child lives at any time; one that missed its deadline, died or answered nonsense
/// is killed and waited for before anything else happens.
pub struct WorkerHandle {
    command: WorkerCommand,
    formats: Formats,
    running: Option<Running>,
    pause: Pause,
    not_before: Option<Instant>,
}

struct Running {
    child: Child,
    requests: SyncSender<Vec<u8>>,
    answers: Receiver<io::Result<Decoded>>,
}

impl WorkerHandle {
    /// A worker that looks for these formats; it is started with the first frame.
    pub fn new(command: WorkerCommand, formats: Formats) -> Self {
        Self { command, formats, running: None, pause: Pause::new(), not_before: None }
    }

    /// Decodes one frame and waits for the answer up to `deadline`.
    ///
    /// A worker that missed its deadline is killed and another one started with the next frame. After a worker
    /// that died, answered nonsense or could not be started, this call first waits for 0.25 s up to 5 s.
    ///
    /// # Errors
    /// [`WorkerError`]; the next call starts a new worker.
    pub fn decode(&mut self, frame: &Frame, deadline: Duration) -> Result<Decoded, WorkerError> {
        frame.check()?;
        let answer = self.ask(protocol::request(frame, self.formats), deadline);
        match &answer {
            Ok(_) => self.pause.reset(),
            Err(WorkerError::Deadline(_)) => warn!(source = frame.source, "decoder killed at its deadline"),
            Err(error) => {
                warn!(source = frame.source, %error, "decoder failed");
                self.not_before = Some(Instant::now() + self.pause.take());
            }
        }
        answer
    }

    /// Process id of the worker that lives now.
    pub fn id(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.child.id())
    }

    /// Ends the worker; the next frame starts another.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.end();
        }
    }

    fn ask(&mut self, request: Vec<u8>, deadline: Duration) -> Result<Decoded, WorkerError> {
        let running = match self.running.take() {
            Some(running) => running,
            None => self.start()?,
        };
        match running.ask(request, deadline) {
            Ok(decoded) => {
                self.running = Some(running);
                Ok(decoded)
            }
            Err(failed) => Err(failed.explain(running.end(), deadline)),
        }
    }

    fn start(&mut self) -> Result<Running, WorkerError> {
        if let Some(at) = self.not_before.take() {
            thread::sleep(at.saturating_duration_since(Instant::now()));
        }
        let running = Running::start(self.command.spawn()?)?;
        debug!(pid = running.child.id(), "decoder started");
        Ok(running)
    }
}

impl Drop for WorkerHandle {
    fn drop(&mut self) {
        self.stop();
    }
}

/// How a request went wrong, before the child's own end is known.
enum Failed {
    Deadline,
    Broken(io::Error),
    NoThread,
}

impl Failed {
    fn explain(self, end: String, deadline: Duration) -> WorkerError {
        match self {
            Self::Deadline => WorkerError::Deadline(deadline),
            Self::Broken(error) if error.kind() == ErrorKind::InvalidData => {
                WorkerError::Garbage(error.to_string())
            }
            Self::Broken(_) | Self::NoThread => WorkerError::Died(end),
        }
    }
}

impl Running {
    fn start(mut child: Child) -> Result<Self, WorkerError> {
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(WorkerError::Died(end(child)));
        };
        let (requests, to_do) = sync_channel(1);
        let (done, answers) = sync_channel(1);
        // Not joined: it ends with the pipes, and a grandchild could hold those open.
        let spawned = thread::Builder::new()
            .name("decode-worker".into())
            .spawn(move || exchange(input, output, &to_do, &done));
        match spawned {
            Ok(_) => Ok(Self { child, requests, answers }),
            Err(error) => {
                end(child);
                Err(WorkerError::Died(format!("no thread to talk to it: {error}")))
            }
        }
    }

    fn ask(&self, request: Vec<u8>, deadline: Duration) -> Result<Decoded, Failed> {
        self.requests.send(request).map_err(|_| Failed::NoThread)?;
        match self.answers.recv_timeout(deadline) {
            Ok(answer) => answer.map_err(Failed::Broken),
            Err(RecvTimeoutError::Timeout) => Err(Failed::Deadline),
            Err(RecvTimeoutError::Disconnected) => Err(Failed::NoThread),
        }
    }

    fn end(self) -> String {
        end(self.child)
    }
}

/// Kills and reaps the child and says how it ended; one that had ended before keeps its own exit status.
fn end(mut child: Child) -> String {
    if let Err(error) = child.kill() {
        debug!(%error, "decoder could not be killed");
    }
    child.wait().map_or_else(|error| error.to_string(), |status| status.to_string())
}

/// Writes and reads on a thread of its own, because both may block on a worker that hangs.
fn exchange(
    mut input: ChildStdin,
    mut output: ChildStdout,
    requests: &Receiver<Vec<u8>>,
    answers: &SyncSender<io::Result<Decoded>>,
) {
    for request in requests {
        let sent = input.write_all(&request).and_then(|()| input.flush());
        let answer = sent.and_then(|()| protocol::read_answer(&mut output));
        let broken = answer.is_err();
        if answers.send(answer).is_err() || broken {
            return;
        }
    }
}
