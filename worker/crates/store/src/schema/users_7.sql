CREATE TABLE devices (
    key TEXT PRIMARY KEY,
    sub TEXT NOT NULL,
    -- JSON of `device::Device`.
    document TEXT NOT NULL
);
CREATE INDEX devices_by_sub ON devices (sub, key);
CREATE TRIGGER devices_deleted AFTER DELETE ON devices
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
