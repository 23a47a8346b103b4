//! What the tables of operations and transitions list, by the paths that compiled code knows it by.

use super::{
    crates::packages,
    sources::{Crate, Read, is_test},
    tables::name_of,
};
use anyhow::Result;
use proc_macro2::{TokenStream, TokenTree};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use syn::{Item, Type};

/// The crates, and what their tables list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    /// By the names that code has for them.
    pub(crate) crates: BTreeSet<String>,
    pub(crate) operations: Table,
    pub(crate) transitions: Table,
}

/// The lines of all tables of one kind.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// The name of an operation and the module that it is in; of a transition, and its type.
    pub(crate) lines: Vec<(String, String)>,
    /// The functions that find a line by its name.
    pub(crate) dispatches: Vec<String>,
}

/// Reads the sources of the workspace.
pub(crate) fn contents(root: &Path) -> Result<Contents> {
    let read = |path: &Path| fs::read_to_string(root.join(path)).ok();
    let mut found = Found::default();
    for package in packages(root)? {
        let name = package.name.replace('-', "_");
        for file in &package.roots {
            found.add(&name, file, &read)?;
        }
        found.contents.crates.insert(name);
    }
    Ok(found.listed())
}

/// The file that the library of a package begins with, relative to `root`, if there is such a package.
pub(crate) fn library(root: &Path, package: &str) -> Result<Option<PathBuf>> {
    let mut packages = packages(root)?.into_iter();
    let found = packages.find(|known| known.name == package);
    Ok(found.and_then(|package| package.roots.into_iter().next()))
}

#[derive(Default)]
pub(super) struct Found {
    contents: Contents,
    /// The modules with a function `handle`.
    modules: Vec<String>,
    /// The types that are transitions, by their names alone.
    types: BTreeMap<String, Vec<String>>,
    /// The tables' lines: an operation's name and module as its table has it, a transition's name.
    operations: Vec<(String, String)>,
    transitions: Vec<String>,
}

impl Found {
    pub(super) fn add(&mut self, name: &str, root: &Path, read: Read<'_>) -> Result<()> {
        let source = Crate::read(root, read)?;
        for module in 0..source.modules.len() {
            let path = path_of(&source, name, module);
            for item in &source.modules[module].items {
                self.add_item(&path, item);
            }
        }
        Ok(())
    }

    fn add_item(&mut self, path: &str, item: &Item) {
        match item {
            Item::Fn(function) if function.sig.ident == "handle" && !is_test(&function.attrs) => {
                self.modules.push(path.to_owned());
            }
            Item::Impl(item) if !is_test(&item.attrs) => {
                if let Some((_, of, _)) = &item.trait_
                    && of
                        .segments
                        .last()
                        .is_some_and(|last| last.ident == "Transition")
                    && let Type::Path(own) = &*item.self_ty
                    && let Some(last) = own.path.segments.last()
                {
                    let name = last.ident.to_string();
                    let of_name = self.types.entry(name.clone()).or_default();
                    of_name.push(format!("{path}::{name}"));
                }
            }
            Item::Macro(item) => {
                let called = item.mac.path.segments.last();
                let dispatch = format!("{path}::dispatch");
                let lines = lines(item.mac.tokens.clone());
                if called.is_some_and(|name| name.ident == "transitions") {
                    let paths = lines.iter().map(|(_, path)| path);
                    self.transitions.extend(paths.map(|path| last(path)));
                    self.contents.transitions.dispatches.push(dispatch);
                } else if called.is_some_and(|name| name.ident == "operations") {
                    // The wire has lines of another form under this name.
                    let before = self.operations.len();
                    for (name, module) in lines {
                        self.operations.extend(name.map(|name| (name, module)));
                    }
                    if self.operations.len() > before {
                        self.contents.operations.dispatches.push(dispatch);
                    }
                }
            }
            _ => {}
        }
    }

    /// What was found, where each line is a path of its own.
    pub(super) fn listed(mut self) -> Contents {
        for (name, module) in self.operations {
            let end = format!("::{module}");
            let path = self.modules.iter().find(|path| path.ends_with(&end));
            let lines = &mut self.contents.operations.lines;
            lines.extend(path.map(|path| (name, path.clone())));
        }
        self.transitions.sort();
        self.transitions.dedup();
        for name in self.transitions {
            for path in self.types.remove(&name).unwrap_or_default() {
                self.contents.transitions.lines.push((name.clone(), path));
            }
        }
        self.contents
    }
}

/// A module's path, from the name of its crate on.
fn path_of(source: &Crate, name: &str, module: usize) -> String {
    match source.modules[module].parent {
        None => name.to_owned(),
        Some(parent) => format!(
            "{}::{}",
            path_of(source, name, parent),
            name_of(source, module)
        ),
    }
}

/// The lines of a table, `path` or `Name => path`, less those that are compiled under a condition.
fn lines(tokens: TokenStream) -> Vec<(Option<String>, String)> {
    let mut lines = Vec::new();
    let (mut name, mut path, mut conditional) = (None, String::new(), false);
    // Up to the comma or semicolon; behind the path of an operation stands who may call it.
    let mut rest = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let ends = match &token {
            TokenTree::Ident(ident) if !rest => {
                path.push_str(&ident.to_string());
                false
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                ':' if !rest => {
                    path.push(':');
                    false
                }
                '#' => {
                    conditional = true;
                    false
                }
                '=' => {
                    name = Some(std::mem::take(&mut path));
                    false
                }
                ',' if name.is_some() => {
                    rest = true;
                    false
                }
                ',' | ';' => true,
                _ => false,
            },
            _ => false,
        };
        if ends || tokens.peek().is_none() {
            if !path.is_empty() && !conditional {
                lines.push((name, path));
            }
            (name, path, conditional, rest) = (None, String::new(), false, false);
        }
    }
    lines
}

fn last(path: &str) -> String {
    path.rsplit("::").next().unwrap_or_default().to_owned()
}
