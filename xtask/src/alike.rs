//! The order of a module's functions: those that came of one generic stand beside each other. They are alike, and
//! compress by a twentieth better.

use anyhow::Result;
use wasm_encoder::{CustomSection, NameMap, NameSection, RawSection};
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// The same module, its functions named so that their names' order is the one that is wanted. Other names are gone.
///
/// # Errors
/// What isn't a module.
pub(crate) fn named_by_kind(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Payload::CustomSection(section) = &payload {
            match section.as_known() {
                KnownCustom::Name(parts) => {
                    let mut names = NameMap::new();
                    for part in parts {
                        let Name::Function(of_functions) = part? else {
                            continue;
                        };
                        for naming in of_functions {
                            let naming = naming?;
                            names.append(naming.index, &kind(naming.name));
                        }
                    }
                    let mut section = NameSection::new();
                    section.functions(&names);
                    module.section(&section);
                }
                _ => {
                    module.section(&CustomSection {
                        name: section.name().into(),
                        data: section.data().into(),
                    });
                }
            }
        } else if let Some((id, range)) = payload.as_section() {
            let data = &wasm[range];
            module.section(&RawSection { id, data });
        }
    }
    Ok(module.finish())
}

/// A demangled name, what a function does before what it does it for: of `<A as Trait>::method::<B>` first
/// `Trait::method`, then the whole.
fn kind(name: &str) -> String {
    let does = match impl_of(name) {
        Some((is, method)) => {
            let of = as_trait(is).unwrap_or(is);
            format!("{}{}", without_arguments(of), without_arguments(method))
        }
        None => without_arguments(name),
    };
    format!("{does}|{name}")
}

/// `A as Trait` and `::method` of `<A as Trait>::method`.
fn impl_of(name: &str) -> Option<(&str, &str)> {
    let inside = name.strip_prefix('<')?;
    let end = outside(inside).find_map(|(at, depth)| (depth < 0).then_some(at))?;
    let (is, method) = inside.split_at(end);
    Some((is, method.strip_prefix('>')?))
}

/// `Trait` of `A as Trait`.
fn as_trait(is: &str) -> Option<&str> {
    const AS: &str = " as ";
    let at = outside(is).find_map(|(at, depth)| {
        let here = is.get(at..)?;
        (depth == 0 && here.starts_with(AS)).then_some(at)
    })?;
    is.get(at + AS.len()..)
}

/// The name but for what stands in angle brackets.
fn without_arguments(name: &str) -> String {
    let kept = outside(name).filter(|(_, depth)| *depth == 0);
    kept.filter_map(|(at, _)| name.get(at..)?.chars().next())
        .filter(|letter| *letter != '>')
        .collect()
}

/// Each character's place, and in how many angle brackets it stands: negative behind one that closes what isn't open. A
/// bracket counts as inside when it opens, as outside when it closes. That of an arrow is none.
fn outside(name: &str) -> impl Iterator<Item = (usize, i32)> {
    let mut depth = 0;
    let mut before = ' ';
    name.char_indices().map(move |(at, letter)| {
        match letter {
            '<' => depth += 1,
            '>' if before != '-' => depth -= 1,
            _ => {}
        }
        before = letter;
        (at, depth)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_function_does_comes_before_what_it_does_it_for() {
        for (name, does) in [
            (
                "core::ptr::drop_in_place::<alloc::vec::Vec<u8>>",
                "core::ptr::drop_in_place::",
            ),
            (
                "<a::Pool as serde::Deserialize>::deserialize::<b::Json<c::Str>>",
                "serde::Deserialize::deserialize::",
            ),
            (
                "<&mut b::Json<c::Str> as serde::Deserializer<'_>>::any",
                "serde::Deserializer::any",
            ),
            ("<a::Cache<K>>::get", "a::Cache::get"),
            ("<dyn Fn(u8) -> <a::B as c::D>::E as f::G>::h", "f::G::h"),
            ("memcpy", "memcpy"),
            ("<", ""),
            ("a -> b", "a - b"),
        ] {
            assert_eq!(
                kind(name).split_once('|').map(|(does, _)| does),
                Some(does),
                "{name}"
            );
        }
    }

    #[test]
    fn all_but_the_names_is_kept() {
        use wasm_encoder::{
            CodeSection, Function, FunctionSection, Instruction, Module, TypeSection, ValType,
        };
        let built = |names: &[&str]| {
            let mut types = TypeSection::new();
            types.ty().function([], [ValType::I32]);
            let mut functions = FunctionSection::new();
            let mut code = CodeSection::new();
            let mut map = NameMap::new();
            for (index, name) in (0..).zip(names) {
                functions.function(0);
                let mut function = Function::new([]);
                function
                    .instruction(&Instruction::I32Const(index))
                    .instruction(&Instruction::End);
                code.function(&function);
                map.append(index.unsigned_abs(), name);
            }
            let mut section = NameSection::new();
            section.functions(&map);
            let mut module = Module::new();
            module
                .section(&types)
                .section(&functions)
                .section(&code)
                .section(&CustomSection {
                    name: "other".into(),
                    data: [1, 2].as_slice().into(),
                })
                .section(&section);
            module.finish()
        };
        assert_eq!(
            named_by_kind(&built(&["<a as b>::c", "d"])).unwrap(),
            built(&["b::c|<a as b>::c", "d|d"])
        );
        assert!(named_by_kind(b"no module").is_err());
    }
}
