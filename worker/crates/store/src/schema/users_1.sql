CREATE TABLE due (timer TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE outcomes (id TEXT PRIMARY KEY, sealed TEXT NOT NULL, expires INTEGER NOT NULL);
CREATE INDEX outcomes_by_end ON outcomes (expires);
CREATE TABLE users (
    sub TEXT PRIMARY KEY,
    slot INTEGER NOT NULL,
    -- As it was given; the sub itself in pools whose users sign in with an attribute.
    username TEXT NOT NULL,
    status TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    -- JSON object, attribute name to text.
    attributes TEXT NOT NULL,
    -- JSON object, alias to the epoch under which this user holds it.
    aliases TEXT NOT NULL,
    -- JSON of `Credential`, or null before there is a password.
    credential TEXT,
    -- Raised with every change of the credential.
    credential_version INTEGER NOT NULL,
    -- JSON array of the password hashes before this one, newest first.
    history TEXT NOT NULL,
    -- Access tokens issued before this are revoked, in milliseconds.
    signed_out INTEGER NOT NULL
);
CREATE INDEX users_by_slot ON users (slot, sub);
CREATE TABLE user_index (
    attribute TEXT NOT NULL,
    value TEXT NOT NULL,
    sub TEXT NOT NULL,
    PRIMARY KEY (attribute, value, sub)
) WITHOUT ROWID;
CREATE INDEX user_index_by_sub ON user_index (sub);
CREATE TABLE aliases (
    -- 'username:alice', 'email:a@example.com' ...
    alias TEXT PRIMARY KEY,
    sub TEXT NOT NULL,
    -- Random, one for each time an alias is claimed.
    epoch TEXT NOT NULL,
    -- Null once owned; until when a reservation holds, in milliseconds.
    reserved_until INTEGER
) WITHOUT ROWID;
CREATE INDEX aliases_by_reservation ON aliases (reserved_until) WHERE reserved_until IS NOT NULL;
CREATE TABLE void_claims (
    -- A claim of this epoch comes too late, for as long as one can be under way.
    epoch TEXT PRIMARY KEY,
    expires INTEGER NOT NULL
);
CREATE INDEX void_claims_by_end ON void_claims (expires);
CREATE TABLE releases (
    -- Given up by a user of this object; the alias's own row, elsewhere, is still to be freed.
    epoch TEXT PRIMARY KEY,
    alias TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE attempts (
    -- 'user:SUB', or 'name:' and a keyed digest of an identifier that no user has.
    subject TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last INTEGER NOT NULL,
    expires INTEGER NOT NULL
);
CREATE INDEX attempts_by_end ON attempts (expires);
CREATE TABLE reservations (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    expires INTEGER NOT NULL
);
CREATE INDEX reservations_by_subject ON reservations (subject);
CREATE INDEX reservations_by_end ON reservations (expires);
CREATE TABLE sessions (
    -- One sign-in: every token of the family carries it as `origin_jti`.
    origin_jti TEXT PRIMARY KEY,
    sub TEXT NOT NULL,
    client TEXT NOT NULL,
    -- JSON of `sessions::Session`.
    document TEXT NOT NULL,
    -- 'live', 'revoked' or 'user_deleted'
    state TEXT NOT NULL,
    expires INTEGER NOT NULL
);
CREATE INDEX sessions_by_sub ON sessions (sub);
CREATE INDEX sessions_by_end ON sessions (expires);
CREATE TABLE refresh_tokens (
    hash TEXT PRIMARY KEY,
    origin_jti TEXT NOT NULL,
    -- 'current', 'parent' or 'old'
    rank TEXT NOT NULL,
    -- Until when a parent is still honoured, in milliseconds.
    grace INTEGER,
    expires INTEGER NOT NULL
);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (origin_jti);
CREATE INDEX refresh_tokens_by_end ON refresh_tokens (expires);
CREATE TABLE browser_sessions (
    id TEXT PRIMARY KEY,
    sub TEXT NOT NULL,
    auth_time INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    expires INTEGER NOT NULL
);
CREATE INDEX browser_sessions_by_sub ON browser_sessions (sub);
CREATE INDEX browser_sessions_by_end ON browser_sessions (expires);
CREATE TABLE codes (
    hash TEXT PRIMARY KEY,
    sub TEXT NOT NULL,
    -- JSON of `codes::Grant`.
    document TEXT NOT NULL,
    -- The family that the code gave, once it is spent.
    origin_jti TEXT,
    spent INTEGER NOT NULL,
    expires INTEGER NOT NULL
);
CREATE INDEX codes_by_end ON codes (expires);
CREATE TABLE spent (
    -- The id of a sealed value that can be used once.
    id TEXT PRIMARY KEY,
    expires INTEGER NOT NULL
);
CREATE INDEX spent_by_end ON spent (expires);
CREATE TABLE verifications (
    subject TEXT NOT NULL,
    -- 'sign_up', 'forgot_password', 'attribute:email' ...
    purpose TEXT NOT NULL,
    -- HMAC of the code.
    code TEXT NOT NULL,
    -- The attribute value that the code was sent to.
    destination TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (subject, purpose)
);
CREATE INDEX verifications_by_end ON verifications (expires);
CREATE TABLE quotas (
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    used INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (subject, kind)
);
CREATE INDEX quotas_by_end ON quotas (expires);
CREATE TABLE outbox (
    -- The idempotency key.
    id TEXT PRIMARY KEY,
    -- Sealed JSON of the message.
    sealed TEXT NOT NULL,
    created INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    -- Not before this; a lease moves it forward.
    next INTEGER NOT NULL,
    -- Given up: kept for the operator, never retried.
    dead INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX outbox_by_next ON outbox (dead, next);
