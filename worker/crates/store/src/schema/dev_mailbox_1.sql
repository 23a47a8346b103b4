CREATE TABLE due (timer TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE outcomes (id TEXT PRIMARY KEY, sealed TEXT NOT NULL, expires INTEGER NOT NULL);
CREATE INDEX outcomes_by_end ON outcomes (expires);
CREATE TABLE mails (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- HMAC of the address, to find a person's mail without naming them.
    recipient TEXT NOT NULL,
    -- Sealed JSON.
    sealed TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX mails_by_recipient ON mails (recipient, number);
