//! The texts of the pages: one file a language in `locales/`, each text overridable by a pool.

mod messages;

use std::collections::BTreeMap;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// A pool's own texts: language tag, then key, then text.
pub type Overrides = BTreeMap<String, BTreeMap<String, String>>;

impl Language {
    /// The language of a tag such as `de` or `de-AT`; the region is ignored. `None` when no page is written in it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL
            .iter()
            .copied()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The language to answer in: `requested` (the `lang` parameter or cookie, else `ui_locales`; tags separated
    /// by spaces, best first), else the best of an `Accept-Language` header (RFC 9110, section 12.5.4), else
    /// English.
    pub fn negotiate(requested: Option<&str>, accept_language: Option<&str>) -> Self {
        let requested = requested
            .unwrap_or_default()
            .split_ascii_whitespace()
            .find_map(Self::from_tag);
        requested
            .or_else(|| best_accepted(accept_language?))
            .unwrap_or_default()
    }

    /// What speakers call the language.
    pub fn name(self) -> &'static str {
        self.text(Key::LanguageName)
    }

    /// The value of the `dir` attribute: `ltr` or `rtl`.
    pub fn direction(self) -> &'static str {
        self.text(Key::LanguageDirection)
    }

    /// A text as it stands in the language's file, in English where the file lacks it.
    fn text(self, key: Key) -> &'static str {
        let in_language = TABLES
            .get(self as usize)
            .and_then(|table| table.get(key as usize));
        let in_english = TABLES.first().and_then(|table| table.get(key as usize));
        in_language
            .copied()
            .flatten()
            .or(in_english.copied().flatten())
            .unwrap_or_default()
    }
}

fn best_accepted(header: &str) -> Option<Language> {
    let mut best: Option<(u32, Language)> = None;
    for range in header.split(',') {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight = weight
            .trim()
            .strip_prefix(['q', 'Q'])
            .and_then(|weight| weight.strip_prefix('='))
            .map_or(0, thousandths);
        if let Some(language) = Language::from_tag(tag.trim())
            && weight > 0
            && best.is_none_or(|(heaviest, _)| weight > heaviest)
        {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// A weight (RFC 9110, section 12.4.2) in thousandths; 0 for what is none.
fn thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(3);
    let mut digits = digits.map(|digit| char::from(digit).to_digit(10));
    let parts = digits.try_fold(0, |sum, digit| Some(sum * 10 + digit?));
    match (whole, parts) {
        ("0", Some(parts)) => parts,
        ("1", Some(0)) => 1000,
        _ => 0,
    }
}

/// The texts of one language with a pool's own in front.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    language: Language,
    own: BTreeMap<String, String>,
}

impl Texts {
    /// Takes from `overrides` what concerns `language`.
    pub fn new(language: Language, overrides: &Overrides) -> Self {
        Self {
            language,
            own: overrides.get(language.tag()).cloned().unwrap_or_default(),
        }
    }

    /// The language of these texts.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A text without placeholders.
    pub fn get(&self, key: Key) -> &str {
        self.own
            .get(key.name())
            .map_or_else(|| self.language.text(key), String::as_str)
    }

    /// A text with each `{name}` replaced by its value. A placeholder without a value stays.
    pub fn fill(&self, key: Key, values: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        let mut rest = self.get(key);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let value = after.split_once('}').and_then(|(name, tail)| {
                values
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| (*value, tail))
            });
            if let Some((value, tail)) = value {
                filled.push_str(value);
                rest = tail;
            } else {
                filled.push('{');
                rest = after;
            }
        }
        filled.push_str(rest);
        filled
    }
}

/// Refuses overrides for a language or a key that no page has.
pub fn check_overrides(overrides: &Overrides) -> Result<(), UnknownText> {
    for (tag, texts) in overrides {
        if !Language::ALL.iter().any(|language| language.tag() == tag) {
            return Err(UnknownText::Language(tag.clone()));
        }
        if let Some(key) = texts
            .keys()
            .find(|key| !Key::ALL.iter().any(|known| known.name() == key.as_str()))
        {
            return Err(UnknownText::Key(key.clone()));
        }
    }
    Ok(())
}

/// An override that nothing would ever show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownText {
    /// A language tag without a file in `locales/`.
    Language(String),
    /// A key that is not in `locales/en.toml`.
    Key(String),
}

impl std::fmt::Display for UnknownText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Language(tag) => write!(f, "no page is written in the language {tag:?}"),
            Self::Key(key) => write!(f, "no text is named {key:?}"),
        }
    }
}

impl std::error::Error for UnknownText {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_text() {
        for language in Language::ALL {
            for key in Key::ALL {
                let text = TABLES[*language as usize][*key as usize];
                assert!(
                    text.is_some_and(|text| !text.is_empty()),
                    "{} lacks {}",
                    language.tag(),
                    key.name()
                );
            }
        }
    }

    #[test]
    fn every_language_fills_in_the_same_placeholders() {
        for language in Language::ALL {
            for key in Key::ALL {
                let ours = placeholders(language.text(*key));
                assert_eq!(
                    ours,
                    placeholders(Language::En.text(*key)),
                    "{} {}",
                    language.tag(),
                    key.name()
                );
            }
        }
    }

    fn placeholders(text: &str) -> Vec<&str> {
        let mut names: Vec<_> = text
            .split('{')
            .skip(1)
            .filter_map(|part| part.split('}').next())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_language_has_a_direction() {
        for language in Language::ALL {
            assert!(
                ["ltr", "rtl"].contains(&language.direction()),
                "{}",
                language.tag()
            );
        }
    }

    #[test]
    fn the_requested_language_wins_over_the_browsers() {
        assert_eq!(Language::negotiate(Some("de"), Some("en")), Language::De);
        assert_eq!(
            Language::negotiate(Some("fr de-AT"), Some("en")),
            Language::De
        );
        assert_eq!(Language::negotiate(Some("xx"), Some("de")), Language::De);
    }

    #[test]
    fn the_browsers_weights_decide() {
        assert_eq!(
            Language::negotiate(None, Some("fr, de;q=0.8, en;q=0.9")),
            Language::En
        );
        assert_eq!(
            Language::negotiate(None, Some("de-CH, en;q=0.9")),
            Language::De
        );
        assert_eq!(
            Language::negotiate(None, Some("en;q=0, de;q=0.1")),
            Language::De
        );
        for (weights, best) in [
            ("de;q=0.85, en;q=0.9", Language::En),
            ("en;q=0.85, de;Q=0.851", Language::De),
            ("en;q=0.999, de;q=1.000", Language::De),
            ("de;q=1.001, en;q=0.1", Language::En),
            ("de;q=0.x, en;q=0.1", Language::En),
            ("en;q=0., de;q=0.001", Language::De),
        ] {
            assert_eq!(Language::negotiate(None, Some(weights)), best, "{weights}");
        }
        assert_eq!(Language::negotiate(None, Some(";;q=,")), Language::En);
    }

    #[test]
    fn a_pools_own_text_stands_in_front() {
        let own = overrides("en", "login.heading", "Hello, {brand}");
        let texts = Texts::new(Language::En, &own);
        assert_eq!(
            texts.fill(Key::LoginHeading, &[("brand", "{user}")]),
            "Hello, {user}"
        );
        assert_eq!(texts.get(Key::LoginSubmit), "Sign in");
        assert_eq!(
            Texts::new(Language::De, &own).get(Key::LoginHeading),
            "Anmelden"
        );
    }

    #[test]
    fn an_unknown_placeholder_stays() {
        let texts = Texts::new(
            Language::En,
            &overrides("en", "login.heading", "a {b {brand} {"),
        );
        assert_eq!(texts.fill(Key::LoginHeading, &[("brand", "X")]), "a {b X {");
    }

    #[test]
    fn an_override_that_nothing_shows_is_refused() {
        assert_eq!(
            check_overrides(&overrides("en", "login.heading", "x")),
            Ok(())
        );
        assert_eq!(
            check_overrides(&overrides("en", "login.headign", "x")),
            Err(UnknownText::Key("login.headign".into()))
        );
        assert_eq!(
            check_overrides(&overrides("tlh", "login.heading", "x")),
            Err(UnknownText::Language("tlh".into()))
        );
    }

    fn overrides(tag: &str, key: &str, text: &str) -> Overrides {
        [(tag.to_owned(), [(key.to_owned(), text.to_owned())].into())].into()
    }
}
