-- Sessions that the pool tracks: people and administrators see where each is used, and can end it. All null in others.
-- 'tkn' and 25 letters and digits. The record of a session that has ended is gone: its row stays for its tokens alone.
ALTER TABLE sessions ADD COLUMN session_id TEXT;
ALTER TABLE sessions ADD COLUMN created INTEGER;
-- When tokens were last given, with what and from where.
ALTER TABLE sessions ADD COLUMN used INTEGER;
ALTER TABLE sessions ADD COLUMN device TEXT;
ALTER TABLE sessions ADD COLUMN address TEXT;
-- `session_id` of the browser's session that it came of.
ALTER TABLE sessions ADD COLUMN origin TEXT;
CREATE UNIQUE INDEX sessions_by_session_id ON sessions (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX sessions_by_use ON sessions (sub, used) WHERE session_id IS NOT NULL;
CREATE INDEX sessions_by_origin ON sessions (origin) WHERE origin IS NOT NULL;
-- 'sso' and 25 letters and digits.
ALTER TABLE browser_sessions ADD COLUMN session_id TEXT;
-- The client that the person signed in to.
ALTER TABLE browser_sessions ADD COLUMN client TEXT;
ALTER TABLE browser_sessions ADD COLUMN used INTEGER;
ALTER TABLE browser_sessions ADD COLUMN device TEXT;
ALTER TABLE browser_sessions ADD COLUMN address TEXT;
CREATE UNIQUE INDEX browser_sessions_by_session_id ON browser_sessions (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX browser_sessions_by_use ON browser_sessions (sub, used) WHERE session_id IS NOT NULL;
-- An address is a person's.
CREATE TRIGGER sessions_forgotten AFTER UPDATE OF address ON sessions WHEN OLD.address IS NOT NULL AND NEW.address IS NULL
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
CREATE TRIGGER sessions_deleted AFTER DELETE ON sessions WHEN OLD.address IS NOT NULL
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
CREATE TRIGGER browser_sessions_deleted AFTER DELETE ON browser_sessions WHEN OLD.address IS NOT NULL
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
