//! A crate's source files and the modules in them, less its tests.

use anyhow::{Context, Result};
use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};
use syn::{Attribute, Expr, Item, Lit, Meta, ext::IdentExt};

/// Modules that are there for tests alone, whatever they are compiled for.
const FOR_TESTS: [&str; 3] = ["fixtures", "testing", "tests"];

/// How a generated file begins.
const GENERATED: &str = "// Made by `cargo xtask codegen`";

/// Reads a file's text; nothing if there is no such file.
pub(super) type Read<'a> = &'a dyn Fn(&Path) -> Option<String>;

/// All modules of one crate; the first is its root.
#[derive(Default)]
pub(super) struct Crate {
    pub(super) files: Vec<File>,
    pub(super) modules: Vec<Module>,
}

pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) generated: bool,
}

pub(super) struct Module {
    pub(super) file: usize,
    pub(super) parent: Option<usize>,
    pub(super) children: BTreeMap<String, usize>,
    pub(super) items: Vec<Item>,
}

impl Crate {
    /// # Errors
    /// A file that isn't Rust, or a module that has no file.
    pub(super) fn read(root: &Path, read: Read<'_>) -> Result<Self> {
        let mut read_crate = Self::default();
        let folder = root.parent().unwrap_or(Path::new(""));
        read_crate.add_file(root, folder, None, read)?;
        Ok(read_crate)
    }

    /// Whether the module that is the file `above` is around the one that is the file `below`.
    pub(super) fn is_above(&self, above: usize, below: usize) -> bool {
        let module = |file: usize| self.modules.iter().position(|module| module.file == file);
        let mut around = module(below).and_then(|module| self.modules[module].parent);
        while let Some(module) = around {
            if self.modules[module].file == above {
                return true;
            }
            around = self.modules[module].parent;
        }
        false
    }

    /// Adds the module that is a file; those in it that are files are in `folder`.
    fn add_file(
        &mut self,
        path: &Path,
        folder: &Path,
        parent: Option<usize>,
        read: Read<'_>,
    ) -> Result<usize> {
        let text = read(path).with_context(|| format!("{} isn't there", path.display()))?;
        let parsed = syn::parse_file(&text).with_context(|| path.display().to_string())?;
        self.files.push(File {
            path: path.to_owned(),
            generated: text.starts_with(GENERATED),
        });
        self.add_module(self.files.len() - 1, folder, parent, parsed.items, read)
    }

    fn add_module(
        &mut self,
        file: usize,
        folder: &Path,
        parent: Option<usize>,
        items: Vec<Item>,
        read: Read<'_>,
    ) -> Result<usize> {
        let module = self.modules.len();
        self.modules.push(Module {
            file,
            parent,
            children: BTreeMap::new(),
            items: Vec::new(),
        });
        let mut kept = Vec::new();
        for item in items {
            let Item::Mod(declared) = item else {
                kept.push(item);
                continue;
            };
            let name = declared.ident.unraw().to_string();
            if is_test(&declared.attrs) || FOR_TESTS.contains(&name.as_str()) {
                continue;
            }
            let child = match declared.content {
                Some((_, items)) => {
                    self.add_module(file, &folder.join(&name), Some(module), items, read)?
                }
                None => {
                    let beside = self.files[file].path.parent().unwrap_or(Path::new(""));
                    let (path, folder) = match path_attribute(&declared.attrs) {
                        Some(path) => {
                            let path = normal(&beside.join(path));
                            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
                            (path, folder)
                        }
                        None => {
                            let inner = folder.join(&name);
                            let own = inner.join("mod.rs");
                            let path = match read(&own) {
                                Some(_) => own,
                                None => folder.join(format!("{name}.rs")),
                            };
                            (path, inner)
                        }
                    };
                    self.add_file(&path, &folder, Some(module), read)?
                }
            };
            self.modules[module].children.insert(name, child);
        }
        self.modules[module].items = kept;
        Ok(module)
    }
}

/// Whether what bears the attributes is compiled for tests alone.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            let condition = list.tokens.to_string().replace(' ', "");
            condition == "test"
                || condition.starts_with("any(test,")
                || condition.starts_with("all(test,")
        }
        meta => meta.path().is_ident("test"),
    })
}

/// `#[path = "..."]`
pub(super) fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                Expr::Lit(value) => match &value.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })
}

/// The path without `..`.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(normal.pop()),
            other => normal.push(other),
        }
    }
    normal
}
