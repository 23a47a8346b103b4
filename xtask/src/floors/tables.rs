//! What has a table of contents is in it: transitions, operations and paths. Tables are written by hand; a line that was
//! forgotten is code that nothing reaches, which the compiler doesn't say of what is public.

use super::sources::{Crate, is_test};
use proc_macro2::{TokenStream, TokenTree};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};
use syn::{
    Expr, Item, ItemImpl, LitStr, Macro, Pat, Path,
    visit::{self, Visit},
};

/// The constant that is the table of paths.
const PATHS: &str = "PATHS";
/// Where the Worker answers paths of its own, before it asks the table.
const ROUTER: &str = "worker/src/router.rs";

/// What the crates' sources say of their tables.
#[derive(Default)]
pub(super) struct Tables {
    /// By the name of the type: the files that make it a transition.
    transitions: BTreeMap<String, Vec<String>>,
    /// How often a `transitions![...]` lists the name.
    listed: BTreeMap<String, usize>,
    /// The modules with a function `handle`, by crate and the last two names of their paths, and their files.
    operations: BTreeMap<(PathBuf, String), String>,
    /// The modules that an `operations! { ... }` lists or whose `handle` is named, likewise.
    handled: BTreeSet<(PathBuf, String)>,
    /// What has no line in a crate's table of paths.
    not_routed: Vec<String>,
    /// The paths of a table, and those that the Worker answers before it asks the table.
    paths: BTreeSet<String>,
    answered_before: BTreeSet<String>,
}

/// The enums of one crate, and its table of paths.
#[derive(Default)]
struct Routes {
    variants: Vec<(String, String)>,
    /// The variants that the table leads to.
    routed: BTreeSet<(String, String)>,
}

impl Tables {
    pub(super) fn add(&mut self, source: &Crate) {
        let mut routes = Routes::default();
        for index in 0..source.modules.len() {
            let mut reading = Reading {
                tables: self,
                routes: &mut routes,
                of: source.files[0].path.clone(),
                file: source.files[source.modules[index].file]
                    .path
                    .display()
                    .to_string(),
                module: name_of(source, index),
                parent: source.modules[index]
                    .parent
                    .map_or_else(String::new, |parent| name_of(source, parent)),
            };
            for item in &source.modules[index].items {
                reading.visit_item(item);
            }
        }
        // Of the enums that the table names, each variant has a line.
        let is_routed = |of: &String| routes.routed.iter().any(|(known, _)| known == of);
        for (of, variant) in routes.variants {
            if is_routed(&of) && !routes.routed.contains(&(of.clone(), variant.clone())) {
                self.not_routed
                    .push(format!("{of}::{variant} has no line in {PATHS}"));
            }
        }
    }

    /// What is in no table, in two, or in one without being there.
    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = self.not_routed.clone();
        for (name, files) in &self.transitions {
            let (there, listed) = (files.len(), self.listed.get(name).copied().unwrap_or(0));
            if there != listed {
                let files = files.join(", ");
                problems.push(format!(
                    "{files}: the transition {name} has {listed} lines in transitions![...], expected {there}"
                ));
            }
        }
        for (operation, file) in &self.operations {
            if !self.handled.contains(operation) {
                let module = &operation.1;
                problems.push(format!("{file}: {module} is in no table of operations"));
            }
        }
        for path in self.paths.intersection(&self.answered_before) {
            problems.push(format!(
                "{path} is in {PATHS} and never gets there: {ROUTER} answers it before"
            ));
        }
        problems
    }
}

struct Reading<'a> {
    tables: &'a mut Tables,
    routes: &'a mut Routes,
    /// The root of the crate.
    of: PathBuf,
    file: String,
    module: String,
    parent: String,
}

impl<'ast> Visit<'ast> for Reading<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Fn(function) if !is_test(&function.attrs) && function.sig.ident == "handle" => {
                let module = format!("{}::{}", self.parent, self.module);
                self.tables
                    .operations
                    .insert((self.of.clone(), module), self.file.clone());
            }
            Item::Enum(item) => {
                let variants = item.variants.iter();
                let of = item.ident.to_string();
                self.routes
                    .variants
                    .extend(variants.map(|variant| (of.clone(), variant.ident.to_string())));
            }
            Item::Const(item) if item.ident == PATHS => {
                let mut named = Named::default();
                named.visit_expr(&item.expr);
                self.routes.routed.extend(named.0);
                self.tables.paths.extend(named.1);
            }
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if let Some((_, of, _)) = &item.trait_
            && of
                .segments
                .last()
                .is_some_and(|last| last.ident == "Transition")
            && !is_test(&item.attrs)
            && let syn::Type::Path(own) = &*item.self_ty
            && let Some(name) = own.path.segments.last()
        {
            let files = self.tables.transitions.entry(name.ident.to_string());
            files.or_default().push(self.file.clone());
        }
        visit::visit_item_impl(self, item);
    }

    /// `disable::handle` in the table of a folder.
    fn visit_path(&mut self, path: &'ast Path) {
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if let [.., module, handle] = names.as_slice()
            && handle == "handle"
        {
            let module = format!("{}::{module}", self.module);
            self.tables.handled.insert((self.of.clone(), module));
        }
        visit::visit_path(self, path);
    }

    fn visit_pat(&mut self, pattern: &'ast Pat) {
        if self.file.ends_with(ROUTER) {
            let mut named = Named::default();
            named.visit_pat(pattern);
            self.tables.answered_before.extend(named.1);
        } else {
            visit::visit_pat(self, pattern);
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let Some(name) = call.path.segments.last() else {
            return;
        };
        if name.ident == "transitions" {
            for path in paths(call.tokens.clone()) {
                let Some(name) = path.last() else { continue };
                *self.tables.listed.entry(name.clone()).or_default() += 1;
            }
        } else if name.ident == "operations" {
            for path in paths(call.tokens.clone()) {
                if let [.., folder, module] = path.as_slice() {
                    let module = format!("{folder}::{module}");
                    self.tables.handled.insert((self.of.clone(), module));
                }
            }
        }
    }
}

/// The last two names of each path in an expression, enum and variant; and the texts in it that are addresses.
#[derive(Default)]
struct Named(BTreeSet<(String, String)>, BTreeSet<String>);

impl<'ast> Visit<'ast> for Named {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        if let Expr::Path(path) = expr {
            let mut names = path
                .path
                .segments
                .iter()
                .rev()
                .map(|name| name.ident.to_string());
            if let (Some(variant), Some(of)) = (names.next(), names.next()) {
                self.0.insert((of, variant));
            }
        }
        visit::visit_expr(self, expr);
    }

    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        let text = text.value();
        if text.starts_with('/') {
            self.1.insert(text);
        }
    }
}

/// The paths in a macro's input, without what stands in brackets.
fn paths(tokens: TokenStream) -> Vec<Vec<String>> {
    let mut paths: Vec<Vec<String>> = Vec::new();
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            TokenTree::Ident(name) => {
                match paths.last_mut() {
                    Some(path) if colons == 2 => path.push(name.to_string()),
                    _ => paths.push(vec![name.to_string()]),
                }
                colons = 0;
            }
            _ => colons = 0,
        }
    }
    paths
}

/// The name by which a module's parent knows it.
pub(super) fn name_of(source: &Crate, module: usize) -> String {
    let Some(parent) = source.modules[module].parent else {
        return "crate".to_owned();
    };
    let siblings = &source.modules[parent].children;
    siblings
        .iter()
        .find(|(_, child)| **child == module)
        .map_or_else(String::new, |(name, _)| name.clone())
}
