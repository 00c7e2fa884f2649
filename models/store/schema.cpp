// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/schema.h"

#include <array>

namespace belay {

namespace {

constexpr std::array<Migration, 6> list{{
    {"events, derived runs, checks, trust, settings, recent projects and the search index", R"sql(
CREATE TABLE event (
    n       INTEGER PRIMARY KEY,      -- 1, 2, 3, … over all runs: the order of the chain
    run     TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    body    TEXT    NOT NULL,         -- the event as JSON, keys sorted
    hash    BLOB    NOT NULL,         -- SHA-256 of the previous row's hash and this body
    UNIQUE (run, seq)
) STRICT;

-- Where the chain ends, so that rows cut off its end are missed.
CREATE TABLE chain (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    count   INTEGER NOT NULL,
    hash    BLOB    NOT NULL
) STRICT;
INSERT INTO chain VALUES (1, 0, zeroblob(32));

-- Derived from the events in the transaction that appends them.
CREATE TABLE run (
    id               TEXT    PRIMARY KEY,
    kind             TEXT    NOT NULL,
    project          TEXT    NOT NULL,
    environment      TEXT    NOT NULL,
    version          TEXT    NOT NULL,
    from_version     TEXT    NOT NULL,
    commit_id        TEXT    NOT NULL,
    person           TEXT    NOT NULL,
    reason           TEXT    NOT NULL,
    strategy         TEXT    NOT NULL,
    started_ms       INTEGER NOT NULL,
    finished_ms      INTEGER NOT NULL,
    live_ms          INTEGER NOT NULL,
    outcome          TEXT    NOT NULL,
    text             TEXT    NOT NULL,
    verdict          TEXT    NOT NULL,
    verdict_sentence TEXT    NOT NULL,
    hosts            INTEGER NOT NULL,
    switches_left    TEXT    NOT NULL  -- ids of switch steps not yet passed, one per line
) STRICT;
CREATE INDEX run_by_time ON run (started_ms DESC, id DESC);
CREATE INDEX run_by_environment ON run (project, environment, started_ms DESC, id DESC);
CREATE INDEX run_unfinished ON run (id) WHERE finished_ms = 0;

CREATE TABLE check_record (
    n           INTEGER PRIMARY KEY,
    project     TEXT    NOT NULL,
    environment TEXT    NOT NULL,
    item        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    summary     TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    time_ms     INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    commit_id   TEXT    NOT NULL,
    version     TEXT    NOT NULL
) STRICT;
CREATE INDEX check_by_item ON check_record (project, environment, item, n);

CREATE TABLE trust (
    file        TEXT    NOT NULL,
    fingerprint TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    time_ms     INTEGER NOT NULL,
    PRIMARY KEY (file, fingerprint)
) STRICT;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE recent_project (
    file TEXT    PRIMARY KEY,
    turn INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE search USING fts5 (run UNINDEXED, text, tokenize = 'unicode61 remove_diacritics 2');

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
-- INSERT OR REPLACE removes rows without asking the DELETE trigger.
CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE n = NEW.n OR (run = NEW.run AND seq = NEW.seq))
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER check_is_never_changed BEFORE UPDATE ON check_record
BEGIN SELECT RAISE(ABORT, 'checks are append-only'); END;
CREATE TRIGGER check_is_never_removed BEFORE DELETE ON check_record
BEGIN SELECT RAISE(ABORT, 'checks are append-only'); END;
CREATE TRIGGER check_is_never_replaced BEFORE INSERT ON check_record
WHEN EXISTS (SELECT 1 FROM check_record WHERE n = NEW.n)
BEGIN SELECT RAISE(ABORT, 'checks are append-only'); END;
)sql"},
    {"when the commit of a run was made, for lead times", R"sql(
ALTER TABLE run ADD COLUMN committed_ms INTEGER NOT NULL DEFAULT 0;
)sql"},
    {"what is kept with a run, so that its report stays the same", R"sql(
CREATE TABLE attachment (
    run  TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (run, name)
) STRICT;

CREATE TRIGGER attachment_is_never_changed BEFORE UPDATE ON attachment
BEGIN SELECT RAISE(ABORT, 'attachments are append-only'); END;
CREATE TRIGGER attachment_is_never_removed BEFORE DELETE ON attachment
BEGIN SELECT RAISE(ABORT, 'attachments are append-only'); END;
CREATE TRIGGER attachment_is_never_replaced BEFORE INSERT ON attachment
WHEN EXISTS (SELECT 1 FROM attachment WHERE run = NEW.run AND name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'attachments are append-only'); END;
)sql"},
    {"incidents", R"sql(
CREATE TABLE incident_entry (
    n           INTEGER PRIMARY KEY,
    incident    TEXT    NOT NULL,
    project     TEXT    NOT NULL,
    environment TEXT    NOT NULL,
    time_ms     INTEGER NOT NULL,
    fact        TEXT    NOT NULL,
    step        TEXT    NOT NULL, -- empty: the fact is of no step
    person      TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    run         TEXT    NOT NULL
) STRICT;
CREATE INDEX incident_by_id ON incident_entry (incident, n);
CREATE INDEX incident_by_fact ON incident_entry (fact, project, environment, n);

CREATE TRIGGER incident_is_never_changed BEFORE UPDATE ON incident_entry
BEGIN SELECT RAISE(ABORT, 'incidents are append-only'); END;
CREATE TRIGGER incident_is_never_removed BEFORE DELETE ON incident_entry
BEGIN SELECT RAISE(ABORT, 'incidents are append-only'); END;
CREATE TRIGGER incident_is_never_replaced BEFORE INSERT ON incident_entry
WHEN EXISTS (SELECT 1 FROM incident_entry WHERE n = NEW.n)
BEGIN SELECT RAISE(ABORT, 'incidents are append-only'); END;
)sql"},
    {"samples, packed, beside the chain that holds their hashes", R"sql(
CREATE TABLE sample_block (
    run  TEXT    NOT NULL,
    seq  INTEGER NOT NULL, -- of the event that stands for the block
    body BLOB    NOT NULL, -- see models/store/sample_block.h
    PRIMARY KEY (run, seq)
) STRICT;

-- Whose samples were removed on purpose, so that missing ones are told from lost ones.
CREATE TABLE samples_pruned (
    run     TEXT    PRIMARY KEY,
    time_ms INTEGER NOT NULL
) STRICT;

CREATE TRIGGER sample_block_is_never_changed BEFORE UPDATE ON sample_block
BEGIN SELECT RAISE(ABORT, 'samples are append-only'); END;
CREATE TRIGGER sample_block_goes_only_when_pruned BEFORE DELETE ON sample_block
WHEN NOT EXISTS (SELECT 1 FROM samples_pruned WHERE run = OLD.run)
BEGIN SELECT RAISE(ABORT, 'samples are append-only'); END;
CREATE TRIGGER sample_block_is_never_replaced BEFORE INSERT ON sample_block
WHEN EXISTS (SELECT 1 FROM sample_block WHERE run = NEW.run AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'samples are append-only'); END;
)sql"},
    {"who confirmed a waiver as the second person", R"sql(
ALTER TABLE check_record ADD COLUMN confirmed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE check_record ADD COLUMN confirmed_ms INTEGER NOT NULL DEFAULT 0;
)sql"},
}};

} // namespace

std::span<const Migration> migrations()
{
    return list;
}

} // namespace belay
