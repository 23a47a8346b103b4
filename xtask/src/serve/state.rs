//! The state folder is one server's at a time: two over the same databases would damage them.

use anyhow::{Context, Result, bail};
use std::{
    fs::{self, File, TryLockError},
    io::{Read, Write},
    path::Path,
};
use url::Url;

/// Makes the folder if it isn't there, and holds it: until the file that is given back is closed, in this process and
/// in those that inherited it, nobody else gets it. `public_url` tells others who has it.
pub(super) fn hold(state: &Path, public_url: &Url) -> Result<File> {
    let shown = state.display();
    fs::create_dir_all(state).with_context(|| shown.to_string())?;
    let path = state.join("serving");
    let mut file = File::options()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .open(&path)
        .with_context(|| path.display().to_string())?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            file.read_to_string(&mut holder)?;
            bail!(
                "{shown} is served already, at {}; open that, or serve another folder on another port: --state DIR \
                 --port PORT",
                holder.trim()
            );
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| path.display().to_string());
        }
    }
    file.set_len(0)?;
    writeln!(file, "{public_url}")?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_served_tells_where_and_names_the_flag() {
        let state = std::env::temp_dir().join(format!("vestibule-state-{}", std::process::id()));
        let [first, second] =
            ["http://localhost:8787", "http://localhost:9"].map(|url| Url::parse(url).unwrap());
        let held = hold(&state, &first).unwrap();
        let told = hold(&state, &second).unwrap_err().to_string();
        assert!(
            told.contains("http://localhost:8787") && told.contains("--state"),
            "{told}"
        );

        // Whoever inherited it holds it too.
        let inherited = held.try_clone().unwrap();
        drop(held);
        hold(&state, &second).unwrap_err();
        drop(inherited);
        hold(&state, &second).unwrap();
        fs::remove_dir_all(&state).unwrap();
    }
}
