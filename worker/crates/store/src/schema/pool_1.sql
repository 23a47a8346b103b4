CREATE TABLE due (timer TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE outcomes (id TEXT PRIMARY KEY, sealed TEXT NOT NULL, expires INTEGER NOT NULL);
CREATE INDEX outcomes_by_end ON outcomes (expires);
CREATE TABLE pool (
    id TEXT PRIMARY KEY,
    -- JSON of `config::Pool`.
    document TEXT NOT NULL,
    -- Raised by every change; decisions carry it.
    version INTEGER NOT NULL,
    -- The version that every Users object is known to hold decisions to.
    pushed INTEGER NOT NULL,
    -- Sealed: the HMAC key that turns identifiers into slots. Never changes.
    routing_key TEXT NOT NULL,
    -- JSON of `slots::Table`.
    slots TEXT NOT NULL,
    -- 'active', 'deleting' or 'deleted'
    state TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE signing_keys (
    id TEXT PRIMARY KEY,
    -- 'id' or 'access': one key per use.
    use TEXT NOT NULL,
    -- 'next', 'active', 'retiring' or 'revoked'
    state TEXT NOT NULL,
    -- Sealed PKCS #1 DER; null once revoked.
    private TEXT,
    -- BASE64URL, as a JWK has them.
    n TEXT NOT NULL,
    e TEXT NOT NULL,
    -- Since when in this state, and until when a retiring key is published; in milliseconds.
    since INTEGER NOT NULL,
    until INTEGER
) WITHOUT ROWID;
CREATE TABLE clients (
    id TEXT PRIMARY KEY,
    -- JSON of `config::Client`.
    document TEXT NOT NULL,
    created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE resource_servers (
    identifier TEXT PRIMARY KEY,
    -- JSON of `config::ResourceServer`.
    document TEXT NOT NULL
) WITHOUT ROWID;
