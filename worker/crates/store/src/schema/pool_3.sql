CREATE TABLE group_definitions (
    name TEXT PRIMARY KEY,
    -- JSON of `group::Group`.
    document TEXT NOT NULL
);
