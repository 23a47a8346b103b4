-- A family of refresh tokens is one row: a superseded token is recognised by what all tokens of its family share.
DROP TABLE refresh_tokens;
-- SHA-256 of what they share.
ALTER TABLE sessions ADD COLUMN family TEXT;
-- SHA-256 of the newest token, and of the one before it.
ALTER TABLE sessions ADD COLUMN newest TEXT;
ALTER TABLE sessions ADD COLUMN parent TEXT;
-- Until when the parent is still honoured, in milliseconds.
ALTER TABLE sessions ADD COLUMN grace INTEGER;
CREATE UNIQUE INDEX sessions_by_family ON sessions (family);
DROP INDEX outbox_by_next;
ALTER TABLE outbox RENAME TO outbox_1;
CREATE TABLE outbox (
    -- The idempotency key.
    id TEXT PRIMARY KEY,
    -- The user it is for, with whom it goes. Null in messages from before this step.
    sub TEXT,
    -- Sealed JSON of the message. Null once it is given up.
    sealed TEXT,
    tries INTEGER NOT NULL,
    -- Not before this, while it is tried: a lease moves it forward.
    next INTEGER NOT NULL,
    -- Null while it is tried. Until when one that was given up is remembered, in milliseconds.
    expires INTEGER
);
INSERT INTO outbox (id, sub, sealed, tries, next, expires)
    SELECT id, NULL, iif(dead, NULL, sealed), tries, next, iif(dead, next, NULL) FROM outbox_1;
DROP TABLE outbox_1;
CREATE INDEX outbox_by_next ON outbox (next) WHERE expires IS NULL;
CREATE INDEX outbox_by_sub ON outbox (sub);
CREATE INDEX outbox_by_end ON outbox (expires);
-- A code is its user's under the name that its quotas and attempts have.
UPDATE verifications SET subject = 'user:' || subject;
