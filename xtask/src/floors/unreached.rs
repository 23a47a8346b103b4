//! Files of Rust that no `mod` leads to: the compiler doesn't read them, and says nothing.

use super::{
    crates::Package,
    sources::{Read, normal, path_attribute},
};
use anyhow::{Context, Result};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use syn::{
    ItemMod,
    ext::IdentExt,
    visit::{self, Visit},
};

/// The files below each package's `src` that are reached from none of its roots, tests among them.
pub(super) fn problems(root: &Path, packages: &[Package]) -> Result<Vec<String>> {
    let read = |path: &Path| fs::read_to_string(root.join(path)).ok();
    let mut problems = Vec::new();
    for package in packages {
        let files = files(root, &package.folder.join("src"))?;
        problems.extend(unreached(&files, &package.roots, &read)?);
    }
    Ok(problems)
}

fn unreached(files: &BTreeSet<PathBuf>, roots: &[PathBuf], read: Read<'_>) -> Result<Vec<String>> {
    let mut reached = BTreeSet::new();
    for file in roots {
        reach(file, read, &mut reached)?;
    }
    let lost = files.difference(&reached);
    Ok(lost
        .map(|file| format!("{}: no `mod` leads to it", file.display()))
        .collect())
}

fn files(root: &Path, folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return Ok(found);
    };
    for entry in entries {
        let path = folder.join(entry?.file_name());
        if root.join(&path).is_dir() {
            // Programs of their own, which cargo finds by itself.
            if path.file_name().is_some_and(|name| name != "bin") {
                found.extend(files(root, &path)?);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.insert(path);
        }
    }
    Ok(found)
}

fn reach(file: &Path, read: Read<'_>, reached: &mut BTreeSet<PathBuf>) -> Result<()> {
    if !reached.insert(file.to_owned()) {
        return Ok(());
    }
    let text = read(file).with_context(|| format!("{} isn't there", file.display()))?;
    let parsed = syn::parse_file(&text).with_context(|| file.display().to_string())?;
    let beside = file.parent().unwrap_or(Path::new(""));
    let is_folder = ["lib.rs", "main.rs", "mod.rs"]
        .iter()
        .any(|name| file.ends_with(name));
    let folder = if is_folder {
        beside.to_owned()
    } else {
        file.with_extension("")
    };
    let mut declared = Declared {
        beside,
        folder,
        found: Vec::new(),
    };
    declared.visit_file(&parsed);
    for candidates in declared.found {
        let there = candidates.iter().find(|path| read(path).is_some());
        if let Some(file) = there {
            reach(file, read, reached)?;
        }
    }
    Ok(())
}

/// The modules that a file declares: where the file of each may be.
struct Declared<'a> {
    beside: &'a Path,
    folder: PathBuf,
    found: Vec<Vec<PathBuf>>,
}

impl<'ast> Visit<'ast> for Declared<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let name = item.ident.unraw().to_string();
        if item.content.is_some() {
            let outer = self.folder.clone();
            self.folder.push(&name);
            visit::visit_item_mod(self, item);
            self.folder = outer;
            return;
        }
        self.found.push(match path_attribute(&item.attrs) {
            Some(path) => vec![normal(&self.beside.join(path))],
            None => vec![
                self.folder.join(format!("{name}.rs")),
                self.folder.join(&name).join("mod.rs"),
            ],
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_mod_is_found() {
        let texts = [
            (
                "a/src/lib.rs",
                "mod b; #[cfg(test)] mod tests { mod inner; } #[path = \"../other.rs\"] mod c;",
            ),
            ("a/src/b.rs", "mod d;"),
            ("a/src/b/d.rs", ""),
            ("a/src/tests/inner.rs", ""),
            ("a/src/lost.rs", "mod found;"),
        ];
        let read = |path: &Path| {
            let text = texts.iter().find(|(name, _)| Path::new(name) == path);
            text.map(|(_, text)| (*text).to_owned())
        };
        let files = texts.iter().map(|(name, _)| PathBuf::from(name)).collect();
        assert_eq!(
            unreached(&files, &["a/src/lib.rs".into()], &read).unwrap(),
            ["a/src/lost.rs: no `mod` leads to it"]
        );
    }
}
