//! The secrets of a local deployment: made once, kept in its state folder.

use anyhow::{Context, Result};
use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// What a deployment needs, in the form of a shell's assignments.
pub(crate) struct Secrets {
    pub(crate) file: PathBuf,
    values: BTreeMap<String, String>,
}

pub(crate) const ACCESS_KEY_ID: &str = "VESTIBULE_ADMIN_ACCESS_KEY_ID";
pub(crate) const SECRET_ACCESS_KEY: &str = "VESTIBULE_ADMIN_SECRET_ACCESS_KEY";
const MASTER_SECRET: &str = "VESTIBULE_MASTER_SECRET";

impl Secrets {
    /// Reads the secrets of the deployment in `state`, and makes those that are missing. What the environment sets
    /// is used instead and not written down.
    pub(crate) fn of(state: &Path) -> Result<Self> {
        let file = state.join("secrets.env");
        let mut kept: BTreeMap<String, String> = match fs::read_to_string(&file) {
            Ok(text) => parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error).with_context(|| file.display().to_string()),
        };
        let before = kept.len();
        let mut values = BTreeMap::new();
        for (name, make) in [
            (ACCESS_KEY_ID, access_key_id as fn() -> Result<String>),
            (SECRET_ACCESS_KEY, || text(40)),
            (MASTER_SECRET, || text(43)),
        ] {
            let value = match std::env::var(name) {
                Ok(value) => value,
                Err(_) => match kept.get(name) {
                    Some(value) => value.clone(),
                    None => kept.entry(name.to_owned()).or_insert(make()?).clone(),
                },
            };
            values.insert(name.to_owned(), value);
        }
        if kept.len() > before {
            write(&file, &kept)?;
        }
        Ok(Self { file, values })
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn parse(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Written whole or not at all, and read by nobody else.
fn write(file: &Path, values: &BTreeMap<String, String>) -> Result<()> {
    let new = file.with_extension("new");
    let mut out = fs::OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(&new)?;
    writeln!(
        out,
        "# The secrets of this deployment. Whoever has them can do anything in it."
    )?;
    for (name, value) in values {
        writeln!(out, "{name}={value}")?;
    }
    out.sync_all()?;
    Ok(fs::rename(&new, file)?)
}

/// Twenty characters, as AWS's own are.
fn access_key_id() -> Result<String> {
    Ok(format!("VESTIBULE{}", text(11)?.to_uppercase()))
}

/// Letters and digits at random.
fn text(length: usize) -> Result<String> {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut text = String::new();
    while text.len() < length {
        let mut bytes = [0; 64];
        getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
        // 248 is the largest multiple of 62: what is above would favour the first letters.
        let letters = bytes
            .iter()
            .filter(|byte| **byte < 248)
            .map(|byte| ALPHABET[usize::from(byte % 62)]);
        text.extend(letters.map(char::from).take(length - text.len()));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once_and_kept_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let state = std::env::temp_dir().join(format!("vestibule-secrets-{}", std::process::id()));
        fs::create_dir_all(&state).unwrap();
        let first = Secrets::of(&state).unwrap();
        let second = Secrets::of(&state).unwrap();
        assert_eq!(first.values, second.values);
        assert_eq!(first.get(ACCESS_KEY_ID).len(), 20);
        assert_eq!(first.get(SECRET_ACCESS_KEY).len(), 40);
        assert!(first.get(MASTER_SECRET).len() >= 32);
        assert_eq!(
            fs::metadata(&first.file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        fs::remove_dir_all(&state).unwrap();
    }
}
