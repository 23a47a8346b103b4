//! What somebody who changes code waits for: `cargo xtask test --unit` when all is compiled, and what is compiled again
//! after a change in the crate of the operations alone.

use crate::{
    floors::library,
    step::{step, watch_quietly},
    test::{self, Scope, native_tests_command},
};
use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde_json::Value;
use std::{
    fs::File,
    path::Path,
    process::ExitCode,
    time::{Instant, SystemTime},
};

/// The crate that most changes are in.
const CHANGED: &str = "vestibule-idp";

#[derive(Debug, Serialize)]
pub(super) struct UnitLoop {
    pub(super) warm_seconds: f64,
    /// Nothing if there is no such crate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rebuilt: Option<Rebuilt>,
}

/// After a change in one crate.
#[derive(Debug, Serialize)]
pub(super) struct Rebuilt {
    /// Until the tests could run, without running them.
    pub(super) seconds: f64,
    /// What was compiled, in its order: `NAME`, `NAME (test)` for a crate's own tests.
    pub(super) targets: Vec<String>,
}

pub(super) fn measure(root: &Path) -> Result<UnitLoop> {
    unit(root).context("once, to compile what is needed")?;
    let warm_seconds = unit(root)?;
    let rebuilt = match library(root, CHANGED)? {
        Some(file) => Some(step(&format!("After a change in {CHANGED}"), || {
            compile(root)?;
            rebuild(root, &root.join(file))
        })?),
        None => {
            println!("There is no crate {CHANGED}: what a change in it costs is not measured");
            None
        }
    };
    Ok(UnitLoop {
        warm_seconds,
        rebuilt,
    })
}

/// The seconds that the checks and native tests take.
fn unit(root: &Path) -> Result<f64> {
    let start = Instant::now();
    if test::run(root, Scope::Unit)? != ExitCode::SUCCESS {
        bail!("`cargo xtask test --unit` fails");
    }
    Ok(start.elapsed().as_secs_f64())
}

/// Makes a file look changed, for Cargo goes by its time, and compiles. The compiler then finds that nothing in it did
/// change and keeps some of its work: a real change takes longer by what it touches.
fn rebuild(root: &Path, file: &Path) -> Result<Rebuilt> {
    let touched = Touched::new(file)?;
    let start = Instant::now();
    let targets = compile(root)?;
    let seconds = start.elapsed().as_secs_f64();
    drop(touched);
    Ok(Rebuilt { seconds, targets })
}

/// A file that is as if it had been written just now, until this is dropped.
struct Touched {
    file: File,
    modified: SystemTime,
}

impl Touched {
    fn new(path: &Path) -> Result<Self> {
        let open = || -> std::io::Result<Self> {
            let file = File::options().append(true).open(path)?;
            let modified = file.metadata()?.modified()?;
            file.set_modified(SystemTime::now())?;
            Ok(Self { file, modified })
        };
        open().with_context(|| path.display().to_string())
    }
}

impl Drop for Touched {
    fn drop(&mut self) {
        if let Err(error) = self.file.set_modified(self.modified) {
            println!("  the time of a file could not be set back: {error}");
        }
    }
}

/// Compiles the native tests; what was not up to date.
fn compile(root: &Path) -> Result<Vec<String>> {
    let mut targets = Vec::new();
    let mut command = native_tests_command(root);
    command.args(["--no-run", "--message-format=json"]);
    if !watch_quietly(&mut command, |line| targets.extend(compiled(line)))? {
        bail!("the native tests don't compile");
    }
    Ok(targets)
}

/// The target that a line of Cargo's JSON says was compiled.
fn compiled(line: &str) -> Option<String> {
    let message: Value = serde_json::from_str(line).ok()?;
    if message["reason"] != "compiler-artifact" || message["fresh"] != false {
        return None;
    }
    let name = message["target"]["name"].as_str()?;
    Some(if message["profile"]["test"] == true {
        format!("{name} (test)")
    } else {
        name.to_owned()
    })
}

impl UnitLoop {
    pub(super) fn print(&self) {
        println!("\nunit loop, warm: {:.1} s", self.warm_seconds);
        if let Some(rebuilt) = &self.rebuilt {
            println!(
                "after a change in {CHANGED}: {:.1} s until the tests can run; compiled again: {}",
                rebuilt.seconds,
                rebuilt.targets.join(", ")
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_was_compiled_is_read_of_cargos_messages() {
        let artifact = |name: &str, test: bool, fresh: bool| {
            format!(
                r#"{{"reason":"compiler-artifact","target":{{"kind":["lib"],"name":"{name}"}},"profile":{{"test":{test}}},"fresh":{fresh}}}"#
            )
        };
        let lines = [
            artifact("vestibule_model", false, true),
            artifact("vestibule_idp", false, false),
            artifact("vestibule_idp", true, false),
            r#"{"reason":"build-finished","success":true}"#.to_owned(),
            "text".to_owned(),
        ];
        let found: Vec<String> = lines.iter().filter_map(|line| compiled(line)).collect();
        assert_eq!(found, ["vestibule_idp", "vestibule_idp (test)"]);
    }

    #[test]
    fn a_touched_file_gets_its_time_back() {
        let path = std::env::temp_dir().join(format!("vestibule-touched-{}", std::process::id()));
        std::fs::write(&path, "text").unwrap();
        let modified = || std::fs::metadata(&path).unwrap().modified().unwrap();
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let file = File::options().append(true).open(&path).unwrap();
        file.set_modified(long_ago).unwrap();

        let touched = Touched::new(&path).unwrap();
        assert!(modified() > long_ago);
        drop(touched);
        assert_eq!(modified(), long_ago);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "text");
        std::fs::remove_file(&path).unwrap();
    }
}
