//! What the state folder holds nobody else may read.

use anyhow::Result;
use nix::unistd::geteuid;
use std::{
    fs::{self, Metadata, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// What we put into the folder ourselves: a file or a folder with all that is in it.
const OURS: [&str; 6] = [
    "databases",
    "hashers",
    "objects",
    "run",
    "secrets.env",
    "serving",
];
const OTHERS: u32 = 0o077;
const STICKY: u32 = 0o1000;

/// Takes from everybody else what they may do with the state folder. Gives what that was not possible for, in words.
pub(super) fn tighten(state: &Path) -> Result<Vec<String>> {
    let mut loose = Vec::new();
    let own = fs::metadata(state)?;
    if own.mode() & OTHERS != 0 {
        // One that is somebody's home, or `/tmp`, is not ours to close.
        if own.mode() & STICKY != 0 || holds_other_folders(state)? {
            loose.push(format!(
                "{} holds other folders too, and stays open to other users; a folder of its own is better",
                state.display()
            ));
        } else {
            close(state, &own, &mut loose)?;
        }
    }
    for name in OURS {
        walk(&state.join(name), &mut loose)?;
    }
    Ok(loose)
}

/// A file of ours that nobody else may read.
pub(super) fn keep_private(file: &Path) -> Result<()> {
    Ok(fs::set_permissions(file, Permissions::from_mode(0o600))?)
}

fn holds_other_folders(state: &Path) -> Result<bool> {
    for entry in fs::read_dir(state)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() && !OURS.iter().any(|name| entry.file_name() == *name) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn walk(path: &Path, loose: &mut Vec<String>) -> Result<()> {
    // What a link leads to is not ours.
    let Ok(found) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if found.is_symlink() {
        return Ok(());
    }
    if found.mode() & OTHERS != 0 {
        close(path, &found, loose)?;
    }
    if found.is_dir() {
        let mut inside: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(path)? {
            inside.push(entry?.path());
        }
        inside.sort();
        inside.iter().try_for_each(|path| walk(path, loose))?;
    }
    Ok(())
}

fn close(path: &Path, found: &Metadata, loose: &mut Vec<String>) -> Result<()> {
    let user = geteuid();
    if !user.is_root() && found.uid() != user.as_raw() {
        loose.push(format!(
            "{} belongs to another user, and others may use it: chmod go= it, or give it to this user with chown",
            path.display()
        ));
        return Ok(());
    }
    let mode = found.mode() & 0o777 & !OTHERS;
    fs::set_permissions(path, Permissions::from_mode(mode))
        .map_err(|error| super::state::told(error, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o1777
    }

    /// A state folder as an older release left it.
    fn loose(name: &str) -> (PathBuf, PathBuf) {
        let state =
            std::env::temp_dir().join(format!("vestibule-modes-{name}-{}", std::process::id()));
        let class = state.join("objects/vestibule-Pool");
        fs::create_dir_all(&class).unwrap();
        let database = class.join("00.sqlite");
        fs::write(&database, "").unwrap();
        fs::write(state.join("secrets.env"), "").unwrap();
        for (path, mode) in [
            (&database, 0o644),
            (&state.join("secrets.env"), 0o640),
            (&class, 0o755),
            (&state.join("objects"), 0o755),
            (&state, 0o755),
        ] {
            set(path, mode);
        }
        (state, database)
    }

    #[test]
    fn what_an_older_release_left_open_is_closed() {
        let (state, database) = loose("closed");
        assert_eq!(tighten(&state).unwrap(), Vec::<String>::new());
        for folder in [&state, &state.join("objects"), database.parent().unwrap()] {
            assert_eq!(mode(folder), 0o700);
        }
        for file in [&database, &state.join("secrets.env")] {
            assert_eq!(mode(file), 0o600);
        }
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn a_folder_that_is_not_ours_alone_stays_as_it_is_and_what_is_ours_in_it_is_closed() {
        for (name, sticky, other) in [("sticky", STICKY, None), ("shared", 0, Some("src"))] {
            let (state, database) = loose(name);
            if let Some(other) = other {
                fs::create_dir(state.join(other)).unwrap();
                set(&state.join(other), 0o755);
            }
            set(&state, 0o755 | sticky);
            let told = tighten(&state).unwrap();
            assert!(
                told[0].starts_with(&state.display().to_string()),
                "{told:?}"
            );
            assert_eq!(mode(&state), 0o755 | sticky);
            if let Some(other) = other {
                assert_eq!(mode(&state.join(other)), 0o755);
            }
            assert_eq!(mode(&database), 0o600);
            fs::remove_dir_all(&state).unwrap();
        }
    }

    #[test]
    fn what_a_link_leads_to_is_left_alone() {
        let (state, database) = loose("link");
        let elsewhere = state.with_extension("elsewhere");
        fs::write(&elsewhere, "").unwrap();
        set(&elsewhere, 0o644);
        std::os::unix::fs::symlink(&elsewhere, database.with_file_name("link")).unwrap();
        tighten(&state).unwrap();
        assert_eq!(mode(&elsewhere), 0o644);
        fs::remove_file(&elsewhere).unwrap();
        fs::remove_dir_all(&state).unwrap();
    }
}
