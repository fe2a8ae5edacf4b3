// SPDX-License-Identifier: GPL-3.0-or-later
//! What the store refuses, and what can go wrong in it.

use std::error::Error;

use registry_api::serial::Serial;

/// A request the registry understood and will not do. The text says what, where and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// A field of the request is wrong.
    #[error("{field} {problem}")]
    Invalid {
        /// Its name.
        field: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A product nobody added.
    #[error("product {0} is not known: add it with `registry product`")]
    UnknownProduct(String),
    /// A serial that was never issued.
    #[error("serial {0} was never issued here: read it again from the label")]
    UnknownSerial(Serial),
    /// A serial that was issued, reported as if it had not been.
    #[error("serial {0} was issued here: if copies of it were found, set its status to counterfeit")]
    WasIssued(Serial),
    /// The same batch, another order.
    #[error("batch {0:?} was issued for another order: choose another name for this one")]
    BatchConflict(String),
    /// No block number is left.
    #[error("the brand has used all its block numbers")]
    Exhausted,
    /// No such code, wrong, used or expired; which of them is not told to whoever tries codes.
    #[error("the code is not valid any more or never was: ask the administrator for a new one")]
    EnrolCode,
    /// A public key that belongs to an enrolled station.
    #[error("this key is enrolled as station {0} already: make a new key, one belongs to one station")]
    KeyEnrolled(String),
    /// Two histories of one station.
    #[error(
        "row {seq} of station {station} differs from the one received before (acked_seq {acked_seq}): its card was copied or rolled back; retire it and enrol it anew"
    )]
    ChainFork {
        /// The station.
        station: String,
        /// The row.
        seq: u64,
        /// Last row that was received.
        acked_seq: u64,
    },
    /// Rows are missing between the last received and the first of a batch.
    #[error("row {first} of station {station} does not follow the last received: send again from row {next} (acked_seq {acked_seq})", next = acked_seq + 1)]
    ChainGap {
        /// The station.
        station: String,
        /// First row of the batch.
        first: u64,
        /// Last row that was received.
        acked_seq: u64,
    },
}

/// A use case that did not happen.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The engine failed.
    #[error("could not {doing}")]
    Engine {
        /// What was being done.
        doing: &'static str,
        /// Why not.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The database holds something that this program did not write.
    #[error("the database is damaged: {0}; stop the registry and put the database back from the backup")]
    Damaged(String),
    /// The database cannot be opened by this program.
    #[error("{0}")]
    Unusable(String),
}
