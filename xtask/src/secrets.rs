//! The secrets of a local deployment: made once, kept in its state folder.

use crate::{serve::databases, whole_file};
use anyhow::{Context, Result, bail};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use vestibule_crypto::keyring::MIN_MASTER_BYTES;

/// What a deployment needs, in the form of a shell's assignments.
pub(crate) struct Secrets {
    pub(crate) file: PathBuf,
    values: BTreeMap<String, String>,
}

pub(crate) const ACCESS_KEY_ID: &str = "VESTIBULE_ADMIN_ACCESS_KEY_ID";
pub(crate) const SECRET_ACCESS_KEY: &str = "VESTIBULE_ADMIN_SECRET_ACCESS_KEY";
const ACCESS_KEY: [&str; 2] = [ACCESS_KEY_ID, SECRET_ACCESS_KEY];
const MASTER_SECRET: &str = "VESTIBULE_MASTER_SECRET";

type Make = fn() -> Result<String>;

/// What each deployment needs, and how one is made.
const NEEDED: [(&str, Make); 3] = [
    (ACCESS_KEY_ID, access_key_id),
    (SECRET_ACCESS_KEY, || text(40)),
    (MASTER_SECRET, || text(43)),
];

impl Secrets {
    /// Reads the secrets of the deployment in `state`, and makes those that are missing. What the environment sets
    /// is used instead and not written down. Over data that is there already no master secret is made: it would not
    /// open them.
    pub(crate) fn of(state: &Path) -> Result<Self> {
        Self::read(state, &|name| std::env::var(name).ok())
    }

    fn read(state: &Path, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let file = state.join("secrets.env");
        let written = match fs::read(&file) {
            Ok(written) => Some(written),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error).with_context(|| file.display().to_string()),
        };
        if let [Some(_), None] | [None, Some(_)] = ACCESS_KEY.map(environment) {
            bail!(
                "Set {} and {}, or neither of them.",
                ACCESS_KEY_ID,
                SECRET_ACCESS_KEY
            );
        }
        let mut kept = written.as_deref().map(parse).unwrap_or_default();
        let asked: Vec<&str> = NEEDED
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| environment(name).is_none())
            .collect();
        refuse_damaged(&file, written.as_deref(), &kept, &asked, state)?;
        let before = kept.len();
        let mut values = BTreeMap::new();
        for (name, make) in NEEDED {
            let value = match environment(name) {
                Some(value) => value,
                None => match kept.get(name) {
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

/// Fails unless the file gives what is `asked` of it, or nothing is lost by making that now.
fn refuse_damaged(
    file: &Path,
    written: Option<&[u8]>,
    kept: &BTreeMap<String, String>,
    asked: &[&str],
    state: &Path,
) -> Result<()> {
    let short = |name: &str| {
        name == MASTER_SECRET
            && kept.get(name).is_some_and(|value| {
                let mut parts = value.split(',').map(str::trim);
                parts.any(|part| part.len() < MIN_MASTER_BYTES)
            })
    };
    let lacking: Vec<&str> = asked
        .iter()
        .filter(|name| !kept.contains_key(**name) || short(name))
        .copied()
        .collect();
    let what = match written {
        // Access keys are made anew for whoever has the master secret elsewhere.
        None if !lacking.contains(&MASTER_SECRET) => return Ok(()),
        None => "is missing".to_owned(),
        Some([]) if !lacking.is_empty() => "is empty".to_owned(),
        Some(bytes) if std::str::from_utf8(bytes).is_err() => "is not text".to_owned(),
        Some(_) if lacking.iter().any(|name| short(name)) => {
            format!("has a {MASTER_SECRET} of fewer than {MIN_MASTER_BYTES} bytes")
        }
        Some(_) if !lacking.is_empty() => format!("has no {}", lacking.join(" and no ")),
        Some(bytes) if !asked.is_empty() && !bytes.ends_with(b"\n") => {
            "ends in the middle of a line".to_owned()
        }
        Some(_) => return Ok(()),
    };
    let shown = file.display();
    if !databases::holds_data(state)? {
        // Nothing is sealed yet: what is missing is made. What somebody wrote is not made over.
        if lacking.iter().any(|name| short(name)) || what == "is not text" {
            bail!("{shown} {what}; mend it, or delete it: then new secrets are made");
        }
        return Ok(());
    }
    let names = if lacking.is_empty() { asked } else { &lacking };
    bail!(
        "{shown} {what}, and {} holds data that are sealed under the secret that it had: under another they can't be \
         opened. Restore {shown} from a backup, or set {} as it had them, or begin anew in another folder with --state \
         DIR. Where VESTIBULE_MASTER_SECRET is set, the file may be deleted: then only the access keys are made anew. \
         Nothing was changed.",
        state.join("objects").display(),
        names.join(" and "),
    )
}

/// An assignment without a value is none.
fn parse(text: &[u8]) -> BTreeMap<String, String> {
    String::from_utf8_lossy(text)
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn write(file: &Path, values: &BTreeMap<String, String>) -> Result<()> {
    let mut text =
        "# The secrets of this deployment. Whoever has them can do anything in it.\n".to_owned();
    for (name, value) in values {
        text.push_str(&format!("{name}={value}\n"));
    }
    Ok(whole_file::write(file, &text)?)
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

    /// A state folder with secrets, and with an object's database if wanted.
    fn folder(name: &str, data: bool) -> (PathBuf, String) {
        let state =
            std::env::temp_dir().join(format!("vestibule-secrets-{name}-{}", std::process::id()));
        let objects = state.join("objects/vestibule-Pool");
        fs::create_dir_all(&objects).unwrap();
        Secrets::read(&state, &|_| None).unwrap();
        fs::write(objects.join("metadata.sqlite"), "always there").unwrap();
        if data {
            fs::write(objects.join("00ff.sqlite"), "something").unwrap();
        }
        let text = fs::read_to_string(state.join("secrets.env")).unwrap();
        (state, text)
    }

    /// The ways in which the file can be damaged; `None` is a file that is gone.
    fn damages(whole: &str) -> Vec<(&'static str, Option<Vec<u8>>)> {
        let lines: Vec<&str> = whole.lines().collect();
        let without = |lost: &str| {
            let kept = lines.iter().filter(|line| !line.starts_with(lost));
            kept.map(|line| format!("{line}\n")).collect::<String>()
        };
        let emptied = |name: &str| format!("{}{name}=\n", without(name));
        let cut = |by: usize| whole[..whole.len() - by].to_owned();
        [
            ("is missing", None),
            ("is empty", Some(String::new())),
            (
                "has no VESTIBULE_MASTER_SECRET",
                Some(without(MASTER_SECRET)),
            ),
            (
                "has no VESTIBULE_ADMIN_ACCESS_KEY_ID",
                Some(without(ACCESS_KEY_ID)),
            ),
            (
                "has no VESTIBULE_ADMIN_SECRET_ACCESS_KEY",
                Some(without(SECRET_ACCESS_KEY)),
            ),
            (
                "has no VESTIBULE_MASTER_SECRET",
                Some(emptied(MASTER_SECRET)),
            ),
            (
                "has no VESTIBULE_ADMIN_SECRET_ACCESS_KEY",
                Some(emptied(SECRET_ACCESS_KEY)),
            ),
            ("has no VESTIBULE_MASTER_SECRET", Some(cut(44))),
            ("fewer than 32 bytes", Some(cut(20))),
            ("fewer than 32 bytes", Some(cut(20) + "\n")),
            ("ends in the middle of a line", Some(cut(4))),
            ("ends in the middle of a line", Some(cut(1))),
        ]
        .into_iter()
        .map(|(what, text)| (what, text.map(String::into_bytes)))
        .chain([("is not text", Some([whole.as_bytes(), b"\xff\n"].concat()))])
        .collect()
    }

    fn put(state: &Path, text: Option<&[u8]>) {
        let file = state.join("secrets.env");
        match text {
            Some(text) => fs::write(file, text).unwrap(),
            None => fs::remove_file(file).unwrap(),
        }
    }

    #[test]
    fn over_data_a_damaged_file_is_told_and_nothing_is_made() {
        let (state, whole) = folder("damaged", true);
        for (what, damaged) in damages(&whole) {
            put(&state, damaged.as_deref());
            let told = Secrets::read(&state, &|_| None)
                .err()
                .map(|error| error.to_string());
            let told = told.unwrap_or_default();
            for part in [
                what,
                "secrets.env",
                "sealed under the secret",
                "Restore",
                "backup",
                "--state",
            ] {
                assert!(told.contains(part), "{what}: {part} in {told:?}");
            }
            let left = fs::read(state.join("secrets.env")).ok();
            assert_eq!(left, damaged, "{what}: nothing was written");
            put(&state, Some(whole.as_bytes()));
        }
        Secrets::read(&state, &|_| None).unwrap();
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn a_list_of_databases_is_as_good_as_the_databases() {
        let (state, _) = folder("listed", true);
        fs::rename(state.join("objects"), state.join("moved")).unwrap();
        put(&state, None);
        Secrets::read(&state, &|_| None).unwrap();
        put(&state, None);
        fs::write(
            state.join("databases"),
            "objects/vestibule-Pool/00ff.sqlite\n",
        )
        .unwrap();
        assert!(Secrets::read(&state, &|_| None).is_err());
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn with_the_master_secret_from_elsewhere_access_keys_are_made_anew() {
        let (state, _) = folder("elsewhere", true);
        let master = |name: &str| (name == MASTER_SECRET).then(|| "m".repeat(40));
        put(&state, None);
        let made = Secrets::read(&state, &master).unwrap();
        assert_eq!(made.get(MASTER_SECRET), "m".repeat(40));
        let again = Secrets::read(&state, &master).unwrap();
        assert_eq!(made.values, again.values);
        let kept = fs::read_to_string(&made.file).unwrap();
        assert!(!kept.contains(MASTER_SECRET), "{kept}");

        // The next start, where it is not set, makes none.
        let told = Secrets::read(&state, &|_| None).err().unwrap().to_string();
        assert!(told.contains("set VESTIBULE_MASTER_SECRET"), "{told}");
        // Half a pair of keys is no reason to make another half.
        put(&state, Some(b"VESTIBULE_ADMIN_ACCESS_KEY_ID=x\n"));
        assert!(Secrets::read(&state, &master).is_err());
        // What the environment gives is not asked of the file.
        let all = |_: &str| Some("x".repeat(40));
        Secrets::read(&state, &all).unwrap();
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn half_a_pair_of_access_keys_in_the_environment_is_refused_and_nothing_is_made() {
        let (state, _) = folder("half", false);
        put(&state, None);
        for half in ACCESS_KEY {
            let environment = |name: &str| (name == half).then(|| "x".repeat(40));
            let told = Secrets::read(&state, &environment).err().unwrap();
            assert!(told.to_string().contains(SECRET_ACCESS_KEY), "{told}");
        }
        assert!(!state.join("secrets.env").exists());
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn where_nothing_is_sealed_yet_what_is_missing_is_made() {
        let (state, whole) = folder("fresh", false);
        for (what, damaged) in damages(&whole) {
            put(&state, damaged.as_deref());
            let made = Secrets::read(&state, &|_| None);
            if what == "is not text" || what.starts_with("fewer") {
                assert!(
                    made.is_err(),
                    "{what}: what somebody wrote is not made over"
                );
            } else {
                let made = made.unwrap();
                assert!(made.iter().all(|(_, value)| value.len() >= 20), "{what}");
            }
            put(&state, Some(whole.as_bytes()));
        }
        fs::remove_dir_all(&state).unwrap();
    }
}
