// SPDX-License-Identifier: GPL-3.0-or-later
//! The readers of one connection to the tag service, and the tags on them.

use std::ffi::{CStr, CString};
use std::time::{Duration, Instant};

use pcsc::{Card, Context, Disposition, Error, Protocols, ReaderState, ShareMode, State, Transaction};

use crate::apdu::{Transmit, TransmitError};
use crate::presentation::{Field, Presentation, Step};
use crate::report::Report;
use crate::tag::{self, TagError, TagRead};

/// Longest time one tag may take; a full 4 KiB message takes about two seconds at 106 kbit/s.
const MAX_READ_TIME: Duration = Duration::from_secs(8);

/// Most readers watched at once; the service itself takes 16.
const MAX_READERS: usize = 16;

const TAKEN_AWAY: &str =
    "the tag was taken away before it was read; hold the tag still on the reader until the station answers";

/// The readers being watched; each state has the presentation of the same index.
#[derive(Default)]
pub(crate) struct Readers {
    states: Vec<ReaderState>,
    presentations: Vec<Presentation>,
}

impl Readers {
    /// Takes the readers that are there now, keeping what is known of those that stayed.
    pub(crate) fn keep(&mut self, names: &[CString]) {
        for at in (0..self.states.len()).rev() {
            if !names.iter().any(|name| name.as_c_str() == self.states[at].name()) {
                self.states.remove(at);
                self.presentations.remove(at);
            }
        }
        for name in names.iter().take(MAX_READERS) {
            if !self.states.iter().any(|state| state.name() == name.as_c_str()) {
                self.states.push(ReaderState::new(name.clone(), State::UNAWARE));
                self.presentations.push(Presentation::default());
            }
        }
    }

    /// Waits up to `timeout` for a change on a reader or, through `plug`, for a reader to come or go. Tells
    /// whether a reader changed.
    pub(crate) fn wait(
        &mut self,
        context: &Context,
        plug: &mut Option<ReaderState>,
        timeout: Duration,
    ) -> Result<bool, Error> {
        let readers = self.states.len();
        self.states.extend(plug.take());
        let waited = context.get_status_change(timeout, &mut self.states);
        *plug = self.states.drain(readers..).next();
        if let Some(plug) = plug {
            plug.sync_current_state();
        }
        match waited {
            Ok(()) => Ok(self.states.iter().any(|state| state.event_state().contains(State::CHANGED))),
            Err(error) => Err(error),
        }
    }

    /// Whether a failed read should be tried again soon.
    pub(crate) fn is_pending(&self) -> bool {
        self.presentations.iter().any(Presentation::is_pending)
    }

    /// Whether an unread tag lies on a reader.
    pub(crate) fn is_troubled(&self) -> bool {
        self.presentations.iter().any(Presentation::is_troubled)
    }

    /// Reads the tags that are due.
    pub(crate) fn serve(&mut self, context: &Context, report: &Report) {
        for (state, presentation) in self.states.iter_mut().zip(&mut self.presentations) {
            state.sync_current_state();
            let field =
                Field { present: state.event_state().contains(State::PRESENT), count: state.event_count() };
            match presentation.observe(field, Instant::now()) {
                Step::Wait => {}
                Step::TakenAway => report.degraded(TAKEN_AWAY),
                Step::Read => present(context, state, presentation, report),
            }
        }
    }
}

fn present(context: &Context, state: &ReaderState, presentation: &mut Presentation, report: &Report) {
    match read_tag(context, state.name(), state.atr(), report) {
        Ok(read) => {
            presentation.succeeded();
            report.up();
            report.scan(read);
        }
        Err(error) => {
            tracing::debug!(reader = ?state.name(), error = %chain(&error), "tag not read");
            let tell = presentation.failed(error.is_passing(), Instant::now());
            if let (true, Some(advice)) = (tell, error.advice()) {
                report.degraded(advice);
            }
        }
    }
}

/// An error with its causes, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn read_tag(context: &Context, name: &CStr, atr: &[u8], report: &Report) -> Result<TagRead, TagError> {
    let mut card = context.connect(name, ShareMode::Shared, Protocols::ANY).map_err(failure)?;
    let read = read_card(&mut card, atr, report);
    // Never a reset: when it fails, pcscd calls the tag absent without telling its own polling thread, and a
    // tag that comes back within that thread's interval (0.4 s) stays unseen until it is taken away again.
    if let Err((card, error)) = card.disconnect(Disposition::LeaveCard) {
        tracing::debug!(reader = ?name, %error, "disconnect refused");
        drop(card);
    }
    read
}

fn read_card(card: &mut Card, atr: &[u8], report: &Report) -> Result<TagRead, TagError> {
    let transaction = card.transaction().map_err(failure)?;
    let mut link = Link { transaction: &transaction, deadline: Instant::now() + MAX_READ_TIME, report };
    let read = tag::read(&mut link, atr);
    if let Err((_, error)) = transaction.end(Disposition::LeaveCard) {
        tracing::debug!(%error, "ending the transaction refused");
    }
    read
}

/// A connected tag.
struct Link<'a> {
    transaction: &'a Transaction<'a>,
    deadline: Instant,
    report: &'a Report,
}

impl Transmit for Link<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransmitError> {
        if Instant::now() > self.deadline {
            return Err(TransmitError::NoAnswer);
        }
        self.report.beat();
        let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
        let answer = self.transaction.transmit(command, &mut buffer).map_err(failure)?;
        Ok(answer.to_vec())
    }
}

/// What an error of the service means for the tag.
fn failure(error: Error) -> TransmitError {
    match error {
        Error::RemovedCard | Error::NoSmartcard | Error::ResetCard => TransmitError::Removed,
        Error::UnresponsiveCard
        | Error::UnpoweredCard
        | Error::Timeout
        | Error::NotTransacted
        | Error::NotReady
        | Error::ProtoMismatch
        | Error::CommError
        | Error::CommDataLost
        | Error::InternalError => TransmitError::NoAnswer,
        Error::SharingViolation => TransmitError::InUse,
        Error::InsufficientBuffer => TransmitError::TooLong,
        Error::NoService
        | Error::ServiceStopped
        | Error::Shutdown
        | Error::InvalidHandle
        | Error::UnknownReader
        | Error::ReaderUnavailable
        | Error::NoReadersAvailable => TransmitError::Gone,
        other => TransmitError::Refused(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<CString> {
        names.iter().map(|name| CString::new(*name).unwrap()).collect()
    }

    fn shown(readers: &Readers) -> Vec<(String, bool)> {
        let names = readers.states.iter().map(|state| state.name().to_str().unwrap().to_owned());
        names.zip(readers.presentations.iter().map(Presentation::is_pending)).collect()
    }

    #[test]
    fn a_reader_that_stays_keeps_its_presentation() {
        let mut readers = Readers::default();
        readers.keep(&names(&["a", "b"]));
        readers.presentations[1].observe(Field { present: true, count: 1 }, Instant::now());
        readers.keep(&names(&["b", "c"]));
        assert_eq!(shown(&readers), [("b".to_owned(), true), ("c".to_owned(), false)]);
        readers.keep(&[]);
        assert!(shown(&readers).is_empty() && !readers.is_pending() && !readers.is_troubled());
    }

    #[test]
    fn readers_are_counted() {
        let many: Vec<CString> = (0..40).map(|at| CString::new(format!("reader {at}")).unwrap()).collect();
        let mut readers = Readers::default();
        readers.keep(&many);
        assert_eq!(readers.states.len(), MAX_READERS);
    }

    #[test]
    fn the_tag_is_not_blamed_for_the_service() {
        for gone in [Error::NoService, Error::UnknownReader, Error::ReaderUnavailable] {
            assert_eq!(TagError::from(failure(gone)).advice(), None);
        }
        assert!(TagError::from(failure(Error::RemovedCard)).advice().unwrap().contains("hold the tag still"));
        assert!(
            TagError::from(failure(Error::SharingViolation)).advice().unwrap().contains("another program")
        );
    }
}
