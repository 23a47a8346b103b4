//! Makes two things that pages embed: the texts of `locales/` as an enum of keys with one table a language,
//! and the style sheets of `style/` as strings without comments and white space.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

const STYLE_SHEETS: [&str; 3] = ["tokens.css", "base.css", "components.css"];
/// What the pages for developers have besides, so that people who sign in do not load it.
const DEVELOPER_STYLE_SHEETS: [&str; 1] = ["developer.css"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("texts.rs"), texts(&root.join("locales"))?)?;
    let folder = root.join("../style");
    fs::write(out.join("style.css"), style(&folder, &STYLE_SHEETS)?)?;
    fs::write(
        out.join("developer.css"),
        style(&folder, &DEVELOPER_STYLE_SHEETS)?,
    )?;
    Ok(())
}

type Texts = BTreeMap<String, String>;

fn texts(folder: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut languages = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let code = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .ok_or("a locale's name is its language")?;
        languages.insert(code.to_owned(), read_language(&path)?);
    }
    let english = languages.remove("en").ok_or("locales/en.toml is missing")?;
    for (code, texts) in &languages {
        if let Some(unknown) = texts.keys().find(|key| !english.contains_key(*key)) {
            return Err(format!("locales/{code}.toml: `{unknown}` is not in en.toml").into());
        }
    }

    let mut code = String::from("/// The name of a text. Its documentation is the English text.\n");
    code.push_str("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]\npub enum Key {\n");
    for (key, text) in &english {
        writeln!(code, "    /// {text}\n    {},", variant(key))?;
    }
    code.push_str(
        "}\n\nimpl Key {\n    /// Every key, sorted by name.\n    pub const ALL: &[Self] = &[",
    );
    for key in english.keys() {
        write!(code, "Self::{}, ", variant(key))?;
    }
    code.push_str(
        "];\n\n    /// The name under which a text is overridden, such as `login.heading`.\n",
    );
    code.push_str("    pub const fn name(self) -> &'static str {\n        match self {\n");
    for key in english.keys() {
        writeln!(code, "            Self::{} => {key:?},", variant(key))?;
    }
    code.push_str("        }\n    }\n}\n\n");
    code.push_str("/// A language that pages are written in.\n#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]\n");
    code.push_str("pub enum Language {\n    #[default]\n    En,\n");
    for language in languages.keys() {
        writeln!(code, "    {},", variant(language))?;
    }
    code.push_str("}\n\nimpl Language {\n    /// Every language, English first.\n    pub const ALL: &[Self] = &[Self::En, ");
    for language in languages.keys() {
        write!(code, "Self::{}, ", variant(language))?;
    }
    code.push_str("];\n\n    /// The BCP 47 tag, such as `en`.\n    pub const fn tag(self) -> &'static str {\n        match self {\n            Self::En => \"en\",\n");
    for language in languages.keys() {
        writeln!(
            code,
            "            Self::{} => {language:?},",
            variant(language)
        )?;
    }
    code.push_str("        }\n    }\n}\n\n");
    writeln!(
        code,
        "static TABLES: [[Option<&str>; {}]; {}] = [",
        english.len(),
        languages.len() + 1
    )?;
    for texts in [&english].into_iter().chain(languages.values()) {
        code.push_str("    [\n");
        for key in english.keys() {
            writeln!(code, "        {:?},", texts.get(key))?;
        }
        code.push_str("    ],\n");
    }
    code.push_str("];\n");
    Ok(code)
}

/// Reads `[table] key = "text"` into `table.key`.
fn read_language(path: &Path) -> Result<Texts, Box<dyn Error>> {
    let file: toml::Table = fs::read_to_string(path)?.parse()?;
    let mut texts = Texts::new();
    for (group, keys) in file {
        let keys = keys
            .as_table()
            .ok_or_else(|| format!("{}: `{group}` must be a table", path.display()))?;
        for (key, text) in keys {
            let text = text
                .as_str()
                .ok_or_else(|| format!("{}: `{group}.{key}` must be a text", path.display()))?;
            texts.insert(format!("{group}.{key}"), text.to_owned());
        }
    }
    Ok(texts)
}

/// `login.forgot_password` to `LoginForgotPassword`.
fn variant(key: &str) -> String {
    key.split(['.', '_', '-'])
        .flat_map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect::<String>())
        })
        .collect()
}

fn style(folder: &Path, sheets: &[&str]) -> Result<String, Box<dyn Error>> {
    let mut css = String::new();
    for name in sheets {
        let path = folder.join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        css.push_str(&fs::read_to_string(path)?);
    }
    Ok(minify(&css))
}

/// Drops comments, and white space where CSS gives it no meaning. Strings stay as they are.
fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if next == '"' || next == '\'' {
            let end = rest[1..].find(next).map_or(rest.len(), |end| end + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if next.is_whitespace() {
            rest = rest.trim_start();
            let follows_separator = out.ends_with(['{', '}', ';', ',', ':', '>', '(', ' ']);
            if !follows_separator && !rest.starts_with(['{', '}', ';', ',', '>', ')']) {
                out.push(' ');
            }
        } else {
            if next == '}' && out.ends_with(';') {
                out.pop();
            }
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    out
}
