//! Small made-up trees, each with one thing that holds or doesn't.

use super::*;
use crate::floors::crates::{self, Package, floors};

/// A crate of files with their texts, the first of which is its root.
fn made_up(files: &[(&str, &str)]) -> Crate {
    let read = |path: &Path| {
        files
            .iter()
            .find(|(name, _)| Path::new(name) == path)
            .map(|(_, text)| (*text).to_owned())
    };
    Crate::read(Path::new(files[0].0), &read).unwrap()
}

fn circles(files: &[(&str, &str)]) -> Vec<String> {
    circles_in(&made_up(files))
}

/// `from -> to` for each import, by the names of the files.
fn edges(files: &[(&str, &str)]) -> Vec<String> {
    let source = made_up(files);
    let name = |file: usize| source.files[file].path.display();
    imports::find(&source)
        .into_keys()
        .map(|(from, to)| format!("{} -> {}", name(from), name(to)))
        .collect()
}

#[test]
fn a_circle_of_three_is_found_and_printed_with_its_names() {
    let found = circles(&[
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::{B, Other}; pub struct A;"),
        (
            "b.rs",
            "pub struct B; pub struct Other; fn f() { crate::c::g(); }",
        ),
        ("c.rs", "use super::a; pub fn g() -> a::A { a::A }"),
        ("d.rs", "use crate::a::A;"),
    ]);
    assert_eq!(
        found,
        ["3 files import each other in a circle:\n  \
          a.rs -> b.rs: B, Other\n  \
          b.rs -> c.rs: g\n  \
          c.rs -> a.rs: A, a"]
    );
}

#[test]
fn a_pair_passes_and_so_does_a_folder_with_those_in_it() {
    let pair = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "use crate::a::A; pub struct B;"),
    ];
    assert_eq!(edges(&pair), ["a.rs -> b.rs", "b.rs -> a.rs"]);
    assert_eq!(circles(&pair), Vec::<String>::new());

    let folder = [
        ("lib.rs", "mod a;"),
        (
            "a/mod.rs",
            "mod b; mod c; pub use b::B; pub use c::C; pub struct Shared;",
        ),
        ("a/b.rs", "use super::Shared; pub struct B;"),
        ("a/c.rs", "use super::Shared; pub struct C;"),
    ];
    assert_eq!(edges(&folder).len(), 4);
    assert_eq!(circles(&folder), Vec::<String>::new());
}

#[test]
fn those_in_a_folder_import_what_they_share_from_it() {
    let found = circles(&[
        ("lib.rs", "mod a;"),
        (
            "a/mod.rs",
            "mod b; mod c; pub struct Shared; fn f() { b::g() }",
        ),
        ("a/b.rs", "use super::{Shared, c::C}; pub fn g() {}"),
        ("a/c.rs", "use super::Shared; pub struct C;"),
    ]);
    assert_eq!(found, Vec::<String>::new());
    // Two in it and one beside them.
    let found = circles(&[
        ("lib.rs", "mod a; mod d;"),
        ("a/mod.rs", "mod b; pub struct Shared; fn f() { b::g() }"),
        ("a/b.rs", "use crate::d::D; pub fn g() {}"),
        ("d.rs", "use crate::a::Shared; pub struct D;"),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
    // A circle of three among those in it.
    let found = circles(&[
        (
            "lib.rs",
            "mod a; mod b; mod c; pub use a::A; pub struct Shared;",
        ),
        ("a.rs", "use crate::{Shared, b::B}; pub struct A;"),
        ("b.rs", "use crate::{Shared, c::C}; pub struct B;"),
        ("c.rs", "use crate::{Shared, a::A}; pub struct C;"),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("3 files"), "{found:?}");
}

#[test]
fn what_a_folder_passes_on_is_imported_from_the_folder() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a/mod.rs", "mod inner; pub use inner::Item;"),
        (
            "a/inner.rs",
            "pub struct Item; impl Item { fn f() { crate::b::g() } }",
        ),
        ("b.rs", "use crate::a::Item; pub fn g() {}"),
    ];
    assert_eq!(
        edges(&files),
        [
            "a/mod.rs -> a/inner.rs",
            "a/inner.rs -> b.rs",
            "b.rs -> a/mod.rs"
        ]
    );
    assert_eq!(circles(&files).len(), 1);
}

#[test]
fn to_declare_a_module_is_no_import() {
    let files = [
        ("lib.rs", "pub mod a; pub fn f() {}"),
        ("a.rs", "use crate::f;"),
    ];
    assert_eq!(edges(&files), ["a.rs -> lib.rs"]);
}

#[test]
fn paths_are_found_wherever_they_stand() {
    for (what, text) in [
        ("an expression", "fn f() { crate::b::g(1) }"),
        ("a type", "fn f(_: Vec<crate::b::B>) {}"),
        ("a bound", "fn f<T: super::b::B>(_: T) {}"),
        ("a pattern", "fn f() { let crate::b::B = 1; }"),
        ("a macro's input", "fn f() { vec![(1, crate::b::g())]; }"),
        (
            "a macro that is defined",
            "macro_rules! m { () => { $crate::b::g() } }",
        ),
        ("a function's own use", "fn f() { use crate::b::g; g() }"),
        ("a module under a name", "use crate::b as other; fn f() {}"),
        ("a nested group", "use crate::{b::{self, g as h}};"),
        ("everything", "use crate::b::*;"),
        ("an inline module", "mod inner { use super::super::b::B; }"),
        ("a sibling by self", "use self::super::b;"),
    ] {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", text),
            ("b.rs", "pub struct B; pub fn g() {}"),
        ];
        assert_eq!(edges(&files), ["a.rs -> b.rs"], "{what}");
    }
}

#[test]
fn a_path_that_begins_with_an_imported_module_leads_into_it() {
    let files = [
        ("lib.rs", "mod a; mod store;"),
        ("a.rs", "use crate::store; fn f() { store::rows::g() }"),
        ("store/mod.rs", "pub mod rows;"),
        ("store/rows.rs", "pub fn g() {}"),
    ];
    assert_eq!(
        edges(&files),
        ["a.rs -> store/mod.rs", "a.rs -> store/rows.rs"]
    );
}

#[test]
fn tests_other_crates_and_generated_files_are_left_out() {
    for text in [
        "#[cfg(test)] mod tests { use crate::b::B; }",
        "mod fixtures;",
        "#[cfg(test)] mod other;",
        "#[cfg(any(test, feature = \"testing\"))] use crate::b::B;",
        "#[test] fn f() { crate::b::g() }",
        "impl A { #[cfg(test)] fn f() { crate::b::g() } }",
        "use b::B;",
        "use ::b::B;",
        "pub(in crate::b) fn f() {}",
    ] {
        let files = [("lib.rs", "mod a; mod b;"), ("a.rs", text), ("b.rs", "")];
        assert_eq!(edges(&files), Vec::<String>::new(), "{text}");
    }
    let generated = [
        ("lib.rs", "mod a; mod b;"),
        (
            "a.rs",
            "// Made by `cargo xtask codegen` from a model\nuse crate::b::B;",
        ),
        ("b.rs", "use crate::a::A;"),
    ];
    assert_eq!(edges(&generated), Vec::<String>::new());
}

#[test]
fn a_module_can_say_where_its_file_is() {
    let files = [
        ("src/lib.rs", "#[path = \"../other/a.rs\"] mod a; mod b;"),
        ("src/b.rs", "use crate::a::A;"),
        ("other/a.rs", "mod inner; pub struct A;"),
        ("other/inner.rs", ""),
    ];
    assert_eq!(edges(&files), ["src/b.rs -> other/a.rs"]);
}

fn package(name: &str, dependencies: &[&str], for_tests: &[&str]) -> Package {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Package {
        name: name.to_owned(),
        folder: Path::new("worker/crates").join(name),
        dependencies: owned(dependencies),
        test_dependencies: owned(for_tests),
        ..Package::default()
    }
}

#[test]
fn a_floor_knows_what_is_below_it() {
    let found = |packages: &[Package]| {
        let mut found = floors(packages);
        found.retain(|problem| !problem.starts_with("there is no crate"));
        found
    };
    let good = [
        package(
            "vestibule-store",
            &["vestibule-model", "serde"],
            &["vestibule-store"],
        ),
        package("vestibule-web", &["vestibule-engine"], &["vestibule-idp"]),
    ];
    assert_eq!(found(&good), Vec::<String>::new());
    let bad = [
        package("vestibule-model", &[], &["vestibule-engine"]),
        package("vestibule-store", &["vestibule-engine"], &[]),
        package("vestibule-web", &["vestibule-idp"], &[]),
        package("vestibule-attic", &[], &[]),
    ];
    assert_eq!(
        found(&bad),
        [
            "vestibule-attic is in worker/crates and not in the table of floors",
            "the tests of vestibule-model depend on vestibule-engine, which is not below it",
            "vestibule-store depends on vestibule-engine, which is not below it",
            "vestibule-web depends on vestibule-idp, which is not below it",
        ]
    );
}

#[test]
fn each_floor_is_there() {
    let missing = floors(&[package("vestibule-model", &[], &[])]);
    assert_eq!(missing.len(), 9, "{missing:?}");
    assert_eq!(
        missing[0],
        "there is no crate vestibule-crypto, which is a floor"
    );
}

#[test]
fn what_is_optional_for_fixtures_alone_is_for_tests() {
    let read = |features: &str| {
        let text = format!(
            "[package]\nname = \"a\"\n[features]\n{features}\n[dependencies]\nb = {{ workspace = true, optional = true }}\nc.workspace = true"
        );
        let package = crates::read(Path::new("a"), &text).unwrap();
        (package.dependencies, package.test_dependencies)
    };
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        read("testing = [\"dep:b\"]"),
        (names(&["c"]), names(&["b"]))
    );
    for features in [
        "testing = [\"dep:b\"]\nbench = [\"dep:b\"]",
        "bench = [\"dep:b\"]",
        // Without a feature that names it, its own name is one.
        "",
    ] {
        assert_eq!(
            read(features),
            (names(&["b", "c"]), names(&[])),
            "{features}"
        );
    }
}

fn table_problems(files: &[(&str, &str)]) -> Vec<String> {
    let mut tables = Tables::default();
    tables.add(&made_up(files));
    tables.problems()
}

#[test]
fn each_transition_has_one_line() {
    let listed = |lines: &str| {
        table_problems(&[
            ("lib.rs", "mod a; mod rows;"),
            ("a.rs", &format!("crate::transitions![{lines}];")),
            (
                "rows.rs",
                "impl Transition for Keep {} impl crate::Transition for Drop {}",
            ),
        ])
    };
    assert_eq!(
        listed("rows::Keep, #[cfg(feature = \"x\")] Drop"),
        Vec::<String>::new()
    );
    assert_eq!(
        listed("rows::Keep, rows::Keep"),
        [
            "rows.rs: the transition Drop has 0 lines in transitions![...], expected 1",
            "rows.rs: the transition Keep has 2 lines in transitions![...], expected 1",
        ]
    );
}

#[test]
fn each_operation_has_a_line() {
    let listed = |table: &str, folder: &str| {
        table_problems(&[
            ("lib.rs", "mod table; mod users;"),
            ("table.rs", table),
            (
                "users/mod.rs",
                &format!("mod get_user; mod naming; {folder}"),
            ),
            ("users/get_user.rs", "pub async fn handle() {}"),
            ("users/naming.rs", "pub fn named() {}"),
        ])
    };
    let good = Vec::<String>::new();
    assert_eq!(
        listed("operations! { GetUser => users::get_user, User; }", ""),
        good
    );
    assert_eq!(listed("", "fn dispatch() { get_user::handle() }"), good);
    assert_eq!(
        listed("operations! { GetUser => clients::get_user, User; }", ""),
        ["users/get_user.rs: users::get_user is in no table of operations"]
    );
}

#[test]
fn each_page_has_a_path() {
    let listed = |last: &str| {
        table_problems(&[(
            "lib.rs",
            &format!(
                "enum Page {{ Login, Logout }} enum Other {{ A }} enum Endpoint {{ Page(Page) }}\
                 const PATHS: &[Line] = &[Line {{ path: \"/\", endpoint: Endpoint::Page(Page::Login) }}, {last}];"
            ),
        )])
    };
    assert_eq!(
        listed("Line { path: \"/out\", endpoint: Endpoint::Page(Page::Logout) }"),
        Vec::<String>::new()
    );
    assert_eq!(listed(""), ["Page::Logout has no line in PATHS"]);
}

#[test]
fn operations_of_one_name_in_two_crates_are_two() {
    let mut tables = Tables::default();
    let files =
        |root: &'static str, folder: &'static str, file: &'static str, table: &'static str| {
            [
                (root, table),
                (folder, "mod get;"),
                (file, "fn handle() {}"),
            ]
        };
    tables.add(&made_up(&files(
        "a/lib.rs",
        "a/users/mod.rs",
        "a/users/get.rs",
        "mod users; operations! { Get => users::get, User; }",
    )));
    tables.add(&made_up(&files(
        "b/lib.rs",
        "b/users/mod.rs",
        "b/users/get.rs",
        "mod users;",
    )));
    assert_eq!(
        tables.problems(),
        ["b/users/get.rs: users::get is in no table of operations"]
    );
}

#[test]
fn a_path_that_is_answered_before_the_table_is_asked_is_found() {
    let answered = |path: &str| {
        let mut tables = Tables::default();
        tables.add(&made_up(&[(
            "web/lib.rs",
            "const PATHS: &[Line] = &[Line { path: \"/login\", endpoint: Endpoint::Login }];",
        )]));
        let router = format!(
            "fn answer() {{ match (method, path) {{ (\"GET\" | \"HEAD\", \"{path}\") => a, _ => b }} }}"
        );
        tables.add(&made_up(&[
            ("worker/src/lib.rs", "mod router;"),
            ("worker/src/router.rs", &router),
        ]));
        tables.problems()
    };
    assert_eq!(answered("/healthz"), Vec::<String>::new());
    assert_eq!(
        answered("/login"),
        ["/login is in PATHS and never gets there: worker/src/router.rs answers it before"]
    );
}

#[test]
fn tables_list_what_compiled_code_names() {
    let files = [
        ("lib.rs", "mod store; mod table; mod users;"),
        ("store.rs", "mod class; mod users; mod seed;"),
        (
            "store/class.rs",
            "crate::transitions![users::SignUp, #[cfg(feature = \"bench\")] seed::Seed, users::Drop];",
        ),
        (
            "store/users.rs",
            "impl Transition for SignUp {} impl Transition for Drop {} impl Clone for Drop {}",
        ),
        ("store/seed.rs", "impl Transition for Seed {}"),
        (
            "table.rs",
            "macro_rules! operations { () => {}; }
             operations! { GetUser => users::get_user, User; SignUp => users::sign_up, Public; }",
        ),
        ("users.rs", "mod get_user; mod sign_up;"),
        ("users/get_user.rs", "async fn handle() {}"),
        ("users/sign_up.rs", "async fn handle() {}"),
    ];
    let wire = [(
        "lib.rs",
        "operations! { CognitoIdp; GetUser(GetUserRequest) -> (), None, \"POST\" \"/\", [Bad,]; }",
    )];
    let mut found = contents::Found::default();
    for (name, files) in [("wire", &wire[..]), ("core", &files)] {
        let read = |path: &Path| {
            let file = files.iter().find(|(name, _)| Path::new(name) == path);
            file.map(|(_, text)| (*text).to_owned())
        };
        found.add(name, Path::new(files[0].0), &read).unwrap();
    }
    let listed = found.listed();
    let lines = |lines: &[(&str, &str)]| -> Vec<(String, String)> {
        let pairs = lines.iter();
        pairs
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    };
    assert_eq!(
        listed.operations.lines,
        lines(&[
            ("GetUser", "core::users::get_user"),
            ("SignUp", "core::users::sign_up")
        ])
    );
    assert_eq!(listed.operations.dispatches, ["core::table::dispatch"]);
    assert_eq!(
        listed.transitions.lines,
        lines(&[
            ("Drop", "core::store::users::Drop"),
            ("SignUp", "core::store::users::SignUp")
        ])
    );
    assert_eq!(
        listed.transitions.dispatches,
        ["core::store::class::dispatch"]
    );
}

#[test]
fn the_tables_of_this_repository_are_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let listed = contents(root).unwrap();
    for table in [&listed.operations, &listed.transitions] {
        assert!(table.lines.len() >= 50, "{table:?}");
        assert!(!table.dispatches.is_empty());
    }
    assert!(listed.crates.contains("vestibule_worker"));
}
