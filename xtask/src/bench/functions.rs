//! The functions of a compiled module: what each weighs, and what its name says of it.

use anyhow::{Result, bail};
use std::collections::BTreeMap;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// A function's name, without hashes, and the bytes of its code.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) bytes: usize,
}

/// The functions that a module defines.
///
/// # Errors
/// What isn't a module, or one without names.
pub(super) fn read(wasm: &[u8]) -> Result<Vec<Function>> {
    // Names are by index, and what is imported comes first.
    let mut index = 0;
    let mut bodies = Vec::new();
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let of = import?.ty;
                    index += u32::from(matches!(of, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                }
            }
            Payload::CodeSectionEntry(body) => {
                bodies.push((index, body.range().len()));
                index += 1;
            }
            Payload::CustomSection(section) => {
                let KnownCustom::Name(parts) = section.as_known() else {
                    continue;
                };
                for part in parts {
                    let Name::Function(of_functions) = part? else {
                        continue;
                    };
                    for naming in of_functions {
                        let naming = naming?;
                        names.insert(naming.index, plain(naming.name));
                    }
                }
            }
            _ => {}
        }
    }
    if names.is_empty() {
        bail!("the module has no names of functions");
    }
    let functions = bodies.into_iter().map(|(index, bytes)| Function {
        name: names.remove(&index).unwrap_or_default(),
        bytes,
    });
    Ok(functions.collect())
}

/// A demangled name without what tells compilations apart: the hash of a crate, `core[1f3a]::`, or of a function,
/// `::h0123456789abcdef`, and the number of one of the same name, `[1]`.
fn plain(name: &str) -> String {
    let mut rest = match name.rsplit_once("::h") {
        Some((before, hash)) if hash.len() == 16 && is_hexadecimal(hash) => before,
        _ => name,
    };
    let mut plain = String::new();
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        match after.split_once(']') {
            // An array's or slice's type stands behind no name, and not at the end.
            Some((hash, after))
                if is_hexadecimal(hash) && (after.is_empty() || before.ends_with(is_of_name)) =>
            {
                rest = after;
            }
            _ => {
                plain.push('[');
                rest = after;
            }
        }
    }
    plain + rest
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_of_name(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// The paths in a function's name that begin with a crate, in their order: `a::f` and `b::T` of `a::f::<b::T>`.
pub(super) fn paths(name: &str) -> impl Iterator<Item = &str> + Clone {
    name.split(|char| !is_of_name(char) && char != ':')
        // What stands behind a bracket begins with colons, what stands before one ends with them.
        .filter(|path| !path.starts_with(':'))
        .map(|path| path.trim_end_matches(':'))
        .filter(|path| path.contains("::"))
}

/// The crate that a path begins with.
pub(super) fn crate_of(path: &str) -> &str {
    path.split("::").next().unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, EntityType, FunctionSection, ImportSection, Instruction, Module, NameMap,
        NameSection, TypeSection,
    };

    /// A module that imports a function and a memory's worth of nothing else, and defines functions of so many `nop`s.
    fn module(functions: &[(&str, usize)]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("env", "imported", EntityType::Function(0));
        let (mut defined, mut code) = (FunctionSection::new(), CodeSection::new());
        let mut names = NameMap::new();
        names.append(0, "imported");
        for (index, (name, nops)) in (1..).zip(functions) {
            defined.function(0);
            let mut body = wasm_encoder::Function::new([]);
            for _ in 0..*nops {
                body.instruction(&Instruction::Nop);
            }
            body.instruction(&Instruction::End);
            code.function(&body);
            if !name.is_empty() {
                names.append(index, name);
            }
        }
        let mut section = NameSection::new();
        section.functions(&names);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&defined)
            .section(&code);
        if !functions.is_empty() {
            module.section(&section);
        }
        module.finish()
    }

    #[test]
    fn functions_are_read_with_their_names_and_bytes() {
        let wasm = module(&[("a[1f]::f", 3), ("", 1), ("memcpy", 0)]);
        let functions = read(&wasm).unwrap();
        let found: Vec<(&str, usize)> = functions
            .iter()
            .map(|function| (function.name.as_str(), function.bytes))
            .collect();
        // A body also says that it has no locals, and ends.
        assert_eq!(found, [("a::f", 5), ("", 3), ("memcpy", 2)]);
    }

    #[test]
    fn a_module_without_names_is_refused() {
        for wasm in [module(&[]), b"\0asm".to_vec(), Vec::new()] {
            assert!(read(&wasm).is_err());
        }
    }

    #[test]
    fn names_lose_their_hashes_and_keep_arrays() {
        for (name, expected) in [
            ("alloc[5cd02a]::fmt::format", "alloc::fmt::format"),
            (
                "a[1]::f::<[u8; 32usize], [b[2]::T], [f64]>::{closure#0}[3]",
                "a::f::<[u8; 32usize], [b::T], [f64]>::{closure#0}",
            ),
            ("a::b::f::h0123456789abcdef", "a::b::f"),
            ("a::b::help", "a::b::help"),
            ("a::f::<[u8]", "a::f::<[u8]"),
        ] {
            assert_eq!(plain(name), expected);
        }
    }

    #[test]
    fn paths_begin_with_a_crate() {
        for (name, expected) in [
            ("memcpy", &[][..]),
            (
                "a::f::<b::c::T, u8>::{closure#0}::g",
                &["a::f", "b::c::T"][..],
            ),
            (
                "<<a::T as serde::Deserialize>::deserialize::__Visitor as serde::Visitor>::visit_map::<&mut b::R>",
                &["a::T", "serde::Deserialize", "serde::Visitor", "b::R"],
            ),
            (
                "core::ptr::drop_in_place::<[alloc::vec::Vec<&'static str>]>",
                &["core::ptr::drop_in_place", "alloc::vec::Vec"],
            ),
            (
                "a::_::<impl serde::Serialize for a::T>::serialize",
                &["a::_", "serde::Serialize", "a::T"],
            ),
        ] {
            assert_eq!(paths(name).collect::<Vec<_>>(), expected, "{name}");
        }
    }
}
