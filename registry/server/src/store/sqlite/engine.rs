// SPDX-License-Identifier: GPL-3.0-or-later
//! Between SQLite's values and errors and ours.

use std::fmt::Display;
use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::Row;
use rusqlite::types::FromSql;

use crate::store::StoreError;

/// A result of the engine with what was being done.
pub(super) type EngineResult<T> = Result<T, StoreError>;

/// Says what was being done when the engine failed.
pub(super) trait Doing<T> {
    /// Adds the words.
    fn doing(self, doing: &'static str) -> EngineResult<T>;
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, doing: &'static str) -> EngineResult<T> {
        self.map_err(|source| StoreError::Engine { doing, source: Box::new(source) })
    }
}

/// A column as it is stored.
pub(super) fn column<T: FromSql>(row: &Row<'_>, name: &'static str) -> EngineResult<T> {
    row.get(name).doing("read a column")
}

/// A text column through the one checked constructor of its type.
pub(super) fn parsed<T>(row: &Row<'_>, name: &'static str) -> EngineResult<T>
where
    T: FromStr,
    T::Err: Display,
{
    let text: String = column(row, name)?;
    text.parse().map_err(|error| damaged(name, &error))
}

/// A text column of a type that is made from owned text.
pub(super) fn converted<T>(row: &Row<'_>, name: &'static str) -> EngineResult<T>
where
    T: TryFrom<String>,
    T::Error: Display,
{
    T::try_from(column(row, name)?).map_err(|error| damaged(name, &error))
}

/// A count or number that is never negative.
pub(super) fn unsigned(row: &Row<'_>, name: &'static str) -> EngineResult<u64> {
    let stored: i64 = column(row, name)?;
    u64::try_from(stored).map_err(|error| damaged(name, &error))
}

/// A time in microseconds.
pub(super) fn time_us(row: &Row<'_>, name: &'static str) -> EngineResult<Timestamp> {
    Timestamp::from_microsecond(column(row, name)?).map_err(|error| damaged(name, &error))
}

/// What a stored value that cannot be read turns into.
pub(super) fn damaged(name: &str, problem: &dyn Display) -> StoreError {
    StoreError::Damaged(format!("column {name}: {problem}"))
}
