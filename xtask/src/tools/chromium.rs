//! The browser that the tests drive.

use super::on_path;
use crate::step::{execute, output, step};
use anyhow::{Result, bail};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// What Chrome and Chromium are called, by those who package them.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// What the person can do where we can't.
const ASK: &str =
    "install Chromium or Google Chrome, or name one in CHROMIUM: the tests open pages in it";

/// The one that `CHROMIUM` names, one on the path, or else Debian's, installed now by whoever may.
pub(super) fn find() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM").filter(|named| !named.is_empty()) {
        return match named_in(&named) {
            Some(path) => Ok(path),
            None => bail!("CHROMIUM names {named:?}, which is no program"),
        };
    }
    if let Some(path) = installed() {
        return Ok(path);
    }
    let Some(apt) = apt() else {
        bail!("there is no Chromium here; {ASK}");
    };
    step("Installing Chromium with apt", || {
        execute(Command::new(apt[0]).args(&apt[1..]).arg("update"))?;
        execute(Command::new(apt[0]).args(&apt[1..]).args([
            "install",
            "-y",
            "--no-install-recommends",
            "chromium",
        ]))
    })?;
    match installed() {
        Some(path) => Ok(path),
        None => bail!("apt brought no Chromium; {ASK}"),
    }
}

/// A path, or the name of a program on the path.
fn named_in(named: &std::ffi::OsStr) -> Option<PathBuf> {
    let path = Path::new(named);
    if path.is_file() {
        return Some(path.to_owned());
    }
    on_path(path.to_str()?)
}

fn installed() -> Option<PathBuf> {
    let mac = Path::new(MAC);
    NAMES
        .iter()
        .find_map(|name| on_path(name))
        .or_else(|| mac.is_file().then(|| mac.to_owned()))
}

/// `apt-get` as this user may call it, if at all: as root, or by a `sudo` that asks for no password.
fn apt() -> Option<&'static [&'static str]> {
    on_path("apt-get")?;
    if nix::unistd::Uid::effective().is_root() {
        return Some(&["apt-get"]);
    }
    on_path("sudo")?;
    output(Command::new("sudo").args(["-n", "true"])).ok()?;
    Some(&["sudo", "-n", "apt-get"])
}
