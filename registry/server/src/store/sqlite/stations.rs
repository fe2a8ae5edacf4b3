// SPDX-License-Identifier: GPL-3.0-or-later
//! One-time codes and the stations they let in.

use jiff::Timestamp;
use registry_api::http::EnrolRequest;
use registry_api::{Digest, PublicKey};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::engine::{Doing, EngineResult, column, converted, time_us};
use crate::check;
use crate::store::{OneTimeCode, Refusal, Station};

/// Wrong secrets a code bears before it is dead: 5 tries at 40 bits.
const MAX_ATTEMPTS: i64 = 5;

/// Keeps the hash of a code. Codes that ran out without use are of no interest any more and go.
pub(super) fn add_code(
    tx: &Transaction<'_>,
    code: &OneTimeCode,
    facility: &str,
    at: Timestamp,
    expires: Timestamp,
) -> EngineResult<()> {
    const FORGET: &str = "DELETE FROM enrol_code WHERE station IS NULL AND expires_us < ?1";
    const INSERT: &str = "INSERT INTO enrol_code (id, secret_sha256, facility, made_us, expires_us) VALUES (?1, ?2, ?3, ?4, ?5)";
    let hash = String::from(code.secret_hash());
    let values = params![code.id(), hash, facility, at.as_microsecond(), expires.as_microsecond()];
    tx.execute(FORGET, [at.as_microsecond()]).doing("forget old codes")?;
    tx.execute(INSERT, values).doing("store the code")?;
    Ok(())
}

struct StoredCode {
    secret: Digest,
    facility: String,
    expires: Timestamp,
    attempts: i64,
    station: Option<String>,
}

/// Enrols a station. The inner refusal is to be committed: it may have counted an attempt.
pub(super) fn enrol(
    tx: &Transaction<'_>,
    request: &EnrolRequest,
    at: Timestamp,
) -> EngineResult<Result<Station, Refusal>> {
    let name = match check::name("name", &request.name) {
        Ok(name) => name,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(code) = OneTimeCode::parse(&request.code) else {
        return Ok(Err(Refusal::EnrolCode));
    };
    let Some(stored) = find_code(tx, &code)?.filter(|stored| stored.attempts < MAX_ATTEMPTS) else {
        return Ok(Err(Refusal::EnrolCode));
    };
    if stored.secret != code.secret_hash() {
        const COUNT: &str = "UPDATE enrol_code SET attempts = attempts + 1 WHERE id = ?1";
        tx.execute(COUNT, [code.id()]).doing("count the attempt")?;
        return Ok(Err(Refusal::EnrolCode));
    }
    if let Some(station) = &stored.station {
        // The answer to the first request may have been lost on its way.
        let again = find(tx, station)?.filter(|station| station.public_key == request.public_key);
        return Ok(again.ok_or(Refusal::EnrolCode));
    }
    if stored.expires < at {
        return Ok(Err(Refusal::EnrolCode));
    }
    add_station(tx, &code, stored.facility, &request.public_key, &name, at)
}

fn find_code(conn: &Connection, code: &OneTimeCode) -> EngineResult<Option<StoredCode>> {
    let mut statement =
        conn.prepare_cached("SELECT * FROM enrol_code WHERE id = ?1").doing("look for the code")?;
    let mut rows = statement.query([code.id()]).doing("look for the code")?;
    let Some(row) = rows.next().doing("look for the code")? else {
        return Ok(None);
    };
    Ok(Some(StoredCode {
        secret: converted(row, "secret_sha256")?,
        facility: column(row, "facility")?,
        expires: time_us(row, "expires_us")?,
        attempts: column(row, "attempts")?,
        station: column(row, "station")?,
    }))
}

fn add_station(
    tx: &Transaction<'_>,
    code: &OneTimeCode,
    facility: String,
    key: &PublicKey,
    name: &str,
    at: Timestamp,
) -> EngineResult<Result<Station, Refusal>> {
    const INSERT: &str = "INSERT INTO station (id, public_key, name, facility, enrolled_us, head)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let key_text = String::from(*key);
    if let Some(known) = station_of_key(tx, &key_text)? {
        return Ok(Err(Refusal::KeyEnrolled(known)));
    }
    let number: i64 =
        tx.query_row("SELECT count(*) + 1 FROM station", [], |row| row.get(0)).doing("number the station")?;
    let id = format!("S{number:04}");
    let head = String::from(Digest::ZERO);
    tx.execute(INSERT, params![id, key_text, name, facility, at.as_microsecond(), head])
        .doing("store the station")?;
    tx.execute("UPDATE enrol_code SET station = ?2 WHERE id = ?1", [code.id(), &id])
        .doing("use up the code")?;
    Ok(Ok(Station { id, public_key: *key, facility }))
}

fn station_of_key(conn: &Connection, key: &str) -> EngineResult<Option<String>> {
    conn.query_row("SELECT id FROM station WHERE public_key = ?1", [key], |row| row.get(0))
        .optional()
        .doing("look for the key")
}

/// A station by its number.
pub(super) fn find(conn: &Connection, id: &str) -> EngineResult<Option<Station>> {
    const FIND: &str = "SELECT id, public_key, facility FROM station WHERE id = ?1";
    let mut statement = conn.prepare_cached(FIND).doing("look for the station")?;
    let mut rows = statement.query([id]).doing("look for the station")?;
    let Some(row) = rows.next().doing("look for the station")? else {
        return Ok(None);
    };
    Ok(Some(Station {
        id: column(row, "id")?,
        public_key: converted(row, "public_key")?,
        facility: column(row, "facility")?,
    }))
}
