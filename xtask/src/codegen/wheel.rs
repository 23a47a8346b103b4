//! The pinned wheel of `botocore`, fetched from the package index once.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use flate2::read::GzDecoder;
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

pub(super) const VERSION: &str = "1.44.8";
const FILE: &str = "botocore-1.44.8-py3-none-any.whl";
const SHA256: &str = "76342a76c338701db80dcb8afe1c9bd079283d6fffbb9d881442abb02a215043";

pub(super) struct Models(ZipArchive<File>);

/// Opens the wheel in `target/models`, after fetching it with `pip` if it isn't there.
pub(super) fn open(root: &Path) -> Result<Models> {
    let folder = root.join("target/models");
    let wheel = folder.join(FILE);
    if !wheel.exists() {
        download(&folder)?;
    }
    verify(&wheel)?;
    Ok(Models(ZipArchive::new(File::open(&wheel)?)?))
}

impl Models {
    /// The JSON text of the model in `folder`.
    pub(super) fn service(&mut self, folder: &str) -> Result<String> {
        let name = format!("botocore/data/{folder}/service-2.json.gz");
        let compressed = self
            .0
            .by_name(&name)
            .with_context(|| format!("{name} in {FILE}"))?;
        let mut text = String::new();
        GzDecoder::new(compressed).read_to_string(&mut text)?;
        Ok(text)
    }
}

fn download(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let status = Command::new("python3")
        .args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ])
        .arg(format!("botocore=={VERSION}"))
        .arg("--dest")
        .arg(folder)
        .status()
        .context("fetching the service models needs python3 with pip")?;
    ensure!(status.success(), "pip could not fetch botocore {VERSION}");
    Ok(())
}

fn verify(wheel: &PathBuf) -> Result<()> {
    let bytes = fs::read(wheel).with_context(|| format!("reading {}", wheel.display()))?;
    let digest = hex::encode(Sha256::digest(&bytes));
    if digest != SHA256 {
        bail!(
            "{} has SHA-256 {digest}, not the pinned {SHA256}",
            wheel.display()
        );
    }
    Ok(())
}
