//! Bytes that were deleted stay in a database's free pages, and nothing in an object can clear them. An object that deleted
//! something of a person notes that (`worker/crates/store/src/schema/users_5.sql`), and before the server starts its file is
//! written anew, without what is not there any more.

use crate::step::{bold, say};
use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, OpenFlags};
use std::{
    ffi::OsStr,
    fs::{self, File},
    path::{Path, PathBuf},
};

/// Ends the name of a file that is being written.
const UNFINISHED: &str = "compacting";

/// What came of it.
#[derive(Debug, Default)]
struct Compacted {
    /// How many files were written anew.
    files: usize,
    /// Those that could not be, and why: they are left as they are.
    left: Vec<(PathBuf, anyhow::Error)>,
}

/// Has the objects' files forget what was deleted, and says so.
pub(super) fn run(objects: &Path) -> Result<()> {
    let compacted = all(objects)?;
    if compacted.files > 0 {
        say(&format!(
            "Compacted {} of the objects' files: what was deleted in them is gone from the disk too.",
            compacted.files
        ));
    }
    for (file, error) in compacted.left {
        say(&format!(
            "{} {}: what was deleted can't be cleared from it, and it is left as it is: {error:#}",
            bold("Warning:"),
            file.display()
        ));
    }
    Ok(())
}

/// Compacts the databases that noted an erasure, in the folder of all objects. Nobody may have them open.
fn all(objects: &Path) -> Result<Compacted> {
    let mut compacted = Compacted::default();
    for class in entries(objects)? {
        if !class.is_dir() {
            continue;
        }
        for file in entries(&class)? {
            match file.extension().and_then(OsStr::to_str) {
                Some("sqlite") => match compact(&file) {
                    Ok(written) => compacted.files += usize::from(written),
                    // That was told with all that is damaged.
                    Err(error) if is_no_database(&error) => {}
                    Err(error) => compacted.left.push((file, error)),
                },
                // Of a start that was broken off.
                Some(UNFINISHED) => {
                    fs::remove_file(&file).with_context(|| file.display().to_string())?;
                }
                _ => {}
            }
        }
    }
    Ok(compacted)
}

fn is_no_database(error: &anyhow::Error) -> bool {
    let code = error
        .downcast_ref::<rusqlite::Error>()
        .and_then(rusqlite::Error::sqlite_error_code);
    code == Some(rusqlite::ErrorCode::NotADatabase)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed.with_context(|| folder.display().to_string())?,
    };
    let paths = listed.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// Writes a database anew if it noted an erasure; answers whether it did. The new one takes the old one's place when it is
/// whole: whatever happens before, the old one is as it was.
fn compact(file: &Path) -> Result<bool> {
    let old = open(file)?;
    if !has_noted(&old)? {
        return Ok(false);
    }
    let new = file.with_extension(UNFINISHED);
    remove(&new)?;
    let result = write(&old, file, &new);
    if result.is_err() {
        // It may hold what was to go.
        remove(&new)?;
    }
    result?;
    // The last connection that closes takes the log along. One that stayed would be replayed into the new file.
    old.close().map_err(|(_, error)| error)?;
    let log = file.with_extension("sqlite-wal");
    ensure!(!log.exists(), "its log could not be taken over");
    fs::rename(&new, file)?;
    if let Some(folder) = file.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(true)
}

fn write(old: &Connection, file: &Path, new: &Path) -> Result<()> {
    let path = new.to_str().context("its path is no Unicode")?;
    // Beside it: there is as much room as it takes, and nothing of anybody gets into a folder for temporary files.
    old.execute("VACUUM INTO ?1", [path])?;
    fs::set_permissions(new, fs::metadata(file)?.permissions())?;
    let written = open(new)?;
    written.execute("DELETE FROM meta WHERE name = 'erased'", [])?;
    written.close().map_err(|(_, error)| error)?;
    Ok(File::open(new)?.sync_all()?)
}

fn open(file: &Path) -> Result<Connection> {
    Ok(Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE,
    )?)
}

fn has_noted(database: &Connection) -> Result<bool> {
    let keeps = "SELECT 1 FROM sqlite_schema WHERE name = 'meta' AND type = 'table'";
    let noted = "SELECT 1 FROM meta WHERE name = 'erased'";
    Ok(database.prepare(keeps)?.exists([])? && database.prepare(noted)?.exists([])?)
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A folder of objects that goes with this.
    struct Objects(PathBuf);

    impl Objects {
        fn new(name: &str) -> Self {
            let folder =
                std::env::temp_dir().join(format!("vestibule-{name}-{}", std::process::id()));
            fs::create_dir_all(folder.join("vestibule-Users")).unwrap();
            Self(folder)
        }

        fn file(&self, name: &str) -> PathBuf {
            self.0.join("vestibule-Users").join(name)
        }

        fn holds(&self, text: &str) -> bool {
            let folder = self.0.join("vestibule-Users");
            entries(&folder).unwrap().iter().any(|file| {
                let bytes = fs::read(file).unwrap();
                bytes
                    .windows(text.len())
                    .any(|part| part == text.as_bytes())
            })
        }
    }

    impl Drop for Objects {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    /// As `workerd` leaves an object's file that was killed: with a log.
    fn make(file: &Path) -> Connection {
        let database = Connection::open(file).unwrap();
        database
            .execute_batch(
                "PRAGMA journal_mode = WAL;
                 CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
                 CREATE TABLE _cf_METADATA (key INTEGER PRIMARY KEY, value BLOB);
                 INSERT INTO _cf_METADATA VALUES (1, x'c0ffee');
                 CREATE TABLE users (sub TEXT PRIMARY KEY, attributes TEXT);",
            )
            .unwrap();
        for number in 0..500 {
            let attributes = format!("person-{number:03}@example.com {}", "x".repeat(200));
            database
                .execute("INSERT INTO users VALUES (?1, ?2)", (number, attributes))
                .unwrap();
        }
        database
    }

    const DELETE: &str =
        "DELETE FROM users WHERE sub <> '7'; INSERT INTO meta VALUES ('erased', 1);";

    #[test]
    fn what_was_deleted_is_in_no_file_any_more_and_all_else_stays() {
        let objects = Objects::new("compact");
        let file = objects.file("a.sqlite");
        let database = make(&file);
        database.execute_batch(DELETE).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        // As it is on disk while it is open: closing would write the log back.
        let copy = objects.file("b.sqlite");
        for end in ["sqlite", "sqlite-wal"] {
            fs::copy(file.with_extension(end), copy.with_extension(end)).unwrap();
        }
        drop(database);
        fs::write(objects.file("c.compacting"), "person-003").unwrap();
        assert!(objects.holds("person-003"));

        let compacted = all(&objects.0).unwrap();
        assert_eq!(
            (compacted.files, compacted.left.len()),
            (2, 0),
            "{compacted:?}"
        );
        for number in (0..500).filter(|number| *number != 7) {
            assert!(!objects.holds(&format!("person-{number:03}")), "{number}");
        }
        for file in [&file, &copy] {
            let database = open(file).unwrap();
            let left: (String, Vec<u8>, i64) = database
                .query_row(
                    "SELECT attributes, (SELECT value FROM _cf_METADATA), (SELECT COUNT(*) FROM users) FROM users",
                    [],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .unwrap();
            assert!(left.0.starts_with("person-007"), "{left:?}");
            assert_eq!((left.1, left.2), (vec![0xc0, 0xff, 0xee], 1));
            assert_eq!(
                fs::metadata(file).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        assert_eq!(all(&objects.0).unwrap().files, 0, "the notes are gone");
    }

    #[test]
    fn what_noted_nothing_is_not_touched_and_what_is_damaged_is_told() {
        let objects = Objects::new("compact-not");
        make(&objects.file("quiet.sqlite"));
        let damaged = objects.file("damaged.sqlite");
        make(&damaged).execute_batch(DELETE).unwrap();
        let mut bytes = fs::read(&damaged).unwrap();
        let end = bytes.len();
        bytes[4096 * 3..end].fill(0xaa);
        fs::write(&damaged, &bytes).unwrap();
        fs::write(objects.file("garbage.sqlite"), "no database at all").unwrap();
        fs::write(objects.file("empty.sqlite"), "").unwrap();
        let quiet = fs::read(objects.file("quiet.sqlite")).unwrap();

        let compacted = all(&objects.0).unwrap();
        assert_eq!(compacted.files, 0);
        let left: Vec<_> = compacted.left.iter().map(|(file, _)| file).collect();
        // What is no database at all was told before.
        assert_eq!(left, [damaged.as_path()]);
        assert_eq!(fs::read(objects.file("quiet.sqlite")).unwrap(), quiet);
        assert_eq!(fs::read(&damaged).unwrap(), bytes);
        assert!(!objects.file("damaged.compacting").exists());
        assert_eq!(all(&objects.0.join("none")).unwrap().files, 0);
    }
}
