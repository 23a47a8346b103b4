-- Bytes that were deleted stay in the file's free pages, which nothing in an object can clear. The object notes that there
-- are such bytes of a person, in `meta`; whoever has the file compacts it, and takes the note away.
CREATE TRIGGER users_deleted AFTER DELETE ON users
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
-- A user's row is replaced with every change, which no trigger on deletions sees.
CREATE TRIGGER users_replaced BEFORE INSERT ON users
    WHEN EXISTS (SELECT 1 FROM users WHERE sub = NEW.sub AND NOT (username IS NEW.username
        AND attributes IS NEW.attributes AND credential IS NEW.credential AND history IS NEW.history))
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
CREATE TRIGGER users_resealed AFTER UPDATE OF credential ON users
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
CREATE TRIGGER aliases_deleted AFTER DELETE ON aliases
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
CREATE TRIGGER releases_deleted AFTER DELETE ON releases
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
CREATE TRIGGER verifications_deleted AFTER DELETE ON verifications
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
CREATE TRIGGER verifications_replaced BEFORE INSERT ON verifications
    WHEN EXISTS (SELECT 1 FROM verifications WHERE subject = NEW.subject AND purpose = NEW.purpose
        AND destination IS NOT NEW.destination)
    BEGIN INSERT OR IGNORE INTO meta (name, value) VALUES ('erased', 1); END;
-- What earlier releases deleted, in objects that have heard of anything.
INSERT INTO meta (name, value) SELECT 'erased', 1 WHERE EXISTS (SELECT 1 FROM meta WHERE name = 'name');
