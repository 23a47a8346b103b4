//! Every target over its corpus, and over mutations of it: libFuzzer goes on from where this ends.

use std::{collections::BTreeSet, fs, num::NonZeroU32, panic, path::Path};
use vestibule_crypto::{RngExt as _, SeededRng, digest::sha256};
use vestibule_fuzz::TARGETS;

/// Of each seed: some thousands in all, in a few seconds.
const MUTATIONS: usize = 40;
/// Bytes that end or begin something in one of the languages that are parsed.
const INTERESTING: &[u8] =
    b"\0\t\n\x0b\x0c\r !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\x7f\x80\xc3\xe2\xf0\xff";

#[test]
fn every_target_has_a_corpus_and_a_binary_and_every_corpus_a_target() {
    let names: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names.len(), TARGETS.len());
    assert_eq!(entries("corpus"), names);
    let binaries: BTreeSet<String> = names.iter().map(|name| format!("{name}.rs")).collect();
    assert_eq!(entries("fuzz_targets"), binaries);
    let manifest = include_str!("../Cargo.toml");
    for name in &names {
        assert!(
            manifest.contains(&format!(
                "name = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"\nrequired-features = [\"libfuzzer\"]\n"
            )),
            "{name} is not in Cargo.toml"
        );
        assert!(seeds(name).len() >= 5, "{name} has too few seeds");
    }
}

#[test]
fn no_seed_breaks_its_target() {
    for (name, target) in TARGETS {
        for (seed, input) in seeds(name) {
            check(*target, &input, &format!("{name}, {seed}"));
        }
        check(*target, b"", &format!("{name}, nothing"));
    }
}

#[test]
fn no_mutation_of_a_seed_breaks_its_target() {
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        for (seed, input) in &seeds {
            let mutator = Mutator(SeededRng::new(sha256(&[name.as_bytes(), input])));
            for _ in 0..MUTATIONS {
                let other = &seeds[mutator.below(seeds.len())].1;
                let mutated = mutator.mutated(input, other);
                check(*target, &mutated, &format!("{name}, a mutation of {seed}"));
            }
        }
    }
}

/// Runs a target, and says on what it broke.
fn check(target: fn(&[u8]), input: &[u8], of: &str) {
    if panic::catch_unwind(|| target(input)).is_err() {
        panic!("{of}: \"{}\"", input.escape_ascii());
    }
}

struct Mutator(SeededRng);

impl Mutator {
    fn mutated(&self, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = input.to_vec();
        for _ in 0..=self.below(4) {
            let (from, to) = self.range(bytes.len());
            match self.below(6) {
                0 => bytes.insert(from, self.byte()),
                1 => drop(bytes.drain(from..to)),
                2 => {
                    let copy = bytes[from..to].to_vec();
                    drop(bytes.splice(from..from, copy));
                }
                3 => {
                    let (start, end) = self.range(other.len());
                    drop(bytes.splice(from..to, other[start..end].iter().copied()));
                }
                4 if from < bytes.len() => bytes[from] = self.byte(),
                _ if from < bytes.len() => bytes[from] ^= 1_u8 << self.below(8),
                _ => bytes.push(self.byte()),
            }
        }
        bytes
    }

    /// Mostly short.
    fn range(&self, len: usize) -> (usize, usize) {
        let from = self.below(len + 1);
        let longest = if self.below(4) == 0 { len } else { 4 };
        let to = from + self.below(longest + 1);
        (from, to.min(len))
    }

    fn byte(&self) -> u8 {
        INTERESTING[self.below(INTERESTING.len())]
    }

    fn below(&self, bound: usize) -> usize {
        let bound = u32::try_from(bound).ok().and_then(NonZeroU32::new);
        self.0.below(bound.expect("there is something to choose")) as usize
    }
}

/// The files of a target's corpus by name, and what is in them.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = format!("corpus/{target}");
    let read = |name: &String| fs::read(root().join(&folder).join(name)).expect("a seed is a file");
    entries(&folder)
        .into_iter()
        .map(|name| {
            let input = read(&name);
            (name, input)
        })
        .collect()
}

fn entries(folder: &str) -> BTreeSet<String> {
    let path = root().join(folder);
    let entries = fs::read_dir(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    entries
        .map(|entry| {
            let name = entry.expect("it can be listed").file_name();
            name.into_string().expect("names are ASCII")
        })
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
