//! The objects' databases: `workerd` keeps one a file, `objects/CLASS/ID.sqlite`, and makes a new one where there is none.
//! So a file that is gone would be taken for an object that never was. Their names are therefore kept in a list.

use super::state::told;
use crate::whole_file;
use anyhow::{Context, Result, bail};
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

/// The list, in the state folder.
const LIST: &str = "databases";
/// When the timers of a class's objects ring. `workerd` has one for each class from its start, and doesn't start over
/// one that is damaged.
const TIMERS: &str = "metadata.sqlite";
/// How many are told by name.
const TOLD: usize = 5;

/// The list of what was there.
pub(super) struct Databases {
    state: PathBuf,
    /// Paths from the state folder on.
    listed: BTreeSet<String>,
    /// Those that have gone since we began.
    gone: BTreeSet<String>,
}

impl Databases {
    /// Fails, saying which and what to do, if one is gone that was there. Gives in words which can't be used.
    pub(super) fn look(state: &Path) -> Result<(Self, Vec<String>)> {
        let listed = list(state)?;
        let found = found(state)?;
        let gone: Vec<&String> = listed.difference(&found).collect();
        if !gone.is_empty() {
            let mut names = String::new();
            for name in gone.iter().take(TOLD) {
                names.push_str(&format!(
                    "\n  {} ({})",
                    state.join(name).display(),
                    whose(name)
                ));
            }
            if gone.len() > TOLD {
                names.push_str(&format!("\n  and {} more", gone.len() - TOLD));
            }
            bail!(
                "databases that were there are gone or empty:{names}\nRestore them from a backup, unless they were of a pool that was just being deleted. To go on without what \
                 they held, take their lines out of {}. Nothing was started.",
                state.join(LIST).display()
            );
        }
        let mut damaged = Vec::new();
        for name in &found {
            let Some(what) = damage(&state.join(name))? else {
                continue;
            };
            let shown = state.join(name).display().to_string();
            if !is_data(name) {
                bail!(
                    "{shown} {what}, and workerd doesn't start over it. Restore it from a backup, or move it away and \
                     take its line out of {}: the timers of its objects are then set again as each is next changed. \
                     Nothing was started.",
                    state.join(LIST).display()
                );
            }
            damaged.push(format!(
                "{shown} {what}; {} can't be served until it is restored from a backup, everything else is",
                whose(name)
            ));
        }
        let databases = Self {
            state: state.to_owned(),
            listed,
            gone: BTreeSet::new(),
        };
        Ok((databases, damaged))
    }

    /// Adds what is there now to the list. Gives what has gone since the last time: nothing of ours removes one.
    pub(super) fn note(&mut self) -> Result<Vec<String>> {
        let found = found(&self.state)?;
        let known = self.listed.len();
        self.listed.extend(found.iter().cloned());
        if self.listed.len() > known {
            write(&self.state, &self.listed)?;
        }
        let gone: BTreeSet<String> = self.listed.difference(&found).cloned().collect();
        let new = gone.difference(&self.gone).cloned().collect();
        self.gone = gone;
        Ok(new)
    }
}

/// Whether a state folder holds, or held, anything that objects wrote.
pub(crate) fn holds_data(state: &Path) -> Result<bool> {
    let listed = list(state)?;
    Ok(found(state)?
        .iter()
        .chain(&listed)
        .any(|name| is_data(name)))
}

fn is_data(name: &str) -> bool {
    !name.ends_with(TIMERS)
}

/// The databases that are there and have something in them.
fn found(state: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for class in crate::topology::folders() {
        let folder = state.join("objects").join(&class);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(told(error, &folder)),
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if name.ends_with(".sqlite") && entry.metadata()?.len() > 0 {
                found.insert(format!("objects/{class}/{name}"));
            }
        }
    }
    Ok(found)
}

fn list(state: &Path) -> Result<BTreeSet<String>> {
    let path = state.join(LIST);
    match fs::read(&path) {
        Ok(text) => Ok(String::from_utf8_lossy(&text)
            .lines()
            .filter(|line| line.starts_with("objects/") && line.ends_with(".sqlite"))
            .map(str::to_owned)
            .collect()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(told(error, &path)),
    }
}

fn write(state: &Path, names: &BTreeSet<String>) -> Result<()> {
    let path = state.join(LIST);
    let mut text =
        "# The databases that were there. A server doesn't start when one of them is gone.\n"
            .to_owned();
    for name in names {
        text.push_str(name);
        text.push('\n');
    }
    whole_file::write(&path, &text).map_err(|error| told(error, &path))
}

/// What an object of that class holds.
fn whose(name: &str) -> &'static str {
    if !is_data(name) {
        return "when its objects' timers ring";
    }
    match name
        .split('/')
        .nth(1)
        .and_then(|class| class.rsplit('-').next())
    {
        Some("Pool") => "a pool's settings and keys",
        Some("Users") => "some of a pool's users",
        Some("Registry") => "a part of the list of pools and clients",
        Some("DevMailbox") => "the dev mailbox",
        _ => "an object's data",
    }
}

/// What is wrong with a database, as far as its first page tells: <https://www.sqlite.org/fileformat2.html>, section 1.3.
fn damage(path: &Path) -> Result<Option<&'static str>> {
    let opened = File::options().read(true).write(true).open(path);
    let mut file = opened.map_err(|error| told(error, path))?;
    let mut header = [0; 100];
    match file.read_exact(&mut header) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
            return Ok(Some("is cut: it ends within its header"));
        }
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    }
    if !header.starts_with(b"SQLite format 3\0") {
        return Ok(Some("is damaged: it doesn't begin as a database does"));
    }
    let page = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        size => size,
    };
    if !page.is_power_of_two() || page < 512 {
        return Ok(Some("is damaged: its pages have no possible size"));
    }
    let pages = u32::from_be_bytes([header[28], header[29], header[30], header[31]]);
    // Of a release that doesn't count pages the number means nothing.
    let counted = header[24..28] == header[92..96];
    let log = PathBuf::from(format!("{}-wal", path.display()));
    let whole_without_log = fs::metadata(&log).map_or(true, |log| log.len() == 0);
    if counted && whole_without_log && file.metadata()?.len() < page * u64::from(pages) {
        return Ok(Some("is cut: it has fewer pages than its header says"));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: &str = "objects/vestibule-Pool/00ff.sqlite";
    const USERS: &str = "objects/vestibule-Users/00fe.sqlite";

    /// The beginning of a database of two pages of 4,096 bytes.
    fn database() -> Vec<u8> {
        let mut bytes = vec![0; 8192];
        bytes[..16].copy_from_slice(b"SQLite format 3\0");
        bytes[16..18].copy_from_slice(&4096_u16.to_be_bytes());
        bytes[28..32].copy_from_slice(&2_u32.to_be_bytes());
        bytes
    }

    fn folder(name: &str) -> PathBuf {
        let state =
            std::env::temp_dir().join(format!("vestibule-databases-{name}-{}", std::process::id()));
        for name in [POOL, USERS] {
            let path = state.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, database()).unwrap();
            fs::write(path.with_file_name(TIMERS), database()).unwrap();
        }
        state
    }

    fn noted(state: &Path) -> Databases {
        let (mut databases, damaged) = Databases::look(state).unwrap();
        assert_eq!(damaged, Vec::<String>::new());
        assert_eq!(databases.note().unwrap(), Vec::<String>::new());
        databases
    }

    #[test]
    fn one_that_is_gone_or_empty_is_not_taken_for_a_new_one() {
        let state = folder("gone");
        noted(&state);
        for empty in [false, true] {
            let path = state.join(USERS);
            if empty {
                fs::write(&path, "").unwrap();
            } else {
                fs::remove_file(&path).unwrap();
            }
            let told = Databases::look(&state).err().unwrap().to_string();
            for part in [USERS, "some of a pool's users", "backup", "databases"] {
                assert!(told.contains(part), "{part} in {told}");
            }
            assert!(!told.contains(POOL), "{told}");
            fs::write(&path, database()).unwrap();
            noted(&state);
        }

        // Not even all of them.
        fs::remove_dir_all(state.join("objects")).unwrap();
        assert!(Databases::look(&state).is_err());
        // Who has none to restore can go on.
        fs::write(state.join(LIST), "").unwrap();
        noted(&state);
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn many_that_are_gone_are_counted() {
        let state = folder("many");
        for number in 0..20 {
            let name = format!("objects/vestibule-Users/{number:04}.sqlite");
            fs::write(state.join(name), database()).unwrap();
        }
        noted(&state);
        fs::remove_dir_all(state.join("objects/vestibule-Users")).unwrap();
        let told = Databases::look(&state).err().unwrap().to_string();
        assert!(told.contains("and 17 more"), "{told}");
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn one_that_goes_meanwhile_is_told_once_and_stays_in_the_list() {
        let state = folder("meanwhile");
        let mut databases = noted(&state);
        fs::remove_file(state.join(POOL)).unwrap();
        assert_eq!(databases.note().unwrap(), [POOL]);
        assert_eq!(databases.note().unwrap(), Vec::<String>::new());
        assert!(Databases::look(&state).is_err());
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn a_new_one_that_is_empty_yet_is_not_missed() {
        let state = folder("new");
        fs::write(state.join(POOL), "").unwrap();
        noted(&state);
        fs::remove_file(state.join(POOL)).unwrap();
        noted(&state);
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn what_workerd_does_not_start_over_is_told_with_what_to_do() {
        let state = folder("timers");
        noted(&state);
        let timers = state.join("objects/vestibule-Users").join(TIMERS);
        fs::write(&timers, vec![7; 8192]).unwrap();
        let told = Databases::look(&state).err().unwrap().to_string();
        for part in [TIMERS, "vestibule-Users", "backup", "move it away", LIST] {
            assert!(told.contains(part), "{part} in {told}");
        }
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn a_server_that_nobody_used_holds_no_data() {
        let state = folder("unused");
        assert!(holds_data(&state).unwrap());
        for name in [POOL, USERS] {
            fs::remove_file(state.join(name)).unwrap();
        }
        noted(&state);
        assert!(!holds_data(&state).unwrap());
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn a_damaged_one_is_told_by_name_and_keeps_nothing_from_being_served() {
        let state = folder("damaged");
        let mut wrong_size = database();
        wrong_size[16] = 0xff;
        for (what, bytes) in [
            ("within its header", database()[..50].to_vec()),
            ("doesn't begin", vec![7; 8192]),
            ("possible size", wrong_size),
            ("fewer pages", database()[..4096].to_vec()),
        ] {
            fs::write(state.join(USERS), bytes).unwrap();
            let (_, told) = Databases::look(&state).unwrap();
            assert_eq!(told.len(), 1, "{what}");
            assert!(
                told[0].contains(what) && told[0].contains(USERS) && told[0].contains("backup"),
                "{what} in {told:?}"
            );
        }
        // What is not in the database yet is in its log.
        fs::write(state.join(format!("{USERS}-wal")), "pages").unwrap();
        assert_eq!(Databases::look(&state).unwrap().1, Vec::<String>::new());
        fs::remove_dir_all(&state).unwrap();
    }
}
