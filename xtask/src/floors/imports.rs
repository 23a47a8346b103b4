//! Which file uses what of which other file of its crate.
//!
//! A path leads to the file of the last module that it names: `crate::ids::UserId` to `ids.rs`, whether that file
//! declares the name or passes another's on. That a module declares another (`mod child;`) is no import.

use super::sources::{Crate, is_test};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::{
    Attribute, ImplItem, Item, ItemUse, Macro, Path, UseTree, Visibility,
    ext::IdentExt,
    visit::{self, Visit},
};

/// By the importing file and the one imported: the names.
pub(super) type Imports = BTreeMap<(usize, usize), BTreeSet<String>>;

/// All imports between files of the crate that are written by hand.
pub(super) fn find(source: &Crate) -> Imports {
    let mut imports = Imports::new();
    for module in 0..source.modules.len() {
        let mut finder = Finder {
            source,
            module,
            aliases: BTreeMap::new(),
            imports: &mut imports,
        };
        // Modules that are imported under a name, which paths in the same module begin with.
        for item in &source.modules[module].items {
            if let Item::Use(item) = item
                && !is_test(&item.attrs)
            {
                finder.alias(&item.tree, &mut Vec::new());
            }
        }
        for item in &source.modules[module].items {
            finder.visit_item(item);
        }
    }
    imports
}

struct Finder<'a> {
    source: &'a Crate,
    module: usize,
    aliases: BTreeMap<String, usize>,
    imports: &'a mut Imports,
}

impl Finder<'_> {
    /// Where a path leads, and the first name in it that is no module; none for what is not of this crate.
    fn resolve<'p>(&self, path: &'p [String]) -> Option<(usize, Option<&'p str>)> {
        let (first, mut rest) = path.split_first()?;
        let modules = &self.source.modules;
        let here = &modules[self.module];
        let mut module = match first.as_str() {
            "crate" => 0,
            "self" => self.module,
            "super" => here.parent?,
            name => *here.children.get(name).or_else(|| self.aliases.get(name))?,
        };
        while let Some((name, after)) = rest.split_first() {
            module = match name.as_str() {
                "self" => module,
                "super" => modules[module].parent?,
                name => match modules[module].children.get(name) {
                    Some(child) => *child,
                    None => return Some((module, Some(name))),
                },
            };
            rest = after;
        }
        Some((module, None))
    }

    fn add(&mut self, path: &[String]) {
        let Some((module, name)) = self.resolve(path) else {
            return;
        };
        let files = &self.source.files;
        let (from, to) = (
            self.source.modules[self.module].file,
            self.source.modules[module].file,
        );
        if from != to && !files[from].generated && !files[to].generated {
            let name = name.or(path.last().map(String::as_str)).unwrap_or_default();
            self.imports
                .entry((from, to))
                .or_default()
                .insert(name.to_owned());
        }
    }

    fn alias(&mut self, tree: &UseTree, path: &mut Vec<String>) {
        walk(tree, path, &mut |path, bound| {
            if let Some((module, None)) = self.resolve(path) {
                self.aliases.insert(bound.to_owned(), module);
            }
        });
    }

    /// Paths in a macro's input, which isn't parsed as Rust: names with `::` between them.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(name) if colons == 2 && !path.is_empty() => {
                    path.push(name.unraw().to_string());
                }
                TokenTree::Ident(name) => {
                    self.add_if_path(&path);
                    path = vec![name.unraw().to_string()];
                }
                other => {
                    self.add_if_path(&path);
                    path.clear();
                    if let TokenTree::Group(group) = other {
                        self.add_tokens(group.stream());
                    }
                }
            }
            colons = 0;
        }
        self.add_if_path(&path);
    }

    fn add_if_path(&mut self, path: &[String]) {
        if path.len() > 1 {
            self.add(path);
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let test = match item {
            ImplItem::Fn(function) => is_test(&function.attrs),
            ImplItem::Const(constant) => is_test(&constant.attrs),
            _ => false,
        };
        if !test {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() {
            walk(&item.tree, &mut Vec::new(), &mut |path, _| self.add(path));
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none() {
            let names: Vec<String> = path
                .segments
                .iter()
                .map(|segment| segment.ident.unraw().to_string())
                .collect();
            self.add_if_path(&names);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        self.add_tokens(call.tokens.clone());
    }

    // `pub(in crate::oauth)` uses nothing of what it names, and attributes name what derives use.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}

/// Shows each path of a `use`, and the name that it is bound to.
fn walk(tree: &UseTree, path: &mut Vec<String>, show: &mut dyn FnMut(&[String], &str)) {
    match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.unraw().to_string());
            walk(&inner.tree, path, show);
            path.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                walk(tree, path, show);
            }
        }
        UseTree::Name(name) if name.ident == "self" => {
            let bound = path.last().cloned().unwrap_or_default();
            show(path, &bound);
        }
        UseTree::Name(name) => {
            let name = name.ident.unraw().to_string();
            path.push(name.clone());
            show(path, &name);
            path.pop();
        }
        UseTree::Rename(rename) => {
            let bound = rename.rename.unraw().to_string();
            let itself = rename.ident == "self";
            if !itself {
                path.push(rename.ident.unraw().to_string());
            }
            show(path, &bound);
            if !itself {
                path.pop();
            }
        }
        UseTree::Glob(_) => {
            path.push("*".to_owned());
            show(path, "*");
            path.pop();
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
