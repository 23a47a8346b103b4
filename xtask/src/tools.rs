//! The tools that cargo doesn't bring: fetched from registries at pinned versions, once.

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

/// The same as the library's version in the workspace, which wasm-bindgen demands.
const WASM_BINDGEN: &str = "0.2.130";
const CARGO_DENY: &str = "0.20.2";

/// Where the tools are.
pub(crate) struct Tools {
    root: PathBuf,
}

impl Tools {
    /// Fetches what is missing.
    pub(crate) fn ready(root: &Path) -> Result<Self> {
        let tools = Self {
            root: root.to_owned(),
        };
        tools.wasm_target()?;
        tools.node_modules()?;
        tools.cargo_install("wasm-bindgen-cli", "wasm-bindgen", WASM_BINDGEN)?;
        Ok(tools)
    }

    /// `cargo` in the repository.
    pub(crate) fn cargo(&self) -> Command {
        cargo(&self.root)
    }

    pub(crate) fn wasm_bindgen(&self) -> Command {
        Command::new(self.installed("wasm-bindgen"))
    }

    /// `wasm-opt`, run by the Node that npm brought.
    pub(crate) fn wasm_opt(&self) -> Command {
        let mut command = self.node();
        command.arg(self.npm_binary("wasm-opt"));
        command
    }

    pub(crate) fn esbuild(&self) -> Command {
        Command::new(self.npm_binary("esbuild"))
    }

    /// Node, with the npm packages' commands on its path.
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

    /// A Chromium: the one that `CHROMIUM` names, one on the path, or else Debian's, installed now.
    pub(crate) fn chromium(&self) -> Result<PathBuf> {
        if let Some(path) = std::env::var_os("CHROMIUM") {
            return Ok(path.into());
        }
        if let Some(path) = on_path("chromium") {
            return Ok(path);
        }
        step("Installing Chromium", || {
            execute(Command::new("apt-get").arg("update"))?;
            execute(Command::new("apt-get").args([
                "install",
                "-y",
                "--no-install-recommends",
                "chromium",
            ]))
        })?;
        on_path("chromium").context("no Chromium after its installation; name one in CHROMIUM")
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

    fn node_modules(&self) -> Result<()> {
        let lock = fs::read(self.root.join("package-lock.json")).context("package-lock.json")?;
        let wanted = hex::encode(Sha256::digest(lock));
        let stamp = self.root.join("node_modules/.installed");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(());
        }
        step("Installing npm packages", || {
            // A package's wish for a newer Node is met by the `node` package.
            execute(
                Command::new("npm")
                    .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
                    .current_dir(&self.root),
            )?;
            Ok(fs::write(&stamp, wanted)?)
        })
    }

    fn cargo_install(&self, package: &str, binary: &str, version: &str) -> Result<()> {
        let installed = output(Command::new(self.installed(binary)).arg("--version"));
        if installed.is_ok_and(|installed| installed.split_whitespace().any(|word| word == version))
        {
            return Ok(());
        }
        step(&format!("Building {package} {version}"), || {
            let install = || {
                let mut command = cargo(&self.root);
                command
                    .args(["install", package, "--version", version, "--root"])
                    .arg(self.folder())
                    // They run for seconds: what counts is how long it takes to build them.
                    .args(["--config", "profile.release.opt-level=1"])
                    .args(["--config", "profile.release.lto=false"])
                    .args(["--config", "profile.release.codegen-units=256"]);
                command
            };
            execute(install().arg("--locked")).or_else(|error| {
                // A registry mirror may lack what the package's lock file names.
                println!("  {error:#}; trying without the package's own lock file");
                execute(&mut install())
            })
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

fn on_path(binary: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths)
        .map(|folder| folder.join(binary))
        .find(|path| path.is_file())
}
