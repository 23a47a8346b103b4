//! Makes the wire's types, tables and errors from the service models that `botocore` carries, and the reference of
//! `vestibule.toml` from what its reader knows.

mod corrections;
mod model;
mod names;
mod render;
mod wheel;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{step::output, tools::cargo};
use corrections::Corrections;
use model::Model;

const WIRE: &str = "worker/crates/wire";

/// The reference of `vestibule.toml`, as the command line's example prints it.
const REFERENCE: &str = "docs/vestibule-toml.md";

/// The service, its model's folder in the wheel, and the module that is made of it.
const SERVICES: [(&str, &str, &str); 3] = [
    ("cognito-idp", "cognito-idp/2016-04-18", "idp"),
    (
        "cognito-identity",
        "cognito-identity/2014-06-30",
        "identity",
    ),
    ("cognito-sync", "cognito-sync/2014-06-30", "sync"),
];

/// Generates all files below `root`. With `check` it writes nothing, and fails if a committed file isn't
/// what would be written.
pub(crate) fn run(root: &Path, check: bool) -> Result<()> {
    let files = generate(root)?;
    let mut stale = Vec::new();
    for (path, text) in &files {
        let committed = fs::read_to_string(root.join(path)).unwrap_or_default();
        if committed != *text {
            stale.push(format!(
                "  {}: {}",
                path.display(),
                difference(&committed, text)
            ));
            if !check {
                fs::write(root.join(path), text)
                    .with_context(|| format!("writing {}", path.display()))?;
            }
        }
    }
    if check && !stale.is_empty() {
        bail!(
            "generated files are not current; run `cargo xtask codegen`:\n{}",
            stale.join("\n")
        );
    }
    Ok(())
}

fn generate(root: &Path) -> Result<Vec<(PathBuf, String)>> {
    let mut models = wheel::open(root)?;
    let path = root.join(WIRE).join("corrections.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let mut corrections = Corrections::parse(&text)?;

    let mut files = Vec::new();
    for (service, folder, module) in SERVICES {
        let mut model: Model = serde_json::from_str(&models.service(folder)?)
            .with_context(|| format!("the model of {service}"))?;
        corrections.apply(service, &mut model)?;
        for (file, text) in render::service(service, &model)? {
            let path = Path::new(WIRE).join("src").join(module).join(file);
            files.push((path, render::format(&text)?));
        }
    }
    corrections.all_used()?;
    files.push((REFERENCE.into(), reference(root)?));
    Ok(files)
}

fn reference(root: &Path) -> Result<String> {
    output(cargo(root).args([
        "run",
        "--quiet",
        "--package=vestibule-cli",
        "--example=configuration",
    ]))
    .context("the reference of vestibule.toml")
}

/// Says where two texts begin to differ, for people.
fn difference(committed: &str, generated: &str) -> String {
    if committed.is_empty() {
        return "missing".to_owned();
    }
    let differing = committed
        .lines()
        .zip(generated.lines())
        .position(|(old, new)| old != new);
    let (old, new) = (committed.lines().count(), generated.lines().count());
    let line = differing.unwrap_or(old.min(new)) + 1;
    format!("differs from line {line} on ({old} lines committed, {new} generated)")
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn a_difference_names_its_line() {
        assert_eq!(difference("", "a\n"), "missing");
        assert_eq!(
            difference("a\nb\n", "a\nc\n"),
            "differs from line 2 on (2 lines committed, 2 generated)"
        );
        assert_eq!(
            difference("a\n", "a\nb\n"),
            "differs from line 2 on (1 lines committed, 2 generated)"
        );
    }
}
