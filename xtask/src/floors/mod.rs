//! The house's structure, held by reading its sources: no circle of imports is larger than a pair, each crate depends on
//! the floors below it alone, and what has a table is in it.

mod circles;
mod contents;
mod crates;
mod imports;
mod sources;
mod tables;
#[cfg(test)]
mod tests;
mod unreached;

pub(crate) use contents::{Contents, Table, contents, library};

use anyhow::{Result, bail};
use imports::Imports;
use sources::Crate;
use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};
use tables::Tables;

/// Fails if anything of this doesn't hold, and says what.
pub(crate) fn check(root: &Path) -> Result<()> {
    let read = |path: &Path| fs::read_to_string(root.join(path)).ok();
    let packages = crates::packages(root)?;
    let mut problems = crates::floors(&packages);
    let mut tables = Tables::default();
    for package in &packages {
        for file in &package.roots {
            let source = Crate::read(file, &read)?;
            problems.extend(circles_in(&source));
            tables.add(&source);
        }
    }
    problems.extend(tables.problems());
    problems.extend(crates::strangers(root, &packages)?);
    problems.extend(unreached::problems(root, &packages)?);
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    Ok(())
}

/// The circles of one crate, each with its edges.
fn circles_in(source: &Crate) -> Vec<String> {
    let imports = imports::find(source);
    let edges: BTreeSet<(usize, usize)> = imports.keys().copied().collect();
    circles::unexcused(&edges, &|above, below| source.is_above(above, below))
        .iter()
        .map(|circle| shown(circle, source, &imports))
        .collect()
}

/// How many files a circle has, and `file -> file: names` for each of its edges.
fn shown(circle: &BTreeSet<usize>, source: &Crate, imports: &Imports) -> String {
    let path = |file: usize| source.files[file].path.display();
    let mut text = format!("{} files import each other in a circle:", circle.len());
    for ((from, to), names) in imports {
        if circle.contains(from) && circle.contains(to) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let _ = write!(
                text,
                "\n  {} -> {}: {}",
                path(*from),
                path(*to),
                names.join(", ")
            );
        }
    }
    text
}
