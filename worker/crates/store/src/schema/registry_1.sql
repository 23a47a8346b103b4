CREATE TABLE due (timer TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE outcomes (id TEXT PRIMARY KEY, sealed TEXT NOT NULL, expires INTEGER NOT NULL);
CREATE INDEX outcomes_by_end ON outcomes (expires);
CREATE TABLE names (
    -- 'pool:ID', 'client:ID', 'domain:NAME'
    name TEXT PRIMARY KEY,
    pool TEXT NOT NULL,
    -- A tombstone refuses late calls and keeps the name from being taken for another pool's.
    deleted INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL
) WITHOUT ROWID;
