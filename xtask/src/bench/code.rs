//! What the Worker's code consists of: by crate, by operation and by transition.
//!
//! Measured on the module that wasm-bindgen made of what is deployed: `wasm-opt` has yet to shrink it, but it takes the
//! names away. So the sums are larger than what is deployed; what they are for is to be compared with each other and
//! with those of another day.

use super::functions::{self, Function, crate_of, paths};
use crate::floors::{Contents, Table};
use anyhow::{Context, Result};
use serde::Serialize;
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

/// Where the build leaves the module that has names.
const MODULE: &str = "target/bindings/worker/index_bg.wasm";

/// How many crates are shown, and how many of the largest of anything are kept.
const CRATES: usize = 10;
const LARGEST: usize = 5;

/// How far a function's name is shown.
const SHOWN: usize = 78;

/// The crates that views are made of.
const VIEWS: [&str; 2] = ["leptos", "tachys"];

/// All in bytes of code, before `wasm-opt`.
#[derive(Debug, Serialize)]
pub(super) struct Code {
    pub(super) bytes: usize,
    pub(super) functions: usize,
    /// What names a type or function of the crates that views are made of, whichever crate it counts for.
    pub(super) views: usize,
    /// The largest first.
    pub(super) crates: Vec<OfCrate>,
    pub(super) operations: Costs,
    pub(super) transitions: Costs,
}

#[derive(Debug, Serialize)]
pub(super) struct OfCrate {
    pub(super) name: String,
    pub(super) bytes: usize,
    /// Its largest functions.
    pub(super) largest: Vec<Part>,
}

/// What the lines of a table cost.
#[derive(Debug, Serialize)]
pub(super) struct Costs {
    /// How many there are, and how many of them have a function that names them.
    pub(super) lines: usize,
    pub(super) named: usize,
    /// Of all, with the functions that find one by its name.
    pub(super) bytes: usize,
    pub(super) average: usize,
    /// Without what finding one by its name costs.
    pub(super) largest: Vec<Part>,
}

#[derive(Debug, Serialize)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) bytes: usize,
}

/// Reads the module that was built.
pub(super) fn measure(root: &Path, contents: &Contents) -> Result<Code> {
    let module = fs::read(root.join(MODULE))
        .with_context(|| format!("{MODULE}, which `cargo xtask build` leaves"))?;
    Ok(count(&functions::read(&module)?, contents))
}

fn count(functions: &[Function], contents: &Contents) -> Code {
    let views = functions
        .iter()
        .filter(|function| paths(&function.name).any(is_of_views));
    Code {
        bytes: sum(functions.iter()),
        functions: functions.len(),
        views: sum(views),
        crates: by_crate(functions, contents),
        operations: costs(functions, &contents.operations, &wire_types),
        transitions: costs(functions, &contents.transitions, &|_| Vec::new()),
    }
}

fn sum<'a>(functions: impl Iterator<Item = &'a Function>) -> usize {
    functions.map(|function| function.bytes).sum()
}

fn is_of_views(path: &str) -> bool {
    let of = crate_of(path);
    VIEWS.iter().any(|view| of.starts_with(view))
}

/// A function counts for the crate that defines it; one from elsewhere that was made for a type of ours, for that
/// type's crate.
fn by_crate(functions: &[Function], contents: &Contents) -> Vec<OfCrate> {
    let mut crates: BTreeMap<&str, Vec<&Function>> = BTreeMap::new();
    for function in functions {
        let mut named = paths(&function.name).map(crate_of);
        let is_own = |name: &&str| contents.crates.contains(*name);
        let of = named.clone().find(is_own).or_else(|| named.next());
        crates
            .entry(of.unwrap_or("none"))
            .or_default()
            .push(function);
    }
    let mut crates: Vec<OfCrate> = crates
        .into_iter()
        .map(|(name, functions)| OfCrate {
            name: name.to_owned(),
            bytes: sum(functions.iter().copied()),
            largest: largest(
                functions
                    .iter()
                    .map(|function| (function.name.as_str(), function.bytes)),
            ),
        })
        .collect();
    crates.sort_by_key(|of| std::cmp::Reverse(of.bytes));
    crates
}

/// What each line of a table costs, by the names of functions: v0 names say all types that a function was compiled for.
/// A line has what is in its module or of its type, and what any crate's generic was compiled to for one of these or of
/// its types on the wire: the call of an operation, a transition's run, their futures, readers and writers. What the
/// compiler put into the function that finds a line by its name is shared by all. Not in this is what several share,
/// such as the reader of a type that stands in two requests; a function that names two lines counts for the first.
fn costs(functions: &[Function], table: &Table, also: &dyn Fn(&str) -> Vec<String>) -> Costs {
    let (mut whole, mut ends) = (HashMap::new(), HashMap::new());
    for (line, (name, path)) in table.lines.iter().enumerate() {
        whole.insert(path.as_str(), Some(line));
        ends.extend(also(name).into_iter().map(|end| (end, Some(line))));
    }
    whole.extend(table.dispatches.iter().map(|path| (path.as_str(), None)));

    let mut bytes = 0;
    let mut of_lines = vec![0; table.lines.len()];
    for function in functions {
        let line = paths(&function.name).find_map(|path| {
            beginnings(path)
                .find_map(|beginning| whole.get(beginning))
                .or_else(|| ends.get(last_two(path)))
        });
        if let Some(line) = line {
            bytes += function.bytes;
            if let Some(of_line) = line.and_then(|line: usize| of_lines.get_mut(line)) {
                *of_line += function.bytes;
            }
        }
    }
    let names = table.lines.iter().map(|(name, _)| name.as_str());
    Costs {
        lines: table.lines.len(),
        named: of_lines.iter().filter(|bytes| **bytes > 0).count(),
        bytes,
        average: bytes / table.lines.len().max(1),
        largest: largest(names.zip(of_lines)),
    }
}

/// The types that the wire makes for an operation, by the last two names of their paths.
fn wire_types(operation: &str) -> Vec<String> {
    vec![
        format!("operations::{operation}"),
        format!("requests::{operation}Request"),
        format!("responses::{operation}Response"),
    ]
}

/// `a::b::c`, `a::b` and `a`.
fn beginnings(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| Some(path.rsplit_once("::")?.0))
}

fn last_two(path: &str) -> &str {
    match path.rmatch_indices("::").nth(1) {
        Some((at, colons)) => &path[at + colons.len()..],
        None => path,
    }
}

fn largest<'a>(parts: impl Iterator<Item = (&'a str, usize)>) -> Vec<Part> {
    let mut parts: Vec<(&str, usize)> = parts.collect();
    parts.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    parts
        .into_iter()
        .take(LARGEST)
        .map(|(name, bytes)| Part {
            name: name.to_owned(),
            bytes,
        })
        .collect()
}

impl Code {
    pub(super) fn print(&self) {
        println!(
            "\nThe Worker's code: {} in {} functions, before wasm-opt ({MODULE}), by crate with its two largest",
            kilobytes(self.bytes),
            self.functions,
        );
        for of in self.crates.iter().take(CRATES) {
            for (number, function) in of.largest.iter().take(2).enumerate() {
                let (name, bytes) = match number {
                    0 => (of.name.as_str(), kilobytes(of.bytes)),
                    _ => ("", String::new()),
                };
                let shown: String = function.name.chars().take(SHOWN).collect();
                println!(
                    "{name:<20}{bytes:>11}{:>10}  {shown}",
                    kilobytes(function.bytes)
                );
            }
        }
        let share = 100.0 * self.views as f64 / self.bytes.max(1) as f64;
        println!(
            "naming leptos or tachys, the pages' views: {}, {share:.1} %",
            kilobytes(self.views)
        );
        self.operations.print("an operation");
        self.transitions.print("a transition");
    }
}

impl Costs {
    fn print(&self, what: &str) {
        let largest: Vec<String> = self
            .largest
            .iter()
            .map(|part| format!("{} {}", part.name, kilobytes(part.bytes)))
            .collect();
        println!(
            "{what} on average: {} ({} of {} are in names); the largest: {}",
            kilobytes(self.average),
            self.named,
            self.lines,
            largest.join(", ")
        );
    }
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1} kB", bytes as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(lines: &[(&str, &str)], dispatch: &str) -> Table {
        Table {
            lines: lines
                .iter()
                .map(|(name, path)| ((*name).to_owned(), (*path).to_owned()))
                .collect(),
            dispatches: vec![dispatch.to_owned()],
        }
    }

    fn counted(functions: &[(&str, usize)]) -> Code {
        let functions: Vec<Function> = functions
            .iter()
            .map(|(name, bytes)| Function {
                name: (*name).to_owned(),
                bytes: *bytes,
            })
            .collect();
        let contents = Contents {
            crates: ["idp", "store", "app"].map(str::to_owned).into(),
            operations: table(
                &[
                    ("SignUp", "idp::users::sign_up"),
                    ("GetUser", "idp::users::get_user"),
                ],
                "idp::table::dispatch",
            ),
            transitions: table(
                &[
                    ("SignUp", "store::users::SignUp"),
                    ("Drop", "store::users::Drop"),
                ],
                "store::class::dispatch",
            ),
        };
        count(&functions, &contents)
    }

    fn parts(parts: &[Part]) -> Vec<(&str, usize)> {
        parts
            .iter()
            .map(|part| (part.name.as_str(), part.bytes))
            .collect()
    }

    #[test]
    fn a_crate_has_what_was_compiled_for_its_types() {
        let code = counted(&[
            ("store::users::f", 1),
            ("store::run::<idp::T>", 2),
            (
                "<&mut serde_json::Deserializer as serde::Deserializer>::deserialize::<app::T>",
                40,
            ),
            ("serde_json::from_slice", 80),
            ("memcpy", 9),
            ("<tachys::View<app::T> as core::fmt::Debug>::fmt", 160),
            ("core::ptr::drop_in_place::<leptos_dom::Node>", 320),
        ]);
        let crates: Vec<(&str, usize)> = code
            .crates
            .iter()
            .map(|of| (of.name.as_str(), of.bytes))
            .collect();
        assert_eq!(
            crates,
            [
                ("core", 320),
                ("app", 200),
                ("serde_json", 80),
                ("none", 9),
                ("store", 3)
            ]
        );
        assert_eq!(
            parts(&code.crates[4].largest),
            [("store::run::<idp::T>", 2), ("store::users::f", 1)]
        );
        assert_eq!((code.views, code.bytes, code.functions), (480, 612, 7));
    }

    #[test]
    fn an_operation_has_its_module_its_types_and_what_was_compiled_for_them() {
        let code = counted(&[
            ("idp::users::sign_up::handle::{closure#0}", 1),
            (
                "idp::operation::<wire::idp::operations::SignUp>::{closure#0}",
                2,
            ),
            ("wire::parse::<wire::idp::requests::SignUpRequest>", 4),
            ("core::ptr::drop_in_place::<idp::users::sign_up::Draft>", 8),
            (
                "<wire::idp::responses::GetUserResponse as wire::Output>::to_body",
                16,
            ),
            ("idp::table::dispatch::{closure#0}", 32),
            // Of neither: one of a longer name, and a transition of the same name.
            ("idp::users::sign_up_again::handle", 64),
            (
                "wire::parse::<wire::idp::requests::AdminGetUserRequest>",
                64,
            ),
            ("store::run::<store::users::SignUp>", 64),
        ]);
        let costs = &code.operations;
        assert_eq!(parts(&costs.largest), [("GetUser", 16), ("SignUp", 15)]);
        assert_eq!((costs.bytes, costs.average), (63, 31));
        assert_eq!((costs.lines, costs.named), (2, 2));
    }

    #[test]
    fn a_transition_has_its_run_its_reader_and_its_methods() {
        let code = counted(&[
            ("<store::object::Shell>::run::<store::users::Drop>", 1),
            (
                "<<store::users::Drop as serde::Deserialize>::deserialize::__Visitor as serde::Visitor>::visit_map",
                2,
            ),
            ("<store::users::Drop as store::Transition>::apply", 4),
            ("store::class::dispatch", 8),
            ("idp::users::sign_up::handle", 64),
        ]);
        let costs = &code.transitions;
        assert_eq!(parts(&costs.largest)[0], ("Drop", 7));
        assert_eq!((costs.bytes, costs.average), (15, 7));
        assert_eq!((costs.lines, costs.named), (2, 1));
    }
}
