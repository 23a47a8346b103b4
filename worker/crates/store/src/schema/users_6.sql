CREATE TABLE memberships (
    sub TEXT NOT NULL,
    -- The group's name, and its generation when the user joined it.
    name TEXT NOT NULL,
    generation TEXT NOT NULL,
    -- The user's own.
    slot INTEGER NOT NULL,
    PRIMARY KEY (sub, name)
) WITHOUT ROWID;
CREATE INDEX memberships_by_generation ON memberships (generation, slot, sub);
CREATE TRIGGER memberships_deleted AFTER DELETE ON memberships
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
