//! The pattern engine: it matches what the crate `regex` matches, for every pattern of the models.

use regex::Regex;
use std::{collections::BTreeSet, sync::LazyLock};
use vestibule_wire::{
    fuzzing,
    schema::{Kind, Shape, Structure},
};

/// In characters: what the models let through is longer, but the reference is to keep up.
const LONGEST: usize = 300;

/// The first byte chooses the pattern.
pub fn run(input: &[u8]) {
    static REFERENCES: LazyLock<Vec<Reference>> = LazyLock::new(references);
    // The two may know different versions of Unicode.
    static UNASSIGNED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\p{Cn}").expect("it is a pattern"));
    let Some((choice, text)) = input.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(text);
    let text: String = text.chars().take(LONGEST).collect();
    if UNASSIGNED.is_match(&text) {
        return;
    }
    let reference = &REFERENCES[usize::from(*choice) % REFERENCES.len()];
    assert_eq!(
        fuzzing::matches(reference.pattern, &text),
        reference.matches(&text),
        "{} on {text:?}",
        reference.pattern
    );
}

struct Reference {
    pattern: &'static str,
    regex: Regex,
    /// What the text may not end in: `regex` has no look-behind.
    not_at_the_end: Option<char>,
}

impl Reference {
    /// Of a pattern in Java's dialect, whose classes have to be spelt out.
    fn of(pattern: &'static str) -> Self {
        let (rest, not_at_the_end) = match pattern.strip_suffix(r"(?<!\.)$") {
            Some(rest) => (rest, Some('.')),
            None => (pattern, None),
        };
        let (flags, rest) = match rest.strip_prefix("(?s)") {
            Some(rest) => ("(?s)", rest.to_owned()),
            None => {
                let any = r"[^\n\r\x{85}\x{2028}\x{2029}]*";
                ("", rest.replace(".*", any))
            }
        };
        let spelt = rest
            .replace(r"[\S]", r"[^ \t\n\x0B\f\r]")
            .replace(r"\s", r" \t\n\x0B\f\r")
            .replace(r"\w", "A-Za-z0-9_")
            .replace(r"\d", "[0-9]");
        Self {
            pattern,
            regex: Regex::new(&format!(r"{flags}\A(?:{spelt})\z")).expect("it is a pattern"),
            not_at_the_end,
        }
    }

    fn matches(&self, text: &str) -> bool {
        let ends_well = self.not_at_the_end.is_none_or(|end| !text.ends_with(end));
        ends_well && self.regex.is_match(text)
    }
}

fn references() -> Vec<Reference> {
    let mut patterns = BTreeSet::new();
    for input in fuzzing::inputs().iter().chain(fuzzing::rest_inputs()) {
        collect(input.structure, &mut patterns);
    }
    patterns.into_iter().map(Reference::of).collect()
}

fn collect(structure: &Structure, patterns: &mut BTreeSet<&'static str>) {
    let mut shapes: Vec<&Shape> = structure
        .members
        .iter()
        .map(|member| member.shape)
        .collect();
    while let Some(shape) = shapes.pop() {
        patterns.extend(shape.pattern);
        match shape.kind {
            Kind::List(element) => shapes.push(element),
            Kind::Map(key, element) => shapes.extend([key, element]),
            Kind::Structure(structure) => collect(structure, patterns),
            _ => {}
        }
    }
}
