//! The workspace's crates, and which of the floors each may know.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use toml::Value;

/// The one crate that was before the floors were. Once it is gone each floor has to be there.
const WITHOUT_FLOORS: &str = "vestibule-core";

/// Where the floors are.
const FOLDER: &str = "worker/crates";

/// The floors, and which other crates of ours each may depend on; for its tests alone, also the last.
const FLOORS: [Floor; 9] = [
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
    let some_may_be_missing = packages
        .iter()
        .any(|package| package.name == WITHOUT_FLOORS);
    for package in packages.iter().filter(|package| !in_table(package)) {
        if package.folder.starts_with(FOLDER) && package.name != WITHOUT_FLOORS {
            problems.push(format!(
                "{} is in {FOLDER} and not in the table of floors",
                package.name
            ));
        }
    }
    for floor in &FLOORS {
        let name = floor.name;
        let Some(package) = packages.iter().find(|package| package.name == name) else {
            if !some_may_be_missing {
                problems.push(format!("there is no crate {name}, which is a floor"));
            }
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
    let workspace: Workspace = manifest(root, Path::new("Cargo.toml"))?;
    workspace
        .workspace
        .members
        .iter()
        .map(|member| package(root, Path::new(member)))
        .collect()
}

fn package(root: &Path, folder: &Path) -> Result<Package> {
    let manifest: Manifest = manifest(root, &folder.join("Cargo.toml"))?;
    let mut roots: Vec<PathBuf> = ["src/lib.rs", "src/main.rs"].map(PathBuf::from).into();
    let named = manifest.lib.into_iter().chain(manifest.bin);
    roots.extend(named.filter_map(|target| target.path));
    roots.sort();
    roots.dedup();
    let mut roots: Vec<PathBuf> = roots.iter().map(|path| folder.join(path)).collect();
    roots.retain(|path| root.join(path).is_file());
    Ok(Package {
        name: manifest.package.name,
        folder: folder.to_owned(),
        roots,
        dependencies: manifest.dependencies.into_keys().collect(),
        test_dependencies: manifest.dev_dependencies.into_keys().collect(),
    })
}

fn manifest<T: serde::de::DeserializeOwned>(root: &Path, path: &Path) -> Result<T> {
    let text = fs::read_to_string(root.join(path))
        .with_context(|| format!("reading {}", path.display()))?;
    toml::from_str(&text).with_context(|| path.display().to_string())
}
