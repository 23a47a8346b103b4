//! The state folder is one server's at a time: two over the same databases would damage them. What keeps it from being
//! used is told by name, before anything is started.

use anyhow::{Context, Error, Result, anyhow, bail};
use std::{
    fs::{self, DirBuilder, File, TryLockError},
    io::{self, ErrorKind, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};
use url::Url;

/// How long a server that was killed may take to let go.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
const POLL: Duration = Duration::from_millis(25);

/// Makes the folder if it isn't there, and holds it: until the file that is given back is closed, in this process and
/// in those that inherited it, nobody else gets it. Whoever has it gets `patience` to let go. `public_url` tells others
/// who has it.
pub(super) fn hold(state: &Path, public_url: &Url, patience: Duration) -> Result<File> {
    make(state)?;
    let path = state.join("serving");
    let mut file = File::options()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(|error| told(error, &path))?;
    let asked = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if asked.elapsed() < patience => thread::sleep(POLL),
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder)?;
                bail!(
                    "{} is served already, at {}; open that, or serve another folder on another port: --state DIR \
                     --port PORT",
                    state.display(),
                    holder.trim()
                );
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| path.display().to_string());
            }
        }
    }
    file.set_len(0)
        .and_then(|()| writeln!(file, "{public_url}"))
        .map_err(|error| told(error, &path))?;
    Ok(file)
}

/// Makes the folders that are in it, and sees whether each can be written to. Gives where the objects' are.
pub(super) fn prepare(state: &Path) -> Result<PathBuf> {
    let objects = state.join("objects");
    let mut folders = vec![state.to_owned(), state.join("run"), objects.clone()];
    folders.iter().try_for_each(|folder| make(folder))?;
    for class in crate::topology::folders() {
        let folder = objects.join(class);
        if fs::symlink_metadata(&folder).is_ok() {
            make(&folder)?;
            folders.push(folder);
        }
    }
    folders
        .iter()
        .try_for_each(|folder| can_be_written(folder))?;
    Ok(objects)
}

/// A folder that nobody else may look into, unless it is there.
fn make(folder: &Path) -> Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| told(error, folder))
}

/// Nobody else has a file of that name.
const PROBE: &str = ".vestibule-probe";

/// Writes as much as a database does at once, and takes it away again.
fn can_be_written(folder: &Path) -> Result<()> {
    let path = folder.join(PROBE);
    let written = File::options()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| {
            file.write_all(&[0; 64 << 10])?;
            file.sync_data()
        });
    let removed = match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    written.and(removed).map_err(|error| told(error, folder))
}

/// What a failure at a path means, and what to do.
pub(super) fn told(error: io::Error, path: &Path) -> Error {
    let shown = path.display();
    let what = match error.kind() {
        ErrorKind::ReadOnlyFilesystem => {
            "is on a file system that is mounted read-only; mount it writable"
        }
        ErrorKind::PermissionDenied => {
            "may not be written by this user; serve as its owner, or give it to this user with chown"
        }
        ErrorKind::StorageFull => "is on a disk that is full; make room",
        ErrorKind::QuotaExceeded => {
            "is on a disk of which this user has used up the share; make room"
        }
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            "is no folder, or in one of its parents' place there is a file; move that away"
        }
        ErrorKind::IsADirectory => "is a folder where a file has to be; move it away",
        _ => return anyhow!(error).context(shown.to_string()),
    };
    anyhow!(
        "{shown} {what}, or serve another folder with --state DIR. Nothing was started. ({error})"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn folder(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("vestibule-state-{name}-{}", std::process::id()))
    }

    fn url() -> Url {
        Url::parse("http://localhost:8787").unwrap()
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_folder_that_is_served_tells_where_and_names_the_flag() {
        let state = folder("held");
        let second = Url::parse("http://localhost:9").unwrap();
        let held = hold(&state, &url(), Duration::ZERO).unwrap();
        let told = hold(&state, &second, Duration::ZERO)
            .unwrap_err()
            .to_string();
        assert!(
            told.contains("http://localhost:8787") && told.contains("--state"),
            "{told}"
        );

        // Whoever inherited it holds it too.
        let inherited = held.try_clone().unwrap();
        drop(held);
        hold(&state, &second, Duration::ZERO).unwrap_err();
        drop(inherited);
        hold(&state, &second, Duration::ZERO).unwrap();
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn a_server_that_was_killed_is_waited_for() {
        let state = folder("waited");
        let held = hold(&state, &url(), Duration::ZERO).unwrap();
        thread::spawn(move || drop(held));
        hold(&state, &url(), Duration::MAX).unwrap();
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn nobody_else_may_look_into_what_is_made() {
        let state = folder("made");
        hold(&state, &url(), Duration::ZERO).unwrap();
        let objects = prepare(&state).unwrap();
        for made in [&state, &objects, &state.join("run")] {
            assert_eq!(mode(made), 0o700, "{}", made.display());
        }
        assert_eq!(mode(&state.join("serving")), 0o600);
        assert!(!state.join(PROBE).exists());
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn a_file_in_a_folders_place_is_told_by_its_name() {
        for file in ["", "run", "objects", "objects/vestibule-Pool"] {
            let state = folder("file");
            let path = state.join(file);
            let path = path.components().as_path();
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "in the way").unwrap();
            let told = hold(&state, &url(), Duration::ZERO)
                .and_then(|_| prepare(&state))
                .unwrap_err()
                .to_string();
            assert!(
                told.starts_with(&format!("{} is no folder", path.display())),
                "{told}"
            );
            assert!(told.contains("--state"), "{told}");
            fs::remove_dir_all(&state)
                .or_else(|_| fs::remove_file(&state))
                .unwrap();
        }
    }

    #[test]
    fn a_folder_in_a_files_place_is_told_by_its_name() {
        let state = folder("folder");
        fs::create_dir_all(state.join("serving")).unwrap();
        let told = hold(&state, &url(), Duration::ZERO).unwrap_err();
        assert!(told.to_string().contains("serving is a folder"), "{told}");
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_told_by_the_folders_name() {
        let state = folder("full");
        let objects = state.join("objects");
        fs::create_dir_all(&objects).unwrap();
        // A file that takes nothing.
        std::os::unix::fs::symlink("/dev/full", objects.join(PROBE)).unwrap();
        let told = prepare(&state).unwrap_err().to_string();
        let expected = format!("{} is on a disk that is full", objects.display());
        assert!(told.starts_with(&expected), "{told}");
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn what_may_not_be_written_is_told_with_what_to_do() {
        let path = Path::new("/state/objects");
        for (kind, what) in [
            (ErrorKind::ReadOnlyFilesystem, "mounted read-only"),
            (ErrorKind::PermissionDenied, "chown"),
            (ErrorKind::StorageFull, "make room"),
        ] {
            let told = told(kind.into(), path).to_string();
            assert!(
                told.starts_with("/state/objects ") && told.contains(what),
                "{told}"
            );
        }
    }
}
