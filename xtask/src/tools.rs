//! The tools that cargo doesn't bring: fetched from registries at pinned versions, once, and only for what is done.

mod chromium;

use crate::step::{execute, output, step};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::{
    env::consts::{ARCH, OS},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

const CARGO_DENY: &str = "0.20.2";
/// AWS's command line, as README.md shows it.
const AWS_CLI: &str = "1.46.3";
/// A mail server, and AWS's APIs, for what the tests send.
const AIOSMTPD: &str = "1.4.6";
const MINISTACK: &str = "1.5.33";
/// The oldest Node.js that the build runs on.
const NODE: u32 = 20;

/// What the tools are for. Each needs what those before it need, and more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purpose {
    /// Compiling, natively and for wasm.
    Check,
    /// Building and serving: of package.json the `dependencies`.
    Build,
    /// Everything: the clients that the tests use, and what deploys.
    Test,
}

/// Where the tools are.
pub(crate) struct Tools {
    root: PathBuf,
}

impl Tools {
    /// Fetches what is missing.
    pub(crate) fn ready(root: &Path, purpose: Purpose) -> Result<Self> {
        let tools = Self {
            root: root.to_owned(),
        };
        tools.wasm_target()?;
        if purpose >= Purpose::Build {
            tools.node_modules(purpose)?;
        }
        Ok(tools)
    }

    /// `cargo` in the repository.
    pub(crate) fn cargo(&self) -> Command {
        cargo(&self.root)
    }

    /// `wasm-opt`, run by the machine's Node.
    pub(crate) fn wasm_opt(&self) -> Command {
        let mut command = Command::new("node");
        command.arg(self.npm_binary("wasm-opt"));
        command
    }

    pub(crate) fn esbuild(&self) -> Command {
        Command::new(self.npm_binary("esbuild"))
    }

    /// The Node that the tests' packages want, with the npm packages' commands on its path.
    pub(crate) fn node(&self) -> Command {
        let mut command = Command::new(self.npm_binary("node"));
        let binaries = self.root.join("node_modules/.bin");
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(binaries).chain(std::env::split_paths(&paths));
        // A path that can't be joined back leaves the old one in place.
        if let Ok(paths) = std::env::join_paths(paths) {
            command.env("PATH", paths);
        }
        command.current_dir(&self.root);
        command
    }

    /// `workerd` itself: npm's launcher around it would take the signals meant for it.
    pub(crate) fn workerd(&self) -> Result<Command> {
        let package = match (OS, ARCH) {
            ("linux", "x86_64") => "workerd-linux-64",
            ("linux", "aarch64") => "workerd-linux-arm64",
            ("macos", "x86_64") => "workerd-darwin-64",
            ("macos", "aarch64") => "workerd-darwin-arm64",
            _ => bail!("workerd does not run on {OS} {ARCH}"),
        };
        Ok(Command::new(
            self.root
                .join("node_modules/@cloudflare")
                .join(package)
                .join("bin/workerd"),
        ))
    }

    /// `cargo deny`, which takes minutes to build the first time.
    pub(crate) fn cargo_deny(&self) -> Result<Command> {
        self.cargo_install("cargo-deny", "cargo-deny", CARGO_DENY)?;
        let mut command = Command::new(self.installed("cargo-deny"));
        command.current_dir(&self.root);
        Ok(command)
    }

    /// A Chromium: the one that `CHROMIUM` names, one on the path, or else Debian's, installed now if we may.
    pub(crate) fn chromium(&self) -> Result<PathBuf> {
        chromium::find()
    }

    /// The folder of `aws`, and what Python has to be told for it to run.
    pub(crate) fn aws(&self) -> Result<(PathBuf, PathBuf)> {
        let folder = self.python("awscli", AWS_CLI, "bin/aws")?;
        Ok((folder.join("bin"), folder))
    }

    /// The folder of Python's `aiosmtpd`, a mail server.
    pub(crate) fn aiosmtpd(&self) -> Result<PathBuf> {
        self.python("aiosmtpd", AIOSMTPD, "aiosmtpd/__init__.py")
    }

    /// The folder of Python's `ministack`, which answers as AWS does.
    pub(crate) fn ministack(&self) -> Result<PathBuf> {
        self.python("ministack", MINISTACK, "ministack/__init__.py")
    }

    /// The folder of a package of Python's with what it needs, installed when `file` isn't there.
    fn python(&self, package: &str, version: &str, file: &str) -> Result<PathBuf> {
        let folder = self.folder().join(format!("{package}-{version}"));
        if !folder.join(file).is_file() {
            step(&format!("Installing Python's {package} {version}"), || {
                execute(
                    Command::new("python3")
                        .args([
                            "-m",
                            "pip",
                            "install",
                            "--quiet",
                            "--disable-pip-version-check",
                        ])
                        .arg("--target")
                        .arg(&folder)
                        .arg(format!("{package}=={version}"))
                        .env("PIP_ROOT_USER_ACTION", "ignore"),
                )
            })?;
        }
        Ok(folder)
    }

    fn wasm_target(&self) -> Result<()> {
        let library = output(
            Command::new("rustc")
                .args(["--print", "target-libdir", "--target", WASM_TARGET])
                .current_dir(&self.root),
        )?;
        if Path::new(library.trim()).exists() {
            return Ok(());
        }
        step(&format!("Adding the Rust target {WASM_TARGET}"), || {
            execute(
                Command::new("rustup")
                    .args(["target", "add", WASM_TARGET])
                    .current_dir(&self.root),
            )
        })
    }

    fn node_modules(&self, purpose: Purpose) -> Result<()> {
        let lock = fs::read(self.root.join("package-lock.json")).context("package-lock.json")?;
        let stamp = self.root.join("node_modules/.installed");
        let installed = fs::read_to_string(&stamp).unwrap_or_default();
        let of_lock = hex::encode(Sha256::digest(lock));
        let all = format!("{of_lock} all");
        if installed == all || (purpose < Purpose::Test && installed == of_lock) {
            return Ok(());
        }
        node_is_new_enough()?;
        let (what, omitted, made) = match purpose {
            Purpose::Test => ("the build and the tests use", None, all),
            _ => ("the build uses", Some("--omit=dev"), of_lock),
        };
        step(&format!("Fetching the npm packages that {what}"), || {
            // A package's wish for a newer Node is met by the `node` package.
            execute(
                Command::new("npm")
                    .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
                    .args(omitted)
                    .current_dir(&self.root),
            )?;
            Ok(fs::write(&stamp, made)?)
        })
    }

    fn cargo_install(&self, package: &str, binary: &str, version: &str) -> Result<()> {
        let installed = output(Command::new(self.installed(binary)).arg("--version"));
        if installed.is_ok_and(|installed| installed.split_whitespace().any(|word| word == version))
        {
            return Ok(());
        }
        let name = format!("Building {package} {version} from its source, once: some minutes");
        step(&name, || {
            let install = || {
                let mut command = cargo(&self.root);
                command
                    .args([
                        "install",
                        "--quiet",
                        package,
                        "--version",
                        version,
                        "--root",
                    ])
                    .arg(self.folder())
                    // They run for seconds: what counts is how long it takes to build them.
                    .args(["--config", "profile.release.opt-level=1"])
                    .args(["--config", "profile.release.lto=false"])
                    .args(["--config", "profile.release.codegen-units=256"]);
                command
            };
            // A mirror of the registry may lack what the package's own lock file names.
            match output(install().arg("--locked")) {
                Ok(_) => Ok(()),
                Err(_) => execute(&mut install()),
            }
        })
    }

    fn folder(&self) -> PathBuf {
        self.root.join("target/tools")
    }

    fn installed(&self, binary: &str) -> PathBuf {
        self.folder().join("bin").join(binary)
    }

    fn npm_binary(&self, binary: &str) -> PathBuf {
        self.root.join("node_modules/.bin").join(binary)
    }
}

/// `cargo` in the repository, as the one that runs us.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// The program of that name on the path.
fn on_path(program: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

fn node_is_new_enough() -> Result<()> {
    let get = format!("install Node.js {NODE} or newer, with npm: https://nodejs.org");
    for program in ["node", "npm"] {
        if on_path(program).is_none() {
            bail!("there is no {program} on the path; {get}");
        }
    }
    let version = output(Command::new("node").arg("--version"))?;
    if major(&version).is_none_or(|major| major < NODE) {
        bail!("the node on the path is {}; {get}", version.trim());
    }
    Ok(())
}

/// 20, of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    let version = version.trim().trim_start_matches('v');
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serving_needs_less_than_testing() {
        assert!(Purpose::Check < Purpose::Build && Purpose::Build < Purpose::Test);
        let package: serde_json::Value =
            serde_json::from_str(include_str!("../../package.json")).unwrap();
        let names: Vec<&String> = package["dependencies"]
            .as_object()
            .unwrap()
            .keys()
            .collect();
        assert_eq!(names, ["binaryen", "esbuild", "workerd"]);
    }

    #[test]
    fn nodes_version_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("nonsense"), None);
    }
}
