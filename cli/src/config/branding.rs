//! `[pool.branding]`.

// The very rules that the pages hold addresses and style sheets to, without what draws them.
#[path = "../../../app/src/theme/custom_css.rs"]
mod custom_css;
#[path = "../../../app/src/theme/support.rs"]
mod support;
#[path = "../../../app/src/theme/url.rs"]
mod url;

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use self::url::AssetUrl;
use super::Addresses;
use super::keys::branding::{self as keys, LANGUAGES};
use super::keys::{Key, Text};
use super::reader::{Table, one_of, suggest};
use crate::settings::{Branding, ColorScheme, Colors, Logo};

/// The pages' English texts, which name every text that can be changed and its placeholders.
const TEXTS: &str = include_str!("../../../app/locales/en.toml");

/// What the service keeps of one pool's branding, in bytes of JSON.
const MOST_BYTES: usize = 64 * 1024;

/// Characters of the address of a font's file.
const LONGEST_FONT: usize = 1024;

pub(super) fn read(table: Table<'_>, addresses: &Addresses) -> Branding {
    let asset = |key: &Key<Text>| {
        table
            .parsed(key, |text| read_asset(text, addresses))
            .map(|asset| asset.value)
    };
    let logo = Logo {
        light: asset(&keys::LOGO),
        dark: asset(&keys::LOGO_DARK),
    };
    let background_image = asset(&keys::BACKGROUND_IMAGE);
    let font = table
        .parsed(&keys::FONT, |text| check_font(text, addresses))
        .map(|font| font.value);
    let custom_css = {
        let font_file = font.as_ref().filter(|font| is_font_file(font));
        let pictures = [&logo.light, &logo.dark, &background_image];
        let own = pictures.into_iter().flatten().chain(font_file);
        let own: Vec<&str> = own.map(String::as_str).collect();
        table.parsed(&keys::CUSTOM_CSS, |css| check_css(css, &own))
    };
    let color_scheme = table.parsed(&keys::COLOR_SCHEME, |word| {
        one_of("colour scheme", word, keys::COLOR_SCHEME.form.of).map(|word| match word.as_str() {
            "light" => ColorScheme::Light,
            "dark" => ColorScheme::Dark,
            _ => ColorScheme::Auto,
        })
    });
    let branding = Branding {
        name: table
            .parsed(&keys::NAME, |text| bounded(text, 64))
            .map(|name| name.value),
        support: table
            .parsed(&keys::SUPPORT, check_support)
            .map(|support| support.value),
        logo,
        favicon: asset(&keys::FAVICON),
        color_scheme: color_scheme.map(|scheme| scheme.value),
        light: table
            .table(&keys::LIGHT)
            .map(read_colors)
            .unwrap_or_default(),
        dark: table
            .table(&keys::DARK)
            .map(read_colors)
            .unwrap_or_default(),
        radius: table
            .optional_number(&keys::RADIUS)
            .and_then(|radius| u8::try_from(radius).ok()),
        font,
        background_image,
        custom_css: custom_css.map(|css| css.value),
        texts: read_texts(&table),
    };
    if table.is_set("logo_dark") && !table.is_set("logo") {
        let at = table.key_span("logo_dark");
        table.mistake(
            &at,
            "logo_dark takes the place of logo on dark pages; expected logo too",
        );
    }
    let size = branding.to_wire().to_string().len();
    if size > MOST_BYTES {
        let message = format!("branding takes {size} bytes; expected at most {MOST_BYTES}");
        table.mistake(&table.span, message);
    }
    table.finish();
    branding
}

fn read_colors(table: Table<'_>) -> Colors {
    let color = |key: &Key<Text>| {
        let color = table.parsed(key, |text| {
            let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
            match digits.filter(|digits| digits.chars().all(|digit| digit.is_ascii_hexdigit())) {
                Some(_) => Ok(text.to_ascii_lowercase()),
                None => Err(format!(
                    "expected a colour such as \"#3a5ccc\", found {text:?}"
                )),
            }
        });
        color.map(|color| color.value)
    };
    let colors = Colors {
        primary: color(&keys::PRIMARY),
        on_primary: color(&keys::ON_PRIMARY),
        background: color(&keys::BACKGROUND),
        surface: color(&keys::SURFACE),
        text: color(&keys::TEXT),
        muted: color(&keys::MUTED),
        border: color(&keys::BORDER),
        danger: color(&keys::DANGER),
        success: color(&keys::SUCCESS),
        link: color(&keys::LINK),
    };
    table.finish();
    colors
}

fn read_texts(table: &Table<'_>) -> BTreeMap<String, BTreeMap<String, String>> {
    let known = known_texts();
    table
        .named(&keys::TEXTS)
        .unwrap_or_default()
        .into_iter()
        .map(|(language, texts)| {
            if let Err(problem) = one_of("language", &language.value, &LANGUAGES) {
                table.mistake(&language.span, problem);
            }
            (language.value, read_language(&texts, &known))
        })
        .collect()
}

fn read_language(texts: &Table<'_>, known: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let entries = texts.text_entries();
    for (key, text) in &entries {
        let Some(original) = known.get(&key.value) else {
            let hint = suggest(&key.value, known.keys().map(String::as_str)).unwrap_or_else(|| {
                "expected a key of app/locales/en.toml, such as \"login.heading\"".to_owned()
            });
            texts.mistake(&key.span, format!("unknown text {:?}; {hint}", key.value));
            continue;
        };
        if let Err(problem) = bounded(&text.value, 1_000) {
            texts.mistake(&text.span, format!("{}: {problem}", key.value));
        }
        let offered = placeholders(original);
        for unknown in placeholders(&text.value)
            .into_iter()
            .filter(|name| !offered.contains(name))
        {
            let expected = if offered.is_empty() {
                "none".to_owned()
            } else {
                offered.join(", ")
            };
            texts.mistake(
                &text.span,
                format!(
                    "{} has no {unknown} to fill in; expected {expected}",
                    key.value
                ),
            );
        }
    }
    entries
        .into_iter()
        .map(|(key, text)| (key.value, text.value))
        .collect()
}

/// `own` are the addresses of another origin that the branding itself names.
fn check_css(css: &str, own: &[&str]) -> Result<String, String> {
    match custom_css::check(css, own) {
        Ok(()) => Ok(css.to_owned()),
        Err(problem) => Err(format!(
            "expected rules that restyle the pages and do nothing else; this sheet {problem}"
        )),
    }
}

/// An image or a font: a path on the deployment's own origin, an https URL, or a picture in a `data:` URL.
fn read_asset(text: &str, addresses: &Addresses) -> Result<String, String> {
    match AssetUrl::parse(&addresses.expand(text)) {
        Ok(url) => Ok(url.as_str().to_owned()),
        Err(_) => Err(format!(
            "expected a path such as \"/logo.svg\" or an https URL, found {text:?}"
        )),
    }
}

fn check_support(text: &str) -> Result<String, String> {
    match support::link(text) {
        Some(_) => bounded(text, 256),
        None => Err(format!(
            "expected an https URL or the address of a mailbox such as \"help@example.com\", found {text:?}"
        )),
    }
}

fn is_font_file(font: &str) -> bool {
    let path = font.split(['?', '#']).next().unwrap_or_default();
    path.ends_with(".woff2")
}

/// The address of a `.woff2` file, or a list of font families as CSS has it.
fn check_font(text: &str, addresses: &Addresses) -> Result<String, String> {
    if is_font_file(text) {
        let address = read_asset(text, addresses)?;
        return match address.len() {
            length if length > LONGEST_FONT => Err(format!(
                "expected at most {LONGEST_FONT} characters, found {length}"
            )),
            _ => Ok(address),
        };
    }
    let is_family = |family: &str| {
        let family = family.trim();
        let unquoted = ['"', '\'']
            .iter()
            .find_map(|quote| family.strip_prefix(*quote)?.strip_suffix(*quote));
        let name = unquoted.unwrap_or(family);
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
    };
    if text.len() <= 200 && text.split(',').all(is_family) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "expected font families such as \"Inter, sans-serif\" or the address of a .woff2 file, found {text:?}"
        ))
    }
}

fn bounded(text: &str, longest: usize) -> Result<String, String> {
    match text.chars().count() {
        0 => Err("expected a text, found an empty one".to_owned()),
        length if length > longest => Err(format!(
            "expected at most {longest} characters, found {length}"
        )),
        _ => Ok(text.to_owned()),
    }
}

/// Texts by their dotted key.
fn known_texts() -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    if let Ok(document) = DeTable::parse(TEXTS) {
        collect("", document.get_ref(), &mut texts);
    }
    // What a language is called and how it runs belongs to the language, not to a brand.
    texts.retain(|key, _| !key.starts_with("language."));
    texts
}

fn collect(prefix: &str, table: &DeTable<'_>, texts: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let name = format!("{prefix}{}", key.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => collect(&format!("{name}."), inner, texts),
            DeValue::String(text) => drop(texts.insert(name, text.to_string())),
            _ => {}
        }
    }
}

/// What stands in braces, braces included.
fn placeholders(text: &str) -> Vec<String> {
    let after_braces = text.split('{').skip(1);
    after_braces
        .filter_map(|part| Some(format!("{{{}}}", part.split_once('}')?.0)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_texts_are_known_by_their_dotted_keys() {
        let texts = known_texts();
        assert!(texts.contains_key("login.heading"), "{texts:?}");
        assert!(!texts.contains_key("language.name"));
    }

    #[test]
    fn the_languages_are_those_of_the_pages() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../app/locales");
        let mut languages: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .filter_map(|file| {
                Some(
                    file.unwrap()
                        .file_name()
                        .to_str()?
                        .strip_suffix(".toml")?
                        .to_owned(),
                )
            })
            .collect();
        languages.sort();
        assert_eq!(languages, LANGUAGES);
    }

    #[test]
    fn placeholders_are_what_stands_in_braces() {
        assert_eq!(placeholders("{page} · {brand}"), ["{page}", "{brand}"]);
        assert_eq!(placeholders("none { here"), Vec::<String>::new());
    }
}
