-- Schema 1. Tables about units have the serial first in their key, tables about stations the station.
-- Times are Unix microseconds (`_us`) or seconds (`_s`), hashes lower-case hexadecimal.

CREATE TABLE product (
    gtin            TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    warranty_months INTEGER,
    changed_us      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
    id           TEXT PRIMARY KEY,
    order_sha256 TEXT NOT NULL,
    first_block  INTEGER NOT NULL,
    last_block   INTEGER NOT NULL CHECK (last_block >= first_block),
    issued_us    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The production record. It is under the tag of every serial, so a changed row would turn genuine units into
-- forgeries; the triggers below refuse it.
CREATE TABLE block (
    number   INTEGER PRIMARY KEY CHECK (number >= 1),
    batch    TEXT NOT NULL REFERENCES batch (id),
    gtin     TEXT NOT NULL REFERENCES product (gtin),
    facility TEXT NOT NULL,
    place    TEXT NOT NULL,
    line     TEXT NOT NULL,
    made_s   INTEGER NOT NULL,
    lot      TEXT,
    expiry   TEXT,
    markets  TEXT NOT NULL,
    units    INTEGER NOT NULL CHECK (units BETWEEN 1 AND 4096)
) STRICT;

CREATE TRIGGER block_is_never_changed BEFORE UPDATE ON block
BEGIN SELECT RAISE(ABORT, 'production records are only ever added'); END;
CREATE TRIGGER block_is_never_deleted BEFORE DELETE ON block
BEGIN SELECT RAISE(ABORT, 'production records are only ever added'); END;
CREATE TRIGGER block_numbers_have_no_gaps BEFORE INSERT ON block
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM block)
BEGIN SELECT RAISE(ABORT, 'block numbers follow one another from 1'); END;

-- `status_us` is when the status came about; NULL = since it was issued.
CREATE TABLE unit (
    serial    TEXT PRIMARY KEY,
    block     INTEGER NOT NULL REFERENCES block (number),
    idx       INTEGER NOT NULL CHECK (idx BETWEEN 0 AND 4095),
    status    TEXT NOT NULL,
    status_us INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE status_change (
    serial     TEXT NOT NULL,
    change_no  INTEGER NOT NULL,
    old_status TEXT NOT NULL,
    new_status TEXT NOT NULL,
    reason     TEXT NOT NULL,
    at_us      INTEGER NOT NULL,
    PRIMARY KEY (serial, change_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE reported_fake (
    serial      TEXT PRIMARY KEY,
    reported_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE shipment (
    number       TEXT PRIMARY KEY,
    facility     TEXT NOT NULL,
    announced_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE shipment_unit (
    serial   TEXT NOT NULL REFERENCES unit (serial),
    number   TEXT NOT NULL REFERENCES shipment (number),
    position INTEGER NOT NULL,
    PRIMARY KEY (serial, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX shipment_unit_in_order ON shipment_unit (number, position);

CREATE TABLE enrol_code (
    id            TEXT PRIMARY KEY,
    secret_sha256 TEXT NOT NULL,
    facility      TEXT NOT NULL,
    made_us       INTEGER NOT NULL,
    expires_us    INTEGER NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    station       TEXT REFERENCES station (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE station (
    id          TEXT PRIMARY KEY,
    public_key  TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    facility    TEXT NOT NULL,
    enrolled_us INTEGER NOT NULL,
    acked_seq   INTEGER NOT NULL DEFAULT 0,
    head        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `quarantine` is why a row could not be applied; NULL = applied.
CREATE TABLE event (
    station     TEXT NOT NULL REFERENCES station (id),
    seq         INTEGER NOT NULL,
    boot_id     TEXT NOT NULL,
    body        TEXT NOT NULL,
    hash        TEXT NOT NULL,
    quarantine  TEXT,
    received_us INTEGER NOT NULL,
    PRIMARY KEY (station, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_unit (
    serial  TEXT NOT NULL,
    station TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    at_us   INTEGER NOT NULL,
    PRIMARY KEY (serial, station, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE chain_fork (
    station      TEXT NOT NULL,
    seq          INTEGER NOT NULL,
    offered_hash TEXT NOT NULL,
    kept_hash    TEXT NOT NULL,
    first_us     INTEGER NOT NULL,
    PRIMARY KEY (station, seq, offered_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE publication (
    only           INTEGER PRIMARY KEY CHECK (only = 1),
    sequence       INTEGER NOT NULL,
    urgent_changes INTEGER NOT NULL
) STRICT;
INSERT INTO publication VALUES (1, 0, 0);
