-- Browsers that have signed in before. Their attempts are counted under 'mark:' and the id, apart from strangers'.
CREATE TABLE marks (
    -- SHA-256 of what the browser keeps.
    id TEXT PRIMARY KEY,
    -- Whose it is, as `attempts` names users.
    subject TEXT NOT NULL,
    expires INTEGER NOT NULL
);
CREATE INDEX marks_by_subject ON marks (subject, expires);
CREATE INDEX marks_by_end ON marks (expires);
