CREATE TABLE passkeys (
    sub TEXT NOT NULL,
    -- The credential's id, base64url.
    id TEXT NOT NULL,
    created INTEGER NOT NULL,
    -- JSON of `Passkey`.
    document TEXT NOT NULL,
    PRIMARY KEY (sub, id)
) WITHOUT ROWID;
CREATE TRIGGER passkeys_deleted AFTER DELETE ON passkeys
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
CREATE TABLE passkey_challenges (
    -- A user has one registration under way: the newest.
    sub TEXT PRIMARY KEY,
    -- SHA-256 of the challenge, hexadecimal.
    hash TEXT NOT NULL,
    client TEXT NOT NULL,
    relying_party TEXT NOT NULL,
    expires INTEGER NOT NULL
);
CREATE INDEX passkey_challenges_by_end ON passkey_challenges (expires);
