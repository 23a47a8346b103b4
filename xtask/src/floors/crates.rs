//! The workspace's crates, and which of the floors each may know.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use toml::Value;

/// Where the floors are.
const FOLDER: &str = "worker/crates";

/// The floors, and which other crates of ours each may depend on; for its tests alone, also the last.
const FLOORS: [Floor; 10] = [
    floor("vestibule-crypto", &[]),
    floor("vestibule-page", &[]),
    floor("vestibule-wire", &[]),
    floor("vestibule-model", &["vestibule-crypto"]),
    floor("vestibule-store", &["vestibule-crypto", "vestibule-model"]),
    floor(
        "vestibule-engine",
        &["vestibule-crypto", "vestibule-model", "vestibule-store"],
    ),
    floor(
        "vestibule-mail",
        &["vestibule-crypto", "vestibule-engine", "vestibule-model"],
    ),
    floor(
        "vestibule-idp",
        &[
            "vestibule-crypto",
            "vestibule-engine",
            "vestibule-model",
            "vestibule-store",
            "vestibule-wire",
        ],
    ),
    Floor {
        name: "vestibule-web",
        below: &[
            "vestibule-crypto",
            "vestibule-engine",
            "vestibule-model",
            "vestibule-page",
            "vestibule-store",
        ],
        in_tests: &["vestibule-idp", "vestibule-wire"],
    },
    Floor {
        name: "vestibule-front",
        below: &[
            "vestibule-crypto",
            "vestibule-engine",
            "vestibule-idp",
            "vestibule-model",
            "vestibule-store",
            "vestibule-wire",
        ],
        in_tests: &["vestibule-web"],
    },
];

struct Floor {
    name: &'static str,
    below: &'static [&'static str],
    in_tests: &'static [&'static str],
}

const fn floor(name: &'static str, below: &'static [&'static str]) -> Floor {
    Floor {
        name,
        below,
        in_tests: &[],
    }
}

/// A package of the workspace.
#[derive(Debug, Default)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) folder: PathBuf,
    /// The files that its library and its programs begin with.
    pub(super) roots: Vec<PathBuf>,
    pub(super) dependencies: Vec<String>,
    pub(super) test_dependencies: Vec<String>,
}

/// What the floors don't allow.
pub(super) fn floors(packages: &[Package]) -> Vec<String> {
    let mut problems = Vec::new();
    let in_table = |package: &&Package| FLOORS.iter().any(|floor| floor.name == package.name);
    for package in packages.iter().filter(|package| !in_table(package)) {
        if package.folder.starts_with(FOLDER) {
            problems.push(format!(
                "{} is in {FOLDER} and not in the table of floors",
                package.name
            ));
        }
    }
    for floor in &FLOORS {
        let name = floor.name;
        let Some(package) = packages.iter().find(|package| package.name == name) else {
            problems.push(format!("there is no crate {name}, which is a floor"));
            continue;
        };
        let ours = |dependency: &&String| dependency.starts_with("vestibule-");
        let above =
            |dependency: &&String| ours(dependency) && !floor.below.contains(&dependency.as_str());
        for dependency in package.dependencies.iter().filter(above) {
            problems.push(format!(
                "{name} depends on {dependency}, which is not below it"
            ));
        }
        let above_tests = |dependency: &&String| {
            // A crate may ask itself for what its tests need.
            above(dependency)
                && !floor.in_tests.contains(&dependency.as_str())
                && dependency.as_str() != name
        };
        for dependency in package.test_dependencies.iter().filter(above_tests) {
            problems.push(format!(
                "the tests of {name} depend on {dependency}, which is not below it"
            ));
        }
    }
    problems
}

/// Folders beside the floors that are no member of the workspace: nothing would compile them.
pub(super) fn strangers(root: &Path, packages: &[Package]) -> Result<Vec<String>> {
    let mut strangers = Vec::new();
    for entry in fs::read_dir(root.join(FOLDER))? {
        let folder = Path::new(FOLDER).join(entry?.file_name());
        if root.join(&folder).is_dir() && !packages.iter().any(|package| package.folder == folder) {
            strangers.push(format!(
                "{} is no member of the workspace",
                folder.display()
            ));
        }
    }
    strangers.sort();
    Ok(strangers)
}

#[derive(Deserialize)]
struct Workspace {
    workspace: Members,
}

#[derive(Deserialize)]
struct Members {
    members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Manifest {
    package: Named,
    lib: Option<Target>,
    #[serde(default)]
    bin: Vec<Target>,
    #[serde(default)]
    dependencies: BTreeMap<String, Value>,
    #[serde(default)]
    dev_dependencies: BTreeMap<String, Value>,
    #[serde(default)]
    features: BTreeMap<String, Vec<String>>,
}

/// The feature under which a crate lends its fixtures to the tests of what is above.
const TESTING: &str = "testing";

impl Manifest {
    /// Whether a dependency is there for tests alone.
    fn is_for_tests(&self, dependency: &str) -> bool {
        let is_optional = self
            .dependencies
            .get(dependency)
            .and_then(|value| value.get("optional")?.as_bool())
            .unwrap_or(false);
        let asked_for = format!("dep:{dependency}");
        let asking: Vec<&str> = self
            .features
            .iter()
            .filter(|(_, asks)| asks.contains(&asked_for))
            .map(|(feature, _)| feature.as_str())
            .collect();
        is_optional && asking == [TESTING]
    }
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Target {
    path: Option<PathBuf>,
}

/// The workspace's packages; paths are relative to `root`.
pub(super) fn packages(root: &Path) -> Result<Vec<Package>> {
    let workspace: Workspace = toml::from_str(&text(root, Path::new("Cargo.toml"))?)?;
    workspace
        .workspace
        .members
        .iter()
        .map(|member| package(root, Path::new(member)))
        .collect()
}

fn package(root: &Path, folder: &Path) -> Result<Package> {
    let path = folder.join("Cargo.toml");
    let text = text(root, &path)?;
    let mut package = read(folder, &text).with_context(|| path.display().to_string())?;
    package.roots.retain(|path| root.join(path).is_file());
    Ok(package)
}

/// A package by its manifest, with the roots that it may have.
pub(super) fn read(folder: &Path, manifest: &str) -> Result<Package> {
    let manifest: Manifest = toml::from_str(manifest)?;
    let (for_tests, dependencies): (Vec<String>, Vec<String>) = manifest
        .dependencies
        .keys()
        .cloned()
        .partition(|dependency| manifest.is_for_tests(dependency));
    let named = manifest.lib.into_iter().chain(manifest.bin);
    let mut roots: Vec<PathBuf> = ["src/lib.rs", "src/main.rs"]
        .map(PathBuf::from)
        .into_iter()
        .chain(named.filter_map(|target| target.path))
        .map(|path| folder.join(path))
        .collect();
    roots.sort();
    roots.dedup();
    Ok(Package {
        name: manifest.package.name,
        folder: folder.to_owned(),
        roots,
        dependencies,
        test_dependencies: manifest
            .dev_dependencies
            .into_keys()
            .chain(for_tests)
            .collect(),
    })
}

fn text(root: &Path, path: &Path) -> Result<String> {
    fs::read_to_string(root.join(path)).with_context(|| format!("reading {}", path.display()))
}
